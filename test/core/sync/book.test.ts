import { describe, expect, test } from 'vitest';
import type { Assembled } from '../../../core/sync/assemble.ts';
import { reconcileRecord } from '../../../core/sync/decide/reconcile-record.ts';
import type { Directive } from '../../../core/sync/decide/record-state.ts';
import type { RecordPlan, Step } from '../../../core/sync/plan.ts';
import { undoStepId } from '../../../core/sync/plan.ts';
import { Book } from '../../../core/sync/run/book.ts';
import type { DirtyRef, PairWork } from '../../../core/sync/store.ts';
import { both, run } from './acme.ts';
import {
  agreed,
  baseOf,
  contextOf,
  entryOf,
  eur,
  fid,
  GONE,
  key,
  local,
  NONE,
  present,
  QUIET,
  rec,
  set,
  sid,
  stateOf,
} from './fixtures.ts';

const entry = entryOf({ base: baseOf({ name: 'Acme', notes: null, budget: eur('5') }) });
const left = rec('L1', { name: 'Acme', budget: 5, cur: 'EUR' });

const workOf = (over: Partial<PairWork> = {}): PairWork => ({
  dirty: [],
  entries: [entry],
  mirrors: { left: new Map([[left.localId, { record: left, fingerprint: '', gone: null }]]), right: new Map() },
  open: new Map(),
  directives: new Map(),
  records: 1,
  window: QUIET,
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

const K1 = key('k1');
const RIGHT = rec('R1', { NAME: 'Acme' });
const assembled = (over: Partial<Assembled> = {}): Assembled => ({
  states: [],
  refs: new Map(),
  idle: [],
  ambiguous: [],
  copiedKeys: [],
  strayed: [],
  ...over,
});

describe('what of a record is still to be done', () => {
  test('[L3] a record is done when all of what it waits for is, and nothing was missed', () => {
    const book = new Book(workOf());
    book.expect([K1, K1]);
    expect([...book.busy()]).toEqual(['k1']);
    expect([book.done(K1, 1), book.done(K1, 1)]).toEqual([false, true]);
    expect(book.done(key('k2'), 3)).toBe(true);
    book.expect([K1]);
    book.miss(K1);
    expect(book.done(K1, 1)).toBe(false);
  });

  test('[L3] what is learnt of an earlier run’s calls is only a part of it', () => {
    const book = new Book(workOf());
    book.partly();
    expect([book.done(K1, 1), book.done(key('k2'), 1)]).toEqual([false, true]);
  });

  test('[R13] what was put off stays on the list until then', () => {
    const book = new Book(workOf());
    expect(book.restMs(K1)).toBeNull();
    book.putOff(K1, 900);
    expect([book.restMs(K1), book.restMs(key('k2'))]).toEqual([900, null]);
  });

  test('[L4] a row whose key isn’t written is remembered', () => {
    const book = new Book(workOf());
    book.leaveUnkeyed(K1);
    expect([book.isUnkeyed(K1), book.isUnkeyed(key('k2'))]).toEqual([true, false]);
  });

  test('[S1] findings of a run add up, record by record', () => {
    const book = new Book(workOf());
    const [one, two] = ['a', 'b'].map((kind) => ({ kind, side: 'left' as const, field: null, shown: null }));
    if (one === undefined || two === undefined) throw new Error('two findings');
    expect([book.raise(K1, [one]), book.raise(K1, [two]), book.raise(key('k2'), [two])]).toEqual([[one], [one, two], [two]]);
  });
});

describe('the records as they stand', () => {
  test('[S1] both sides as the mirrors show them; what is gone there isn’t', () => {
    const right = new Map([[RIGHT.localId, { record: RIGHT, fingerprint: '', gone: null }]]);
    const both = new Book(workOf({ mirrors: { left: workOf().mirrors.left, right } }));
    expect(both.working(K1)).toEqual({ entry, left, right: RIGHT });
    const gone = new Map([[RIGHT.localId, { record: RIGHT, fingerprint: '', gone: 'deleted' as const }]]);
    const one = new Book(workOf({ mirrors: { left: workOf().mirrors.left, right: gone } }));
    expect(one.working(K1)).toEqual({ entry, left, right: null });
    expect([one.localId('left', K1), one.localId('right', K1), one.localId('left', key('k2'))]).toEqual(['L1', 'R1', null]);
    expect(one.working(key('k2'))).toEqual({ entry: null, left: null, right: null });
    const unread = new Book(workOf({ entries: [{ ...entry, left: null }] }));
    expect(unread.working(K1)).toEqual({ entry: { ...entry, left: null }, left: null, right: null });
  });

  test('[S1] what was assembled takes its place, and answers its refs', () => {
    const ref: DirtyRef = { side: 'right', localId: local('R2'), version: 1, age: 0 } as unknown as DirtyRef;
    const book = new Book(workOf());
    const state = { ...stateOf(NONE, present(RIGHT)), key: key('k2'), entry: null };
    book.place(assembled({ states: [state], refs: new Map([[key('k2'), [ref]]]) }));
    expect(book.working(key('k2'))).toEqual({ entry: null, left: null, right: RIGHT });
    expect([book.refsOf(key('k2')), book.refsOf(K1)]).toEqual([[ref], []]);
    book.place(assembled({ states: [{ ...stateOf(present(left), GONE), key: key('k3') }] }));
    expect(book.working(key('k3'))).toMatchObject({ left, right: null });
  });

  test('[E1] after a write its side shows what the answer said, the other one what it showed', () => {
    const book = new Book(workOf());
    book.put(K1, { ...entry, name: 'New' }, 'right', RIGHT);
    expect(book.working(K1)).toEqual({ entry: { ...entry, name: 'New' }, left, right: RIGHT });
    book.put(K1, entry, 'left', null);
    expect(book.working(K1)).toEqual({ entry, left: null, right: RIGHT });
  });
});

describe('wishes of a record', () => {
  const wishes: readonly Directive[] = [
    set('notes', 'a'),
    set('budget', null),
    { id: 'approve', kind: 'approve', step: sid('k1/right/remove'), token: 't' },
    { id: 'recreate', kind: 'recreate', side: 'left', fields: {}, run: 'r' },
    { id: 'uncreate', kind: 'uncreate', side: 'left', run: 'r' },
  ];
  const book = () => new Book(workOf({ directives: new Map([[K1, wishes]]) }));
  const held = (over: Partial<Step>): Step => ({ key: K1, side: 'left', ...over }) as Step;

  test('[U4] are over with its steps, but for those whose step is held', () => {
    expect(book().directivesOf(K1)).toEqual(['set-notes', 'set-budget', 'approve', 'recreate', 'uncreate']);
    expect(book().directivesOf(key('k2'))).toEqual([]);
    const field = book();
    field.waitFor([held({ kind: 'update', field: fid('notes') })]);
    expect(field.directivesOf(K1)).toEqual(['set-budget', 'approve', 'recreate', 'uncreate']);
    const record = book();
    record.waitFor([held({ kind: 'remove' })]);
    expect(record.directivesOf(K1)).toEqual(['set-notes', 'set-budget', 'approve']);
    const other = book();
    other.waitFor([held({ kind: 'remove', key: key('k2') }), held({ kind: 'update', key: key('k2'), field: fid('notes') })]);
    expect(other.directivesOf(K1)).toHaveLength(5);
  });

  test('[C11] seed 24806: wait with a record of which nothing can be decided, whatever is done for it', () => {
    const stopped = book();
    stopped.expect([K1]);
    stopped.stop(K1);
    expect([stopped.done(K1, 1), stopped.directivesOf(K1)]).toEqual([true, []]);
  });

  test('[G4] steps that a person approved are known', () => {
    expect([...book().approved]).toEqual(['k1/right/remove']);
  });
});

describe('the entry as a decision leaves it', () => {
  const plan = (over: Partial<RecordPlan> = {}): RecordPlan => ({
    key: key('k2'),
    name: 'Beta',
    left: local('L2'),
    right: local('R2'),
    steps: [],
    adopt: { [fid('name')]: agreed('Beta') },
    conflicts: [],
    closes: [],
    findings: [],
    state: 'live',
    waits: false,
    formulaWait: null,
    ...over,
  });
  const made = { key: 'k2', name: 'Beta', state: 'live', madeBy: { left: 'person', right: 'person' } };

  test('[M3] a record matched for the first time has one at once', () => {
    const book = new Book(workOf());
    const found = book.decided(plan());
    expect(found).toEqual({ ...made, left: 'L2', right: 'R2', base: { name: agreed('Beta') } });
    expect(book.working(key('k2')).entry).toEqual(found);
  });

  test('[C6] one that is to be made has it with the answer; one that is kept out at once', () => {
    const decided = (over: Partial<RecordPlan>) => new Book(workOf()).decided(plan({ adopt: {}, ...over }));
    expect(decided({ right: null })).toBeNull();
    expect(decided({ left: null })).toBeNull();
    expect(decided({ state: null })).toBeNull();
    expect(decided({ right: null, state: 'parked' })).toEqual({ ...made, state: 'parked', left: 'L2', right: null, base: {} });
  });

  const known = (over: Partial<RecordPlan> = {}) =>
    new Book(workOf()).decided(plan({ key: K1, name: 'Acme', left: local('L1'), right: local('R1'), adopt: {}, ...over }));

  test('[D1] of one that is known nothing moves where nothing changed', () => {
    expect([known(), known({ state: null })]).toEqual([null, null]);
  });

  test('[R3] its name, its records and its base move without a write', () => {
    expect(known({ name: 'Acme Ltd' })).toEqual({ ...entry, name: 'Acme Ltd' });
    expect(known({ left: local('L9') })).toEqual({ ...entry, left: 'L9' });
    expect(known({ right: local('R9') })).toEqual({ ...entry, right: 'R9' });
    expect(known({ adopt: { [fid('notes')]: agreed('n') } })).toEqual({ ...entry, base: { ...entry.base, notes: agreed('n') } });
    expect(known({ state: 'filtered' })).toEqual({ ...entry, state: 'filtered' });
  });
});
