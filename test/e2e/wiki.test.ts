/** Clients' wiki pages: the block follows the board, and what people write around it stays byte for byte. */
import { afterAll, expect, test } from 'vitest';
import { clientsOf } from './clients.ts';
import { testStage } from './set-up.ts';

interface WirePage {
  readonly id: string;
  readonly title: string;
  readonly status: string;
  readonly version: { readonly number: number; readonly message?: string };
  readonly body: { readonly storage: { readonly value: string } };
}

const stage = await testStage();
const clients = clientsOf(stage);
const { people, watch, product, agency } = stage;
const pair = stage.provisioned.pairs.pages;
const { parentId } = agency.confluence;
const WITHIN = 5_000;
const measured: string[] = [];
afterAll(() => console.log(measured.join('\n')));

async function children(): Promise<readonly { id: string; title: string }[]> {
  const all: { id: string; title: string }[] = [];
  for (let next: string | undefined = `/pages/${parentId}/children?limit=250`; next !== undefined; ) {
    const list: { results: { id: string; title: string }[]; _links: { next?: string } } = await people.confluence('GET', next);
    all.push(...list.results);
    next = list._links.next?.replace(/^.*\/wiki\/api\/v2/, '');
  }
  return all;
}

const idsOf = async (title: string): Promise<readonly string[]> =>
  (await children()).filter((one) => one.title === title).map((one) => one.id);

async function pageOf(title: string): Promise<WirePage> {
  const [id, ...others] = await idsOf(title);
  if (id === undefined || others.length > 0) throw new Error(`${others.length + (id === undefined ? 0 : 1)} pages are called ${title}`);
  return read(id);
}

const read = (id: string): Promise<WirePage> => people.confluence('GET', `/pages/${id}?body-format=storage`);

/** Saves as a person, over the version that was read. */
const save = (page: WirePage, value: string, person = 'sofia'): Promise<WirePage> =>
  people.confluence(
    'PUT',
    `/pages/${page.id}`,
    {
      id: page.id,
      status: 'current',
      title: page.title,
      body: { representation: 'storage', value },
      version: { number: page.version.number + 1, message: 'by hand' },
    },
    person,
  );

/** What a property of our block says, as its words. */
function property(body: string, name: string): string | undefined {
  const row = new RegExp(`<tr><th><p>${name}</p></th><td>(.*?)</td></tr>`, 's').exec(body)?.[1];
  return (/ac:name="title">([^<]*)</.exec(row ?? '')?.[1] ?? row?.replace(/<[^>]*>/g, ''))?.trim();
}

/** The body before and after our block. */
function around(body: string): readonly [above: string, below: string] {
  const from = body.lastIndexOf('<ac:structured-macro', body.indexOf('>evenkeel</ac:parameter>'));
  const to = body.indexOf('</ac:rich-text-body></ac:structured-macro>', from) + '</ac:rich-text-body></ac:structured-macro>'.length;
  return [body.slice(0, from), body.slice(to)];
}

async function follows<T>(what: string, look: () => Promise<T | null | false>): Promise<T> {
  const from = performance.now();
  const found = await watch.until(what, look, WITHIN);
  measured.push(`${what}: ${Math.round(performance.now() - from)} ms`);
  return found as T;
}

const ABOVE =
  '<h2>Who &amp; why</h2><p>Sofia&rsquo;s notes&nbsp;&mdash; <strong>read first</strong>.</p><ac:structured-macro ac:name="info" ac:schema-version="1"><ac:rich-text-body><p>Budget &lt; 20&thinsp;k? Ask <ac:link><ri:user ri:account-id="70121:x" /></ac:link>.</p></ac:rich-text-body></ac:structured-macro>';
const BELOW =
  '<p>Зал &laquo;Север&raquo;,   three   spaces</p><table data-layout="wide"><tbody><tr><th><p>Stage</p></th><td><p>not ours</p></td></tr></tbody></table><ac:structured-macro ac:name="code" ac:schema-version="1"><ac:parameter ac:name="language">sql</ac:parameter><ac:plain-text-body><![CDATA[select * from t where a < 1 && b > 2; -- <p>]]></ac:plain-text-body></ac:structured-macro><hr /><p>Due <time datetime="2026-12-24" /></p>';

test('each client has a page with its facts', async () => {
  const titles = (await children()).map((one) => one.title).sort();
  expect(titles).toEqual((await clients.items()).map((one) => one.name).sort());
  const body = (await pageOf('Kestrel Airways')).body.storage.value;
  const shown = await clients.onBoard('Kestrel Airways');
  expect(['Stage', 'Account manager', 'Tier', 'Monthly budget', 'Currency'].map((name) => property(body, name))).toEqual([
    shown.Stage,
    shown['Account manager'],
    shown.Tier,
    shown['Monthly budget'],
    shown.Currency,
  ]);
});

