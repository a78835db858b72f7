import { describe, expect, test } from 'vitest';
import type { Directive, RecordState } from '../../../core/sync/decide/record-state.ts';
import { both, ENTRY, left, right, run, steps } from './acme.ts';
import {
  BUDGET,
  baseOf,
  entryOf,
  eur,
  fid,
  field,
  GONE,
  NAME,
  NONE,
  NOTES,
  num,
  open,
  present,
  rec,
  set,
  sid,
  stateOf,
  UNCLEAR,
} from './fixtures.ts';

describe('on both sides', () => {
  test('[C1] nothing changed: nothing to do', () => {
    expect(run(both())).toMatchObject({ steps: [], adopt: {}, conflicts: [], closes: [], findings: [], state: 'live', waits: false });
  });

  test('[C1] each field by itself: one travels, one is a conflict, the rest stand', () => {
    const plan = run(both({ name: 'Acme Ltd', notes: 'a' }, { NOTES: 'b' }));
    expect(steps(plan)).toEqual(['update right name="Acme Ltd" (changed)']);
    expect(plan.conflicts).toEqual([{ field: 'notes', left: 'a', right: 'b', kept: null, why: 'both-changed' }]);
  });

  test('[C1] a step says what it covers', () => {
    const [step] = run(both({}, { BUDGET: 7 })).steps;
    expect(step).toMatchObject({ id: 'k1/left/update/budget', beforeToken: '["5","EUR"]', before: eur('5'), after: eur('7'), run: null });
  });

  test('[C2] an invalid cell is a finding with what stands there; the record’s other fields go on', () => {
    const plan = run(both({ name: 'Acme Ltd' }, { BUDGET: 'tbd' }));
    expect(steps(plan)).toEqual(['update right name="Acme Ltd" (changed)']);
    expect(plan.findings).toEqual([{ kind: 'not-a-number', side: 'right', field: 'budget', shown: 'tbd' }]);
  });

  test('[C3] an open conflict freezes its field only, and offers what the sides show now', () => {
    const plan = run(both({ notes: 'newer', name: 'Acme Ltd' }, { NOTES: 'b' }, { open: open('notes') }));
    expect(steps(plan)).toEqual(['update right name="Acme Ltd" (changed)']);
    expect(plan.conflicts).toEqual([{ field: 'notes', left: 'newer', right: 'b', kept: null, why: 'both-changed' }]);
    expect(plan.closes).toEqual([]);
  });

  test('[C3] a side that went back to what was agreed offers that', () => {
    const plan = run(both({}, { NOTES: 'b' }, { open: open('notes') }));
    expect(plan.conflicts).toEqual([{ field: 'notes', left: 'calls back', right: 'b', kept: null, why: 'both-changed' }]);
    expect(plan.steps).toEqual([]);
  });

  test('[C3] an open conflict closes when the sides agree, or are both back at what was agreed', () => {
    const agree = run(both({ notes: 'same' }, { NOTES: 'same' }, { open: open('notes') }));
    expect(agree).toMatchObject({ closes: ['notes'], adopt: { notes: { agreed: 'same' } }, steps: [], conflicts: [] });
    expect(run(both({}, {}, { open: open('notes') }))).toMatchObject({ closes: ['notes'], steps: [], conflicts: [] });
  });

  test('[C3] a value that our write covered stays on offer, whatever the sides go on to show', () => {
    const covered = new Map([[fid('notes'), { left: 'calls back', right: 'typed under it', why: 'covered' as const }]]);
    const still = run(both({}, {}, { open: covered }));
    expect([still.closes, still.conflicts]).toEqual([[], []]);
    const left = run(both({ notes: 'newer' }, {}, { open: covered }));
    expect(left.conflicts).toEqual([{ field: 'notes', left: 'newer', right: 'typed under it', kept: null, why: 'covered' }]);
    const right = run(both({}, { NOTES: 'newer' }, { open: covered }));
    expect(right.conflicts).toEqual([{ field: 'notes', left: 'calls back', right: 'newer', kept: null, why: 'covered' }]);
    // The old offer is settled, and can be taken still.
    expect([left.closes, right.closes]).toEqual([['notes'], ['notes']]);
    expect([left.steps, right.steps]).toEqual([[], []]);
  });
});

