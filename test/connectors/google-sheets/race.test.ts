import { describe, expect, it } from 'vitest';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import { brandAs, type ColumnRef } from '../../../core/sync/ids.ts';
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
  number,
  open,
  operations,
  outcomeOf,
  readAll,
  remove,
  step,
  tabId,
  text,
  update,
  urls,
} from './house.ts';

const rows = [HEADERS, ['Acme', 'Olga', 100, ''], ['Beta', 'Ivan', 200, ''], ['Gamma', 'Olga', 300, '']];

async function start(values = rows) {
  const at = house();
  const sheet = await book(at, values);
  const { container, locator } = await open(at, sheet);
  const records = await keyed(container);
  at.calls.length = 0;
  const person = {
    /** A row at 3 with something typed into it, as somebody would between our read and our write. */
    insertsRow: async () => {
      await sheet.insertRow(3);
      await sheet.type('Budgets!A3:C3', [['Zed', 'Zoe', 999]]);
    },
  };
  const race = (before: () => Promise<unknown>, more: { after?: () => Promise<unknown> } = {}) =>
    at.traps.push({ on: isWrite, before, ...more });
  /** A worker that remembers nothing. */
  const successor = () => openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]]));
  return { at, sheet, container, records, person, race, successor };
}

const withZed = [
  ['Acme', 'Olga', 100, '', 'k2'],
  ['Zed', 'Zoe', 999],
  ['Beta', 'Ivan', 200, '', 'k3'],
  ['Gamma', 'Olga', 300, '', 'k4'],
];

