import { describe, expect, it } from 'vitest';
import type { Push } from '../../../../sandbox/world/world.ts';
import { type Json, START, TestGoogle } from '../world.ts';

const idOf = (root: string) => root.split('/')[3] ?? '';
const SPREADSHEET = 'application/vnd.google-apps.spreadsheet';
const HOOK = 'https://hooks.test/drive';

describe('files', () => {
  it('tell version, times and the last person, and each change moves them', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const asked = `/drive/v3/files/${idOf(root)}?fields=version,modifiedTime,createdTime,lastModifyingUser(emailAddress,me),trashed,ownedByMe,size`;
    const first = await google.ok<{ version: string }>('GET', asked);
    expect(first).toEqual({
      version: '1',
      modifiedTime: new Date(START).toISOString(),
      createdTime: new Date(START).toISOString(),
      lastModifyingUser: { emailAddress: 'anna@agency.test', me: true },
      trashed: false,
      ownedByMe: true,
      size: '1024',
    });
    google.world.advance(1500);
    await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[1]] }, 'app-boris');
    expect(await google.ok('GET', asked)).toMatchObject({
      version: '2',
      modifiedTime: new Date(START + 1500).toISOString(),
      lastModifyingUser: { emailAddress: 'boris@agency.test', me: false },
    });
    // Reading moves nothing; writing what is there already moves nothing either.
    await google.ok('GET', `${root}?includeGridData=true`);
    expect(await google.ok('GET', asked)).toMatchObject({ version: '2' });
  });

  it('answer four fields when none are asked for', async () => {
    const google = new TestGoogle();
    const id = idOf(await google.sheet());
    expect(await google.ok('GET', `/drive/v3/files/${id}`)).toEqual({ kind: 'drive#file', id, name: 'Budgets', mimeType: SPREADSHEET });
  });

  it('are renamed, trashed, restored and deleted', async () => {
    const google = new TestGoogle();
    const root = await google.sheet([['x']]);
    const path = `/drive/v3/files/${idOf(root)}`;
    await google.ok('PATCH', path, { name: 'Plans' });
    expect(await google.ok('GET', `${root}?fields=properties.title`)).toEqual({ properties: { title: 'Plans' } });
    await google.batch(root, [{ updateSpreadsheetProperties: { properties: { title: 'Budgets again' }, fields: 'title' } }]);
    expect(await google.ok('GET', `${path}?fields=name,version`)).toEqual({ name: 'Budgets again', version: '4' });
    await google.ok('PATCH', path, { trashed: true });
    expect(await google.ok('GET', `${path}?fields=trashed,trashedTime`)).toEqual({
      trashed: true,
      trashedTime: new Date(START).toISOString(),
    });
    expect(await google.values(root, 'A1')).toEqual([['x']]);
    await google.ok('PATCH', path, { trashed: false });
    expect(await google.ok('GET', `${path}?fields=trashed,trashedTime`)).toEqual({ trashed: false });
    expect((await google.call('DELETE', path, undefined, 'boris')).status).toBe(403);
    expect((await google.call('DELETE', path)).status).toBe(204);
    expect((await google.call('GET', path)).status).toBe(404);
    expect((await google.call('GET', root)).status).toBe(404);
  });

  it('are created and copied', async () => {
    const google = new TestGoogle();
    const made = await google.ok('POST', '/drive/v3/files', { name: 'New', mimeType: SPREADSHEET, parents: ['folder1'] });
    expect(made).toMatchObject({ kind: 'drive#file', name: 'New', mimeType: SPREADSHEET });
    expect(await google.ok('GET', `/v4/spreadsheets/${made.id}?fields=properties.title,sheets.properties.title`)).toEqual({
      properties: { title: 'New' },
      sheets: [{ properties: { title: 'Sheet1' } }],
    });
    const root = await google.sheet([['a', '=LEN(A1)']]);
    await google.batch(root, [
      { addNamedRange: { namedRange: { namedRangeId: 'n', name: 'n_1', range: { sheetId: 0, startRowIndex: 0, endRowIndex: 1 } } } },
    ]);
    const copy = await google.ok('POST', `/drive/v3/files/${idOf(root)}/copy`, { name: 'Twin' }, 'boris');
    const twin = `/v4/spreadsheets/${copy.id}`;
    await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [['changed']] });
    expect(await google.values(twin, 'A1:B1')).toEqual([['a', 1]]);
    expect(await google.ok('GET', `${twin}?fields=namedRanges.name,sheets.properties.sheetId`)).toEqual({
      namedRanges: [{ name: 'n_1' }],
      sheets: [{ properties: { sheetId: 0 } }],
    });
    expect(await google.ok('GET', `/drive/v3/files/${copy.id}?fields=owners.emailAddress`)).toEqual({
      owners: [{ emailAddress: 'boris@agency.test' }],
    });
  });

  it.each([
    [`mimeType='${SPREADSHEET}'`, ['Alpha', 'Beta one']],
    [`mimeType = '${SPREADSHEET}' and trashed = false`, ['Alpha', 'Beta one']],
    ["name = 'alpha'", ['Alpha']],
    ["name contains 'one'", ['Beta one']],
    ["not name contains 'one' and mimeType != 'text/plain'", ['Alpha']],
    ["'folder1' in parents", ['Notes']],
    ["trashed=true or name='Notes'", ['Gone', 'Notes']],
    ["(name='Alpha' or name='Notes') and starred = false", ['Alpha', 'Notes']],
  ])('are found by %s', async (q, names) => {
    const google = new TestGoogle();
    await google.sheet([], { title: 'Alpha' });
    await google.sheet([], { title: 'Beta one' });
    await google.ok('POST', '/drive/v3/files', { name: 'Notes', mimeType: 'text/plain', parents: ['folder1'] });
    const gone = await google.ok('POST', '/drive/v3/files', { name: 'Gone', mimeType: 'text/plain' });
    await google.ok('PATCH', `/drive/v3/files/${gone.id}`, { trashed: true });
    const list = await google.ok<{ files: { name: string }[] }>('GET', `/drive/v3/files?q=${encodeURIComponent(q)}&orderBy=name`);
    expect(list.files.map((file) => file.name)).toEqual(names);
  });

  it('come in pages, and only those of the account', async () => {
    const google = new TestGoogle();
    for (const title of ['a', 'b', 'c']) await google.sheet([], { title });
    const first = await google.ok<{ files: { name: string }[]; nextPageToken: string }>(
      'GET',
      '/drive/v3/files?pageSize=2&orderBy=name&fields=files.name,nextPageToken',
    );
    const second = await google.ok(
      'GET',
      `/drive/v3/files?pageSize=2&orderBy=name&fields=files.name,nextPageToken&pageToken=${first.nextPageToken}`,
    );
    expect(first.files).toEqual([{ name: 'a' }, { name: 'b' }]);
    expect(second).toEqual({ files: [{ name: 'c' }] });
    expect(await google.ok('GET', '/drive/v3/files?fields=files', undefined, 'stranger')).toEqual({ files: [] });
  });

  it('refusals have Drive’s shape', async () => {
    const google = new TestGoogle();
    const missing = {
      message: 'File not found: nothing.',
      domain: 'global',
      reason: 'notFound',
      location: 'fileId',
      locationType: 'parameter',
    };
    expect((await google.call('GET', '/drive/v3/files/nothing')).body).toEqual({
      error: { code: 404, message: missing.message, errors: [missing] },
    });
    expect((await google.call('GET', `/drive/v3/files/${idOf(await google.sheet())}`, undefined, 'stranger')).status).toBe(404);
    expect((await google.call('GET', '/drive/v3/files', undefined, 'old')).body).toMatchObject({
      error: { code: 401, errors: [{ reason: 'authError', locationType: 'header' }], status: 'UNAUTHENTICATED' },
    });
    expect((await google.call('GET', '/drive/v3/files?q=name+like+x')).body).toMatchObject({
      error: { code: 400, errors: [{ reason: 'invalid', location: 'q' }] },
    });
    expect((await google.call('PATCH', `/drive/v3/files/${idOf(await google.sheet())}`, { name: 'x' }, 'vera')).status).toBe(403);
    expect((await google.call('POST', '/drive/v3/files/x/dance')).status).toBe(404);
  });
});

