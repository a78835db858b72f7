import { describe, expect, it } from 'vitest';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import type { Outcome, Settled, Write } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
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
  /** As a worker does that begins after another one died: nothing remembered. */
  const successor = () => openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]]));
  const lose = (more: { before?: () => Promise<unknown> } = {}) => at.traps.push({ on: isWrite, lose: true, ...more });
  return { at, sheet, container, records, successor, lose };
}

function happened(settled: Settled): Outcome {
  if (settled.kind !== 'happened') throw new Error(settled.kind);
  return settled.outcome;
}

describe('an answer that was lost', () => {
  it('is unknown, and one read says what became of it, rows moved since', async () => {
    const { at, sheet, container, records, successor, lose } = await start();
    const sent = intent('i1', [
      update(byKey(records, 'k3'), { Budget: number('201') }),
      create('n1', { Client: text('New'), Budget: number('1') }),
    ]);
    lose();
    expect([...(await container.apply(sent)).values()]).toEqual([{ kind: 'unknown' }, { kind: 'unknown' }]);
    await sheet.insertRow(2);
    at.calls.length = 0;
    const outcome = happened(await successor().settle(sent));
    expect(operations(at)).toEqual(['getByDataFilter']);
    expect(outcomeOf(outcome, 'update k3')).toEqual({
      kind: 'applied',
      localId: 'row:4',
      position: 4,
      version: null,
      shown: { Budget: { kind: 'number', number: '201' } },
      covered: { kind: 'value', cells: { Budget: { kind: 'number', number: '200' } } },
    });
    expect(outcomeOf(outcome, 'create n1')).toMatchObject({
      kind: 'applied',
      position: 6,
      covered: { kind: 'none' },
      shown: { Client: { text: 'New' } },
    });
  });

  it('never happened when the call did not reach Google', async () => {
    const { at, sheet, container, records, successor } = await start();
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]);
    at.traps.push({ on: isWrite, instead: () => new Response('<html>502</html>', { status: 502 }) });
    expect(outcomeOf(await container.apply(sent), 'update k3')).toEqual({ kind: 'unknown' });
    expect(await successor().settle(sent)).toEqual({ kind: 'none' });
    expect(await sheet.values('Budgets!C3')).toEqual([[200]]);
  });

  it('tells what a person typed that it covered, and what it wrote, also when the cell changed again', async () => {
    const { sheet, container, records, successor, lose } = await start();
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]);
    lose({ before: () => sheet.type('Budgets!C3', [[777]]) });
    await container.apply(sent);
    await sheet.type('Budgets!C3', [[888]]);
    expect(outcomeOf(happened(await successor().settle(sent)), 'update k3')).toMatchObject({
      shown: { Budget: { number: '201' } },
      covered: { kind: 'value', cells: { Budget: { number: '777' } } },
    });
  });

  it('is taken back when it met another row, which has moved on since', async () => {
    const { at, sheet, container, records, successor, lose } = await start();
    const sent = intent('i1', [
      update(byKey(records, 'k3'), { Budget: number('201') }),
      update(byKey(records, 'k4'), { Client: text('G') }),
    ]);
    lose({
      before: async () => {
        await sheet.insertRow(3);
        await sheet.type('Budgets!A3:C3', [['Zed', 'Zoe', '=C2*3']]);
      },
    });
    await container.apply(sent);
    await sheet.insertRow(2);
    at.calls.length = 0;
    const outcome = happened(await successor().settle(sent));
    expect([...outcome.values()]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    const after = [
      ['Acme', 'Olga', 100, '', 'k2'],
      ['Zed', 'Zoe', '=C3*3'],
      ['Beta', 'Ivan', 200, '', 'k3'],
      ['Gamma', 'Olga', 300, '', 'k4'],
    ];
    expect(await sheet.values('Budgets!A3:E6')).toEqual(after);
    // Asked again, by somebody who doesn't know that it is settled: nothing more is done.
    at.calls.length = 0;
    expect([...happened(await successor().settle(sent)).values()]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    expect(at.calls.filter(isWrite)).toEqual([]);
    expect(await sheet.values('Budgets!A3:E6')).toEqual(after);
  });

  it('is taken back when a column had come in before it, whoever settles it and wherever its row is by then', async () => {
    const { sheet, container, records, successor, lose } = await start();
    const own = [['Own'], ['one'], ['two'], ['three']];
    await sheet.type('Budgets!D1:D4', own);
    const sent = intent('i1', [keyWrite(byKey(records, 'k3'), 'new'), update(byKey(records, 'k4'), { Budget: number('301') })]);
    lose({ before: () => sheet.insertColumn(1) });
    await container.apply(sent);
    await sheet.insertRow(2);
    const outcome = happened(await successor().settle(sent));
    expect([...outcome.values()]).toEqual([{ kind: 'missed' }, { kind: 'missed' }]);
    expect(await sheet.values('Budgets!A3:F5')).toEqual([
      ['Acme', '', 'Olga', 100, 'one', 'k2'],
      ['Beta', '', 'Ivan', 200, 'two', 'k3'],
      ['Gamma', '', 'Olga', 300, 'three', 'k4'],
    ]);
  });

  it('[P6] seed 2189: is taken back beside the format and the note that a person gave the cell since', async () => {
    const { sheet, container, records, successor, lose } = await start();
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201'), Manager: text('Zoe') })]);
    lose({ before: () => sheet.insertRow(3) });
    await container.apply(sent);
    await sheet.insertRow(2);
    const { sheetId } = sheet;
    const cell = (column: number) => ({
      sheetId,
      startRowIndex: 3,
      endRowIndex: 4,
      startColumnIndex: column,
      endColumnIndex: column + 1,
    });
    const bold = { userEnteredFormat: { textFormat: { bold: true } } };
    await sheet.batch(
      { repeatCell: { range: cell(1), cell: bold, fields: 'userEnteredFormat.textFormat' } },
      { repeatCell: { range: cell(2), cell: { note: 'ask Olga' }, fields: 'note' } },
    );
    expect(outcomeOf(happened(await successor().settle(sent)), 'update k3')).toEqual({ kind: 'missed' });
    const { sheets } = await sheet.get<{ sheets: { data: { rowData?: { values: unknown[] }[] }[] }[] }>(
      'ranges=Budgets!A4:D4&fields=sheets.data.rowData.values(userEnteredValue,note,userEnteredFormat.textFormat)',
    );
    expect(sheets[0]?.data[0]?.rowData?.[0]?.values.slice(1, 3)).toEqual([bold, { note: 'ask Olga' }]);
  });

  it('is taken back by the next worker when the take-back was cut off', async () => {
    const { at, sheet, container, records, successor } = await start();
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]);
    at.traps.push({ on: isWrite, before: () => sheet.insertRow(3) });
    at.traps.push({ on: isWrite, instead: () => new Response('', { status: 500 }) });
    expect(outcomeOf(await container.apply(sent), 'update k3')).toEqual({ kind: 'unknown' });
    expect(await sheet.values('Budgets!C3')).toEqual([[201]]);
    expect(outcomeOf(happened(await successor().settle(sent)), 'update k3')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!A2:E5')).toEqual([
      ['Acme', 'Olga', 100, '', 'k2'],
      [],
      ['Beta', 'Ivan', 200, '', 'k3'],
      ['Gamma', 'Olga', 300, '', 'k4'],
    ]);
  });

  it('is settled for removes: the right row stays removed, a wrong one comes back', async () => {
    const { sheet, container, records, successor, lose } = await start();
    const sent = intent('i1', [remove(byKey(records, 'k2')), remove(byKey(records, 'k3'))]);
    lose({
      before: async () => {
        await sheet.insertRow(3);
        await sheet.type('Budgets!A3:C3', [['Zed', 'Zoe', 999]]);
      },
    });
    await container.apply(sent);
    const outcome = happened(await successor().settle(sent));
    expect(outcomeOf(outcome, 'remove k2')).toMatchObject({ kind: 'applied', covered: { cells: { Client: { text: 'Acme' } } } });
    expect(outcomeOf(outcome, 'remove k3')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!A2:E5')).toEqual([
      ['Zed', 'Zoe', 999],
      ['Beta', 'Ivan', 200, '', 'k3'],
      ['Gamma', 'Olga', 300, '', 'k4'],
    ]);
    expect(await sheet.values('Removed!A2:E4')).toEqual([['Acme', 'Olga', 100, '', 'k2']]);
    expect([...happened(await successor().settle(sent)).values()].map((one) => one.kind)).toEqual(['applied', 'missed']);
    expect(await sheet.values('Budgets!A2:E5')).toHaveLength(3);
  });

  it('is settled for keys, and for keys that met another row', async () => {
    const { sheet, container, successor, lose } = await start();
    await sheet.type('Budgets!A5:C6', [
      ['New', 'Ivan', 5],
      ['Newer', 'Ivan', 6],
    ]);
    const { records } = await readAll(container);
    const [, , , fresh, newer] = records;
    if (!fresh || !newer) throw new Error('not read');
    const sent = intent('i1', [keyWrite(fresh, 'n5'), update({ ...fresh, key: 'n5' }, { Budget: number('55') }), keyWrite(newer, 'n6')]);
    lose({ before: () => sheet.type('Budgets!A6', [['Newest']]) });
    await container.apply(sent);
    const outcome = happened(await successor().settle(sent));
    expect(outcomeOf(outcome, 'key n5')).toMatchObject({ kind: 'applied', position: 5 });
    expect(outcomeOf(outcome, 'update n5')).toMatchObject({
      kind: 'applied',
      shown: { Budget: { number: '55' } },
      covered: { cells: { Budget: { number: '5' } } },
    });
    expect(outcomeOf(outcome, 'key n6')).toEqual({ kind: 'missed' });
    expect(await sheet.values('Budgets!A5:E6')).toEqual([
      ['New', 'Ivan', 55, '', 'n5'],
      ['Newest', 'Ivan', 6],
    ]);
  });

  it('is settled before the next write covers its evidence', async () => {
    const { at, container, records, lose } = await start();
    const first = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]);
    lose();
    await container.apply(first);
    at.calls.length = 0;
    const outcome = await container.apply(intent('i2', [update(byKey(records, 'k3'), { Budget: number('202') })]));
    expect(outcomeOf(outcome, 'update k3')).toMatchObject({ covered: { cells: { Budget: { number: '201' } } } });
    const settled = happened(await container.settle(first));
    expect(outcomeOf(settled, 'update k3')).toMatchObject({
      shown: { Budget: { number: '201' } },
      covered: { cells: { Budget: { number: '200' } } },
    });
    expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate']);
  });
});