describe('new records', () => {
  const born = (side: 'left' | 'right', record: ReturnType<typeof rec>): RecordState =>
    stateOf(side === 'left' ? present(record) : NONE, side === 'right' ? present(record) : NONE, { entry: null });

  test('[C6] a record new on one side is made on the other with all that can travel', () => {
    const plan = run(born('left', left({ notes: '' })));
    expect(plan.steps).toEqual([
      {
        id: 'k1/right/create',
        kind: 'create',
        side: 'right',
        key: 'k1',
        name: 'Acme',
        why: 'new',
        run: null,
        fields: { name: 'Acme', budget: eur('5') },
        from: 'L1',
      },
    ]);
    expect(steps(run(born('right', right())))).toEqual(['create left budget,name,notes (new)']);
  });

  test('[C6] what is invalid stays behind as a finding', () => {
    const plan = run(born('right', right({ BUDGET: 'tbd' })));
    expect(steps(plan)).toEqual(['create left name,notes (new)']);
    expect(plan.findings).toEqual([{ kind: 'not-a-number', side: 'right', field: 'budget', shown: 'tbd' }]);
  });

  test('[C6] a currency that waits for its amount travels', () => {
    const plan = run(born('right', right({ BUDGET: '' })));
    expect(plan.steps[0]).toMatchObject({ fields: { budget: eur(null) } });
  });

  test('[C6] a field against its direction stays behind, the natural key never does', () => {
    const fields = [{ ...NAME, direction: 'left-to-right' as const }, { ...NOTES, direction: 'left-to-right' as const }, BUDGET];
    expect(steps(run(born('right', right()), { fields }))).toEqual(['create left budget,name (new)']);
  });

  test('[C7] a record without its natural key waits, and says what else is wrong with it', () => {
    const plan = run(born('right', right({ NAME: '', BUDGET: 'tbd' })));
    expect(plan).toMatchObject({ steps: [], waits: true });
    expect(plan.findings.map((one) => one.kind)).toEqual(['not-a-number', 'no-natural-key']);
  });

  test('[C8] a row that people keep beside a computed list is theirs: nothing is made of it, nothing said', () => {
    const plan = run(born('right', right()), {}, { creates: { left: false, right: true } });
    expect(plan).toMatchObject({ steps: [], waits: false, findings: [], state: null });
  });

  test('[C6] a record that was gone from both sides and is back on one is made on the other again', () => {
    expect(steps(run(stateOf(present(left()), GONE, { entry: { ...ENTRY, state: 'removed' } })))).toEqual([
      'create right budget,name,notes (new)',
    ]);
  });
});

describe('gone', () => {
  test('[C4] gone from one side, untouched on the other: it follows', () => {
    expect(steps(run(stateOf(GONE, present(right()), { entry: ENTRY })))).toEqual(['remove right budget,name,notes (gone)']);
    expect(steps(run(stateOf(present(left()), GONE, { entry: ENTRY })))).toEqual(['remove left budget,name,notes (gone)']);
  });

  test('[C5] gone from both: a tombstone', () => {
    expect(run(stateOf(GONE, GONE, { entry: ENTRY }))).toMatchObject({ steps: [], state: 'removed' });
  });

  test('[C9] fault F26: an edit beats the delete: the record comes back as it was edited', () => {
    const plan = run(stateOf(GONE, present(right({ BUDGET: 6 })), { entry: ENTRY }));
    expect(plan.steps).toMatchObject([
      { kind: 'create', side: 'left', why: 'edit-beats-delete', fields: { name: 'Acme', budget: eur('6') } },
    ]);
    expect(plan.state).toBe('live');
  });

  test('[C9] an open conflict, a word in a money cell, a value never agreed count as edits', () => {
    expect(steps(run(stateOf(GONE, present(right()), { entry: ENTRY, open: open('notes') })))).toEqual([
      'create left budget,name,notes (edit-beats-delete)',
    ]);
    expect(steps(run(stateOf(GONE, present(right({ BUDGET: 'tbd' })), { entry: ENTRY })))).toEqual([
      'create left name,notes (edit-beats-delete)',
    ]);
    const rest = baseOf({ name: 'Acme', budget: eur('5') });
    expect(steps(run(stateOf(GONE, present(right()), { entry: { ...ENTRY, base: rest } })))).toEqual([
      'create left budget,name,notes (edit-beats-delete)',
    ]);
  });

  test('[C9] a word that was never read, so that nobody saw it who deleted the record, is asked about', () => {
    const base = baseOf({ name: 'Acme', notes: 'calls back' });
    const state = stateOf(GONE, present(right({ BUDGET: 'tbd' })), { entry: { ...ENTRY, base } });
    expect(steps(run(state))).toEqual(['remove right name,notes (edit-beats-delete)']);
  });

  test('[C9] a formula’s new result is nobody’s edit', () => {
    const row = right({ NOTES: { kind: 'text', text: 'today', formula: true } });
    const computed = { agreed: 'yesterday', left: '"yesterday"', right: '="yesterday"' };
    const base = { ...ENTRY.base, [fid('notes')]: computed };
    expect(steps(run(stateOf(GONE, present(row), { entry: { ...ENTRY, base } })))).toEqual(['remove right budget,name,notes (gone)']);
  });

  test('[C9] a formula that somebody typed over a value is an edit', () => {
    const row = right({ NOTES: { kind: 'text', text: 'today', formula: true } });
    expect(steps(run(stateOf(GONE, present(row), { entry: ENTRY })))).toEqual(['create left budget,name,notes (edit-beats-delete)']);
  });

  test('[C9] seed 15595: a formula typed over a value before that was ever agreed is an edit', () => {
    const row = right({ NOTES: { kind: 'text', text: 'today', formula: true } });
    const base = baseOf({ name: 'Acme', budget: eur('5') });
    expect(steps(run(stateOf(GONE, present(row), { entry: { ...ENTRY, base } })))).toEqual([
      'create left budget,name,notes (edit-beats-delete)',
    ]);
  });

  test('[C10] policy `restore`: the record comes back', () => {
    const plan = run(stateOf(present(left()), GONE, { entry: ENTRY }), { deletes: { left: 'follow', right: 'restore' } });
    expect(steps(plan)).toEqual(['create right budget,name,notes (restored)']);
  });

  test('[C10] a dropped removal brings the record back where it was deleted', () => {
    const drop: Directive = { id: 'd', kind: 'drop', step: sid('k1/left/remove'), run: 'r' };
    expect(steps(run(stateOf(present(left()), GONE, { entry: ENTRY, directives: [drop] })))).toEqual([
      'create right budget,name,notes (restored)',
    ]);
  });

  test('[C8] gone from a computed side: a row that a person typed in is asked about, one that is kept is parked', () => {
    const computed = { creates: { left: false, right: true } };
    expect(steps(run(stateOf(GONE, present(right({ BUDGET: 6 })), { entry: ENTRY }), {}, computed))).toEqual([
      'remove right budget,name,notes (edit-beats-delete)',
    ]);
    const drop: Directive = { id: 'd', kind: 'drop', step: sid('k1/right/remove'), run: 'r' };
    expect(run(stateOf(GONE, present(right()), { entry: ENTRY, directives: [drop] }), {}, computed)).toMatchObject({
      steps: [],
      state: 'parked',
    });
    expect(run(stateOf(GONE, present(right()), { entry: ENTRY }), { deletes: { left: 'restore', right: 'ask' } }, computed)).toMatchObject({
      steps: [],
      state: 'parked',
    });
  });

  test('[C11] a side of which nothing is certain stops the record, and nothing is concluded', () => {
    expect(run(stateOf(UNCLEAR, present(right({ BUDGET: 6 })), { entry: ENTRY }))).toMatchObject({
      steps: [],
      waits: true,
      state: null,
      findings: [{ kind: 'record-elsewhere', side: 'left' }],
    });
  });
});

