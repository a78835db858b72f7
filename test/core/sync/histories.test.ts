/** Days of people working on both sides, with crashes and lost replies between; at the end a judge says what must be there. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { Act, Day, Field } from './people.ts';
import { judge, People } from './people.ts';
import { world } from './world.ts';

const side = fc.constantFrom<'left' | 'right'>('left', 'right');
const who = fc.nat(20);
const act: fc.Arbitrary<Act> = fc.oneof(
  { weight: 8, arbitrary: fc.record({ kind: fc.constant('edit' as const), side, who, field: fc.constantFrom<Field>('notes', 'budget') }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('word' as const), who }) },
  { weight: 3, arbitrary: fc.record({ kind: fc.constant('add' as const), side, at: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('delete' as const), side, who }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('copy' as const), who, at: fc.nat(20) }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('move' as const), who, at: fc.nat(20) }) },
);
const day: fc.Arbitrary<Day> = fc.record({
  acts: fc.array(act, { minLength: 1, maxLength: 6 }),
  sort: fc.constantFrom('none', 'none', 'none', 'with keys', 'without keys'),
  trouble: fc.oneof(
    { weight: 3, arbitrary: fc.constant({ kind: 'none' as const }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('crash' as const), at: fc.integer({ min: 1, max: 120 }) }) },
    { weight: 1, arbitrary: fc.record({ kind: fc.constant('replies' as const), lost: fc.integer({ min: 1, max: 4 }) }) },
    { weight: 2, arbitrary: fc.record({ kind: fc.constant('race' as const), at: fc.integer({ min: 1, max: 6 }), act }) },
  ),
});

test('[P1] [P2] [P3] [P4] whatever people do, whenever it dies', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(day, { minLength: 2, maxLength: 7 }), async (days) => {
      const w = world();
      const people = new People(w);
      await people.live([
        {
          acts: [1, 2, 3, 4].map((n) => ({ kind: 'add', side: n % 2 === 0 ? 'left' : 'right', at: n })),
          sort: 'none',
          trouble: { kind: 'none' },
        },
        ...days,
      ]);
      w.tab.faults.loseReplies = 0;
      w.board.faults.loseReplies = 0;
      await w.settle();
      w.store.hasten();
      await w.settle();
      judge(w, people);
      const before = [w.board.calls.writes + w.tab.calls.writes, w.store.journal.length];
      await w.settle();
      expect([w.board.calls.writes + w.tab.calls.writes, w.store.journal.length]).toEqual(before);
    }),
    { numRuns: Number(process.env.HISTORIES ?? 60) },
  );
});
