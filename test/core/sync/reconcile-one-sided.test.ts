/** A record that is on one side, on none, or out of sight: what is made, removed, kept out or waited for. */
import { describe, expect, test } from 'vitest';
import type { Directive } from '../../../core/sync/decide/record-state.ts';
import { stepId, stepToken } from '../../../core/sync/plan.ts';
import { both, ENTRY, left, right, run, steps } from './acme.ts';
import { eur, fid, field, GONE, key, NAME, NONE, open, present, rec, set, sid, stateOf, UNCLEAR } from './fixtures.ts';

const K1 = key('k1');
const drop = (side: 'left' | 'right', kind: 'create' | 'remove' | 'update', of?: string): Directive => ({
  id: 'd',
  kind: 'drop',
  step: stepId(K1, side, kind, of === undefined ? undefined : fid(of)),
  run: 'run-drop',
});
const approve = (step: string, token = ''): Directive => ({ id: 'a', kind: 'approve', step: sid(step), token });
const recreate = (side: 'left' | 'right', over: object = {}): Directive => ({
  id: 'r',
  kind: 'recreate',
  side,
  fields: { [fid('name')]: 'Acme' },
  run: 'run-undo',
  ...over,
});
const uncreate = (side: 'left' | 'right'): Directive => ({ id: 'u', kind: 'uncreate', side, run: 'run-undo' });

describe('[C11] a side of which nothing is certain', () => {
  test('stops the record, and the finding names the side; the other one names the record', () => {
    const lost = run(stateOf(present(left({ name: 'Acme Ltd' })), UNCLEAR, { entry: ENTRY }));
    expect(lost).toMatchObject({ name: 'Acme Ltd', steps: [], waits: true, state: null });
    expect(lost.findings).toEqual([{ kind: 'record-elsewhere', side: 'right', field: null, shown: null }]);
    const other = run(stateOf(UNCLEAR, present(right({ NAME: 'Acme Inc' })), { entry: ENTRY }));
    expect([other.name, other.findings.map((one) => one.side)]).toEqual(['Acme Inc', ['left']]);
    const none = run(stateOf(UNCLEAR, UNCLEAR, { entry: ENTRY }));
    expect([none.name, none.findings.map((one) => one.side)]).toEqual(['Acme', ['left']]);
  });

  test('also where the record had left the filter', () => {
    const filtered = { ...ENTRY, state: 'filtered' as const };
    expect(run(stateOf(UNCLEAR, UNCLEAR, { entry: filtered }))).toMatchObject({ waits: false, state: null, findings: [] });
    expect(run(stateOf(present(left()), UNCLEAR, { entry: filtered }))).toMatchObject({ waits: false, state: null });
  });
});

describe('[C6] new on one side', () => {
  const alone = (over: Parameters<typeof stateOf>[2] = {}) => stateOf(present(left()), NONE, { entry: null, ...over });

  test('it is made on the other, of the record that it was found in', () => {
    const plan = run(alone());
    expect(plan).toMatchObject({ state: 'live', waits: false, left: 'L1', right: null });
    expect(plan.steps).toMatchObject([{ id: 'k1/right/create', kind: 'create', why: 'new', run: null, from: 'L1', name: 'Acme' }]);
    // Known, but never made there: that isn’t a removal.
    expect(steps(run(alone({ entry: { ...ENTRY, right: null } })))).toEqual(['create right budget,name,notes (new)']);
    expect(steps(run(stateOf(NONE, present(right()), { entry: { ...ENTRY, left: null } })))).toEqual([
      'create left budget,name,notes (new)',
    ]);
  });

  test('[G10] a person may leave it out of a first run', () => {
    expect(run(alone({ directives: [drop('right', 'create')] }))).toMatchObject({ steps: [], state: 'parked' });
    expect(run(alone({ directives: [drop('left', 'create')] }))).toMatchObject({ state: 'live' });
    expect(run(alone({ directives: [approve('k1/right/create')] }))).toMatchObject({ state: 'live' });
  });

  test('[C7] without all of its natural key it waits', () => {
    const two = { fields: [NAME, field({ left: 'n', type: 'number' })], key: ['name', 'n'] };
    const shown = (n: string | number) => stateOf(present(rec('L1', { name: 'Acme', n })), NONE, { entry: null });
    expect(run(shown(5), two)).toMatchObject({ waits: false, state: 'live' });
    expect(run(shown(''), two)).toMatchObject({ waits: true, state: null, steps: [] });
    const unreadable = run(shown('tbd'), two);
    expect(unreadable).toMatchObject({ waits: true, steps: [] });
    expect(unreadable.findings.map((one) => one.kind)).toEqual(['not-a-number', 'no-natural-key']);
    expect(run(shown(5), { ...two, key: ['name', 'former'] })).toMatchObject({ waits: true });
  });

  test('[C3] what a removal of ours covered is offered, of a record that is back by itself', () => {
    const typed = recreate('right', { fields: { [fid('notes')]: 'typed' }, why: 'edit-beats-delete' });
    expect(run(alone({ directives: [typed] })).conflicts).toEqual([
      { field: 'notes', left: 'calls back', right: 'typed', kept: 'left', why: 'covered' },
    ]);
    const there = run(both({ notes: 'typed' }, {}, { directives: [typed] }));
    expect(there.conflicts).toEqual([]);
    expect(run(both({}, {}, { directives: [typed] })).conflicts).toHaveLength(1);
  });
});

