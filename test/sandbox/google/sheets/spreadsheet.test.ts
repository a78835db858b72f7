import { describe, expect, it } from 'vitest';
import { type Json, TestGoogle } from '../world.ts';

describe('creating', () => {
  it('gives Google’s defaults: one tab of 1000 by 26', async () => {
    const google = new TestGoogle();
    const created = await google.ok('POST', '/v4/spreadsheets', {});
    expect(created.spreadsheetId).toMatch(/^[A-Za-z0-9_-]{44}$/);
    expect(created).toMatchObject({
      properties: { title: 'Untitled spreadsheet', locale: 'en_US', timeZone: 'Etc/GMT', autoRecalc: 'ON_CHANGE' },
      sheets: [
        { properties: { sheetId: 0, title: 'Sheet1', index: 0, sheetType: 'GRID', gridProperties: { rowCount: 1000, columnCount: 26 } } },
      ],
    });
    expect(JSON.stringify(created)).not.toContain('"data"');
  });

  it('takes cells, metadata, protection and names in one call', async () => {
    const google = new TestGoogle();
    const created = await google.ok('POST', '/v4/spreadsheets', {
      properties: { title: 'Budgets 2026', locale: 'de_DE', timeZone: 'Europe/Berlin' },
      sheets: [
        {
          properties: { sheetId: 11, title: 'Budgets', gridProperties: { rowCount: 3, columnCount: 3, frozenRowCount: 1 } },
          data: [
            {
              startRow: 0,
              startColumn: 0,
              rowData: [
                {
                  values: [
                    { userEnteredValue: { stringValue: 'Client' } },
                    { userEnteredValue: { stringValue: 'Sum' }, note: 'per month' },
                  ],
                },
                { values: [{ userEnteredValue: { stringValue: 'Acme' } }, { userEnteredValue: { numberValue: 1.5 } }] },
                { values: [{}, { userEnteredValue: { formulaValue: '=SUM(B2:B2)*2' } }] },
              ],
              columnMetadata: [
                { pixelSize: 200 },
                {},
                { hiddenByUser: true, developerMetadata: [{ metadataId: 7, metadataKey: 'k', visibility: 'PROJECT' }] },
              ],
            },
          ],
          protectedRanges: [{ range: { sheetId: 11, startRowIndex: 0, endRowIndex: 1 }, warningOnly: true }],
          developerMetadata: [{ metadataKey: 'tab', visibility: 'DOCUMENT', location: { sheetId: 11 } }],
        },
        { properties: { title: 'Second' } },
      ],
      namedRanges: [{ namedRangeId: 'sums', name: 'sums', range: { sheetId: 11, startColumnIndex: 1, endColumnIndex: 2 } }],
      developerMetadata: [{ metadataKey: 'book', metadataValue: 'v', visibility: 'DOCUMENT', location: { spreadsheet: true } }],
    });
    const root = `/v4/spreadsheets/${created.spreadsheetId}`;
    const got = await google.ok<{ sheets: Json[] }>('GET', `${root}?includeGridData=true`);
    expect(got).toMatchObject({
      properties: { title: 'Budgets 2026', locale: 'de_DE' },
      namedRanges: [{ namedRangeId: 'sums', range: { sheetId: 11 } }],
      developerMetadata: [{ metadataKey: 'book', location: { spreadsheet: true, locationType: 'SPREADSHEET' } }],
    });
    expect(got.sheets[0]).toMatchObject({
      developerMetadata: [{ metadataKey: 'tab', location: { locationType: 'SHEET', sheetId: 11 } }],
      protectedRanges: [{ warningOnly: true, requestingUserCanEdit: true }],
      data: [
        {
          rowData: [
            { values: [{}, { note: 'per month', formattedValue: 'Sum' }] },
            { values: [{}, { formattedValue: '1,5', effectiveValue: { numberValue: 1.5 } }] },
            { values: [{}, { userEnteredValue: { formulaValue: '=SUM(B2:B2)*2' }, effectiveValue: { numberValue: 3 } }] },
          ],
          rowMetadata: [{ pixelSize: 21 }, { pixelSize: 21 }, { pixelSize: 21 }],
          columnMetadata: [
            { pixelSize: 200 },
            { pixelSize: 100 },
            {
              hiddenByUser: true,
              developerMetadata: [
                { metadataId: 7, location: { locationType: 'COLUMN', dimensionRange: { sheetId: 11, startIndex: 2, endIndex: 3 } } },
              ],
            },
          ],
        },
      ],
    });
    expect(got.sheets[1]).toMatchObject({ properties: { title: 'Second', index: 1 } });
  });

  it.each([
    [{ properties: { timeZone: 'Mars/Olympus' } }, 'Invalid time zone: Mars/Olympus'],
    [
      { sheets: [{ properties: { title: 'A' } }, { properties: { title: 'a' } }] },
      'A sheet with the name "a" already exists. Please enter another name.',
    ],
    [{ propertys: {} }, 'Invalid JSON payload received. Unknown name "propertys": Cannot find field.'],
    [{ sheets: [{ properties: { sheetId: 'x' } }] }, `Invalid value at 'sheets[0].properties.sheet_id' (TYPE_INT32), "x"`],
    ['{"properties":', expect.stringContaining('Invalid JSON payload received.')],
  ])('%j is refused', async (body, message) => {
    const google = new TestGoogle();
    expect(await google.refusal('POST', '/v4/spreadsheets', body)).toEqual(message);
    expect((await google.ok<{ files: unknown[] }>('GET', '/drive/v3/files')).files).toEqual([]);
  });
});

