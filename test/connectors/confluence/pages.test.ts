import { beforeEach, describe, expect, it } from 'vitest';
import { describePages, preparePages } from '../../../connectors/confluence/prepare.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import { api } from '../../sandbox/confluence/set-up.ts';
import { create, house, key, local, step, text, update } from './house.ts';

let h: Awaited<ReturnType<typeof house>>;
beforeEach(async () => {
  h = await house();
});

const lozenge = (label: string) => ({ kind: 'choice', labels: [label] }) as const;
const day = (date: string) => ({ kind: 'date', date, time: null }) as const;

/** A page of ours, read back. */
async function acme(): Promise<RawRecord> {
  await h.apply(create('a', { title: text('Acme'), Owner: text('Ann'), Stage: lozenge('Won') }));
  const [record] = (await h.read()).records;
  if (!record) throw new Error('no record');
  h.taken();
  return record;
}

describe('a page that we make', () => {
  it('stands under the parent with our block and a place for prose below; one call', async () => {
    const made = await h.apply(
      create('a', { title: text('Acme'), Owner: text('Ann & Bo'), Stage: lozenge('Won'), Start: day('2026-03-01') }),
    );
    expect(h.taken()).toEqual(['POST /pages']);
    expect(made).toMatchObject({
      kind: 'applied',
      version: '1',
      covered: { kind: 'none' },
      shown: { title: text('Acme'), Owner: text('Ann & Bo'), Stage: lozenge('Won'), Start: day('2026-03-01') },
    });
    const [record] = (await h.read()).records;
    expect(record).toMatchObject({
      key: 'key-a',
      name: 'Acme',
      cells: { title: text('Acme'), name: text('Acme'), Owner: text('Ann & Bo') },
    });
    expect(await h.body(record?.localId ?? '')).toMatch(/<\/ac:structured-macro><p \/>$/);
  });

  it('is refused when the title is taken in the space, missing or too long', async () => {
    await h.home.page('Acme');
    expect(await h.apply(create('a', { name: text('acme') }))).toMatchObject({ kind: 'refused', why: 'title-taken' });
    expect(await h.apply(create('b', { Owner: text('x') }))).toMatchObject({ kind: 'refused', why: 'name-missing' });
    expect(await h.apply(create('c', { title: text('x'.repeat(256)) }))).toMatchObject({ kind: 'refused', why: 'name-too-long' });
  });
});

