/** Many items archived or deleted beside the request, and taken back: by the words of monday's published schema. */
import { beforeEach, describe, expect, it } from 'vitest';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { clientsBoard, type House, house } from './set-up.ts';

let played: House;
let board: string;

async function open(more: Parameters<typeof house>[0] = {}): Promise<void> {
  played = house({ options: { bulk: { rowsPerSecond: 10 } }, ...more });
  ({ board } = await clientsBoard(played));
}
beforeEach(() => open());

async function create(count: number): Promise<string[]> {
  const fields = Array.from({ length: count }, (_, n) => `i${n}: create_item(board_id: ${board}, item_name: "n${n}") { id }`);
  const made = (await played.data(`mutation { ${fields.join(' ')} }`)) as Record<string, { id: string }>;
  return Object.values(made).map((item) => item.id);
}
const bulk = async (verb: 'archive' | 'delete', ids: readonly string[], as = 'anna'): Promise<string> =>
  (await played.data(`mutation { bulk_${verb}_items(board_id: ${board}, item_ids: [${ids.join(', ')}]) { job_id } }`, { as }))[
    `bulk_${verb}_items`
  ].job_id;
const asked = '{ id status created_at updated_at error result { total succeeded failed details } }';
const status = async (job: string) => (await played.data(`{ job_status(job_id: "${job}") ${asked} }`)).job_status;
const undo = async (job: string) =>
  (await played.data(`mutation { undo_action(job_id: "${job}") { success message } }`)).undo_action as { success: boolean };
const states = async (ids: readonly string[]): Promise<string[]> => {
  const { items } = await played.data(`{ items(ids: [${ids.join(', ')}], exclude_nonactive: false) { id state } }`);
  return ids.map((id) => items.find((item: { id: string }) => item.id === id)?.state ?? 'gone');
};

describe.each(['archive', 'delete'] as const)('bulk_%s_items', (verb) => {
  const state = verb === 'archive' ? 'archived' : 'deleted';

  it('answers at once with a job, which goes item by item and tells each', async () => {
    const ids = await create(4);
    await played.data(
      `mutation { create_webhook(board_id: ${board}, url: "https://hooks.example/x", event: ${verb === 'archive' ? 'item_archived' : 'item_deleted'}) { id } }`,
    );
    const job = await bulk(verb, ids);
    expect(await status(job)).toMatchObject({ id: job, status: 'PENDING', error: null, result: null, created_at: expect.any(String) });
    expect(await states(ids)).toEqual(['active', 'active', 'active', 'active']);
    await played.time.pass(200);
    expect(await status(job)).toMatchObject({ status: 'RUNNING', result: { total: 4, succeeded: 2, failed: 0 } });
    await played.time.pass(200);
    expect(await status(job)).toMatchObject({ status: 'COMPLETED', result: { total: 4, succeeded: 4, failed: 0 } });
    expect(await states(ids)).toEqual([state, state, state, state]);
    await played.deliver();
    expect(played.pushed.map(({ body }) => [body.event.type, String(body.event.itemId)])).toEqual(ids.map((id) => [`${verb}_pulse`, id]));
  });

  it('goes on without being looked at, also after a restart', async () => {
    const kept = memoryState();
    await open({ state: kept });
    const ids = await create(3);
    const job = await bulk(verb, ids);
    played = house({ options: { bulk: { rowsPerSecond: 10 } }, state: kept });
    await played.ask('{ me { id } }');
    await played.time.pass(60_000);
    expect(await status(job)).toMatchObject({ status: 'COMPLETED' });
    expect(await states(ids)).toEqual([state, state, state]);
  });

  it('says of which items it failed, and does the others', async () => {
    const [first = '', second = ''] = await create(2);
    await played.data(`mutation { delete_item(item_id: ${second}) { id } }`);
    const job = await bulk(verb, [first, second, '77', first]);
    await played.time.pass(1000);
    expect(await status(job)).toMatchObject({
      status: 'COMPLETED',
      result: { total: 3, succeeded: 1, failed: 2, details: { failed_item_ids: [second, '77'] } },
    });
    expect(await states([first])).toEqual([state]);
  });

  it('is taken back by undo_action, once', async () => {
    const ids = await create(3);
    const job = await bulk(verb, ids);
    await played.time.pass(1000);
    expect(await undo(job)).toMatchObject({ success: true });
    await played.time.pass(1000);
    expect(await states(ids)).toEqual(['active', 'active', 'active']);
    expect(await undo(job)).toMatchObject({ success: false });
  });
});

it('undo_action cancels what is still going on: what was done stays', async () => {
  const ids = await create(4);
  const job = await bulk('archive', ids);
  await played.time.pass(200);
  expect(await undo(job)).toMatchObject({ success: true });
  await played.time.pass(60_000);
  expect(await status(job)).toMatchObject({ status: 'CANCELLED', result: { total: 4, succeeded: 2 } });
  expect(await states(ids)).toEqual(['archived', 'archived', 'active', 'active']);
});

it('fails as a whole when a fault wants it to', async () => {
  const ids = await create(2);
  played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'bulk_job' }, times: 1 });
  const job = await bulk('delete', ids);
  await played.time.pass(1000);
  expect(await status(job)).toMatchObject({ status: 'FAILED', error: expect.any(String) });
  expect(await states(ids)).toEqual(['active', 'active']);
});

it('is nobody else’s, and begins for nobody who may not', async () => {
  const ids = await create(1);
  const job = await bulk('archive', ids);
  for (const as of ['boris', 'mallory']) {
    const seen = await played.ask(`{ job_status(job_id: "${job}") { status } }`, { as });
    expect(seen.errors?.[0].extensions.code).toBe('ResourceNotFoundException');
    expect((await played.ask(`mutation { undo_action(job_id: "${job}") { success } }`, { as })).errors).toHaveLength(1);
  }
  for (const as of ['vera', 'mallory'])
    expect(
      (await played.ask(`mutation { bulk_delete_items(board_id: ${board}, item_ids: [${ids[0]}]) { job_id } }`, { as })).errors,
    ).toHaveLength(1);
  expect((await played.ask(`mutation { bulk_delete_items(board_id: ${board}, item_ids: []) { job_id } }`)).errors).toHaveLength(1);
});