describe('filters', () => {
  const filter = { left: [{ field: 'notes', any: ['calls back'], not: false }], right: [] };

  test('[F1] a record that leaves the filter stops, and is never deleted', () => {
    expect(run(both({ notes: 'lost', name: 'Acme Ltd' }), { filter })).toMatchObject({ steps: [], state: 'filtered' });
    expect(run(stateOf(present(left({ notes: 'lost' })), GONE, { entry: ENTRY }), { filter })).toMatchObject({
      steps: [],
      state: 'filtered',
    });
  });

  test('[F2] one that comes back goes on from what was agreed', () => {
    const plan = run(both({ name: 'Acme Ltd' }, { BUDGET: 6 }, { entry: { ...ENTRY, state: 'filtered' } }), { filter });
    expect(steps(plan)).toEqual(['update right name="Acme Ltd" (changed)', 'update left budget={"amount":"6","currency":"EUR"} (changed)']);
    expect(plan.state).toBe('live');
  });

  test('[F3] what is left of a filtered record on one side is left alone', () => {
    const entry = { ...ENTRY, state: 'filtered' as const };
    for (const state of [stateOf(GONE, present(right()), { entry }), stateOf(UNCLEAR, present(right()), { entry })])
      expect(run(state, { filter })).toMatchObject({ steps: [], findings: [], state: null });
    expect(run(stateOf(GONE, GONE, { entry }), { filter })).toMatchObject({ steps: [], state: 'removed' });
  });

  test('[F1] an unpaired record outside the filter isn’t made on the other side', () => {
    const plan = run(stateOf(present(left({ notes: 'lost' })), NONE, { entry: null }), { filter });
    expect(plan).toMatchObject({ steps: [], state: null, waits: false });
  });
});

test('[C1] a renamed natural key is an edit like any other', () => {
  expect(steps(run(both({}, { NAME: 'Acme GmbH' })))).toEqual(['update left name="Acme GmbH" (changed)']);
});

test('[R8] nothing is written over an invalid cell by any decision about its record', () => {
  const number = field({ left: 'n', type: 'number', policy: 'left' });
  const state = stateOf(present(rec('L1', { name: 'A', n: 1 })), present(rec('R1', { NAME: 'A', N: num('x') })), {
    entry: entryOf({ base: baseOf({ name: 'A', n: '2' }) }),
    directives: [set('n', '3', { expect: '2', why: 'undo' })],
  });
  const plan = run(state, { fields: [NAME, number] });
  expect(plan.steps.filter((step) => step.side === 'right')).toEqual([]);
});
