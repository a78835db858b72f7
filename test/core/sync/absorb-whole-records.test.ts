/** Answers to creates and removals: who made what, what somebody typed meanwhile, what is looked at again. */
import { describe, expect, test } from 'vitest';
import type { RunId } from '../../../core/sync/ids.ts';
import type { Side } from '../../../core/sync/mapping.ts';
import type { Step } from '../../../core/sync/plan.ts';
import type { StepOutcome } from '../../../core/sync/ports.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import type { AbsorbContext, Absorbed, Working } from '../../../core/sync/run/absorb.ts';
import { absorbApplied } from '../../../core/sync/run/absorb.ts';
import type { Value } from '../../../core/values/value.ts';
import { agreed, baseOf, contextOf, entryOf, eur, field, key, local, NAME, NOTES, rec, settingsOf, sid } from './fixtures.ts';

const COUNT = field({ left: 'n', type: 'number' });
const FEE = field({ left: 'fee', type: 'money', currency: { left: 'cur', right: 'CUR' } });
const CONTEXT: AbsorbContext = {
  ...contextOf(settingsOf({ fields: [NAME, NOTES, COUNT, FEE] })),
  run: 'run-now' as RunId,
  approved: new Set(),
};
const ENTRY = entryOf({ base: baseOf({ name: 'Acme', notes: 'old', n: '5' }), madeBy: { left: 'us', right: 'person' } });
const LEFT = rec('L1', { name: 'Acme', notes: 'old', n: 5 }, { key: 'ek', version: '7' });
const RIGHT = rec('R1', { NAME: 'Acme', NOTES: 'old', N: 5 });
type Cells = Parameters<typeof rec>[1];

const step = (side: Side, over: object): Step =>
  ({ id: sid('s'), side, key: key('k1'), name: 'Acme', why: 'new', run: null, ...over }) as unknown as Step;
const create = (side: Side, fields: Readonly<Record<string, Value>>, over: object = {}): Step =>
  step(side, { kind: 'create', fields, from: local('L1'), ...over });
const remove = (side: Side, fields: Readonly<Record<string, Value>>, over: object = {}): Step =>
  step(side, { kind: 'remove', fields, why: 'gone', ...over });
const answer = (
  id: string,
  shown: Cells,
  covered: Cells | null = null,
  version: string | null = null,
): Extract<StepOutcome, { kind: 'applied' }> => ({
  kind: 'applied',
  localId: local(id),
  position: 2,
  version,
  shown: rec('', shown).cells,
  covered: covered === null ? { kind: 'none' } : { kind: 'value', cells: rec('', covered).cells },
});
const take = (side: Side, steps: readonly Step[], outcome: ReturnType<typeof answer>, working: Partial<Working> = {}): Absorbed =>
  absorbApplied(side, key('k1'), steps, outcome, { entry: ENTRY, left: LEFT, right: RIGHT, ...working }, CONTEXT);

