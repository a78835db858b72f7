/** The connector against the played monday.com: what it writes is what it reads, and each promise of a call count. */

import { beforeEach, describe, expect, it } from 'vitest';
import { mondayFeed } from '../../../connectors/monday/changes.ts';
import { describeBoard, prepareBoard, readPeople } from '../../../connectors/monday/prepare.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import { readWebhook, verifyWebhook } from '../../../connectors/monday/webhook.ts';
import type { BoardLocator } from '../../../core/accounts/locator.ts';
import { brandAs, type IntentId } from '../../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Intent, Reading, Scope, Write } from '../../../core/sync/ports.ts';
import type { Cell, CellContent } from '../../../core/sync/record.ts';
import { onTheWire } from '../../helpers/wire-log.ts';
import { clientsBoard, type House, house } from '../../sandbox/monday/set-up.ts';
import { cells, key, local, number, replica, step, text } from './scripted.ts';

let played: House;
let board: string;
let columns: Record<string, string>;
let deps: ConnectorDeps;
let locator: BoardLocator;
let container: Container;
let calls: number;
/** The next answer is lost after it took effect. */
let lose: boolean;
let intents = 0;
const options = { apiUrl: 'http://monday.test/v2', apiVersion: '2026-10' };

beforeEach(async () => {
  played = house();
  ({ board, columns } = await clientsBoard(played));
  const token = played.appToken('boris');
  lose = false;
  deps = {
    now: () => played.world.clock.now(),
    sleep: async () => undefined,
    uuid: () => played.world.ids.uuid(),
    token: async () => token,
    limit: (_call, run) => run(),
    fetch: async (request) => {
      calls += 1;
      const response = await wire(request);
      if (!lose) return response;
      lose = false;
      throw new Error('socket hang up');
    },
  };
  calls = 0;
  const wire = onTheWire([played.monday], deps.now);
  const bare: BoardLocator = { vendor: 'monday', board, keyColumn: null, columns: null };
  locator = await prepareBoard(deps, options, bare, Object.values(columns));
  container = openBoard(deps, options, board, new Map([[replica, locator]]));
});

const intent = (...writes: Write[]): Intent => ({ id: brandAs<IntentId>(`intent-${++intents}`), replica, writes });
const create = (id: string, all: Record<string, Cell>): Write => ({
  kind: 'create',
  step: step(id),
  key: key(`key-${id}`),
  cells: cells(all),
});
const update = (id: string, item: string, to: Record<string, Cell>, before: Record<string, Cell> = {}): Write => ({
  kind: 'update',
  step: step(id),
  key: key(id),
  localId: local(item),
  position: null,
  cells: cells(to),
  before: cells(before),
  version: null,
});
const c = (type: string): string => columns[type] ?? '';

async function read(scope: Scope = { kind: 'all' }): Promise<Extract<Reading, { kind: 'records' }>> {
  const reading = (await container.read(new Map([[replica, scope]]))).get(replica);
  if (reading?.kind !== 'records') throw new Error(JSON.stringify(reading));
  return reading;
}

async function made(name: string, more: Record<string, Cell> = {}): Promise<string> {
  const [outcome] = (await container.apply(intent(create(name, { name: text(name), ...more })))).values();
  if (outcome?.kind !== 'applied') throw new Error(JSON.stringify(outcome));
  return outcome.localId;
}

/** Clients made by mutations, fifty a call. */
async function many(count: number): Promise<void> {
  const writes = Array.from({ length: count }, (_, n) => create(String(n), { name: text(`Client ${n}`) }));
  for (let at = 0; at < count; at += 50) await container.apply(intent(...writes.slice(at, at + 50)));
}

const taken = (): number => {
  const before = calls;
  calls = 0;
  return before;
};

describe('preparing', () => {
  it('makes the key column once, and describes the board without it', async () => {
    expect(taken()).toBe(2);
    const again = await prepareBoard(deps, options, { ...locator, keyColumn: null }, null);
    expect([taken(), again.keyColumn]).toEqual([1, locator.keyColumn]);
    const { name, columns: found } = await describeBoard(deps, options, board);
    expect(name).toBe('Clients');
    expect(found[0]).toMatchObject({ ref: 'name', kind: 'text' });
    expect(found.find((one) => one.ref === c('dropdown'))).toMatchObject({ kind: 'choice', labels: ['Gold', 'Silver'] });
    expect(found.some((one) => one.ref === locator.keyColumn)).toBe(false);
    await expect(describeBoard(deps, options, '999')).rejects.toMatchObject({ code: 'vendor-refused', data: { code: 'not-found' } });
  });

  it('reads everybody of the account', async () => {
    const people = await readPeople(deps, options);
    expect(people.map((one) => one.name).sort()).toEqual(['Anna Ivanova', 'Boris Petrov', 'Vera Guest']);
  });
});

