/**
 * The whole product on one stage: the played vendors on a port, Postgres, the server, a worker, the demo's account. Tests
 * act as people do, through the vendors' APIs and the product's own.
 */
import { appendFileSync, mkdirSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Composed } from '../../app/compose.ts';
import { compose } from '../../app/compose.ts';
import type { Variables } from '../../app/local.ts';
import type { Provisioned } from '../../demo/provision.ts';
import { provision } from '../../demo/provision.ts';
import type { AgencyIds } from '../../demo/ready.ts';
import { addresses, productVariables, sandboxVariables } from '../../demo/variables.ts';
import { systemClock } from '../../platform/clock.ts';
import { readConfig } from '../../platform/config.ts';
import { prepareQueue } from '../../platform/queue/postgres-store.ts';
import { type AgencySandbox, createAgencySandbox } from '../../sandbox/agency-sandbox.ts';
import { listen } from '../../sandbox/server/listen.ts';
import { toLine, type WireEntry } from '../../sandbox/server/wire-log.ts';
import { memoryState } from '../../sandbox/world/store/state.ts';
import { createServer } from '../../server/create-server.ts';
import { startWorker } from '../../workers/start-worker.ts';
import { People } from './people.ts';
import { freePort } from './ports.ts';
import { Product } from './product.ts';
import { Watch } from './watch.ts';

export interface StageOptions {
  readonly database: { readonly url: string; readonly ownerUrl: string };
  /** The day that the agency is seeded for. */
  readonly day?: string;
  readonly home: string;
  /** The demo page, built; without it the sandbox has none. */
  readonly pageFolder?: string;
  /** Every exchange is appended here. */
  readonly wireLog?: string;
  readonly logLevel?: string;
  /** The longest vendor call, s: a killed worker's work is taken over after about as long. */
  readonly callTimeoutS?: number;
  /** Makes the account and what it begins with; left out: the demo's. */
  readonly provision?: (app: Composed, agency: AgencyIds) => Promise<Provisioned>;
  /** Of the product's environment, what is to be otherwise. */
  readonly variables?: Variables;
}

export interface Stage {
  readonly agency: AgencyIds;
  readonly sandbox: AgencySandbox['sandbox'];
  readonly app: Composed;
  readonly people: People;
  readonly product: Product;
  readonly provisioned: Provisioned;
  /** Exchanges since the stage was opened, newest last. */
  readonly wire: readonly WireEntry[];
  readonly watch: Watch;
  readonly root: string;
  /** What a process of the product's own is started with. */
  readonly variables: Variables;
  /** Moves the product's clock forward; the vendors' and the database's go on as they are. */
  advance(ms: number): void;
  /** Ends the worker after its running jobs. */
  stopWorker(): Promise<void>;
  startWorker(): Promise<void>;
  stop(): Promise<void>;
}

const SECRETS = {
  masterKey: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  mondayClient: 'client-secret',
  mondaySigning: 'signing-secret',
  googleClient: 'g-secret',
  atlassianClient: 'a-secret',
};
const DAY = '2026-11-23';

export async function openStage(options: StageOptions): Promise<Stage> {
  const at = { ...addresses(1), app: `http://127.0.0.1:${await freePort()}` };
  const wire: WireEntry[] = [];
  // The seed's own exchanges are heard by nobody.
  let hear: (entry: WireEntry) => void = () => undefined;
  let handler: (request: Request) => Promise<Response> = async () => new Response('', { status: 503 });
  const port = await listen(
    (request) => handler(request),
    0,
    (error) => console.error(error),
  );
  const page = `${port.origin}/`;
  const addressed = { ...at, page };
  const registered = JSON.parse(sandboxVariables(addressed, SECRETS, options.home, null, DAY).SANDBOX_APPS ?? '{}');
  const { sandbox, agency } = await createAgencySandbox({
    state: memoryState(),
    origin: port.origin,
    today: options.day ?? DAY,
    apps: withDefaults(registered, `${at.app}/webhooks/monday/lifecycle`),
    pageFolder: options.pageFolder ?? null,
    wireLog: (entry) => hear(entry),
  });
  handler = sandbox.fetch;
  await prepareQueue(options.database.ownerUrl);
  const variables = {
    ...productVariables(addressed, SECRETS, options.home, options.database.url),
    LOG_LEVEL: options.logLevel ?? 'error',
    EVENKEEL_SWEEP_S: '1',
    ...(options.callTimeoutS === undefined ? {} : { EVENKEEL_CALL_TIMEOUT_S: String(options.callTimeoutS) }),
    ...options.variables,
  };
  const config = readConfig(variables);
  let ahead = 0;
  const clock = { ...systemClock, now: () => systemClock.now() + ahead };
  const joined = { config, databaseUrl: options.database.url, clock };
  const app = compose({ ...joined, name: 'stage server' });
  const server = await createServer(app).listen(Number(new URL(at.app).port));
  const workers: { stop(): Promise<void> }[] = [];
  const startOne = async (): Promise<void> => {
    const own = compose({ ...joined, name: 'stage worker' });
    const worker = await startWorker(own);
    workers.push({
      async stop() {
        worker.stop();
        await own.close();
      },
    });
  };
  const stopAll = async (): Promise<void> => void (await Promise.all(workers.splice(0).map((one) => one.stop())));
  const watch = new Watch(wire, sandbox.world.deliveries, app);
  /** What a test asks again and again while it waits is recorded once: the log has to stay readable whole. */
  const asked = new Set<string>();
  const isNews = ({ service, method, path, requestBody, caller }: WireEntry): boolean => {
    const question = `${service} ${method} ${path} ${requestBody}`;
    if (caller !== 'app' && asked.has(question)) return false;
    asked.add(question);
    return true;
  };
  hear = (entry) => {
    wire.push(entry);
    if (options.wireLog !== undefined && isNews(entry)) record(options.wireLog, entry);
    watch.notice(entry);
  };
  await startOne();
  const provisioned = await (options.provision?.(app, agency()) ?? provision(app, agency(), options.home, () => undefined));
  return {
    agency: agency(),
    sandbox,
    app,
    people: new People(port.origin, agency(), sandbox.world),
    product: new Product(`${at.app}/api`, provisioned.token),
    provisioned,
    wire,
    watch,
    root: port.origin,
    variables,
    advance: (ms) => {
      ahead += ms;
    },
    stopWorker: stopAll,
    startWorker: startOne,
    async stop() {
      sandbox.world.faults.clear();
      await stopAll();
      await server.close();
      await app.close();
      sandbox.close();
      await port.close();
    },
  };
}

function withDefaults(apps: Record<string, { signingSecret?: string; boardViewUrl?: string | null }[]>, lifecycleUrl: string): never {
  const full = Object.fromEntries(
    Object.entries(apps).map(([vendor, list]) => [
      vendor,
      list.map((one) => ({ signingSecret: '', boardViewUrl: null, ...(vendor === 'monday' && { lifecycleUrl }), ...one })),
    ]),
  );
  return full as never;
}

function record(file: string, entry: WireEntry): void {
  mkdirSync(dirname(file), { recursive: true });
  appendFileSync(file, `${JSON.stringify(toLine(entry))}\n`);
}
