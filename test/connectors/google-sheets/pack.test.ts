import { describe, expect, it } from 'vitest';
import type { TabLayout } from '../../../connectors/google-sheets/layout.ts';
import { buildBatch } from '../../../connectors/google-sheets/writing/batch.ts';
import { pack } from '../../../connectors/google-sheets/writing/pack.ts';
import { placeWrites } from '../../../connectors/google-sheets/writing/place.ts';
import { brandAs, type ColumnRef, type IntentId } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import { create, keyWrite, localId, number, remove, text, update } from './house.ts';

const N = 10_000;
const refs = Array.from({ length: 12 }, (_, n) => brandAs<ColumnRef>(`Column ${n}`));
const key = (n: number): string => `00000000-0000-4000-8000-${String(n).padStart(12, '0')}`;
const record = (n: number): RawRecord => ({
  localId: localId(`row:${n + 2}`),
  key: key(n),
  name: '',
  cells: {},
  position: n + 2,
  version: null,
});

const layout: TabLayout = {
  locator: { vendor: 'google', spreadsheet: 's', sheetId: 7, headerRow: 1, identity: 'keyed', keyMetadataId: 1, columns: [] },
  title: 'Budgets',
  rowCount: N + 1,
  columnCount: 13,
  merged: false,
  endings: [],
  columns: refs.map((ref, index) => ({ ref, index, header: ref })),
  key: { index: 12, header: 'Evenkeel key' },
  rows: Array.from({ length: N }, (_, n) => ({ row: n + 1, readAs: n + 2, key: key(n), cells: [] })),
};

/** Bytes of the body that Google would get. */
function sizeOf(writes: readonly Write[]): number {
  const own = { sheetId: 8, title: 'Evenkeel', rowCount: 20_000, columnCount: 14, merged: false };
  const batch = buildBatch({
    rangeId: 'evk_i1',
    intent: brandAs<IntentId>('00000000-0000-4000-8000-000000000000'),
    writes,
    layout,
    placed: placeWrites(layout, writes),
    preimages: own,
    removed: { ...own, sheetId: 9, title: 'Removed' },
    from: 0,
    left: 0,
    now: 0,
    namedRanges: [],
  });
  return Buffer.byteLength(JSON.stringify({ requests: batch.requests, responseRanges: batch.show }));
}

const MB = 1_000_000;

describe('packing', () => {
  it('keeps the order, and removes apart from the rest', () => {
    const writes = [update(record(1), { 'Column 0': number('1') }), remove(record(2)), keyWrite(record(3), 'k'), remove(record(4))];
    expect(pack(writes)).toEqual([
      [writes[0], writes[2]],
      [writes[1], writes[3]],
    ]);
    expect(pack([])).toEqual([]);
  });

  it.each<[string, (n: number) => Write, number, number]>([
    ['one field of scattered rows', (n) => update(record((n * 37) % N), { 'Column 3': text('Щукин и партнёры, офис 5') }), 12, 2 * MB],
    ['one field of all rows', (n) => update(record(n), { 'Column 3': text('Acme and Partners') }), 2, 2 * MB],
    ['all fields of all rows', (n) => update(record(n), Object.fromEntries(refs.map((ref) => [ref, text(`value ${n}`)]))), 6, 2 * MB],
    ['new rows', (n) => create(`new ${n}`, Object.fromEntries(refs.map((ref) => [ref, text(`value ${n} of it`)]))), 2, 5 * MB],
    ['keys', (n) => keyWrite(record(n), key(n)), 2, 2 * MB],
    ['removes', (n) => remove(record(n)), 9, 2 * MB],
  ])('puts 10,000 writes into few calls of a sane size: %s', (_name, write, calls, size) => {
    const groups = pack(Array.from({ length: N }, (_, n) => write(n)));
    expect(groups.flat()).toHaveLength(N);
    expect(groups.length).toBeLessThanOrEqual(calls);
    for (const group of groups) expect(sizeOf(group)).toBeLessThanOrEqual(size);
  });
});
