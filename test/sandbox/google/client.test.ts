/** Google's own client library against the played vendors, over real HTTP, changed in nothing but the root URL. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { drive } from 'googleapis/build/src/apis/drive/index.js';
import { auth, sheets } from 'googleapis/build/src/apis/sheets/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { TestGoogle } from './world.ts';

const google = new TestGoogle();
let server: Server;
let rootUrl: string;

beforeAll(async () => {
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const url = new URL(incoming.url ?? '/', 'http://google.test');
    const vendor = google.vendors.find((one) => one.owns(url.pathname));
    const headers = new Headers();
    for (const [name, value] of Object.entries(incoming.headers)) headers.set(name, String(value));
    const method = incoming.method ?? 'GET';
    const body = Buffer.concat(chunks);
    const response = await vendor?.handle(new Request(url, { method, headers, ...(body.length > 0 && { body }) }));
    outgoing.writeHead(response?.status ?? 404, Object.fromEntries(response?.headers ?? []));
    outgoing.end(Buffer.from((await response?.arrayBuffer()) ?? new ArrayBuffer(0)));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  rootUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
});

afterAll(() => new Promise((resolve) => server.close(resolve)));

function clients(token: string) {
  const credentials = new auth.OAuth2();
  credentials.setCredentials({ access_token: token });
  const options = { auth: credentials, rootUrl, retry: false };
  return { sheets: sheets({ version: 'v4', ...options }), drive: drive({ version: 'v3', ...options }) };
}

describe('googleapis', () => {
  it('creates, writes, reads, appends and clears', async () => {
    const { sheets: api } = clients('app-anna');
    const { data: made } = await api.spreadsheets.create({ requestBody: { properties: { title: 'By client' } }, fields: 'spreadsheetId' });
    const spreadsheetId = made.spreadsheetId ?? '';
    await api.spreadsheets.values.update({
      spreadsheetId,
      range: 'Sheet1!A1:B2',
      valueInputOption: 'USER_ENTERED',
      requestBody: {
        values: [
          ['a', 1],
          ['b', '=B1+1'],
        ],
      },
    });
    const { data: read } = await api.spreadsheets.values.get({
      spreadsheetId,
      range: 'Sheet1!A1:B2',
      valueRenderOption: 'UNFORMATTED_VALUE',
    });
    expect(read.values).toEqual([
      ['a', 1],
      ['b', 2],
    ]);
    const { data: appended } = await api.spreadsheets.values.append({
      spreadsheetId,
      range: 'Sheet1!A:B',
      valueInputOption: 'RAW',
      insertDataOption: 'INSERT_ROWS',
      requestBody: { values: [['c', 3]] },
    });
    expect(appended.updates?.updatedRange).toBe('Sheet1!A3:B3');
    await api.spreadsheets.values.clear({ spreadsheetId, range: 'Sheet1!A1:B1' });
    const { data: batch } = await api.spreadsheets.values.batchGet({ spreadsheetId, ranges: ['Sheet1!A1:B1', 'Sheet1!A2:B3'] });
    expect(batch.valueRanges?.map((range) => range.values)).toEqual([
      undefined,
      [
        ['b', '1'],
        ['c', '3'],
      ],
    ]);
  });

  it('batches, and reads the refusal', async () => {
    const { sheets: api } = clients('anna');
    const { data: made } = await api.spreadsheets.create({ requestBody: {} });
    const spreadsheetId = made.spreadsheetId ?? '';
    const { data } = await api.spreadsheets.batchUpdate({
      spreadsheetId,
      requestBody: { requests: [{ addSheet: { properties: { title: 'More' } } }], includeSpreadsheetInResponse: true },
    });
    expect(data.updatedSpreadsheet?.sheets?.map((sheet) => sheet.properties?.title)).toEqual(['Sheet1', 'More']);
    const refused = api.spreadsheets.batchUpdate({
      spreadsheetId,
      requestBody: { requests: [{ addSheet: { properties: { title: 'More' } } }] },
    });
    await expect(refused).rejects.toMatchObject({
      status: 400,
      message: 'Invalid requests[0].addSheet: A sheet with the name "More" already exists. Please enter another name.',
    });
    await expect(clients('stranger').sheets.spreadsheets.get({ spreadsheetId })).rejects.toMatchObject({ status: 404 });
  });

  it('finds metadata and follows changes in Drive', async () => {
    const { sheets: api, drive: files } = clients('app-boris');
    const { data: start } = await files.changes.getStartPageToken({});
    const { data: made } = await api.spreadsheets.create({
      requestBody: {
        developerMetadata: [{ metadataKey: 'k', metadataValue: 'v', visibility: 'DOCUMENT', location: { spreadsheet: true } }],
      },
    });
    const { data: found } = await api.spreadsheets.developerMetadata.search({
      spreadsheetId: made.spreadsheetId ?? '',
      requestBody: { dataFilters: [{ developerMetadataLookup: { metadataKey: 'k' } }] },
    });
    expect(found.matchedDeveloperMetadata?.[0]?.developerMetadata?.metadataValue).toBe('v');
    const { data: changes } = await files.changes.list({
      pageToken: start.startPageToken ?? '',
      fields: 'newStartPageToken,changes(fileId,file(version))',
    });
    expect(changes.changes).toEqual([{ fileId: made.spreadsheetId, file: { version: '1' } }]);
    const { data: channel } = await files.files.watch({
      fileId: made.spreadsheetId ?? '',
      requestBody: { id: 'ch', type: 'web_hook', address: 'https://hooks.test/' },
    });
    const stopped = await files.channels.stop({ requestBody: { id: 'ch', resourceId: channel.resourceId ?? '' } });
    expect(stopped.status).toBe(204);
    const { data: listed } = await files.files.list({
      q: "mimeType='application/vnd.google-apps.spreadsheet'",
      pageSize: 1,
      fields: 'files(id),nextPageToken',
    });
    expect(listed.files).toHaveLength(1);
  });
});
