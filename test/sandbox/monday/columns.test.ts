/** What each column type takes, keeps and shows: expected values are those of monday's documentation (vendors' table of value formats). */
import { beforeAll, describe, expect, it } from 'vitest';
import { clientsBoard, type House, house, type Reply } from './set-up.ts';

let played: House;
let board: string;
let columns: Record<string, string>;
let item: string;
let me: string;

beforeAll(async () => {
  played = house();
  ({ board, columns } = await clientsBoard(played));
  const made = await played.data(`mutation { create_item(board_id: ${board}, item_name: "Acme") { id } }`);
  item = made.create_item.id;
  me = played.world.people.get('anna')?.mondayId ?? '';
});

const CELL = `id type text value
  ... on NumbersValue { number } ... on StatusValue { index label is_done updated_at }
  ... on DropdownValue { values { id label } } ... on PeopleValue { persons_and_teams { id kind } }
  ... on DateValue { date time } ... on TimelineValue { from to } ... on CheckboxValue { checked }
  ... on LinkValue { url url_text } ... on EmailValue { email label } ... on PhoneValue { phone country_short_name }`;

function write(type: string, value: unknown, more = ''): Promise<Reply> {
  const id = columns[type] ?? type;
  return played.ask(
    `mutation ($v: JSON!) { change_multiple_column_values(board_id: ${board}, item_id: ${item}, column_values: $v ${more}) { column_values(ids: ["${id}"]) { ${CELL} } } }`,
    { variables: { v: JSON.stringify({ [id]: value }) } },
  );
}

async function shown(type: string, value: unknown): Promise<Record<string, unknown>> {
  const reply = await write(type, value);
  expect(reply.errors).toBeUndefined();
  const cell = reply.data.change_multiple_column_values.column_values[0];
  return { ...cell, value: cell.value === null ? null : JSON.parse(cell.value) };
}

const NOW = '2026-11-23T09:00:00.000Z';

