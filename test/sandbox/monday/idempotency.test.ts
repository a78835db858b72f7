/** Rules of developer.monday.com/api-reference/docs/idempotency. */
import { beforeEach, describe, expect, it } from 'vitest';
import { createMonday } from '../../../sandbox/monday/monday.ts';
import { clientsBoard, type House, house, options } from './set-up.ts';

let played: House;
let board: string;
beforeEach(async () => {
  played = house();
  ({ board } = await clientsBoard(played));
});

const create = (key: string, given = {}) =>
  played.ask(`mutation { create_item(board_id: ${board}, item_name: "once") { id } }`, { headers: { 'idempotency-key': key }, ...given });
const count = async (): Promise<number> => (await played.data(`{ boards(ids: ${board}) { items_count } }`)).boards[0].items_count;

describe('Idempotency-Key', () => {
  it('answers a repeated call with the first answer, and does nothing', async () => {
    const first = await create('k1');
    const again = await create('k1');
    expect(first.headers.get('idempotency-replayed')).toBeNull();
    expect(again.headers.get('idempotency-replayed')).toBe('true');
    expect(again.body).toEqual(first.body);
    expect(await count()).toBe(1);
    await create('k2');
    expect(await count()).toBe(2);
  });

  it('is forgotten after 30 minutes', async () => {
    await create('k');
    played.world.clock.advance(30 * 60 - 1);
    await create('k');
    expect(await count()).toBe(1);
    played.world.clock.advance(1);
    await create('k');
    expect(await count()).toBe(2);
  });

  it('belongs to the token that sent it', async () => {
    await create('k');
    await create('k', { as: 'boris' });
    await create('k', { token: played.appToken('anna') });
    expect(await count()).toBe(3);
  });

  it('replays a partial failure too, and survives a restart', async () => {
    const query = `mutation { a: create_item(board_id: ${board}, item_name: "a") { id } b: create_item(board_id: ${board}, item_name: "") { id } }`;
    const first = await played.ask(query, { headers: { 'idempotency-key': 'k' } });
    expect(first.errors).toHaveLength(1);
    const restarted = createMonday(played.world, options);
    const response = await restarted.handle(
      new Request('https://api.monday.com/v2', {
        method: 'POST',
        headers: { authorization: played.world.people.tokenOf('monday', 'anna') ?? '', 'idempotency-key': 'k' },
        body: JSON.stringify({ query }),
      }),
    );
    expect(response.headers.get('idempotency-replayed')).toBe('true');
    expect(await response.json()).toEqual(first.body);
    expect(await count()).toBe(1);
  });

  it('gets 409 while the first call is still running', async () => {
    let answer = (): void => {};
    played = house({
      receiver: (request) =>
        new Promise((give) => {
          answer = () => void request.json().then((body) => give(Response.json(body)));
        }),
    });
    ({ board } = await clientsBoard(played));
    const subscribe = () =>
      played.ask(`mutation { create_webhook(board_id: ${board}, url: "https://h.example", event: create_item) { id } }`, {
        headers: { 'idempotency-key': 'w' },
      });
    const first = subscribe();
    await played.deliver();
    const second = await subscribe();
    expect(second.status).toBe(409);
    expect(second.headers.get('retry-after')).toBe('1');
    expect(second.errors?.[0].extensions.code).toBe('IDEMPOTENCY_CONFLICT');
    answer();
    expect((await first).data.create_webhook.id).toBe((await subscribe()).data.create_webhook.id);
    expect((await played.data(`{ webhooks(board_id: ${board}) { id } }`)).webhooks).toHaveLength(1);
  });

  it('means nothing on a query', async () => {
    await played.ask('{ me { id } }', { headers: { 'idempotency-key': 'q' } });
    expect((await played.ask('{ me { id } }', { headers: { 'idempotency-key': 'q' } })).headers.get('idempotency-replayed')).toBeNull();
  });
});
