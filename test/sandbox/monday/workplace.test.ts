/** What stands around boards: workspaces and folders, members, conversations, files, copies. */
import { expect, test } from 'vitest';
import { house } from './set-up.ts';

async function office() {
  const played = house();
  const board = (await played.data(`mutation { create_board(board_name: "B", board_kind: public, empty: true) { id } }`)).create_board.id;
  const item = async (name: string) =>
    (await played.data(`mutation { create_item(board_id: ${board}, item_name: "${name}") { id } }`)).create_item.id as string;
  return { ...played, board, item };
}

test('every account has a main workspace, which boards name by null', async () => {
  const { data, board } = await office();
  const [main] = (await data('{ workspaces { id name kind is_default_workspace } }')).workspaces;
  expect(main).toMatchObject({ name: 'Main workspace', kind: 'open', is_default_workspace: true });
  const other = (await data('mutation { create_workspace(name: "W", kind: closed) { id } }')).create_workspace.id;
  await data(`mutation { create_board(board_name: "In W", board_kind: public, workspace_id: ${other}) { id } }`);
  expect((await data(`{ boards(ids: [${board}]) { workspace_id workspace { id } } }`)).boards).toEqual([
    { workspace_id: null, workspace: null },
  ]);
  expect((await data(`{ boards(workspace_ids: [${main.id}]) { name } }`)).boards).toEqual([{ name: 'B' }]);
  expect((await data(`{ boards(workspace_ids: [${other}]) { name } }`)).boards).toEqual([{ name: 'In W' }]);
});

test('a folder holds boards and folders; its boards outlive it', async () => {
  const { data } = await office();
  const folder = (await data('mutation { create_folder(name: "F") { id workspace { name } } }')).create_folder;
  expect(folder.workspace.name).toBe('Main workspace');
  await data(`mutation { create_folder(name: "Inner", parent_folder_id: ${folder.id}) { id } }`);
  const made = await data(
    `mutation { create_board(board_name: "In F", board_kind: public, folder_id: ${folder.id}) { id board_folder_id } }`,
  );
  expect(made.create_board.board_folder_id).toBe(folder.id);
  const shown = await data(`{ folders(ids: [${folder.id}]) { name children { name } sub_folders { name parent { name } } } }`);
  expect(shown.folders).toEqual([{ name: 'F', children: [{ name: 'In F' }], sub_folders: [{ name: 'Inner', parent: { name: 'F' } }] }]);
  await data(`mutation { delete_folder(folder_id: ${folder.id}) { id } }`);
  expect((await data('{ folders { id } }')).folders).toEqual([]);
  expect((await data(`{ boards(ids: [${made.create_board.id}]) { board_folder_id state } }`)).boards).toEqual([
    { board_folder_id: null, state: 'active' },
  ]);
});

test('people join a private board and leave it', async () => {
  const { data, ask, world } = await office();
  const board = (await data('mutation { create_board(board_name: "P", board_kind: private) { id } }')).create_board.id;
  const seen = async () => (await data(`{ boards(ids: [${board}]) { id } }`, { as: 'boris' })).boards.length;
  expect(await seen()).toBe(0);
  const boris = world.people.get('boris')?.mondayId;
  await data(`mutation { add_users_to_board(board_id: ${board}, user_ids: [${boris}]) { id } }`);
  expect(await seen()).toBe(1);
  await data(`mutation { delete_subscribers_from_board(board_id: ${board}, user_ids: [${boris}]) { id } }`);
  expect(await seen()).toBe(0);
  const unknown = await ask(`mutation { add_users_to_board(board_id: ${board}, user_ids: [1]) { id } }`);
  expect(unknown.errors?.[0].extensions.code).toBe('InvalidUserIdException');
});