describe('cells', () => {
  const anna = (): CellContent => ({
    kind: 'people',
    people: [{ id: played.world.people.get('anna')?.mondayId ?? '', name: 'Anna Ivanova', email: null }],
  });
  const all = (): Record<string, CellContent> => ({
    name: text('=Acme "1"'),
    [c('text')]: text('+49 30, "x"'),
    [c('numbers')]: number('-1234.5'),
    [c('status')]: { kind: 'choice', labels: ['Done'] },
    [c('dropdown')]: { kind: 'choice', labels: ['Gold', 'Silver'] },
    [c('people')]: anna(),
    [c('date')]: { kind: 'date', date: '2026-03-01', time: null },
    [c('timeline')]: { kind: 'range', from: '2026-03-01', to: '2026-03-05' },
    [c('long_text')]: text('one\ntwo'),
    [c('checkbox')]: { kind: 'bool', bool: true },
    [c('link')]: { kind: 'link', url: 'https://a.b/?x=1', text: 'A' },
    [c('email')]: text('a@b.example'),
    [c('phone')]: text('+4930123456'),
  });

  it('labels that a column lacks are made only where it is said, and come back as they were made', async () => {
    const making = (labels: readonly string[], type: string): Record<string, Cell> => ({
      [c(type)]: { kind: 'choice', labels, create: true },
    });
    const id = await made('Acme', { [c('dropdown')]: { kind: 'choice', labels: ['Gold'] } });
    const outcome = await container.apply(
      intent(
        update('a', id, { ...making(['Gold', 'Bronze, old', 'Tin'], 'dropdown'), ...making(['On hold'], 'status') }),
        create('b', { name: text('Bolt'), ...making(['Tin', 'Zinc'], 'dropdown') }),
      ),
    );
    const shown = (labels: readonly string[]): CellContent => ({ kind: 'choice', labels });
    expect(outcome.get(step('a'))).toMatchObject({
      kind: 'applied',
      shown: { [c('dropdown')]: shown(['Gold', 'Bronze, old', 'Tin']), [c('status')]: shown(['On hold']) },
    });
    expect(outcome.get(step('b'))).toMatchObject({ kind: 'applied', shown: { [c('dropdown')]: shown(['Tin', 'Zinc']) } });
    const reading = await read();
    expect(reading.columns.find((one) => one.ref === c('dropdown'))?.labels).toEqual(['Gold', 'Silver', 'Bronze, old', 'Tin', 'Zinc']);
    expect(reading.records.map((one) => one.cells[c('dropdown') as never])).toEqual([
      shown(['Gold', 'Bronze, old', 'Tin']),
      shown(['Tin', 'Zinc']),
    ]);
    const refused = await container.apply(intent(update('c', id, { [c('dropdown')]: { kind: 'choice', labels: ['Lead'] } })));
    expect(refused.get(step('c'))).toMatchObject({ kind: 'refused', why: 'unknown-label' });
  });

  it('come back as they went, in the answer to the write and in the next read', async () => {
    const outcome = await container.apply(intent(create('a', all())));
    expect(outcome.get(step('a'))).toMatchObject({ kind: 'applied', shown: all() });
    const { records } = await read();
    expect(records).toMatchObject([{ key: 'key-a', name: '=Acme "1"', cells: all() }]);
  });

  it('are cleared, every one of them', async () => {
    await container.apply(intent(create('a', all())));
    const [record] = (await read()).records;
    const nothing = Object.fromEntries(
      Object.keys(all())
        .filter((ref) => ref !== 'name')
        .map((ref) => [ref, { kind: 'empty' } as const]),
    );
    await container.apply(intent(update('u', record?.localId ?? '', nothing)));
    const [bare] = (await read()).records;
    expect(bare?.cells).toEqual({ ...nothing, name: text('=Acme "1"'), [c('checkbox')]: { kind: 'bool', bool: false } });
  });

  it('that monday does not take are refused one by one', async () => {
    const id = await made('Acme');
    const outcome = await container.apply(
      intent(
        update('a', id, { [c('status')]: { kind: 'choice', labels: ['Mars'] } }),
        create('b', { name: text('B') }),
        update('d', '12345', { [c('text')]: text('x') }),
      ),
    );
    expect([...outcome.values()].map((what) => (what.kind === 'refused' ? what.why : what.kind))).toEqual([
      'unknown-label',
      'applied',
      'not-found',
    ]);
  });
});

