/** Drive's pushes (security.md 5): a secret for each channel, and no more said than that something changed. */
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { openHouse } from './house.ts';

const woken: string[] = [];
const house = await openHouse({ change: ({ queue }) => ({ queue: { ...queue, wake: async (_kind, id) => void woken.push(id) } }) });
const CHANNELS = [
  { id: 'channel-new', resource: 'resource-1', expiresAt: null, secret: 'secret-new' },
  { id: 'channel-old', resource: 'resource-1', expiresAt: null, secret: 'secret-old' },
  { id: 'channel-bare', resource: 'resource-1', expiresAt: null },
];
const inTx = (statement: ReturnType<typeof sql>) => withAccount(house.app.db, house.account, (tx) => statement.execute(tx));

beforeEach(async () => {
  woken.length = 0;
  await inTx(sql`delete from connections`);
  await inTx(sql`
    insert into connections (id, vendor, sealed, subscriptions, next_poll_at)
    values ('google', 'google', 'sealed', ${JSON.stringify(CHANNELS)}::jsonb, now() + interval '5 minutes')`);
});

const HEADERS = {
  'x-goog-channel-id': 'channel-new',
  'x-goog-channel-token': 'secret-new',
  'x-goog-resource-id': 'resource-1',
  'x-goog-resource-state': 'change',
  'x-goog-message-number': '7',
};
const push = (headers: object = {}, account: string = house.account) =>
  house.send('POST', `/webhooks/drive/${account}`, { token: null, headers: { ...HEADERS, ...headers } });
const isDue = async (): Promise<boolean> => {
  const { rows } = (await inTx(sql`select next_poll_at <= now() as due from connections`)) as { rows: { due: boolean }[] };
  return rows[0]?.due === true;
};

test('a push has the changes asked for at once', async () => {
  const answer = await push();
  expect([answer.status, answer.text, await isDue(), woken]).toEqual([200, '', true, [house.account]]);
});
test('fault F42: a push through the channel before, which overlaps, counts as well', async () => {
  expect((await push({ 'x-goog-channel-id': 'channel-old', 'x-goog-channel-token': 'secret-old' })).status).toBe(200);
  expect(await isDue()).toBe(true);
});
test('a repeated push wakes and changes nothing more', async () => {
  for (let n = 0; n < 5; n += 1) await push();
  expect(await isDue()).toBe(true);
});
test('a channel’s first message says that it is open, and wakes nobody', async () => {
  expect((await push({ 'x-goog-resource-state': 'sync', 'x-goog-message-number': '1' })).status).toBe(200);
  expect([await isDue(), woken]).toEqual([false, []]);
});

describe.each<[string, object, string | undefined]>([
  ['another secret', { 'x-goog-channel-token': 'secret-old' }, undefined],
  ['a secret that only begins right', { 'x-goog-channel-token': 'secret-new2' }, undefined],
  ['no secret', { 'x-goog-channel-token': '' }, undefined],
  ['a channel without a secret, and none', { 'x-goog-channel-id': 'channel-bare', 'x-goog-channel-token': '' }, undefined],
  ['another resource', { 'x-goog-resource-id': 'resource-2' }, undefined],
  ['an unknown channel', { 'x-goog-channel-id': 'channel-x' }, undefined],
  ['an unknown account', {}, 'nobody'],
  ['an account that is no id', {}, "x' or '1'='1"],
])('a push with %s', (_, headers, account) => {
  test('is 401 and leaves no trace', async () => {
    const answer = await push(headers, account === undefined ? undefined : encodeURIComponent(account));
    expect([answer.status, await isDue(), woken]).toEqual([401, false, []]);
  });
});

test('a vendor’s other pushes are nobody’s', async () => {
  expect((await house.send('POST', '/webhooks/confluence/x', { token: null })).status).toBe(404);
  expect((await house.send('GET', `/webhooks/drive/${house.account}`, { token: null })).status).toBe(404);
});
