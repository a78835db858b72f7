import { describe, expect, it } from 'vitest';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import {
  byKey,
  create,
  HEADERS,
  intent,
  isWrite,
  number,
  operations,
  outcomeOf,
  readAll,
  remove,
  tabId,
  text,
  update,
  urls,
} from './house.ts';
import { rows, start } from './start.ts';

describe('writing where something changed or refuses', () => {
  it('fault F50: refuses what a cell cannot hold, by step, without a call', async () => {
    const { at, container, records } = await start();
    const outcome = await container.apply(
      intent('i1', [
        update(byKey(records, 'k2'), { Client: text('x'.repeat(50_001)) }),
        update(byKey(records, 'k3'), { Budget: number('1234567890.123456') }),
        create('n1', { Nope: text('x') }),
      ]),
    );
    expect([...outcome.values()]).toEqual([
      { kind: 'refused', why: 'cell-too-long', detail: 'Client', column: 'Client' },
      { kind: 'refused', why: 'number-too-long', detail: 'Budget', column: 'Budget' },
      { kind: 'refused', why: 'column-missing', detail: 'Nope' },
    ]);
    expect(at.calls).toEqual([]);
  });

  it('fault F61: narrows a refused batch down to the protected row; the others are written', async () => {
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

  it('fault F54: is not fooled by another tab that took the name', async () => {
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
