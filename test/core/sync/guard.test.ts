import { describe, expect, test } from 'vitest';
import type { GuardInput } from '../../../core/sync/decide/guard.ts';
import { guard } from '../../../core/sync/decide/guard.ts';
import type { PairSettings, Side } from '../../../core/sync/mapping.ts';
import type { RecordPlan, Step } from '../../../core/sync/plan.ts';
import { stepId } from '../../../core/sync/plan.ts';
import type { Value } from '../../../core/values/value.ts';
import { canonical } from '../../../core/values/value.ts';
import { eur, fid, key, QUIET, settingsOf } from './fixtures.ts';

const plan = (steps: readonly Step[]) => ({
  records: steps.map(
    (step): RecordPlan => ({
      key: step.key,
      name: step.name,
      left: null,
      right: null,
      steps: [step],
      adopt: {},
      conflicts: [],
      closes: [],
      findings: [],
      state: 'live',
      waits: false,
      formulaWait: null,
    }),
  ),
});

const remove = (n: number, side: Side = 'right', why: Step['why'] = 'gone', fields: Record<string, Value> = { name: `n${n}` }): Step =>
  ({ id: stepId(key(`k${n}`), side, 'remove'), kind: 'remove', side, key: key(`k${n}`), name: `n${n}`, why, run: null, fields }) as Step;

const update = (n: number, over: Partial<Extract<Step, { kind: 'update' }>> = {}): Step => {
  const side = over.side ?? 'right';
  return {
    id: stepId(key(`k${n}`), side, 'update', fid('notes')),
    kind: 'update',
    side,
    key: key(`k${n}`),
    name: `n${n}`,
    why: 'changed',
    run: null,
    field: fid('notes'),
    beforeToken: '"a"',
    before: 'a',
    after: 'b',
    ...over,
  };
};

const many = (count: number, of: (n: number) => Step): Step[] => Array.from({ length: count }, (_, n) => of(n));
const FOLLOW: PairSettings['deletes'] = { left: 'follow', right: 'follow' };

const held = (
  steps: readonly Step[],
  over: Partial<Omit<GuardInput, 'plan'>> = {},
  settings: Partial<PairSettings> = {},
): readonly string[] =>
  guard({
    plan: plan(steps),
    settings: settingsOf({ deletes: FOLLOW, ...settings }),
    records: 40,
    window: QUIET,
    approved: new Map(),
    preview: false,
    ...over,
  }).map((one) => one.why);

/** What an approval of a step has to name. */
const stepToken = (step: Step): string => {
  const window = QUIET;
  const [only] = guard({ plan: plan([step]), settings: settingsOf(), records: 1, window, approved: new Map(), preview: true });
  return only?.token ?? '';
};

const times = (count: number, why: string): readonly string[] => Array.from({ length: count }, () => why);

