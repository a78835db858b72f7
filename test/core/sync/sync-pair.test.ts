import { describe, expect, test } from 'vitest';
import { eur, num, set, text } from './fixtures.ts';
import { textIn } from './models.ts';
import { client, names, office, onlyEntry, row, writes } from './office.ts';
import { world } from './world.ts';

describe('in step', () => {
  test('[P3] a copied row that somebody moves and types in while it gets its key becomes one item', async () => {
    const w = await office({ deletes: { left: 'follow', right: 'ask' } });
    const { cells, key } = w.tab.named('Acme');
    w.tab.add(cells, 3).key = key;
    let typed = false;
    w.tab.faults.before = (write) => {
      const copy = w.tab.lines[3];
      if (typed || write.kind !== 'key' || copy === undefined) return;
      typed = true;
      copy.cells.NOTES = text('typed on');
      w.tab.lines.unshift(...w.tab.lines.splice(3, 1));
    };
    await w.settle();
    await w.settle();
    expect(typed).toBe(true);
    expect(names(w).board).toEqual(['Acme', 'Acme', 'Beta', 'Corp']);
    expect(names(w).tab).toEqual(['Acme', 'Acme', 'Beta', 'Corp']);
  });

  test('[P2] what is new on either side is made on the other', async () => {
    const w = await office();
    w.tab.add(row('Dora'), 1);
    await w.settle();
    expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp', 'Dora'], tab: ['Acme', 'Beta', 'Corp', 'Dora'] });
    expect(w.board.named('Dora').cells).toMatchObject({ notes: text('about Dora'), budget: num('5'), cur: text('EUR') });
  });

  test('[P4] a run with no human change writes nothing, and leaves no trace', async () => {
    const w = await office();
    const before = [writes(w), w.store.journal.length];
    await w.settle();
    await w.settle();
    expect([writes(w), w.store.journal.length]).toEqual(before);
  });

  test('[R2] edits on both sides of one record cross', async () => {
    const w = await office();
    w.board.named('Acme').cells.notes = text('from the board');
    w.tab.named('Acme').cells.BUDGET = text('1,234.50');
    await w.settle();
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('from the board'));
    expect(w.board.named('Acme').cells.budget).toEqual(num('1234.5'));
    // What a person typed stays as they typed it.
    expect(w.tab.named('Acme').cells.BUDGET).toEqual(text('1,234.50'));
  });

  test('[E1] fault F12: a side that trims shows a form of what was sent: nobody’s cell is rewritten, and nothing comes back', async () => {
    const w = await office();
    w.tab.named('Acme').cells.NOTES = text('  with blanks ');
    await w.settle();
    const after = writes(w);
    await w.settle();
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('  with blanks '));
    expect(w.board.named('Acme').cells.notes).toEqual(text('with blanks'));
    expect(writes(w)).toBe(after);
  });

  test('[C4] gone from one side, it goes from the other, and never comes back', async () => {
    const w = await office();
    w.tab.remove(w.tab.named('Beta'));
    [...w.board.items.values()]
      .filter((one) => textIn(one.cells.name) === 'Corp')
      .forEach((one) => {
        one.how = 'archived';
      });
    await w.settle();
    await w.settle();
    expect(names(w)).toEqual({ board: ['Acme'], tab: ['Acme'] });
  });

  test('[C11] fault F27: an item on another board is a finding, and its row stays', async () => {
    const w = await office();
    w.board.named('Beta').how = 'elsewhere';
    await w.settle();
    expect(w.tab.named('Beta').cells.NOTES).toEqual(text('about Beta'));
    expect(w.store.openFindings()).toEqual(['record-elsewhere']);
  });

  test('[F1] [F2] out of the filter and in again', async () => {
    const w = await office({ filter: { left: [{ field: 'notes', any: ['lost'], not: true }], right: [] } });
    w.board.named('Acme').cells.notes = text('lost');
    await w.settle();
    w.tab.named('Acme').cells.BUDGET = num('8');
    await w.settle();
    expect(w.board.named('Acme').cells.budget).toEqual(num('5'));
    w.board.named('Acme').cells.notes = text('won');
    await w.settle();
    expect(w.board.named('Acme').cells).toMatchObject({ notes: text('won'), budget: num('8') });
    expect(w.tab.named('Acme').cells).toMatchObject({ NOTES: text('won'), BUDGET: num('8') });
  });
});