describe('changes', () => {
  const start = async (google: TestGoogle) =>
    (await google.ok<{ startPageToken: string }>('GET', '/drive/v3/changes/startPageToken')).startPageToken;
  interface List {
    readonly newStartPageToken?: string;
    readonly nextPageToken?: string;
    readonly changes: readonly { readonly fileId: string; readonly removed: boolean; readonly file?: Json }[];
  }
  const list = (google: TestGoogle, token: string, more = '', who = 'anna') =>
    google.ok<List>('GET', `/drive/v3/changes?pageToken=${token}${more}`, undefined, who);

  it('list each file that changed once, and end with the token of what comes next', async () => {
    const google = new TestGoogle();
    const [a, b] = [await google.sheet(), await google.sheet()];
    const token = await start(google);
    expect(await list(google, token)).toEqual({ kind: 'drive#changeList', newStartPageToken: token, changes: [] });
    for (const root of [a, b, a])
      await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[Number(token) + google.exchanges.length]] });
    const fields = '&fields=newStartPageToken,changes(fileId,removed,file(version,trashed,lastModifyingUser.emailAddress))';
    const seen = await list(google, token, fields);
    expect(seen.changes).toEqual([
      { fileId: idOf(b), removed: false, file: { version: '2', trashed: false, lastModifyingUser: { emailAddress: 'anna@agency.test' } } },
      { fileId: idOf(a), removed: false, file: { version: '3', trashed: false, lastModifyingUser: { emailAddress: 'anna@agency.test' } } },
    ]);
    expect((await list(google, seen.newStartPageToken ?? '')).changes).toEqual([]);
    expect((await list(google, token, '', 'boris')).changes).toHaveLength(2);
    expect((await list(google, token, '', 'stranger')).changes).toEqual([]);
  });

  it('come in pages', async () => {
    const google = new TestGoogle();
    const token = await start(google);
    for (let i = 0; i < 3; i += 1) await google.sheet();
    const first = await list(google, token, '&pageSize=2');
    expect([first.changes.length, first.newStartPageToken]).toEqual([2, undefined]);
    const second = await list(google, first.nextPageToken ?? '', '&pageSize=2');
    expect([second.changes.length, second.nextPageToken, second.newStartPageToken]).toEqual([1, undefined, await start(google)]);
  });

  it('say that a file is gone', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const token = await start(google);
    await google.call('DELETE', `/drive/v3/files/${idOf(root)}`);
    expect((await list(google, token)).changes).toMatchObject([{ fileId: idOf(root), removed: true }]);
    expect((await list(google, token, '&includeRemoved=false')).changes).toEqual([]);
    expect((await google.call('GET', '/drive/v3/changes?pageToken=abc')).status).toBe(400);
    expect((await google.call('GET', '/drive/v3/changes')).status).toBe(400);
  });
});

