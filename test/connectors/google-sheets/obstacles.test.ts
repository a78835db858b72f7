/** What people put in the way in a tab: each is a clear refusal or no obstacle at all, and no row is ever written by half. */
import { describe, expect, it } from 'vitest';
import { byKey, create, intent, isWrite, number, outcomeOf, readAll, remove, text, update } from './house.ts';
import { start } from './start.ts';

const boris = { users: ['boris@polyus.example'] };

describe('fault F61: a protected range', () => {
  it('over one cell refuses the whole row, and no cell of it is written', async () => {
    const { sheet, container, records } = await start();
    const range = { sheetId: sheet.sheetId, startRowIndex: 2, endRowIndex: 3, startColumnIndex: 2, endColumnIndex: 3 };
    await sheet.batch({ addProtectedRange: { protectedRange: { range, editors: boris } } });
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Client: text('Acme Ltd') }),
        update(byKey(records, 'k3'), { Client: text('Beta Ltd'), Budget: number('9') }),
      ]),
    );
    expect(outcomeOf(outcome, 'update k2').kind).toBe('applied');
    expect(outcomeOf(outcome, 'update k3')).toMatchObject({
      kind: 'refused',
      why: 'protected-range',
      detail: expect.stringMatching(/protected/),
    });
    expect(await sheet.values('Budgets!A2:C3')).toEqual([
      ['Acme Ltd', 'Olga', 1200.5],
      ['Beta', 'Ivan', 300],
    ]);
  });

  it('over the whole tab refuses new rows and removes as well, and leaves no empty row behind', async () => {
    const { sheet, container, records } = await start();
    await sheet.batch({ addProtectedRange: { protectedRange: { range: { sheetId: sheet.sheetId }, editors: boris } } });
    const before = await sheet.values('Budgets!A1:E20');
    const outcome = await container.apply(intent('i1', [create('n1', { Client: text('New') }), remove(byKey(records, 'k2'))]));
    expect([...outcome.values()]).toEqual([
      expect.objectContaining({ kind: 'refused', why: 'protected-range' }),
      expect.objectContaining({ kind: 'refused', why: 'protected-range' }),
    ]);
    expect(await sheet.values('Budgets!A1:E20')).toEqual(before);
    const { sheets } = await sheet.get<{ sheets: { properties: { gridProperties: { rowCount: number } } }[] }>('fields=sheets.properties');
    expect(sheets[0]?.properties.gridProperties.rowCount).toBe(20);
  });

  it('that only warns stops nothing', async () => {
    const { sheet, container, records } = await start();
    await sheet.batch({ addProtectedRange: { protectedRange: { range: { sheetId: sheet.sheetId }, warningOnly: true } } });
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k3'), { Budget: number('9') })]));
    expect(outcomeOf(outcome, 'update k3').kind).toBe('applied');
  });

  it('over a column is told before anybody maps it', async () => {
    const { sheet, container } = await start();
    const range = { sheetId: sheet.sheetId, startColumnIndex: 2, endColumnIndex: 3 };
    await sheet.batch({ addProtectedRange: { protectedRange: { range, editors: boris } } });
    const { columns } = await readAll(container);
    expect(columns.map((column) => [column.ref, column.writable])).toEqual([
      ['Client', true],
      ['Manager', true],
      ['Budget', false],
      ['Start', true],
    ]);
  });
});

