/** What an app's token reaches whose scope is per file. `app-…` has `drive.file` only, `sheets-…` also `spreadsheets`. */
import { expect, it } from 'vitest';
import { type Json, TestGoogle } from '../world.ts';

const idOf = (root: string) => root.split('/')[3] ?? '';

/** People are asked; Anna has a spreadsheet that the app made and one that she made herself. */
async function asked() {
  const google = new TestGoogle();
  const before = await google.sheet([['old']], { title: 'Before' });
  google.world.picks.setMode('asked');
  const made = await google.ok<{ spreadsheetId: string }>('POST', '/v4/spreadsheets', { properties: { title: 'Made' } }, 'app-anna');
  const own = await google.sheet([['x']], { title: 'Own' });
  return { google, before, made: `/v4/spreadsheets/${made.spreadsheetId}`, own };
}

async function names(google: TestGoogle, token: string): Promise<string[]> {
  const list = await google.ok<{ files: { name: string }[] }>('GET', '/drive/v3/files?orderBy=name', undefined, token);
  return list.files.map(({ name }) => name);
}

it('a file that nobody picked isn’t there, in the words of each service', async () => {
  const { google, own } = await asked();
  const gone = { error: { code: 404, message: 'Requested entity was not found.', status: 'NOT_FOUND' } };
  const value = { values: [['y']] };
  expect(await google.call('GET', `${own}/values/A1`, undefined, 'app-anna')).toEqual({ status: 404, body: gone });
  expect(await google.call('PUT', `${own}/values/A1?valueInputOption=RAW`, value, 'app-anna')).toEqual({ status: 404, body: gone });
  expect(await google.call('POST', `${own}:batchUpdate`, { requests: [] }, 'app-anna')).toEqual({ status: 404, body: gone });
  for (const [method, path] of [
    ['GET', ''],
    ['PATCH', ''],
    ['DELETE', ''],
    ['POST', '/copy'],
    ['POST', '/watch'],
    ['GET', '/permissions'],
    ['GET', '/export?mimeType=text/csv'],
  ] as const) {
    const refused = await google.call('GET' === method ? 'GET' : method, `/drive/v3/files/${idOf(own)}${path}`, undefined, 'app-anna');
    expect([path, refused.status, refused.body]).toMatchObject([
      path,
      404,
      { error: { errors: [{ reason: 'notFound', location: 'fileId' }] } },
    ]);
  }
  expect(await google.values(own, 'A1')).toEqual([['x']]);
});

it('what the app made is its own, a copy too, and what was there before people were asked counts as picked', async () => {
  const { google, before, made, own } = await asked();
  await google.ok('PUT', `${made}/values/A1?valueInputOption=RAW`, { values: [['y']] }, 'app-anna');
  await google.ok('GET', before, undefined, 'app-anna');
  await google.ok('POST', `/drive/v3/files/${idOf(made)}/copy`, { name: 'Twin' }, 'app-anna');
  expect(await names(google, 'app-anna')).toEqual(['Before', 'Made', 'Twin']);
  // Each for whoever's token it was: not another person's, nor another app's.
  expect(await names(google, 'app-boris')).toEqual(['Before']);
  expect(await names(google, 'sheets-anna')).toEqual(['Before']);
  expect(await names(google, 'anna')).toEqual(['Before', 'Made', 'Own', 'Twin']);
  expect(await google.ok('GET', `/drive/v3/files/${idOf(own)}?fields=isAppAuthorized`)).toEqual({ isAppAuthorized: false });
  expect(await google.ok('GET', `/drive/v3/files/${idOf(made)}?fields=isAppAuthorized`, undefined, 'app-anna')).toEqual({
    isAppAuthorized: true,
  });
});

it('after the pick it is there, for that app and that person, until it is taken back', async () => {
  const { google, own } = await asked();
  google.world.picks.pick(idOf(own), { person: 'anna', app: 'client-1' });
  await google.ok('PUT', `${own}/values/A1?valueInputOption=RAW`, { values: [['y']] }, 'app-anna');
  await google.ok('PATCH', `/drive/v3/files/${idOf(own)}`, { name: 'Ours' }, 'app-anna');
  expect((await google.call('GET', own, undefined, 'app-boris')).status).toBe(404);
  expect((await google.call('GET', `/drive/v3/files/${idOf(own)}`, undefined, 'sheets-anna')).status).toBe(404);
  google.world.picks.pick(idOf(own), { person: null, app: null });
  await google.ok('GET', own, undefined, 'app-boris');
  google.world.picks.takeBack(idOf(own));
  expect((await google.call('GET', own, undefined, 'app-anna')).status).toBe(404);
  // A pick opens nothing that its person may not see.
  google.world.picks.pick(idOf(own), { person: null, app: null });
  expect((await google.call('GET', own, undefined, 'app-stranger')).status).toBe(404);
});

it('a scope for all spreadsheets reaches all of its person’s through Sheets, and picked ones through Drive', async () => {
  const { google, own } = await asked();
  await google.ok('PUT', `${own}/values/A1?valueInputOption=RAW`, { values: [['y']] }, 'sheets-anna');
  await google.ok('GET', own, undefined, 'sheets-boris');
  expect((await google.call('GET', own, undefined, 'sheets-stranger')).status).toBe(404);
  expect((await google.call('GET', `/drive/v3/files/${idOf(own)}`, undefined, 'sheets-anna')).status).toBe(404);
});

it('changes, and pushes of them, are of picked files only', async () => {
  const { google, made, own } = await asked();
  const from = await google.ok<{ startPageToken: string }>('GET', '/drive/v3/changes/startPageToken', undefined, 'app-anna');
  const address = 'https://hooks.test/drive';
  for (const token of ['app-anna', 'anna']) {
    await google.ok('POST', `/drive/v3/changes/watch?pageToken=${from.startPageToken}`, { id: token, type: 'web_hook', address }, token);
  }
  for (const [index, root] of [own, made].entries()) {
    await google.ok('PUT', `${root}/values/A1?valueInputOption=RAW`, { values: [[index]] });
    google.world.advance(1000);
  }
  const changes = async (token: string) => {
    const list = await google.ok<{ changes: Json[] }>('GET', `/drive/v3/changes?pageToken=${from.startPageToken}`, undefined, token);
    return list.changes.map(({ fileId }) => fileId);
  };
  expect(await changes('app-anna')).toEqual([idOf(made)]);
  expect(await changes('anna')).toEqual([idOf(own), idOf(made)]);
  const pushed = google.world.pushes.slice(2).map(({ headers }) => headers['X-Goog-Channel-ID']);
  expect(pushed).toEqual(['anna', 'app-anna', 'anna']);
});
