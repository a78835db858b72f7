/** What of a write that a vendor refused for one column may go once more. */
import { expect, test } from 'vitest';
import type { IntentId, StepId } from '../../../core/sync/ids.ts';
import type { Step } from '../../../core/sync/plan.ts';
import type { StepOutcome, Write } from '../../../core/sync/ports.ts';
import { refusedField, sparedIntent, sparedOf } from '../../../core/sync/run/spared.ts';
import type { NewIntent } from '../../../core/sync/store.ts';
import { BUDGET, fid, field, key, local, NAME, NOTES, rec, settingsOf, sid, text } from './fixtures.ts';

const TITLE = field({ left: 'title', right: 'T', type: 'text' });
const SETTINGS = settingsOf({ fields: [NAME, NOTES, BUDGET, TITLE] });

const refused = (column?: string): StepOutcome =>
  ({ kind: 'refused', why: 'bad-value', detail: 'no', ...(column === undefined ? {} : { column }) }) as StepOutcome;
const update = (of: string): Step =>
  ({ id: sid(`k1/left/update/${of}`), kind: 'update', side: 'left', key: key('k1'), field: fid(of), after: 'x' }) as unknown as Step;
type Update = Extract<Write, { kind: 'update' }>;
const WRITE: Update = {
  kind: 'update',
  step: sid('k1/left/update'),
  key: key('k1'),
  localId: local('L1'),
  position: null,
  cells: rec('', { notes: 'new', budget: 6, cur: 'USD' }).cells,
  before: rec('', { notes: 'old', budget: 5, cur: 'EUR' }).cells,
  version: null,
};
const STEPS = [update('notes'), update('budget')];
const spared = (result: StepOutcome | undefined, write: Write = WRITE, steps: readonly Step[] = STEPS) =>
  sparedOf(write, steps, result, 'left', SETTINGS);

test('[W3] the field is known by any of its columns, on the side that was written', () => {
  expect(refusedField(refused('cur'), 'left', SETTINGS)).toBe(BUDGET);
  expect(refusedField(refused('BUDGET'), 'right', SETTINGS)).toBe(BUDGET);
  expect(refusedField(refused('BUDGET'), 'left', SETTINGS)).toBeNull();
  expect(refusedField(refused(), 'left', SETTINGS)).toBeNull();
  expect(refusedField({ kind: 'unknown' }, 'left', SETTINGS)).toBeNull();
});

test('[W3] the write goes once more without all columns of that field', () => {
  expect(spared(refused('cur'))).toEqual({
    write: { ...WRITE, cells: { notes: text('new') }, before: { notes: text('old') } },
    steps: [STEPS[0]],
  });
});

test('[W3] so does a create, whose step no longer counts the field as sent', () => {
  const write = { kind: 'create', step: sid('k1/left/create'), key: key('k1'), cells: { name: text('Acme'), notes: text('n') } } as Write;
  const create = { id: sid('k1/left/create'), kind: 'create', fields: { name: 'Acme', notes: 'n' } } as unknown as Step;
  expect(spared(refused('notes'), write, [create])).toEqual({
    write: { ...write, cells: { name: text('Acme') } },
    steps: [{ ...create, fields: { name: 'Acme' } }],
  });
});

test('[W3] nothing goes where nobody knows the field, where nothing is left, or where it is the record’s name or natural key', () => {
  expect(spared(undefined)).toBeNull();
  expect(spared(refused())).toBeNull();
  expect(spared(refused('elsewhere'))).toBeNull();
  // Refused for a column that the write doesn’t hold.
  expect(spared(refused('title'))).toBeNull();
  const only: Update = { ...WRITE, cells: rec('', { budget: 6, cur: 'USD' }).cells };
  expect(spared(refused('cur'), only)).toBeNull();
  const named: Update = { ...WRITE, cells: rec('', { name: 'A', title: 'T', notes: 'n' }).cells };
  expect(spared(refused('name'), named)).toBeNull();
  expect(spared(refused('title'), named)).toBeNull();
  expect(spared(refused('notes'), named)).not.toBeNull();
  const remove = { kind: 'remove', step: sid('k1/left/remove'), key: key('k1'), localId: local('L1'), position: null } as Write;
  expect(spared(refused('notes'), remove, [])).toBeNull();
});

test('[W3] an intent of what is spared holds those writes alone, under an id of its own', () => {
  const other = { ...WRITE, step: sid('k2/left/update'), key: key('k2') } as Write;
  const steps = { [WRITE.step]: STEPS, [other.step]: STEPS } as Record<StepId, readonly Step[]>;
  const intent = { id: 'i1' as IntentId, writes: [WRITE, other], steps, run: 'r' } as unknown as NewIntent;
  const mint = { intent: () => 'i2' as IntentId } as Parameters<typeof sparedIntent>[4];
  const outcome = new Map<StepId, StepOutcome>([[WRITE.step, refused('cur')]]);
  expect(sparedIntent(intent, outcome, 'left', SETTINGS, mint)).toEqual({
    ...intent,
    id: 'i2',
    writes: [{ ...WRITE, cells: { notes: text('new') }, before: { notes: text('old') } }],
    steps: { 'k1/left/update': [STEPS[0]] },
  });
  expect(sparedIntent(intent, new Map(), 'left', SETTINGS, mint)).toBeNull();
});
