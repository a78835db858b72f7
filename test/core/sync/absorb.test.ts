import { describe, expect, test } from 'vitest';
import type { ArchiveEntry } from '../../../core/sync/archive.ts';
import type { LocalId, RunId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Side } from '../../../core/sync/mapping.ts';
import type { Step } from '../../../core/sync/plan.ts';
import type { StepOutcome } from '../../../core/sync/ports.ts';
import type { Cells, RawRecord } from '../../../core/sync/record.ts';
import type { AbsorbContext, Absorbed } from '../../../core/sync/run/absorb.ts';
import { absorbApplied, absorbCovered } from '../../../core/sync/run/absorb.ts';
import type { Value } from '../../../core/values/value.ts';
import { canonical } from '../../../core/values/value.ts';
import { agreed, baseOf, contextOf, entryOf, eur, fid, field, key, NAME, NOTES, num, rec, settingsOf, sid, text } from './fixtures.ts';

const AMOUNT = field({ left: 'n', type: 'number', policy: 'right' });
const SETTINGS = settingsOf({ fields: [NAME, NOTES, AMOUNT] });
const ENTRY = entryOf({ base: baseOf({ name: 'Acme', notes: 'old', n: '5' }) });
const LEFT = rec('L1', { name: 'Acme', notes: 'old', n: 5 });
const RIGHT = rec('R1', { NAME: 'Acme', NOTES: 'old', N: 5 });

const context = (over: Partial<AbsorbContext> = {}): AbsorbContext => ({
  ...contextOf(SETTINGS),
  run: brandAs<RunId>('run-now'),
  approved: new Set(),
  ...over,
});

const update = (side: Side, of: string, before: Value, after: Value, over: Partial<Step> = {}): Step =>
  ({
    id: sid(`k1/${side}/update/${of}`),
    kind: 'update',
    side,
    key: key('k1'),
    name: 'Acme',
    why: 'changed',
    run: null,
    field: fid(of),
    beforeToken: canonical(before),
    before,
    after,
    ...over,
  }) as Step;

const answer = (
  shown: Readonly<Record<string, RawRecord['cells'][keyof Cells] | string | number>>,
  covered: Record<string, string | number> | null = null,
  id = 'R1',
) => ({
  kind: 'applied' as const,
  localId: id as LocalId,
  position: 2,
  version: null,
  shown: rec('x', shown).cells,
  covered: covered === null ? ({ kind: 'none' } as const) : ({ kind: 'value', cells: rec('x', covered).cells } as const),
});

const take = (
  side: Side,
  steps: readonly Step[],
  outcome: Extract<StepOutcome, { kind: 'applied' }>,
  working: { entry?: ArchiveEntry | null; left?: RawRecord | null; right?: RawRecord | null } = {},
  over: Partial<AbsorbContext> = {},
): Absorbed => absorbApplied(side, key('k1'), steps, outcome, { entry: ENTRY, left: LEFT, right: RIGHT, ...working }, context(over));