describe('deletes', () => {
  test('[G1] fault F24: up to max(5, 10 %) of the records go, one more holds them all', () => {
    expect(held(many(5, remove))).toEqual([]);
    expect(held(many(6, remove))).toEqual(times(6, 'many-deletes'));
    expect(held(many(10, remove), { records: 100 })).toEqual([]);
    expect(held(many(11, remove), { records: 100 })).toEqual(times(11, 'many-deletes'));
    expect(held(many(10, remove), { records: 109 })).toEqual([]);
    expect(held(many(11, remove), { records: 109 })).toEqual(times(11, 'many-deletes'));
  });

  test('[G2] each side is counted by itself, with what went in the last 15 minutes', () => {
    expect(held([...many(5, (n) => remove(n, 'left')), ...many(5, (n) => remove(n, 'right'))])).toEqual([]);
    const window = { ...QUIET, deletes: { left: 5, right: 0 } };
    expect(held([remove(1, 'left'), remove(2, 'right')], { window })).toEqual(['many-deletes']);
  });

  test('[G3] what is asked about is held each by itself, and doesn’t count', () => {
    const asks = { deletes: { left: 'follow', right: 'ask' } } as const;
    expect(
      held(
        many(2, (n) => remove(n, 'left')),
        {},
        asks,
      ),
    ).toEqual(['delete-asks', 'delete-asks']);
    expect(held([...many(9, (n) => remove(n, 'left')), ...many(5, (n) => remove(n, 'right'))], {}, asks)).toEqual(times(9, 'delete-asks'));
  });

  test('[G3] a removal of what a person typed in is asked about under every policy, also with the guard off', () => {
    expect(held([remove(1, 'right', 'edit-beats-delete')])).toEqual(['delete-asks']);
    expect(held([remove(1, 'right', 'edit-beats-delete')], {}, { guard: 'off' })).toEqual(['delete-asks']);
  });

  test('[G4] an undo isn’t counted', () => {
    expect(held(many(30, (n) => remove(n, 'right', 'undo')))).toEqual([]);
  });

  test('[G11] a side of which everything would go is held, however few', () => {
    expect(held(many(2, remove), { records: 2 })).toEqual(times(2, 'many-deletes'));
    expect(held(many(2, remove), { records: 3 })).toEqual([]);
    expect(held(many(1, remove), { records: 1 })).toEqual([]);
  });
});

describe('changes', () => {
  test('[G5] up to max(25, 30 %) of the records change, one more holds the changes of that side', () => {
    expect(held(many(25, update))).toEqual([]);
    expect(held(many(26, update))).toEqual(times(26, 'many-changes'));
    for (const why of ['policy', 'direction'] as const)
      expect(held(many(26, (n) => update(n, { why }))), why).toEqual(times(26, 'many-changes'));
    // Each side by itself.
    expect(held([...many(20, update), ...many(20, (n) => update(n + 20, { side: 'left' }))])).toEqual([]);
    expect(held([...many(4, (n) => remove(n)), ...many(4, (n) => remove(n + 4, 'left'))])).toEqual([]);
    expect(held(many(30, update), { records: 100 })).toEqual([]);
    expect(held(many(31, update), { records: 100 })).toEqual(times(31, 'many-changes'));
    expect(held([...many(26, update), update(99, { side: 'left' })])).toEqual(times(26, 'many-changes'));
  });

  test('[G5] records are counted, not fields', () => {
    const two = many(25, (n) => update(n)).flatMap((step) => [step, { ...step, id: `${step.id}2` as never, field: fid('name') } as Step]);
    expect(held(two)).toEqual([]);
  });

  test('[G2] with what changed in the last 15 minutes', () => {
    const window = { ...QUIET, changes: { left: 0, right: 25 } };
    expect(held([update(1)], { window })).toEqual(['many-changes']);
    expect(held([update(1, { side: 'left' })], { window })).toEqual([]);
  });

  test('[G4] creates, fills, and what a person chose don’t count', () => {
    for (const why of ['new', 'undo', 'taken', 'restored', 'covered'] as const)
      expect(held(many(60, (n) => update(n, { why })))).toEqual([]);
    const create = (n: number): Step => ({ ...remove(n), kind: 'create', why: 'new' }) as Step;
    expect(held(many(60, create))).toEqual([]);
  });

  test('[G6] one field emptied in more than max(5, 10 %)', () => {
    const emptied = (n: number): Step => update(n, { after: null });
    expect(held(many(5, emptied))).toEqual([]);
    expect(held(many(6, emptied))).toEqual(times(6, 'field-emptied'));
    expect(held([...many(6, emptied), update(9)])).toEqual(times(6, 'field-emptied'));
    const window = { ...QUIET, emptied: { left: new Map(), right: new Map([[fid('notes'), 5]]) } };
    expect(held([emptied(1), update(9)], { window })).toEqual(['field-emptied']);
    expect(held([update(1, { side: 'left', after: null })], { window })).toEqual([]);
    expect(held([update(1, { field: fid('name'), after: null })], { window })).toEqual([]);
    expect(held(many(6, (n) => update(n, { before: eur('5'), after: eur(null) })))).toEqual(times(6, 'field-emptied'));
    expect(held(many(6, (n) => update(n, { before: null, after: null })))).toEqual([]);
    const fields = many(6, (n) => update(n, { after: null, field: fid(n < 3 ? 'a' : 'b') }));
    expect(held(fields)).toEqual([]);
  });

  test('[G7] settings move every limit, or switch it off', () => {
    const strict = { guard: { deletes: { count: 0, share: 0 }, changes: { count: 1, share: 0 } } };
    expect(held([remove(1)], {}, strict)).toEqual(['many-deletes']);
    expect(held([update(1)], {}, strict)).toEqual([]);
    expect(held([update(1), update(2)], {}, strict)).toEqual(['many-changes', 'many-changes']);
    expect(held([...many(60, update), ...many(60, remove)], {}, { guard: 'off' })).toEqual([]);
  });
});

