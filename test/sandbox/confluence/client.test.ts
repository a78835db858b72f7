import { execFileSync } from 'node:child_process';
import { existsSync, mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { ConfluenceClient } from 'confluence.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Listening, listen } from '../../../sandbox/server/listen.ts';
import { api, CLOUD, house, space, storage } from './set-up.ts';

const one = house();
let port: Listening;
beforeAll(async () => {
  port = await listen(
    (request) => one.confluence.handle(request),
    0,
    (error) => {
      throw error;
    },
  );
});
afterAll(() => port.close());

describe('confluence.js, unmodified', () => {
  it.each([
    [
      'e-mail and token at the site',
      () => ({
        host: port.origin,
        authentication: { basic: { email: 'anna@polyus.example', apiToken: one.world.people.tokenOf('confluence', 'anna') ?? '' } },
      }),
    ],
    [
      'OAuth through the gateway',
      () => ({
        host: `${port.origin}/ex/confluence/${CLOUD}`,
        authentication: {
          oauth2: {
            accessToken: one.appToken('anna', [
              'read:page:confluence',
              'write:page:confluence',
              'delete:page:confluence',
              'read:space:confluence',
              'write:space:confluence',
              'write:label:confluence',
              'read:label:confluence',
              'search:confluence',
              'read:user:confluence',
            ]),
          },
        },
      }),
    ],
  ])('works with %s', async (_name, config) => {
    const client = new ConfluenceClient(config());
    const key = `K${Math.trunc(Number(one.world.ids.next('test')))}`;
    await client.space.createSpace({ key, name: `Space ${key}` });
    const made = await client.content.createContent({
      type: 'page',
      title: 'Acme',
      space: { key },
      body: { storage: { value: '<p>Hello world</p>', representation: 'storage' } },
    } as never);
    expect(made.body?.storage?.value).toBe('<p>Hello world</p>');
    const child = await client.content.createContent({
      type: 'page',
      title: 'Child',
      space: { key },
      ancestors: [{ id: made.id }],
      body: { storage: { value: '', representation: 'storage' } },
    } as never);
    const read = await client.content.getContentById({ id: child.id, expand: ['ancestors', 'version', 'body.storage'] });
    expect(read.ancestors?.at(-1)?.id).toBe(made.id);
    const updated = await client.content.updateContent({
      id: made.id,
      type: 'page',
      title: 'Acme 2',
      version: { number: 2 },
      body: { storage: { value: '<p>2</p>', representation: 'storage' } },
    } as never);
    expect(updated.version?.number).toBe(2);
    await expect(
      client.content.updateContent({
        id: made.id,
        type: 'page',
        title: 'Acme 3',
        version: { number: 2 },
        body: { storage: { value: '', representation: 'storage' } },
      } as never),
    ).rejects.toMatchObject({ statusCode: 409 });

    await client.contentLabels.addLabelsToContent({ id: made.id, body: [{ prefix: 'global', name: 'client' }] } as never);
    const found = await client.content.searchContentByCQL({ cql: `space = ${key} and label = "client" and type = page` });
    expect(found.results.map((result: { title: string }) => result.title)).toEqual(['Acme 2']);
    const hits = await client.search.searchByCQL({ cql: `space = "${key}" and title ~ "child" order by lastmodified desc` });
    expect(hits.results).toHaveLength(1);
    expect((await client.users.getCurrentUser()).displayName).toBe('Anna Ivanova');
    await client.content.deleteContent({ id: child.id });
    const listed = await client.content.getContent({ spaceKey: key, type: 'page' });
    expect(listed.results.map((result: { title: string }) => result.title).sort()).toEqual(['Acme 2', `Space ${key}`]);
  });
});

const taskList =
  '<ac:task-list><ac:task><ac:task-id>1</ac:task-id><ac:task-status>incomplete</ac:task-status><ac:task-body>Call</ac:task-body></ac:task></ac:task-list>';

const checker = path.resolve('../shared/contracts/check-wire.mjs');

describe.skipIf(!existsSync(checker))("the vendor's own contract", () => {
  it('has room for all that we answer', async () => {
    const two = house();
    const home = await space(two, 'WIRE');
    const page = await home.page('Acme', `<p>1</p>${taskList}`);
    await home.page('Other');
    const property = await two.ask('POST', `${api}/pages/${page.id}/properties`, { key: 'k', value: { a: 1 } });
    await two.ask('POST', `/wiki/rest/api/content/${page.id}/label`, [{ prefix: 'global', name: 'l' }]);
    await two.ask('PUT', `${api}/pages/${page.id}`, {
      id: page.id,
      status: 'current',
      title: 'Acme',
      body: storage(`<p>2</p>${taskList}`),
      version: { number: 2, message: 'm' },
    });
    const tasks = await two.ask('GET', `${api}/tasks?body-format=storage`);
    const label = (await two.ask('GET', `${api}/pages/${page.id}/labels`)).body.results[0].id;
    const person = two.world.people.get('anna')?.atlassianId;
    for (const [method, path, body] of [
      ['GET', `pages?limit=1&sort=-modified-date&body-format=storage`],
      [
        'GET',
        `pages/${page.id}?body-format=view&include-labels=true&include-properties=true&include-operations=true&include-likes=true&include-versions=true&include-favorited-by-current-user-status=true`,
      ],
      ['GET', `pages/${page.id}?body-format=atlas_doc_format`],
      ['GET', `pages/${page.id}/children`],
      ['GET', `pages/${page.id}/ancestors`],
      ['GET', `pages/${page.id}/versions?body-format=storage`],
      ['GET', `pages/${page.id}/versions/1`],
      ['GET', `pages/${page.id}/properties?key=k`],
      ['GET', `pages/${page.id}/properties/${property.body.id}`],
      ['PUT', `pages/${page.id}/properties/${property.body.id}`, { key: 'k', value: 2, version: { number: 2 } }],
      ['DELETE', `pages/${page.id}/properties/${property.body.id}`],
      ['GET', `spaces?keys=WIRE&description-format=plain&include-icon=true`],
      ['GET', `spaces/${home.id}`],
      ['GET', `spaces/${home.id}/pages?depth=root&sort=title`],
      ['GET', `spaces/${home.id}/content/labels`],
      ['GET', `labels/${label}/pages`],
      ['GET', `labels`],
      ['PUT', `tasks/${tasks.body.results[0].id}`, { status: 'complete' }],
      ['POST', `users-bulk`, { accountIds: [person] }],
      ['DELETE', `pages/${page.id}`],
    ] as const) {
      const answer = await two.ask(method, `${api}/${path}`, body);
      expect([path, answer.status < 300]).toEqual([path, true]);
    }
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'wire-')), 'wire.jsonl');
    writeFileSync(file, two.wire.join('\n'));
    const report = execFileSync('node', [checker, file], { encoding: 'utf8' });
    expect(report).toContain('0 distinct violations');
  });
});