describe('the base after a write', () => {
  test('[E1] takes the form that the side shows', () => {
    const changed = { ...LEFT, cells: rec('L1', { name: 'Acme', notes: ' new ', n: 5 }).cells };
    const found = take('right', [update('right', 'notes', 'old', ' new ')], answer({ NOTES: 'new' }), { left: changed });
    expect(found.entry.base[fid('notes')]).toEqual({ agreed: ' new ', left: '" new "', right: '"new"' });
    expect(found.again).toBe(false);
    expect(found.record?.cells).toEqual(rec('R1', { NAME: 'Acme', NOTES: 'new', N: 5 }).cells);
  });

  test('[E2] any other answer is a change made after our write: it is looked at again', () => {
    const changed = { ...LEFT, cells: rec('L1', { name: 'Acme', notes: 'new', n: 5 }).cells };
    const found = take('right', [update('right', 'notes', 'old', 'new')], answer({ NOTES: 'by an automation' }), { left: changed });
    expect(found.entry.base[fid('notes')]).toEqual(agreed('new'));
    expect(found.again).toBe(true);
  });

  test('[E2] an answer that is no value, too', () => {
    const found = take('right', [update('right', 'n', '5', '6')], answer({ N: 'six' }), { left: rec('L1', { n: 6 }) });
    expect(found.entry.base[fid('n')]).toEqual(agreed('6'));
    expect(found.again).toBe(true);
  });

  test('[E3] what the other side shows counts as agreed only where it is what was sent', () => {
    const found = take('right', [update('right', 'notes', 'old', 'chosen', { why: 'taken' })], answer({ NOTES: 'chosen' }));
    expect(found.entry.base[fid('notes')]).toEqual(agreed('chosen'));
    expect(found.again).toBe(true);
  });

  test('[E3] or a form of it, or a formula; a word is somebody’s edit', () => {
    const sent = [update('right', 'n', '5', '1.996', { why: 'taken' })];
    const base = (n: RawRecord['cells'][keyof Cells] | number | string) =>
      take('right', sent, answer({ N: num('1.996') }), { left: rec('L1', { n }) });
    expect(base(2).entry.base[fid('n')]).toEqual({ agreed: '1.996', left: '"2"', right: '"1.996"' });
    expect(base({ ...num('7'), formula: true }).entry.base[fid('n')]).toEqual({ agreed: '1.996', left: '="7"', right: '"1.996"' });
    expect(base('tbd').entry.base[fid('n')]).toEqual({ agreed: '1.996', left: '"1.996"', right: '"1.996"' });
    expect([base(2).again, base({ ...num('7'), formula: true }).again, base('tbd').again]).toEqual([false, false, true]);
  });

  test('[E4] other fields keep their base', () => {
    const found = take('right', [update('right', 'notes', 'old', 'new')], answer({ NOTES: 'new' }));
    expect(found.entry.base[fid('name')]).toEqual(agreed('Acme'));
    expect(found.entry).toMatchObject({ left: 'L1', right: 'R1', state: 'live' });
  });
});

describe('a create', () => {
  const create = (fields: Record<string, Value>): Step =>
    ({ id: sid('k1/right/create'), kind: 'create', side: 'right', key: key('k1'), name: 'Acme', why: 'new', run: null, fields }) as Step;

  test('[C9] what was typed under its removal comes back as a change: the other side has never heard of it', () => {
    const back = { ...create({ name: 'Acme', n: '9' }), why: 'edit-beats-delete', run: 'run-1' } as Step;
    const found = take('right', [back], answer({ NAME: 'Acme', N: 9 }, null, 'R9'), { right: null });
    expect(found.entry.base[fid('n')]).toEqual(ENTRY.base[fid('n')]);
    expect(found.again).toBe(true);
    const own = { ...back, run: null } as Step;
    expect(take('right', [own], answer({ NAME: 'Acme', N: 9 }, null, 'R9'), { right: null }).entry.base[fid('n')]).toEqual(agreed('9'));
  });

  test('[C9] also where nothing had ever been agreed: the other side hasn’t heard of that either', () => {
    const back = { ...create({ name: 'Acme', n: '9' }), why: 'edit-beats-delete', run: 'run-1' } as Step;
    const found = take('right', [back], answer({ NAME: 'Acme', N: 9 }, null, 'R9'), {
      entry: entryOf({ base: baseOf({ name: 'Acme' }) }),
      right: null,
    });
    expect(found.entry.base[fid('n')]).toBeUndefined();
    expect(found.again).toBe(true);
  });

  test('[C9] also while the other side is gone: it may come back as it was', () => {
    const back = { ...create({ name: 'Acme', n: '9' }), why: 'edit-beats-delete', run: 'run-1' } as Step;
    const found = take('right', [back], answer({ NAME: 'Acme', N: 9 }, null, 'R9'), { left: null, right: null });
    expect(found.entry.base[fid('n')]).toEqual(ENTRY.base[fid('n')]);
    expect(found.again).toBe(true);
  });

  test('[C6] links both sides, and says who made which', () => {
    const found = take('right', [create({ name: 'Acme', n: '5' })], answer({ NAME: 'Acme', N: 5 }, null, 'R9'), {
      entry: null,
      left: rec('L1', { name: 'Acme', n: 5 }),
      right: null,
    });
    expect(found.entry).toEqual({
      key: 'k1',
      left: 'L1',
      right: 'R9',
      state: 'live',
      name: 'Acme',
      base: baseOf({ name: 'Acme', notes: null, n: '5' }),
      madeBy: { left: 'person', right: 'us' },
    });
    expect(found.journal).toEqual([
      {
        side: 'right',
        kind: 'create',
        key: 'k1',
        name: 'Acme',
        field: null,
        before: null,
        after: { name: 'Acme', n: '5' },
        why: 'new',
        run: 'run-now',
      },
    ]);
  });

  test('[E4] starts from nothing: what was agreed with an earlier record isn’t agreed with this one', () => {
    const found = take('right', [create({ name: 'Acme' })], answer({ NAME: 'Acme' }, null, 'R9'), { right: null });
    expect(Object.keys(found.entry.base)).toEqual(['name']);
  });

  test('[E4] a field that wasn’t sent is agreed only where both show the same', () => {
    const found = take('right', [create({ name: 'Acme' })], answer({ NAME: 'Acme', N: 5 }, null, 'R9'), { entry: null, right: null });
    expect(found.entry.base).toEqual(baseOf({ name: 'Acme', n: '5' }));
  });
});

