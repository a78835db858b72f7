import { expect, test } from 'vitest';
import { reconcileRecord } from '../../../core/sync/decide/reconcile-record.ts';
import { undoStepId } from '../../../core/sync/plan.ts';
import { Book } from '../../../core/sync/run/book.ts';
import type { PairWork } from '../../../core/sync/store.ts';
import { both, run } from './acme.ts';
import { baseOf, contextOf, entryOf, eur, fid, GONE, present, rec, stateOf } from './fixtures.ts';

const entry = entryOf({ base: baseOf({ name: 'Acme', notes: null, budget: eur('5') }) });
const left = rec('L1', { name: 'Acme', budget: 5, cur: 'EUR' });

const workOf = (over: Partial<PairWork> = {}): PairWork => ({
  dirty: [],
  entries: [entry],
  mirrors: { left: new Map([[left.localId, { record: left, fingerprint: '', gone: null }]]), right: new Map() },
  open: new Map(),
  directives: new Map(),
  records: 1,
  window: { deletes: { left: 0, right: 0 }, changes: { left: 0, right: 0 } },
  recent: new Map(),
  ...over,
});

test('[C4] a record whose removal waits for a person stays live, so that an approval still removes it', () => {
  const plan = reconcileRecord(stateOf(present(left), GONE, { entry }), contextOf());
  expect(plan.steps.map((step) => [step.kind, step.side])).toEqual([['remove', 'left']]);
  expect(plan.state).toBe('removed');
  expect(new Book(workOf()).decided(plan)).toBeNull();
});

test('[C5] a record gone from both sides becomes a tombstone at once', () => {
  const plan = reconcileRecord(stateOf(GONE, GONE, { entry }), contextOf());
  expect(plan.steps).toEqual([]);
  expect(new Book(workOf()).decided(plan)).toEqual({ ...entry, state: 'removed' });
});

test('[U4] of two newer edits that an undo would cover a person may approve one after the other', () => {
  const set = { id: 'w', kind: 'set', field: fid('notes'), value: 'old', expect: 'agreed', why: 'undo', run: 'r' } as const;
  const [leftStep, rightStep] = (['left', 'right'] as const).map((side) => undoStepId(entry.key, side, fid('notes')));
  if (leftStep === undefined || rightStep === undefined) throw new Error('no steps');
  const approve = { id: 'a', kind: 'approve', step: leftStep, token: '"newer" -> "old"' } as const;
  const dirty = both({ notes: 'newer' }, { NOTES: 'newest' }, { directives: [set, approve] });
  const held = run(dirty).steps.filter((step) => step.why === 'undo-newer');
  expect(held.map((step) => step.id)).toEqual([leftStep, rightStep]);
  const book = new Book(workOf({ directives: new Map([[entry.key, [set, approve]]]) }));
  book.waitFor(held);
  expect(book.directivesOf(entry.key)).toEqual([]);
  const second = { ...approve, id: 'b', step: rightStep, token: '"newest" -> "old"' };
  const going = run({ ...dirty, directives: [set, approve, second] }).steps;
  expect(going.map((step) => [step.side, step.why])).toEqual([
    ['left', 'undo'],
    ['right', 'undo'],
  ]);
});
