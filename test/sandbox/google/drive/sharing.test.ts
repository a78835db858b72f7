/** Who may see what: permissions, links, keys. And what stands around files. */
import { expect, it } from 'vitest';
import { TestGoogle } from '../world.ts';

async function shared() {
  const google = new TestGoogle();
  const root = await google.sheet([
    ['Name', 'Amount'],
    ['Ann, "A"', 1.5],
  ]);
  const id = root.split('/').at(-1) ?? '';
  return { google, root, id, path: `/drive/v3/files/${id}` };
}

const status = async (google: TestGoogle, ...call: Parameters<TestGoogle['call']>) => (await google.call(...call)).status;

it('a stranger sees a file that was shared with them by name, and changes it only as a writer', async () => {
  const { google, root, path } = await shared();
  const stranger = google.world.people.get('stranger');
  const read = ['GET', `${root}/values/A1`, undefined, 'stranger'] as const;
  expect(await status(google, ...read)).toBe(404);
  const body = { type: 'user', role: 'reader', emailAddress: stranger?.email };
  const { id } = await google.ok<{ id: string }>('POST', `${path}/permissions`, body);
  await google.ok(...read);
  const write = ['PUT', `${root}/values/A2?valueInputOption=RAW`, { values: [['x']] }, 'stranger'] as const;
  expect(await status(google, ...write)).toBe(403);
  await google.ok('PATCH', `${path}/permissions/${id}`, { role: 'writer' });
  await google.ok(...write);
  const listed = await google.ok<{ files: { name: string }[] }>('GET', '/drive/v3/files', undefined, 'stranger');
  expect(listed.files).toHaveLength(1);
  await google.ok('DELETE', `${path}/permissions/${id}`);
  expect(await status(google, ...read)).toBe(404);
});

it('a spreadsheet goes out as text, its first tab as it is shown', async () => {
  const { google, path } = await shared();
  const url = `http://google.test${path}/export?mimeType=text/csv`;
  const answer = await google.vendors[1]?.handle(new Request(url, { headers: { authorization: 'Bearer anna' } }));
  expect([answer?.headers.get('content-type'), await answer?.text()]).toEqual(['text/csv', 'Name,Amount\r\n"Ann, ""A""",1.5']);
  expect(await google.refusal('GET', `${path}/export?mimeType=image/png`)).toBe('The requested conversion is not supported.');
});

it('drives, revisions, comments and ids are answered', async () => {
  const { google, path } = await shared();
  expect(await google.ok('GET', '/drive/v3/drives?pageSize=10')).toEqual({ kind: 'drive#driveList', drives: [] });
  expect(await google.ok('GET', `${path}/revisions?fields=revisions(id)`)).toEqual({ revisions: [{ id: '2' }] });
  const comments = `${path}/comments?fields=comments/content,comments/anchor,nextPageToken&pageToken=`;
  expect(await google.ok('GET', comments)).toEqual({ comments: [] });
  expect((await google.call('GET', `${path}/comments`)).status).toBe(400);
  expect((await google.call('GET', comments, undefined, 'stranger')).status).toBe(404);
  expect((await google.ok<{ ids: string[] }>('GET', '/drive/v3/files/generateIds?count=3')).ids).toHaveLength(3);
});

it('a key opens what anyone with the link may see', async () => {
  const { google, root, path } = await shared();
  const asked = `${root}/values/A1?key=AIzaSy0123456789abcdef`;
  expect(await status(google, 'GET', asked, undefined, null)).toBe(403);
  await google.ok('POST', `${path}/permissions`, { type: 'anyone', role: 'reader' });
  expect(await status(google, 'GET', asked, undefined, null)).toBe(200);
  expect(await status(google, 'GET', `${root}/values/A1?key=wrong`, undefined, null)).toBe(400);
});

it('a file is handed over only when that is said, and its old owner may still change it', async () => {
  const { google, root, path } = await shared();
  const boris = google.world.people.get('boris');
  const { id } = await google.ok<{ id: string }>('POST', `${path}/permissions`, {
    type: 'user',
    role: 'writer',
    emailAddress: boris?.email,
  });
  expect(await status(google, 'PATCH', `${path}/permissions/${id}`, { role: 'owner' })).toBe(403);
  await google.ok('PATCH', `${path}/permissions/${id}?transferOwnership=true`, { role: 'owner' });
  expect(await google.ok('GET', `${path}?fields=owners.emailAddress,ownedByMe`)).toEqual({
    owners: [{ emailAddress: boris?.email }],
    ownedByMe: false,
  });
  await google.ok('PUT', `${root}/values/A2?valueInputOption=RAW`, { values: [['still']] });
});
