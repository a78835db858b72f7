/** The decision as a whole, over worlds that are thrown together: what must hold whatever the records say. */
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ArchiveEntry } from '../../../core/sync/archive.ts';
import { readFields, reconcileRecord } from '../../../core/sync/decide/reconcile-record.ts';
import type { RecordState, SideState } from '../../../core/sync/decide/record-state.ts';
import type { LocalId, RunId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { FieldMapping, PairSettings, Side } from '../../../core/sync/mapping.ts';
import { fieldId, otherSide, readField, writeField } from '../../../core/sync/mapping.ts';
import type { RecordPlan, Step } from '../../../core/sync/plan.ts';
import type { Cell, Cells, RawRecord } from '../../../core/sync/record.ts';
import { absorbApplied } from '../../../core/sync/run/absorb.ts';
import { Book } from '../../../core/sync/run/book.ts';
import { sameValue, shownToken } from '../../../core/values/value.ts';
import { contextOf, entryOf, field, GONE, key, num, open, present, QUIET, rec, settingsOf, stateOf, text } from './fixtures.ts';

const DIRECTIONS = ['two-way', 'left-to-right', 'right-to-left'] as const;
const POLICIES = ['left', 'right', 'ask'] as const;
const RUN = brandAs<RunId>('run');

/** What may stand in a cell: values, nothing, words that are no number, formulas, errors. */
const cell: fc.Arbitrary<Cell> = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom('1', '2', '3', '1.50', '1,234', ' x ').map(text) },
  { weight: 3, arbitrary: fc.constantFrom('1', '2', '3').map(num) },
  { weight: 2, arbitrary: fc.constant<Cell>({ kind: 'empty' }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom<Cell>({ kind: 'error', text: '#REF!' }, { ...num('7'), formula: true }, { ...text('tbd'), formula: true }),
  },
);
const currency = fc.constantFrom('EUR', 'USD', '', 'Euro').map(text);

const mapping = (left: string, type: FieldMapping['type']): fc.Arbitrary<FieldMapping> =>
  fc
    .record({ direction: fc.constantFrom(...DIRECTIONS), policy: fc.constantFrom(...POLICIES) })
    .map((over) => field({ left, type, ...over, ...(type === 'money' ? { currency: { left: `${left}c`, right: `${left}C` } } : {}) }));
const settings: fc.Arbitrary<PairSettings> = fc
  .tuple(
    mapping('name', 'text'),
    mapping('n', 'number'),
    mapping('m', 'money'),
    fc.constantFrom('follow', 'ask', 'restore'),
    fc.constantFrom('follow', 'ask', 'restore'),
  )
  .map(([name, n, m, left, right]) => settingsOf({ fields: [name, n, m], deletes: { left, right } as PairSettings['deletes'] }));

const cells = (side: Side): fc.Arbitrary<Record<string, Cell>> =>
  side === 'left' ? fc.record({ name: cell, n: cell, m: cell, mc: currency }) : fc.record({ NAME: cell, N: cell, M: cell, mC: currency });
const record = (side: Side): fc.Arbitrary<RawRecord> => cells(side).map((all) => rec(side === 'left' ? 'L1' : 'R1', all));

interface Case {
  readonly settings: PairSettings;
  readonly left: RawRecord;
  readonly right: RawRecord;
  /** What the base was agreed on: earlier records of both sides. */
  readonly before: readonly [RawRecord, RawRecord] | null;
}
const cases: fc.Arbitrary<Case> = fc.record({
  settings,
  left: record('left'),
  right: record('right'),
  before: fc.option(fc.tuple(record('left'), record('right'))),
});

/** A base as runs leave it: of fields that could be read on both sides, each with what it showed. */
function entryFor({ settings: of, before }: Case): ArchiveEntry | null {
  if (before === null) return null;
  const context = contextOf(of);
  const [lefts, rights] = [readFields(before[0], 'left', context), readFields(before[1], 'right', context)];
  const base = of.fields.flatMap((one) => {
    const [left, right] = [lefts.get(fieldId(one)), rights.get(fieldId(one))];
    if (left?.kind !== 'value' || right?.kind !== 'value') return [];
    return [[fieldId(one), { agreed: left.value, left: shownToken(left), right: shownToken(right) }] as const];
  });
  return entryOf({ base: Object.fromEntries(base) });
}

const stateFor = (one: Case, over: Partial<RecordState> = {}): RecordState =>
  stateOf(present(one.left), present(one.right), { entry: entryFor(one), ...over });

