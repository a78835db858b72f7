/**
 * Fault F37 in whole runs: the worker's clock is minutes away from the database's, or jumps back while it works. What is decided,
 * and when, is the same: vendors' clocks are never asked, and how long something has waited is the database's to say.
 */
import { expect, test } from 'vitest';
import { num, text } from './fixtures.ts';
import { names, office, row, writes } from './office.ts';
import type { World } from './world.ts';

const MINUTE = 60_000;

/** An edit on each side, one against the other, a delete and an edit over one, a row half typed, a miss, and a loop. */
async function story(ahead: () => number): Promise<object> {
  const w = await office({ guard: { deletes: { count: 5, share: 0.1 }, changes: { count: 25, share: 0.3 } } }, { ahead });
  w.board.named('Acme').cells.notes = text('from the board');
  w.tab.named('Acme').cells.BUDGET = num('7');
  await w.settle();
  w.board.named('Acme').cells.notes = text('one');
  w.tab.named('Acme').cells.NOTES = text('other');
  w.tab.remove(w.tab.named('Beta'));
  await w.settle();
  w.board.named('Corp').cells.budget = num('9');
  w.tab.remove(w.tab.named('Corp'));
  await w.settle();
  const half = w.tab.add(row('', { NOTES: text('half typed') }));
  await w.settle();
  const found: (readonly string[])[] = [];
  for (let minute = 1; minute <= 12; minute += 1) {
    w.pass(MINUTE);
    await w.sync();
    found.push(w.store.openFindings());
  }
  half.cells.NAME = text('Dora');
  await w.settle();
  return { ...seen(w), found };
}

const seen = (w: World) => ({
  names: names(w),
  cells: [w.board.live().map((one) => one.cells), w.tab.lines.map((one) => one.cells)],
  conflicts: w.store.conflicts.map(({ field, why, kept, state, left, right }) => ({ field, why, kept, state, left, right })),
  findings: w.store.findings.map(({ kind, shown, state }) => ({ kind, shown, state })),
  journal: w.store.journal.map(({ name, field, side, why, before, after }) => ({ name, field, side, why, before, after })),
  writes: writes(w),
});

/** Ever again five minutes back, and after some looks at it right again. */
function jumping(): () => number {
  let looks = 0;
  return () => {
    looks += 1;
    return looks % 7 < 3 ? -5 * MINUTE : 0;
  };
}

test.each<[string, () => number]>([
  ['five minutes ahead', () => 5 * MINUTE],
  ['five minutes behind', () => -5 * MINUTE],
  ['jumping back by five minutes', jumping()],
])('fault F37: under a clock that is %s the same is decided, at the same time, with as many calls', async (_, ahead) => {
  const right = await story(() => 0);
  // By hand: the half-typed row is a finding from the tenth minute on.
  expect(right).toMatchObject({
    found: [...Array(9).fill([]), ...Array(3).fill(['no-natural-key'])],
    names: { board: ['Acme', 'Corp', 'Dora'] },
  });
  expect(await story(ahead)).toEqual(right);
});