describe('a column of type', () => {
  it('text keeps every character', async () => {
    expect(await shown('text', ' =1+1 "x" ')).toMatchObject({ type: 'text', text: ' =1+1 "x" ', value: ' =1+1 "x" ' });
    expect(await shown('text', '')).toMatchObject({ text: '', value: null });
  });

  it.each([
    ['012.50', '12.5'],
    [12.5, '12.5'],
    ['-0', '0'],
    ['123456789012345678.90', '123456789012345678.9'],
    ['.5', '0.5'],
  ])('numbers takes %j as %j', async (sent, kept) => {
    expect(await shown('numbers', sent)).toMatchObject({ type: 'numbers', text: kept, value: kept, number: Number(kept) });
  });

  it('status takes a label or an index', async () => {
    const done = { index: 1, post_id: null, changed_at: NOW };
    expect(await shown('status', { label: 'Done' })).toMatchObject({ text: 'Done', label: 'Done', index: 1, is_done: true, value: done });
    expect(await shown('status', { index: 0 })).toMatchObject({ text: 'Working on it', index: 0, is_done: false });
    expect(await shown('status', 'Stuck')).toMatchObject({ text: 'Stuck', index: 2 });
    expect(await shown('status', {})).toMatchObject({ text: null, label: null, index: null, value: null });
  });

  it('dropdown replaces the whole set', async () => {
    expect(await shown('dropdown', { labels: ['Silver', 'Gold'] })).toMatchObject({
      text: 'Silver, Gold',
      value: { ids: [2, 1] },
      values: [
        { id: '2', label: 'Silver' },
        { id: '1', label: 'Gold' },
      ],
    });
    expect(await shown('dropdown', { ids: [1] })).toMatchObject({ text: 'Gold', value: { ids: [1] } });
    expect(await shown('dropdown', null)).toMatchObject({ text: null, value: null, values: [] });
  });

  it('people shows names, teams too', async () => {
    const sent = {
      personsAndTeams: [
        { id: Number(me), kind: 'person' },
        { id: 51166, kind: 'team' },
      ],
    };
    expect(await shown('people', sent)).toMatchObject({
      text: 'Anna Ivanova, Sales',
      value: { ...sent, changed_at: NOW },
      persons_and_teams: [
        { id: me, kind: 'person' },
        { id: '51166', kind: 'team' },
      ],
    });
    expect(await shown('people', { personsAndTeams: [] })).toMatchObject({ text: '', value: null, persons_and_teams: [] });
  });

  it('date has an optional time in UTC', async () => {
    expect(await shown('date', { date: '2026-02-28' })).toMatchObject({
      text: '2026-02-28',
      date: '2026-02-28',
      time: '',
      value: { date: '2026-02-28', icon: null, time: null, changed_at: NOW },
    });
    expect(await shown('date', { date: '2026-02-28', time: '13:00:00' })).toMatchObject({ text: '2026-02-28 13:00', time: '13:00' });
    expect(await shown('date', '2026-03-01')).toMatchObject({ text: '2026-03-01' });
  });

  it('timeline, long text, checkbox, link, email and phone keep their documented shapes', async () => {
    expect(await shown('timeline', { from: '2026-01-01', to: '2026-01-05' })).toMatchObject({
      text: '2026-01-01 - 2026-01-05',
      value: { from: '2026-01-01', to: '2026-01-05' },
    });
    expect(await shown('long_text', { text: 'a\nb' })).toMatchObject({ text: 'a\nb', value: { text: 'a\nb', changed_at: NOW } });
    expect((await shown('long_text', 'x'.repeat(2100))).text).toHaveLength(2000);
    expect(await shown('checkbox', { checked: 'true' })).toMatchObject({ text: 'v', checked: true, value: { checked: true } });
    expect(await shown('checkbox', null)).toMatchObject({ text: '', checked: false, value: null });
    expect(await shown('link', { url: 'https://a.example', text: 'A' })).toMatchObject({
      text: 'A - https://a.example',
      url: 'https://a.example',
      url_text: 'A',
    });
    expect(await shown('email', { email: 'a@b.co', text: 'A' })).toMatchObject({ text: 'A', email: 'a@b.co', label: 'A' });
    expect(await shown('phone', { phone: '+49301234', countryShortName: 'DE' })).toMatchObject({
      phone: '+49301234',
      country_short_name: 'DE',
    });
  });

  it('board_relation shows what is linked, and nothing in value or text', async () => {
    const other = await played.data('mutation { create_board(board_name: "Tasks", board_kind: public, empty: true) { id } }');
    const tasks = other.create_board.id;
    const made = await played.data(`mutation {
      a: create_item(board_id: ${tasks}, item_name: "One") { id }
      c: create_column(board_id: ${tasks}, title: "Client", column_type: board_relation, defaults: "{\\"boardIds\\":[${board}]}") { id settings_str }
    }`);
    expect(JSON.parse(made.c.settings_str).boardIds).toEqual([Number(board)]);
    const cell = `column_values(ids: ["${made.c.id}"]) { text value ... on BoardRelationValue { linked_item_ids display_value linked_items { name } } }`;
    const linked = await played.ask(
      `mutation ($v: JSON!) { change_multiple_column_values(board_id: ${tasks}, item_id: ${made.a.id}, column_values: $v) { ${cell} } }`,
      { variables: { v: JSON.stringify({ [made.c.id]: { item_ids: [item] } }) } },
    );
    expect(linked.data.change_multiple_column_values.column_values).toEqual([
      { text: null, value: null, linked_item_ids: [item], display_value: 'Acme', linked_items: [{ name: 'Acme' }] },
    ]);
    const stranger = await played.ask(
      `mutation ($v: JSON!) { change_multiple_column_values(board_id: ${tasks}, item_id: ${made.a.id}, column_values: $v) { id } }`,
      { variables: { v: JSON.stringify({ [made.c.id]: { item_ids: [made.a.id] } }) } },
    );
    expect(stranger.errors?.[0].extensions.code).toBe('InvalidArgumentException');
  });
});

