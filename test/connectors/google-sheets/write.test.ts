import { describe, expect, it } from 'vitest';
import {
  book,
  byKey,
  create,
  HEADERS,
  house,
  intent,
  keyed,
  keyWrite,
  number,
  open,
  operations,
  outcomeOf,
  readAll,
  remove,
  text,
  update,
} from './house.ts';
import { start } from './start.ts';

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

  it('fault F56: a text that starts like a formula or a number is read as it was written, byte for byte, and never evaluated', async () => {
    const { sheet, container, records } = await start();
    const typed = [
      '=1+1',
      '+7 900',
      '-x',
      '@anna',
      '\ttabbed',
      '\rreturned',
      "'quoted",
      '0111010',
      '12345678901234567890',
      'TRUE',
      '2026-03-01',
    ];
    for (const [n, one] of typed.entries()) {
      const outcome = await container.apply(intent(`i${n}`, [update(byKey(records, 'k2'), { Client: text(one) })]));
      expect(outcomeOf(outcome, 'update k2')).toMatchObject({ kind: 'applied', shown: { Client: text(one) } });
      expect((await sheet.values('Budgets!A2', 'FORMULA'))[0]).toEqual([one]);
    }
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

  it('fault F52: puts new rows below the last record, above totals, and writes further without a read', async () => {
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
});