describe('gone from one side', () => {
  const gone = (over: Parameters<typeof stateOf>[2] = {}, l = {}) => stateOf(present(left(l)), GONE, { entry: ENTRY, ...over });

  test('[C4] untouched it follows', () => {
    expect(run(gone())).toMatchObject({ state: 'removed', steps: [{ kind: 'remove', side: 'left', why: 'gone', run: null }] });
  });

  test('[U7] a wish brings it back with what the wish says', () => {
    expect(run(gone({ directives: [recreate('right')] }))).toMatchObject({
      state: 'live',
      steps: [{ kind: 'create', side: 'right', why: 'undo', run: 'run-undo', fields: { name: 'Acme' } }],
    });
    expect(run(gone({ directives: [approve('x'), recreate('right', { why: 'edit-beats-delete' })] })).steps[0]?.why).toBe(
      'edit-beats-delete',
    );
    // Where nothing may be made it isn’t.
    const computed = { creates: { left: true, right: false } };
    expect(steps(run(gone({ directives: [recreate('right')] }), {}, computed))).toEqual(['remove left budget,name,notes (gone)']);
  });

  test('[C10] a dropped removal makes it again where it was deleted', () => {
    const plan = run(gone({ directives: [drop('left', 'remove')] }));
    expect(plan).toMatchObject({ state: 'live', steps: [{ kind: 'create', side: 'right', why: 'restored', run: 'run-drop' }] });
    expect(run(gone({ directives: [drop('left', 'remove')] }), {}, { creates: { left: true, right: false } })).toMatchObject({
      state: 'parked',
      steps: [],
    });
    const restoring = run(gone(), { deletes: { left: 'follow', right: 'restore' } });
    expect(restoring.steps).toMatchObject([{ kind: 'create', why: 'restored', run: null }]);
  });

  test('[C12] a dropped create keeps it out', () => {
    expect(run(gone({ directives: [drop('right', 'create')] }))).toMatchObject({ state: 'parked', steps: [] });
    expect(run(gone({ directives: [drop('left', 'create')] }))).toMatchObject({ state: 'removed' });
  });

  test('[C9] an edit or an open conflict brings it back as it is', () => {
    expect(steps(run(gone({}, { notes: 'newer' })))).toEqual(['create right budget,name,notes (edit-beats-delete)']);
    expect(steps(run(gone({ open: open('notes') })))).toEqual(['create right budget,name,notes (edit-beats-delete)']);
    // Where nothing can be made a person is asked.
    const computed = run(gone({}, { notes: 'newer' }), {}, { creates: { left: true, right: false } });
    expect(computed.steps).toMatchObject([{ kind: 'remove', side: 'left', why: 'edit-beats-delete' }]);
  });

  test('[U6] an undone create leaves where it was made; if it is gone already the other side stays', () => {
    expect(run(gone({ directives: [uncreate('left')] })).steps).toMatchObject([
      { kind: 'remove', side: 'left', why: 'undo', run: 'run-undo' },
    ]);
    expect(run(gone({ directives: [uncreate('right')] }))).toMatchObject({ state: 'parked', steps: [] });
    expect(run(gone({ directives: [uncreate('left'), drop('left', 'remove')] })).steps).toMatchObject([
      { kind: 'create', why: 'restored' },
    ]);
    const edited = run(gone({ directives: [uncreate('left')] }, { notes: 'newer' }));
    expect(edited.steps).toMatchObject([{ kind: 'remove', why: 'undo-newer' }]);
    const token = edited.steps.map(stepToken).join();
    const approved = run(gone({ directives: [uncreate('left'), approve('k1/left/remove', token)] }, { notes: 'newer' }));
    expect(approved.steps).toMatchObject([{ kind: 'remove', why: 'undo' }]);
  });
});