describe('watching', () => {
  const channel = (more: object = {}) => ({ id: 'c1', type: 'web_hook', address: HOOK, token: 'secret', ...more });
  const write = (google: TestGoogle, root: string, value: unknown) =>
    google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[value]] });
  const state = (push: Push | undefined) => push?.headers['X-Goog-Resource-State'];

  it('a file: a sync at once, then one gathered notification half a second after a change', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const expiration = START + 3_600_000 * 5;
    const opened = await google.ok<{ resourceId: string }>(
      'POST',
      `/drive/v3/files/${idOf(root)}/watch`,
      channel({ expiration: String(expiration) }),
    );
    const resourceUri = `https://www.googleapis.com/drive/v3/files/${idOf(root)}?alt=json`;
    expect(opened).toEqual({
      kind: 'api#channel',
      id: 'c1',
      resourceId: opened.resourceId,
      resourceUri,
      token: 'secret',
      expiration: String(expiration),
    });
    const { pushes } = google.world;
    expect(pushes).toHaveLength(1);
    expect(pushes[0]).toMatchObject({
      service: 'drive',
      url: HOOK,
      body: '',
      delayMs: 0,
      headers: {
        'X-Goog-Channel-ID': 'c1',
        'X-Goog-Channel-Token': 'secret',
        'X-Goog-Channel-Expiration': 'Mon, 23 Nov 2026 14:00:00 GMT',
        'X-Goog-Resource-ID': opened.resourceId,
        'X-Goog-Resource-URI': resourceUri,
        'X-Goog-Resource-State': 'sync',
        'X-Goog-Message-Number': '1',
      },
    });
    expect(pushes[0]?.headers).not.toHaveProperty('X-Goog-Changed');
    // Three changes within half a second are one notification; the next is its own.
    for (const value of [1, 2, 3]) {
      await write(google, root, value);
      google.world.advance(100);
    }
    expect(pushes).toHaveLength(2);
    expect(pushes[1]).toMatchObject({
      delayMs: 500,
      headers: { 'X-Goog-Resource-State': 'update', 'X-Goog-Changed': 'content,properties' },
    });
    google.world.advance(200);
    await write(google, root, 4);
    expect(pushes).toHaveLength(3);
    const numbers = pushes.map((push) => Number(push.headers['X-Goog-Message-Number']));
    expect(numbers).toEqual([...numbers].sort((x, y) => x - y));
    expect(new Set(numbers).size).toBe(3);
  });

  it('a refused or idle call notifies nobody; another file neither', async () => {
    const google = new TestGoogle();
    const [root, other] = [await google.sheet(), await google.sheet()];
    await google.ok('POST', `/drive/v3/files/${idOf(root)}/watch`, channel());
    await google.batchRefusal(root, [{ deleteSheet: { sheetId: 0 } }]);
    await google.ok('GET', root);
    await write(google, other, 1);
    expect(google.world.pushes.map(state)).toEqual(['sync']);
  });

  it('trash, restore and removal have their own names', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    await google.ok('POST', `/drive/v3/files/${idOf(root)}/watch`, channel());
    for (const trashed of [true, false]) {
      await google.ok('PATCH', `/drive/v3/files/${idOf(root)}`, { trashed });
      google.world.advance(1000);
    }
    await google.call('DELETE', `/drive/v3/files/${idOf(root)}`);
    expect(google.world.pushes.map(state)).toEqual(['sync', 'trash', 'untrash', 'remove']);
  });

  it('all changes of the account', async () => {
    const google = new TestGoogle();
    const token = (await google.ok<{ startPageToken: string }>('GET', '/drive/v3/changes/startPageToken')).startPageToken;
    await google.ok('POST', `/drive/v3/changes/watch?pageToken=${token}`, channel({ id: 'all' }), 'app-anna');
    await google.sheet();
    expect(google.world.pushes.map(state)).toEqual(['sync', 'change']);
    expect(google.world.pushes[1]?.headers['X-Goog-Resource-URI']).toBe(
      `https://www.googleapis.com/drive/v3/changes?alt=json&pageToken=${token}`,
    );
    expect((await google.call('POST', '/drive/v3/changes/watch', channel({ id: 'none' }))).status).toBe(400);
  });

  it('ends when stopped, and at its expiration, which has a limit', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const watch = (id: string, expiration?: number) =>
      google.ok<{ resourceId: string; expiration: string }>(
        'POST',
        `/drive/v3/files/${idOf(root)}/watch`,
        channel({ id, ...(expiration && { expiration: String(expiration) }) }),
      );
    const first = await watch('one');
    expect(first.expiration).toBe(String(START + 3_600_000));
    expect((await watch('two', START + 999_999_999)).expiration).toBe(String(START + 86_400_000));
    expect((await google.call('POST', '/drive/v3/channels/stop', { id: 'one', resourceId: 'wrong' })).status).toBe(404);
    expect((await google.call('POST', '/drive/v3/channels/stop', { id: 'one', resourceId: first.resourceId }, 'stranger')).status).toBe(
      404,
    );
    expect((await google.call('POST', '/drive/v3/channels/stop', { id: 'one', resourceId: first.resourceId })).status).toBe(204);
    await write(google, root, 1);
    const channels = () => google.world.pushes.slice(2).map((push) => push.headers['X-Goog-Channel-ID']);
    expect(channels()).toEqual(['two']);
    google.world.advance(86_400_000);
    await write(google, root, 2);
    expect(channels()).toEqual(['two']);
  });

  it.each([
    [{ id: undefined }, 'required'],
    [{ type: 'email' }, 'channelUnknown'],
    [{ address: 'http://hooks.test/x' }, 'push.webhookUrlNotHttps'],
    [{ address: 'nonsense' }, 'push.webhookUrlNotHttps'],
    [{ expiration: String(START - 1) }, 'channelExpirationInvalid'],
  ])('%j is refused: %s', async (more, reason) => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const answer = await google.call('POST', `/drive/v3/files/${idOf(root)}/watch`, channel(more));
    expect(answer).toMatchObject({ status: 400, body: { error: { errors: [{ reason }] } } });
  });

  it('an id is taken once; loopback may be plain http', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    await google.ok('POST', `/drive/v3/files/${idOf(root)}/watch`, channel({ address: 'http://127.0.0.1:4300/webhooks/drive' }));
    const again = await google.call('POST', `/drive/v3/files/${idOf(root)}/watch`, channel());
    expect(again).toMatchObject({ status: 400, body: { error: { errors: [{ reason: 'channelIdNotUnique' }] } } });
  });

  it('delivery counts as done for anything but a server error', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    await google.ok('POST', `/drive/v3/files/${idOf(root)}/watch`, channel());
    const accepted = google.world.pushes[0]?.accepted;
    expect([200, 201, 202, 204, 102, 404, 410].map((status) => accepted?.(status))).toEqual([true, true, true, true, true, true, true]);
    expect([500, 502, 503, 504].map((status) => accepted?.(status))).toEqual([false, false, false, false]);
  });
});

