import { beforeEach, expect, it } from 'vitest';
import { confluenceFeed } from '../../../connectors/confluence/changes.ts';
import { api, CLOUD } from '../../sandbox/confluence/set-up.ts';
import { create, house, text } from './house.ts';

let h: Awaited<ReturnType<typeof house>>;
beforeEach(async () => {
  h = await house();
});

/** Polls on, an hour of the vendors' clock between. */
function poller() {
  const feed = confluenceFeed(h.deps, { apiUrl: 'http://confluence.test', cloudId: CLOUD });
  let cursor: string | null = null;
  return async () => {
    const answer = await feed.poll({ containers: [h.parent], cursor });
    cursor = answer.cursor;
    await h.one.time.pass(3_600_000);
    return answer.hints;
  };
}

async function page(title: string): Promise<string> {
  const made = await h.apply(create(title, { title: text(title) }));
  if (made.kind !== 'applied') throw new Error(made.kind);
  return made.localId;
}

it('asks once a poll, and names each changed page once', async () => {
  const a = await page('A');
  await page('B');
  const poll = poller();
  expect(await poll()).toEqual([]);
  h.taken();
  expect(await poll()).toEqual([]);
  await h.save(a, (body) => `${body}<p>x</p>`);
  const c = await page('C');
  await h.home.page('Elsewhere');
  h.taken();
  const [hint] = await poll();
  expect(hint?.container).toBe(h.parent);
  expect([...(hint?.localIds ?? [])].sort()).toEqual([a, c].sort());
  expect(await poll()).toEqual([]);
  expect(h.taken()).toEqual([`GET /spaces/${h.home.id}/pages`, `GET /spaces/${h.home.id}/pages`]);
});

it('finds a page that left, within three polls', async () => {
  const a = await page('A');
  const b = await page('B');
  const poll = poller();
  await poll();
  await h.one.ask('DELETE', `${api}/pages/${a}`);
  const found = [await poll(), await poll(), await poll()].flat();
  expect(found).toEqual([{ container: h.parent, localIds: [a] }]);
  expect(
    await h.read({ kind: 'records', ids: [...found.flatMap((hint) => (hint.localIds === 'all' ? [] : hint.localIds))] }),
  ).toMatchObject({ gone: [{ localId: a, how: 'deleted' }] });
  expect(b).not.toBe(a);
});

it('hints everything when more changed than it looks at', async () => {
  const poll = poller();
  await poll();
  for (let n = 0; n < 26; n += 1) await page(`P${n}`);
  expect(await poll()).toEqual([{ container: h.parent, localIds: 'all' }]);
});

it('stays quiet where more pages changed within a minute than a narrow look sees', async () => {
  for (let n = 0; n < 30; n += 1) await page(`P${n}`);
  const poll = poller();
  for (let n = 0; n < 7; n += 1) expect(await poll()).toEqual([]);
});

it('tells which version a changed page has, and nothing of one that left', async () => {
  const [a, b] = [await page('A'), await page('B')];
  const poll = poller();
  for (let n = 0; n < 3; n += 1) await poll();
  await h.save(a, (body) => `${body}<p>x</p>`);
  await h.one.ask('DELETE', `${api}/pages/${b}`);
  const [hint] = await poll();
  expect([...(hint?.localIds ?? [])].sort()).toEqual([a, b].sort());
  expect([...(hint?.told ?? [])]).toEqual([[a, [{ kind: 'version', version: '2' }]]]);
});

it('starts anew from a cursor that it cannot read', async () => {
  await page('A');
  const feed = confluenceFeed(h.deps, { apiUrl: 'http://confluence.test', cloudId: CLOUD });
  for (const cursor of ['{', '{}', '17']) expect((await feed.poll({ containers: [h.parent], cursor })).hints).toEqual([]);
});