describe('on neither side', () => {
  const nowhere = (over: Parameters<typeof stateOf>[2] = {}) => stateOf(GONE, GONE, { entry: ENTRY, ...over });

  test('[C5] a tombstone; of what was never known nothing', () => {
    expect(run(nowhere())).toMatchObject({ state: 'removed', steps: [], name: 'Acme' });
    expect(run(nowhere({ entry: null }))).toMatchObject({ state: null, steps: [], name: '' });
    expect(run(nowhere({ directives: [approve('x')] }))).toMatchObject({ state: 'removed', steps: [] });
  });

  test('[U7] a wish makes it again, where records may be made', () => {
    const back = run(nowhere({ directives: [approve('x'), recreate('left')] }));
    expect([back.state, ...steps(back)]).toEqual(['live', 'create left name (undo)', 'create right name (undo)']);
    const computed = run(nowhere({ directives: [recreate('left')] }), {}, { creates: { left: false, right: true } });
    expect(steps(computed)).toEqual(['create right name (undo)']);
  });

  test('[C12] a parked record rests, but for a wish to bring back what is missing', () => {
    const parked = { ...ENTRY, state: 'parked' as const };
    const resting = (directives: readonly Directive[]) => run(stateOf(present(left()), GONE, { entry: parked, directives }));
    expect(resting([])).toMatchObject({ state: null, steps: [] });
    expect(resting([approve('x')])).toMatchObject({ state: null, steps: [] });
    expect(resting([recreate('left')])).toMatchObject({ state: null, steps: [] });
    expect(resting([approve('x'), recreate('right')])).toMatchObject({
      state: 'live',
      steps: [{ kind: 'create', side: 'right', why: 'undo' }],
    });
  });

  test('[C3] seeds 34672, 45659: parked, and another stands in its place: what our removal covered is offered', () => {
    const parked = { ...ENTRY, state: 'parked' as const };
    const typed = recreate('right', { fields: { [fid('notes')]: 'typed' }, why: 'edit-beats-delete' });
    const plan = run(both({}, { NAME: 'Copy' }, { entry: parked, directives: [typed] }));
    expect(plan).toMatchObject({ state: null, steps: [], waits: false });
    expect(plan.conflicts).toEqual([{ field: 'notes', left: 'calls back', right: 'typed', kept: 'left', why: 'covered' }]);
    const made = run(both({}, {}, { entry: parked, directives: [typed] }), {}, { creates: { left: true, right: false } });
    expect(made.conflicts).toHaveLength(1);
    // Nobody knows yet whether it is still there.
    const away = run(stateOf(present(left()), UNCLEAR, { entry: parked, directives: [typed] }));
    expect(away).toMatchObject({ state: null, steps: [], conflicts: [], waits: true });
  });
});

describe('fields of both', () => {
  test('[U1] a choice that both show moves the base; one that a side doesn’t show yet waits for the write', () => {
    const half = run(both({ notes: 'b' }, {}, { directives: [set('notes', 'b')] }));
    expect([steps(half), half.adopt, half.closes]).toEqual([['update right notes="b" (taken)'], {}, []]);
    const invalid = run(both({ budget: 'tbd', cur: '' }, { BUDGET: 9 }, { directives: [set('budget', eur('9'))] }));
    expect([steps(invalid), invalid.adopt]).toEqual([[], {}]);
    const other = run(both({ budget: 9 }, { BUDGET: 'tbd' }, { directives: [set('budget', eur('9'))] }));
    expect([steps(other), other.adopt]).toEqual([[], {}]);
  });

  test('[A2] a covered value that won is wished for only while nobody edits', () => {
    const covered = set('notes', 'won', { why: 'covered', expect: 'calls back', run: 'r' });
    expect(steps(run(both({}, {}, { directives: [covered] })))).toEqual([
      'update left notes="won" (covered)',
      'update right notes="won" (covered)',
    ]);
    expect(steps(run(both({ notes: 'newer' }, {}, { directives: [covered] })))).toEqual(['update right notes="newer" (changed)']);
  });

  test('[G8] a dropped change goes back where it was made; where it can’t, both sides stay', () => {
    const dropped = { ...drop('right', 'update', 'notes') };
    const back = run(both({ notes: 'newer' }, {}, { directives: [dropped] }));
    expect(back.steps).toMatchObject([{ side: 'left', field: 'notes', after: 'calls back', why: 'restored', run: 'run-drop' }]);
    const formula = { kind: 'text', text: 'newer', formula: true } as const;
    const stays = run(both({ notes: formula }, {}, { directives: [dropped] }));
    expect([stays.steps, stays.adopt]).toEqual([[], { notes: { agreed: 'calls back', left: '="newer"', right: '"calls back"' } }]);
    const { notes: _, ...base } = ENTRY.base as Record<string, never>;
    const first = run(both({ notes: 'newer' }, { NOTES: '' }, { entry: { ...ENTRY, base }, directives: [dropped] }));
    expect([first.steps, first.adopt]).toEqual([[], { notes: { agreed: 'newer', left: '"newer"', right: 'null' } }]);
    // Nobody is asked about it again.
    const left = run(both({ notes: 'newer' }, { NOTES: '' }, { entry: { ...ENTRY, base: { ...base, ...first.adopt } } }));
    expect([left.steps, left.conflicts, left.findings]).toEqual([[], [], []]);
  });
});