test('a stage changed on the board is on the page within 5 s, and prose around the block keeps its bytes', async () => {
  const first = await pageOf('Beacon Outdoor');
  const body = first.body.storage.value;
  const saved = await save(first, `${ABOVE}${body}${BELOW}`);
  const before = (await read(saved.id)).body.storage.value;
  const stages = await clients.onBoard('Beacon Outdoor');
  expect(property(before, 'Stage')).toBe(stages.Stage);
  await clients.change('Beacon Outdoor', 'stage', { label: 'Paused' });
  const after = await follows('a stage on the wiki page', async () => {
    const page = await read(saved.id);
    return property(page.body.storage.value, 'Stage') === 'Paused' && page;
  });
  expect(after.version.number).toBe(saved.version.number + 1);
  expect(around(after.body.storage.value)).toEqual(around(before));
  // Nothing but the title of one lozenge differs.
  expect(after.body.storage.value.replace('>Paused<', `>${stages.Stage}<`)).toBe(before);
  // A second human edit, and another change of the board.
  await save(after, after.body.storage.value.replace('read first', 'read it twice'), 'anna');
  await clients.change('Beacon Outdoor', 'tier', { labels: ['B'] });
  await clients.change('Beacon Outdoor', 'budget', '18600.5');
  await follows('tier and budget on the wiki page', async () => {
    const now = (await read(saved.id)).body.storage.value;
    return property(now, 'Tier') === 'B' && property(now, 'Monthly budget') === '18600.5';
  });
  expect(around((await read(saved.id)).body.storage.value)).toEqual(around(before.replace('read first', 'read it twice')));
});

test('a person who saves between our read and our write loses nothing', async () => {
  const page = await pageOf('Blue Harbour Hotels');
  await watch.rest();
  const { id } = (await (
    await people.control('POST', '/faults', {
      service: 'confluence',
      match: { path: `/pages/${page.id}`, caller: 'app' },
      kind: 'hold',
      times: 1,
    })
  ).json()) as { id: string };
  const isHeld = async (): Promise<boolean> => {
    const faults = (await (await people.control('GET', '/faults')).json()) as { id: string; hits: number }[];
    return (faults.find((one) => one.id === id)?.hits ?? 0) > 0;
  };
  await clients.change('Blue Harbour Hotels', 'stage', { label: 'Growth' });
  await watch.until('our write on its way', isHeld);
  const byHand = await save(page, `<p>Saved while the write was on its way &amp; kept.</p>${page.body.storage.value}<p>Below, too.</p>`);
  await people.control('POST', `/faults/${id}/release`);
  const merged = await follows('a write merged into what a person saved', async () => {
    const now = await read(page.id);
    return property(now.body.storage.value, 'Stage') === 'Growth' && now;
  });
  // Theirs was the next version, ours the one after it.
  expect([byHand.version.number, merged.version.number]).toEqual([page.version.number + 1, page.version.number + 2]);
  expect(around(merged.body.storage.value)).toEqual([
    '<p>Saved while the write was on its way &amp; kept.</p>',
    `${around(page.body.storage.value)[1]}<p>Below, too.</p>`,
  ]);
  expect(watch.since(0).filter((one) => one.service === 'confluence' && one.status === 409)).not.toEqual([]);
});

test('a new client gets a page, once; a renamed one keeps it', async () => {
  const item = await people.create(clients.board, 'Quiet Harbour & Söhne', {
    [clients.columns.stage ?? '']: { label: 'Lead' },
    [clients.columns.tier ?? '']: { labels: ['C'] },
  });
  const page = await follows('a page for a new client', async () => (await idsOf('Quiet Harbour & Söhne'))[0] ?? null);
  expect(property((await read(page)).body.storage.value, 'Stage')).toBe('Lead');
  const rename =
    'mutation ($b: ID!, $i: ID!, $n: String!) { change_simple_column_value(board_id: $b, item_id: $i, column_id: "name", value: $n) { id } }';
  await people.monday(rename, { b: clients.board, i: item, n: 'Loud Harbour' });
  await follows('a renamed client', async () => (await read(page)).title === 'Loud Harbour');
  await watch.rest();
  expect(await idsOf('Loud Harbour')).toEqual([page]);
  expect(await idsOf('Quiet Harbour & Söhne')).toEqual([]);
});

test('two clients of one name: none takes the other’s page, and a person is told what to do', async () => {
  const first = await pageOf('Cobalt Cycles');
  const item = await people.create(clients.board, 'Cobalt Cycles', { [clients.columns.stage ?? '']: { label: 'Lead' } });
  const finding = await watch.until(
    'a finding about the second page',
    async () => (await product.findings(pair)).find((one) => one.state === 'open' && one.record?.name === 'Cobalt Cycles'),
    WITHIN,
  );
  expect(finding.message).toMatch(/title|name|called/i);
  expect(await idsOf('Cobalt Cycles')).toEqual([first.id]);
  expect((await read(first.id)).body.storage.value).toBe(first.body.storage.value);
  // Told apart, it gets a page of its own, and nothing is left to tell.
  const rename =
    'mutation ($b: ID!, $i: ID!, $n: String!) { change_simple_column_value(board_id: $b, item_id: $i, column_id: "name", value: $n) { id } }';
  await people.monday(rename, { b: clients.board, i: item, n: 'Cobalt Cycles Berlin' });
  const own = await follows('a page of its own', async () => (await idsOf('Cobalt Cycles Berlin'))[0] ?? null);
  expect(own).not.toBe(first.id);
  await watch.until('nothing to tell', async () => (await product.findings(pair)).every((one) => one.state !== 'open'), WITHIN);
});

test('afterwards it is quiet', async () => {
  await watch.rest();
  const [mark, journal] = [watch.mark, (await product.journal(pair)).length];
  for (let round = 0; round < 3; round += 1) {
    await product.post(`/pairs/${pair}/sync`);
    await watch.rest();
  }
  expect(watch.since(mark).length).toBeGreaterThan(0);
  expect(watch.writes(mark)).toEqual([]);
  expect((await product.journal(pair)).length).toBe(journal);
  expect((await product.pair(pair)).state).toBe('live');
});
