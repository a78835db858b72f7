/** Columns are known by the metadata on them: they may be moved, renamed and shifted; what can't be told any more is read and written no further. */
import { describe, expect, it } from 'vitest';
import { byKey, create, intent, number, outcomeOf, readAll, type Sheet, tabId, text, update } from './house.ts';
import { start } from './start.ts';

const columns = (sheet: Sheet, startIndex: number, endIndex: number) => ({
  sheetId: sheet.sheetId,
  dimension: 'COLUMNS',
  startIndex,
  endIndex,
});

describe('fault F27: columns that people drag elsewhere', () => {
  it('are read and written where they are, the key column among them', async () => {
    const { sheet, container, records } = await start();
    // Budget comes first, then Client, Manager, Start, and the keys behind two columns of somebody's own.
    await sheet.batch(
      { moveDimension: { source: columns(sheet, 2, 3), destinationIndex: 0 } },
      { insertDimension: { range: columns(sheet, 3, 5) } },
    );
    const before = (await readAll(container)).records;
    expect(before.map((record) => [record.key, record.cells])).toEqual(records.map((record) => [record.key, record.cells]));
    const outcome = await container.apply(
      intent('i1', [update(byKey(before, 'k3'), { Budget: number('9') }), create('n1', { Client: text('New'), Budget: number('7') })]),
    );
    expect([...outcome.values()].map((one) => one.kind)).toEqual(['applied', 'applied']);
    expect(await sheet.values('Budgets!A1:G5')).toEqual([
      ['Budget', 'Client', 'Manager', '', '', 'Start', 'Evenkeel key'],
      [1200.5, 'Acme', 'Olga', '', '', 45717, 'k2'],
      [9, 'Beta', 'Ivan', '', '', '', 'k3'],
      [50, 'Gamma', 'Olga', '', '', '', 'k4'],
      [7, 'New', '', '', '', '', 'n1'],
    ]);
  });
});

describe('fault F49: columns that can’t be told any more', () => {
  it('exchanged by cut and paste, header and all, break the replica; nothing is read from the wrong one', async () => {
    const { sheet, container } = await start();
    const rows = { startRowIndex: 0, endRowIndex: 4 };
    const cut = (from: number, to: number) =>
      sheet.batch({
        cutPaste: {
          source: { sheetId: sheet.sheetId, ...rows, startColumnIndex: from, endColumnIndex: from + 1 },
          destination: { sheetId: sheet.sheetId, rowIndex: 0, columnIndex: to },
        },
      });
    await cut(0, 7);
    await cut(1, 0);
    await cut(7, 1);
    expect((await sheet.values('Budgets!A1:B1'))[0]).toEqual(['Manager', 'Client']);
    const reading = (await container.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId);
    expect(reading).toEqual({ kind: 'broken', why: 'header-changed', columns: ['Client', 'Manager'] });
    await cut(0, 7);
    await cut(1, 0);
    await cut(7, 1);
    expect((await readAll(container)).records).toHaveLength(3);
  });

  it('one renamed to what another was called, which is called something else, is in doubt as well', async () => {
    const { sheet, container } = await start();
    await sheet.type('Budgets!A1:B1', [['Manager', 'Lead']]);
    const reading = (await container.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId);
    expect(reading).toEqual({ kind: 'broken', why: 'header-changed', columns: ['Client'] });
  });

  it('deleted between our look and our write: what came into the wrong columns is taken back, formulas and all', async () => {
    const { at, sheet, container, records } = await start();
    await sheet.type('Budgets!F1:F3', [['Own'], ['mine'], ['=C3*2']]);
    const drop = () => sheet.batch({ deleteDimension: { range: columns(sheet, 1, 2) } });
    at.traps.push({ on: (call) => call.operation === 'batchUpdate', before: drop });
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('9') }), create('n1', { Client: text('New') })]);
    const outcome = await container.apply(sent);
    expect([outcomeOf(outcome, 'update k3'), outcomeOf(outcome, 'create n1')]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    expect((await container.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId)).toEqual({
      kind: 'broken',
      why: 'column-missing',
      columns: ['Manager'],
    });
    expect((await sheet.values('Budgets!A1:E9')).map((row) => row.map(String))).toEqual([
      ['Client', 'Budget', 'Start', 'Evenkeel key', 'Own'],
      ['Acme', '1200.5', '45717', 'k2', 'mine'],
      ['Beta', '300', '', 'k3', '=B3*2'],
      ['Gamma', '50', '', 'k4'],
    ]);
    expect((await container.settle(sent)).kind).toBe('happened');
  });
});
