/** Every field of our schema asked for once, and each answer held against monday's published contract. */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { buildSchema, type GraphQLObjectType, getNamedType, isInterfaceType, isObjectType, isUnionType } from 'graphql';
import { describe, expect, it } from 'vitest';
import { clientsBoard, type House, house } from './set-up.ts';

const checker = path.resolve('../shared/contracts/check-wire.mjs');
const sdl = path.resolve('sandbox/monday/schema.graphql');
const schema = buildSchema(readFileSync(sdl, 'utf8'));

describe.skipIf(!existsSync(checker))('the published contract (skipped where ../shared is absent)', () => {
  it('has every type, field and argument of our schema', () => {
    const { status, stdout } = spawnSync(process.execPath, [checker, '--sdl', sdl], { encoding: 'utf8' });
    expect(stdout).toContain('; 0 distinct violations');
    expect(status).toBe(0);
  });

  it('is kept by every answer', async () => {
    const played = house();
    await tour(played);
    const folder = mkdtempSync(path.join(tmpdir(), 'monday-wire-'));
    const file = path.join(folder, 'wire.jsonl');
    writeFileSync(file, played.wire.join('\n'));
    const { stdout } = spawnSync(process.execPath, [checker, file], { encoding: 'utf8' });
    rmSync(folder, { recursive: true });
    expect(stdout).toContain(`${played.wire.length} exchanges (monday ${played.wire.length}); 0 distinct violations`);
  });
});

