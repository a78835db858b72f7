/** Drive's channels over time: each is followed by the next before it ends, and no gap stays unread. */
import { sql } from 'kysely';
import { beforeEach, expect, test } from 'vitest';
import { subscribeContainers } from '../../app/use-cases/subscribe-containers.ts';
import { refused } from '../../core/sync/errors.ts';
import type { ChangeFeed, Subscription } from '../../core/sync/ports.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { openHouse } from './house.ts';

const WEEK = 604_800_000;
const HOUR = 3_600_000;
const START = Date.UTC(2026, 10, 2);

const house = await openHouse();
let now = START;
let refuse = false;
const opened: string[] = [];
const stopped: string[] = [];
const feed: ChangeFeed = {
  subscribe: async () => {
    if (refuse) throw refused('google', 'no-access', 'not now');
    opened.push(`channel-${opened.length + 1}`);
    return [{ id: `channel-${opened.length}`, resource: 'r', expiresAt: now + WEEK }];
  },
  unsubscribe: async (all: readonly Subscription[]) => void stopped.push(...all.map((one) => one.id)),
  poll: async () => ({ hints: [], cursor: '1' }),
};
const app = { ...house.app, clock: { ...house.app.clock, now: () => now }, vendors: { ...house.app.vendors, feed: () => feed } };
const inTx = <T>(statement: ReturnType<typeof sql<T>>) => withAccount(house.app.db, house.account, (tx) => statement.execute(tx));

beforeEach(async () => {
  now = START;
  refuse = false;
  opened.length = 0;
  stopped.length = 0;
  await inTx(sql`delete from connections`);
  await inTx(sql`delete from containers`);
  await inTx(
    sql`insert into connections (id, vendor, sealed, next_poll_at) values ('google', 'google', 'sealed', now() + interval '5 minutes')`,
  );
  await inTx(
    sql`insert into containers (id, vendor, external_id, hook, subscribed, connection_id) values ('book', 'google', 's', 'h', true, 'google')`,
  );
});

/** The sweeper comes by, `ms` later. */
async function later(ms: number): Promise<void> {
  now += ms;
  await inTx(sql`update connections set subscribe_at = now()`);
  await subscribeContainers(app, house.account);
}
const channels = async (): Promise<readonly string[]> => {
  const { rows } = await inTx(sql<{ subscriptions: { id: string; secret?: string }[] }>`select subscriptions from connections`);
  return (rows[0]?.subscriptions ?? []).map((one) => one.id);
};
const isDue = async (): Promise<boolean> =>
  (await inTx(sql<{ due: boolean }>`select next_poll_at <= now() as due from connections`)).rows[0]?.due === true;

test('fault F42: a channel is followed by the next one an hour before it ends, and runs out beside it', async () => {
  await later(0);
  expect(await channels()).toEqual(['channel-1']);
  await later(WEEK - HOUR - 1);
  expect(await channels()).toEqual(['channel-1']);
  await later(1);
  expect(await channels()).toEqual(['channel-2', 'channel-1']);
  await later(HOUR);
  expect([await channels(), opened.length, stopped]).toEqual([['channel-2', 'channel-1'], 2, []]);
  await later(WEEK - 2 * HOUR);
  expect([await channels(), opened.length, stopped]).toEqual([['channel-3', 'channel-2'], 3, []]);
});

test('fault F42: what happened while no channel was open is asked for at once', async () => {
  await later(0);
  await inTx(sql`update connections set next_poll_at = now() + interval '5 minutes'`);
  await later(WEEK - HOUR);
  expect(await isDue()).toBe(false);
  await later(2 * WEEK);
  expect([await channels(), await isDue()]).toEqual([['channel-3'], true]);
});

test('fault F42: a renewal that is refused is tried again, while the channel before still runs', async () => {
  await later(0);
  refuse = true;
  await later(WEEK - HOUR);
  expect(await channels()).toEqual(['channel-1']);
  refuse = false;
  await later(HOUR / 2);
  expect(await channels()).toEqual(['channel-2', 'channel-1']);
});

test('the channels of an earlier grant are stopped', async () => {
  await later(0);
  await inTx(
    sql`update connections set subscriptions = (select jsonb_agg(one || '{"expiresAt": 0}') from jsonb_array_elements(subscriptions) one)`,
  );
  await later(1);
  expect([await channels(), stopped]).toEqual([['channel-2'], ['channel-1']]);
});
