/** What `q` of files.list understands, and what bodies of Drive are read like. */
import { describe, expect, it } from 'vitest';
import { type Json, TestGoogle } from '../world.ts';

const SPREADSHEET = 'application/vnd.google-apps.spreadsheet';

/** Alpha (Anna's), Beta one (Boris's, a minute later), Notes (in a folder), `Anna's "own"` (open to anyone). */
async function library(): Promise<TestGoogle> {
  const google = new TestGoogle();
  await google.sheet([], { title: 'Alpha' });
  google.world.advance(60_000);
  await google.ok('POST', '/drive/v3/files', { name: 'Beta one', mimeType: SPREADSHEET }, 'boris');
  await google.ok('POST', '/drive/v3/files', { name: 'Notes', mimeType: 'text/plain', parents: ['folder1'], properties: { kind: "A's" } });
  const open = await google.ok('POST', '/drive/v3/files', { name: 'Anna\'s "own"', mimeType: 'text/plain' });
  await google.ok('POST', `/drive/v3/files/${open.id}/permissions`, { type: 'anyone', role: 'reader' });
  return google;
}

const search = (q: string) => `/drive/v3/files?q=${encodeURIComponent(q)}&orderBy=name`;

describe('files are found by', () => {
  it.each([
    // Both kinds of quotes, with the escapes of each.
    [`mimeType="${SPREADSHEET}"`, ['Alpha', 'Beta one']],
    [`mimeType="${SPREADSHEET}" and name = 'Alpha'`, ['Alpha']],
    [String.raw`name = 'Anna\'s "own"'`, ['Anna\'s "own"']],
    [String.raw`name = "Anna's \"own\""`, ['Anna\'s "own"']],
    ['"folder1" in parents', ['Notes']],
    // So say clients, and are understood.
    ['mimeType="text/plain" and parents in "folder1"', ['Notes']],
    // Whose they are.
    ['sharedWithMe', ['Beta one']],
    ['sharedWithMe = true and trashed=false', ['Beta one']],
    ['not sharedWithMe', ['Alpha', 'Anna\'s "own"', 'Notes']],
    ['sharedWithMe = false', ['Alpha', 'Anna\'s "own"', 'Notes']],
    ["'me' in owners", ['Alpha', 'Anna\'s "own"', 'Notes']],
    ["'boris@agency.test' in owners", ['Beta one']],
    ["'vera@agency.test' in writers", []],
    ["'vera@agency.test' in readers and 'boris@agency.test' in owners", ['Beta one']],
    ["visibility = 'anyoneWithLink'", ['Anna\'s "own"']],
    ["trashed=false and visibility='limited'", ['Alpha', 'Beta one', 'Notes']],
    ["visibility != 'limited'", ['Anna\'s "own"']],
    // Times, in UTC when nothing else is said.
    ["modifiedTime > '2026-11-23T09:00:30'", ['Anna\'s "own"', 'Beta one', 'Notes']],
    ["modifiedTime <= '2026-11-23T11:00:30+02:00'", ['Alpha']],
    ["createdTime < '2026-11-23T09:00:30.000Z' or createdTime > '2026-11-24'", ['Alpha']],
    ["viewedByMeTime >= '2026-11-23'", ['Alpha', 'Anna\'s "own"', 'Beta one', 'Notes']],
    // Words, their beginnings, what files are tagged with.
    ["name contains 'bet' and not name contains 'eta'", ['Beta one']],
    ["fullText contains 'one'", ['Beta one']],
    [String.raw`properties has { key='kind' and value='A\'s' }`, ['Notes']],
    ["appProperties has { key='kind' and value='x' }", []],
    ["(name = 'Alpha' or name = 'Notes') and not (mimeType contains 'text/' or starred = true)", ['Alpha']],
    ["trashed != true and shortcutDetails.targetId != 'x' and mimeType != 'text/plain'", ['Alpha', 'Beta one']],
  ])('%s', async (q, names) => {
    const google = await library();
    const list = await google.ok<{ files: { name: string }[] }>('GET', search(q));
    expect(list.files.map((file) => file.name)).toEqual(names);
  });

  it.each([
    'name = "Alpha',
    'name = Alpha',
    "name > 'Alpha'",
    "fullText = 'one'",
    "trashed > 'x'",
    'trashed = maybe',
    "'me' in friends",
    "visibility = 'secret'",
    "modifiedTime > 'yesterday'",
    "size > '1'",
    "name = 'a' name = 'b'",
    'sharedWithMe =',
  ])('not by %s', async (q) => {
    const google = new TestGoogle();
    expect(await google.call('GET', search(q))).toMatchObject({
      status: 400,
      body: { error: { code: 400, message: 'Invalid Value', errors: [{ reason: 'invalid', location: 'q', locationType: 'parameter' }] } },
    });
  });
});

it('Drive passes over what it doesn’t know in a body; Sheets refuses it', async () => {
  const google = new TestGoogle();
  const root = await google.sheet();
  const path = `/drive/v3/files/${root.split('/')[3]}`;
  const grant = { role: 'writer', type: 'user', emailAddress: 'boris@agency.test', withLink: false };
  expect(await google.ok<Json>('POST', `${path}/permissions`, grant)).toMatchObject({
    kind: 'drive#permission',
    type: 'user',
    role: 'writer',
  });
  expect(await google.ok('PATCH', path, { name: 'Plans', title: 'v2 called it so', labels: { starred: true } })).toMatchObject({
    name: 'Plans',
  });
  // What it does know has to be of the right kind.
  expect(await google.refusal('PATCH', path, { name: 7 })).toBe("Invalid value at 'name' (TYPE_STRING), 7");
  expect(await google.refusal('POST', `${root}:batchUpdate`, { withLink: false })).toContain('Unknown name "withLink"');
});