describe('fault F61: merged cells', () => {
  /** Managers of rows 2 to 4 as one cell: only the first keeps its value. */
  async function merged() {
    const played = await start();
    const range = { sheetId: played.sheet.sheetId, startRowIndex: 1, endRowIndex: 4, startColumnIndex: 1, endColumnIndex: 2 };
    const merge = () => played.sheet.batch({ mergeCells: { range, mergeType: 'MERGE_ALL' } });
    return { ...played, merge };
  }

  it('say nothing but in the first one: the rest is an error, not an empty value that would travel', async () => {
    const { sheet, container, merge } = await merged();
    await merge();
    const { records, complete } = await readAll(container);
    expect(await sheet.values('Budgets!B2:B4')).toEqual([['Olga']]);
    expect([complete, records.map((record) => record.key)]).toEqual([true, ['k2', 'k3', 'k4']]);
    expect(records.map((record) => record.cells)).toMatchObject([
      { Manager: { kind: 'text', text: 'Olga' }, Budget: { kind: 'number' } },
      { Manager: { kind: 'error', text: 'covered by merged cells' }, Budget: { kind: 'number', number: '300' } },
      { Manager: { kind: 'error' }, Budget: { kind: 'number', number: '50' } },
    ]);
  });

  it('refuse what is written under them, the whole row; the other rows and columns are written', async () => {
    const { sheet, container, merge } = await merged();
    await merge();
    const { records } = await readAll(container);
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Manager: text('Ann') }),
        update(byKey(records, 'k3'), { Manager: text('Bo'), Budget: number('9') }),
        update(byKey(records, 'k4'), { Budget: number('51') }),
      ]),
    );
    expect(outcomeOf(outcome, 'update k3')).toEqual({ kind: 'refused', why: 'merged-cells', detail: 'Manager', column: 'Manager' });
    expect([outcomeOf(outcome, 'update k2').kind, outcomeOf(outcome, 'update k4').kind]).toEqual(['applied', 'applied']);
    expect(await sheet.values('Budgets!A2:C4')).toEqual([
      ['Acme', 'Ann', 1200.5],
      ['Beta', '', 300],
      ['Gamma', '', 51],
    ]);
  });

  it('make no row disappear: one of which only merged cells are left is there, and unreadable', async () => {
    const { sheet, container } = await start();
    const range = { sheetId: sheet.sheetId, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 0, endColumnIndex: 4 };
    await sheet.batch({ mergeCells: { range, mergeType: 'MERGE_COLUMNS' } });
    const { records } = await readAll(container);
    expect(records.map((record) => record.key)).toEqual(['k2', 'k3', 'k4']);
    expect(Object.values(byKey(records, 'k3').cells).map((cell) => cell.kind)).toEqual(['error', 'error', 'error', 'error']);
  });

  it('that a copy took along to our hidden tab are parted again before the next copy', async () => {
    const { at, sheet, container, records, merge } = await merged();
    await merge();
    const { sheets } = await sheet.get<{ sheets: { properties: { sheetId: number; title: string } }[] }>('fields=sheets.properties');
    const hidden = sheets.find((one) => one.properties.title === 'Evenkeel')?.properties.sheetId ?? -1;
    await readAll(container);
    const parted = (): unknown[] =>
      at.calls.filter(isWrite).map((call) => call.body.requests.find((request: object) => 'unmergeCells' in request)?.unmergeCells ?? null);
    for (const [n, budget] of ['9', '8'].entries())
      await container.apply(intent(`i${n}`, [update(byKey(records, 'k2'), { Budget: number(budget) })]));
    expect(parted()).toEqual([null, { range: { sheetId: hidden } }]);
  });
});

describe('fault F61: rows that are out of sight', () => {
  it('hidden by a person, a filter or a filter view are read and written like any other', async () => {
    const { sheet, container } = await start();
    const { sheetId } = sheet;
    const rows = { sheetId, dimension: 'ROWS', startIndex: 1, endIndex: 2 };
    const range = { sheetId, startRowIndex: 0, endRowIndex: 4, startColumnIndex: 0, endColumnIndex: 5 };
    const criteria = [{ columnIndex: 1, filterCriteria: { hiddenValues: ['Ivan'] } }];
    await sheet.batch(
      { updateDimensionProperties: { range: rows, properties: { hiddenByUser: true }, fields: 'hiddenByUser' } },
      { setBasicFilter: { filter: { range, filterSpecs: criteria } } },
      { addFilterView: { filter: { title: 'Mine', range, sortSpecs: [{ dimensionIndex: 2, sortOrder: 'ASCENDING' }] } } },
    );
    const { records, complete } = await readAll(container);
    expect([complete, records.map((record) => [record.key, record.position])]).toEqual([
      true,
      [
        ['k2', 2],
        ['k3', 3],
        ['k4', 4],
      ],
    ]);
    const outcome = await container.apply(
      intent('i1', [...records.map((record) => update(record, { Budget: number('9') })), create('n1', { Client: text('New') })]),
    );
    expect([...outcome.values()].map((one) => one.kind)).toEqual(['applied', 'applied', 'applied', 'applied']);
    expect(await sheet.values('Budgets!A2:E5')).toEqual([
      ['Acme', 'Olga', 9, 45717, 'k2'],
      ['Beta', 'Ivan', 9, '', 'k3'],
      ['Gamma', 'Olga', 9, '', 'k4'],
      ['New', '', '', '', 'n1'],
    ]);
  });
});