test('a reply stands under its update, is no update itself, and goes with it', async () => {
  const { data, item, board } = await office();
  const id = await item('A');
  const update = (await data(`mutation { create_update(item_id: ${id}, body: "<p>first</p>") { id } }`)).create_update.id;
  const reply = (await data(`mutation { create_update(parent_id: ${update}, body: "yes") { id item_id } }`)).create_update;
  expect(reply.item_id).toBe(id);
  await data(`mutation { like_update(update_id: ${update}) { id } }`);
  const shown = await data(`{ items(ids: [${id}]) { updates { text_body likes { reaction_type } replies { id body } } } }`);
  expect(shown.items[0].updates).toEqual([
    { text_body: 'first', likes: [{ reaction_type: 'Like' }], replies: [{ id: reply.id, body: 'yes' }] },
  ]);
  expect((await data(`{ replies(board_ids: [${board}]) { id } }`)).replies).toEqual([{ id: reply.id }]);
  await data(`mutation { delete_update(id: ${update}) { id } }`);
  expect((await data(`{ replies(board_ids: [${board}]) { id } }`)).replies).toEqual([]);
});

test('a file comes by multipart and stands in its cell', async () => {
  const { data, monday, world, item, board } = await office();
  const column = (await data(`mutation { create_column(board_id: ${board}, title: "Files", column_type: file) { id } }`)).create_column.id;
  const id = await item('A');
  const form = new FormData();
  form.append(
    'query',
    `mutation ($file: File!) { add_file_to_column(file: $file, item_id: ${id}, column_id: "${column}") { id name file_size } }`,
  );
  form.append('variables[file]', new Blob(['hello']), 'offer.pdf');
  const answer = await monday.handle(
    new Request('https://api.monday.com/v2/file', {
      method: 'POST',
      headers: { authorization: world.people.tokenOf('monday', 'anna') ?? '' },
      body: form,
    }),
  );
  const { add_file_to_column: asset } = (await answer.json()).data;
  expect(asset).toMatchObject({ name: 'offer.pdf', file_size: 5 });
  const shown = await data(
    `{ items(ids: [${id}]) { assets { id file_extension } column_values { ... on FileValue { files { ... on FileAssetValue { asset_id name } } } } } }`,
  );
  expect(shown.items[0].assets).toEqual([{ id: asset.id, file_extension: '.pdf' }]);
  expect(shown.items[0].column_values).toEqual([{ files: [{ asset_id: asset.id, name: 'offer.pdf' }] }]);
});

test('a board is copied with its items, an item moves to another board', async () => {
  const { data, item, board } = await office();
  const column = (await data(`mutation { create_column(board_id: ${board}, title: "T", column_type: text) { id } }`)).create_column.id;
  const id = await item('A');
  await data(`mutation { change_simple_column_value(board_id: ${board}, item_id: ${id}, column_id: "${column}", value: "x") { id } }`);
  const copy = (
    await data(`mutation { duplicate_board(board_id: ${board}, duplicate_type: duplicate_board_with_pulses) { board { id name } } }`)
  ).duplicate_board.board;
  expect(copy.name).toBe('Duplicate of B');
  const items = async (of: string) =>
    (await data(`{ boards(ids: [${of}]) { items_page { items { name column_values { text } } } } }`)).boards[0].items_page.items;
  expect(await items(copy.id)).toEqual([{ name: 'A', column_values: [{ text: 'x' }] }]);
  await data(`mutation { move_item_to_board(item_id: ${id}, board_id: ${copy.id}, group_id: "topics") { id } }`);
  expect(await items(board)).toEqual([]);
  expect(await items(copy.id)).toHaveLength(2);
});

test('update_column takes the revision it was made from, once', async () => {
  const { data, ask, board } = await office();
  const made = (await data(`mutation { create_status_column(board_id: ${board}, title: "S") { id revision } }`)).create_status_column;
  const change = `mutation { update_column(board_id: ${board}, id: "${made.id}", column_type: status, revision: "${made.revision}", title: "Stage") { title } }`;
  expect((await data(change)).update_column.title).toBe('Stage');
  expect((await ask(change)).status).toBe(409);
});

