import type { Agency } from './agency.ts';
import { type AgencyIds, type BoardName, boardColumns, type ColumnName } from './agency-ids.ts';
import { type Caller, pick } from './call.ts';
import { stages } from './data/clients.ts';
import { teams } from './data/people.ts';
import { kinds } from './data/tasks.ts';

type Columns<Board extends BoardName> = Readonly<Record<ColumnName<Board>, string>>;
type Values = Record<string, unknown>;

/** How many items one request creates: as many as fit the complexity of a query, with room. */
const ITEMS_PER_REQUEST = 100;

/** Makes the boards Clients, Team and Tasks and fills them, as the person behind `caller`. `mondayIdOf` gives a person's user id. */
export async function loadMonday(
  caller: Caller,
  agency: Agency,
  mondayIdOf: (person: string) => string,
): Promise<Pick<AgencyIds['monday'], 'boards' | 'columns'>> {
  const people = (ids: readonly (string | null)[]) => {
    const known = ids.filter((id) => id !== null);
    return known.length === 0 ? undefined : { personsAndTeams: known.map((id) => ({ id: Number(mondayIdOf(id)), kind: 'person' })) };
  };

  const clients = await createBoard(caller, 'clients', 'Clients', {
    stage: statusLabels(stages),
    tier: dropdownLabels(['A', 'B', 'C']),
    currency: dropdownLabels(['EUR', 'RUB']),
  });
  const clientIds = await createItems(caller, clients.id, agency.clients, (client) => [
    client.name,
    filled(clients.columns, {
      stage: { label: client.stage },
      sales: people([client.sales]),
      bizdev: people([client.bizdev]),
      manager: people([client.manager]),
      support: people([client.support]),
      tier: { labels: [client.tier] },
      budget: numeric(client.budget),
      currency: { labels: [client.currency] },
      startDate: day(client.startDate),
      notes: client.notes === '' ? undefined : { text: client.notes },
    }),
  ]);

  const team = await createBoard(caller, 'team', 'Team', {
    role: statusLabels(unique(agency.people.map(({ role }) => role))),
    grade: statusLabels(unique(agency.people.map(({ grade }) => grade))),
    team: dropdownLabels(teams),
  });
  await createItems(caller, team.id, agency.people, (person) => [
    person.name,
    filled(team.columns, {
      person: people([person.id]),
      role: { label: person.role },
      grade: { label: person.grade },
      team: person.team === null ? undefined : { labels: [person.team] },
      lead: people([person.lead]),
      hoursPerWeek: numeric(person.hoursPerWeek),
      startDate: day(person.startDate),
      leave: person.leave === '' ? undefined : { text: person.leave },
    }),
  ]);

  const tasks = await createBoard(caller, 'tasks', 'Tasks', {
    client: { boardIds: [Number(clients.id)] },
    status: { labels: { 0: 'Working on it', 1: 'Done', 2: 'Waiting for client', 3: 'To do' } },
    kind: dropdownLabels(kinds),
  });
  await createItems(caller, tasks.id, agency.tasks, (task) => [
    task.name,
    filled(tasks.columns, {
      client: task.client === null ? undefined : { item_ids: [clientIds[task.client]] },
      owner: people(task.owners),
      status: { label: task.status },
      kind: { labels: [task.kind] },
      effortHours: numeric(task.effortHours),
      loggedHours: numeric(task.loggedHours === 0 ? null : task.loggedHours),
      start: day(task.start),
      due: day(task.due),
    }),
  ]);

  return {
    boards: { clients: clients.id, tasks: tasks.id, team: team.id },
    columns: { clients: clients.columns, tasks: tasks.columns, team: team.columns },
  };
}

