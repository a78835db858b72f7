/** Two workers and one account (F04, F05, F33): never two writers in a container, and a late writer's commit is refused. */
import { sql } from 'kysely';
import { afterAll, beforeEach, expect, test } from 'vitest';
import type { App } from '../../app/app.ts';
import { compose } from '../../app/compose.ts';
import { syncAccount } from '../../app/use-cases/sync-account.ts';
import type { SyncStore } from '../../core/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { clientsOf } from '../e2e/clients.ts';
import { holdWrite } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { product, provisioned, watch } = stage;
await watch.rest();
await stage.stopWorker();

const worker = (name: string) => compose({ config: stage.app.config, databaseUrl: databaseUrl(), name });
const [first, second] = [worker('first'), worker('second')];
afterAll(async () => void (await Promise.all([first.close(), second.close()])));

function databaseUrl(): string {
  const { url } = stage.app.config.database ?? {};
  if (url === undefined) throw new Error('the stage has no database');
  return url;
}

const run = (app: App): Promise<unknown> =>
  syncAccount(app, provisioned.account, new AbortController().signal).catch((error: unknown) => error);
const inTx = <T>(statement: ReturnType<typeof sql<T>>) =>
  withAccount(stage.app.db, provisioned.account, async (tx) => (await statement.execute(tx)).rows);
const rowWrites = (mark: number) => watch.since(mark).filter((one) => one.path.includes(':batchUpdate'));

/** Runs by hand until nothing is due. */
async function settle(app: App = second): Promise<void> {
  await watch.until(
    'everything done',
    async () => {
      await run(app);
      const busy = await inTx<{ n: number }>(sql`select
        (select count(*) from containers where hint_seq > read_seq) + (select count(*) from intents where state = 'open') +
        (select count(*) from dirty_records where not_before is null) as n`);
      return busy[0]?.n === 0 && (await clients.differences()).length === 0;
    },
    10_000,
  );
}

/** An edit on the board has reached the product's mailbox. */
async function edited(name: string, notes: string): Promise<void> {
  await clients.change(name, 'notes', notes);
  await watch.until(
    'the webhook',
    async () => (await inTx<{ n: number }>(sql`select count(*) as n from containers where hint_seq > read_seq`))[0]?.n === 1,
  );
}

beforeEach(() => settle());

test.each([
  // The queue takes a run for dead whose process is busy for two seconds, and starts it again.
  ['another', () => second],
  ['the same process once more', () => first],
])('fault F33: while one writes, %s, woken, makes no call and comes again soon', async (who, woken) => {
  const client = 'Cobalt Cycles';
  const notes = `by the first, beside ${who}`;
  await edited(client, notes);
  const mark = watch.mark;
  const hold = await holdWrite(stage, 'sheets', 'spreadsheets.batchUpdate');
  const writing = run(first);
  await hold.held();
  // Whether Drive is asked what changed is a matter of the minute, and of nobody's lease.
  const callsSince = (): number => watch.since(mark).filter((one) => one.service !== 'drive').length;
  const calls = callsSince();
  expect(await run(woken())).toMatchObject({ code: 'busy', next: { kind: 'retry-after' } });
  expect(callsSince()).toBe(calls);
  await hold.release();
  expect(await writing).toBeUndefined();
  await hold.remove();
  expect(rowWrites(mark)).toHaveLength(1);
  await settle();
  expect(await clients.inSheet(client)).toMatchObject({ Notes: notes });
});

test('[L1] fault F04: a writer that lost its lease meanwhile commits nothing; its late write is found by its intent and done once', async () => {
  await edited('Fable Toys', 'written late');
  const [mark, before] = [watch.mark, (await product.journal(clients.pair)).length];
  const hold = await holdWrite(stage, 'sheets', 'spreadsheets.batchUpdate');
  const writing = run(first);
  await hold.held();
  // The first froze for longer than its lease; somebody else takes its place.
  const containers = (await inTx<{ id: string }>(sql`update containers set lease_until = now() - interval '1 second' returning id`)).map(
    (one) => one.id,
  );
  const taken = await second.store(provisioned.account).lease(containers as never[], second.holder, 20_000);
  expect(taken.length).toBe(containers.length);
  await hold.release();
  await hold.remove();
  expect(await writing).toMatchObject({ code: 'lease-lost', next: { kind: 'replan' } });
  expect(await clients.inSheet('Fable Toys')).toMatchObject({ Notes: 'written late' });
  expect((await product.journal(clients.pair)).length).toBe(before);
  expect(await inTx(sql`select id from intents where state = 'open'`)).toHaveLength(1);
  await second.store(provisioned.account).release(taken);
  await settle();
  expect((await product.journal(clients.pair)).length).toBe(before + 1);
  expect(rowWrites(mark).filter((one) => one.requestBody.includes('written late'))).toHaveLength(1);
  expect(await clients.rowsOf('Fable Toys')).toHaveLength(1);
});

/** The first worker, whose store dies at a moment. */
function dying(at: 'saveIntents' | 'apply' | 'commit'): App {
  let dead = false;
  const died = (): never => {
    dead = true;
    throw new Error('killed');
  };
  return {
    ...first,
    store: (account) => {
      const store = first.store(account);
      let intents = 0;
      const own: SyncStore = {
        ...store,
        async saveIntents(...args) {
          if (at === 'saveIntents' && !dead) return died();
          await store.saveIntents(...args);
          intents += 1;
          if (at === 'apply' && !dead) died();
        },
        async commit(commit) {
          if (dead || (at === 'commit' && intents > 0)) return died();
          return store.commit(commit);
        },
        endRun: async (...args) => (dead ? died() : store.endRun(...args)),
      };
      return own;
    },
  };
}

test.each(['saveIntents', 'apply', 'commit'] as const)(
  'fault F05: killed at %s: one record each, and the base is right after',
  async (at) => {
    const name = `Killed at ${at}`;
    await stage.people.create(clients.board, name, { [clients.columns.notes ?? '']: 'made before the crash' });
    await watch.until(
      'the webhook',
      async () => (await inTx<{ n: number }>(sql`select count(*) as n from containers where hint_seq > read_seq`))[0]?.n === 1,
    );
    const before = (await product.journal(clients.pair)).length;
    await run(dying(at));
    await inTx(sql`update containers set lease_until = now() - interval '1 second' where lease_holder is not null`);
    await settle();
    expect(await clients.rowsOf(name)).toHaveLength(1);
    expect((await clients.items()).filter((one) => one.name === name)).toHaveLength(1);
    expect((await product.journal(clients.pair)).length).toBe(before + 1);
    const mark = watch.mark;
    await product.post(`/pairs/${clients.pair}/sync`);
    await settle();
    expect(watch.writes(mark)).toEqual([]);
  },
);

test('fault F09: a wake-up that the queue lost is made good by the sweeper', async () => {
  await stage.startWorker();
  await watch.rest();
  await stage.stopWorker();
  Object.assign(stage.app.queue, { wake: async () => undefined });
  await edited('Driftwood Surf', 'nobody was woken');
  await stage.startWorker();
  await clients.agree(5_000);
});
