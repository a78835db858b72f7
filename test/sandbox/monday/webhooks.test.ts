/** Bodies and rules of developer.monday.com/api-reference/reference/webhooks. */
import { jwtVerify } from 'jose';
import { describe, expect, it } from 'vitest';
import { createMonday } from '../../../sandbox/monday/monday.ts';
import { clientsBoard, type House, house, options, type Reply } from './set-up.ts';

const URL_A = 'https://hooks.example/monday?secret=1';

async function set(more: Parameters<typeof house>[0] = {}) {
  const played = house(more);
  const { board, columns } = await clientsBoard(played);
  const made = await played.data(`mutation { create_item(board_id: ${board}, item_name: "Acme") { id } }`);
  return { played, board, columns, item: made.create_item.id as string };
}

const subscribe = (played: House, board: string, event: string, more = '', options = {}) =>
  played.ask(
    `mutation { create_webhook(board_id: ${board}, url: "${URL_A}", event: ${event} ${more}) { id board_id event config } }`,
    options,
  );

describe('create_webhook', () => {
  it('makes nothing unless the challenge comes back', async () => {
    const asked: unknown[] = [];
    const answers = [() => new Response('{}'), () => new Response('no', { status: 500 }), () => Promise.reject(new Error('nobody there'))];
    const { played, board } = await set({
      receiver: async (request) => {
        asked.push(await request.json());
        return (answers.shift() ?? (() => new Response('{}')))();
      },
    });
    for (let attempt = 0; attempt < 3; attempt += 1) {
      const reply = await subscribe(played, board, 'create_item');
      expect(reply.data).toEqual({ create_webhook: null });
      expect(reply.errors).toHaveLength(1);
    }
    expect(asked).toEqual([{ challenge: expect.any(String) }, { challenge: expect.any(String) }, { challenge: expect.any(String) }]);
    expect((await played.data(`{ webhooks(board_id: ${board}) { id } }`)).webhooks).toEqual([]);
  });

  it('takes 255 characters of URL, and a config that fits the event', async () => {
    const { played, board, columns } = await set();
    const long = `https://hooks.example/${'x'.repeat(255 - 22)}`;
    const at = (url: string) => played.ask(`mutation { create_webhook(board_id: ${board}, url: "${url}", event: create_item) { id } }`);
    expect((await at(long)).errors).toBeUndefined();
    expect((await at(`${long}x`)).errors).toHaveLength(1);
    expect((await subscribe(played, board, 'change_specific_column_value')).errors).toHaveLength(1);
    const reply = await subscribe(played, board, 'change_specific_column_value', `, config: "{\\"columnId\\":\\"${columns.text}\\"}"`);
    expect(JSON.parse(reply.data.create_webhook.config)).toEqual({ columnId: columns.text });
  });
});

