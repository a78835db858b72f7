/**
 * `npm run demo`: the sandbox, Postgres, the server and a worker on one machine, with the demo's pairs in step. Ends all
 * of it on Ctrl-C; whatever it started also ends when it is killed. Started again it goes on where it was.
 */
import { rmSync } from 'node:fs';
import { join } from 'node:path';
import type { Composed } from '../app/compose.ts';
import type { LocalDatabase } from '../app/local.ts';
import {
  composeLocal,
  elapsed,
  environmentWith,
  localSecrets,
  localSettings,
  openLocalDatabase,
  SetupError,
  today,
  writeWhole,
} from '../app/local.ts';
import { serveActions } from './actions.ts';
import { whenNpmIsGone } from './ancestors.ts';
import { buildPages } from './build-pages.ts';
import { Child } from './child.ts';
import { takeHome } from './lock.ts';
import { portsFree } from './ports.ts';
import { leaveAccount, provision, resetAccount } from './provision.ts';
import type { AgencyIds } from './ready.ts';
import { readyFile } from './ready.ts';
import { addresses, productVariables, sandboxVariables } from './variables.ts';

const START = elapsed();
const say = (line: string): void => console.log(`${((elapsed() - START) / 1000).toFixed(1).padStart(5)} s  ${line}`);

const complain = (error: unknown): void => console.error(error instanceof SetupError ? error.message : error);
const stops: (() => Promise<void>)[] = [];
let leaving = false;

/** Ends what was started, the last first. */
async function leave(code: number): Promise<void> {
  if (leaving) return;
  leaving = true;
  for (const stop of stops.reverse()) await stop().catch((error: unknown) => console.error(error));
  process.exit(code);
}

async function main(): Promise<void> {
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(signal, () => void leave(0));
  whenNpmIsGone(() => void leave(0));
  const settings = localSettings();
  const at = addresses(settings.portBase);
  const lock = takeHome(settings.home);
  stops.push(async () => lock.release());
  await portsFree(Object.values(at.ports));
  const secrets = localSecrets(settings.home);
  // It is written when everything is ready, and what a former run wrote is not true now.
  rmSync(join(settings.home, 'ready.json'), { force: true });

  const [, database, sandbox] = await Promise.all([buildPages(say), startDatabase(), startSandbox()]);

  async function startDatabase(): Promise<LocalDatabase> {
    const opened = await openLocalDatabase(settings, say);
    // Right after the home is taken: it ends when nobody asks it anything more.
    stops.splice(1, 0, () => opened.stop());
    say('database ready');
    return opened;
  }

  async function startSandbox(): Promise<{ child: Child; agency: AgencyIds }> {
    const wire = settings.wireLog === null ? null : join(settings.home, settings.wireLog);
    const child = new Child('sandbox', 'sandbox/main.ts', environmentWith(sandboxVariables(at, secrets, settings.home, wire, today())));
    stops.push(() => child.stop());
    const ready = await child.start();
    say('sandbox ready: monday, Google Sheets and Confluence on loopback');
    return { child, agency: AgencyIdsOf(ready) };
  }

  const variables = environmentWith(productVariables(at, secrets, settings.home, database.url));
  const app: Composed = composeLocal(variables, database.url, 'demo');
  stops.push(() => app.close());
  const server = new Child('server', 'server/main.ts', variables);
  const worker = new Child('worker', 'workers/main.ts', variables);
  stops.push(
    () => server.stop(),
    () => worker.stop(),
  );
  await Promise.all([server.start(), worker.start()]);
  say('server and worker ready');

  const provisioned = await provision(app, sandbox.agency, settings.home, say);
  const writeReady = (): void => {
    const pids = { sandbox: sandbox.child.pid, server: server.pid, workers: [worker.pid] };
    writeWhole(
      join(settings.home, 'ready.json'),
      `${JSON.stringify(readyFile(at, provisioned, sandbox.agency, pids, settings.wireLog), null, 2)}\n`,
    );
  };
  worker.onRestart = () => {
    say('the worker was gone and has been started again');
    writeReady();
  };
  server.onRestart = writeReady;
  sandbox.child.onRestart = writeReady;
  sandbox.child.onMessage = async ({ kind }) => {
    if (kind === 'reset-begins') {
      await leaveAccount(app, provisioned).catch(complain);
      sandbox.child.send({ kind: 'reset-may-begin' });
    } else if (kind === 'reset') {
      await resetAccount(app, sandbox.agency, provisioned, say).catch(complain);
      sandbox.child.send({ kind: 'reset-done' });
    }
  };
  const actions = await serveActions(at, app, provisioned, worker);
  stops.push(() => actions.close());
  writeReady();
  say('pairs in step');
  console.log(`ready ${at.page}`);
}

function AgencyIdsOf(ready: unknown): AgencyIds {
  return (ready as { agency: AgencyIds }).agency;
}

main().catch((error: unknown) => {
  // What ends because we leave isn't what was wrong.
  if (!leaving) complain(error);
  void leave(1);
});
