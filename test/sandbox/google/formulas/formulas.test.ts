import { describe, expect, it } from 'vitest';
import { START, TestGoogle } from '../world.ts';

/** What a formula shows in E1, with numbers, texts and blanks in A1:C5. */
async function shows(formula: string, rows: readonly (readonly unknown[])[] = DATA): Promise<unknown> {
  const google = new TestGoogle();
  const root = await google.sheet(rows);
  await google.ok('PUT', `${root}/values/E1?valueInputOption=USER_ENTERED`, { values: [[formula]] });
  return (await google.values(root, 'E1'))[0]?.[0] ?? '';
}

const DATA = [
  ['acme', 10, 'won'],
  ['bolt', 20, 'lost'],
  ['acme', 30, 'won'],
  ['', '', ''],
  ['cats', 2.5, 'won'],
];

describe('functions people use', () => {
  it.each([
    ['=1+2*3^2', 19],
    ['=B1/B2', 0.5],
    ['=A1&"-"&B1', 'acme-10'],
    ['=10%*B1', 1],
    ['=B1>B2', false],
    ['=A1="ACME"', true],
    ['=SUM(B1:B5)', 62.5],
    ['=SUM(B:B)', 62.5],
    ['=SUM(B2:B)', 52.5],
    ['=SUM(B1,B2,5)', 35],
    ['=AVERAGE(B1:B5)', 15.625],
    ['=MIN(B1:B5)+MAX(B1:B5)', 32.5],
    ['=COUNT(A1:C5)', 4],
    ['=COUNTA(A1:A5)', 4],
    ['=COUNTBLANK(A1:A5)', 1],
    ['=ROUND(B5*1.1,1)', 2.8],
    ['=IF(B1>5,"big","small")', 'big'],
    ['=IFS(B1>15,"a",B1>5,"b")', 'b'],
    ['=IFERROR(B1/0,"none")', 'none'],
    ['=SWITCH(C1,"won",1,"lost",0)', 1],
    ['=AND(B1>5,B2>5)', true],
    ['=SUMIF(A1:A5,"acme",B1:B5)', 40],
    ['=SUMIFS(B1:B5,A1:A5,"acme",B1:B5,">10")', 30],
    ['=SUMIFS(B:B,C:C,"w*")', 42.5],
    ['=COUNTIF(C1:C5,"won")', 3],
    ['=COUNTIF(B1:B5,">=10")', 3],
    ['=COUNTIFS(A1:A5,"acme",C1:C5,"won")', 2],
    ['=AVERAGEIFS(B1:B5,C1:C5,"<>lost",A1:A5,"<>")', 42.5 / 3],
    ['=VLOOKUP("bolt",A1:C5,3,FALSE)', 'lost'],
    ['=INDEX(B1:B5,MATCH("cats",A1:A5,0))', 2.5],
    ['=XLOOKUP("cats",A1:A5,B1:B5)', 2.5],
    ['=XLOOKUP("dogs",A1:A5,B1:B5,"?")', '?'],
    ['=UPPER(LEFT(A1,2))', 'AC'],
    ['=SUBSTITUTE(A1,"c","k")', 'akme'],
    ['=LEN(TRIM("  a b "))', 3],
    ['=TEXT(1234.5,"#,##0.00")', '1,234.50'],
    ['=TEXTJOIN(", ",TRUE,A1:A5)', 'acme, bolt, acme, cats'],
    ['=JOIN("/",A1:A3)', 'acme/bolt/acme'],
    ['=DATE(2025,3,4)', 45720],
    ['=YEAR(DATE(2025,3,4))', 2025],
    ['=EOMONTH(DATE(2025,3,4),0)', 45747],
    ['=SUMPRODUCT(B1:B2,B2:B3)', 800],
    ['=SUM({1,2;3,4})', 10],
    ['=ROW()+COLUMN()', 6],
    ['=REGEXMATCH(A1,"^ac")', true],
    ['=sum(b1:b2)', 30],
    ['=IF(B1>5;"ja";"nein")', 'ja'],
    ['=IF(A4="","blank","filled")', 'blank'],
    ['=IF(B4=0,"none","some")', 'none'],
    ['=IF(B1,"y","n")', 'y'],
    ['=IF(FALSE,1/0,7)', 7],
    ['=SUMPRODUCT((A1:A3="acme")*B1:B3)', 40],
    ['=SUM(ARRAYFORMULA(B1:B3*2))', 120],
    ['=INDEX(FILTER(B1:B5,C1:C5="won"),2)', 30],
    ['=SUM(B2:2)', 20],
    ['=A5', 'cats'],
    ['=B4', ''],
    ['=B4+1', 1],
    ['="a"&B4', 'a'],
    ['=-B4', 0],
  ])('%s is %j', async (formula, expected) => {
    const shown = await shows(formula);
    if (typeof expected === 'number') expect(shown).toBeCloseTo(expected, 9);
    else expect(shown).toBe(expected);
  });
});