describe('a delete that is asked about', () => {
  const asks = {
    deletes: { left: 'follow', right: 'ask' },
    guard: { deletes: { count: 5, share: 0.1 }, changes: { count: 25, share: 0.3 } },
  } as const;

  test('[C4] waits with its record, and goes when it is approved', async () => {
    const w = await office(asks);
    const { key: of } = onlyEntry(w, 'Beta');
    w.tab.remove(w.tab.named('Beta'));
    await w.settle();
    await w.settle();
    expect(names(w).board).toEqual(['Acme', 'Beta', 'Corp']);
    const [held] = [...w.store.heldSteps.values()];
    expect(held).toMatchObject({ why: 'delete-asks', step: { kind: 'remove', side: 'left' } });
    if (held === undefined) return;
    await w.store.wish(of, { id: '', kind: 'approve', step: held.step.id, token: held.token });
    await w.sync();
    expect(names(w)).toEqual({ board: ['Acme', 'Corp'], tab: ['Acme', 'Corp'] });
    expect(w.store.heldSteps.size).toBe(0);
  });

  test('[C10] comes back where it was deleted when it is dropped', async () => {
    const w = await office(asks);
    const { key: of } = onlyEntry(w, 'Beta');
    w.tab.remove(w.tab.named('Beta'));
    await w.settle();
    const [held] = [...w.store.heldSteps.values()];
    await w.store.wish(of, { id: '', kind: 'drop', step: held?.step.id ?? ('' as never), run: 'r' });
    await w.sync();
    expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp'], tab: ['Acme', 'Beta', 'Corp'] });
    expect(w.tab.named('Beta').cells).toMatchObject({ NOTES: text('about Beta'), BUDGET: num('5') });
  });
});

