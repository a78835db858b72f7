import { describe, expect, it } from 'vitest';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import {
  book,
  byKey,
  create,
  HEADERS,
  house,
  intent,
  isWrite,
  keyed,
  keyWrite,
  note,
  number,
  open,
  operations,
  outcomeOf,
  readAll,
  remove,
  tabId,
  text,
  update,
  urls,
} from './house.ts';

const rows = [HEADERS, ['Acme', 'Olga', 1200.5, '2025-03-01'], ['Beta', 'Ivan', 300, ''], ['Gamma', 'Olga', 50, '']];

async function start(values = rows) {
  const at = house();
  const sheet = await book(at, values);
  const { container, locator } = await open(at, sheet);
  const records = await keyed(container);
  at.calls.length = 0;
  return { at, sheet, container, locator, records };
}

describe('writing', () => {
  it('writes a field in one call, and says what it shows and what it covered', async () => {
    const { at, sheet, container, records } = await start();
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k3'), { Budget: number('450.25') })]));
    expect(operations(at)).toEqual(['batchUpdate']);
    expect(outcomeOf(outcome, 'update k3')).toEqual({
      kind: 'applied',
      localId: 'row:3',
      position: 3,
      version: null,
      shown: { Budget: { kind: 'number', number: '450.25' } },
      covered: { kind: 'value', cells: { Budget: { kind: 'number', number: '300' } } },
    });
    expect(await sheet.values('Budgets!A1:E4', 'UNFORMATTED_VALUE')).toEqual([
      [...HEADERS, 'Evenkeel key'],
      ['Acme', 'Olga', 1200.5, 45717, 'k2'],
      ['Beta', 'Ivan', 450.25, '', 'k3'],
      ['Gamma', 'Olga', 50, '', 'k4'],
    ]);
  });

  it('writes values typed: text that starts like a formula stays text, dates are dates, empties clear', async () => {
    const { sheet, container, records } = await start();
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Client: text('=IMPORTDATA("x")'), Manager: text('+7 900'), Start: { kind: 'empty' } }),
        update(byKey(records, 'k3'), {
          Client: text('@who'),
          Manager: text('-1'),
          Start: { kind: 'date', date: '2026-02-28', time: null },
        }),
        update(byKey(records, 'k4'), {
          Client: text('007'),
          Budget: { kind: 'bool', bool: true },
          Start: { kind: 'date', date: '1899-12-31', time: '18:00:00' },
        }),
      ]),
    );
    expect(outcomeOf(outcome, 'update k3')).toMatchObject({
      shown: { Client: { kind: 'text', text: '@who' }, Start: { kind: 'date', date: '2026-02-28', time: null } },
    });
    const { records: after } = await readAll(container);
    expect(after.map((record) => record.cells)).toMatchObject([
      { Client: { kind: 'text', text: '=IMPORTDATA("x")' }, Manager: { kind: 'text', text: '+7 900' }, Start: { kind: 'empty' } },
      {
        Client: { kind: 'text', text: '@who' },
        Manager: { kind: 'text', text: '-1' },
        Start: { kind: 'date', date: '2026-02-28', time: null },
      },
      {
        Client: { kind: 'text', text: '007' },
        Budget: { kind: 'bool', bool: true },
        Start: { kind: 'date', date: '1899-12-31', time: '18:00:00' },
      },
    ]);
    expect(after.every((record) => record.cells && !Object.values(record.cells).some((cell) => cell.formula))).toBe(true);
    // 1899-12-30 is day 0: 1899-12-31 18:00 is 1.75.
    expect(await sheet.values('Budgets!A2:D4', 'UNFORMATTED_VALUE')).toEqual([
      ['=IMPORTDATA("x")', '+7 900', 1200.5],
      ['@who', '-1', 300, 46081],
      ['007', 'Olga', true, 1.75],
    ]);
  });

  it('puts new rows below the last record, above totals, and writes further without a read', async () => {
    const { at, sheet, container, records } = await start();
    await sheet.type('Budgets!A6:C6', [['Total', '', '=SUM(C2:C4)']]);
    const first = await container.apply(
      intent('i1', [
        create('n1', { Client: text('Delta'), Budget: number('10') }),
        create('n2', { Client: text('Eps'), Start: { kind: 'date', date: '2026-01-02', time: null } }),
      ]),
    );
    expect(outcomeOf(first, 'create n1')).toMatchObject({
      localId: 'row:5',
      position: 5,
      covered: { kind: 'none' },
      shown: { Client: { kind: 'text', text: 'Delta' }, Budget: { kind: 'number', number: '10' } },
    });
    expect(outcomeOf(first, 'create n2')).toMatchObject({
      position: 6,
      shown: { Start: { kind: 'date', date: '2026-01-02', time: null } },
    });
    const second = await container.apply(
      intent('i2', [create('n3', { Client: text('Zeta') }), update(byKey(records, 'k4'), { Budget: number('51') })]),
    );
    expect(outcomeOf(second, 'create n3')).toMatchObject({ position: 7 });
    expect(operations(at)).toEqual(['batchUpdate', 'batchUpdate']);
    expect(await sheet.values('Budgets!A4:E9')).toEqual([
      ['Gamma', 'Olga', 51, '', 'k4'],
      ['Delta', '', 10, '', 'n1'],
      ['Eps', '', '', 46024, 'n2'],
      ['Zeta', '', '', '', 'n3'],
      [],
      ['Total', '', '=SUM(C2:C4)'],
    ]);
  });

  it('leaves columns between and beside ours byte for byte', async () => {
    const at = house();
    const sheet = await book(at, [
      ['Client', 'Mine', 'Budget', 'Manager', 'Also mine'],
      ['Acme', '=C2*2', 10, 'Olga', 'x'],
      ['Beta', '=C3*2', 20, 'Ivan', 'y'],
    ]);
    const { container } = await open(at, sheet, ['Client', 'Budget', 'Manager']);
    const records = await keyed(container);
    await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Client: text('Acme2'), Budget: number('11'), Manager: text('Zoe') }),
        create('n1', { Client: text('New'), Budget: number('1') }),
      ]),
    );
    expect(await sheet.values('Budgets!A2:F4')).toEqual([
      ['Acme2', '=C2*2', 11, 'Zoe', 'x', 'k2'],
      ['Beta', '=C3*2', 20, 'Ivan', 'y', 'k3'],
      ['New', '', 1, '', '', 'n1'],
    ]);
  });

  it('moves a removed row to Removed, references following it, and closes the gap', async () => {
    const { at, sheet, container, records } = await start();
    await sheet.type('Budgets!G1', [['=C3']]);
    const outcome = await container.apply(intent('i1', [remove(byKey(records, 'k3')), remove(byKey(records, 'k4'))]));
    expect(operations(at)).toEqual(['batchUpdate']);
    expect(outcomeOf(outcome, 'remove k3')).toMatchObject({
      kind: 'applied',
      covered: { kind: 'value', cells: { Client: { kind: 'text', text: 'Beta' }, Budget: { kind: 'number', number: '300' } } },
      shown: {},
    });
    expect(await sheet.values('Budgets!A1:E9')).toEqual([
      [...HEADERS, 'Evenkeel key'],
      ['Acme', 'Olga', 1200.5, 45717, 'k2'],
    ]);
    expect(await sheet.values('Budgets!G1')).toEqual([['=Removed!C2']]);
    expect(await sheet.values('Removed!A2:E3')).toEqual([
      ['Beta', 'Ivan', 300, '', 'k3'],
      ['Gamma', 'Olga', 50, '', 'k4'],
    ]);
    // The layout moved along: the next write needs no read.
    const next = await container.apply(intent('i2', [create('n1', { Client: text('Delta') })]));
    expect(outcomeOf(next, 'create n1')).toMatchObject({ position: 3 });
    expect(operations(at)).toEqual(['batchUpdate', 'batchUpdate']);
  });

  it('gives keys and fields of a new row in one intent, and takes a copied key away', async () => {
    const { sheet, container } = await start();
    await sheet.type('Budgets!A5:E6', [
      ['New', '', 5, ''],
      ['Copy', '', 6, '', 'k2'],
    ]);
    const { records } = await readAll(container);
    const fresh = records.find((record) => record.name === 'New');
    const copy = records.find((record) => record.name === 'Copy');
    if (!fresh || !copy) throw new Error('not read');
    const outcome = await container.apply(
      intent('i1', [keyWrite(fresh, 'n5'), update({ ...fresh, key: 'n5' }, { Budget: number('55') }), keyWrite(copy, 'n6')]),
    );
    expect([...outcome.values()].map((one) => one.kind)).toEqual(['applied', 'applied', 'applied']);
    expect(outcomeOf(outcome, 'update n5')).toMatchObject({
      covered: { kind: 'value', cells: { Budget: { kind: 'number', number: '5' } } },
    });
    expect(await sheet.values('Budgets!A5:E6')).toEqual([
      ['New', '', 55, '', 'n5'],
      ['Copy', '', 6, '', 'n6'],
    ]);
  });

  it("notes why, changes and clears its own notes, and leaves a person's alone", async () => {
    const { at, sheet, container, records } = await start();
    const noteAt = async (range: string) => {
      const answer = await sheet.get<{ sheets: { data: { rowData?: { values?: { note?: string }[] }[] }[] }[] }>(
        `ranges=${range}&fields=sheets.data.rowData.values.note`,
      );
      return answer.sheets[0]?.data[0]?.rowData?.[0]?.values?.[0]?.note;
    };
    await sheet.batch({
      updateCells: {
        start: { sheetId: sheet.sheetId, rowIndex: 2, columnIndex: 2 },
        rows: [{ values: [{ note: 'ask Ivan' }] }],
        fields: 'note',
      },
    });
    await readAll(container);
    at.calls.length = 0;
    await container.apply(
      intent('i1', [
        note(byKey(records, 'k2'), 'Budget', 'a number is expected'),
        note(byKey(records, 'k3'), 'Budget', 'a number is expected'),
      ]),
    );
    expect([await noteAt('Budgets!C2'), await noteAt('Budgets!C3')]).toEqual(['Evenkeel: a number is expected', 'ask Ivan']);
    await container.apply(intent('i2', [note(byKey(records, 'k2'), 'Budget', 'a date?')]));
    expect(await noteAt('Budgets!C2')).toBe('Evenkeel: a date?');
    await container.apply(intent('i3', [note(byKey(records, 'k2'), 'Budget', null), note(byKey(records, 'k3'), 'Budget', null)]));
    expect([await noteAt('Budgets!C2'), await noteAt('Budgets!C3')]).toEqual([undefined, 'ask Ivan']);
    expect(await sheet.values('Budgets!C2:C3')).toEqual([[1200.5], [300]]);
    const quiet = await container.apply(intent('i4', [note(byKey(records, 'k2'), 'Budget', null)]));
    expect(outcomeOf(quiet, 'note k2').kind).toBe('applied');
    expect(at.calls.filter(isWrite)).toHaveLength(3);
    // A note comes while our note is on its way.
    at.traps.push({
      on: isWrite,
      before: () =>
        sheet.batch({
          updateCells: {
            start: { sheetId: sheet.sheetId, rowIndex: 3, columnIndex: 2 },
            rows: [{ values: [{ note: 'mine' }] }],
            fields: 'note',
          },
        }),
    });
    const raced = await container.apply(intent('i5', [note(byKey(records, 'k4'), 'Budget', 'a number is expected')]));
    expect(outcomeOf(raced, 'note k4')).toEqual({ kind: 'missed' });
    expect(await noteAt('Budgets!C4')).toBe('mine');
  });

  it('refuses what a cell cannot hold, by step, without a call', async () => {
    const { at, container, records } = await start();
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Client: text('x'.repeat(50_001)) }),
        update(byKey(records, 'k3'), { Budget: number('1234567890.123456') }),
        create('n1', { Nope: text('x') }),
      ]),
    );
    expect([...outcome.values()]).toEqual([
      { kind: 'refused', why: 'cell-too-long', detail: 'Client' },
      { kind: 'refused', why: 'number-too-long', detail: 'Budget' },
      { kind: 'refused', why: 'column-missing', detail: 'Nope' },
    ]);
    expect(at.calls).toEqual([]);
  });

  it('narrows a refused batch down to the protected row; the others are written', async () => {
    const { at, sheet, container, records } = await start([...rows, ['D', '', 1, ''], ['E', '', 2, ''], ['F', '', 3, '']]);
    const range = { sheetId: sheet.sheetId, startRowIndex: 2, endRowIndex: 3, startColumnIndex: 0, endColumnIndex: 4 };
    await sheet.batch({ addProtectedRange: { protectedRange: { range, editors: { users: ['boris@polyus.example'] } } } });
    const outcome = await container.apply(
      intent(
        'i1',
        records.map((record) => update(record, { Budget: number('9') })),
      ),
    );
    expect([...outcome].map(([id, one]) => [id, one.kind === 'refused' ? one.why : one.kind])).toEqual(
      expect.arrayContaining([
        ['update k2', 'applied'],
        ['update k3', 'protected-range'],
        ['update k4', 'applied'],
        ['update k5', 'applied'],
        ['update k6', 'applied'],
        ['update k7', 'applied'],
      ]),
    );
    expect(await sheet.values('Budgets!C2:C7')).toEqual([[9], [300], [9], [9], [9], [9]]);
    expect(at.calls.filter(isWrite).length).toBeLessThanOrEqual(7);
  });

  it('finds its own tabs deleted, makes them again and writes', async () => {
    const { at, sheet, container, records } = await start();
    const { sheets } = await sheet.get<{ sheets: { properties: { sheetId: number; title: string } }[] }>(
      'fields=sheets.properties(sheetId,title)',
    );
    const hidden = sheets.find((one) => one.properties.title === 'Evenkeel');
    await sheet.batch({ deleteSheet: { sheetId: hidden?.properties.sheetId } });
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k2'), { Budget: number('1') })]));
    expect(outcomeOf(outcome, 'update k2').kind).toBe('applied');
    expect(operations(at)).toEqual(['batchUpdate', 'getByDataFilter', 'getByDataFilter', 'batchUpdate', 'getByDataFilter', 'batchUpdate']);
  });

  it('writes when the tab was renamed meanwhile, after a new look', async () => {
    const { at, sheet, container, records } = await start();
    await sheet.batch({ updateSheetProperties: { properties: { sheetId: sheet.sheetId, title: 'Money' }, fields: 'title' } });
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k2'), { Budget: number('1') })]));
    expect(outcomeOf(outcome, 'update k2').kind).toBe('applied');
    expect(operations(at)).toEqual(['batchUpdate', 'getByDataFilter', 'batchUpdate']);
  });

  it('is not fooled by another tab that took the name', async () => {
    const { at, sheet, container, records } = await start();
    await sheet.batch(
      { updateSheetProperties: { properties: { sheetId: sheet.sheetId, title: 'Money' }, fields: 'title' } },
      { addSheet: { properties: { title: 'Budgets' } } },
    );
    const sent = intent('i1', [update(byKey(records, 'k2'), { Budget: number('1') })]);
    expect(outcomeOf(await container.apply(sent), 'update k2')).toEqual({ kind: 'unknown' });
    const settled = await container.settle(sent);
    expect(settled).toMatchObject({ kind: 'happened' });
    if (settled.kind === 'happened')
      expect(outcomeOf(settled.outcome, 'update k2')).toMatchObject({
        kind: 'applied',
        shown: { Budget: { kind: 'number', number: '1' } },
        covered: { cells: { Budget: { number: '1200.5' } } },
      });
    expect(await sheet.values('Money!C2')).toEqual([[1]]);
    expect(operations(at)).toEqual(['batchUpdate', 'getByDataFilter']);
  });

  it('takes an emptied row for gone, though its key is still there', async () => {
    const { sheet, container } = await start();
    await sheet.type('Budgets!A3:D3', [['', '', '', '']]);
    expect((await readAll(container)).records.map((record) => record.key)).toEqual(['k2', 'k4']);
    const outcome = await container.apply(intent('i1', [create('k3', { Client: text('Beta again') })]));
    expect(outcomeOf(outcome, 'create k3')).toMatchObject({ kind: 'applied', position: 5 });
    expect((await readAll(container)).records.map((record) => record.key)).toEqual(['k2', 'k4', 'k3']);
  });

  it('creates nothing twice: a key that stands in the tab is missed', async () => {
    const { at, container } = await start();
    const outcome = await container.apply(intent('i1', [create('k3', { Client: text('Beta') })]));
    expect(outcomeOf(outcome, 'create k3')).toEqual({ kind: 'missed' });
    expect(at.calls).toEqual([]);
  });

  it('throws when certainly nothing happened, and says missed for what was not sent', async () => {
    const { at, container, records } = await start();
    const limited = () =>
      new Response(
        JSON.stringify({ error: { code: 429, message: 'Quota exceeded … per minute per user', status: 'RESOURCE_EXHAUSTED' } }),
        { status: 429 },
      );
    at.traps.push({ on: isWrite, instead: limited });
    await expect(container.apply(intent('i1', [update(byKey(records, 'k2'), { Budget: number('1') })]))).rejects.toMatchObject({
      code: 'rate-limited',
    });
    // Two kinds of calls in one intent: the first goes through, the second is limited.
    at.traps.push({ on: isWrite }, { on: isWrite, instead: limited });
    const outcome = await container.apply(
      intent('i2', [update(byKey(records, 'k2'), { Budget: number('1') }), remove(byKey(records, 'k3'))]),
    );
    expect(outcomeOf(outcome, 'update k2').kind).toBe('applied');
    expect(outcomeOf(outcome, 'remove k3')).toEqual({ kind: 'missed' });
  });

  it('reads first when nothing was read yet', async () => {
    const { at, sheet, locator, records } = await start();
    const other = openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]]));
    const outcome = await other.apply(intent('i1', [update(byKey(records, 'k2'), { Budget: number('1') })]));
    expect(outcomeOf(outcome, 'update k2').kind).toBe('applied');
    expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate']);
  });

  it('takes its marks away after ten minutes, with the next write', async () => {
    const { at, sheet, container, records } = await start();
    const names = async () =>
      (await sheet.get<{ namedRanges?: { namedRangeId: string }[] }>('fields=namedRanges')).namedRanges?.map(
        (range) => range.namedRangeId,
      ) ?? [];
    const write = (id: string) => container.apply(intent(id, [update(byKey(records, 'k2'), { Budget: number('1') })]));
    await write('i1');
    await at.time.pass(599_000);
    await write('i2');
    expect(await names()).toEqual(['evk_keys', 'evk_i1', 'evk_i2']);
    await at.time.pass(2_000);
    await write('i3');
    expect(await names()).toEqual(['evk_i2', 'evk_i3']);
    await at.time.pass(601_000);
    const last = await write('i4');
    expect(outcomeOf(last, 'update k2')).toMatchObject({ kind: 'applied', covered: { cells: { Budget: { number: '1' } } } });
    expect(await names()).toEqual(['evk_i4']);
    expect(at.calls.filter(isWrite)).toHaveLength(4);
    // Of the hidden tab only the newest copy is left: headers and the row.
    const hidden = await sheet.values('Evenkeel!A1:E9', 'UNFORMATTED_VALUE');
    expect(hidden).toEqual([
      [...HEADERS, 'Evenkeel key'],
      ['Acme', 'Olga', 1, 45717, 'k2'],
    ]);
  });
});
