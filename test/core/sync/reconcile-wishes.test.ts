import { describe, expect, test } from 'vitest';
import type { Directive } from '../../../core/sync/decide/record-state.ts';
import { stepToken, undoStepId } from '../../../core/sync/plan.ts';
import { BASE, both, ENTRY, left, right, run, steps } from './acme.ts';
import { baseOf, eur, fid, GONE, key, open, present, set, sid, stateOf, UNCLEAR } from './fixtures.ts';

describe('what a person chose', () => {
  test('[U1] both sides shall show the chosen value; the conflict is over', () => {
    const plan = run(both({ notes: 'a' }, { NOTES: 'b' }, { open: open('notes'), directives: [set('notes', 'b')] }));
    expect(steps(plan)).toEqual(['update left notes="b" (taken)']);
    expect(plan.closes).toEqual(['notes']);
    expect(plan.steps[0]?.run).toBe('run-take');
  });

  test('[U1] where both show it already the base moves', () => {
    const plan = run(both({ notes: 'b' }, { NOTES: 'b' }, { directives: [set('notes', 'b')] }));
    expect(plan).toMatchObject({ steps: [], adopt: { notes: { agreed: 'b', left: '"b"', right: '"b"' } } });
  });

  test('[U8] a choice covers what was on offer; what somebody typed since is offered back', () => {
    const saw = { left: 'a', right: 'b' };
    const seen = run(both({ notes: 'a' }, { NOTES: 'b' }, { directives: [set('notes', 'b', { saw })] }));
    expect(seen.conflicts).toEqual([]);
    const newer = run(both({ notes: 'newer' }, { NOTES: 'b' }, { directives: [set('notes', 'b', { saw })] }));
    expect(steps(newer)).toEqual(['update left notes="b" (taken)']);
    expect(newer.conflicts).toEqual([{ field: 'notes', left: 'newer', right: 'b', kept: 'right', why: 'both-changed' }]);
    const later = run(both({}, { NOTES: 'newer' }, { directives: [set('notes', 'calls back', { saw })] }));
    expect(later.conflicts).toEqual([{ field: 'notes', left: 'calls back', right: 'newer', kept: 'left', why: 'both-changed' }]);
  });

  test('[U1] of several wishes the last counts', () => {
    const plan = run(both({}, {}, { directives: [set('notes', 'b'), set('notes', 'c')] }));
    expect(steps(plan)).toEqual(['update left notes="c" (taken)', 'update right notes="c" (taken)']);
  });

  test('[U2] a wish overwrites neither a formula nor what is no value', () => {
    const locked = run(both({}, { NOTES: { kind: 'text', text: 'calls back', formula: true } }, { directives: [set('notes', 'b')] }));
    expect(steps(locked)).toEqual(['update left notes="b" (taken)']);
    const invalid = run(both({}, { BUDGET: 'tbd' }, { directives: [set('budget', eur('9'))] }));
    expect(steps(invalid)).toEqual(['update left budget={"amount":"9","currency":"EUR"} (taken)']);
  });
});