describe('conflicts', () => {
  test('[R5] [C3] frozen under `ask`; the newest values are on offer; taken, both sides show it', async () => {
    const w = await office();
    w.board.named('Acme').cells.notes = text('left 1');
    w.tab.named('Acme').cells.NOTES = text('right 1');
    await w.settle();
    w.board.named('Acme').cells.notes = text('left 2');
    await w.settle();
    expect(w.store.conflicts).toMatchObject([{ field: 'notes', left: 'left 2', right: 'right 1', state: 'open' }]);
    await w.store.wish(onlyEntry(w, 'Acme').key, set('notes', 'right 1'));
    await w.sync();
    await w.settle();
    expect(w.board.named('Acme').cells.notes).toEqual(text('right 1'));
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('right 1'));
    expect(w.store.conflicts.filter((one) => one.state === 'open')).toEqual([]);
  });

  test('[C3] frozen, and then both are as before: it is over', async () => {
    const w = await office();
    w.board.named('Acme').cells.notes = text('left');
    w.tab.named('Acme').cells.NOTES = text('right');
    await w.settle();
    w.board.named('Acme').cells.notes = text('about Acme');
    w.tab.named('Acme').cells.NOTES = text('about Acme');
    await w.settle();
    expect(w.store.conflicts.map((one) => one.state)).toEqual(['settled']);
  });

  test('[R4] the policy’s side wins, the other value is kept', async () => {
    const w = await office();
    w.board.named('Acme').cells.budget = num('6');
    w.tab.named('Acme').cells.BUDGET = num('7');
    await w.settle();
    expect(w.board.named('Acme').cells.budget).toEqual(num('7'));
    expect(w.store.conflicts).toMatchObject([{ field: 'budget', left: eur('6'), right: eur('7'), kept: 'right', state: 'settled' }]);
  });

  test('[A3] typed under our write: the policy decides, the loser is on offer', async () => {
    const w = await office();
    w.board.named('Acme').cells.notes = text('from the board');
    w.board.named('Beta').cells.budget = num('6');
    w.tab.faults.before = (write) => {
      if (write.kind !== 'update') return;
      w.tab.faults.before = undefined;
      w.tab.named('Acme').cells.NOTES = text('typed meanwhile');
      w.tab.named('Beta').cells.BUDGET = num('9');
    };
    await w.settle();
    await w.settle();
    expect(w.store.conflicts).toMatchObject([
      { field: 'notes', left: 'from the board', right: 'typed meanwhile', kept: null, why: 'covered', state: 'open' },
      { field: 'budget', left: eur('6'), right: eur('9'), kept: 'right', why: 'covered' },
    ]);
    expect(w.board.named('Beta').cells.budget).toEqual(num('9'));
    expect(w.tab.named('Beta').cells.BUDGET).toEqual(num('9'));
  });

  test('[A3] a word typed under our write is kept, though it is no value', async () => {
    const w = await office();
    w.board.named('Acme').cells.budget = num('6');
    w.tab.faults.before = (write) => {
      if (write.kind === 'update') w.tab.named('Acme').cells.BUDGET = text('ask Anna');
    };
    await w.settle();
    expect(w.store.conflicts).toMatchObject([{ field: 'budget', left: eur('6'), right: 'ask Anna', kept: 'left', why: 'covered' }]);
    expect(w.tab.named('Acme').cells.BUDGET).toEqual(num('6'));
  });

  test('[C9] typed into a row while we removed it: the record comes back with it, on both sides', async () => {
    const w = await office();
    w.board.named('Acme').how = 'archived';
    w.tab.faults.before = (write) => {
      if (write.kind === 'remove') w.tab.named('Acme').cells.NOTES = text('wait!');
    };
    await w.settle();
    await w.settle();
    expect(w.board.named('Acme').cells.notes).toEqual(text('wait!'));
    expect(w.tab.named('Acme').cells.NOTES).toEqual(text('wait!'));
    expect(names(w)).toEqual({ board: ['Acme', 'Beta', 'Corp'], tab: ['Acme', 'Beta', 'Corp'] });
  });
});