describe('reading', () => {
  it('takes two calls for all pages, and is complete', async () => {
    for (const id of ['a', 'b', 'c']) await h.apply(create(id, { title: text(id), Owner: text(id) }));
    await h.home.page('Not a child');
    h.taken();
    const reading = await h.read();
    expect(h.taken()).toEqual([`GET /pages/${h.parent}/children`, 'GET /pages']);
    expect([reading.complete, reading.records.map((record) => record.name)]).toEqual([true, ['a', 'b', 'c']]);
    expect(reading.columns.map((column) => column.ref)).toEqual(['title', 'Owner', 'Stage', 'Start']);
  });

  it('tells an empty parent from one that is gone', async () => {
    expect(await h.read()).toMatchObject({ complete: true, records: [] });
    await h.one.ask('DELETE', `${api}/pages/${h.parent}`);
    await expect(h.read()).rejects.toThrow('container-missing');
  });

  it('is incomplete while a child cannot be seen', async () => {
    await h.apply(create('a', { title: text('Acme') }));
    const hidden = await h.apply(create('b', { title: text('Hidden') }));
    if (hidden.kind !== 'applied') throw new Error(hidden.kind);
    h.next.before = async () => undefined;
    const reading = h.read();
    h.next.before = null;
    expect((await reading).complete).toBe(true);
    // Restricted between the list of children and the pages: listed, then not answered.
    h.one.confluence.restrict(hidden.localId, ['anna']);
    expect((await h.read()).records.map((record) => record.name)).toEqual(['Acme']);
    expect((await h.read({ kind: 'records', ids: [hidden.localId] })).gone).toEqual([]);
  });

  it('says gone only of pages that are answered as such', async () => {
    const ids: string[] = [];
    for (const id of ['a', 'b', 'c', 'd', 'e']) {
      const made = await h.apply(create(id, { title: text(id) }));
      ids.push(made.kind === 'applied' ? made.localId : '');
    }
    const [stays = '', trashed = '', moved = '', archived = '', purged = ''] = ids;
    for (const id of [trashed, purged]) await h.one.ask('DELETE', `${api}/pages/${id}`);
    await h.one.ask('DELETE', `${api}/pages/${purged}?purge=true`);
    const { body } = await h.one.ask('GET', `${api}/pages/${moved}?body-format=storage`);
    await h.one.ask('PUT', `${api}/pages/${moved}`, {
      id: moved,
      status: 'current',
      title: 'c',
      parentId: h.home.homepageId,
      body: body.body.storage,
      version: { number: 2 },
    });
    const anna = h.one.world.people.get('anna');
    if (anna) h.one.confluence.setStatus(anna, archived, 'archived');
    h.taken();
    const reading = await h.read({ kind: 'records', ids: ids.map(local) });
    expect(h.taken()).toEqual(['GET /pages']);
    expect(reading.records.map((record) => record.localId)).toEqual([stays]);
    expect([...reading.gone].sort((a, b) => Number(a.localId) - Number(b.localId))).toEqual([
      { localId: trashed, how: 'deleted' },
      { localId: moved, how: 'elsewhere' },
      { localId: archived, how: 'archived' },
    ]);
  });

  it('knows mentioned people by name, asking once', async () => {
    const record = await acme();
    const id = h.one.world.people.get('anna')?.atlassianId ?? '';
    await h.save(record.localId, (body) => body.replace('<p>Ann</p>', `<p><ac:link><ri:user ri:account-id="${id}" /></ac:link></p>`));
    const anna = { kind: 'people', people: [{ id: null, name: 'Anna Ivanova', email: 'anna@polyus.example' }] };
    expect((await h.read({ kind: 'records', ids: [record.localId] })).records[0]?.cells).toMatchObject({ Owner: anna });
    await h.read();
    expect(h.taken().filter((call) => call.includes('users-bulk'))).toHaveLength(1);
  });
});

describe('changing a page', () => {
  it("takes one call after a read, two without, and keeps a person's prose byte for byte", async () => {
    const record = await acme();
    await h.save(record.localId, (body) => `<h1>Notes &ndash; &quot;ours&quot;</h1>${body}<p>below   <em>this</em></p>`);
    const before = await h.body(record.localId);
    const [fresh] = (await h.read({ kind: 'records', ids: [record.localId] })).records;
    h.taken();
    const done = await h.apply(update('u', fresh ?? record, { Owner: text('Bo') }));
    expect(h.taken()).toEqual([`PUT /pages/${record.localId}`]);
    expect(done).toMatchObject({
      kind: 'applied',
      version: '3',
      shown: { Owner: text('Bo') },
      covered: { kind: 'value', cells: { Owner: text('Ann') } },
    });
    expect(await h.body(record.localId)).toBe(before.replace('<p>Ann</p>', '<p>Bo</p>'));

    h.reopen();
    await h.apply(update('v', { ...record, version: '3' }, { Owner: text('Cy') }));
    expect(h.taken()).toEqual([`GET /pages/${record.localId}`, `PUT /pages/${record.localId}`]);
  });

  it('fault F32: merges with a person who saved in between, and says what it covered', async () => {
    const record = await acme();
    h.next.before = () => h.save(record.localId, (body) => `${body.replace('<p>Ann</p>', '<p>Dora</p>')}<p>prose</p>`);
    const done = await h.apply(update('u', record, { Owner: text('Bo'), Stage: lozenge('Lost') }));
    expect(h.taken()).toEqual([`PUT /pages/${record.localId}`, `GET /pages/${record.localId}`, `PUT /pages/${record.localId}`]);
    expect(done).toMatchObject({
      kind: 'applied',
      version: '3',
      covered: { kind: 'value', cells: { Owner: text('Dora'), Stage: lozenge('Won') } },
    });
    expect(await h.body(record.localId)).toMatch(/Bo.*Lost.*<p>prose<\/p>$/);
  });

  it("gives up after a person's fifth save, having changed nothing", async () => {
    const record = await acme();
    const again = async () => {
      await h.save(record.localId, (body) => `${body}<p>x</p>`);
      // The next call but one: the read in between comes first.
      const pass = h.next;
      pass.before = async () => {
        pass.before = again;
      };
    };
    h.next.before = again;
    expect(await h.apply(update('u', record, { Owner: text('Bo') }))).toEqual({ kind: 'missed' });
    expect(await h.body(record.localId)).toContain('<p>Ann</p>');
  });

  it('writes nothing when the page says it already, though the editor rewrote it', async () => {
    h.one.confluence.setNormalising(true);
    const record = await acme();
    const version = await h.version(record.localId);
    const same = await h.apply(update('u', record, { Owner: text('Ann'), Stage: lozenge('Won'), title: text('Acme') }));
    expect(same).toMatchObject({ kind: 'applied', version: String(version), shown: { Owner: text('Ann'), Stage: lozenge('Won') } });
    expect(h.taken()).toEqual([]);
    // A save that only rewrites says nothing new either.
    await h.save(record.localId, (body) => body);
    expect((await h.read()).records[0]?.cells).toEqual(record.cells);
  });

  it('changes the title, and is refused one that is taken', async () => {
    const record = await acme();
    await h.home.page('Taken');
    expect(await h.apply(update('u', record, { title: text('Taken') }))).toMatchObject({ kind: 'refused', why: 'title-taken' });
    expect(await h.apply(update('v', record, { title: text('Acme 2') }))).toMatchObject({
      kind: 'applied',
      shown: { title: text('Acme 2') },
      covered: { kind: 'value', cells: { title: text('Acme') } },
    });
  });

  it('misses a page that went meanwhile', async () => {
    const record = await acme();
    await h.one.ask('DELETE', `${api}/pages/${record.localId}`);
    expect(await h.apply(update('u', { ...record, version: '9' }, { Owner: text('Bo') }))).toEqual({ kind: 'missed' });
  });
});