describe('settled by another worker, and again by one that does not know of it', () => {
  it('[P7] seed 20239: takes nothing back by the copies of a later write, though a column came in between', async () => {
    const { sheet, container, records, successor, lose } = await start();
    await sheet.type('Budgets!D1:D4', [['Own'], ['one'], ['two'], ['three']]);
    const named = { Client: text('Beta') } as Record<string, Cell>;
    const sent = intent('i1', [{ ...update(byKey(records, 'k3'), { Budget: number('201') }), identity: named } as Write]);
    lose();
    await container.apply(sent);
    const other = successor();
    expect(outcomeOf(happened(await other.settle(sent)), 'update k3')).toMatchObject({ kind: 'applied' });
    await sheet.insertColumn(4);
    // Where Beta stood another row stands, when the next write copies it to where Beta's copy was.
    await sheet.insertRow(2);
    const { records: now } = await readAll(other);
    await other.apply(intent('i2', [update(byKey(now, 'k2'), { Budget: number('101') })]));
    await readAll(container);
    const outcome = await container.apply(intent('i3', [update(byKey(now, 'k4'), { Budget: number('301') })]));
    expect(outcomeOf(outcome, 'update k4')).toMatchObject({ kind: 'applied' });
    expect(await sheet.values('Budgets!A3:C5')).toEqual([
      ['Acme', 'Olga', 101],
      ['Beta', 'Ivan', 201],
      ['Gamma', 'Olga', 301],
    ]);
  });

  it('[P5] brings back no row that a later write removed, after the removals of its own', async () => {
    const { at, sheet, container, records, successor } = await start();
    const sent = intent('i1', [update(byKey(records, 'k2'), { Budget: number('101') }), remove(byKey(records, 'k3'))]);
    at.traps.push({ on: (call) => isWrite(call) && at.calls.filter(isWrite).length === 2, lose: true });
    expect([...(await container.apply(sent)).values()].map((one) => one.kind)).toEqual(['applied', 'unknown']);
    const other = successor();
    expect(outcomeOf(happened(await other.settle(sent)), 'remove k3')).toMatchObject({ kind: 'applied' });
    const { records: now } = await readAll(other);
    await other.apply(intent('i2', [remove(byKey(now, 'k4'))]));
    await readAll(container);
    await container.apply(intent('i3', [update(byKey(now, 'k2'), { Budget: number('102') })]));
    expect(await sheet.values('Budgets!A2:E5')).toEqual([['Acme', 'Olga', 102, '', 'k2']]);
  });
});