describe('calls', () => {
  it('reads 1,100 items in three, and 250 hinted ones in one', async () => {
    await many(1100);
    taken();
    const all = await read();
    expect([taken(), all.complete, all.records.length]).toEqual([3, true, 1100]);
    const ids = all.records.slice(0, 250).map((record) => record.localId);
    expect((await read({ kind: 'records', ids })).records).toHaveLength(250);
    expect(taken()).toBe(1);
  });

  it('begins anew when the cursor died on the way', async () => {
    await many(520);
    const { fetch } = deps;
    let aged = false;
    const ageing: ConnectorDeps = {
      ...deps,
      fetch: async (request) => {
        const body = await request.clone().text();
        if (body.includes('next_items_page') && !aged) {
          aged = true;
          await played.time.pass(61 * 60_000);
        }
        return fetch(request);
      },
    };
    taken();
    const reading = (
      await openBoard(ageing, options, board, new Map([[replica, locator]])).read(new Map([[replica, { kind: 'all' }]]))
    ).get(replica);
    expect(reading).toMatchObject({ kind: 'records', complete: true });
    expect(reading?.kind === 'records' && reading.records.length).toBe(520);
    expect(taken()).toBe(4);
  });
});

describe('what is gone', () => {
  it('is said by monday, of the id that was asked for', async () => {
    const ids: string[] = [];
    for (const name of ['stays', 'archived', 'deleted']) ids.push(await made(name));
    await played.data(`mutation { archive_item(item_id: ${ids[1]}) { id } }`);
    await played.data(`mutation { delete_item(item_id: ${ids[2]}) { id } }`);
    const reading = await read({ kind: 'records', ids: [...ids, '424242'].map(local) });
    expect(reading.records.map((record) => record.name)).toEqual(['stays']);
    expect(reading.gone).toEqual([
      { localId: ids[1], how: 'archived' },
      { localId: ids[2], how: 'deleted' },
    ]);
    expect((await read()).records.map((record) => record.name)).toEqual(['stays']);
  });
});