describe('the block of a page', () => {
  const gone = (body: string) =>
    body.replace(/<ac:structured-macro ac:name="details".*<\/table><\/ac:rich-text-body><\/ac:structured-macro>/, '<p>no table please</p>');

  it('is not put back once a person took it away, and its loss empties nothing', async () => {
    const record = await acme();
    await h.save(record.localId, gone);
    const [bare] = (await h.read()).records;
    expect(bare?.cells).toMatchObject({
      title: text('Acme'),
      Owner: { kind: 'error', text: 'block-missing' },
      Stage: { kind: 'error', text: 'block-missing' },
    });
    await h.read();
    expect(h.taken().filter((call) => call.endsWith('/versions'))).toHaveLength(1);
    expect(await h.apply(update('u', record, { Owner: text('Bo') }))).toMatchObject({ kind: 'refused', why: 'block-missing' });
    expect(await h.body(record.localId)).toBe('<p>no table please</p><p />');
    h.reopen();
    expect(await h.apply(update('v', bare ?? record, { Owner: text('Bo') }))).toMatchObject({ kind: 'refused', why: 'block-missing' });
  });

  it('that stands there twice is touched no more', async () => {
    const record = await acme();
    await h.save(record.localId, (body) => body + body);
    expect((await h.read()).records[0]?.cells).toMatchObject({ Owner: { kind: 'error', text: 'block-duplicated' } });
    expect(await h.apply(update('u', record, { Owner: text('Bo') }))).toMatchObject({ kind: 'refused', why: 'block-duplicated' });
  });

  it('is put in front of what a person wrote on a page of their own', async () => {
    const page = await h.home.page('Bolt', '<p>1</p>', { parentId: h.parent });
    await h.save(page.id, () => '<p>Theirs</p>');
    const [record] = (await h.read()).records;
    expect(record).toMatchObject({ key: null, cells: { Owner: { kind: 'empty' } } });
    await h.apply(update('u', record ?? (await acme()), { Owner: text('Ann') }));
    expect(await h.body(page.id)).toMatch(/^<ac:structured-macro ac:name="details".*<p>Ann<\/p>.*<\/ac:structured-macro><p>Theirs<\/p>$/);
  });

  it('loses the key that a copied page brought along', async () => {
    const record = await acme();
    const copy = await h.home.page('Copy of Acme', await h.body(record.localId), { parentId: h.parent });
    expect((await h.read()).records.map((one) => one.key)).toEqual(['key-a', 'key-a']);
    await h.apply({ kind: 'key', step: step('k'), key: null, localId: local(copy.id), position: null, before: {} });
    expect((await h.read()).records.map((one) => one.key)).toEqual(['key-a', null]);
    await h.apply({ kind: 'key', step: step('k2'), key: key('key-z'), localId: local(copy.id), position: null, before: {} });
    expect((await h.read()).records.map((one) => one.key)).toEqual(['key-a', 'key-z']);
  });
});