describe('field masks', () => {
  const rows = [
    ['a', 1],
    ['b', 2],
  ];

  it.each([
    ['spreadsheetId', ['spreadsheetId']],
    ['properties.title,sheets.properties(sheetId,title)', ['properties', 'sheets']],
    ['sheets(properties/title)', ['sheets']],
  ])('%s answers only that', async (fields, names) => {
    const google = new TestGoogle();
    const root = await google.sheet(rows);
    expect(Object.keys(await google.ok('GET', `${root}?fields=${fields}`)).sort()).toEqual([...names].sort());
  });

  it('cells come when the mask names them, whatever includeGridData says', async () => {
    const google = new TestGoogle();
    const root = await google.sheet(rows);
    const cells = {
      sheets: [
        {
          data: [
            {
              rowData: [
                { values: [{ formattedValue: 'a' }, { formattedValue: '1' }] },
                { values: [{ formattedValue: 'b' }, { formattedValue: '2' }] },
              ],
            },
          ],
        },
      ],
    };
    expect(await google.ok('GET', `${root}?fields=sheets/data/rowData/values/formattedValue`)).toEqual(cells);
    expect(await google.ok('GET', `${root}?fields=sheets(data(rowData(values(formattedValue))))&includeGridData=false`)).toEqual(cells);
    expect(JSON.stringify(await google.ok('GET', `${root}?fields=sheets.properties&includeGridData=true`))).not.toContain('rowData');
  });

  it('ranges give one GridData each, on their tabs only', async () => {
    const google = new TestGoogle();
    const root = await google.sheet(rows);
    await google.batch(root, [{ addSheet: { properties: { title: 'Other' } } }]);
    const got = await google.ok<{ sheets: { data: Json[] }[] }>(
      'GET',
      `${root}?ranges=A1:A2&ranges=Sheet1!B2:B9&fields=sheets(properties.title,data(startRow,startColumn,rowData.values.effectiveValue))`,
    );
    expect(got.sheets).toEqual([
      {
        properties: { title: 'Sheet1' },
        data: [
          { rowData: [{ values: [{ effectiveValue: { stringValue: 'a' } }] }, { values: [{ effectiveValue: { stringValue: 'b' } }] }] },
          { startRow: 1, startColumn: 1, rowData: [{ values: [{ effectiveValue: { numberValue: 2 } }] }] },
        ],
      },
    ]);
  });

  it.each(['nope', 'sheets.nope', 'sheets(properties(titel))', 'spreadsheetId.x'])('%s is refused', async (fields) => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const answer = await google.call<{ error: { status: string; details: { fieldViolations: { description: string }[] }[] } }>(
      'GET',
      `${root}?fields=${fields}`,
    );
    expect(answer.status).toBe(400);
    expect(answer.body.error.status).toBe('INVALID_ARGUMENT');
    expect(answer.body.error.details[0]?.fieldViolations[0]?.description).toContain('Cannot find matching fields for path');
  });
});

describe('who may do what', () => {
  it.each([
    ['boris', 'GET', 200],
    ['app-boris', 'GET', 200],
    ['stranger', 'GET', 404],
    ['app-stranger', 'GET', 404],
    ['vera', 'GET', 200],
    ['vera', 'PUT', 403],
    ['weak-app', 'GET', 403],
    ['old', 'GET', 401],
    ['nobody', 'GET', 401],
  ])('%s with %s gets %i', async (token, method, status) => {
    const google = new TestGoogle();
    const root = await google.sheet([['a']]);
    const answer =
      method === 'GET'
        ? await google.call('GET', root, undefined, token)
        : await google.call('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[1]] }, token);
    expect(answer.status).toBe(status);
  });

  it('answers in google.rpc.Status', async () => {
    const google = new TestGoogle();
    expect((await google.call('GET', '/v4/spreadsheets/nothing')).body).toEqual({
      error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' },
    });
    expect((await google.call('GET', '/v4/spreadsheets/nothing', undefined, null)).body).toMatchObject({
      error: { code: 401, status: 'UNAUTHENTICATED' },
    });
    const root = await google.sheet();
    expect((await google.call('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[1]] }, 'vera')).body).toEqual({
      error: { code: 403, message: 'The caller does not have permission', status: 'PERMISSION_DENIED' },
    });
  });
});

describe('quotas', () => {
  it('apply only when the vendors’ limits are on: 60 a minute for a user, reads and writes apart', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    for (let i = 0; i < 70; i += 1) await google.ok('GET', root);
    google.world.setLimits('vendor');
    for (let i = 0; i < 60; i += 1) await google.ok('GET', root);
    const refused = await google.call('GET', root);
    expect(refused.status).toBe(429);
    expect(refused.body).toMatchObject({
      error: {
        code: 429,
        message:
          "Quota exceeded for quota metric 'Read requests' and limit 'Read requests per minute per user' of service 'sheets.googleapis.com' for consumer 'project_number:269908437164'.",
        status: 'RESOURCE_EXHAUSTED',
        details: [{ reason: 'RATE_LIMIT_EXCEEDED', metadata: { quota_limit: 'ReadRequestsPerMinutePerUser' } }, {}],
      },
    });
    await google.ok('GET', root, undefined, 'boris');
    await google.batch(root, [{ addSheet: {} }]);
    google.world.advance(60_000);
    await google.ok('GET', root);
  });

  it('300 a minute for the project of an app, over all its users', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    google.world.setLimits('vendor');
    const statuses: number[] = [];
    // Three users are too few to reach 300 at 60 each: the per-user quota holds first.
    for (const token of ['app-anna', 'app-boris'])
      for (let i = 0; i < 61; i += 1) statuses.push((await google.call('GET', root, undefined, token)).status);
    expect(statuses.filter((status) => status === 429)).toHaveLength(2);
  });
});
