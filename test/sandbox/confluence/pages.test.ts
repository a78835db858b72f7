import { beforeEach, describe, expect, it } from 'vitest';
import { api, CLOUD, type House, house, OTHER_CLOUD, SITE_URL, space, storage } from './set-up.ts';

let one: House;
let home: Awaited<ReturnType<typeof space>>;
beforeEach(async () => {
  one = house();
  home = await space(one);
});

const put = (id: string, number: number, body: string, more: object = {}) =>
  one.ask('PUT', `${api}/pages/${id}`, { id, status: 'current', title: 'Acme', body: storage(body), version: { number }, ...more });

describe('a page', () => {
  it('is kept byte for byte, and its body shown only when asked for', async () => {
    const source = '<p>A &amp; B &nbsp;<strong>c</strong></p><ac:structured-macro ac:name="toc" />';
    const page = await home.page('Acme', source);
    expect(page).toMatchObject({ status: 'current', spaceId: home.id, parentId: home.homepageId, version: { number: 1 } });
    const bare = await one.ask('GET', `${api}/pages/${page.id}`);
    expect(bare.body.body).toEqual({});
    const full = await one.ask('GET', `${api}/pages/${page.id}?body-format=storage`);
    expect(full.body.body).toEqual({ storage: { representation: 'storage', value: source } });
  });

  it('takes the next version only, and says which it has', async () => {
    const { id } = await home.page('Acme');
    expect((await put(id, 2, '<p>2</p>')).body.version.number).toBe(2);
    const stale = await put(id, 2, '<p>3</p>');
    expect(stale.status).toBe(409);
    expect(stale.body).toEqual({
      errors: [
        {
          status: 409,
          code: 'CONFLICT',
          title: 'Version must be incremented when updating a page. Current Version: [2]. Provided version: [2]',
          detail: null,
        },
      ],
    });
    expect(stale.headers.get('atl-request-id')).toHaveLength(32);
    expect((await put(id, 4, '<p>4</p>')).status).toBe(409);
  });

  it('has one title a space, whatever the case; another space and the trash do not count', async () => {
    await home.page('Acme');
    const twin = await one.ask('POST', `${api}/pages`, { spaceId: home.id, status: 'current', title: 'ACME', body: storage('') });
    expect([twin.status, twin.body.errors[0].title]).toEqual([
      400,
      'A page with this title already exists: A page already exists with the same TITLE in this space',
    ]);
    const bolt = await home.page('Bolt');
    expect((await put(bolt.id, 2, '<p/>')).status).toBe(400);
    const elsewhere = await space(one, 'XX');
    const other = await elsewhere.page('Acme');
    await one.ask('DELETE', `${api}/pages/${other.id}`);
    expect((await elsewhere.page('Acme')).title).toBe('Acme');
  });

  it('is refused when it is not well-formed', async () => {
    for (const body of ['<p>', '<p>a & b</p>', '</p>', '<p a=1/>', '<p>\u0001</p>', '<![CDATA[x']) {
      const answer = await one.ask('POST', `${api}/pages`, { spaceId: home.id, status: 'current', title: 'Bad', body: storage(body) });
      expect([body, answer.status, answer.body.errors[0].title.startsWith('Error parsing xhtml')]).toEqual([body, 400, true]);
    }
  });

  it('goes to the trash and comes back as it was; purging ends it', async () => {
    const parent = await home.page('Parent');
    const page = await home.page('Acme', '<p/>', { parentId: parent.id });
    const child = await home.page('Child', '<p/>', { parentId: page.id });
    expect((await one.ask('DELETE', `${api}/pages/${page.id}?purge=true`)).status).toBe(400);
    expect((await one.ask('DELETE', `${api}/pages/${page.id}`)).status).toBe(204);
    expect((await one.ask('GET', `${api}/pages/${page.id}`)).body.status).toBe('trashed');
    expect((await one.ask('DELETE', `${api}/pages/${page.id}`)).status).toBe(404);
    expect((await one.ask('GET', `${api}/pages?id=${page.id}`)).body.results).toEqual([]);
    expect((await one.ask('GET', `${api}/pages?id=${page.id}&status=trashed`)).body.results).toHaveLength(1);
    expect((await one.ask('GET', `${api}/pages/${child.id}`)).body.parentId).toBe(parent.id);

    const back = { status: 'current', version: { number: 1 }, body: { storage: { value: '<p/>' } } };
    expect((await put(page.id, 2, '<p>back</p>')).body).toMatchObject(back);
    await one.ask('DELETE', `${api}/pages/${page.id}`);
    expect((await one.ask('DELETE', `${api}/pages/${page.id}?purge=true`)).status).toBe(204);
    expect((await one.ask('GET', `${api}/pages/${page.id}`)).status).toBe(404);
  });

  it('keeps its versions', async () => {
    const { id } = await home.page('Acme', '<p>1</p>');
    one.time.pass(1000);
    await put(id, 2, '<p>2</p>', { version: { number: 2, message: 'why' } });
    const versions = await one.ask('GET', `${api}/pages/${id}/versions?body-format=storage`);
    expect(
      versions.body.results.map((version: { number: number; message: string; page: { body: unknown } }) => [
        version.number,
        version.message,
      ]),
    ).toEqual([
      [2, 'why'],
      [1, ''],
    ]);
    expect((await one.ask('GET', `${api}/pages/${id}?version=1&body-format=storage`)).body.body.storage.value).toBe('<p>1</p>');
    expect((await one.ask('GET', `${api}/pages/${id}/versions/1`)).body).toMatchObject({ number: 1, nextVersion: 2 });
  });

  it('is a draft until it is published with version 1', async () => {
    const draft = await one.ask('POST', `${api}/pages`, { spaceId: home.id, status: 'draft', title: '', body: storage('<p/>') });
    const id = draft.body.id;
    expect((await one.ask('GET', `${api}/pages/${id}`)).status).toBe(404);
    expect((await one.ask('GET', `${api}/pages/${id}?get-draft=true`)).body.status).toBe('draft');
    expect((await put(id, 1, '<p>live</p>')).body).toMatchObject({ status: 'current', version: { number: 1 } });
  });

  it('moves under another parent, never under itself', async () => {
    const a = await home.page('A');
    const b = await home.page('B', '<p/>', { parentId: a.id });
    const moved = await one.ask('PUT', `${api}/pages/${b.id}`, {
      id: b.id,
      status: 'current',
      title: 'B',
      parentId: home.homepageId,
      body: storage('<p/>'),
      version: { number: 2 },
    });
    expect(moved.body.parentId).toBe(home.homepageId);
    expect((await put(a.id, 2, '<p/>', { title: 'A', parentId: a.id })).status).toBe(400);
    expect((await one.ask('GET', `${api}/pages/${b.id}/ancestors`)).body.results).toEqual([{ id: home.homepageId, type: 'page' }]);
  });
});

