/** The product's write, to the letter: intent, pre-image, typed cells, answer, in one batch. */
import { describe, expect, it } from 'vitest';
import { TestGoogle } from './world.ts';

interface Grid {
  readonly properties: { readonly sheetId: number; readonly title: string; readonly hidden?: boolean };
  readonly data: readonly { readonly startRow?: number; readonly rowData?: readonly { readonly values?: readonly Cell[] }[] }[];
}

interface Cell {
  readonly userEnteredValue?: object;
  readonly effectiveValue?: object;
  readonly formattedValue?: string;
}

interface BatchAnswer {
  readonly replies: readonly object[];
  readonly updatedSpreadsheet: { readonly sheets: readonly Grid[] };
}

async function budgets() {
  const google = new TestGoogle();
  const root = await google.sheet([
    ['Client', 'Budget', 'Key'],
    ['Acme', 1000, 'k1'],
    ['Bolt', '=B2*2', 'k2'],
  ]);
  await google.batch(root, [{ addSheet: { properties: { sheetId: 77, title: '_evenkeel', hidden: true } } }]);
  return { google, root };
}

function write(intent: string) {
  return {
    requests: [
      {
        addNamedRange: {
          namedRange: {
            namedRangeId: intent,
            name: `intent_${intent}`,
            range: { sheetId: 77, startRowIndex: 0, endRowIndex: 1, startColumnIndex: 0, endColumnIndex: 1 },
          },
        },
      },
      {
        copyPaste: {
          source: { sheetId: 0, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 1, endColumnIndex: 3 },
          destination: { sheetId: 77, startRowIndex: 1, endRowIndex: 3, startColumnIndex: 1, endColumnIndex: 3 },
          pasteType: 'PASTE_NORMAL',
        },
      },
      {
        updateCells: {
          start: { sheetId: 0, rowIndex: 1, columnIndex: 1 },
          rows: [{ values: [{ userEnteredValue: { numberValue: 1250.5 } }] }],
          fields: 'userEnteredValue',
        },
      },
    ],
    includeSpreadsheetInResponse: true,
    responseIncludeGridData: true,
    responseRanges: ['Sheet1!B2:C3', '_evenkeel!B2:C3'],
  };
}

describe('a write with its pre-image', () => {
  it('answers what it covered and what stands there now, in one call', async () => {
    const { google, root } = await budgets();
    const answer = await google.ok<BatchAnswer>('POST', `${root}:batchUpdate`, write('i1'));
    expect(answer.replies).toHaveLength(3);
    expect(answer.replies[1]).toEqual({});
    const [target, hidden] = answer.updatedSpreadsheet.sheets;
    expect(target?.properties.title).toBe('Sheet1');
    expect(target?.data[0]?.startRow).toBe(1);
    expect(target?.data[0]?.rowData?.[0]?.values?.[0]).toMatchObject({
      userEnteredValue: { numberValue: 1250.5 },
      formattedValue: '1250.5',
    });
    // The formula below reads the cell that was written.
    expect(target?.data[0]?.rowData?.[1]?.values?.[0]).toMatchObject({
      userEnteredValue: { formulaValue: '=B2*2' },
      effectiveValue: { numberValue: 2501 },
    });
    expect(hidden?.properties.hidden).toBe(true);
    // The pre-image: the old value, the formula as it stood (its reference now within the hidden tab), the keys.
    expect(hidden?.data[0]?.rowData?.[0]?.values).toMatchObject([
      { userEnteredValue: { numberValue: 1000 } },
      { userEnteredValue: { stringValue: 'k1' } },
    ]);
    expect(hidden?.data[0]?.rowData?.[1]?.values).toMatchObject([
      { userEnteredValue: { formulaValue: '=B2*2' } },
      { userEnteredValue: { stringValue: 'k2' } },
    ]);
  });

  it('refuses a late twin whole', async () => {
    const { google, root } = await budgets();
    await google.ok('POST', `${root}:batchUpdate`, write('i1'));
    await google.ok('PUT', `${root}/values/Sheet1!B2?valueInputOption=RAW`, { values: [[7]] });
    const message = await google.refusal('POST', `${root}:batchUpdate`, write('i1'));
    expect(message).toMatch(/^Invalid requests\[0\]\.addNamedRange: .*i1/);
    expect(await google.values(root, 'Sheet1!B2')).toEqual([[7]]);
    expect(await google.values(root, '_evenkeel!B2')).toEqual([[1000]]);
  });

  it('leaves nothing of a batch whose last request is refused', async () => {
    const { google, root } = await budgets();
    const before = await google.ok('GET', `${root}?includeGridData=true`);
    const version = await google.ok('GET', `/drive/v3/files/${root.split('/')[3]}?fields=version`);
    const { requests } = write('i1');
    const message = await google.batchRefusal(root, [...requests, { deleteSheet: { sheetId: 99 } }]);
    expect(message).toBe('Invalid requests[3].deleteSheet: No sheet with id: 99');
    expect(await google.ok('GET', `${root}?includeGridData=true`)).toEqual(before);
    expect(await google.ok('GET', `/drive/v3/files/${root.split('/')[3]}?fields=version`)).toEqual(version);
  });

  it('takes a row away by cutting it and deleting what is left, in one batch', async () => {
    const { google, root } = await budgets();
    await google.ok('PUT', `${root}/values/Sheet1!E1?valueInputOption=USER_ENTERED`, { values: [['=B2'], ['=SUM(B2:B3)']] });
    await google.batch(root, [
      { addSheet: { properties: { sheetId: 78, title: 'Removed' } } },
      {
        cutPaste: {
          source: { sheetId: 0, startRowIndex: 1, endRowIndex: 2, startColumnIndex: 0, endColumnIndex: 3 },
          destination: { sheetId: 78, rowIndex: 0, columnIndex: 0 },
          pasteType: 'PASTE_NORMAL',
        },
      },
      { deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 1, endIndex: 2 } } },
    ]);
    expect(await google.values(root, 'Removed!A1:C1')).toEqual([['Acme', 1000, 'k1']]);
    // References to the cut cell follow it; E2 went with its deleted row.
    expect(await google.values(root, 'Sheet1!A1:E2', 'FORMULA')).toEqual([
      ['Client', 'Budget', 'Key', '', '=Removed!B1'],
      ['Bolt', '=Removed!B1*2', 'k2'],
    ]);
    expect(await google.values(root, 'Sheet1!B2')).toEqual([[2000]]);
  });
});