describe('undo', () => {
  const undo = (value: string, expect: string) => set('notes', value, { why: 'undo', expect, run: 'run-undo' });

  test('[U3] the value before returns on both sides', () => {
    expect(steps(run(both({}, {}, { directives: [undo('old', 'calls back')] })))).toEqual([
      'update left notes="old" (undo)',
      'update right notes="old" (undo)',
    ]);
  });

  test('[U4] a field edited since is held, and the newer edit goes on', () => {
    const plan = run(both({ notes: 'newer' }, {}, { directives: [undo('old', 'calls back')] }));
    expect(steps(plan)).toEqual([
      'update left notes="old" (undo-newer)',
      'update right notes="old" (undo-newer)',
      'update right notes="newer" (changed)',
    ]);
    expect(plan.steps[0]?.id).toBe('k1/left/update/notes/undo');
  });

  test('[U4] approved it is taken back all the same, dropped it is forgotten', () => {
    const at = undoStepId(key('k1'), 'left', fid('notes'));
    const approve: Directive = { id: 'a', kind: 'approve', step: at, token: '"newer" -> "old"' };
    const drop: Directive = { id: 'a', kind: 'drop', step: at, run: 'r' };
    // The newer edit has travelled meanwhile: the person has seen it all the same.
    expect(steps(run(both({ notes: 'newer' }, { NOTES: 'newer' }, { directives: [undo('old', 'calls back'), approve] })))).toEqual([
      'update left notes="old" (undo)',
      'update right notes="old" (undo)',
    ]);
    expect(steps(run(both({ notes: 'newer' }, {}, { directives: [undo('old', 'calls back'), drop] })))).toEqual([
      'update right notes="newer" (changed)',
    ]);
  });

  test('[U4] an approval counts for what the person saw: what was typed since waits anew', () => {
    const at = undoStepId(key('k1'), 'left', fid('notes'));
    const approve: Directive = { id: 'a', kind: 'approve', step: at, token: '"newer" -> "old"' };
    const held = ['update left notes="old" (undo-newer)', 'update right notes="old" (undo-newer)'];
    expect(steps(run(both({ notes: 'newest' }, { NOTES: 'newer' }, { directives: [undo('old', 'calls back'), approve] })))).toEqual(held);
    expect(steps(run(both({ notes: 'newer' }, { NOTES: 'newest' }, { directives: [undo('old', 'calls back'), approve] })))).toEqual(held);
  });

  test('[U5] an undo that a crash left half done goes on, without asking', () => {
    const base = { ...BASE, notes: { agreed: 'old', left: '"old"', right: '"old"' } };
    const half = both({}, { NOTES: 'old' }, { entry: { ...ENTRY, base }, directives: [undo('old', 'calls back')] });
    expect(steps(run(half))).toEqual(['update left notes="old" (undo)']);
  });

  test('[U6] undo of a create removes only what we made; the record is parked', () => {
    const uncreate: Directive = { id: 'u', kind: 'uncreate', side: 'right', run: 'run-undo' };
    const plan = run(both({}, {}, { directives: [uncreate] }));
    expect(steps(plan)).toEqual(['remove right budget,name,notes (undo)']);
    expect(plan.state).toBe('parked');
    expect(run(stateOf(present(left()), GONE, { entry: ENTRY, directives: [uncreate] }))).toMatchObject({ steps: [], state: 'parked' });
    expect(steps(run(stateOf(GONE, present(right()), { entry: ENTRY, directives: [uncreate] })))).toEqual([
      'remove right budget,name,notes (undo)',
    ]);
  });

  test('[U4] what we made and a person has edited since is asked about first', () => {
    const uncreate: Directive = { id: 'u', kind: 'uncreate', side: 'right', run: 'run-undo' };
    const at = sid('k1/right/remove');
    const edited = { NOTES: 'typed in our row' };
    expect(steps(run(both({}, edited, { directives: [uncreate] })))).toEqual(['remove right budget,name,notes (undo-newer)']);
    const approved = (notes: string): Directive => {
      const [held] = run(both({}, { NOTES: notes }, { directives: [uncreate] })).steps;
      return { id: 'a', kind: 'approve', step: at, token: held === undefined ? '' : stepToken(held) };
    };
    const answered = (directive: Directive) => steps(run(both({}, edited, { directives: [uncreate, directive] })));
    expect(answered(approved(edited.NOTES))).toEqual(['remove right budget,name,notes (undo)']);
    expect(answered(approved('something else'))).toEqual(['remove right budget,name,notes (undo-newer)']);
    expect(steps(run(both({}, edited, { directives: [uncreate, { id: 'a', kind: 'drop', step: at, run: 'r' }] })))).toEqual([
      'update left notes="typed in our row" (changed)',
    ]);
  });

  test('[U7] undo of a remove makes the record again, and only where it isn’t', () => {
    const recreate: Directive = { id: 'u', kind: 'recreate', side: 'right', fields: { [fid('name')]: 'Acme' }, run: 'run-undo' };
    const removed = { ...ENTRY, state: 'removed' as const };
    expect(steps(run(stateOf(GONE, GONE, { entry: removed, directives: [recreate] })))).toEqual([
      'create left name (undo)',
      'create right name (undo)',
    ]);
    const parked = { ...ENTRY, state: 'parked' as const };
    expect(steps(run(stateOf(present(left()), GONE, { entry: parked, directives: [recreate] })))).toEqual(['create right name (undo)']);
    expect(steps(run(stateOf(present(left()), present(right()), { entry: parked, directives: [recreate] })))).toEqual([]);
    // On one side alone it would be taken for deleted on the other.
    expect(steps(run(stateOf(GONE, GONE, { entry: parked, directives: [recreate] })))).toEqual([
      'create right name (undo)',
      'create left name (undo)',
    ]);
    expect(steps(run(stateOf(UNCLEAR, GONE, { entry: parked, directives: [recreate] })))).toEqual(['create right name (undo)']);
  });

  test('[C10] seed 22978: of a record taken off a side and brought back there the later wish counts, though the answer to the earlier was lost', () => {
    const uncreate: Directive = { id: 'u', kind: 'uncreate', side: 'right', run: 'run-off' };
    const recreate: Directive = { id: 'r', kind: 'recreate', side: 'right', fields: { [fid('name')]: 'Acme' }, run: 'run-back' };
    const asked = (entry: 'live' | 'parked', there: 'both' | 'left', ...directives: Directive[]) =>
      steps(
        run(
          stateOf(present(left()), there === 'both' ? present(right()) : GONE, {
            entry: { ...ENTRY, state: entry },
            directives,
          }),
        ),
      );
    expect(asked('live', 'both', recreate, uncreate)).toEqual(['remove right budget,name,notes (undo)']);
    expect(asked('parked', 'left', recreate, uncreate)).toEqual([]);
    expect(asked('live', 'left', recreate, uncreate)).toEqual([]);
    expect(asked('parked', 'left', uncreate, recreate)).toEqual(['create right name (undo)']);
    expect(asked('live', 'both', uncreate, recreate)).toEqual([]);
    // Of two sides each has its own, and what was typed under a removal is nowhere else.
    expect(asked('parked', 'left', recreate, { ...uncreate, side: 'left' })).toEqual(['create right name (undo)']);
    const typed: Directive = { ...recreate, why: 'edit-beats-delete' };
    expect(asked('parked', 'left', typed, uncreate)).toEqual(['create right name (edit-beats-delete)']);
    expect(asked('live', 'both', uncreate, typed)).toEqual([]);
  });

  test('[C12] a parked record rests, whatever its sides do', () => {
    const entry = { ...ENTRY, state: 'parked' as const };
    for (const state of [stateOf(present(left({ name: 'x' })), GONE, { entry }), stateOf(UNCLEAR, GONE, { entry })])
      expect(run(state)).toMatchObject({ steps: [], findings: [], state: null, waits: false });
  });
});

