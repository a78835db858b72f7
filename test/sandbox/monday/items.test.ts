import { beforeEach, describe, expect, it } from 'vitest';
import { clientsBoard, type House, house } from './set-up.ts';

let played: House;
let board: string;
let columns: Record<string, string>;

beforeEach(async () => {
  played = house();
  ({ board, columns } = await clientsBoard(played));
});

const create = async (name: string): Promise<string> =>
  (await played.data(`mutation { create_item(board_id: ${board}, item_name: "${name}") { id } }`)).create_item.id;
const names = async (query = ''): Promise<string[]> =>
  (await played.data(`{ boards(ids: ${board}) { items_page(limit: 500 ${query}) { items { name } } } }`)).boards[0].items_page.items.map(
    (item: { name: string }) => item.name,
  );

describe('items', () => {
  it('are named within 1 to 255 characters', async () => {
    for (const name of ['', 'x'.repeat(256)]) {
      const reply = await played.ask(`mutation { create_item(board_id: ${board}, item_name: "${name}") { id } }`);
      expect(reply.errors?.[0].extensions.code).toBe('ItemNameTooLongException');
    }
    await create('x'.repeat(255));
    expect(await names()).toHaveLength(1);
  });

  it('keep their name as it was sent, unless the account is played as trimming', async () => {
    await create('  Acme ');
    expect(await names()).toEqual(['  Acme ']);
    const trimming = house({ options: { trims: true } });
    const other = await clientsBoard(trimming);
    const made = await trimming.data(`mutation { create_item(board_id: ${other.board}, item_name: "  Acme ") { name } }`);
    expect(made.create_item.name).toBe('Acme');
  });

  it('are renamed by the key `name` together with cells', async () => {
    const id = await create('Acme');
    const reply = await played.data(
      `mutation ($v: JSON!) { change_multiple_column_values(board_id: ${board}, item_id: ${id}, column_values: $v) { name column_values(ids: ["${columns.text}"]) { text } } }`,
      {
        variables: { v: JSON.stringify({ name: 'Acme GmbH', [columns.text ?? '']: 'x' }) },
      },
    );
    expect(reply.change_multiple_column_values).toEqual({ name: 'Acme GmbH', column_values: [{ text: 'x' }] });
  });

  it('stand where they were put', async () => {
    const first = await create('first');
    await create('last');
    await played.data(
      `mutation { create_item(board_id: ${board}, item_name: "second", position_relative_method: after_at, relative_to: ${first}) { id } }`,
    );
    await played.data(
      `mutation { create_item(board_id: ${board}, item_name: "zeroth", position_relative_method: before_at, relative_to: ${first}) { id } }`,
    );
    expect(await names()).toEqual(['zeroth', 'first', 'second', 'last']);
    const group = await played.data(
      `mutation { create_group(board_id: ${board}, group_name: "Below", relative_to: "topics", position_relative_method: after_at) { id } }`,
    );
    await played.data(`mutation { move_item_to_group(item_id: ${first}, group_id: "${group.create_group.id}") { group { title } } }`);
    expect(await names()).toEqual(['zeroth', 'second', 'last', 'first']);
    await played.data(`mutation { change_item_position(item_id: ${first}, group_id: "topics", group_top: true) { id } }`);
    expect(await names()).toEqual(['first', 'zeroth', 'second', 'last']);
  });

  it('leave the board when archived or deleted, and stay readable by id', async () => {
    const [kept, archived, deleted] = [await create('kept'), await create('archived'), await create('deleted')];
    await played.data(`mutation { a: archive_item(item_id: ${archived}) { state } d: delete_item(item_id: ${deleted}) { state } }`);
    expect(await names()).toEqual(['kept']);
    const read = await played.data(
      `{ items(ids: [${kept}, ${archived}, ${deleted}]) { id state } active: items(ids: [${archived}], exclude_nonactive: true) { id } boards(ids: ${board}) { items_count } }`,
    );
    expect(Object.fromEntries(read.items.map((item: { id: string; state: string }) => [item.id, item.state]))).toEqual({
      [kept]: 'active',
      [archived]: 'archived',
      [deleted]: 'deleted',
    });
    expect(read.active).toEqual([]);
    expect(read.boards[0].items_count).toBe(1);
    const refused = await played.ask(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${archived}, column_id: "${columns.text}", value: "x") { id } }`,
    );
    expect(refused.errors?.[0].extensions.code).toBe('ResourceNotFoundException');
    const anna = played.world.people.get('anna');
    if (anna) await played.monday.restore(anna, archived);
    expect(await names()).toEqual(['kept', 'archived']);
  });

  it('are copied with their cells', async () => {
    const id = await create('Acme');
    await played.data(
      `mutation { change_simple_column_value(board_id: ${board}, item_id: ${id}, column_id: "${columns.text}", value: "key-1") { id } }`,
    );
    const copy = await played.data(
      `mutation { duplicate_item(board_id: ${board}, item_id: ${id}) { id name column_values(ids: ["${columns.text}"]) { text } } }`,
    );
    expect(copy.duplicate_item).toMatchObject({ name: 'Acme (copy)', column_values: [{ text: 'key-1' }] });
    expect(copy.duplicate_item.id).not.toBe(id);
  });

  it('may have subitems on a board of their own', async () => {
    const id = await create('Acme');
    const sub = await played.data(
      `mutation { create_subitem(parent_item_id: ${id}, item_name: "Part") { id board { id type } parent_item { id } } }`,
    );
    expect(sub.create_subitem.board.id).not.toBe(board);
    expect(sub.create_subitem.parent_item.id).toBe(id);
    const read = await played.data(
      `{ items(ids: [${id}]) { subitems { name } column_values(types: [subtasks]) { ... on SubtasksValue { display_value subitems_ids } } } }`,
    );
    expect(read.items[0]).toEqual({
      subitems: [{ name: 'Part' }],
      column_values: [{ display_value: 'Part', subitems_ids: [sub.create_subitem.id] }],
    });
  });

  it('are at most 10,000 on a board', async () => {
    for (let request = 0; request < 20; request += 1) {
      await played.data(
        `mutation { ${Array.from({ length: 500 }, (_, n) => `m${n}: create_item(board_id: ${board}, item_name: "n") { id }`).join(' ')} }`,
      );
    }
    const reply = await played.ask(`mutation { create_item(board_id: ${board}, item_name: "one too many") { id } }`);
    expect(reply.errors?.[0].extensions.code).toBe('ItemsLimitationException');
  });
});

describe('several mutations in one request', () => {
  it('run in order, and one refusal leaves the others alone', async () => {
    const id = await create('Acme');
    const set = (alias: string, value: string) =>
      `${alias}: change_simple_column_value(board_id: ${board}, item_id: ${id}, column_id: "${columns.numbers}", value: "${value}") { column_values(ids: ["${columns.numbers}"]) { text } }`;
    const reply = await played.ask(`mutation { ${set('a', '1')} ${set('b', 'x')} ${set('c', '3')} }`);
    expect(reply.status).toBe(200);
    expect(reply.data).toEqual({ a: { column_values: [{ text: '1' }] }, b: null, c: { column_values: [{ text: '3' }] } });
    expect(reply.errors?.map((error) => error.path)).toEqual([['b']]);
  });

  it('fail one by one when a fault wants it', async () => {
    played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'create_item' }, after: 1, times: 1 });
    const reply = await played.ask(
      `mutation { a: create_item(board_id: ${board}, item_name: "a") { name } b: create_item(board_id: ${board}, item_name: "b") { name } c: create_item(board_id: ${board}, item_name: "c") { name } }`,
    );
    expect(reply.data).toEqual({ a: { name: 'a' }, b: null, c: { name: 'c' } });
    expect(await names()).toEqual(['a', 'c']);
  });
});

describe('who may what', () => {
  it('other accounts see nothing and write nothing', async () => {
    const id = await create('Acme');
    const read = await played.data(`{ me { name } boards(ids: [${board}]) { id } items(ids: [${id}]) { id } users { name } }`, {
      as: 'mallory',
    });
    expect(read).toEqual({ me: { name: 'Mallory' }, boards: [], items: [], users: [{ name: 'Mallory' }] });
    const page = await played.data(`{ boards(ids: [${board}]) { items_page(limit: 1) { cursor } } }`);
    expect(page.boards[0].items_page.cursor).toBeNull();
    await create('Second');
    const cursor = (await played.data(`{ boards(ids: [${board}]) { items_page(limit: 1) { cursor } } }`)).boards[0].items_page.cursor;
    expect((await played.ask(`{ next_items_page(cursor: "${cursor}") { cursor } }`, { as: 'mallory' })).errors).toHaveLength(1);
    for (const mutation of [
      `archive_item(item_id: ${id}) { id }`,
      `create_item(board_id: ${board}, item_name: "x") { id }`,
      `create_webhook(board_id: ${board}, url: "https://x.example", event: create_item) { id }`,
    ]) {
      expect((await played.ask(`mutation { ${mutation} }`, { as: 'mallory' })).errors).toHaveLength(1);
    }
  });

  it('viewers only read', async () => {
    const reply = await played.ask(`mutation { create_item(board_id: ${board}, item_name: "x") { id } }`, { as: 'vera' });
    expect(reply.status).toBe(403);
    expect(reply.errors?.[0].extensions).toMatchObject({ code: 'UserUnauthorizedException', status_code: 403 });
    expect((await played.data(`{ boards(ids: ${board}) { access_level } }`, { as: 'vera' })).boards[0].access_level).toBe('view');
  });

  it('an app is held to its scopes', async () => {
    const token = played.appToken('anna', ['boards:read']);
    expect((await played.ask(`{ boards(ids: ${board}) { id } }`, { token })).errors).toBeUndefined();
    const reply = await played.ask(`mutation { create_item(board_id: ${board}, item_name: "x") { id } }`, { token });
    expect(reply.errors?.[0].extensions).toMatchObject({ code: 'missingRequiredPermissions' });
  });

  it('a private board is there for its subscribers only', async () => {
    const boris = played.world.people.get('boris')?.mondayId;
    const made = await played.data(
      `mutation { a: create_board(board_name: "Mine", board_kind: private) { id } b: create_board(board_name: "Ours", board_kind: private, board_subscriber_ids: [${boris}]) { id } }`,
    );
    const seen = await played.data('{ boards { id } }', { as: 'boris' });
    const ids = seen.boards.map((one: { id: string }) => one.id);
    expect(ids).toContain(made.b.id);
    expect(ids).not.toContain(made.a.id);
  });
});
