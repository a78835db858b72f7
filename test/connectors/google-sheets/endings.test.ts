/** Filters and tables that people make after the key column: the keys and the rows that we add are within. */
import { describe, expect, it } from 'vitest';
import { prepareTab } from '../../../connectors/google-sheets/prepare.ts';
import { byKey, create, HEADERS, intent, operations, outcomeOf, readAll, remove, type Sheet, text, urls } from './house.ts';
import { start } from './start.ts';

interface Looked {
  readonly sheets: readonly {
    readonly basicFilter?: Readonly<Record<string, unknown>>;
    readonly tables?: readonly { readonly range: object }[];
    readonly data?: readonly { readonly rowMetadata?: readonly { readonly hiddenByFilter?: boolean }[] }[];
  }[];
}

const look = async (sheet: Sheet) =>
  (await sheet.get<Looked>('ranges=Budgets&fields=sheets(basicFilter,tables.range,data.rowMetadata.hiddenByFilter)')).sheets[0];

const area = (sheet: Sheet, rows: number, columns: number) => ({
  sheetId: sheet.sheetId,
  startRowIndex: 0,
  endRowIndex: rows,
  startColumnIndex: 0,
  endColumnIndex: columns,
});

const filter = (sheet: Sheet, columns: number, more = {}) =>
  sheet.batch({ setBasicFilter: { filter: { range: area(sheet, 4, columns), ...more } } });
const table = (sheet: Sheet, columns: number) => sheet.batch({ addTable: { table: { name: 'T', range: area(sheet, 4, columns) } } });

const hiding = { filterSpecs: [{ columnIndex: 1, filterCriteria: { hiddenValues: ['Ivan', ''] } }] };

describe('the key column, each time that the tab is prepared', () => {
  it('is taken into a filter that came later, which filters on', async () => {
    const { at, sheet, locator } = await start();
    await filter(sheet, 4, hiding);
    await prepareTab(at.deps, urls, locator, HEADERS);
    expect((await look(sheet))?.basicFilter).toMatchObject({ range: area(sheet, 4, 5), ...hiding });
    at.calls.length = 0;
    await prepareTab(at.deps, urls, locator, HEADERS);
    expect(operations(at)).toEqual(['getByDataFilter']);
  });

  it('is taken into a table that came later, unless another stands between', async () => {
    const { at, sheet, locator } = await start();
    await sheet.batch(
      { addTable: { table: { name: 'A', range: { ...area(sheet, 4, 2) } } } },
      { addTable: { table: { name: 'B', range: { ...area(sheet, 4, 4), startColumnIndex: 2 } } } },
    );
    await prepareTab(at.deps, urls, locator, HEADERS);
    expect((await look(sheet))?.tables?.map((one) => one.range)).toEqual([
      area(sheet, 4, 2),
      { ...area(sheet, 4, 5), startColumnIndex: 2 },
    ]);
  });
});

describe('new rows at the end', () => {
  const two = [create('n1', { Client: text('One') }), create('n2', { Client: text('Two') })];

  it.each([
    ['table', table, (now: Awaited<ReturnType<typeof look>>) => now?.tables?.[0]?.range],
    ['filter', filter, (now: Awaited<ReturnType<typeof look>>) => now?.basicFilter?.range],
  ])('of a %s are within it, also those of the next call; a row that leaves takes one off', async (_what, make, rangeOf) => {
    const { at, sheet, container } = await start();
    await make(sheet, 5);
    const { records } = await readAll(container);
    at.calls.length = 0;
    expect([...(await container.apply(intent('i1', two))).values()].map((one) => one.kind)).toEqual(['applied', 'applied']);
    expect(rangeOf(await look(sheet))).toEqual(area(sheet, 6, 5));
    await container.apply(intent('i2', [create('n3', { Client: text('Three') }), remove(byKey(records, 'k2'))]));
    await container.apply(intent('i3', [create('n4', { Client: text('Four') })]));
    expect(operations(at).every((one) => one === 'batchUpdate')).toBe(true);
    expect(rangeOf(await look(sheet))).toEqual(area(sheet, 7, 5));
    expect((await sheet.values('Budgets!A1:A9')).flat()).toEqual(['Client', 'Beta', 'Gamma', 'One', 'Two', 'Three', 'Four']);
  });

  it('of a filter that hides rows stay in sight below it, and what it hides stays as it was', async () => {
    const { sheet, container } = await start();
    await filter(sheet, 5, hiding);
    const before = await look(sheet);
    await readAll(container);
    await container.apply(intent('i1', two));
    const now = await look(sheet);
    expect(now?.basicFilter).toEqual(before?.basicFilter);
    expect(now?.data?.[0]?.rowMetadata?.map((row) => row.hiddenByFilter === true).slice(0, 6)).toEqual([
      false,
      false,
      true,
      false,
      false,
      false,
    ]);
  });

  it('below a table that is gone by then are written all the same', async () => {
    const { at, sheet, container } = await start();
    await table(sheet, 5);
    await readAll(container);
    const id = (await sheet.get<{ sheets: { tables: { tableId: string }[] }[] }>('fields=sheets.tables.tableId')).sheets[0]?.tables[0];
    const rows = await sheet.values('Budgets!A1:E4');
    at.traps.push({
      on: (call) => call.operation === 'batchUpdate',
      before: async () => {
        await sheet.batch({ deleteTable: id });
        await sheet.type('Budgets!A1:E4', rows);
      },
    });
    const outcome = await container.apply(intent('i1', two));
    expect(outcomeOf(outcome, 'create n2')).toMatchObject({ kind: 'applied', position: 6 });
  });
});
