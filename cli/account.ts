/**
 * `npm run account -- <monday account id> <name> <person id>`: makes the account of a customer, when there is none, and
 * prints an API token of that person. A token is shown once; asking again makes another.
 */
import { composeFromEnvironment } from '../app/compose.ts';
import { ensureAccount, issueApiToken } from '../app/use-cases/connect.ts';
import { run } from './run.ts';

await run(async () => {
  const [id, name, person, ...rest] = process.argv.slice(2);
  if (id === undefined || name === undefined || person === undefined || rest.length > 0 || !/^\d+$/.test(id))
    return 'Usage: npm run account -- <monday account id> <name> <person id>';
  const app = composeFromEnvironment('cli');
  const account = await ensureAccount(app, { id, name });
  console.log(await issueApiToken(app, account, person));
  await app.close();
  return null;
});