describe('what the world hears', () => {
  it('each change is announced and committed before it is answered', async () => {
    const google = new TestGoogle();
    const root = await google.sheet();
    const before = google.world.commits();
    await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[1]] });
    expect(google.world.commits()).toBe(before + 1);
    expect(google.world.announced.at(-1)).toBe(`sheets ${idOf(root)}`);
  });

  it.each([
    ['POST', '/v4/spreadsheets', '{}', ['spreadsheets.create']],
    ['GET', '/v4/spreadsheets/x?fields=a', '', ['spreadsheets.get']],
    [
      'POST',
      '/v4/spreadsheets/x:batchUpdate',
      '{"requests":[{"updateCells":{}},{"sortRange":{}},{"updateCells":{}}]}',
      ['spreadsheets.batchUpdate', 'updateCells', 'sortRange'],
    ],
    ['POST', '/v4/spreadsheets/x:batchUpdate', 'broken', ['spreadsheets.batchUpdate']],
    ['GET', '/v4/spreadsheets/x/values/Sheet1!A1%3AB2', '', ['values.get']],
    ['PUT', '/v4/spreadsheets/x/values/A1', '', ['values.update']],
    ['POST', '/v4/spreadsheets/x/values/A1:append', '', ['values.append']],
    ['POST', '/v4/spreadsheets/x/values/A1%3AB2:clear', '', ['values.clear']],
    ['GET', '/v4/spreadsheets/x/values:batchGet', '', ['values.batchGet']],
    ['POST', '/v4/spreadsheets/x/values:batchUpdateByDataFilter', '', ['values.batchUpdateByDataFilter']],
    ['POST', '/v4/spreadsheets/x/developerMetadata:search', '', ['developerMetadata.search']],
    ['POST', '/v4/spreadsheets/x/sheets/0:copyTo', '', ['sheets.copyTo']],
    ['GET', '/drive/v3/changes?pageToken=1', '', ['changes.list']],
    ['POST', '/drive/v3/files/x/watch', '', ['files.watch']],
    ['POST', '/drive/v3/channels/stop', '', ['channels.stop']],
    ['GET', '/drive/v3/nothing', '', ['unknown']],
  ])('%s %s is known before it runs', (method, path, body, operations) => {
    const { vendors } = new TestGoogle();
    const request = new Request(`http://google.test${path}`, { method, headers: { authorization: 'Bearer app-boris' } });
    const vendor = vendors.find((one) => one.owns(new URL(request.url).pathname));
    expect(vendor?.describe(request, body)).toEqual({ service: path.startsWith('/v4') ? 'sheets' : 'drive', operations, caller: 'app' });
  });
});