describe('rows', () => {
  test('[I6] sorted without their keys: the keys are written again, and the next edit lands right', async () => {
    const w = await office();
    w.tab.sort((line) => ({ Acme: 'c', Beta: 'a', Corp: 'b' })[textIn(line.cells.NAME)] ?? '', false);
    await w.settle();
    w.tab.named('Acme').cells.BUDGET = num('6');
    w.board.named('Beta').cells.notes = text('for Beta');
    await w.settle();
    expect(w.board.named('Acme').cells.budget).toEqual(num('6'));
    expect(w.tab.named('Beta').cells.NOTES).toEqual(text('for Beta'));
    expect(w.store.openFindings()).toEqual([]);
    for (const line of w.tab.lines) expect(onlyEntry(w, textIn(line.cells.NAME)).key).toBe(line.key);
  });

  test('[I6] [L4] however often the replies to that are lost', async () => {
    const w = world();
    for (const name of ['A', 'B', 'C', 'D', 'E', 'F', 'G', 'H']) w.board.add(client(name));
    await w.settle();
    w.tab.sort((line) => String('HGFEDCBA'.indexOf(textIn(line.cells.NAME))), false);
    w.tab.faults.loseReplies = 2;
    await w.settle();
    for (const line of w.tab.lines) expect(onlyEntry(w, textIn(line.cells.NAME)).key).toBe(line.key);
  });

  test('[I6] seed 20887: a row that waits for people, or is outside the filter, gives another’s key back after a sort', async () => {
    const w = await office({ filter: { left: [], right: [{ field: 'notes', any: ['private'], not: true }] } });
    const { key: of } = onlyEntry(w, 'Acme');
    w.board.add(client('Dora'));
    for (const notes of ['one', 'another']) w.tab.add(row('Dora', { NOTES: text(notes) }));
    w.tab.add(row('Zoe', { NOTES: text('private') }));
    await w.settle();
    for (const NOTES of ['one', 'private']) {
      // Acme's row is emptied, its key stays there; a sort moves the other row under it.
      const keys = w.tab.lines.map((line) => line.key);
      const at = w.tab.lines.findIndex((line) => textIn(line.cells.NAME) === 'Acme');
      const from = w.tab.lines.findIndex((line) => textIn(line.cells.NOTES) === NOTES);
      const cells = w.tab.lines.map((line, n) => (n === at ? (w.tab.lines[from]?.cells ?? {}) : n === from ? {} : line.cells));
      w.tab.lines = cells.map((one, n) => ({ cells: one, key: keys[n] ?? null }));
      w.board.named('Acme').cells.notes = text(`beats the delete beside ${NOTES}`);
      await w.settle();
      expect(w.tab.lines.filter((line) => line.key === of)).toEqual([w.tab.named('Acme')]);
    }
    expect(names(w).board).toEqual(['Acme', 'Beta', 'Corp', 'Dora']);
  });

  test('[I7] sorted without keys and edited: what wasn’t typed anew tells, and the keys are written again', async () => {
    const w = await office();
    const keys = new Map(w.tab.lines.map((line) => [textIn(line.cells.NAME), line.key]));
    w.tab.sort((line) => ({ Acme: 'c', Beta: 'a', Corp: 'b' })[textIn(line.cells.NAME)] ?? '', false);
    for (const [n, line] of w.tab.lines.entries()) line.cells = { ...line.cells, BUDGET: num(String(6 + n)) };
    const typed = new Map(w.tab.lines.map((line) => [textIn(line.cells.NAME), line.cells.BUDGET]));
    await w.settle();
    for (const line of w.tab.lines) expect(line.key).toBe(keys.get(textIn(line.cells.NAME)));
    for (const [name, budget] of typed) expect(w.board.named(name).cells.budget).toEqual(budget);
    expect(w.store.openFindings()).toEqual([]);
  });

  test('[I7] sorted without keys and all but the names typed anew: nothing is written, and the sort taken back ends it', async () => {
    const w = await office();
    const lines = w.tab.lines.map((line) => ({ ...line }));
    const before = writes(w);
    w.tab.sort((line) => ({ Acme: 'c', Beta: 'a', Corp: 'b' })[textIn(line.cells.NAME)] ?? '', false);
    for (const line of w.tab.lines) line.cells = { NAME: line.cells.NAME ?? text(''), BUDGET: num('6') };
    await w.settle();
    expect(writes(w)).toBe(before);
    expect(
      w.store
        .openFindings()
        .map((one) => one.split(' ')[0])
        .sort(),
    ).toEqual([...Array(3).fill('identity-unclear'), ...Array(3).fill('record-elsewhere')]);
    w.tab.lines = lines;
    await w.settle();
    expect([writes(w), w.store.openFindings()]).toEqual([before, []]);
  });

  test('[I10] fault F30: a copied row is a new record, whichever of the two is edited', async () => {
    const w = await office();
    const original = w.tab.named('Acme');
    w.tab.lines.push({ cells: { ...original.cells, NOTES: text('the copy') }, key: original.key });
    await w.settle();
    expect(names(w).board).toEqual(['Acme', 'Acme', 'Beta', 'Corp']);
    expect(new Set(w.tab.lines.map((line) => line.key)).size).toBe(4);
    expect(
      w.board
        .live()
        .filter((one) => textIn(one.cells.name) === 'Acme')
        .map((one) => textIn(one.cells.notes))
        .sort(),
    ).toEqual(['about Acme', 'the copy']);
  });

  test('[R7] fault F55: a formula is read and never overwritten', async () => {
    const w = await office();
    w.tab.named('Acme').cells.BUDGET = { ...num('42'), formula: true };
    await w.settle();
    expect(w.board.named('Acme').cells.budget).toEqual(num('42'));
    w.board.named('Acme').cells.budget = num('6');
    await w.settle();
    expect(w.board.named('Acme').cells.budget).toEqual(num('42'));
    expect(w.tab.named('Acme').cells.BUDGET).toEqual({ ...num('42'), formula: true });
  });

  test('[I9] a duplicated item loses the key that it copied', async () => {
    const w = world();
    w.tab.add(row('Acme'));
    await w.settle();
    const made = w.board.named('Acme');
    expect(made.key).toBe(w.tab.named('Acme').key);
    const copy = w.board.add({ ...made.cells, notes: text('copy') }, made.key);
    await w.settle();
    expect(w.board.item(copy).key).toBeNull();
    expect(names(w)).toEqual({ board: ['Acme', 'Acme'], tab: ['Acme', 'Acme'] });
  });
});

