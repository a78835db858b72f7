/** What is answered, held against Google's published contracts where the checker lies beside the project. */
import { execFileSync } from 'node:child_process';
import { existsSync, rmSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { TestGoogle } from './world.ts';

const CHECKER = '../shared/contracts/check-wire.mjs';
const box = (r0: number, r1: number, c0: number, c1: number, sheetId = 0) => ({
  sheetId,
  startRowIndex: r0,
  endRowIndex: r1,
  startColumnIndex: c0,
  endColumnIndex: c1,
});

/** One of everything. */
async function tour(): Promise<TestGoogle> {
  const google = new TestGoogle();
  const root = await google.sheet([
    ['Client', 'Sum', 'Start'],
    ['Acme', '$5.50', '2026-01-02'],
    ['Bolt', '=B2*2', '=1/0'],
  ]);
  const id = root.split('/')[3] ?? '';
  const lookup = { developerMetadataLookup: { metadataKey: 'k' } };
  await google.ok('POST', `${root}:batchUpdate`, {
    requests: [
      { addSheet: { properties: { sheetId: 2, title: 'Second', tabColorStyle: { rgbColor: { red: 1 } } } } },
      { duplicateSheet: { sourceSheetId: 0 } },
      { addNamedRange: { namedRange: { name: 'n_1', range: box(0, 1, 0, 1) } } },
      { addProtectedRange: { protectedRange: { range: box(0, 1, 0, 1), description: 'd' } } },
      {
        createDeveloperMetadata: {
          developerMetadata: {
            metadataKey: 'k',
            visibility: 'DOCUMENT',
            location: { dimensionRange: { sheetId: 0, dimension: 'COLUMNS', startIndex: 1, endIndex: 2 } },
          },
        },
      },
      { updateDeveloperMetadata: { dataFilters: [lookup], developerMetadata: { metadataValue: 'v' }, fields: 'metadataValue' } },
      { setBasicFilter: { filter: { range: box(0, 3, 0, 3), criteria: { 0: { hiddenValues: ['Bolt'] } } } } },
      { addFilterView: { filter: { title: 'f', range: box(0, 3, 0, 3) } } },
      { addConditionalFormatRule: { rule: { ranges: [box(0, 3, 0, 1)], booleanRule: { condition: { type: 'BLANK' }, format: {} } } } },
      { addTable: { table: { name: 'T', range: box(10, 13, 0, 2) } } },
      { mergeCells: { range: box(20, 22, 0, 2), mergeType: 'MERGE_COLUMNS' } },
      { setDataValidation: { range: box(1, 3, 0, 1), rule: { condition: { type: 'NOT_BLANK' }, strict: true } } },
      { findReplace: { find: 'Acme', replacement: 'ACME', sheetId: 0 } },
      { deleteDeveloperMetadata: { dataFilter: { developerMetadataLookup: { metadataKey: 'none' } } } },
    ],
    includeSpreadsheetInResponse: true,
    responseIncludeGridData: true,
  });
  await google.ok('GET', `${root}?includeGridData=true`);
  await google.ok('POST', `${root}:getByDataFilter`, { dataFilters: [lookup], includeGridData: true });
  await google.ok('POST', `${root}/values/Sheet1!A1:append?valueInputOption=RAW&includeValuesInResponse=true`, { values: [['x', 1]] });
  await google.ok('POST', `${root}/values:batchUpdate`, {
    valueInputOption: 'RAW',
    includeValuesInResponse: true,
    data: [{ range: 'E1', values: [[true]] }],
  });
  await google.ok('POST', `${root}/values:batchUpdateByDataFilter`, {
    valueInputOption: 'RAW',
    data: [{ dataFilter: lookup, values: [['y']] }],
  });
  await google.ok('POST', `${root}/values:batchGetByDataFilter`, { dataFilters: [lookup] });
  await google.ok('GET', `${root}/values:batchGet?ranges=A1:C3&valueRenderOption=UNFORMATTED_VALUE`);
  await google.ok('POST', `${root}/values/E1:clear`, {});
  await google.ok('POST', `${root}/values:batchClear`, { ranges: ['E2'] });
  await google.ok('POST', `${root}/values:batchClearByDataFilter`, { dataFilters: [{ a1Range: 'E3' }] });
  await google.ok('POST', `${root}/developerMetadata:search`, { dataFilters: [lookup] });
  await google.ok('POST', `${root}/sheets/2:copyTo`, { destinationSpreadsheetId: id });
  await google.ok('GET', `/drive/v3/files/${id}?fields=*`);
  await google.ok('GET', '/drive/v3/files?fields=*');
  await google.ok('GET', '/drive/v3/about?fields=user');
  const { startPageToken } = await google.ok<{ startPageToken: string }>('GET', '/drive/v3/changes/startPageToken');
  await google.ok('GET', '/drive/v3/changes?pageToken=1&fields=*');
  const channel = { type: 'web_hook', address: 'https://hooks.test/', token: 't', expiration: '1795500000000' };
  const { resourceId } = await google.ok<{ resourceId: string }>('POST', `/drive/v3/files/${id}/watch`, { ...channel, id: 'a' });
  await google.ok('POST', `/drive/v3/changes/watch?pageToken=${startPageToken}`, { ...channel, id: 'b' });
  await google.ok('POST', '/drive/v3/channels/stop', { id: 'a', resourceId });
  await google.ok('PATCH', `/drive/v3/files/${id}?fields=id,name,trashed`, { trashed: true });
  await google.ok('POST', `/drive/v3/files/${id}/copy`, {});
  await google.ok('DELETE', `/drive/v3/files/${id}`);
  return google;
}

describe('the wire', () => {
  it.skipIf(!existsSync(CHECKER))('carries nothing that the contracts don’t know', async () => {
    const file = (await tour()).saveExchanges();
    try {
      expect(execFileSync(process.execPath, [CHECKER, file], { encoding: 'utf8' })).toContain('0 distinct violations');
    } finally {
      rmSync(file);
    }
  });
});
