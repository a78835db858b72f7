import { describe, expect, it } from 'vitest';
import { linesOf } from '../../../app/inbox/lines.ts';
import type { FieldId, PairId, RecordKey, StepId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { PairSettings } from '../../../core/sync/mapping.ts';
import type { Step } from '../../../core/sync/plan.ts';
import { cellText } from '../../../core/values/value.ts';
import type { OpenThings } from '../../../platform/postgres/inbox.ts';

const pair = brandAs<PairId>('p');
const field = (left: string, right: string): PairSettings['fields'][number] => ({
  left,
  right,
  type: 'text',
  direction: 'two-way',
  policy: 'ask',
  map: null,
  currency: null,
});
const settings: PairSettings = {
  fields: [field('name', 'Client'), field('budget7', 'Monthly budget')],
  key: ['name'],
  filter: { left: [], right: [] },
  deletes: { left: 'follow', right: 'ask' },
  guard: 'off',
};
const nothing: OpenThings = {
  locale: null,
  pairs: [{ id: pair, name: 'Clients ↔ Budgets', started: true, settings }],
  conflicts: [],
  findings: [],
  held: [],
};
const at = (second: number): Date => new Date(Date.UTC(2026, 10, 23, 9, 0, second));

const conflict = (id: string, more: Partial<OpenThings['conflicts'][number]> = {}): OpenThings['conflicts'][number] => ({
  id,
  pair,
  state: 'open',
  key: `key ${id}`,
  name: 'Acme',
  field: 'budget7',
  left: { amount: '11', currency: 'EUR' },
  right: { amount: '22', currency: 'EUR' },
  kept: null,
  why: 'both-changed',
  at: at(2),
  ...more,
});
const finding = (id: string, more: Partial<OpenThings['findings'][number]> = {}): OpenThings['findings'][number] => ({
  id,
  pair,
  state: 'open',
  kind: 'not-a-number',
  side: 'right',
  key: 'k',
  name: 'Beta',
  field: 'budget7',
  shown: 'soon',
  at: at(1),
  ...more,
});
const base = { key: brandAs<RecordKey>('k'), name: 'Gamma', why: 'changed' as const, run: null };
const update = (side: 'left' | 'right'): Step => ({
  ...base,
  kind: 'update',
  id: brandAs<StepId>(`k/${side}/update/budget7`),
  side,
  field: brandAs<FieldId>('budget7'),
  beforeToken: '"old"',
  before: 'old',
  after: 'new',
});
const held = (step: Step, more: Partial<OpenThings['held'][number]> = {}): OpenThings['held'][number] => ({
  step,
  why: 'many-changes',
  token: 't',
  pair,
  at: at(3),
  ...more,
});

const shown = (open: OpenThings, language: 'en' | 'ru' = 'en') =>
  linesOf(open, [], language).map(({ record }) =>
    Object.fromEntries(
      Object.entries(record.cells).flatMap(([ref, cell]) => (ref === 'id' || cell.kind === 'empty' ? [] : [[ref, cellText(cell)]])),
    ),
  );
const ids = (open: OpenThings): readonly string[] => linesOf(open, [], 'en').map((line) => line.id);

describe('lines of an Inbox', () => {
  it('[R12] [N2] say of a loop what to do before one value is chosen', () => {
    const [line] = shown({ ...nothing, conflicts: [conflict('c', { why: 'loop' })] });
    expect(line).toMatchObject({ what: 'Conflict', todo: expect.stringMatching(/Switch it off/), choices: 'left, right' });
  });

  it('[N2] offer to prepare a tab anew that has lost its keys, and of nothing else', () => {
    const lines = shown({ ...nothing, findings: [finding('f', { kind: 'key-column-missing' }), finding('g', { kind: 'header-missing' })] });
    expect(lines.map((line) => line.choices)).toEqual(['prepare, retry, dismiss', 'retry, dismiss']);
  });

  it('[N2] say what, of which record and field, what each side shows, what to do and what is offered; the oldest first', () => {
    expect(
      shown({
        ...nothing,
        conflicts: [conflict('c')],
        findings: [finding('f')],
        held: [held(update('right')), held(update('left'), { at: at(4) })],
      }),
    ).toEqual([
      {
        what: 'Finding',
        record: 'Beta',
        field: 'Monthly budget',
        right: 'soon',
        todo: 'This is no number: “soon”. Type a number; until then the other side keeps its value.',
        choices: 'retry, dismiss',
      },
      {
        what: 'Conflict',
        record: 'Acme',
        field: 'Monthly budget',
        left: '11 EUR',
        right: '22 EUR',
        todo: 'Both sides have changed. Choose left to keep what monday shows, or right to keep what this file shows.',
        choices: 'left, right',
      },
      {
        what: 'Held change',
        record: 'Gamma',
        field: 'Monthly budget',
        left: 'new',
        right: 'old',
        todo: 'More records than usual would change. Look at them before you approve.',
        choices: 'approve, drop',
      },
      {
        what: 'Held change',
        record: 'Gamma',
        field: 'Monthly budget',
        left: 'old',
        right: 'new',
        todo: 'More records than usual would change. Look at them before you approve.',
        choices: 'approve, drop',
      },
    ]);
  });

  it('[N2] speak the language of the spreadsheet', () => {
    expect(shown({ ...nothing, conflicts: [conflict('c')] }, 'ru')[0]).toMatchObject({ what: 'Конфликт', choices: 'слева, справа' });
  });

  it('[N6] are others when what they offer moves, and the same when only others come and go', () => {
    const [one] = ids({ ...nothing, conflicts: [conflict('c')] });
    expect(ids({ ...nothing, conflicts: [conflict('c', { name: 'Renamed' })], findings: [finding('f')] })).toContain(one);
    expect(ids({ ...nothing, conflicts: [conflict('c', { left: { amount: '12', currency: 'EUR' } })] })).not.toContain(one);
    const [step] = ids({ ...nothing, held: [held(update('right'))] });
    expect(ids({ ...nothing, held: [held(update('right')), held(update('left'))] })).toContain(step);
    expect(ids({ ...nothing, held: [held(update('right'), { token: 'another' })] })).not.toContain(step);
    const [about] = ids({ ...nothing, findings: [finding('f')] });
    expect(ids({ ...nothing, findings: [finding('f', { shown: 'later' })] })).not.toContain(about);
  });

  it('[N9] tell of a first run, and of more than fifty held steps, in one line', () => {
    const removes = Array.from({ length: 51 }, (_, n): OpenThings['held'][number] =>
      held({ ...base, kind: 'remove', side: 'left', id: brandAs<StepId>(`k${n}`), fields: {} }, { why: 'many-deletes' }),
    );
    expect(shown({ ...nothing, held: removes.slice(1) })).toHaveLength(50);
    expect(shown({ ...nothing, held: removes })).toEqual([
      {
        what: 'Held change',
        record: 'Clients ↔ Budgets',
        todo: '51 changes of Clients ↔ Budgets wait, of which 51 remove a record. Look at them under Evenkeel › Sync, then approve or drop all.',
        choices: 'approve, drop',
      },
    ]);
    const preview = { ...nothing, pairs: nothing.pairs.map((one) => ({ ...one, started: false })), held: [held(update('right'))] };
    expect(shown(preview)[0]).toMatchObject({ what: 'First run', choices: 'approve, drop' });
  });

  it('[N9] are three hundred at most, and one that counts the rest', () => {
    const many = Array.from({ length: 305 }, (_, n) => finding(`f${n}`, { at: at(n) }));
    const lines = shown({ ...nothing, findings: many });
    expect(lines).toHaveLength(301);
    expect(lines.at(-1)).toEqual({ what: 'More', todo: '5 more wait: see Evenkeel › Sync.' });
  });
});