test('groups change places', async () => {
  const { data, board } = await office();
  const second = (await data(`mutation { create_group(board_id: ${board}, group_name: "Two") { id } }`)).create_group.id;
  const order = async () =>
    (await data(`{ boards(ids: [${board}]) { groups { id } } }`)).boards[0].groups.map((one: { id: string }) => one.id);
  expect(await order()).toEqual([second, 'topics']);
  await data(
    `mutation { update_group(board_id: ${board}, group_id: "${second}", group_attribute: relative_position_after, new_value: "topics") { id } }`,
  );
  expect(await order()).toEqual(['topics', second]);
});

test('a board is counted and summed, whole and by a column', async () => {
  const { data, board } = await office();
  const make = async (type: string) =>
    (await data(`mutation { create_column(board_id: ${board}, title: "${type}", column_type: ${type}) { id } }`)).create_column.id;
  const [label, amount] = [await make('text'), await make('numbers')];
  for (const [text, number] of [
    ['x', 1],
    ['x', 4],
    ['y', 10],
  ]) {
    const values = JSON.stringify({ [label]: text, [amount]: String(number) });
    await data('mutation ($b: ID!, $v: JSON) { create_item(board_id: $b, item_name: "i", column_values: $v) { id } }', {
      variables: { b: board, v: values },
    });
  }
  const sum = (name: string) => ({
    type: 'FUNCTION',
    as: name,
    function: { function: name, params: [{ type: 'COLUMN', as: 'c', column: { column_id: amount } }] },
  });
  const query = {
    from: { type: 'TABLE', id: board },
    select: [
      { type: 'COLUMN', as: 'who', column: { column_id: label } },
      { type: 'FUNCTION', as: 'n', function: { function: 'COUNT_ITEMS' } },
      sum('SUM'),
      sum('AVERAGE'),
    ],
    group_by: [{ column_id: label }],
  };
  const ask =
    'query ($q: AggregateQueryInput!) { aggregate(query: $q) { results { entries { alias value { ... on AggregateBasicAggregationResult { result } ... on AggregateGroupByResult { value } } } } } }';
  const { results } = (await data(ask, { variables: { q: query } })).aggregate;
  expect(results.map((set: { entries: { value: object }[] }) => set.entries.map((one) => Object.values(one.value)[0]))).toEqual([
    ['"x"', 2, 5, 2.5],
    ['"y"', 1, 10, 10],
  ]);
  const status = (await data(`mutation { create_status_column(board_id: ${board}, title: "S") { id } }`)).create_status_column.id;
  const first = (await data(`{ boards(ids: [${board}]) { items_page(limit: 1) { items { id } } } }`)).boards[0].items_page.items[0].id;
  await data(
    `mutation { change_simple_column_value(board_id: ${board}, item_id: ${first}, column_id: "${status}", value: "Done") { id } }`,
  );
  const column = { type: 'COLUMN', as: status, column: { column_id: status } };
  const byLabel = {
    from: { type: 'TABLE', id: board },
    select: [column, { type: 'FUNCTION', as: 'label', function: { function: 'LABEL', params: [column] } }, sum('MAX')],
    group_by: [{ column_id: status }, { column_id: 'label' }],
  };
  const labelled = (await data(ask, { variables: { q: byLabel } })).aggregate.results;
  expect(labelled.map((set: { entries: { value: object }[] }) => set.entries.map((one) => Object.values(one.value)[0]))).toEqual([
    [null, '""', 10],
    ['1', '"Done"', 1],
  ]);
});

test('search finds items and boards by their words, only those that one may see', async () => {
  const { data, item } = await office();
  const id = await item('Beacon Outdoor');
  const ask =
    '{ search { items(query: "outdoor beacon") { results { id indexed_data { name } live_data { name } } } boards(query: "b") { results { indexed_data { name } } } } }';
  expect((await data(ask)).search).toEqual({
    items: { results: [{ id, indexed_data: { name: 'Beacon Outdoor' }, live_data: { name: 'Beacon Outdoor' } }] },
    boards: { results: [{ indexed_data: { name: 'B' } }] },
  });
  expect((await data(ask, { as: 'mallory' })).search).toEqual({ items: { results: [] }, boards: { results: [] } });
});