describe('lists of pages', () => {
  it('give ids, statuses and titles asked for, with bodies in one call', async () => {
    const ids: string[] = [];
    for (const title of ['A', 'B', 'C']) ids.push((await home.page(title, `<p>${title}</p>`)).id);
    const answer = await one.ask('GET', `${api}/pages?id=${ids[2]},${ids[0]}&body-format=storage&limit=250`);
    expect(
      answer.body.results.map((page: { title: string; body: { storage: { value: string } } }) => [page.title, page.body.storage.value]),
    ).toEqual([
      ['A', '<p>A</p>'],
      ['C', '<p>C</p>'],
    ]);
    expect(answer.body._links).toEqual({ base: `${SITE_URL}/wiki` });
    expect((await one.ask('GET', `${api}/pages?title=B&space-id=${home.id}`)).body.results).toHaveLength(1);
    expect((await one.ask('GET', `${api}/pages?id=abc`)).body.errors[0].title).toBe(
      "Provided value {abc} for 'id' is not the correct type. Expected type is long",
    );
    expect((await one.ask('GET', `${api}/pages?limit=251`)).status).toBe(400);
  });

  it('go on where a cursor stood, though pages come and go meanwhile', async () => {
    const ids: string[] = [home.homepageId];
    for (const title of ['A', 'B', 'C', 'D']) ids.push((await home.page(title)).id);
    const first = await one.ask('GET', `${api}/spaces/${home.id}/pages?limit=2`);
    expect(first.headers.get('link')).toContain(`<${first.body._links.next}>; rel="next"`);
    expect(first.body._links.next.startsWith('/wiki/api/v2/spaces/')).toBe(true);
    await one.ask('DELETE', `${api}/pages/${ids[1]}`);
    const second = await one.ask('GET', first.body._links.next);
    const third = await one.ask('GET', second.body._links.next);
    expect([second, third].flatMap((answer) => answer.body.results.map((page: { id: string }) => page.id))).toEqual(ids.slice(2));
    expect(third.body._links.next).toBeUndefined();
  });

  it('put the newest change first when asked', async () => {
    const a = await home.page('Acme');
    await one.time.pass(1000);
    await home.page('B');
    await one.time.pass(1000);
    await put(a.id, 2, '<p>new</p>');
    const newest = await one.ask('GET', `${api}/spaces/${home.id}/pages?sort=-modified-date&limit=2`);
    expect(newest.body.results.map((page: { title: string }) => page.title)).toEqual(['Acme', 'B']);
  });

  it('list children in their order', async () => {
    for (const title of ['Z', 'A', 'M']) await home.page(title);
    const children = await one.ask('GET', `${api}/pages/${home.homepageId}/children`);
    expect(children.body.results.map((page: { title: string; childPosition: number }) => [page.title, page.childPosition])).toEqual([
      ['Z', 0],
      ['A', 1],
      ['M', 2],
    ]);
  });
});

