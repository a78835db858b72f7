/** What stands beside values: our notes on cells, and drop-downs of new rows. */
import { describe, expect, it } from 'vitest';
import { makeTab } from '../../../connectors/google-sheets/preparing/own-tabs.ts';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import { isOurs, ourNote } from '../../../connectors/google-sheets/writing/our-note.ts';
import type { Write } from '../../../core/sync/ports.ts';
import { byKey, create, intent, isWrite, note, outcomeOf, readAll, type Sheet, tabId, text, urls } from './house.ts';
import { start } from './start.ts';

async function noteAt(sheet: Sheet, range: string): Promise<string | undefined> {
  const answer = await sheet.get<{ sheets: { data: { rowData?: { values?: { note?: string }[] }[] }[] }[] }>(
    `ranges=${range}&fields=sheets.data.rowData.values.note`,
  );
  return answer.sheets[0]?.data[0]?.rowData?.[0]?.values?.[0]?.note;
}

const writeNote = (sheet: Sheet, rowIndex: number, words: string) =>
  sheet.batch({
    updateCells: { start: { sheetId: sheet.sheetId, rowIndex, columnIndex: 2 }, rows: [{ values: [{ note: words }] }], fields: 'note' },
  });

describe('notes', () => {
  it("says why, changes and clears its own notes, and leaves a person's alone", async () => {
    const { at, sheet, container, records } = await start();
    await writeNote(sheet, 2, 'ask Ivan');
    await readAll(container);
    at.calls.length = 0;
    const expected = 'a number is expected';
    await container.apply(intent('i1', [note(byKey(records, 'k2'), 'Budget', expected), note(byKey(records, 'k3'), 'Budget', expected)]));
    expect([await noteAt(sheet, 'Budgets!C2'), await noteAt(sheet, 'Budgets!C3')]).toEqual([ourNote(expected), 'ask Ivan']);
    await container.apply(intent('i2', [note(byKey(records, 'k2'), 'Budget', 'a date?')]));
    expect(await noteAt(sheet, 'Budgets!C2')).toBe(ourNote('a date?'));
    await container.apply(intent('i3', [note(byKey(records, 'k2'), 'Budget', null), note(byKey(records, 'k3'), 'Budget', null)]));
    expect([await noteAt(sheet, 'Budgets!C2'), await noteAt(sheet, 'Budgets!C3')]).toEqual([undefined, 'ask Ivan']);
    expect(await sheet.values('Budgets!C2:C3')).toEqual([[1200.5], [300]]);
    const quiet = await container.apply(intent('i4', [note(byKey(records, 'k2'), 'Budget', null)]));
    expect(outcomeOf(quiet, 'note k2').kind).toBe('applied');
    expect(at.calls.filter(isWrite)).toHaveLength(3);
    // A note comes while our note is on its way.
    at.traps.push({ on: isWrite, before: () => writeNote(sheet, 3, 'mine') });
    const raced = await container.apply(intent('i5', [note(byKey(records, 'k4'), 'Budget', expected)]));
    expect(outcomeOf(raced, 'note k4')).toEqual({ kind: 'missed' });
    expect(await noteAt(sheet, 'Budgets!C4')).toBe('mine');
  });

  it('[N13] knows its own notes by a mark that fits their text', () => {
    const ours = ourNote('This is no number: “a\nb”.');
    expect(ours).toMatch(/^Evenkeel: This is no number: “a\nb”\.\n\[[0-9a-z]+\]$/);
    expect([isOurs(undefined), isOurs(''), isOurs(ours)]).toEqual([true, true, true]);
    const theirs = [ours.replace('no number', 'a number'), `${ours} says Ivan`, `Ivan: ${ours}`, 'Evenkeel: ask them', ours.slice(0, -1)];
    expect(theirs.map(isOurs)).toEqual(theirs.map(() => false));
  });

  it('[N11] isn’t put on another row, nor on a cell that was mended while it was on its way', async () => {
    const { at, sheet, container, records } = await start();
    const [beta, gamma] = [byKey(records, 'k3'), byKey(records, 'k4')];
    const told = (record: typeof beta): Write => ({ ...note(record, 'Budget', 'a number is expected'), identity: record.cells }) as Write;
    at.traps.push({ on: isWrite, before: () => sheet.type('Budgets!C3', [[301]]) });
    const mended = await container.apply(intent('i1', [told(beta)]));
    expect(outcomeOf(mended, 'note k3')).toEqual({ kind: 'missed' });
    expect([await noteAt(sheet, 'Budgets!C3'), await sheet.values('Budgets!C3')]).toEqual([undefined, [[301]]]);
    await readAll(container);
    // Two rows change places, without their keys.
    at.traps.push({
      on: isWrite,
      before: () =>
        sheet.type('Budgets!A3:C4', [
          ['Gamma', 'Olga', 50],
          ['Beta', 'Ivan', 301],
        ]),
    });
    const sorted = await container.apply(intent('i2', [told(gamma)]));
    expect(outcomeOf(sorted, 'note k4')).toEqual({ kind: 'missed' });
    expect([await noteAt(sheet, 'Budgets!C3'), await noteAt(sheet, 'Budgets!C4')]).toEqual([undefined, undefined]);
  });
});

describe('drop-downs', () => {
  it('[N2] gives a new row a drop-down of what it lists, in the same call', async () => {
    const { at, sheet, locator } = await start();
    const dropDowns = [{ column: 'Manager', from: 'Client' }];
    const container = openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, { ...locator, dropDowns }]]));
    await readAll(container);
    at.calls.length = 0;
    await container.apply(intent('i1', [create('k9', { Client: text('left, right') }), create('k8', { Client: text('retry') })]));
    expect(at.calls.filter(isWrite)).toHaveLength(1);
    const answer = await sheet.get<{ sheets: { data: { rowData: { values?: { dataValidation?: object }[] }[] }[] }[] }>(
      'ranges=Budgets!B4:B6&fields=sheets.data.rowData.values.dataValidation',
    );
    const list = (...words: string[]) => ({
      condition: { type: 'ONE_OF_LIST', values: words.map((userEnteredValue) => ({ userEnteredValue })) },
      showCustomUi: true,
      strict: false,
    });
    expect(answer.sheets[0]?.data[0]?.rowData.map((row) => row.values?.[0]?.dataValidation)).toEqual([
      undefined,
      list('left', 'right'),
      list('retry'),
    ]);
    expect(await sheet.values('Budgets!A5:E6')).toEqual([
      ['left, right', '', '', '', 'k9'],
      ['retry', '', '', '', 'k8'],
    ]);
  });
});

describe('a tab of our own', () => {
  it('is made once under its id, beside a person’s of the same title', async () => {
    const { at, sheet } = await start();
    await sheet.batch({ addSheet: { properties: { sheetId: 5, title: 'inbox' } } });
    const tab = { sheetId: 77, title: 'Inbox', headers: ['Id', 'Choice'] };
    expect(await makeTab(at.deps, urls, sheet.id, tab)).toBe('Inbox (2)');
    expect(await sheet.values("'Inbox (2)'!A1:C1")).toEqual([['Id', 'Choice']]);
    at.calls.length = 0;
    expect(await makeTab(at.deps, urls, sheet.id, tab)).toBe('Inbox (2)');
    expect(at.calls.filter(isWrite)).toEqual([]);
  });
});
