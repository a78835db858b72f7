/** What a change costs in the store, and that everything is there again after a restart. */
import { describe, expect, it } from 'vitest';
import { type Changes, createStore } from '../../../sandbox/world/store/store.ts';
import { createTestWorld, TestGoogle } from './world.ts';

function recorded() {
  const lines: Changes[] = [];
  const log = {
    append: (changes: Changes) => void lines.push(structuredClone(changes)),
    overgrown: () => false,
    rewrite: () => {},
    close: () => {},
  };
  const store = createStore(log);
  const google = new TestGoogle({ ...createTestWorld(), store });
  return { lines, google };
}

describe('the store', () => {
  it('one changed row of many is one row written, beside the file’s version', async () => {
    const { lines, google } = recorded();
    const root = await google.sheet(Array.from({ length: 900 }, (_, i) => [`client ${i}`, i, `=B${i + 1}*2`]));
    lines.length = 0;
    await google.ok('PUT', `${root}/values/B500?valueInputOption=RAW`, { values: [[7]] });
    expect(lines).toHaveLength(1);
    expect(Object.keys(lines[0] ?? {}).sort()).toEqual(['google.changes', 'google.files', 'google.rows']);
    expect(lines[0]?.['google.rows']).toHaveLength(1);
    expect(JSON.stringify(lines[0]).length).toBeLessThan(1000);
  });

  it('an inserted row writes the order of rows and what had to follow, not the rows', async () => {
    const { lines, google } = recorded();
    const root = await google.sheet([...Array.from({ length: 500 }, (_, i) => [i]), ['=SUM(A1:A500)']]);
    lines.length = 0;
    await google.batch(root, [{ insertDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 100, endIndex: 101 } } }]);
    expect(lines[0]?.['google.rows']).toEqual([[expect.any(String), { cells: [{ f: '=SUM(A1:A501)' }] }]]);
    expect(lines[0]?.['google.orders']).toHaveLength(1);
  });

  it('a refused batch writes nothing at all', async () => {
    const { lines, google } = recorded();
    const root = await google.sheet([[1]]);
    lines.length = 0;
    await google.batchRefusal(root, [{ addSheet: {} }, { deleteSheet: { sheetId: 12 } }]);
    expect(lines).toEqual([]);
  });

  it('gives everything back after a restart, and goes on', async () => {
    const { lines, google } = recorded();
    const root = await google.sheet([
      ['a', 1],
      ['b', '=B1*2'],
    ]);
    const location = { dimensionRange: { sheetId: 0, dimension: 'ROWS', startIndex: 1, endIndex: 2 } };
    await google.batch(root, [
      { createDeveloperMetadata: { developerMetadata: { metadataId: 4, metadataKey: 'k', visibility: 'DOCUMENT', location } } },
      { addNamedRange: { namedRange: { namedRangeId: 'n', name: 'n_1', range: { sheetId: 0 } } } },
      { moveDimension: { source: { sheetId: 0, dimension: 'ROWS', startIndex: 1, endIndex: 2 }, destinationIndex: 0 } },
    ]);
    const before = await google.ok('GET', `${root}?includeGridData=true`);
    const held = JSON.parse(JSON.stringify(lines)) as Changes[];
    const again = new TestGoogle({ ...createTestWorld(), store: createStore(undefined, held) });
    expect(await again.ok('GET', `${root}?includeGridData=true`)).toEqual(before);
    await again.ok('PUT', `${root}/values/B2?valueInputOption=RAW`, { values: [[10]] });
    expect(await again.values(root, 'A1:B2')).toEqual([
      ['b', 20],
      ['a', 10],
    ]);
    expect(await again.ok('GET', `/drive/v3/files/${root.split('/')[3]}?fields=version`)).toEqual({ version: '4' });
  });

  it('a spreadsheet put there anew under the same id is read anew', async () => {
    const world = createTestWorld();
    const store = createStore();
    const google = new TestGoogle({ ...world, store });
    const root = await google.sheet([[1, '=SUM(A1:A100)']]);
    expect(await google.values(root, 'B1')).toEqual([[1]]);
    store.clear(new Set());
    const fresh = createTestWorld();
    const seeding = new TestGoogle({ ...fresh, store });
    expect(await seeding.sheet([[2, '=SUM(A1:A100)']])).toBe(root);
    expect(await google.values(root, 'A1:B1')).toEqual([[2, 2]]);
  });
});