describe('a covered value that wins', () => {
  // The board has it back already; the sheet still shows what had covered it.
  const wish = set('notes', 'calls back', { why: 'covered', expect: 'sent' });

  test('[A5] is done on the side where it isn’t yet', () => {
    expect(steps(run(both({}, { NOTES: 'sent' }, { directives: [wish] })))).toEqual(['update right notes="calls back" (covered)']);
  });

  test('[A5] seed 1665: with a newer edit on the other side what we wrote there is nobody’s edit', () => {
    const plan = run(both({ notes: 'newer' }, { NOTES: 'sent' }, { directives: [wish] }));
    expect(steps(plan)).toEqual(['update right notes="newer" (changed)']);
    expect(plan.conflicts).toEqual([]);
    // What neither of both is somebody typed.
    const met = run(both({ notes: 'newer' }, { NOTES: 'typed' }, { directives: [wish] }));
    expect(met.conflicts).toMatchObject([{ field: 'notes', left: 'newer', right: 'typed' }]);
  });
});

describe('a held change that a person drops', () => {
  const drop = (step: string): Directive => ({ id: 'd', kind: 'drop', step: sid(step), run: 'r' });

  test('[G8] is taken back where it was made', () => {
    expect(steps(run(both({ name: 'Acme Ltd' }, {}, { directives: [drop('k1/right/update/name')] })))).toEqual([
      'update left name="Acme" (restored)',
    ]);
  });

  test('[G8] a drop counts for the change that was dropped: what is typed since travels', () => {
    const dropped: Directive = { id: 'd', kind: 'drop', step: sid('k1/right/update/notes'), token: '"calls back" -> "soon"', run: 'r' };
    expect(steps(run(both({ notes: 'soon' }, {}, { directives: [dropped] })))).toEqual(['update left notes="calls back" (restored)']);
    expect(steps(run(both({ notes: 'later' }, {}, { directives: [dropped] })))).toEqual(['update right notes="later" (changed)']);
  });

  test('[G8] where nothing was agreed, or a formula stands, both sides stay as they are', () => {
    const base = baseOf({ notes: 'calls back', budget: eur('5') });
    const met = run(both({ name: 'Acme Ltd' }, {}, { entry: { ...ENTRY, base }, directives: [drop('k1/right/update/name')] }));
    expect(met).toMatchObject({ steps: [], adopt: { name: { left: '"Acme Ltd"', right: '"Acme"' } } });
    const row = { NOTES: { kind: 'text' as const, text: 'computed', formula: true } };
    expect(run(both({}, row, { directives: [drop('k1/left/update/notes')] }))).toMatchObject({
      steps: [],
      adopt: { notes: { left: '"calls back"', right: '="computed"' } },
    });
  });
});