describe('errors', () => {
  it.each([
    ['=1/0', '#DIV/0!', 'DIVIDE_BY_ZERO'],
    ['=A1*2', '#VALUE!', 'VALUE'],
    ['=FOO(1)', '#NAME?', 'NAME'],
    ['=nothing+1', '#NAME?', 'NAME'],
    ['=VLOOKUP("x",A1:B5,2,FALSE)', '#N/A', 'N_A'],
    ['=SQRT(-1)', '#NUM!', 'NUM'],
    ['=Nowhere!A1', '#REF!', 'REF'],
    ['=#REF!+1', '#REF!', 'REF'],
    ['=ZZ1', '#REF!', 'REF'],
    ['=1+', '#ERROR!', 'ERROR'],
    ['=SUM(', '#ERROR!', 'ERROR'],
    ['=E1', '#REF!', 'REF'],
    ['=SUM(E1:E5)', '#REF!', 'REF'],
    ['=IMPORTRANGE("x","y")', 'Loading...', 'LOADING'],
  ])('%s shows %s', async (formula, text, type) => {
    const google = new TestGoogle();
    const root = await google.sheet(DATA);
    await google.ok('PUT', `${root}/values/E1?valueInputOption=USER_ENTERED`, { values: [[formula]] });
    const got = await google.ok(
      'GET',
      `${root}?ranges=E1&fields=sheets.data.rowData.values(userEnteredValue,effectiveValue(errorValue(type)),formattedValue)`,
    );
    expect(got).toEqual({
      sheets: [
        {
          data: [
            {
              rowData: [
                {
                  values: [{ userEnteredValue: { formulaValue: formula }, effectiveValue: { errorValue: { type } }, formattedValue: text }],
                },
              ],
            },
          ],
        },
      ],
    });
  });

  it('travel through what uses them', async () => {
    expect(
      await shows('=SUM(B1:B3)', [
        ['', 1],
        ['', '=1/0'],
        ['', 3],
      ]),
    ).toBe('#DIV/0!');
    expect(
      await shows('=B2+1', [
        ['', 1],
        ['', '=1/0'],
      ]),
    ).toBe('#DIV/0!');
    expect(
      await shows('=SUMIFS(B1:B3,A1:A3,"y")', [
        ['y', 1],
        ['n', '=1/0'],
        ['y', 3],
      ]),
    ).toBe(4);
  });
});