describe('a record that was made', () => {
  const FRESH: Partial<Working> = { entry: null, right: null };

  test('[C6] its entry says who made which, and of which record', () => {
    const found = take('right', [create('right', { name: 'Acme' })], answer('R9', { NAME: 'Acme' }), FRESH);
    expect(found.entry).toMatchObject({
      key: 'k1',
      left: 'L1',
      right: 'R9',
      state: 'live',
      name: 'Acme',
      madeBy: { left: 'person', right: 'us' },
    });
    expect(found.record).toMatchObject({ localId: 'R9', key: 'k1', name: 'Acme', position: 2, version: null });
    expect([found.findings, found.conflicts, found.wishes]).toEqual([[], [], []]);
    expect(found.journal).toMatchObject([
      { kind: 'create', before: null, after: { name: 'Acme' }, why: 'new', run: 'run-now', field: null },
    ]);
    const back = take('left', [create('left', { name: 'Acme' }, { from: local('R1') })], answer('L9', { name: 'Acme' }), { left: null });
    expect(back.entry).toMatchObject({ left: 'L9', right: 'R1', madeBy: { left: 'us', right: 'person' } });
  });

  test('[C6] what it was made of may be gone when the answer comes: its id stays, and the record is looked at again', () => {
    const gone = { entry: null, left: null, right: null };
    const found = take('right', [create('right', { name: 'Acme' })], answer('R9', { NAME: 'Acme' }), gone);
    expect([found.entry.left, found.entry.right, found.again]).toEqual(['L1', 'R9', true]);
    const left = take('left', [create('left', { name: 'Acme' }, { from: local('R1') })], answer('L9', { name: 'Acme' }), gone);
    expect([left.entry.left, left.entry.right, left.again]).toEqual(['L9', 'R1', true]);
    // Where an undo made it of nothing, nothing is missing.
    const undone = take('right', [create('right', { name: 'Acme' }, { from: null, why: 'undo' })], answer('R9', { NAME: 'Acme' }), gone);
    expect([undone.entry.left, undone.again]).toEqual([null, false]);
  });

  test('[E3] fields that it didn’t send are agreed where both sides show the same, else they are decided on', () => {
    const made = create('right', { name: 'Acme' });
    const same = take('right', [made], answer('R9', { NAME: 'Acme', NOTES: 'old', N: '5' }), FRESH);
    expect(same.entry.base).toEqual({ ...baseOf({ name: 'Acme', notes: 'old' }), n: agreed('5'), fee: agreed(null) });
    expect(same.again).toBe(false);
    const other = take('right', [made], answer('R9', { NAME: 'Acme', NOTES: 'by default', N: 5 }), FRESH);
    expect([Object.keys(other.entry.base).sort(), other.again]).toEqual([['fee', 'n', 'name'], true]);
    const unreadable = take('right', [made], answer('R9', { NAME: 'Acme', NOTES: 'old', N: 'tbd' }), FRESH);
    expect([Object.keys(unreadable.entry.base).sort(), unreadable.again]).toEqual([['fee', 'name', 'notes'], false]);
    const onLeft = take('left', [create('left', { name: 'Acme' })], answer('L9', { name: 'Acme', notes: 'old' }), {
      entry: null,
      left: null,
    });
    expect(onLeft.entry.base).toMatchObject({ notes: { agreed: 'old', left: '"old"', right: '"old"' } });
  });

  test('[E3] each side’s own token is kept', () => {
    const formula = rec('L1', { name: 'Acme', notes: { kind: 'text', text: 'old', formula: true } });
    const found = take('right', [create('right', { name: 'Acme' })], answer('R9', { NAME: 'Acme', NOTES: 'old' }), {
      ...FRESH,
      left: formula,
    });
    expect(found.entry.base).toMatchObject({ notes: { agreed: 'old', left: '="old"', right: '"old"' } });
    const row = rec('R1', { NAME: 'Acme', NOTES: { kind: 'text', text: 'old', formula: true } });
    const left = take('left', [create('left', { name: 'Acme' })], answer('L9', { name: 'Acme', notes: 'old' }), {
      entry: null,
      left: null,
      right: row,
    });
    expect(left.entry.base).toMatchObject({ notes: { agreed: 'old', left: '"old"', right: '="old"' } });
  });
});

describe('a record that was removed', () => {
  const fields = { name: 'Acme', notes: 'old', n: '5', fee: eur('5') };
  const whole = { NAME: 'Acme', NOTES: 'old', N: 5, FEE: 5, CUR: 'EUR' };
  const gone = (covered: Cells | null, over: object = {}, working: Partial<Working> = {}) =>
    take('right', [remove('right', fields, over)], answer('R1', {}, covered), working);

  test('[C4] is gone, and its line says what it was', () => {
    const found = gone(whole);
    expect(found).toMatchObject({ record: null, wishes: [], conflicts: [], findings: [], again: false });
    expect(found.entry).toEqual({ ...ENTRY, state: 'removed' });
    expect(found.journal).toMatchObject([
      { side: 'right', kind: 'remove', field: null, before: fields, after: null, why: 'gone', run: 'run-now' },
    ]);
    expect(gone(whole, {}, { entry: null }).entry).toEqual({
      ...ENTRY,
      left: null,
      right: null,
      state: 'removed',
      base: {},
      madeBy: { left: 'person', right: 'person' },
    });
  });

  test('[U6] by an undo it is parked while the other side stands', () => {
    expect(gone(null, { why: 'undo' }).entry.state).toBe('parked');
    expect(gone(null, { why: 'undo' }, { left: null }).entry.state).toBe('removed');
    expect(gone(null).entry.state).toBe('removed');
  });

  test('[C9] typed into meanwhile it comes back with all that stood there', () => {
    expect(gone({ ...whole, NOTES: 'typed' }).wishes).toEqual([
      { id: '', kind: 'recreate', side: 'right', fields: { ...fields, notes: 'typed' }, why: 'edit-beats-delete', run: 'run-now' },
    ]);
    // A field of which a column isn’t known says nothing.
    expect(gone({ NAME: 'Acme', FEE: 6 }).wishes).toEqual([]);
    expect(gone(null).wishes).toEqual([]);
  });

  test('[A3] what of it is no value is offered as what it says', () => {
    const found = gone({ ...whole, N: 'tbd' });
    expect(found.conflicts).toEqual([{ field: 'n', left: '5', right: 'tbd', kept: 'left', why: 'covered' }]);
    expect(found.wishes).toMatchObject([{ fields: { name: 'Acme', notes: 'old', fee: eur('5') } }]);
    const left = take('left', [remove('left', { n: '5' })], answer('L1', {}, { n: 'tbd' }));
    expect(left.conflicts).toEqual([{ field: 'n', left: 'tbd', right: '5', kept: 'right', why: 'covered' }]);
    expect(gone({ ...whole, CUR: 'Euro' }).conflicts).toHaveLength(1);
    expect(gone({ FEE: 'tbd' }).conflicts).toEqual([]);
  });
});