const readingAt = (of: PairSettings, side: Side, record_: RawRecord, step: Extract<Step, { kind: 'update' }>) => {
  const found = of.fields.find((one) => fieldId(one) === step.field);
  if (found === undefined) throw new Error(step.field);
  return { field: found, now: readField(found, side, record_.cells, contextOf(of)[side](found)) };
};

test('[D1] where nothing changed nothing is planned', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const before: Case = { ...one, before: [one.left, one.right] };
      const readable = entryFor(before);
      const plan = reconcileRecord(stateOf(present(one.left), present(one.right), { entry: readable }), contextOf(one.settings));
      const agreed = new Set(Object.keys(readable?.base ?? {}));
      expect(plan.steps.filter((step) => step.kind === 'update' && agreed.has(step.field))).toEqual([]);
      expect(plan.conflicts.filter((conflict) => agreed.has(conflict.field))).toEqual([]);
    }),
  );
});

test('[R7] [R8] no step overwrites a formula or what is no value, whatever a person wished', () => {
  const wish = fc.constantFrom('1', '9', null);
  fc.assert(
    fc.property(cases, wish, fc.boolean(), (one, value, frozen) => {
      const directives = [
        {
          id: 'd',
          kind: 'set' as const,
          field: fieldId(field({ left: 'n', type: 'number' })),
          value,
          expect: undefined,
          why: 'taken' as const,
          run: 'r',
        },
      ];
      for (const state of [stateFor(one), stateFor(one, { directives }), stateFor(one, frozen ? { open: open('n', 'm') } : {})]) {
        for (const step of reconcileRecord(state, contextOf(one.settings)).steps) {
          if (step.kind !== 'update') continue;
          const { now } = readingAt(one.settings, step.side, step.side === 'left' ? one.left : one.right, step);
          expect(now).toMatchObject({ kind: 'value', locked: false });
          expect(step.beforeToken).toBe(shownToken(now));
        }
      }
    }),
    { numRuns: 500 },
  );
});

test('[R6] no field is written against its direction', () => {
  fc.assert(
    fc.property(cases, (one) => {
      for (const step of reconcileRecord(stateFor(one), contextOf(one.settings)).steps) {
        if (step.kind !== 'update') continue;
        const { field: of } = readingAt(one.settings, step.side, step.side === 'left' ? one.left : one.right, step);
        expect(of.direction).not.toBe(step.side === 'left' ? 'left-to-right' : 'right-to-left');
      }
    }),
    { numRuns: 500 },
  );
});

test('[P1] a value that a write covers and nobody else shows is kept in a conflict', () => {
  fc.assert(
    fc.property(cases, (one) => {
      const state = stateFor(one);
      const plan = reconcileRecord(state, contextOf(one.settings));
      for (const step of plan.steps) {
        if (step.kind !== 'update' || step.before === null) continue;
        const base = state.entry?.base[step.field];
        const changed = base === undefined || base[step.side] !== step.beforeToken;
        const conflict = plan.conflicts.find((raised) => raised.field === step.field);
        // First meetings fill an empty box or complete an amount: what stood there is part of what comes.
        if (changed && step.why !== 'new') expect(conflict?.[step.side]).toEqual(step.before);
      }
    }),
    { numRuns: 500 },
  );
});