describe('who sees what', () => {
  it('knows sites by account: another one is not there', async () => {
    const page = await home.page('Acme');
    const token = (person: string) => one.world.people.tokenOf('confluence', person);
    const at = (cloud: string, person: string) =>
      one.send(
        new Request(`http://c.test/ex/confluence/${cloud}${api}/pages/${page.id}`, {
          headers: { authorization: `Bearer ${token(person)}` },
        }),
      );
    expect((await at(CLOUD, 'anna')).status).toBe(200);
    expect((await at(OTHER_CLOUD, 'anna')).status).toBe(404);
    expect((await at(CLOUD, 'mallory')).status).toBe(404);
    expect((await at(OTHER_CLOUD, 'mallory')).status).toBe(404);
    expect((await at('7a1cbd3e-0000-4000-8000-00000000000f', 'anna')).status).toBe(404);
  });

  it('takes e-mail and API token at the site, and an OAuth token at the gateway only', async () => {
    const token = one.world.people.tokenOf('confluence', 'anna');
    const at = (authorization: string) => one.send(new Request(`http://c.test${api}/spaces`, { headers: { authorization } }));
    const basic = (login: string) => `Basic ${Buffer.from(login).toString('base64')}`;
    expect((await at(basic(`anna@polyus.example:${token}`))).status).toBe(200);
    expect((await at(basic(`boris@polyus.example:${token}`))).status).toBe(401);
    const app = one.appToken('anna', ['read:space:confluence']);
    expect((await at(`Bearer ${app}`)).status).toBe(401);
    expect((await one.ask('GET', `${api}/spaces`, undefined, app)).status).toBe(200);
    expect((await one.ask('GET', `${api}/pages`, undefined, app)).body).toEqual({
      code: 401,
      message: 'Unauthorized; scope does not match',
    });
    await one.time.pass(3_601_000);
    expect((await one.ask('GET', `${api}/spaces`, undefined, app)).body).toEqual({ code: 401, message: 'Unauthorized' });
  });

  it('hides a restricted page as if it were not there', async () => {
    const page = await home.page('Secret');
    one.confluence.restrict(page.id, ['anna']);
    expect((await one.ask('GET', `${api}/pages/${page.id}`, undefined, 'boris')).status).toBe(404);
    expect((await one.ask('GET', `${api}/pages?id=${page.id}`, undefined, 'boris')).body.results).toEqual([]);
    expect((await one.ask('GET', `${api}/pages/${page.id}`)).status).toBe(200);
  });
});