describe('an answer that never came', () => {
  it('leaves one item, found by its key', async () => {
    const lost = intent(create('a', { name: text('Acme'), [c('numbers')]: number('5') }));
    await read();
    lose = true;
    expect([...(await container.apply(lost)).values()]).toEqual([{ kind: 'unknown' }]);
    // The same bytes under the same key change nothing, and answer what was lost.
    expect((await container.apply(lost)).get(step('a'))).toMatchObject({ kind: 'applied' });
    const settled = await container.settle(lost);
    const { records } = await read();
    expect(records).toHaveLength(1);
    expect(settled.kind === 'happened' && settled.outcome.get(step('a'))).toMatchObject({
      localId: records[0]?.localId,
      shown: { [c('numbers')]: number('5') },
    });
    expect(await container.settle(intent(create('z', { name: text('Z') })))).toEqual({ kind: 'none' });
  });

  it('fault F02: leaves one item, found by its key, also when monday has forgotten the call', async () => {
    const lost = intent(create('a', { name: text('Acme') }));
    await read();
    lose = true;
    await container.apply(lost);
    played.world.clock.advance(31 * 60);
    const settled = await container.settle(lost);
    const { records } = await read();
    expect(records).toHaveLength(1);
    expect(settled.kind === 'happened' && settled.outcome.get(step('a'))).toMatchObject({ localId: records[0]?.localId });
  });

  it("of a change is found, also under a person's later one, with what it covered", async () => {
    const id = await made('Acme', { [c('numbers')]: number('1') });
    await played.data(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${id}, column_id: "${c('numbers')}", value: "2") { id } }`,
    );
    const lost = intent(update('u', id, { [c('numbers')]: number('7') }, { [c('numbers')]: number('1') }));
    lose = true;
    await container.apply(lost);
    await played.data(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${id}, column_id: "${c('numbers')}", value: "9") { id } }`,
    );
    taken();
    const settled = await container.settle(lost);
    expect(settled.kind === 'happened' && settled.outcome.get(step('u'))).toMatchObject({
      kind: 'applied',
      shown: { [c('numbers')]: number('9') },
      covered: { kind: 'later' },
    });
    expect(taken()).toBe(2);
    expect([...((await container.covered([lost])).get(lost.id)?.values() ?? [])]).toEqual([
      { kind: 'value', cells: { [c('numbers')]: number('2') } },
    ]);
    expect(taken()).toBe(1);
    expect(await container.settle(intent(update('v', id, { [c('numbers')]: number('8') }, { [c('numbers')]: number('9') })))).toEqual({
      kind: 'none',
    });
  });

  it('tells what was covered in each kind of column', async () => {
    const before: Record<string, CellContent> = {
      name: text('Acme'),
      [c('text')]: text('a'),
      [c('status')]: { kind: 'choice', labels: ['Done'] },
      [c('dropdown')]: { kind: 'choice', labels: ['Gold'] },
      [c('date')]: { kind: 'date', date: '2026-03-01', time: null },
      [c('checkbox')]: { kind: 'bool', bool: true },
      [c('long_text')]: text('x'),
    };
    const [outcome] = (await container.apply(intent(create('a', before)))).values();
    const id = outcome?.kind === 'applied' ? outcome.localId : '';
    const after: Record<string, CellContent> = {
      name: text('Acme 2'),
      [c('text')]: text('b'),
      [c('status')]: { kind: 'choice', labels: ['Stuck'] },
      [c('dropdown')]: { kind: 'choice', labels: ['Silver'] },
      [c('date')]: { kind: 'empty' },
      [c('checkbox')]: { kind: 'bool', bool: false },
      [c('long_text')]: text('y'),
    };
    const change = intent(update('u', id, after, before));
    await container.apply(change);
    expect((await container.covered([change])).get(change.id)?.get(step('u'))).toEqual({ kind: 'value', cells: before });
  });
});

describe('hearing of changes', () => {
  const url = 'https://evenkeel.example/webhooks/monday';

  it('subscribes in one call; deliveries are signed, and say who changed what from what', async () => {
    const feed = mondayFeed(deps, options);
    taken();
    const subscriptions = await feed.subscribe({ container: board, url, secret: '' });
    expect([taken(), subscriptions.length]).toEqual([1, 8]);
    const id = await made('Acme', { [c('numbers')]: number('1') });
    await played.deliver();
    played.pushed.splice(0);
    await played.data(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${id}, column_id: "${c('numbers')}", value: "2") { id } }`,
    );
    await played.deliver();
    const [pushed] = played.pushed.splice(0);
    const now = played.world.clock.now();
    const sender = await verifyWebhook(JSON.stringify(pushed?.body), pushed?.authorization, { signingSecret: 'signing-secret', url, now });
    expect(sender).toMatchObject({ accountId: '26104417' });
    expect(readWebhook(pushed?.body)).toMatchObject({
      kind: 'event',
      event: {
        kind: 'changed',
        board,
        itemIds: [id],
        userId: played.world.people.get('anna')?.mondayId,
        change: { column: c('numbers'), value: number('2'), previous: number('1') },
      },
    });
    await feed.unsubscribe(subscriptions);
    await played.data(`mutation { archive_item(item_id: ${id}) { id } }`);
    await played.deliver();
    expect(played.pushed).toEqual([]);
    await feed.unsubscribe(subscriptions);
  });

  it('fault F20: finds by one probe what no webhook told, once', async () => {
    const id = await made('Acme');
    const feed = mondayFeed(deps, options);
    let { cursor } = await feed.poll({ containers: [board], cursor: null });
    await played.time.pass(60_000);
    const other = await made('Bolt');
    await played.data(`mutation { archive_item(item_id: ${id}) { id } }`);
    taken();
    const probe = await feed.poll({ containers: [board], cursor });
    cursor = probe.cursor;
    expect(taken()).toBe(1);
    const [hint] = probe.hints;
    expect([...(hint?.localIds ?? [])].sort()).toEqual([id, other].sort());
    expect((await feed.poll({ containers: [board], cursor })).hints).toEqual([]);
  });
});