describe('first meeting', () => {
  test('[M1] rows and items of one name are one record', async () => {
    const w = world();
    w.board.add(client('Acme', { notes: { kind: 'empty' } }));
    w.tab.add(row(' ACME', { BUDGET: { kind: 'empty' }, CUR: { kind: 'empty' } }));
    await w.settle();
    expect([w.board.live().length, w.tab.lines.length]).toEqual([1, 1]);
    expect(w.board.live()[0]?.cells.notes).toEqual(text('about  ACME'));
    expect(w.tab.lines[0]?.cells.BUDGET).toEqual(num('5'));
  });

  test('[M4] what is ambiguous is a finding, which ends when people tell the records apart', async () => {
    const w = world();
    w.board.add(client('Acme', { notes: text('a') }));
    w.board.add(client('Acme', { notes: text('b') }));
    w.tab.add(row('Acme', { NOTES: text('c') }));
    await w.settle();
    expect(w.store.openFindings()).toEqual(['ambiguous-match Acme', 'ambiguous-match Acme', 'ambiguous-match Acme']);
    w.tab.named('Acme').cells.NOTES = text('a');
    await w.settle();
    expect(w.store.openFindings()).toEqual([]);
    expect(names(w)).toEqual({ board: ['Acme', 'Acme'], tab: ['Acme', 'Acme'] });
  });

  test('[C7] a half-typed row waits, is a finding after ten minutes, and a record when it has its name', async () => {
    const w = await office();
    const line = w.tab.add({ NOTES: text('new one') });
    await w.settle();
    expect([w.store.openFindings(), w.board.live().length]).toEqual([[], 3]);
    w.pass(10 * 60_000);
    await w.sync();
    expect(w.store.openFindings()).toEqual(['no-natural-key']);
    line.cells.NAME = text('Dora');
    await w.settle();
    expect([w.store.openFindings(), w.board.live().length]).toEqual([[], 4]);
  });

  test('[V19] a value that the other side can’t show stays where it is, and isn’t taken for agreed', async () => {
    const w = await office();
    w.tab.add(row('  ', { NAME: text('Dora'), BUDGET: text('tbd') }));
    await w.settle();
    expect(w.board.named('Dora').cells.budget).toBeUndefined();
    expect(w.tab.named('Dora').cells.BUDGET).toEqual(text('tbd'));
    w.tab.named('Dora').cells.BUDGET = num('3');
    await w.settle();
    expect(w.board.named('Dora').cells).toMatchObject({ budget: num('3'), cur: text('EUR') });
  });
});

test('[P6] what isn’t mapped isn’t touched', async () => {
  const w = await office();
  w.tab.named('Acme').cells.OWN = { kind: 'text', text: '=secret()' };
  w.board.named('Acme').cells.own = { kind: 'text', text: 'mine' };
  w.board.named('Acme').cells.notes = text('new');
  await w.settle();
  expect(w.tab.named('Acme').cells.OWN).toEqual({ kind: 'text', text: '=secret()' });
  expect(w.board.named('Acme').cells.own).toEqual({ kind: 'text', text: 'mine' });
});
