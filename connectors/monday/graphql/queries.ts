/** The texts of our GraphQL. Only counts shape them; every value travels as a variable. */

/**
 * As few fields as a cell needs: monday charges for each, and lists of objects most. Labels of a dropdown and the ids of
 * people stand in `value`.
 */
const CELLS = `id type text value
  ... on StatusValue { label }
  ... on BoardRelationValue { linked_item_ids display_value }
  ... on MirrorValue { display_value }`;
/** What a formula comes to stands nowhere else, and has a limit of its own (formulas.ts). */
const RESULTS = '... on FormulaValue { display_value }';

const ITEM = `id name state board { id } column_values(ids: $columns) { ${CELLS} }`;
const ITEM_WITH_RESULTS = `id name state board { id } column_values(ids: $columns) { ${CELLS} ${RESULTS} }`;
/** Without the results of formulas it shows the formulas’ cells empty. */
const itemOf = (results: boolean): string => (results ? ITEM_WITH_RESULTS : ITEM);
const ITEM_WITH_LABELS = `id name state board { id } column_values(ids: $columns) { ${CELLS} ... on DropdownValue { values { id label } } }`;
const BOARD = 'id name columns { id title type settings }';

/** Most points that one column of one item can cost, by monday's weights (scalar 1, object 10). */
const CELL_COST = 20;
const ITEM_COST = 24;
const MUTATION_COST = 30_000;

/** From this version on items are read at the root in larger pages, and the log answers in pages. */
export const NEXT_VERSION = '2027-01';

export const PAGE = 500;
export const ROOT_PAGE = 2_000;
export const IDS = 100;
/** Blocks of 100 ids in one request: as much as a page. */
export const BLOCKS = 5;

export const firstPage = (results: boolean): string => `query EvenkeelBoard($board: [ID!], $limit: Int!, $columns: [String!]) {
  boards(ids: $board) { ${BOARD} items_count items_page(limit: $limit) { cursor items { ${itemOf(results)} } } }
}`;

/** The count rides along, so that the last page is held against the board as it then is. */
export const nextPage = (
  results: boolean,
): string => `query EvenkeelNext($board: [ID!], $cursor: String!, $limit: Int!, $columns: [String!]) {
  boards(ids: $board) { items_count }
  next_items_page(cursor: $cursor, limit: $limit) { cursor items { ${itemOf(results)} } }
}`;

/** The same two from API 2027-01 on, which has larger pages at the root. */
export const firstRootPage = (
  results: boolean,
): string => `query EvenkeelBoard($board: [ID!], $root: ID!, $limit: Int!, $columns: [String!]) {
  boards(ids: $board) { ${BOARD} items_count }
  items_page(input: { board_id: $root }, limit: $limit) { cursor items { ${itemOf(results)} } }
}`;

export const nextRootPage = (
  results: boolean,
): string => `query EvenkeelNext($board: [ID!], $root: ID!, $cursor: String!, $limit: Int!, $columns: [String!]) {
  boards(ids: $board) { items_count }
  items_page(input: { board_id: $root }, cursor: $cursor, limit: $limit) { cursor items { ${itemOf(results)} } }
}`;

/** Schema and hinted items; `blocks` lists of at most 100 ids as `$ids0`, `$ids1`, … */
export function hintedItems(blocks: number, results: boolean): string {
  const lists = range(blocks);
  return `query EvenkeelItems($board: [ID!], ${lists.map((n) => `$ids${n}: [ID!]`).join(', ')}, $columns: [String!]) {
  boards(ids: $board) { ${BOARD} }
  ${lists.map((n) => `items${n}: items(ids: $ids${n}, limit: ${IDS}) { ${itemOf(results)} }`).join('\n  ')}
}`;
}

/** What formulas of items come to, which are known but for that. */
export function formulaResults(blocks: number): string {
  const lists = range(blocks);
  return `query EvenkeelResults(${lists.map((n) => `$ids${n}: [ID!]`).join(', ')}, $columns: [String!]) {
  ${lists.map((n) => `items${n}: items(ids: $ids${n}, limit: ${IDS}) { id column_values(ids: $columns) { id type text value ${RESULTS} } }`).join('\n  ')}
}`;
}

export const schema = `query EvenkeelSchema($board: [ID!]) { boards(ids: $board) { ${BOARD} items_count } }`;

/** What an import has to know: the schema, how much room there is, and the group that takes new items. */
export const room = `query EvenkeelRoom($board: [ID!]) { boards(ids: $board) { ${BOARD} items_count items_limit top_group { id } } }`;

export const ingest = `mutation EvenkeelIngest($board: ID!, $group: ID!, $match: String!) {
  ingest_items(board_id: $board, group_id: $group, on_match: { behaviour: UPSERT, match_column_id: $match }) { job_id upload_url }
}`;

export const jobStatus = `query EvenkeelJob($job: ID!) {
  fetch_job_status(job_id: $job) { ... on ItemsJobStatus { status progress_percentage failure_reason counts { created updated } } }
}`;

