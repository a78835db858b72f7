/** Which results of formulas may travel now. */
import { expect, test } from 'vitest';
import { dueResults, type FormulaResult, isNewResult } from '../../../core/sync/decide/formula-results.ts';
import type { RecentWrite } from '../../../core/sync/decide/recent.ts';
import type { FieldId } from '../../../core/sync/ids.ts';
import type { FieldReading, Side } from '../../../core/sync/mapping.ts';
import type { Step } from '../../../core/sync/plan.ts';
import { agreed, fid } from './fixtures.ts';

const MINUTE = 60_000;
const shows = (locked: boolean): FieldReading => ({ kind: 'value', value: '5', locked });
const shown = { left: shows(true), right: shows(false) };
const result = (of: string, to: Side = 'right'): FormulaResult => ({ field: fid(of), to, value: '5', shown });
/** Three travels in an hour: it changes by itself. */
const travels = (of: string, last: number): readonly RecentWrite[] =>
  [last + 20 * MINUTE, last + 10 * MINUTE, last].map((ago) => ({ field: fid(of), side: 'right', why: 'changed', ago }));
const update = (of: string, side: Side): Step => ({ kind: 'update', side, field: fid(of) }) as Step;
const readings = (left: Readonly<Record<string, FieldReading>>) => ({
  left: new Map(Object.entries(left) as [FieldId, FieldReading][]),
  right: new Map<FieldId, FieldReading>(),
});

test('[R13] at once until it counts as one that changes by itself, then fifteen minutes apart', () => {
  const recent = [...travels('sum', 5 * MINUTE), ...travels('other', 9 * MINUTE)];
  const due = dueResults([result('sum'), result('other'), result('calm')], [], readings({}), recent);
  expect(due.going.map((one) => one.field)).toEqual(['calm']);
  expect(due.wait).toBe(6 * MINUTE);
  expect(dueResults([result('sum')], [], readings({}), travels('sum', 15 * MINUTE))).toEqual({ going: [result('sum')], wait: null });
});

test('[R13] or along with what was typed on its side of the record', () => {
  const recent = travels('sum', 5 * MINUTE);
  const going = (steps: readonly Step[], left: Readonly<Record<string, FieldReading>>): boolean =>
    dueResults([result('sum')], steps, readings(left), recent).wait === null;
  expect(going([update('notes', 'right')], { notes: shows(false) })).toBe(true);
  // Another formula's result, another side's edit, a step of another kind.
  expect(going([update('notes', 'right')], { notes: shows(true) })).toBe(false);
  expect(going([update('notes', 'right')], {})).toBe(false);
  expect(going([update('notes', 'left')], { notes: shows(false) })).toBe(false);
  expect(going([{ ...update('notes', 'right'), kind: 'remove' } as Step], { notes: shows(false) })).toBe(false);
});

test('[R13] a new result is one of a formula that stood there before', () => {
  const writing = { kind: 'write', side: 'right', value: '5', why: 'changed', lost: null } as const;
  const base = { ...agreed('4'), left: '="4"' };
  expect(isNewResult(writing, base, shown)).toBe(true);
  expect(isNewResult({ ...writing, why: 'policy' }, base, shown)).toBe(false);
  expect(isNewResult(writing, agreed('4'), shown)).toBe(false);
  expect(isNewResult(writing, undefined, shown)).toBe(false);
  expect(isNewResult(writing, base, { left: shows(false), right: shows(false) })).toBe(false);
  expect(isNewResult({ ...writing, side: 'left' }, base, shown)).toBe(false);
});
