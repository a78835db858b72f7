/** The vendors' own clients, told where the vendors are and nothing else, do what people do; the product carries it across. */
import { ApiClient } from '@mondaydotcomorg/api';
import { ConfluenceClient } from 'confluence.js';
import { drive } from 'googleapis/build/src/apis/drive/index.js';
import { sheets } from 'googleapis/build/src/apis/sheets/index.js';
import { expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

const stage = await testStage();
const clients = clientsOf(stage);
const { watch, agency, root } = stage;
const { spreadsheetId } = agency.google;

const monday = new ApiClient({ token: agency.monday.token, apiVersion: '2026-10', endpoint: `${root}/v2` });
const google = { rootUrl: `${root}/`, headers: { authorization: `Bearer ${agency.google.token}` } } as const;
const budgets = sheets({ version: 'v4', ...google });
const files = drive({ version: 'v3', ...google });
const wiki = new ConfluenceClient({
  host: `${root}/ex/confluence/${agency.confluence.cloudId}`,
  authentication: { oauth2: { accessToken: agency.confluence.token } },
});

test('@mondaydotcomorg/api creates a client and changes a budget: both are in the sheet', async () => {
  const made = await monday.operations.createItemOp({ boardId: clients.board, groupId: 'topics', itemName: 'Made By monday’s Own' });
  const id = made.create_item?.id ?? '';
  await monday.operations.changeColumnValueOp({
    boardId: clients.board,
    itemId: id,
    columnId: clients.columns.budget ?? '',
    value: '"4321.5"',
  });
  await watch.until(
    '4321.5 in the sheet',
    async () => (await clients.rowsOf('Made By monday’s Own'))[0]?.cells['Monthly budget'] === 4321.5,
  );
  await clients.agree();
});

test('googleapis types, appends and reads: the board follows', async () => {
  const { at } = await clients.row('Beacon Outdoor');
  const typed = await budgets.spreadsheets.values.update({
    spreadsheetId,
    range: `Budgets!E${at}`,
    valueInputOption: 'USER_ENTERED',
    requestBody: { values: [['18999.5']] },
  });
  expect(typed.data.updatedCells).toBe(1);
  await watch.until('18999.5 on the board', async () => (await clients.onBoard('Beacon Outdoor'))['Monthly budget'] === '18999.5');
  const appended = await budgets.spreadsheets.values.append({
    spreadsheetId,
    range: 'Budgets!A1',
    valueInputOption: 'USER_ENTERED',
    insertDataOption: 'INSERT_ROWS',
    requestBody: { values: [['Appended By Google’s Own', 'Anna Petrova', 'Lead', 'B', 77, 'EUR']] },
  });
  expect(appended.data.updates?.updatedRows).toBe(1);
  await watch.until('an item', async () => (await clients.items()).some((item) => item.name === 'Appended By Google’s Own'));
  await clients.agree();
  expect(await clients.onBoard('Appended By Google’s Own')).toMatchObject({ 'Account manager': 'Anna Petrova', 'Monthly budget': '77' });
});

test('googleapis sorts, finds and lists', async () => {
  const range = { sheetId: 0, startRowIndex: 1, endRowIndex: 63, startColumnIndex: 0, endColumnIndex: 9 };
  const sortRange = { range, sortSpecs: [{ dimensionIndex: 4, sortOrder: 'DESCENDING' }] };
  await budgets.spreadsheets.batchUpdate({ spreadsheetId, requestBody: { requests: [{ sortRange }] } });
  const whole = await budgets.spreadsheets.get({ spreadsheetId, includeGridData: true, ranges: ['Budgets!A1:A3'] });
  expect(whole.data.sheets?.[0]?.data?.[0]?.rowData?.[0]?.values?.[0]?.formattedValue).toBe('Client');
  const found = await files.files.list({ q: `mimeType='application/vnd.google-apps.spreadsheet'`, fields: 'files(id,name)' });
  expect(found.data.files?.map((one) => one.id)).toContain(spreadsheetId);
  await clients.change('Blue Harbour Hotels', 'budget', '31001');
  await clients.agree();
});

test('confluence.js writes prose on a client’s page: it stays when our block changes', async () => {
  const search = await wiki.content.getContent({ title: 'Cobalt Cycles', expand: ['body.storage', 'version'] });
  const page = search.results?.[0];
  if (page?.id === undefined) throw new Error('no page of Cobalt Cycles');
  const prose = '<p>Met them on Monday.</p>';
  await wiki.content.updateContent({
    id: page.id,
    type: 'page',
    title: page.title ?? '',
    version: { number: (page.version?.number ?? 0) + 1 },
    body: { storage: { value: `${page.body?.storage?.value}${prose}`, representation: 'storage' } },
  });
  await clients.change('Cobalt Cycles', 'stage', { label: 'Paused' });
  const body = await watch.until(
    'Paused on the page',
    async () => {
      const now = await wiki.content.getContentById({ id: page.id ?? '', expand: ['body.storage'] });
      const value = now.body?.storage?.value ?? '';
      return value.includes('Paused') && value;
    },
    5_000,
  );
  expect(body).toContain(prose);
});
