/** `npm run migrate`: brings DATABASE_URL's tables, and the queue's, to what this version needs. Safe to repeat. */
import { localSettings, openLocalDatabase } from '../app/local.ts';
import { run } from './run.ts';

await run(async () => {
  const settings = localSettings();
  if (settings.database === null) return 'DATABASE_URL is missing: set it to postgres://user:password@host:5432/database';
  const database = await openLocalDatabase(settings, (line) => console.log(line));
  await database.stop();
  console.log('The database is up to date');
  return null;
});