/** A board with every kind of value on it, then all that can be read, to a depth of three objects. */
async function tour(played: House): Promise<void> {
  const { board, columns } = await clientsBoard(played);
  const more = [
    'board_relation',
    'mirror',
    'formula',
    'creation_log',
    'last_updated',
    'item_id',
    'tags',
    'rating',
    'hour',
    'week',
    'dependency',
    'country',
    'file',
    'location',
    'world_clock',
    'team',
    'color_picker',
    'progress',
    'button',
    'vote',
    'time_tracking',
  ];
  const extra = await played.data(
    `mutation { ${more.map((type) => `${type}: create_column(board_id: ${board}, title: "${type}", column_type: ${type}, defaults: {boardIds: [${board}]}) { ${fieldsOf('Column', 1)} }`).join(' ')} }`,
  );
  const other = (await played.data(`mutation { create_item(board_id: ${board}, item_name: "Other") { ${fieldsOf('Item', 2)} } }`))
    .create_item.id;
  const tag = (await played.data(`mutation { create_or_get_tag(tag_name: "vip", board_id: ${board}) { ${fieldsOf('Tag', 1)} } }`))
    .create_or_get_tag.id;
  const anna = played.world.people.get('anna')?.mondayId;
  const values: Record<string, unknown> = {
    text: 'x',
    numbers: '1.5',
    status: { index: 1 },
    dropdown: { ids: [1, 2] },
    people: { personsAndTeams: [{ id: anna, kind: 'person' }] },
    date: { date: '2026-01-01', time: '10:00:00' },
    timeline: { from: '2026-01-01', to: '2026-02-01' },
    long_text: 'y',
    checkbox: { checked: true },
    link: { url: 'https://a.example', text: 'a' },
    email: { email: 'a@b.co', text: 'a' },
    phone: { phone: '+4930123', countryShortName: 'DE' },
    board_relation: { item_ids: [other] },
    dependency: { item_ids: [other] },
    tags: { tag_ids: [tag] },
    rating: { rating: 3 },
    hour: { hour: 9, minute: 5 },
    country: { countryCode: 'DE', countryName: 'Germany' },
    location: { lat: '52.5', lng: '13.4', address: 'Berlin' },
    world_clock: { timezone: 'Europe/Berlin' },
    team: { team_id: 51166 },
    week: { week: { startDate: '2026-01-05', endDate: '2026-01-11' } },
  };
  const written = Object.fromEntries(Object.entries(values).map(([type, value]) => [columns[type] ?? extra[type].id, value]));
  const made = await played.data(
    `mutation ($v: JSON) { create_item(board_id: ${board}, item_name: "Full", column_values: $v) { ${fieldsOf('Item', 3)} } }`,
    { variables: { v: JSON.stringify(written) } },
  );
  const item = made.create_item.id;
  await played.data(`mutation { create_subitem(parent_item_id: ${item}, item_name: "Sub") { ${fieldsOf('Item', 2)} } }`);
  const place = (await played.data(`mutation { create_workspace(name: "Agency", kind: open) { ${fieldsOf('Workspace', 2)} } }`))
    .create_workspace.id;
  const folder = (
    await played.data(`mutation { create_folder(name: "Clients", workspace_id: ${place}, color: AQUAMARINE) { ${fieldsOf('Folder', 3)} } }`)
  ).create_folder.id;
  const copied = (
    await played.data(
      `mutation { duplicate_board(board_id: ${board}, duplicate_type: duplicate_board_with_pulses, folder_id: ${folder}) { ${fieldsOf('BoardDuplication', 3)} } }`,
    )
  ).duplicate_board.board.id;
  await played.data(
    `mutation { create_webhook(board_id: ${board}, url: "https://h.example", event: create_item) { ${fieldsOf('Webhook', 1)} } }`,
  );
  const update = (await played.data(`mutation { create_update(item_id: ${item}, body: "hi") { ${fieldsOf('Update', 2)} } }`)).create_update
    .id;
  await played.data(`mutation { create_update(parent_id: ${update}, body: "answer") { ${fieldsOf('Update', 2)} } }`);
  await played.data(`mutation { like_update(update_id: ${update}) { ${fieldsOf('Update', 3)} } pin_to_top(id: ${update}) { id } }`);
  await played.data(`mutation { edit_update(id: ${update}, body: "ho") { ${fieldsOf('Update', 1)} } }`);
  const group = (await played.data(`mutation { create_group(board_id: ${board}, group_name: "Two") { ${fieldsOf('Group', 2)} } }`))
    .create_group.id;
  const short = `id name state`;
  for (const mutation of [
    `duplicate_item(board_id: ${board}, item_id: ${item}) { ${short} }`,
    `move_item_to_group(item_id: ${other}, group_id: "${group}") { ${short} }`,
    `change_item_position(item_id: ${other}, relative_to: ${item}, position_relative_method: before_at) { ${short} }`,
    `change_column_value(board_id: ${board}, item_id: ${item}, column_id: "${columns.text}", value: "\\"z\\"") { ${short} }`,
    `change_simple_column_value(board_id: ${board}, item_id: ${item}, column_id: "name", value: "Renamed") { ${short} }`,
    `update_group(board_id: ${board}, group_id: "${group}", group_attribute: title, new_value: "Deux") { id title }`,
    `change_column_title(board_id: ${board}, column_id: "${columns.text}", title: "Notes") { id title }`,
    `change_column_metadata(board_id: ${board}, column_id: "${columns.text}", column_property: description, value: "d") { id description }`,
    `update_board(board_id: ${board}, board_attribute: name, new_value: "Renamed")`,
    `add_users_to_board(board_id: ${board}, user_ids: [${anna}], kind: owner) { ${fieldsOf('User', 2)} }`,
    `add_teams_to_board(board_id: ${board}, team_ids: [51166]) { ${fieldsOf('Team', 2)} }`,
    `update_workspace(id: ${place}, attributes: {name: "Agency two"}) { ${fieldsOf('Workspace', 2)} }`,
    `update_folder(folder_id: ${folder}, name: "Old clients") { ${fieldsOf('Folder', 2)} }`,
    `create_notification(user_id: ${anna}, target_id: ${item}, target_type: Project, text: "Look") { id text }`,
    `duplicate_group(board_id: ${board}, group_id: "${group}") { ${fieldsOf('Group', 2)} }`,
    `create_status_column(board_id: ${board}, title: "Mood", defaults: {labels: [{label: "Fine", color: done_green, index: 1}]}) { ${fieldsOf('Column', 2)} }`,
    `move_item_to_board(item_id: ${other}, board_id: ${copied}, group_id: "topics") { ${short} }`,
    `complexity { ${fieldsOf('Complexity', 1)} }`,
    `archive_item(item_id: ${other}) { ${short} }`,
    `archive_item(item_id: 1) { ${short} }`,
  ]) {
    await played.ask(`mutation { ${mutation} }`);
  }
  const job = await bulkJob(played, board, columns.email ?? '');
  const spare = (await played.data(`mutation { create_item(board_id: ${board}, item_name: "Spare") { id } }`)).create_item.id;
  const init = fieldsOf('BulkDeleteInit', 1);
  const asked = `mutation { bulk_archive_items(board_id: ${board}, item_ids: [${spare}]) { ${init} } }`;
  const gone = (await played.data(asked)).bulk_archive_items.job_id;
  await played.time.pass(1000);
  await played.data(`mutation { undo_action(job_id: "${gone}") { ${fieldsOf('UndoResult', 1)} } }`);
  await played.data(`mutation { bulk_delete_items(board_id: ${board}, item_ids: [${spare}]) { ${init} } }`);
  const args: Record<string, string> = {
    fetch_job_status: `(job_id: "${job}")`,
    job_status: `(job_id: "${gone}")`,
    boards: `(ids: [${board}])`,
    items: `(ids: [${item}, ${other}], limit: 10)`,
    assets: '(ids: [1])',
    aggregate: `(query: {from: {type: TABLE, id: ${board}}, select: [{type: FUNCTION, as: "n", function: {function: COUNT_ITEMS}}]})`,
    replies: `(board_ids: [${board}])`,
    webhooks: `(board_id: ${board})`,
    items_page_by_column_values: `(board_id: ${board}, columns: [{column_id: "name", column_values: ["Renamed"]}])`,
  };
  const fields = Object.values((schema.getQueryType() as GraphQLObjectType).getFields()).filter(
    (field) => field.name !== 'next_items_page',
  );
  for (const field of fields) {
    const type = getNamedType(field.type);
    await played.data(`{ ${field.name}${args[field.name] ?? ''} { ${fieldsOf(type.name, 3)} } }`);
  }
  const page = await played.data(`{ boards(ids: [${board}]) { items_page(limit: 1) { cursor } } }`);
  await played.data(`{ next_items_page(cursor: "${page.boards[0].items_page.cursor}") { ${fieldsOf('ItemsResponse', 3)} } }`);
  await played.data(
    `mutation { a: delete_update(id: ${update}) { id } b: delete_group(board_id: ${board}, group_id: "${group}") { id } c: delete_column(board_id: ${board}, column_id: "${columns.phone}") { id } d: archive_board(board_id: ${board}) { id state } }`,
  );
}