describe('a value that the column does not take', () => {
  it.each([
    ['numbers', '1,000'],
    ['numbers', 'twelve'],
    ['date', { date: '2026-02-30' }],
    ['date', '03/04/2026'],
    ['timeline', { from: '2026-02-02', to: '2026-02-01' }],
    ['link', { url: 'javascript:alert(1)' }],
    ['email', { email: 'nobody', text: 'x' }],
    ['text', { text: 'x' }],
    ['checkbox', 'yes'],
    ['dropdown', { labels: ['Bronze'] }],
  ])('%s refuses %j', async (type, value) => {
    const reply = await write(type, value);
    expect(reply.status).toBe(200);
    expect(reply.data).toEqual({ change_multiple_column_values: null });
    expect(reply.errors?.[0]).toMatchObject({
      path: ['change_multiple_column_values'],
      extensions: { code: 'ColumnValueException', status_code: 200, error_data: { column_type: type, column_id: columns[type] } },
    });
  });

  it('names the labels of a status', async () => {
    const reply = await write('status', { label: 'Nope' });
    expect(reply.errors?.[0].message).toBe("This status label doesn't exist, possible statuses are: {0: Working on it, 1: Done, 2: Stuck}");
  });

  it('may make a missing label', async () => {
    const reply = await write('status', { label: 'Paused' }, ', create_labels_if_missing: true');
    expect(reply.data.change_multiple_column_values.column_values[0]).toMatchObject({ label: 'Paused', index: 3 });
    const read = await played.data(`{ boards(ids: ${board}) { columns(ids: ["${columns.status}"]) { settings_str settings } } }`);
    const [column] = read.boards[0].columns;
    expect(JSON.parse(column.settings_str).labels).toEqual({ 0: 'Working on it', 1: 'Done', 2: 'Stuck', 3: 'Paused' });
    expect(column.settings.labels.map((label: { id: number; label: string }) => [label.id, label.label])).toEqual([
      [0, 'Working on it'],
      [1, 'Done'],
      [2, 'Stuck'],
      [3, 'Paused'],
    ]);
  });

  it('leaves the other values of the call unwritten', async () => {
    await write('text', 'before');
    const reply = await played.ask(
      `mutation ($v: JSON!) { change_multiple_column_values(board_id: ${board}, item_id: ${item}, column_values: $v) { id } }`,
      {
        variables: { v: JSON.stringify({ [columns.text ?? '']: 'after', [columns.numbers ?? '']: 'no number' }) },
      },
    );
    expect(reply.errors).toHaveLength(1);
    const read = await played.data(`{ items(ids: [${item}]) { column_values(ids: ["${columns.text}"]) { text } } }`);
    expect(read.items[0].column_values[0].text).toBe('before');
  });

  it('is refused for people, columns and read-only types by their own codes', async () => {
    expect((await write('people', { personsAndTeams: [{ id: 1, kind: 'person' }] })).errors?.[0].extensions.code).toBe(
      'InvalidUserIdException',
    );
    expect((await write('nowhere', 'x')).errors?.[0].extensions.code).toBe('InvalidColumnIdException');
    const made = await played.data(`mutation { create_column(board_id: ${board}, title: "Id", column_type: item_id) { id } }`);
    expect((await write(made.create_column.id, 'x')).errors?.[0].extensions.code).toBe('InvalidColumnTypeException');
  });
});

describe('create_column', () => {
  it("takes defaults in both shapes, and an id of one's own", async () => {
    const made = await played.ask(
      `mutation ($old: JSON, $new: JSON, $money: JSON) {
        old: create_column(board_id: ${board}, title: "Stage", column_type: status, defaults: $old) { id settings_str }
        new: create_column(board_id: ${board}, id: "tier", title: "Tier", column_type: status, defaults: $new) { id settings settings_str }
        money: create_column(board_id: ${board}, title: "Budget", column_type: numbers, defaults: $money) { id settings_str }
      }`,
      {
        variables: {
          old: JSON.stringify({ labels: { 1: 'Lead', 2: 'Won' } }),
          new: {
            labels: [
              { label: 'A', index: 1, color: 'done_green', is_done: true },
              { label: 'B', index: 0, color: 'stuck_red' },
            ],
          },
          money: { unit: { symbol: '€', direction: 'left' } },
        },
      },
    );
    expect(made.errors).toBeUndefined();
    expect(made.data.old.id).toMatch(/^color_mk[0-9a-z]{6}$/);
    expect(JSON.parse(made.data.old.settings_str).labels).toEqual({ 1: 'Lead', 2: 'Won' });
    expect(made.data.new.id).toBe('tier');
    expect(JSON.parse(made.data.new.settings_str)).toMatchObject({ labels: { 0: 'B', 1: 'A' }, done_colors: [1] });
    expect(made.data.new.settings.labels[0]).toMatchObject({ id: 1, label: 'A', color: 'done_green', is_done: true });
    expect(JSON.parse(made.data.money.settings_str).unit).toMatchObject({ symbol: '€', direction: 'left' });
    const twice = await played.ask(`mutation { create_column(board_id: ${board}, id: "tier", title: "Again", column_type: text) { id } }`);
    expect(twice.status).toBe(422);
  });
});
