/** What accounts used, by vendor and day: told together, of each account to itself, and not lost while Postgres is away. */
import { readFileSync } from 'node:fs';
import { sql } from 'kysely';
import pg from 'pg';
import { afterAll, describe, expect, it } from 'vitest';
import type { Urgency } from '../../../platform/limits/budgets.ts';
import type { CallMade } from '../../../platform/limits/limits.ts';
import { openMeter, readUsage } from '../../../platform/limits/meter.ts';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { testDatabase } from '../../helpers/postgres.ts';

const { url, superuserUrl } = await testDatabase();
const pool = openPool({ url, name: 'test', max: 2, onError: () => undefined });
const db = openDatabase<unknown>(pool);
afterAll(() => db.destroy());
for (const account of ['anna', 'boris', 'x', 'y', 'z', 'p', 'q'])
  await withAccount(db, account, (tx) =>
    sql`insert into accounts (account_id, name, external_id) values (${account}, 'Agency', ${account})`.execute(tx),
  );

const call = (account: string, over: Partial<CallMade> = {}): CallMade => ({
  guest: { vendor: 'monday', account, connection: 'monday' },
  cost: 1,
  write: false,
  urgency: 'live' satisfies Urgency,
  waitedMs: 0,
  ms: 100,
  outcome: 'answered',
  ...over,
});

const noon = Date.UTC(2026, 10, 28, 12);
const usageOf = (account: string, today = '2026-11-28', days = 7) => withAccount(db, account, (tx) => readUsage(tx, today, days));

/** A meter whose alarms ring when we say so. */
function meter(at: () => number, on = db) {
  const alarms: (() => void)[] = [];
  const errors: unknown[] = [];
  const opened = openMeter({ db: on, now: at, later: (task) => alarms.push(task), onError: (error) => errors.push(error) });
  return { ...opened, alarms, errors };
}

describe('the meter', () => {
  it('adds up calls, waits, refusals, failures and what was held, by account, vendor and day', async () => {
    let time = noon;
    const own = meter(() => time);
    for (const outcome of ['answered', 'refused', 'failed', 'held'] as const) own.count(call('anna', { outcome, waitedMs: 1_500 }));
    own.count(call('anna', { waitedMs: 3 }));
    own.count(call('boris'));
    own.count(call('anna', { guest: { vendor: 'google', account: 'anna', connection: 'google' } }));
    expect(own.alarms).toHaveLength(1);
    await own.flush();
    time += 12 * 3_600_000;
    own.count(call('anna'));
    await own.flush();
    const nothing = { waited: 0, waitedMs: 0, refused: 0, held: 0, failed: 0 };
    const today = { vendor: 'monday', day: '2026-11-28', calls: 4, waited: 3, waitedMs: 4_500, refused: 1, held: 1, failed: 1 };
    expect(await usageOf('anna', '2026-11-29')).toEqual([
      { ...nothing, vendor: 'monday', day: '2026-11-29', calls: 1 },
      { ...nothing, vendor: 'google', day: '2026-11-28', calls: 1 },
      today,
    ]);
    expect(await usageOf('anna', '2026-11-29', 1)).toHaveLength(1);
    expect(await usageOf('boris')).toEqual([{ ...nothing, vendor: 'monday', day: '2026-11-28', calls: 1 }]);
    expect(await usageOf('nobody')).toEqual([]);
  });

  it('adds what several processes counted, however they meet', async () => {
    const all = Array.from({ length: 6 }, () => meter(() => noon));
    for (const one of all) for (const account of ['x', 'y', 'z']) one.count(call(account));
    await Promise.all(all.map((one) => one.flush()));
    for (const account of ['x', 'y', 'z']) expect((await usageOf(account))[0]?.calls).toBe(6);
  });

  it('counts nothing for an account that has left meanwhile, and goes on with the others', async () => {
    const own = meter(() => noon);
    for (const account of ['left', 'x']) own.count(call(account));
    const before = (await usageOf('x'))[0]?.calls ?? 0;
    await own.flush();
    expect([await usageOf('left'), (await usageOf('x'))[0]?.calls]).toEqual([[], before + 1]);
  });

  it('keeps what it could not tell, and tells it with the next', async () => {
    const gone = openDatabase<unknown>(openPool({ url: url.replace(/:\d+\//, ':1/'), name: 'test', onError: () => undefined }));
    const away = meter(() => noon, gone);
    away.count(call('later'));
    await away.flush();
    expect([away.errors.length, away.alarms.length]).toEqual([1, 2]);
    await gone.destroy();
  });
});

it('is read by operators as docs/deploy.md says: an account’s by any user, all accounts’ by a superuser', async () => {
  const today = Date.now();
  const own = meter(() => today);
  for (const account of ['p', 'q', 'q']) own.count(call(account));
  await own.flush();
  const docs = readFileSync(new URL('../../../docs/deploy.md', import.meta.url), 'utf8');
  const told = [...docs.matchAll(/psql "\$(\w+)"|-c "([^"]+)"/g)];
  const asked = (whose: string): readonly string[] => {
    const from = told.findIndex(([, name]) => name === whose);
    const to = told.findIndex(([, name], n) => n > from && name !== undefined);
    return told.slice(from + 1, to === -1 ? undefined : to).flatMap(([, , statement]) => statement ?? []);
  };
  const last = async (connectionString: string, statements: readonly string[]): Promise<unknown> => {
    const client = new pg.Client({ connectionString });
    await client.connect();
    let rows: unknown = null;
    for (const one of statements) rows = (await client.query(one.replace('<monday account id>', 'q'))).rows;
    await client.end();
    return rows;
  };
  expect(await last(url, asked('DATABASE_URL'))).toMatchObject([{ vendor: 'monday', calls: '2', refused: '0' }]);
  const all = await last(superuserUrl, asked('SUPERUSER_URL'));
  // Other tests' accounts may have used something today.
  expect(all).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ external_id: 'q', calls: '2' }),
      expect.objectContaining({ external_id: 'p', calls: '1' }),
    ]),
  );
});