describe('an intent that comes twice', () => {
  it('happens once', async () => {
    const { at, sheet, container, records, successor } = await start();
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') }), create('n1', { Client: text('New') })]);
    await container.apply(sent);
    await sheet.type('Budgets!C3', [[5]]);
    at.calls.length = 0;
    const twin = await successor().apply(sent);
    expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate', 'getByDataFilter']);
    expect(outcomeOf(twin, 'update k3')).toMatchObject({
      kind: 'applied',
      shown: { Budget: { number: '201' } },
      covered: { cells: { Budget: { number: '200' } } },
    });
    expect(outcomeOf(twin, 'create n1')).toMatchObject({ kind: 'applied', position: 5 });
    expect(await sheet.values('Budgets!A3:E6')).toEqual([
      ['Beta', 'Ivan', 5, '', 'k3'],
      ['Gamma', 'Olga', 300, '', 'k4'],
      ['New', '', '', '', 'n1'],
    ]);
  });

  it('is refused whole by Google when it is the very same call', async () => {
    const { at, sheet, container, records } = await start();
    await container.apply(intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]));
    const late = at.calls.find(isWrite);
    await sheet.type('Budgets!C3', [[5]]);
    await expect(at.boris('POST', late?.path ?? '', late?.body)).rejects.toThrow(/already exists/);
    expect(await sheet.values('Budgets!C3')).toEqual([[5]]);
  });
});