describe('a removal', () => {
  const remove = (over: Partial<Step> = {}): Step =>
    ({
      id: sid('k1/right/remove'),
      kind: 'remove',
      side: 'right',
      key: key('k1'),
      name: 'Acme',
      why: 'gone',
      run: null,
      fields: { name: 'Acme', n: '5' },
      ...over,
    }) as Step;

  test('[C5] leaves a tombstone and a line with all that stood there', () => {
    const found = take('right', [remove()], answer({}), { left: null });
    expect(found).toMatchObject({ record: null, wishes: [], entry: { state: 'removed', left: 'L1', right: 'R1' } });
    expect(found.journal).toMatchObject([{ kind: 'remove', before: { name: 'Acme', n: '5' }, after: null, why: 'gone' }]);
  });

  test('[U6] undone, and the other side stands: parked', () => {
    expect(take('right', [remove({ why: 'undo' })], answer({})).entry.state).toBe('parked');
    expect(take('right', [remove({ why: 'undo' })], answer({}), { left: null }).entry.state).toBe('removed');
  });

  test('[C9] of what somebody typed in meanwhile: it shall come back', () => {
    const covered = (cells: Record<string, string | number>) => take('right', [remove()], answer({}, cells), { left: null }).wishes;
    expect(covered({ NAME: 'Acme', NOTES: 'x', N: 5 })).toEqual([]);
    expect(covered({ NAME: 'Acme', N: 6 })).toEqual([
      { id: '', kind: 'recreate', side: 'right', fields: { name: 'Acme', n: '6' }, why: 'edit-beats-delete', run: 'run-now' },
    ]);
    expect(covered({ NAME: 'Acme', N: 'tbd' })).toMatchObject([{ kind: 'recreate', fields: { name: 'Acme' } }]);
    // What the answer doesn't show tells nothing.
    expect(covered({ NAME: 'Acme' })).toEqual([]);
  });

  test('[C9] a formula typed meanwhile is an edit, a formula’s new result is none', () => {
    const base = (token: string): ArchiveEntry =>
      entryOf({ base: { ...ENTRY.base, [fid('n')]: { agreed: '5', left: '"5"', right: token } } });
    const covered = { kind: 'value' as const, cells: rec('x', { NAME: 'Acme', N: { ...num('6'), formula: true } }).cells };
    const under = (token: string) => take('right', [remove()], { ...answer({}), covered }, { entry: base(token), left: null }).wishes;
    expect(under('"5"')).toMatchObject([{ kind: 'recreate', fields: { name: 'Acme', n: '6' } }]);
    expect(under('="5"')).toEqual([]);
  });

  test('[C9] what of it was no value is offered as what it says', () => {
    const offered = (right: RawRecord, covered: Record<string, string | number> | null) =>
      take('right', [remove({ fields: { [fid('name')]: 'Acme' } })], answer({}, covered), { left: null, right }).conflicts;
    const unread = rec('R1', { NAME: 'Acme', N: 'tbd' });
    const offer = [{ field: 'n', left: null, right: 'tbd', kept: 'left', why: 'covered' }];
    expect(offered(unread, { NAME: 'Acme', N: 'tbd' })).toEqual(offer);
    expect(offered(unread, null)).toEqual(offer);
    expect(offered(RIGHT, { NAME: 'Acme', N: 5 })).toEqual([]);
  });
});