async function createBoard<Board extends BoardName>(
  caller: Caller,
  board: Board,
  name: string,
  settings: { readonly [Column in ColumnName<Board>]?: unknown },
): Promise<{ id: string; columns: Columns<Board> }> {
  const created = await graphql(
    caller,
    'mutation($name: String!) { create_board(board_name: $name, board_kind: public, empty: true) { id } }',
    { name },
  );
  const id = pick(created, 'create_board', 'id');
  const columns: readonly [string, { title: string; type: string }][] = Object.entries(boardColumns[board]);
  const fields = columns.map(
    ([column, { type }]) =>
      `${column}: create_column(board_id: $board, title: $${column}_title, column_type: ${type}, defaults: $${column}_defaults) { id }`,
  );
  const types = columns.map(([column]) => `$${column}_title: String!, $${column}_defaults: JSON`);
  const variables: Values = { board: id };
  for (const [column, { title }] of columns) {
    const defaults = settings[column as ColumnName<Board>];
    variables[`${column}_title`] = title;
    variables[`${column}_defaults`] = defaults === undefined ? null : JSON.stringify(defaults);
  }
  const answer = await graphql(caller, `mutation($board: ID!, ${types.join(', ')}) { ${fields.join(' ')} }`, variables);
  const ids = Object.fromEntries(columns.map(([column]) => [column, pick(answer, column, 'id')]));
  // Every name of the board's columns was just given an id.
  return { id, columns: ids as Columns<Board> };
}

/** Creates an item for each record, a hundred aliased mutations in a request; the items' ids in the records' order. */
async function createItems<T>(
  caller: Caller,
  board: string,
  records: readonly T[],
  toItem: (record: T) => readonly [name: string, values: Values],
): Promise<string[]> {
  const ids: string[] = [];
  for (let start = 0; start < records.length; start += ITEMS_PER_REQUEST) {
    const items = records.slice(start, start + ITEMS_PER_REQUEST).map(toItem);
    const types = items.map((_, index) => `$n${index}: String!, $v${index}: JSON`);
    const fields = items.map(
      (_, index) => `i${index}: create_item(board_id: $board, item_name: $n${index}, column_values: $v${index}) { id }`,
    );
    const variables: Values = { board };
    for (const [index, [name, values]] of items.entries()) {
      variables[`n${index}`] = name;
      variables[`v${index}`] = JSON.stringify(values);
    }
    const answer = await graphql(caller, `mutation($board: ID!, ${types.join(', ')}) { ${fields.join(' ')} }`, variables);
    for (const index of items.keys()) ids.push(pick(answer, `i${index}`, 'id'));
  }
  return ids;
}

async function graphql(caller: Caller, query: string, variables: Values): Promise<unknown> {
  const answer = await caller.json('POST', '/v2', { query, variables });
  if (typeof answer !== 'object' || answer === null || 'errors' in answer || !('data' in answer)) {
    throw new Error(`monday refused ${query.slice(0, 120)}: ${JSON.stringify(answer).slice(0, 500)}`);
  }
  return answer.data;
}

/** Values by column id; those that are undefined stay empty. */
function filled<Name extends string>(columns: Readonly<Record<Name, string>>, values: { readonly [N in Name]?: unknown }): Values {
  const byId: Values = {};
  for (const name of Object.keys(values) as Name[]) if (values[name] !== undefined) byId[columns[name]] = values[name];
  return byId;
}

/** Label 5 is monday's blank one, so labels go round it. */
function statusLabels(labels: readonly string[]): unknown {
  return { labels: Object.fromEntries(labels.map((label, index) => [index < 5 ? index : index + 1, label])), done_colors: [] };
}

function dropdownLabels(labels: readonly string[]): unknown {
  return { labels: labels.map((name, index) => ({ id: index + 1, name })) };
}

function numeric(value: number | null): string | undefined {
  return value === null ? undefined : String(value);
}

function day(value: string | null): { date: string } | undefined {
  return value === null ? undefined : { date: value };
}

function unique(labels: readonly string[]): string[] {
  return [...new Set(labels)];
}
