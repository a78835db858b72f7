/** What was learned of one board's mutations counts for all boards of the account, and for no other account's. */
import { expect, test } from 'vitest';
import { createVendors } from '../../app/vendors/vendors.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Container, Write } from '../../core/sync/ports.ts';
import { readConfig } from '../../platform/config.ts';
import {
  cells,
  intent,
  item,
  json,
  key,
  local,
  locator,
  number,
  replica,
  schemaColumns,
  script,
  step,
} from '../connectors/monday/scripted.ts';

const VARIABLES = {
  EVENKEEL_PUBLIC_URL: 'https://keel.example.com/',
  EVENKEEL_MASTER_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  MONDAY_CLIENT_ID: 'mc',
  MONDAY_CLIENT_SECRET: 'secret',
  MONDAY_SIGNING_SECRET: 'ms',
  GOOGLE_CLIENT_ID: 'gc',
  GOOGLE_CLIENT_SECRET: 'gs',
  ATLASSIAN_CLIENT_ID: 'ac',
  ATLASSIAN_CLIENT_SECRET: 'as',
};

const update = (n: number): Write => ({
  kind: 'update',
  step: step(String(n)),
  key: key(`key-${n}`),
  localId: local(String(n)),
  position: null,
  cells: cells({ budget: number('7') }),
  before: {},
  version: null,
});
const updates = (count: number): Write[] => Array.from({ length: count }, (_, n) => update(n));

test('an account’s boards share what is learned of its calls, a board that is opened anew among them', async () => {
  const items = Object.fromEntries(updates(50).map((_, n) => [`m${n}`, item(String(n), 'Acme', { budget: '7' })]));
  const { deps } = script(json({ data: { boards: [{ id: '77', name: 'Clients', columns: schemaColumns }] } }), json({ data: items }));
  const vendors = createVendors(readConfig(VARIABLES), () => deps);
  const open = (account: string, board: string, grant = 1): Container =>
    vendors.open(
      brandAs(account),
      { id: brandAs(`${account} ${board}`), vendor: 'monday', externalId: board, connection: null, hintSeq: 0, readSeq: 0 },
      [{ id: replica, container: brandAs(board), name: 'Clients', locator, columns: [], locale: null, state: 'ready' }],
      {
        id: brandAs(account),
        vendor: 'monday',
        state: 'live',
        grant,
        facts: {},
        cursor: null,
        nextPollAt: new Date(0),
        waitUntil: null,
        subscriptions: [],
      },
    );
  const carried = (container: Container): number[] => container.pack(updates(120)).map((group) => group.length);
  const [first, second, foreign] = [open('a', '77'), open('a', '78'), open('b', '79')];
  // In no time at all by the script's clock.
  await first.apply(intent(...updates(50)));
  expect(carried(second)).toEqual([111, 9]);
  expect(carried(open('a', '77', 2))).toEqual([111, 9]);
  expect(carried(foreign)).toEqual([50, 50, 20]);
});