describe('after a plan is carried out', () => {
  /** A side that takes what it is given and shows it as it was sent. */
  const carryOut = (
    one: Case,
    plan: RecordPlan,
    entry: ArchiveEntry | null,
  ): { left: RawRecord; right: RawRecord; entry: ArchiveEntry } => {
    const context = { ...contextOf(one.settings), run: RUN, approved: new Set<string>() };
    const book = new Book({
      dirty: [],
      entries: entry === null ? [] : [entry],
      mirrors: {
        left: new Map([[one.left.localId, { record: one.left, fingerprint: '', gone: null }]]),
        right: new Map([[one.right.localId, { record: one.right, fingerprint: '', gone: null }]]),
      },
      open: new Map(),
      directives: new Map(),
      records: 1,
      window: QUIET,
      recent: new Map(),
    });
    const state: SideState[] = [present(one.left), present(one.right)];
    book.place({
      states: [stateOf(state[0] ?? GONE, state[1] ?? GONE, { entry })],
      refs: new Map(),
      idle: [],
      ambiguous: [],
      copiedKeys: [],
      strayed: [],
    });
    book.decided(plan);
    for (const side of ['right', 'left'] as const) {
      const steps = plan.steps.filter((step) => step.side === side && step.kind === 'update');
      if (steps.length === 0) continue;
      let shown: Cells = {};
      for (const step of steps) {
        if (step.kind !== 'update') continue;
        const { field: of } = readingAt(one.settings, side, side === 'left' ? one.left : one.right, step);
        const made = writeField(of, side, step.after, context[side](of));
        expect(made.kind).toBe('cells');
        if (made.kind === 'cells') shown = { ...shown, ...made.cells };
      }
      const working = book.working(plan.key);
      const outcome = {
        kind: 'applied' as const,
        localId: (working[side]?.localId ?? '') as LocalId,
        position: null,
        version: null,
        shown,
        covered: { kind: 'none' as const },
      };
      const absorbed = absorbApplied(side, plan.key, steps, outcome, working, context);
      book.put(plan.key, absorbed.entry, side, absorbed.record);
    }
    const done = book.working(plan.key);
    if (done.left === null || done.right === null || done.entry === null) throw new Error('lost');
    return { left: done.left, right: done.right, entry: done.entry };
  };

  test('[P2] [P4] the sides agree or a conflict or a finding names the field, and a second plan is empty', () => {
    fc.assert(
      fc.property(cases, (one) => {
        const entry = entryFor(one);
        const plan = reconcileRecord(stateOf(present(one.left), present(one.right), { key: key('k1'), entry }), contextOf(one.settings));
        const after = carryOut(one, plan, entry);
        const named = new Set([...plan.conflicts.filter((raised) => raised.kept === null), ...plan.findings].map((raised) => raised.field));
        const context = contextOf(one.settings);
        for (const of of one.settings.fields) {
          if (named.has(fieldId(of))) continue;
          const [left, right] = [
            readField(of, 'left', after.left.cells, context.left(of)),
            readField(of, 'right', after.right.cells, context.right(of)),
          ];
          // A base that was made of unlike records says that each side shows its own form.
          const base = entry?.base[fieldId(of)];
          const untouched = base !== undefined && base.left === shownToken(left) && base.right === shownToken(right);
          if (!untouched)
            expect([of.left, left.kind === 'value' && right.kind === 'value' && sameValue(left.value, right.value)]).toEqual([
              of.left,
              true,
            ]);
        }
        const openNow = open(...plan.conflicts.filter((raised) => raised.kept === null).map((raised) => raised.field));
        const again = reconcileRecord(stateOf(present(after.left), present(after.right), { entry: after.entry, open: openNow }), context);
        expect(again.steps).toEqual([]);
        expect(again.adopt).toEqual({});
      }),
      { numRuns: 1_000 },
    );
  });

  test('[V8] amounts arrive to the last digit', () => {
    const digits = fc.array(fc.integer({ min: 0, max: 9 }), { minLength: 1, maxLength: 25 }).map((all) => `1${all.join('')}`);
    fc.assert(
      fc.property(digits, digits, (whole, fraction) => {
        const money = field({ left: 'm', type: 'money', policy: 'left', currency: { left: 'mc', right: 'mC' } });
        const one: Case = {
          settings: settingsOf({ fields: [money], key: [] }),
          left: rec('L1', { m: num(`${whole}.${fraction}`), mc: 'EUR' }),
          right: rec('R1', { M: num('5'), mC: 'EUR' }),
          before: null,
        };
        const plan = reconcileRecord(stateOf(present(one.left), present(one.right), { entry: null }), contextOf(one.settings));
        const amount = carryOut(one, plan, null).right.cells['M' as keyof Cells];
        expect(amount).toEqual(num(`${whole}.${fraction.replace(/0+$/, '')}`));
      }),
    );
  });
});

test('[C9] [C4] one side gone: the other is removed, restored, asked about or parked, and never half of it', () => {
  fc.assert(
    fc.property(cases, fc.constantFrom<Side>('left', 'right'), fc.boolean(), (one, gone, computed) => {
      const kept = otherSide(gone);
      const states = { [gone]: GONE, [kept]: present(one[kept]) } as Record<Side, SideState>;
      const entry = entryFor(one) ?? entryOf();
      const context = contextOf(one.settings, { creates: { left: !computed, right: true } });
      const plan = reconcileRecord(stateOf(states.left, states.right, { entry }), context);
      expect(plan.steps.length).toBeLessThanOrEqual(1);
      for (const step of plan.steps) {
        if (step.kind === 'create') expect(step.side).toBe(gone);
        else expect([step.kind, step.side]).toEqual(['remove', kept]);
        if (step.kind === 'create') expect(context.creates[step.side]).toBe(true);
      }
      if (plan.steps.length === 0) expect(plan.state).toBe('parked');
    }),
  );
});