describe('a person between our read and our write', () => {
  it('fault F51: inserts a row and types into it: our update misses, theirs stands, and the next try hits', async () => {
    const { at, sheet, container, records, person, race } = await start();
    race(person.insertsRow);
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Budget: number('101') }),
        update(byKey(records, 'k3'), { Budget: number('201'), Client: text('Beta B') }),
      ]),
    );
    expect(outcomeOf(outcome, 'update k3')).toEqual({ kind: 'missed' });
    expect(outcomeOf(outcome, 'update k2')).toMatchObject({ kind: 'applied', covered: { cells: { Budget: { number: '100' } } } });
    expect(operations(at)).toEqual(['batchUpdate', 'batchUpdate']);
    expect(await sheet.values('Budgets!A2:E5')).toEqual([['Acme', 'Olga', 101, '', 'k2'], ...withZed.slice(1)]);
    const again = await readAll(container);
    const second = await container.apply(intent('i2', [update(byKey(again.records, 'k3'), { Budget: number('201') })]));
    expect(outcomeOf(second, 'update k3')).toMatchObject({
      kind: 'applied',
      position: 4,
      covered: { cells: { Budget: { number: '200' } } },
    });
  });

  it('sorts without the keys, and back after our write: what we put into the wrong row leaves it, wherever it went', async () => {
    const { sheet, container, records, race } = await start();
    const shows = (...all: (readonly (string | number)[])[]) =>
      sheet.type(
        'Budgets!A2:C3',
        all.map((one) => [...one]),
      );
    race(() => shows(['Beta', 'Ivan', 200], ['Acme', 'Olga', 100]), { after: () => shows(['Acme', 'Olga', 201], ['Beta', 'Ivan', 200]) });
    const write = update(byKey(records, 'k3'), { Budget: number('201') });
    if (write.kind !== 'update') throw new Error(write.kind);
    const identity = { [brandAs<ColumnRef>('Client')]: text('Beta') };
    const outcome = await container.apply(intent('i1', [{ ...write, identity }]));
    expect(outcomeOf(outcome, 'update k3')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!A2:E3')).toEqual([
      ['Acme', 'Olga', 100, '', 'k2'],
      ['Beta', 'Ivan', 200, '', 'k3'],
    ]);
  });

  it('inserts a row: our key misses, and no row wears a strange key', async () => {
    const { sheet, container, person, race } = await start();
    await sheet.type('Budgets!A5:C5', [['New', 'Ivan', 5]]);
    const { records } = await readAll(container);
    const fresh = records.find((record) => record.name === 'New');
    if (!fresh) throw new Error('not read');
    race(person.insertsRow);
    const outcome = await container.apply(intent('i1', [keyWrite(fresh, 'n5'), update({ ...fresh, key: 'n5' }, { Budget: number('6') })]));
    expect([outcomeOf(outcome, 'key n5'), outcomeOf(outcome, 'update n5')]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    expect(await sheet.values('Budgets!A2:E6')).toEqual([...withZed, ['New', 'Ivan', 5]]);
  });

  it('types into a keyless row: the key misses, what was typed stays', async () => {
    const { sheet, container, race } = await start();
    await sheet.type('Budgets!A5:C5', [['New', 'Ivan', 5]]);
    const { records } = await readAll(container);
    const fresh = records.find((record) => record.name === 'New');
    if (!fresh) throw new Error('not read');
    race(() => sheet.type('Budgets!A5', [['Newer']]));
    const outcome = await container.apply(intent('i1', [keyWrite(fresh, 'n5')]));
    expect(outcomeOf(outcome, 'key n5')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!A5:E5')).toEqual([['Newer', 'Ivan', 5]]);
  });

  it('inserts a row: our remove misses, and the wrong row is back where it was', async () => {
    const { at, sheet, container, records, person, race } = await start();
    race(person.insertsRow);
    const outcome = await container.apply(
      intent('i1', [remove(byKey(records, 'k2')), remove(byKey(records, 'k3')), remove(byKey(records, 'k4'))]),
    );
    expect(outcomeOf(outcome, 'remove k2')).toMatchObject({ kind: 'applied', covered: { cells: { Client: { text: 'Acme' } } } });
    expect(outcomeOf(outcome, 'remove k3')).toEqual({ kind: 'missed' });
    expect(outcomeOf(outcome, 'remove k4')).toEqual({ kind: 'missed' });
    expect(operations(at)).toEqual(['batchUpdate', 'batchUpdate']);
    expect(await sheet.values('Budgets!A2:E5')).toEqual(withZed.slice(1));
    expect(await sheet.values('Removed!A2:E5')).toEqual([['Acme', 'Olga', 100, '', 'k2']]);
  });

  it('inserts a column: nothing lands in the wrong one, no new row stays', async () => {
    const { sheet, container, records, race } = await start();
    race(async () => {
      await sheet.insertColumn(1);
      await sheet.type('Budgets!B1:B3', [['Mine'], ['x'], ['y']]);
    });
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Manager: text('Zoe'), Client: text('A') }),
        create('n1', { Client: text('New'), Manager: text('Zoe') }),
      ]),
    );
    expect([outcomeOf(outcome, 'update k2'), outcomeOf(outcome, 'create n1')]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    expect(await sheet.values('Budgets!A1:F5')).toEqual([
      ['Client', 'Mine', 'Manager', 'Budget', 'Start', 'Evenkeel key'],
      ['Acme', 'x', 'Olga', 100, '', 'k2'],
      ['Beta', 'y', 'Ivan', 200, '', 'k3'],
      ['Gamma', '', 'Olga', 300, '', 'k4'],
    ]);
  });

  it('fault F32: types another value into the cell that we write: it is covered, and we say what it was', async () => {
    const { sheet, container, records, race } = await start();
    race(() => sheet.type('Budgets!C3', [[777]]));
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]));
    expect(outcomeOf(outcome, 'update k3')).toMatchObject({
      kind: 'applied',
      shown: { Budget: { number: '201' } },
      covered: { kind: 'value', cells: { Budget: { kind: 'number', number: '777' } } },
    });
  });

  it('fault F55: puts a formula into the cell that we write: it is back, byte for byte, with its format', async () => {
    const { sheet, container, records, race } = await start();
    race(async () => {
      await sheet.type('Budgets!C3', [['=C2*2+$A$1&"x"']]);
      await sheet.batch({
        repeatCell: {
          range: { sheetId: sheet.sheetId, startRowIndex: 2, endRowIndex: 3, startColumnIndex: 2, endColumnIndex: 3 },
          cell: { userEnteredFormat: { textFormat: { bold: true } } },
          fields: 'userEnteredFormat.textFormat.bold',
        },
      });
    });
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]));
    expect(outcomeOf(outcome, 'update k3')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!C3')).toEqual([['=C2*2+$A$1&"x"']]);
    const answer = await sheet.get<{
      sheets: { data: { rowData: { values: { userEnteredFormat?: { textFormat?: { bold?: boolean } } }[] }[] }[] }[];
    }>('ranges=Budgets!C3&fields=sheets.data.rowData.values.userEnteredFormat.textFormat.bold');
    expect(answer.sheets[0]?.data[0]?.rowData[0]?.values[0]?.userEnteredFormat?.textFormat?.bold).toBe(true);
  });

  it('is not asked about a formula that was there at the read: it is never written over', async () => {
    const { at, sheet, container } = await start();
    await sheet.type('Budgets!C3', [['=C2*2']]);
    const { records } = await readAll(container);
    at.calls.length = 0;
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k3'), { Budget: number('1') })]));
    expect(outcomeOf(outcome, 'update k3')).toEqual({ kind: 'missed' });
    expect(at.calls).toEqual([]);
  });

  it('fault F51: sorts the rows with their keys: the updates miss, nothing moves', async () => {
    const { sheet, container, records, race } = await start();
    const range = { sheetId: sheet.sheetId, startRowIndex: 1, endRowIndex: 4, startColumnIndex: 0, endColumnIndex: 5 };
    race(() => sheet.batch({ sortRange: { range, sortSpecs: [{ dimensionIndex: 2, sortOrder: 'DESCENDING' }] } }));
    const outcome = await container.apply(
      intent(
        'i1',
        records.map((record) => update(record, { Budget: number('1') })),
      ),
    );
    expect([...outcome].map(([id, one]) => [id, one.kind])).toEqual([
      ['update k3', 'applied'],
      ['update k2', 'missed'],
      ['update k4', 'missed'],
    ]);
    expect(await sheet.values('Budgets!A2:E4')).toEqual([
      ['Gamma', 'Olga', 300, '', 'k4'],
      ['Beta', 'Ivan', 1, '', 'k3'],
      ['Acme', 'Olga', 100, '', 'k2'],
    ]);
  });

  it('deletes rows above: a new row that came in below the totals is withdrawn', async () => {
    const { sheet, container, race } = await start();
    await sheet.type('Budgets!A5:C5', [['Total', '', '=SUM(C2:C4)']]);
    race(() => sheet.batch({ deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: 1, endIndex: 2 } } }));
    const outcome = await container.apply(intent('i1', [create('n1', { Client: text('New') })]));
    expect(outcomeOf(outcome, 'create n1')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!A2:E9')).toEqual([
      ['Beta', 'Ivan', 200, '', 'k3'],
      ['Gamma', 'Olga', 300, '', 'k4'],
      ['Total', '', '=SUM(C2:C3)'],
    ]);
    const again = await container.apply(intent('i2', [create('n1', { Client: text('New') })]));
    expect(outcomeOf(again, 'create n1')).toMatchObject({ kind: 'applied', position: 4 });
  });

  it('types into a new row of ours before it is withdrawn: it stays, we say that it was made, and the next read says as what', async () => {
    const { sheet, container, race } = await start();
    await sheet.type('Budgets!A5:C5', [['Total', '', '=SUM(C2:C4)']]);
    race(() => sheet.batch({ deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: 1, endIndex: 2 } } }), {
      after: () => sheet.type('Budgets!A6', [['Theirs']]),
    });
    const outcome = await container.apply(intent('i1', [create('n1', { Client: text('New') }), create('n2', { Client: text('Other') })]));
    expect(await sheet.values('Budgets!A4:E9')).toEqual([
      ['Total', '', '=SUM(C2:C3)'],
      ['Theirs', '', '', '', 'n2'],
    ]);
    expect(outcomeOf(outcome, 'create n1')).toEqual({ kind: 'missed' });
    expect(outcomeOf(outcome, 'create n2')).toMatchObject({ kind: 'applied', position: 5, shown: { Client: text('Other') } });
  });

  it.each([
    ['deletes it', (sheetId: number) => [{ deleteDimension: { range: { sheetId, dimension: 'ROWS', startIndex: 5, endIndex: 6 } } }], []],
    [
      'cuts what is seen of it, and pastes it elsewhere',
      (sheetId: number) => [
        {
          cutPaste: {
            source: { sheetId, startRowIndex: 5, endRowIndex: 6, startColumnIndex: 0, endColumnIndex: 4 },
            destination: { sheetId, rowIndex: 7, columnIndex: 0 },
            pasteType: 'PASTE_NORMAL',
          },
        },
      ],
      [['', '', '', '', 'n2'], [], ['Other']],
    ],
  ])(
    '[L8] seeds 1270, 1541: meets a new row of ours in a wrong place and %s before it is withdrawn: we say that it was made',
    async (_, deed, left) => {
      const { sheet, container, race, successor } = await start();
      await sheet.type('Budgets!A5:C5', [['Total', '', '=SUM(C2:C4)']]);
      race(() => sheet.batch({ deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: 1, endIndex: 2 } } }), {
        after: () => sheet.batch(...deed(sheet.sheetId)),
      });
      const sent = intent('i1', [create('n1', { Client: text('New') }), create('n2', { Client: text('Other') })]);
      const outcome = await container.apply(sent);
      expect(await sheet.values('Budgets!A5:E9')).toEqual(left);
      const said = { kind: 'applied', position: null, shown: { Client: text('Other') } };
      expect(outcomeOf(outcome, 'create n1')).toEqual({ kind: 'missed' });
      expect(outcomeOf(outcome, 'create n2')).toMatchObject(said);
      // Asked again by a worker that remembers nothing: what we took away ourselves is no person's deed.
      const settled = await successor().settle(sent);
      if (settled.kind !== 'happened') throw new Error(settled.kind);
      expect(outcomeOf(settled.outcome, 'create n1')).toEqual({ kind: 'missed' });
      expect(outcomeOf(settled.outcome, 'create n2')).toMatchObject(said);
    },
  );

  it('[P3] seed 2272: inserts a row before new rows of ours are withdrawn a second time: each is taken away once, and none of the first time comes back', async () => {
    const { at, sheet, container } = await start();
    await sheet.type('Budgets!A5:C5', [['Total', '', '=SUM(C2:C4)']]);
    const writes = [create('n1', { Client: text('New') }), create('n2', { Client: text('Other') })];
    for (const [id, more] of [
      ['i1', []],
      ['i2', [{ on: isWrite, before: () => sheet.insertRow(2) }]],
    ] as const) {
      // The last record loses its place to a blank row, and gets it back when ours stand below.
      at.traps.push({ on: isWrite, before: () => sheet.insertRow(4), after: () => sheet.batch(deleteRow(sheet.sheetId, 3)) }, ...more);
      expect([...(await container.apply(intent(id, writes))).values()]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
      await readAll(container);
    }
    expect(await sheet.values('Budgets!A3:E9')).toEqual([
      ['Acme', 'Olga', 100, '', 'k2'],
      ['Beta', 'Ivan', 200, '', 'k3'],
      ['Gamma', 'Olga', 300, '', 'k4'],
      ['Total', '', '=SUM(C3:C5)'],
    ]);
  });

  it('types on while we take back: what came last stays', async () => {
    const { at, sheet, container, records, person } = await start();
    at.traps.push({ on: isWrite, before: person.insertsRow });
    // The second batch is the take-back: before it, the person corrects the very cell that we had covered.
    at.traps.push({ on: (call) => isWrite(call), before: () => sheet.type('Budgets!C3', [[1000]]) });
    const outcome = await container.apply(intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]));
    expect(outcomeOf(outcome, 'update k3')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!A2:E5')).toEqual([withZed[0], ['Zed', 'Zoe', 1000], withZed[2], withZed[3]]);
  });

  it('inserts another row while we take back: everything is where it was', async () => {
    const { at, sheet, container, records, person } = await start();
    at.traps.push({ on: isWrite, before: person.insertsRow });
    at.traps.push({
      on: isWrite,
      before: async () => {
        await sheet.insertRow(2);
        await sheet.type('Budgets!A2:C2', [['Top', 'Pia', '=1+1']]);
      },
    });
    const outcome = await container.apply(
      intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') }), update(byKey(records, 'k4'), { Budget: number('301') })]),
    );
    expect([...outcome.values()]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    expect(await sheet.values('Budgets!A2:E6')).toEqual([['Top', 'Pia', '=1+1'], ...withZed]);
    expect(outcome.has(step('update k3'))).toBe(true);
  });
});

const deleteRow = (sheetId: number, row: number): object => ({
  deleteDimension: { range: { sheetId, dimension: 'ROWS', startIndex: row, endIndex: row + 1 } },
});
