import { expect, test } from 'vitest';
import type { ColumnRef, ContainerId, IntentId, LocalId, PairId, RecordKey, ReplicaId, RunId, StepId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import { togetherOf } from '../../../core/sync/run/covering.ts';
import type { StoredIntent } from '../../../core/sync/store.ts';
import { num } from './fixtures.ts';

const wrote = (item: string, budget: string): Write => ({
  kind: 'update',
  step: brandAs<StepId>(`${item} ${budget}`),
  key: brandAs<RecordKey>(item),
  localId: brandAs<LocalId>(item),
  position: null,
  cells: { [brandAs<ColumnRef>('budget')]: num(budget) },
  before: {},
  version: null,
});

const stored = (id: string, at: number, ...writes: readonly Write[]): StoredIntent => ({
  id: brandAs<IntentId>(id),
  run: brandAs<RunId>('run'),
  pair: brandAs<PairId>('pair'),
  container: brandAs<ContainerId>('board'),
  replica: brandAs<ReplicaId>('clients'),
  writes,
  steps: {},
  state: 'covering',
  ticket: null,
  at,
});

const idsOf = (intents: readonly StoredIntent[]): string[][] => togetherOf(intents).map((group) => group.map((one) => one.id));

test('[P1] seed 30350: two writes of one value into one cell are asked about together, the older first', () => {
  expect(idsOf([stored('newer', 2, wrote('1', '7')), stored('older', 1, wrote('1', '7'))])).toEqual([['older', 'newer']]);
});

test('other items, other values and what writes no cell are asked about apart', () => {
  const made: Write = { kind: 'create', step: brandAs<StepId>('made'), key: brandAs<RecordKey>('9'), cells: {} };
  const all = [stored('a', 1, wrote('1', '7')), stored('b', 2, wrote('2', '7')), stored('c', 3, wrote('1', '8')), stored('d', 4, made)];
  expect(idsOf(all)).toEqual([['a'], ['b'], ['c'], ['d']]);
});

test('one that shares a cell with each of two holds them together', () => {
  const all = [stored('a', 1, wrote('1', '7')), stored('b', 2, wrote('2', '7')), stored('c', 3, wrote('2', '7'), wrote('1', '7'))];
  expect(idsOf(all)).toEqual([['a', 'b', 'c']]);
});