/** An import that is done. */
async function bulkJob(played: House, board: string, column: string): Promise<string> {
  const group = (await played.data(`{ boards(ids: [${board}]) { top_group { id } } }`)).boards[0].top_group.id;
  const init = fieldsOf('UploadJobInit', 1);
  await played.data(`mutation { backfill_items(board_id: ${board}, group_id: "${group}") { ${init} } }`);
  const made = await played.data(
    `mutation { ingest_items(board_id: ${board}, group_id: "${group}", on_match: {behaviour: SKIP, match_column_id: "${column}"}) { ${init} } }`,
  );
  const { job_id: id, upload_url: url } = made.ingest_items;
  await played.monday.handle(new Request(url, { method: 'PUT', body: `name,${column}\nA,`, headers: { 'content-type': 'text/csv' } }));
  await played.time.pass(1000);
  return id;
}

/** All fields of a type down to `depth` objects; each type's values by fragments. */
function fieldsOf(name: string, depth: number): string {
  const type = schema.getType(name);
  if (isInterfaceType(type) || isUnionType(type))
    return `__typename ${schema
      .getPossibleTypes(type)
      .map((one) => `... on ${one.name} { ${aliased(one.name, depth)} }`)
      .join(' ')}`;
  if (!isObjectType(type)) return '';
  return Object.values(type.getFields())
    .map((field) => selected(field.name, getNamedType(field.type).name, depth, ''))
    .filter(Boolean)
    .join(' ');
}

/** Fields of one value type under names of their own: two types may give one name different types. */
function aliased(name: string, depth: number): string {
  const type = schema.getType(name);
  if (!isObjectType(type)) return '';
  return Object.values(type.getFields())
    .map((field) => selected(field.name, getNamedType(field.type).name, depth, `${name}_`))
    .filter(Boolean)
    .join(' ');
}

function selected(field: string, typeName: string, depth: number, prefix: string): string {
  const type = schema.getType(typeName);
  const alias = prefix ? `${prefix}${field}: ` : '';
  if (typeName.startsWith('Search') && typeName.endsWith('Results'))
    return `${alias}${field}(query: "a") { ${fieldsOf(typeName, depth - 1)} }`;
  const args = field === 'linked_items' && !prefix ? '(link_to_item_column_id: "x", linked_board_id: 1)' : '';
  if (!isObjectType(type) && !isInterfaceType(type) && !isUnionType(type)) return `${alias}${field}`;
  if (depth <= 1) return '';
  const inner = fieldsOf(typeName, depth - 1);
  return inner ? `${alias}${field}${args} { ${inner} }` : '';
}