describe('a record that was written', () => {
  const update = (side: Side, over: object = {}): Step =>
    step(side, { kind: 'update', field: 'notes', before: 'old', beforeToken: '"old"', after: 'new', why: 'changed', ...over });

  test('[E1] keeps its key, name and version unless the answer says another', () => {
    const shown = (version: string | null): RawRecord | null =>
      take('left', [update('left')], answer('L1', { notes: 'new' }, null, version)).record;
    expect([shown(null), shown('8')]).toMatchObject([
      { key: 'ek', name: 'Acme', version: '7' },
      { key: 'ek', name: 'Acme', version: '8' },
    ]);
  });

  test.each(['taken', 'undo', 'restored'])('[E3] a wish (%s) stands beside a formula that says otherwise', (why) => {
    const formula = rec('L1', { name: 'Acme', notes: { kind: 'text', text: 'computed', formula: true } });
    const found = take('right', [update('right', { why })], answer('R1', { NOTES: 'new' }), { left: formula });
    expect([found.entry.base, found.again]).toMatchObject([{ notes: { agreed: 'new', left: '="computed"', right: '"new"' } }, false]);
    const changed = take('right', [update('right')], answer('R1', { NOTES: 'new' }), { left: formula });
    expect([changed.entry.base, changed.again]).toMatchObject([{ notes: { agreed: 'new', left: '"new"', right: '"new"' } }, true]);
  });

  test('[E3] seed 39643: a record made again carries no wish: a formula typed meanwhile on the side it was made of travels', () => {
    const formula = rec('R1', { NAME: 'Acme', NOTES: { kind: 'text', text: 'computed', formula: true } });
    const back = create('left', { name: 'Acme', notes: 'old' }, { why: 'restored', from: local('R1') });
    const found = take('left', [back], answer('L9', { name: 'Acme', notes: 'old' }), { left: null, right: formula });
    expect([found.entry.base, found.again]).toMatchObject([{ notes: { agreed: 'old', left: '"old"', right: '"old"' } }, true]);
  });

  test('[A2] over something typed meanwhile: on each side the policy and the direction decide', () => {
    const covering = (side: Side, over: object): Absorbed => {
      const context = { ...CONTEXT, settings: settingsOf({ fields: [NAME, { ...NOTES, policy: 'left' as const, ...over }] }) };
      const outcome =
        side === 'left' ? answer('L1', { notes: 'new' }, { notes: 'typed' }) : answer('R1', { NOTES: 'new' }, { NOTES: 'typed' });
      return absorbApplied(side, key('k1'), [update(side)], outcome, { entry: ENTRY, left: LEFT, right: RIGHT }, context);
    };
    const won = covering('left', {});
    expect(won.conflicts).toEqual([{ field: 'notes', left: 'typed', right: 'new', kept: 'left', why: 'covered' }]);
    expect(won.wishes).toEqual([{ id: '', kind: 'set', field: 'notes', value: 'typed', expect: 'new', why: 'covered', run: 'run-now' }]);
    expect(won.again).toBe(true);
    expect(covering('right', {})).toMatchObject({ conflicts: [{ left: 'new', right: 'typed', kept: 'left' }], wishes: [] });
    expect(covering('left', { direction: 'right-to-left' })).toMatchObject({ conflicts: [{ kept: 'right' }], wishes: [] });
    expect(covering('left', { direction: 'left-to-right' })).toMatchObject({ conflicts: [{ kept: 'left' }] });
    expect(covering('right', { direction: 'right-to-left', policy: 'right' })).toMatchObject({ conflicts: [{ kept: 'right' }] });
    expect(covering('left', { policy: 'ask' })).toMatchObject({ conflicts: [{ kept: null }], wishes: [] });
  });
});
