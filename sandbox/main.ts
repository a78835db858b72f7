/**
 * The sandbox as a process: `tsx sandbox/main.ts`. Its environment is read here and nowhere else.
 *
 *   SANDBOX_PORT      default 4301; 0 takes any free one
 *   SANDBOX_HOME      folder that keeps its state; left out: memory, gone when it ends
 *   SANDBOX_DAY       the day that the agency is seeded for, `2026-11-23`; default today
 *   SANDBOX_APPS      JSON: the apps registered with each vendor, `{"monday": [{clientId, clientSecret, signingSecret, redirectUris, boardViewUrl, lifecycleUrl}], …}`
 *   SANDBOX_ACTIONS   address that the page's strip sends its actions to
 *   WIRE_LOG          file that gets every exchange
 *
 * Says `sandbox ready <address>` when it is. Started with an IPC channel it sends `{kind: "ready", origin, agency}`,
 * tells `{kind: "reset-begins"}` before a reset and waits for `{kind: "reset-may-begin"}`, tells `{kind: "reset"}` after it
 * and waits for `{kind: "reset-done"}` before it answers, and ends when the channel closes: nothing outlives its parent. Without one, `SANDBOX_STDIN=1` makes it end with its standard input.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { createAgencySandbox } from './agency-sandbox.ts';
import { listen } from './server/listen.ts';
import { openWireLog } from './server/wire-log.ts';
import type { AppVendor, RegisteredApp, RegisteredApps } from './world/people/apps.ts';
import { folderState, memoryState } from './world/store/state.ts';
import type { Handler } from './world/world.ts';

/** How long a reset waits for the parent to say that it has followed. */
const RESET_MS = 60_000;

async function main(env: NodeJS.ProcessEnv): Promise<void> {
  const port = Number(env.SANDBOX_PORT ?? 4301);
  let fetch: Handler = async () => new Response('Starting\n', { status: 503, headers: { 'retry-after': '1' } });
  const report = (error: unknown): void => console.error(error);
  const listening = await listen((request) => fetch(request), port, report);

  const { sandbox, agency } = await createAgencySandbox({
    state: env.SANDBOX_HOME ? folderState(env.SANDBOX_HOME) : memoryState(),
    origin: listening.origin,
    today: env.SANDBOX_DAY ?? new Date().toISOString().slice(0, 10),
    apps: readApps(env.SANDBOX_APPS),
    actionsUrl: env.SANDBOX_ACTIONS ?? null,
    pageFolder: path.join(path.dirname(fileURLToPath(import.meta.url)), 'page', 'dist'),
    wireLog: env.WIRE_LOG ? openWireLog(env.WIRE_LOG) : null,
    report,
    beforeReset: follows('reset-begins', 'reset-may-begin'),
    afterReset: follows('reset', 'reset-done'),
  });
  fetch = sandbox.fetch;

  let ending = false;
  const end = (): void => {
    if (ending) return;
    ending = true;
    sandbox.close();
    listening.close().then(
      () => process.exit(0),
      (error) => {
        report(error);
        process.exit(1);
      },
    );
  };
  process.once('SIGTERM', end).once('SIGINT', end).once('disconnect', end);
  if (env.SANDBOX_STDIN === '1') process.stdin.once('end', end).once('close', end).resume();

  if (process.connected === false) return end();
  if (process.send) process.send({ kind: 'ready', origin: listening.origin, agency: agency() });
  else console.log(`sandbox ready ${listening.origin}`);
}

/** Tells the parent of a reset and waits until it says that it has followed: it stops its work before, and is in step again after. */
function follows(kind: string, answer: string): () => Promise<void> {
  return () => {
    if (!process.send) return Promise.resolve();
    return new Promise((resolve) => {
      const timer = setTimeout(done, RESET_MS);
      const hear = (message: unknown): void => {
        if (typeof message === 'object' && message !== null && 'kind' in message && message.kind === answer) done();
      };
      function done(): void {
        clearTimeout(timer);
        process.off('message', hear);
        resolve();
      }
      process.on('message', hear);
      process.send?.({ kind });
    });
  };
}

function readApps(text: string | undefined): RegisteredApps {
  const given: unknown = text ? JSON.parse(text) : {};
  const of = (vendor: AppVendor): RegisteredApp[] => {
    const list: unknown = typeof given === 'object' && given !== null ? Reflect.get(given, vendor) : undefined;
    if (list === undefined) return [];
    if (!Array.isArray(list)) throw new Error(`SANDBOX_APPS: ${vendor} must be a list of apps`);
    return list.map((app, index) => readApp(app, `SANDBOX_APPS: ${vendor}[${index}]`));
  };
  return { monday: of('monday'), google: of('google'), atlassian: of('atlassian') };
}

function readApp(given: unknown, where: string): RegisteredApp {
  const member = (name: string): unknown => (typeof given === 'object' && given !== null ? Reflect.get(given, name) : undefined);
  const text = (name: string, fallback?: string): string => {
    const value = member(name) ?? fallback;
    if (typeof value !== 'string') throw new Error(`${where}.${name} must be a text`);
    return value;
  };
  const uris = member('redirectUris');
  if (!Array.isArray(uris) || !uris.every((uri) => typeof uri === 'string'))
    throw new Error(`${where}.redirectUris must be a list of texts`);
  const view = member('boardViewUrl') ?? null;
  if (view !== null && typeof view !== 'string') throw new Error(`${where}.boardViewUrl must be a text or null`);
  const lifecycle = member('lifecycleUrl') ?? null;
  if (lifecycle !== null && typeof lifecycle !== 'string') throw new Error(`${where}.lifecycleUrl must be a text or null`);
  return {
    clientId: text('clientId'),
    clientSecret: text('clientSecret'),
    signingSecret: text('signingSecret', ''),
    redirectUris: uris,
    boardViewUrl: view,
    lifecycleUrl: lifecycle,
  };
}

main(process.env).catch((error: unknown) => {
  const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
  console.error(taken ? `Port ${process.env.SANDBOX_PORT ?? 4301} is taken. Choose another with SANDBOX_PORT.` : error);
  process.exit(1);
});
