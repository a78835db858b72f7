/** monday locks a board for one writer at a time, as a fault that tests switch on: its documents name the refusal, not when it comes. */
import { beforeEach, expect, it } from 'vitest';
import { type AgencySandbox, createAgencySandbox } from '../../../sandbox/agency-sandbox.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { type ManualTime, manualTime, settle } from '../world/manual-time.ts';

let whole: AgencySandbox;
let time: ManualTime;

beforeEach(async () => {
  time = manualTime();
  whole = await createAgencySandbox({ state: memoryState(), today: '2026-11-23', now: time.now, timers: time.timers });
});

const post = (path: string, body: object, headers: Record<string, string> = {}) =>
  whole.sandbox.fetch(new Request(whole.sandbox.origin + path, { method: 'POST', headers, body: JSON.stringify(body) }));
const fault = (spec: object) => post('/faults', { service: 'monday', ...spec });
const ask = (person: string, query: string, variables: object = {}) =>
  post(
    '/v2',
    { query, variables },
    { authorization: whole.sandbox.world.people.tokenOf('monday', person) ?? '', 'content-type': 'application/json' },
  );
const board = (name: 'clients' | 'tasks') => whole.agency().monday.boards[name];
const create = (on: string, name: string) => `mutation { create_item(board_id: ${on}, item_name: "${name}") { id } }`;
const names = async (on: string): Promise<string[]> => {
  const reply = (await (await ask('anna', `{ boards(ids: [${on}]) { items_page(limit: 500) { items { id name } } } }`)).json()) as {
    data: { boards: { items_page: { items: { name: string }[] } }[] };
  };
  return reply.data.boards[0]?.items_page.items.map((item) => item.name) ?? [];
};

/** Both at once; their statuses when time has passed. */
async function atOnce(...asked: Promise<Response>[]): Promise<number[]> {
  await settle();
  await time.pass(1000);
  return (await Promise.all(asked)).map((one) => one.status);
}

it('refuses a write to a board at which another write is, in the words that monday publishes', async () => {
  await fault({ kind: 'lock', ms: 200 });
  const [first, second] = [ask('anna', create(board('clients'), 'First')), ask('ben', create(board('clients'), 'Second'))];
  expect(await atOnce(first, second)).toEqual([200, 423]);
  expect(await (await second).json()).toMatchObject({
    errors: [{ message: 'Resource is currently locked, please try again later', extensions: { status_code: 423 } }],
  });
  expect(await names(board('clients'))).toEqual(expect.arrayContaining(['First']));
  expect(await names(board('clients'))).not.toContain('Second');
  // The lock went with the write that had it.
  expect(await atOnce(ask('ben', create(board('clients'), 'Second')))).toEqual([200]);
});

it('finds the board through the item and through variables; readers and other boards pass', async () => {
  await fault({ kind: 'lock', ms: 200 });
  const made = (await (async () => {
    const asked = ask('anna', create(board('clients'), 'Mine'));
    await atOnce(asked);
    return (await asked).json();
  })()) as { data: { create_item: { id: string } } };
  const { id } = made.data.create_item;
  const reads = `{ boards(ids: [${board('clients')}]) { name } }`;
  expect(
    await atOnce(
      ask('anna', `mutation { archive_item(item_id: ${id}) { id } }`),
      ask('ben', 'mutation ($b: ID!) { create_item(board_id: $b, item_name: "Late") { id } }', { b: board('clients') }),
      ask('ben', reads),
      ask('ben', create(board('tasks'), 'Elsewhere')),
    ),
  ).toEqual([200, 423, 200, 200]);
});

it('lasts as long as the played latency, and never overlaps when nothing takes time', async () => {
  await fault({ kind: 'lock' });
  const many = () => Array.from({ length: 20 }, (_, n) => ask(n % 2 ? 'anna' : 'ben', create(board('clients'), `n${n}`)));
  expect(new Set(await atOnce(...many()))).toEqual(new Set([200]));
  await fault({ kind: 'latency', ms: 150 });
  const statuses = await atOnce(...many());
  expect(statuses.filter((status) => status === 200)).toHaveLength(1);
  expect(statuses.filter((status) => status === 423)).toHaveLength(19);
});

it('knows nothing of a lock unless it was asked for, and lets a clash pass by chance', async () => {
  await fault({ kind: 'latency', ms: 150 });
  expect(await atOnce(ask('anna', create(board('clients'), 'A')), ask('ben', create(board('clients'), 'B')))).toEqual([200, 200]);
  await fault({ kind: 'lock', p: 0 });
  expect(await atOnce(ask('anna', create(board('clients'), 'C')), ask('ben', create(board('clients'), 'D')))).toEqual([200, 200]);
});