describe('a tab that went', () => {
  it('takes the intent with it', async () => {
    const { sheet, container, records, successor, lose } = await start();
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') })]);
    lose();
    await container.apply(sent);
    await sheet.batch({ addSheet: { properties: { title: 'Other' } } }, { deleteSheet: { sheetId: sheet.sheetId } });
    expect(outcomeOf(happened(await successor().settle(sent)), 'update k3')).toEqual({ kind: 'missed' });
  });

  it('speaks for itself when only the hidden tab is gone', async () => {
    const { sheet, container, records, successor, lose } = await start();
    const sent = intent('i1', [
      update(byKey(records, 'k3'), { Budget: number('201') }),
      update(byKey(records, 'k4'), { Budget: number('301') }),
    ]);
    lose();
    await container.apply(sent);
    await sheet.type('Budgets!C4', [[5]]);
    await sheet.batch({ updateCells: { range: { sheetId: await hiddenTab(sheet) }, fields: '*' } });
    const outcome = happened(await successor().settle(sent));
    expect(outcomeOf(outcome, 'update k3')).toMatchObject({ kind: 'applied', covered: { kind: 'none' } });
    expect(outcomeOf(outcome, 'update k4')).toEqual({ kind: 'missed' });
  });
});

async function hiddenTab(sheet: Awaited<ReturnType<typeof book>>): Promise<number> {
  const { sheets } = await sheet.get<{ sheets: { properties: { sheetId: number; title: string } }[] }>(
    'fields=sheets.properties(sheetId,title)',
  );
  return sheets.find((one) => one.properties.title === 'Evenkeel')?.properties.sheetId ?? -1;
}