describe('deliveries', () => {
  it('say of a repeat that it is one: once a minute until somebody answers 200', async () => {
    const statuses = [500, 204, 200];
    const said: unknown[] = [];
    const { played, board, item } = await set({
      receiver: async (request) => {
        const text = await request.text();
        if ('challenge' in JSON.parse(text)) return new Response(text);
        said.push(JSON.parse(text).event);
        return new Response(null, { status: statuses.shift() ?? 200 });
      },
    });
    await subscribe(played, board, 'change_name');
    const name = '"isRetry":false';
    await played.data(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${item}, column_id: "name", value: ${JSON.stringify(name)}) { id } }`,
    );
    await played.deliver();
    await played.time.pass(10 * 60_000);
    const [first, ...again] = said as { isRetry: boolean; triggerUuid: string }[];
    expect(first).toMatchObject({ isRetry: false, value: { name } });
    // A 204 isn't the 200 that monday waits for.
    expect(again).toEqual([
      { ...first, isRetry: true },
      { ...first, isRetry: true },
    ]);
  });

  it('that a fault doubles are a first one and a repeat', async () => {
    const { played, board, item } = await set();
    await subscribe(played, board, 'change_name');
    played.world.faults.add({ service: 'monday', kind: 'repeat-push', ms: 300 });
    await played.data(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${item}, column_id: "name", value: "Twice") { id } }`,
    );
    await played.deliver();
    expect(played.pushed.map(({ body }) => body.event.isRetry)).toEqual([false, true]);
    expect(new Set(played.pushed.map(({ body }) => body.event.triggerUuid)).size).toBe(1);
  });

  it('tell a changed cell with its previous value', async () => {
    const { played, board, columns, item } = await set();
    await subscribe(played, board, 'change_column_value');
    const set1 = (value: string) =>
      played.data(
        `mutation { change_simple_column_value(board_id: ${board}, item_id: ${item}, column_id: "${columns.status}", value: "${value}") { id } }`,
        { as: 'boris' },
      );
    await set1('Done');
    await set1('Stuck');
    await set1('Stuck');
    await played.deliver();
    expect(played.pushed).toHaveLength(2);
    const boris = Number(played.world.people.get('boris')?.mondayId);
    expect(played.pushed[0]).toMatchObject({ url: URL_A, authorization: null });
    expect(played.pushed[0]?.body.event).toMatchObject({
      app: 'monday',
      type: 'update_column_value',
      triggerTime: '2026-11-23T09:00:00.000Z',
      isRetry: false,
      userId: boris,
      originalTriggerUuid: null,
      boardId: Number(board),
      groupId: 'topics',
      pulseId: Number(item),
      pulseName: 'Acme',
      columnId: columns.status,
      columnType: 'color',
      columnTitle: 'status',
      value: { label: { index: 1, text: 'Done', style: { color: '#00c875' }, is_done: true }, post_id: null },
      previousValue: null,
      changedAt: Date.UTC(2026, 10, 23, 9) / 1000,
      isTopGroup: true,
    });
    expect(played.pushed[1]?.body.event).toMatchObject({ value: { label: { text: 'Stuck' } }, previousValue: { label: { text: 'Done' } } });
    const uuids = played.pushed.map((push) => push.body.event.triggerUuid);
    expect(new Set(uuids).size).toBe(2);
    expect(uuids[0]).toMatch(/^[0-9a-f]{32}$/);
  });

  it('write values as monday writes them in events', async () => {
    const { played, board, columns, item } = await set();
    await subscribe(played, board, 'change_column_value');
    const anna = Number(played.world.people.get('anna')?.mondayId);
    const values = {
      [columns.text ?? '']: 'x',
      [columns.numbers ?? '']: '500',
      [columns.dropdown ?? '']: { labels: ['Gold'] },
      [columns.people ?? '']: { personsAndTeams: [{ id: anna, kind: 'person' }] },
      [columns.date ?? '']: { date: '2026-12-01' },
      [columns.checkbox ?? '']: { checked: 'true' },
      [columns.long_text ?? '']: 'words',
    };
    await played.data(
      `mutation ($v: JSON!) { change_multiple_column_values(board_id: ${board}, item_id: ${item}, column_values: $v) { id } }`,
      { variables: { v: JSON.stringify(values) } },
    );
    await played.deliver();
    const told = Object.fromEntries(played.pushed.map(({ body }) => [body.event.columnType, body.event]));
    expect(told.text.value).toEqual({ value: 'x' });
    expect(told.numeric.value).toEqual({ value: 500, unit: null });
    expect(told.dropdown.value).toEqual({ chosenValues: [{ id: 1, name: 'Gold' }] });
    expect(told['multiple-person']).toMatchObject({ value: { personsAndTeams: [{ id: anna, kind: 'person' }] }, previousValue: {} });
    expect(told.date.value).toMatchObject({ date: '2026-12-01', icon: null, time: null });
    expect(told.boolean.value).toMatchObject({ checked: true });
    expect(told['long-text'].value).toMatchObject({ text: 'words' });
  });

  it('tell creation, rename, move, archive, restore, delete, new columns and updates, each to its own event', async () => {
    const { played, board } = await set();
    const events = [
      'create_item',
      'change_name',
      'item_moved_to_any_group',
      'item_archived',
      'item_restored',
      'item_deleted',
      'create_column',
      'create_update',
    ];
    for (const event of events) expect((await subscribe(played, board, event)).errors).toBeUndefined();
    const made = await played.data(
      `mutation { g: create_group(board_id: ${board}, group_name: "Won", group_color: "#00c875") { id } i: create_item(board_id: ${board}, group_id: "topics", item_name: "Beta") { id } }`,
    );
    const id = made.i.id;
    await played.data(
      `mutation ($v: JSON!) { n: change_multiple_column_values(board_id: ${board}, item_id: ${id}, column_values: $v) { id }
      m: move_item_to_group(item_id: ${id}, group_id: "${made.g.id}") { id }
      u: create_update(item_id: ${id}, body: "<p>Hi</p>") { id text_body }
      c: create_column(board_id: ${board}, title: "Extra", column_type: text) { id }
      a: archive_item(item_id: ${id}) { id } }`,
      { variables: { v: JSON.stringify({ name: 'Beta 2' }) } },
    );
    const anna = played.world.people.get('anna');
    if (anna) await played.monday.restore(anna, id);
    await played.data(`mutation { delete_item(item_id: ${id}) { id } }`);
    await played.deliver();
    const told = Object.fromEntries(played.pushed.map(({ body }) => [body.event.type, body.event]));
    expect(Object.keys(told).sort()).toEqual([
      'archive_pulse',
      'create_column',
      'create_pulse',
      'create_update',
      'delete_pulse',
      'move_pulse_into_group',
      'restore_pulse',
      'update_name',
    ]);
    expect(told.create_pulse).toMatchObject({
      pulseId: Number(id),
      pulseName: 'Beta',
      groupId: 'topics',
      groupName: 'Group Title',
      groupColor: '#579bfc',
      isTopGroup: false,
      columnValues: {},
    });
    expect(told.update_name).toMatchObject({ pulseId: Number(id), value: { name: 'Beta 2' }, previousValue: { name: 'Beta' } });
    expect(told.move_pulse_into_group).toMatchObject({
      pulseId: Number(id),
      sourceGroupId: 'topics',
      destGroupId: made.g.id,
      destGroup: { title: 'Won', color: '#00c875', is_top_group: true },
    });
    expect(told.archive_pulse).toMatchObject({ itemId: Number(id), itemName: 'Beta 2' });
    expect(told.archive_pulse).not.toHaveProperty('pulseId');
    expect(told.restore_pulse).toMatchObject({ itemId: Number(id), value: { state: 1, is_undo: true }, previousValue: { state: 2 } });
    expect(told.delete_pulse).toMatchObject({ itemId: Number(id) });
    expect(told.create_column).toMatchObject({ columnTitle: 'Extra', columnType: 'text', entity: 'board' });
    expect(told.create_update).toMatchObject({ pulseId: Number(id), body: '<p>Hi</p>', textBody: 'Hi' });
  });

  it('follow the config of the subscription', async () => {
    const { played, board, columns, item } = await set();
    const config = (value: unknown) => `, config: ${JSON.stringify(JSON.stringify(value))}`;
    await subscribe(played, board, 'change_specific_column_value', config({ columnId: columns.text }));
    await subscribe(played, board, 'change_status_column_value', config({ columnId: columns.status, columnValue: { index: 1 } }));
    const change = (type: string, value: string) =>
      played.data(
        `mutation { change_simple_column_value(board_id: ${board}, item_id: ${item}, column_id: "${columns[type]}", value: "${value}") { id } }`,
      );
    await change('numbers', '1');
    await change('status', 'Stuck');
    await change('text', 'x');
    await change('status', 'Done');
    await played.deliver();
    expect(played.pushed.map(({ body }) => [body.event.columnType, body.event.value.label?.text ?? body.event.value.value])).toEqual([
      ['text', 'x'],
      ['color', 'Done'],
    ]);
  });

  it('of an app are signed with its Signing Secret for exactly their URL', async () => {
    const { played, board } = await set();
    const token = played.appToken('boris');
    const made = await subscribe(played, board, 'create_item', '', { token });
    await played.data(`mutation { create_item(board_id: ${board}, item_name: "Beta") { id } }`, { token });
    await played.deliver();
    const { payload } = await jwtVerify(played.pushed[0]?.authorization ?? '', new TextEncoder().encode('signing-secret'), {
      algorithms: ['HS256'],
      audience: URL_A,
      currentDate: new Date(played.world.clock.now()),
    });
    expect(payload).toMatchObject({ accountId: 26104417, userId: Number(played.world.people.get('boris')?.mondayId) });
    const byPerson = await played.ask(`mutation { delete_webhook(id: ${made.data.create_webhook.id}) { id } }`);
    expect(byPerson.status).toBe(403);
    expect((await played.data(`{ webhooks(board_id: ${board}, app_webhooks_only: true) { id } }`, { token })).webhooks).toHaveLength(1);
    await played.data(`mutation { delete_webhook(id: ${made.data.create_webhook.id}) { id } }`, { token });
    await played.data(`mutation { create_item(board_id: ${board}, item_name: "Gamma") { id } }`);
    await played.deliver();
    expect(played.pushed).toHaveLength(1);
  });

  it('are tried again once a minute until somebody answers 200', async () => {
    let down = true;
    let tries = 0;
    const { played, board } = await set({
      receiver: async (request) => {
        const body = (await request.json()) as Record<string, unknown>;
        if ('challenge' in body) return Response.json(body);
        tries += 1;
        return new Response('', { status: down ? 202 : 200 });
      },
    });
    await subscribe(played, board, 'create_item');
    await played.data(`mutation { create_item(board_id: ${board}, item_name: "Beta") { id } }`);
    await played.deliver();
    expect(tries).toBe(1);
    await played.time.pass(2 * 60_000);
    expect(tries).toBe(3);
    down = false;
    await played.time.pass(10 * 60_000);
    expect(tries).toBe(4);
  });
});

it('a subscription that outlives a reset of the world keeps its number', async () => {
  const { played, board } = await set();
  const made = await subscribe(played, board, 'create_item');
  played.state.documents.clear(new Set(['people', 'monday.webhooks']));
  const monday = createMonday(played.world, options);
  const ask = async (query: string) => {
    const request = new Request('https://api.monday.com/v2', {
      method: 'POST',
      headers: { authorization: played.world.people.tokenOf('monday', 'anna') ?? '' },
      body: JSON.stringify({ query }),
    });
    return ((await (await monday.handle(request)).json()) as Reply).data;
  };
  const again = (await ask('mutation { create_board(board_name: "Clients", board_kind: public) { id } }')).create_board.id;
  expect(again).toBe(board);
  await ask(`mutation { create_webhook(board_id: ${again}, url: "${URL_A}", event: create_item) { id } }`);
  const ids = (await ask(`{ webhooks(board_id: ${again}) { id } }`)).webhooks.map((webhook: { id: string }) => webhook.id);
  expect(ids).toHaveLength(2);
  expect(ids).toContain(made.data.create_webhook.id);
});