describe('recalculation', () => {
  const put = (google: TestGoogle, root: string, range: string, values: unknown[][]) =>
    google.ok('PUT', `${root}/values/${encodeURIComponent(range)}?valueInputOption=USER_ENTERED`, { values });

  it('follows changes through chains, over tabs, in ranges and through names', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([
      [1, '=A1*2', '=SUM(B1:B3)'],
      [2, '=A2*2'],
      [3, '=A3*2'],
    ]);
    await google.batch(root, [
      { addSheet: { properties: { sheetId: 2, title: 'Sum' } } },
      {
        addNamedRange: {
          namedRange: { name: 'total', range: { sheetId: 0, startRowIndex: 0, endRowIndex: 1, startColumnIndex: 2, endColumnIndex: 3 } },
        },
      },
    ]);
    await put(google, root, 'Sum!A1', [['=Sheet1!C1+1', '=total*10', '=A1+B1']]);
    expect(await google.values(root, 'Sum!A1:C1')).toEqual([[13, 120, 133]]);
    await put(google, root, 'Sheet1!A2', [[20]]);
    expect(await google.values(root, 'Sum!A1:C1')).toEqual([[49, 480, 529]]);
    await put(google, root, 'Sheet1!B3', [[0]]);
    expect(await google.values(root, 'Sum!A1:C1')).toEqual([[43, 420, 463]]);
    await put(google, root, 'Sheet1!B3', [['=A1']]);
    expect(await google.values(root, 'Sum!A1:C1')).toEqual([[44, 430, 474]]);
  });

  it('sees a changed cell and a changed formula within a wide range', async () => {
    const google = new TestGoogle();
    const rows = Array.from({ length: 200 }, (_, i) => [i, i % 2 === 0 ? 1 : '=A2']);
    const root = await google.sheet(rows);
    await put(google, root, 'D1', [['=SUM(B1:B200)', '=SUM(B:B)']]);
    // 100 ones and 100 times A2, which is 1.
    expect(await google.values(root, 'D1:E1')).toEqual([[200, 200]]);
    await put(google, root, 'A2', [[3]]);
    expect(await google.values(root, 'D1:E1')).toEqual([[400, 400]]);
    await put(google, root, 'B200', [[0]]);
    expect(await google.values(root, 'D1:E1')).toEqual([[397, 397]]);
    await google.batch(root, [{ deleteDimension: { range: { sheetId: 0, dimension: 'ROWS', startIndex: 100, endIndex: 200 } } }]);
    expect(await google.values(root, 'D1:E1')).toEqual([[200, 200]]);
  });

  it('carries a running balance over thousands of rows', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    await google.batch(root, [{ appendDimension: { sheetId: 0, dimension: 'ROWS', length: 4000 } }]);
    await put(google, root, 'A1', [[1]]);
    const range = { sheetId: 0, startRowIndex: 1, endRowIndex: 5000, startColumnIndex: 0, endColumnIndex: 1 };
    await google.batch(root, [
      { repeatCell: { range, cell: { userEnteredValue: { formulaValue: '=A1+1' } }, fields: 'userEnteredValue' } },
    ]);
    expect(await google.values(root, 'A5000')).toEqual([[5000]]);
    await put(google, root, 'A1', [[101]]);
    expect(await google.values(root, 'A5000')).toEqual([[5100]]);
  });

  it('a circle is an error until it is opened', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['=B1+1', '=C1+1', '=A1+1', '=A1*2']]);
    expect(await google.values(root, 'A1:D1')).toEqual([['#REF!', '#REF!', '#REF!', '#REF!']]);
    await put(google, root, 'C1', [[1]]);
    expect(await google.values(root, 'A1:D1')).toEqual([[3, 2, 1, 6]]);
    await put(google, root, 'C1', [['=A1+1']]);
    expect(await google.values(root, 'A1:D1')).toEqual([['#REF!', '#REF!', '#REF!', '#REF!']]);
    // Opened at the other end: the formulas that were in the circle are the same as before.
    await put(google, root, 'A1', [[5]]);
    expect(await google.values(root, 'A1:D1')).toEqual([[5, 7, 6, 10]]);
  });

  it('NOW and TODAY go by the vendors’ clock in the spreadsheet’s zone', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['=TODAY()', '=NOW()', '=A1+1']], { timeZone: 'Pacific/Kiritimati' });
    // START is 2026-11-23 09:00 UTC, 23:00 on Kiritimati; that day is 46349.
    expect(new Date(START).toISOString()).toBe('2026-11-23T09:00:00.000Z');
    const [first] = await google.values(root, 'A1:C1');
    expect(first?.[0]).toBe(46349);
    expect(first?.[1]).toBeCloseTo(46349 + 23 / 24, 9);
    google.world.advance(3_600_000);
    const [later] = await google.values(root, 'A1:C1');
    expect(later).toEqual([46350, 46350, 46351]);
  });

  it('TODAY shows as a date', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['=TODAY()']]);
    expect(await google.values(root, 'A1', 'FORMATTED_VALUE')).toEqual([['11/23/2026']]);
  });

  it('a sum of amounts shows as an amount, and says so', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['$1.50'], ['$2.25'], ['=SUM(A1:A2)'], ['=A3*2'], ['=COUNT(A1:A2)']]);
    expect(await google.values(root, 'A3:A5', 'FORMATTED_VALUE')).toEqual([['$3.75'], ['$7.50'], ['2']]);
    const got = await google.ok(
      'GET',
      `${root}?ranges=A3&fields=sheets.data.rowData.values(userEnteredFormat,effectiveFormat.numberFormat)`,
    );
    const numberFormat = { type: 'CURRENCY', pattern: '"$"#,##0.00' };
    expect(got).toEqual({ sheets: [{ data: [{ rowData: [{ values: [{ effectiveFormat: { numberFormat } }] }] }] }] });
  });
});