describe('what a write covered', () => {
  const sent = update('right', 'n', '5', '6');
  const cover = (value: string | number, over: Parameters<typeof field>[0], step: Step = sent): Absorbed => {
    const settings = settingsOf({ fields: [NAME, field({ ...over })] });
    return take('right', [step], answer({ N: 6 }, { N: value }), { left: rec('L1', { name: 'Acme', n: 6 }) }, { settings });
  };
  const n = { left: 'n', type: 'number' } as const;

  test('[A1] as the plan knew it: nothing to say', () => {
    expect(cover(5, n)).toMatchObject({ conflicts: [], wishes: [], again: false });
    expect(cover(6, n)).toMatchObject({ conflicts: [], wishes: [] });
  });

  test('[A2] something else: the policy decides, the other value is kept', () => {
    expect(cover(9, { ...n, policy: 'left' })).toMatchObject({
      conflicts: [{ field: 'n', left: '6', right: '9', kept: 'left', why: 'covered' }],
      wishes: [],
    });
    expect(cover(9, { ...n, policy: 'ask' })).toMatchObject({ conflicts: [{ kept: null, why: 'covered' }], wishes: [] });
    expect(cover(9, { ...n, policy: 'right' })).toMatchObject({
      conflicts: [{ kept: 'right', why: 'covered' }],
      wishes: [{ kind: 'set', field: 'n', value: '9', expect: '6', why: 'covered', run: 'run-now' }],
      again: true,
    });
  });

  test('[C3] seed 19269: an offer of its own takes the place of the open one, which stays as a settled one', () => {
    expect(cover(9, { ...n, policy: 'ask' }).closes).toEqual(['n']);
    expect(cover(9, { ...n, policy: 'left' }).closes).toEqual([]);
    expect(cover(9, { ...n, policy: 'right' }).closes).toEqual([]);
    expect(cover(5, { ...n, policy: 'ask' }).closes).toEqual([]);
  });

  test('[A2] against the direction it never wins', () => {
    expect(cover(9, { ...n, policy: 'right', direction: 'left-to-right' })).toMatchObject({ conflicts: [{ kept: 'left' }], wishes: [] });
    expect(cover(9, { ...n, policy: 'right', direction: 'right-to-left' })).toMatchObject({ conflicts: [{ kept: 'right' }] });
  });

  test('[A3] what is no value can’t win, and its text is kept', () => {
    expect(cover('ask Anna', { ...n, policy: 'right' })).toMatchObject({
      conflicts: [{ field: 'n', left: '6', right: 'ask Anna', kept: 'left', why: 'covered' }],
      wishes: [],
    });
  });

  test('[A4] the journal’s before is what stood there', () => {
    expect(cover(9, n).journal).toMatchObject([{ before: '9', after: '6' }]);
    expect(cover('ask Anna', n).journal).toMatchObject([{ before: '5', after: '6' }]);
  });

  test('[A5] known later it is judged the same', () => {
    const later = (cells: Record<string, string | number>) => absorbCovered('right', [sent], rec('x', cells).cells, context());
    expect(later({ N: 5 })).toEqual({ conflicts: [], closes: [], wishes: [] });
    expect(later({})).toEqual({ conflicts: [], closes: [], wishes: [] });
    expect(later({ N: 9 })).toMatchObject({ conflicts: [{ left: '6', right: '9', kept: 'right' }], wishes: [{ value: '9' }] });
    const asked = context(contextOf(settingsOf({ fields: [NAME, field({ ...n, policy: 'ask' })] })));
    expect(absorbCovered('right', [sent], rec('x', { N: 9 }).cells, asked).closes).toEqual(['n']);
  });
});

test('[J1] a line says why, and to which run it belongs', () => {
  const step = update('right', 'notes', 'old', 'new', { why: 'taken', run: 'run-take' });
  expect(take('right', [step], answer({ NOTES: 'new' })).journal).toEqual([
    { side: 'right', kind: 'update', key: 'k1', name: 'Acme', field: 'notes', before: 'old', after: 'new', why: 'taken', run: 'run-take' },
  ]);
  const approved = take('right', [step], answer({ NOTES: 'new' }), {}, { approved: new Set([step.id]) });
  expect(approved.journal[0]?.why).toBe('approved');
});

test('[V8] money: amount and currency come to the base together', () => {
  const money = field({ left: 'm', type: 'money', currency: { left: 'c', right: 'C' } });
  const settings = settingsOf({ fields: [money], key: [] });
  const found = take(
    'right',
    [update('right', 'm', eur('5'), eur('6.005'))],
    answer({ M: num('6.01'), C: text('EUR') }),
    { left: rec('L1', { m: num('6.005'), c: 'EUR' }) },
    { settings },
  );
  expect(found.entry.base[fid('m')]).toEqual({ agreed: eur('6.005'), left: '["6.005","EUR"]', right: '["6.01","EUR"]' });
  expect(found.again).toBe(false);
});