describe('beside pages', () => {
  it('keeps properties under one key each, version by version', async () => {
    const { id } = await home.page('Acme');
    const path = `${api}/pages/${id}/properties`;
    const made = await one.ask('POST', path, { key: 'evenkeel', value: { a: 1 } });
    expect(made.body).toMatchObject({ key: 'evenkeel', value: { a: 1 }, version: { number: 1 } });
    expect((await one.ask('POST', path, { key: 'evenkeel', value: 2 })).status).toBe(409);
    expect((await one.ask('PUT', `${path}/${made.body.id}`, { key: 'evenkeel', value: 2, version: { number: 3 } })).status).toBe(409);
    expect((await one.ask('PUT', `${path}/${made.body.id}`, { key: 'evenkeel', value: 2, version: { number: 2 } })).body.value).toBe(2);
    expect((await one.ask('GET', `${path}?key=evenkeel`)).body.results).toHaveLength(1);
    expect((await one.ask('GET', `${api}/pages/${id}?include-properties=true`)).body.properties.results[0].key).toBe('evenkeel');
    expect((await one.ask('DELETE', `${path}/${made.body.id}`)).status).toBe(204);
    expect((await one.ask('GET', path)).body.results).toEqual([]);
  });

  it('lists the tasks of a page and ticks one without a new version', async () => {
    const task = (id: number, status: string, words: string) =>
      `<ac:task><ac:task-id>${id}</ac:task-id><ac:task-status>${status}</ac:task-status><ac:task-body>${words}</ac:task-body></ac:task>`;
    const { id } = await home.page(
      'Acme',
      `<p>x</p><ac:task-list>${task(1, 'incomplete', 'Call')}${task(2, 'complete', 'Sign')}</ac:task-list>`,
    );
    const open = await one.ask('GET', `${api}/tasks?page-id=${id}&status=incomplete&body-format=storage`);
    expect(
      open.body.results.map((one: { localId: string; body: { storage: { value: string } } }) => [one.localId, one.body.storage.value]),
    ).toEqual([['1', 'Call']]);
    await one.ask('PUT', `${api}/tasks/${open.body.results[0].id}`, { status: 'complete' });
    const after = await one.ask('GET', `${api}/pages/${id}?body-format=storage`);
    expect(after.body.version.number).toBe(1);
    expect(after.body.body.storage.value).toContain('<ac:task-id>1</ac:task-id><ac:task-status>complete</ac:task-status>');
    expect((await one.ask('GET', `${api}/tasks?page-id=${id}&status=incomplete`)).body.results).toEqual([]);
  });

  it('reads and writes Atlassian documents', async () => {
    const doc = {
      type: 'doc',
      version: 1,
      content: [
        { type: 'heading', attrs: { level: 2 }, content: [{ type: 'text', text: 'A & B' }] },
        { type: 'paragraph', content: [{ type: 'text', text: 'bold', marks: [{ type: 'strong' }] }] },
      ],
    };
    const made = await home.page('Adf', '', { body: { representation: 'atlas_doc_format', value: JSON.stringify(doc) } });
    expect((await one.ask('GET', `${api}/pages/${made.id}?body-format=storage`)).body.body.storage.value).toBe(
      '<h2>A &amp; B</h2><p><strong>bold</strong></p>',
    );
    expect(
      JSON.parse((await one.ask('GET', `${api}/pages/${made.id}?body-format=atlas_doc_format`)).body.body.atlas_doc_format.value),
    ).toEqual(doc);
  });
});

describe('the editor', () => {
  const block =
    '<ac:structured-macro ac:name="details"><ac:parameter ac:name="id">x</ac:parameter><ac:rich-text-body><table><tbody><tr><th>Owner</th><td>A &quot;b&quot;</td></tr><tr><th>Stage</th><td></td></tr></tbody></table></ac:rich-text-body></ac:structured-macro>';

  it('rewrites what it stores while it is on, and only once', async () => {
    one.confluence.setNormalising(true);
    const page = await home.page('Acme', block);
    const read = async () => (await one.ask('GET', `${api}/pages/${page.id}?body-format=storage`)).body.body.storage.value as string;
    const first = await read();
    expect(first).toMatch(/<th ac:local-id="[0-9a-f-]{36}"><p ac:local-id="[0-9a-f-]{36}">Owner<\/p><\/th>/);
    expect(first).toContain('A "b"');
    expect(first).toContain('ac:macro-id=');
    await one.ask('PUT', `${api}/pages/${page.id}`, {
      id: page.id,
      status: 'current',
      title: 'Acme',
      body: storage(first),
      version: { number: 2 },
    });
    expect(await read()).toBe(first);
  });
});

describe('after a restart', () => {
  it('everything that was answered is still there', async () => {
    const page = await home.page('Acme');
    const again = house({ state: one.state });
    expect((await again.ask('GET', `${api}/pages/${page.id}`)).body.title).toBe('Acme');
    const next = await again.ask('POST', `${api}/pages`, { spaceId: home.id, status: 'current', title: 'New', body: storage('') });
    expect(Number(next.body.id)).toBeGreaterThan(Number(page.id));
  });
});