/** Schema, and items by what their key column holds: `blocks` lists of keys as `$keys0`, `$keys1`, … */
export function byKeys(blocks: number, results: boolean): string {
  const lists = range(blocks);
  const found = (n: number): string =>
    `found${n}: items_page_by_column_values(board_id: $board, columns: [{ column_id: $keyColumn, column_values: $keys${n} }], limit: ${PAGE})`;
  return `query EvenkeelKeys($boards: [ID!], $board: ID!, $keyColumn: String!, ${lists.map((n) => `$keys${n}: [String]!`).join(', ')}, $columns: [String!]) {
  boards(ids: $boards) { ${BOARD} }
  ${lists.map((n) => `${found(n)} { cursor items { ${itemOf(results)} } }`).join('\n  ')}
}`;
}

export const ownAccount = 'query EvenkeelAccount { account { id } }';
export const users = 'query EvenkeelPeople($limit: Int!, $page: Int!) { users(limit: $limit, page: $page) { id name email } }';

/** One mutation of a request. */
export interface Mutation {
  readonly kind: 'create' | 'change' | 'archive';
  /** Whether labels that a column doesn't have are made. Then a dropdown is answered by its labels: its settings as we know them are too old. */
  readonly makesLabels: boolean;
}

/** `m0`, `m1`, … in order; each answers the item with the given columns. */
export function mutations(jobs: readonly Mutation[]): string {
  const board = jobs.some(({ kind }) => kind !== 'archive') ? ['$board: ID!'] : [];
  const variables = jobs.flatMap(({ kind }, n) => {
    if (kind === 'create') return [`$name${n}: String!`, `$values${n}: JSON`];
    return kind === 'change' ? [`$item${n}: ID!`, `$values${n}: JSON!`] : [`$item${n}: ID!`];
  });
  const fields = jobs.map((job, n) => `m${n}: ${mutation(job, n)} { ${job.makesLabels ? ITEM_WITH_LABELS : ITEM} }`);
  return `mutation EvenkeelWrite(${[...board, '$columns: [String!]', ...variables].join(', ')}) {
  ${fields.join('\n  ')}
}`;
}

function mutation({ kind, makesLabels }: Mutation, n: number): string {
  const labels = makesLabels ? ', create_labels_if_missing: true' : '';
  if (kind === 'create') return `create_item(board_id: $board, item_name: $name${n}, column_values: $values${n}${labels})`;
  if (kind === 'archive') return `archive_item(item_id: $item${n})`;
  return `change_multiple_column_values(board_id: $board, item_id: $item${n}, column_values: $values${n}${labels})`;
}

export const createColumn = `mutation EvenkeelKeyColumn($board: ID!, $title: String!, $description: String!) {
  create_column(board_id: $board, title: $title, description: $description, column_type: text) { id title type settings }
}`;

/** What became of writes: schema, items by id and created items by their key, in one request. */
export function fate(blocks: number, byKey: boolean): string {
  const lists = range(blocks);
  const variables = [
    '$boards: [ID!]',
    ...lists.map((n) => `$ids${n}: [ID!]`),
    ...(byKey ? ['$board: ID!', '$keyColumn: String!', '$keys: [String]!'] : []),
  ];
  const found = `made: items_page_by_column_values(board_id: $board, columns: [{ column_id: $keyColumn, column_values: $keys }], limit: ${PAGE})`;
  return `query EvenkeelFate(${[...variables, '$columns: [String!]'].join(', ')}) {
  boards(ids: $boards) { ${BOARD} }
  ${lists.map((n) => `items${n}: items(ids: $ids${n}, limit: ${IDS}) { ${ITEM} }`).join('\n  ')}
  ${byKey ? `${found} { cursor items { ${ITEM} } }` : ''}
}`;
}

const LOG = '{ id event entity data created_at }';
/** What is asked of a log: from API 2027-01 on it answers in pages. */
const logFields = (apiVersion: string): string => (apiVersion >= NEXT_VERSION ? `{ logs ${LOG} }` : LOG);

export const log = (apiVersion: string): string => `query EvenkeelLog($board: [ID!], $items: [ID!], $limit: Int!) {
  boards(ids: $board) { id activity_logs(item_ids: $items, limit: $limit) ${logFields(apiVersion)} }
}`;

/** The same question to each board: `b0`, `b1`, … from `$from0`, … */
export function logs(boards: number, limit: number, apiVersion: string): string {
  const lists = range(boards);
  return `query EvenkeelLogs(${lists.map((n) => `$board${n}: [ID!]`).join(', ')}, $from: ISO8601DateTime) {
  ${lists.map((n) => `b${n}: boards(ids: $board${n}) { id activity_logs(from: $from, limit: ${limit}) ${logFields(apiVersion)} }`).join('\n  ')}
}`;
}

/** One webhook for each event, in one request. */
export function createWebhooks(events: readonly string[]): string {
  return `mutation EvenkeelSubscribe($board: ID!, $url: String!) {
  ${events.map((event, n) => `w${n}: create_webhook(board_id: $board, url: $url, event: ${event}) { id }`).join('\n  ')}
}`;
}

export function deleteWebhooks(count: number): string {
  const lists = range(count);
  return `mutation EvenkeelUnsubscribe(${lists.map((n) => `$id${n}: ID!`).join(', ')}) {
  ${lists.map((n) => `w${n}: delete_webhook(id: $id${n}) { id }`).join('\n  ')}
}`;
}

/** Points of a read of so many items with so many columns. */
export const readCost = (items: number, columns: number): number => 100 + items * (ITEM_COST + columns * CELL_COST);
export const writeCost = (count: number): number => count * MUTATION_COST;

const range = (count: number): readonly number[] => Array.from({ length: count }, (_, n) => n);
