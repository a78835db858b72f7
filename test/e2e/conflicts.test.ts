/** Two people change one field at once: the policy decides, nothing that was typed is lost. */
import { expect, test } from 'vitest';
import type { ConflictView } from '../../core/protocol/api.ts';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { watch, product } = stage;

const conflictOf = async (name: string): Promise<ConflictView | undefined> =>
  (await product.conflicts(clients.pair)).find((one) => one.record.name === name);

/** Both sides at once: the worker sees neither edit before both are made. */
async function atOnce(left: () => Promise<unknown>, right: () => Promise<unknown>): Promise<void> {
  await stage.stopWorker();
  await Promise.all([left(), right()]);
  await watch.until('both edits told', () => stage.sandbox.world.deliveries.pending === 0);
  await stage.startWorker();
}

test('the sheet owns money: its value stands, the board’s is offered back and can be taken', async () => {
  await clients.change('Beacon Outdoor', 'notes', 'Before');
  await atOnce(
    () => clients.change('Beacon Outdoor', 'budget', '100'),
    () => clients.type('Beacon Outdoor', 'Monthly budget', 200),
  );
  await clients.type('Beacon Outdoor', 'Tier', 'C');
  const conflict = await watch.until('a conflict', () => conflictOf('Beacon Outdoor'));
  expect(conflict).toMatchObject({ state: 'settled', left: '100 EUR', right: '200 EUR', kept: 'right', field: clients.columns.budget });
  await clients.agree();
  expect(await clients.onBoard('Beacon Outdoor')).toMatchObject({ 'Monthly budget': '200', Tier: 'C', Notes: 'Before' });
  await product.post(`/conflicts/${conflict.id}`, { take: 'left' });
  await watch.until('100 in the sheet', async () => (await clients.inSheet('Beacon Outdoor'))['Monthly budget'] === '100');
  await clients.change('Beacon Outdoor', 'notes', 'After');
  await clients.agree();
  const [line] = (await product.journal(clients.pair)).filter((one) => one.why === 'taken');
  expect(line).toMatchObject({ record: { name: 'Beacon Outdoor' }, before: '200 EUR', after: '100 EUR' });
});

test('monday owns stages: its label stands, the sheet’s is offered back', async () => {
  await atOnce(
    () => clients.change('Blue Harbour Hotels', 'stage', { label: 'Growth' }),
    () => clients.type('Blue Harbour Hotels', 'Stage', 'Paused'),
  );
  const conflict = await watch.until('a conflict', () => conflictOf('Blue Harbour Hotels'));
  expect(conflict).toMatchObject({ state: 'settled', left: 'Growth', right: 'Paused', kept: 'left' });
  await clients.agree();
  expect((await clients.inSheet('Blue Harbour Hotels')).Stage).toBe('Growth');
  await product.post(`/conflicts/${conflict.id}`, { take: 'right' });
  await watch.until('Paused on the board', async () => (await clients.onBoard('Blue Harbour Hotels')).Stage === 'Paused');
  await clients.agree();
});

test('the same value on both sides is no conflict and no write', async () => {
  await watch.rest();
  const mark = watch.mark;
  await atOnce(
    () => clients.change('Cobalt Cycles', 'notes', 'The same'),
    () => clients.type('Cobalt Cycles', 'Notes', 'The same'),
  );
  await clients.agree();
  await watch.rest();
  expect(watch.writes(mark)).toEqual([]);
  expect(await conflictOf('Cobalt Cycles')).toBeUndefined();
});

test('with ask the field freezes and its record goes on; any value may be taken', async () => {
  const { fields } = await product.pair(clients.pair);
  const budget = clients.columns.budget;
  await product.call('PATCH', `/pairs/${clients.pair}`, {
    fields: fields.map((one) => (one.left === budget ? { ...one, policy: 'ask' } : one)),
  });
  await atOnce(
    () => clients.change('Driftwood Surf', 'budget', '11'),
    () => clients.type('Driftwood Surf', 'Monthly budget', 22),
  );
  await clients.change('Driftwood Surf', 'notes', 'Goes on');
  const conflict = await watch.until('a conflict', () => conflictOf('Driftwood Surf'));
  expect(conflict).toMatchObject({ state: 'open', left: '11 EUR', right: '22 EUR', kept: null });
  await watch.until('notes in the sheet', async () => (await clients.inSheet('Driftwood Surf')).Notes === 'Goes on');
  // Frozen: further edits of the field don't travel either.
  await clients.change('Driftwood Surf', 'budget', '12');
  await watch.rest();
  expect((await clients.inSheet('Driftwood Surf'))['Monthly budget']).toBe('22');
  expect((await product.pair(clients.pair)).counts.conflicts).toBe(1);
  await product.post(`/conflicts/${conflict.id}`, { take: '33.5 EUR' });
  await clients.agree();
  expect((await clients.onBoard('Driftwood Surf'))['Monthly budget']).toBe('33.5');
  expect(await conflictOf('Driftwood Surf')).toMatchObject({ state: 'settled' });
});

test('an open conflict closes by itself when the sides agree', async () => {
  await atOnce(
    () => clients.change('Easton Dental', 'budget', '11'),
    () => clients.type('Easton Dental', 'Monthly budget', 22),
  );
  const conflict = await watch.until('a conflict', () => conflictOf('Easton Dental'));
  expect(conflict.state).toBe('open');
  await clients.type('Easton Dental', 'Monthly budget', 11);
  await watch.until('the conflict closed', async () => (await conflictOf('Easton Dental'))?.state === 'settled');
  await clients.change('Easton Dental', 'budget', '44');
  await clients.agree();
});

test('[V23] a conflict that isn’t there, and a value that is none, however long', async () => {
  expect((await product.call('POST', '/conflicts/nothing', { take: 'left' })).status).toBe(404);
  const [conflict] = await product.conflicts(clients.pair);
  const refused = await product.call<{ error: { code: string; field: string } }>('POST', `/conflicts/${conflict?.id}`, { take: 'a word' });
  expect(refused).toMatchObject({ status: 422, body: { error: { field: 'take' } } });
  // What takes the square of this would not end within the time that any test has.
  const long = `5${' '.repeat(900_000)}x`;
  expect(await product.call('POST', `/conflicts/${conflict?.id}`, { take: long })).toMatchObject({ status: 422 });
});
