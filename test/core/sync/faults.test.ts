/** Faults of loops, order, deletes and identity over whole runs in memory; others are named where they are cheapest to prove. */
import { expect, test } from 'vitest';
import type { ColumnRef, ContainerId, FieldId, LocalId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { seeded } from '../../simulation/random.ts';
import { BUDGET, NAME, NOTES, num, text } from './fixtures.ts';
import { textIn } from './models.ts';
import { names, office, onlyEntry, row, writes } from './office.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

const BOARD = brandAs<ContainerId>('board');
const idOf = (w: World, name: string): LocalId => {
  const [id] = [...w.board.items].find(([, one]) => textIn(one.cells.name) === name) ?? [];
  if (id === undefined) throw new Error(`no item ${name}`);
  return brandAs<LocalId>(id);
};
/** An event is only a hint: it comes again, late, or after a newer one. */
async function hear(w: World, name: string): Promise<void> {
  await w.store.hint(BOARD, [idOf(w, name)]);
  await w.sync();
}

test('fault F08: a record that a vendor refuses for good is a finding and costs no further call; the others of its board go on', async () => {
  const w = await office();
  w.board.faults.refuses = (write) => (write.kind === 'update' && write.key === onlyEntry(w, 'Beta').key ? 'too-long' : null);
  for (const name of ['Acme', 'Beta', 'Corp']) w.tab.named(name).cells.NOTES = text('typed');
  await w.settle();
  expect(['Acme', 'Beta', 'Corp'].map((name) => textIn(w.board.named(name).cells.notes))).toEqual(['typed', 'about Beta', 'typed']);
  expect(w.store.openFindings()).toEqual(['refused-too-long too-long']);
  const after = writes(w);
  await w.sync();
  expect(writes(w)).toBe(after);
  expect(textIn(w.tab.named('Beta').cells.NOTES)).toBe('typed');
});

test('[W3] what a vendor refuses for one column goes without that field, and the finding names it; mended, it goes too', async () => {
  const w = await office();
  const notes = brandAs<ColumnRef>('notes');
  w.board.faults.refuses = (write) =>
    'cells' in write && textIn(write.cells[notes] ?? text('')).includes('bad') ? { why: 'invalid-value', column: notes } : null;
  w.tab.add(row('Dora', { NOTES: text('bad') }), 1);
  Object.assign(w.tab.named('Acme').cells, { NOTES: text('bad, too'), BUDGET: num('7') });
  await w.settle();
  await w.settle();
  expect(w.board.named('Dora').cells).toMatchObject({ budget: num('5'), cur: text('EUR') });
  expect(w.board.named('Dora').cells.notes ?? text('')).toEqual(text(''));
  expect([w.board.named('Acme').cells.budget, w.board.named('Acme').cells.notes]).toEqual([num('7'), text('about Acme')]);
  const open = w.store.findings.filter((one) => one.state === 'open' && one.field === 'notes').map((one) => [one.kind, one.side]);
  expect(new Set(open.map(String))).toEqual(new Set(['refused-invalid-value,left']));
  expect(new Set(w.store.findings.map((one) => one.field))).toEqual(new Set(['notes']));
  const after = writes(w);
  await w.settle();
  expect(writes(w)).toBe(after);
  for (const name of ['Acme', 'Dora']) w.tab.named(name).cells.NOTES = text('good');
  await w.settle();
  expect(['Acme', 'Dora'].map((name) => textIn(w.board.named(name).cells.notes))).toEqual(['good', 'good']);
});

test('[W3] fault F50: a record is never made without its name or its natural key', async () => {
  const w = await office();
  w.board.faults.refuses = (write) => (write.kind === 'create' ? { why: 'name-too-long', column: brandAs<ColumnRef>('name') } : null);
  w.tab.add(row('Dora'), 1);
  await w.settle();
  expect(names(w).board).toEqual(['Acme', 'Beta', 'Corp']);
  expect(w.store.findings.map((one) => [one.kind, one.field])).toEqual([['refused-name-too-long', 'name']]);
});

test('[E2] an automation that answers each of our writes costs one round more, and both sides agree', async () => {
  const w = await office();
  w.board.faults.after = (write) => {
    if (write.kind === 'update') w.board.item(write.localId).cells.notes = text('set by the automation');
  };
  w.tab.named('Acme').cells.NOTES = text('typed');
  const before = writes(w);
  await w.settle();
  await w.settle();
  expect(textIn(w.board.named('Acme').cells.notes)).toBe('set by the automation');
  expect(textIn(w.tab.named('Acme').cells.NOTES)).toBe('set by the automation');
  expect(writes(w) - before).toBe(2);
});

test('[R12] fault F13: in a star of a sheet and a page, automations that write at random are followed for some rounds; then the field freezes', async () => {
  const random = seeded(13);
  const sheet = await office();
  const { board, tab } = sheet;
  const oneWay = [NAME, NOTES, BUDGET].map((one) => ({ ...one, direction: 'left-to-right' as const, policy: 'left' as const }));
  const page = world({ fields: oneWay }, { board });
  await page.settle();
  let said = 0;
  const say = (cells: Record<string, Cell>, ref: string): void => {
    said += 1;
    cells[ref] = text(`${ref} ${said} of ${random.between(1, 99)}`);
  };
  const isOfAcme = (write: Write): boolean => write.kind === 'update' && write.key === onlyEntry(sheet, 'Acme').key;
  // Each answers our writes of Acme; the board's also writes unasked, here and there, and so do people.
  board.faults.after = (write) => {
    if (isOfAcme(write)) say(board.named('Acme').cells, 'notes');
    if (random.chance(0.3)) say(board.named('Beta').cells, 'notes');
  };
  tab.faults.after = (write) => {
    if (isOfAcme(write)) say(tab.named('Acme').cells, 'NOTES');
  };
  const pageBefore = page.tab.calls.writes;
  tab.named('Acme').cells.NOTES = text('typed');
  let rounds = 0;
  for (let before = -1; before !== writes(sheet) + page.tab.calls.writes && rounds < 60; rounds += 1) {
    before = writes(sheet) + page.tab.calls.writes;
    await sheet.settle();
    await page.settle();
  }
  const ours = sheet.store.journal.filter((one) => one.name === 'Acme' && one.field === 'notes' && one.why !== 'new');
  expect(ours.length).toBe(10);
  expect(rounds).toBeLessThanOrEqual(12);
  const open = sheet.store.conflicts.filter((one) => one.state === 'open');
  expect(open.map(({ field, why, kept }) => ({ field, why, kept }))).toEqual([{ field: 'notes', why: 'loop', kept: null }]);
  // The page follows the board, a write for each round at most; and what isn't fought over goes on, also of this record.
  expect(page.store.conflicts).toEqual([]);
  expect(page.tab.calls.writes - pageBefore).toBeLessThanOrEqual(rounds);
  Object.assign(tab.named('Acme').cells, { BUDGET: num('7') });
  board.faults.after = undefined;
  await sheet.settle();
  await page.settle();
  expect(board.named('Acme').cells.budget).toEqual(num('7'));
  for (const name of ['Acme', 'Beta', 'Corp']) {
    const { notes, budget } = board.named(name).cells;
    expect([page.tab.named(name).cells.NOTES, page.tab.named(name).cells.BUDGET]).toEqual([notes, budget]);
    if (name !== 'Acme') expect(tab.named(name).cells.NOTES).toEqual(notes);
  }
  expect(textIn(board.named('Beta').cells.notes)).toMatch(/^notes \d+ of/);
});

test('fault F17: an event of a record that is deleted by now brings nobody back', async () => {
  const w = await office();
  const id = idOf(w, 'Beta');
  w.board.named('Beta').how = 'archived';
  await w.settle();
  const before = writes(w);
  for (let times = 0; times < 3; times += 1) {
    await w.store.hint(BOARD, [id]);
    await w.sync();
  }
  expect(names(w)).toEqual({ board: ['Acme', 'Corp'], tab: ['Acme', 'Corp'] });
  expect(writes(w)).toBe(before);
});

test('fault F18: an old event after a newer edit writes nothing over it', async () => {
  const w = await office();
  w.board.named('Acme').cells.notes = text('first');
  await hear(w, 'Acme');
  w.tab.named('Acme').cells.NOTES = text('second');
  await w.settle();
  const before = writes(w);
  await hear(w, 'Acme');
  expect(textIn(w.board.named('Acme').cells.notes)).toBe('second');
  expect(textIn(w.tab.named('Acme').cells.NOTES)).toBe('second');
  expect(writes(w)).toBe(before);
});

test('fault F28: with the memory of every agreement lost, equal records are matched again and differences are offered', async () => {
  const w = await office();
  w.tab.named('Acme').cells.NOTES = text('typed in the sheet');
  w.board.named('Beta').cells.budget = num('9');
  w.store.forget();
  await w.settle();
  // Notes ask; money belongs to the sheet, and what the board said is offered back.
  expect(textIn(w.tab.named('Acme').cells.NOTES)).toBe('typed in the sheet');
  expect(textIn(w.board.named('Acme').cells.notes)).toBe('about Acme');
  expect(w.board.named('Beta').cells.budget).toEqual(num('5'));
  const offered = w.store.conflicts.map(({ key, field, why, kept }) => ({ name: w.store.archive.get(key)?.name, field, why, kept }));
  expect(offered).toEqual([
    { name: 'Acme', field: 'notes', why: 'first-match', kept: null },
    { name: 'Beta', field: 'budget', why: 'first-match', kept: 'right' },
  ]);
  expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp'], tab: ['Acme', 'Beta', 'Corp'] });
});

test('[P2] a change of which no event told is found by reading everything', async () => {
  const w = await office();
  w.tab.named('Corp').cells.BUDGET = num('77');
  await w.sync();
  expect(w.board.named('Corp').cells.budget).toEqual(num('5'));
  await w.settle();
  expect(w.board.named('Corp').cells.budget).toEqual(num('77'));
});

/** A person who drops a first difference leaves just such a base (G8): it can't be told from a broken one, so nothing is guessed. */
test('[R1] fault F29: sides that differ though the base has both as agreed are left as they are; the next edit brings them together', async () => {
  const w = await office();
  const entry = onlyEntry(w, 'Corp');
  const budget = brandAs<FieldId>('budget');
  const agreed = { agreed: { amount: '5', currency: 'EUR' }, left: '["5","EUR"]', right: '["5","EUR"]' };
  expect(entry.base[budget]).toEqual(agreed);
  await w.store.remember({ ...entry, base: { ...entry.base, [budget]: { ...agreed, right: '["77","EUR"]' } } });
  w.tab.named('Corp').cells.BUDGET = num('77');
  const before = writes(w);
  await w.settle();
  await w.settle();
  expect([w.board.named('Corp').cells.budget, w.tab.named('Corp').cells.BUDGET]).toEqual([num('5'), num('77')]);
  expect([writes(w), w.store.conflicts, w.store.openFindings()]).toEqual([before, [], []]);
  w.tab.named('Corp').cells.BUDGET = num('78');
  await w.settle();
  expect(w.board.named('Corp').cells.budget).toEqual(num('78'));
});

test('fault F31: an item that is taken out of the archive is the same record again, with one row', async () => {
  const w = await office();
  const item = w.board.named('Beta');
  item.how = 'archived';
  await w.settle();
  expect(names(w).tab).toEqual(['Acme', 'Corp']);
  item.how = 'live';
  await w.settle();
  await w.settle();
  expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp'], tab: ['Acme', 'Beta', 'Corp'] });
  expect(onlyEntry(w, 'Beta').left).toBe(idOf(w, 'Beta'));
  item.cells.notes = text('back');
  await w.settle();
  expect(textIn(w.tab.named('Beta').cells.NOTES)).toBe('back');
});
