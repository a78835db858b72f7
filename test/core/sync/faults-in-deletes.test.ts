/** Faults of deletes over whole runs in memory: told late, concluded from half a side, or of a whole side at once. */
import { expect, test } from 'vitest';
import { text } from './fixtures.ts';
import { textIn } from './models.ts';
import { names, office, onlyEntry, writes } from './office.ts';
import type { World } from './world.ts';
import { BOARD } from './world.ts';

const DAY_MS = 24 * 3_600_000;

test.each(['board', 'tab'] as const)(
  'fault F22: a delete that the %s is told of only after forty days stays one: read every day meanwhile, it shows the record to nobody',
  async (lagging) => {
    const w = await office();
    const { left: id } = onlyEntry(w, 'Beta');
    if (id === null) throw new Error('Beta is not on the board');
    if (lagging === 'board') w.tab.remove(w.tab.named('Beta'));
    else w.board.named('Beta').how = 'archived';
    const told = w[lagging].apply;
    w[lagging].apply = async () => {
      throw new Error('away');
    };
    const [without, kept] = [
      ['Acme', 'Corp'],
      ['Acme', 'Beta', 'Corp'],
    ];
    for (let day = 1; day <= 40; day += 1) {
      w.pass(DAY_MS);
      await expect(w.settle()).rejects.toThrow('away');
      expect(names(w)).toEqual(lagging === 'board' ? { board: kept, tab: without } : { board: without, tab: kept });
    }
    w[lagging].apply = told;
    const before = writes(w);
    await w.settle();
    expect(names(w)).toEqual({ board: without, tab: without });
    expect(writes(w) - before).toBe(1);
    // The tombstone outlasts what is still on its way, however late that comes.
    w.pass(400 * DAY_MS);
    await w.store.hint(BOARD, [id]);
    await w.settle();
    expect(names(w)).toEqual({ board: without, tab: without });
    expect([...w.store.archive.values()].filter((one) => one.state === 'removed').map((one) => [one.name, one.left])).toEqual([
      ['Beta', id],
    ]);
    expect(writes(w) - before).toBe(1);
  },
);

test('[P5] fault F23: what half a board lacks is not deleted', async () => {
  const w = await office();
  w.board.faults.readsOnly = 1;
  await w.settle();
  expect(names(w).tab).toEqual(['Acme', 'Beta', 'Corp']);
  w.board.faults.readsOnly = 0;
  await w.settle();
  expect(names(w).tab).toEqual(['Acme', 'Beta', 'Corp']);
});

const GUARDED = { guard: { deletes: { count: 5, share: 0.1 }, changes: { count: 25, share: 0.3 } } } as const;
const ALL = ['Acme', 'Beta', 'Corp'];

/** What empties a side, and how it is put right again. */
const EMPTIED: Readonly<Record<string, (w: World) => () => void>> = {
  'a tab whose rows are deleted': (w) => {
    const lines = w.tab.lines;
    w.tab.lines = [];
    return () => {
      w.tab.lines = lines;
    };
  },
  'a tab whose cells are cleared, their keys left': (w) => {
    const cells = w.tab.lines.map((line) => line.cells);
    for (const line of w.tab.lines) line.cells = {};
    return () =>
      w.tab.lines.forEach((line, n) => {
        line.cells = cells[n] ?? {};
      });
  },
  'a board whose items are archived': (w) => {
    for (const item of w.board.items.values()) item.how = 'archived';
    return () => {
      for (const item of w.board.items.values()) item.how = 'live';
    };
  },
};

test.each(Object.entries(EMPTIED))(
  '[G11] fault F25: %s takes nobody along: it is asked about, and over when all is back',
  async (_, empty) => {
    const w = await office(GUARDED);
    const before = writes(w);
    const mend = empty(w);
    await w.settle();
    await w.settle();
    const there = w.board.live().length === 0 ? names(w).tab : names(w).board;
    expect(there).toEqual(ALL);
    expect(writes(w)).toBe(before);
    expect([...w.store.heldSteps.values()].map(({ why, step }) => `${why} ${step.kind} ${step.name}`).sort()).toEqual(
      ALL.map((name) => `many-deletes remove ${name}`),
    );
    mend();
    await w.settle();
    expect(names(w)).toEqual({ board: ALL, tab: ALL });
    expect(w.store.heldSteps.size).toBe(0);
    expect(writes(w)).toBe(before);
    w.tab.named('Acme').cells.NOTES = text('goes on');
    await w.settle();
    expect(textIn(w.board.named('Acme').cells.notes)).toBe('goes on');
  },
);