describe('taking a page away', () => {
  it('sends it to the trash and knows what went, to the last save', async () => {
    const record = await acme();
    await h.save(record.localId, (body) => body.replace('<p>Ann</p>', '<p>Dora</p>'));
    const gone = await h.apply({ kind: 'remove', step: step('r'), key: key('k'), localId: record.localId, position: null });
    expect(gone).toMatchObject({ kind: 'applied', covered: { kind: 'value', cells: { Owner: text('Dora'), title: text('Acme') } } });
    expect((await h.one.ask('GET', `${api}/pages/${record.localId}`)).body.status).toBe('trashed');
    expect(await h.apply({ kind: 'remove', step: step('r'), key: key('k'), localId: record.localId, position: null })).toEqual({
      kind: 'missed',
    });
  });
});

describe('an answer that never came', () => {
  it("of a change is found in the page's versions, with what it covered", async () => {
    const record = await acme();
    const intent = h.intent(update('u', record, { Owner: text('Bo') }));
    h.next.lost = true;
    expect([...(await h.container.apply(intent)).values()]).toEqual([{ kind: 'unknown' }]);
    await h.save(record.localId, (body) => body.replace('<p>Bo</p>', '<p>Dora</p>'));
    h.reopen();
    h.taken();
    const settled = await h.container.settle(intent);
    expect(h.taken()).toEqual([`GET /pages/${record.localId}/versions`]);
    expect(settled.kind === 'happened' && settled.outcome.get(step('u'))).toMatchObject({
      kind: 'applied',
      version: '2',
      shown: { Owner: text('Bo') },
      covered: { kind: 'value', cells: { Owner: text('Ann') } },
    });
  });

  it('of a change that never was is none', async () => {
    const record = await acme();
    expect(await h.container.settle(h.intent(update('u', record, { Owner: text('Ann') })))).toEqual({ kind: 'none' });
  });

  it('of a new page is found by title and key, and by both', async () => {
    const intent = h.intent(create('a', { title: text('Acme'), Owner: text('Ann') }));
    h.next.lost = true;
    await h.container.apply(intent);
    const settled = await h.container.settle(intent);
    const [record] = (await h.read()).records;
    expect(settled.kind === 'happened' && settled.outcome.get(step('a'))).toMatchObject({
      kind: 'applied',
      localId: record?.localId,
      shown: { Owner: text('Ann') },
    });
    // A person's page of that title is not ours.
    expect(await h.container.settle(h.intent(create('b', { title: text('Acme') })))).toEqual({ kind: 'none' });
  });

  it('of a removal is found in the trash', async () => {
    const record = await acme();
    const remove = { kind: 'remove', step: step('r'), key: key('k'), localId: record.localId, position: null } as const;
    expect(await h.container.settle(h.intent(remove))).toEqual({ kind: 'none' });
    h.next.lost = true;
    const intent = h.intent(remove);
    expect([...(await h.container.apply(intent)).values()]).toEqual([{ kind: 'unknown' }]);
    expect(await h.container.settle(intent)).toMatchObject({ kind: 'happened' });
  });
});

describe('before a page set is mapped', () => {
  it('is described and prepared in one call each', async () => {
    const options = { apiUrl: 'http://confluence.test' };
    h.taken();
    expect(await describePages(h.deps, options, h.locator)).toMatchObject({ name: 'Clients', spaceId: h.home.id });
    expect(await preparePages(h.deps, options, { ...h.locator, space: 'NL' }, ['title', 'Owner', 'Owner'])).toEqual({
      ...h.locator,
      properties: ['Owner'],
    });
    expect(h.taken()).toEqual([`GET /pages/${h.parent}`, `GET /pages/${h.parent}`]);
    await expect(describePages(h.deps, options, { ...h.locator, parent: '1' })).rejects.toMatchObject({
      code: 'vendor-refused',
      data: { code: 'not-found' },
    });
    await expect(describePages(h.deps, options, { ...h.locator, cloudId: '../x' })).rejects.toMatchObject({ data: { code: 'not-found' } });
  });
});