describe('what a person decides', () => {
  test('[G8] an approved step goes and leaves the count', () => {
    const steps = many(6, remove);
    const approved = new Map(steps.slice(0, 1).map((step) => [step.id, stepToken(step)]));
    expect(held(steps, { approved })).toEqual([]);
    const all = new Map(steps.map((step) => [step.id, stepToken(step)]));
    expect(held(steps, { approved: all }, { deletes: { left: 'ask', right: 'ask' } })).toEqual([]);
  });

  test('[G8] an approval counts only for what was approved', () => {
    const asked = update(1, { before: 'x', beforeToken: '"x"' });
    const strict = { guard: { deletes: { count: 0, share: 0 }, changes: { count: 0, share: 0 } } };
    const approved = new Map([[asked.id, stepToken(asked)]]);
    expect(held([asked], { approved }, strict)).toEqual([]);
    expect(held([update(1, { before: 'y', beforeToken: '"y"' })], { approved }, strict)).toEqual(['many-changes']);
    expect(held([update(1, { before: 'x', beforeToken: '"x"', after: 'c' })], { approved }, strict)).toEqual(['many-changes']);
  });

  test('[G8] tokens tell every value apart, amounts too, in whatever order they come', () => {
    const of = (fields: Record<string, Value>): string => stepToken(remove(1, 'right', 'gone', fields));
    expect(of({ a: eur('5'), b: 'x' })).toBe(of({ b: 'x', a: eur('5') }));
    const different = [
      { a: eur('5') },
      { a: eur('6') },
      { a: { amount: '5', currency: 'USD' } },
      { a: canonical(eur('5')) },
      { b: eur('5') },
      {},
    ].map(of);
    expect(new Set(different).size).toBe(different.length);
  });

  test('[G9] an undo over a newer edit waits, whatever the guard', () => {
    expect(held([update(1, { why: 'undo-newer' }), remove(2, 'right', 'undo-newer')], {}, { guard: 'off' })).toEqual([
      'newer-edit',
      'newer-edit',
    ]);
  });

  test('[G10] a preview holds everything but what a person approved of it, and what takes back what they dropped or undid', () => {
    const create = { ...remove(3), kind: 'create', why: 'new' } as Step;
    expect(held([update(1), remove(2), create], { preview: true }, { guard: 'off' })).toEqual(times(3, 'preview'));
    const approved = new Map([[create.id, stepToken(create)]]);
    expect(held([update(1), remove(2), create], { preview: true, approved }, { guard: 'off' })).toEqual(times(2, 'preview'));
    const other = { ...create, fields: { [fid('name')]: 'other' } } as Step;
    expect(held([other], { preview: true, approved })).toEqual(['preview']);
    const chosen = (why: Step['why'], run: string | null) => held([update(1, { why, run })], { preview: true });
    expect([chosen('restored', 'drop'), chosen('undo', 'undo')]).toEqual([[], []]);
    expect([chosen('restored', null), chosen('taken', 'take'), chosen('undo-newer', 'undo')]).toEqual([
      ['preview'],
      ['preview'],
      ['newer-edit'],
    ]);
  });
});
