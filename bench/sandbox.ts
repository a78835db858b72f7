/**
 * The played vendors with 10,000 items and 100,000 rows in them, in process: ms of the processor's time that one call takes.
 * They must not be the bottleneck.
 */
import { createAgencySandbox } from '../sandbox/agency-sandbox.ts';
import { memoryState } from '../sandbox/world/store/state.ts';
import { median, print } from './figure.ts';

const ITEMS = 10_000;
const ROWS = 100_000;
const COLUMNS = 12;

const { sandbox, agency } = await createAgencySandbox({ state: memoryState(), today: '2026-11-23' });
const { monday, google } = agency();

async function ask(path: string, method: string, token: string, body?: unknown): Promise<unknown> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const response = await sandbox.fetch(
    new Request(sandbox.origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) }),
  );
  const answer = (await response.json()) as { errors?: unknown; error?: unknown };
  if (answer.errors || answer.error) throw new Error(JSON.stringify(answer).slice(0, 500));
  return answer;
}

const graph = async (query: string, variables: object = {}): Promise<Record<string, unknown>> =>
  ((await ask('/v2', 'POST', monday.token, { query, variables })) as { data: Record<string, unknown> }).data;
const sheet = `/v4/spreadsheets/${google.spreadsheetId}`;
const say = (name: string, value: number): void => print({ figure: 'sandbox', name, value, unit: 'ms', reach: null });

/** ms of the processor's time: what else runs on the machine doesn't count. */
async function took(work: () => unknown): Promise<number> {
  const before = process.cpuUsage();
  await work();
  const { user, system } = process.cpuUsage(before);
  return (user + system) / 1000;
}

async function timings(runs: number, work: () => unknown): Promise<readonly number[]> {
  const all: number[] = [];
  for (let run = 0; run < runs; run += 1) all.push(await took(work));
  return all.sort((a, b) => a - b);
}

const made = (await graph('mutation { create_board(board_name: "Large", board_kind: public) { id } }')).create_board as { id: string };
const columns: string[] = [];
for (let n = 0; n < COLUMNS; n += 1) {
  const column = (await graph(`mutation { create_column(board_id: ${made.id}, title: "C${n}", column_type: text) { id } }`)).create_column;
  columns.push((column as { id: string }).id);
}
const values = JSON.stringify(Object.fromEntries(columns.map((id, n) => [id, `value ${n}`])));
const creating = Array.from(
  { length: 100 },
  (_, n) => `i${n}: create_item(board_id: ${made.id}, item_name: "Item ${n}", column_values: $v) { id }`,
);
const create = `mutation ($v: JSON) { ${creating.join(' ')} }`;
const ids: string[] = [];
const batch = async (): Promise<void> => {
  for (const item of Object.values(await graph(create, { v: values }))) ids.push((item as { id: string }).id);
};
const creates: number[] = [];
while (ids.length < ITEMS) creates.push(await took(batch));
say('100 create_item, first', creates[0] ?? 0);
say('100 create_item, last of 10,000', creates.at(-1) ?? 0);

const fields = `cursor items { id name updated_at column_values(ids: ${JSON.stringify(columns)}) { id text value type } }`;
const page = await graph(`{ boards(ids: [${made.id}]) { items_page(limit: 500) { ${fields} } } }`);
let cursor = (page.boards as { items_page: { cursor: string | null } }[])[0]?.items_page.cursor ?? null;
const pages: number[] = [];
while (cursor !== null) {
  const query = `{ next_items_page(limit: 500, cursor: "${cursor}") { ${fields} } }`;
  pages.push(
    await took(async () => {
      cursor = ((await graph(query)).next_items_page as { cursor: string | null }).cursor;
    }),
  );
}
pages.sort((a, b) => a - b);
say('a page of 500 items of 10,000, median', median(pages));
say('a page of 500 items of 10,000, slowest', pages.at(-1) ?? 0);

let turn = 0;
const changes = await timings(200, () => {
  turn += 1;
  const item = ids[(turn * 37) % ids.length];
  return graph(
    'mutation ($v: JSON!) { change_multiple_column_values(board_id: BOARD, item_id: ITEM, column_values: $v) { id column_values { id text value } } }'
      .replace('BOARD', made.id)
      .replace('ITEM', item ?? ''),
    { v: JSON.stringify({ [columns[0] ?? '']: `changed ${turn}` }) },
  );
});
say('change_multiple_column_values, median', median(changes));
say('change_multiple_column_values, slowest of 200', changes.at(-1) ?? 0);
const hundred = await timings(20, () =>
  graph(`{ items(ids: ${JSON.stringify(ids.slice(2000, 2100))}, limit: 100) { id name column_values { id text value } } }`),
);
say('100 items by id, median', median(hundred));
const found = await timings(10, () =>
  graph(
    `{ items_page_by_column_values(board_id: ${made.id}, limit: 50, columns: [{column_id: "${columns[0]}", column_values: ["changed 7"]}]) { items { id } } }`,
  ),
);
say('an item by its column value, median', median(found));

const tab = 4242;
await ask(`${sheet}:batchUpdate`, 'POST', google.token, {
  requests: [
    { addSheet: { properties: { sheetId: tab, title: 'Large', gridProperties: { rowCount: ROWS + 1, columnCount: COLUMNS + 2 } } } },
  ],
});
const rowOf = (row: number) => ({
  values: Array.from({ length: COLUMNS }, (_, n) => ({
    userEnteredValue: n % 2 === 0 ? { stringValue: `r${row} c${n}` } : { numberValue: row + n },
  })),
});
const write = (from: number, count: number) =>
  ask(`${sheet}:batchUpdate`, 'POST', google.token, {
    requests: [
      {
        updateCells: {
          fields: 'userEnteredValue',
          start: { sheetId: tab, rowIndex: from, columnIndex: 0 },
          rows: Array.from({ length: count }, (_, n) => rowOf(from + n)),
        },
      },
    ],
  });
const writes: number[] = [];
for (let from = 0; from < ROWS; from += 1_000) writes.push(await took(() => write(from, 1_000)));
say('batchUpdate of 1,000 rows, first', writes[0] ?? 0);
say('batchUpdate of 1,000 rows, last of 100,000', writes.at(-1) ?? 0);
say('batchUpdate of 1,000 rows over filled ones', await took(() => write(50_000, 1_000)));
const single = await timings(20, () => {
  turn += 1;
  return write(turn * 400, 1);
});
say('batchUpdate of one row of 100,000, median', median(single));
const whole = await timings(3, () => ask(`${sheet}/values/Large?valueRenderOption=UNFORMATTED_VALUE`, 'GET', google.token));
say('values.get of 100,000 rows', median(whole));
const grid = await timings(3, () =>
  ask(
    `${sheet}?ranges=Large!A1:L10000&fields=sheets.data.rowData.values(userEnteredValue,effectiveValue,formattedValue)`,
    'GET',
    google.token,
  ),
);
say('spreadsheets.get of 10,000 rows, three values a cell', median(grid));
const append = await timings(10, () =>
  ask(`${sheet}/values/Large!A1:append?valueInputOption=RAW&insertDataOption=INSERT_ROWS`, 'POST', google.token, {
    values: [['one', 2, 'three']],
  }),
);
say('values.append to 100,000 rows, median', median(append));
const insert = await timings(5, () =>
  ask(`${sheet}:batchUpdate`, 'POST', google.token, {
    requests: [{ insertDimension: { range: { sheetId: tab, dimension: 'ROWS', startIndex: 10, endIndex: 11 } } }],
  }),
);
say('a row inserted above 100,000, median', median(insert));
const sorted = await took(() =>
  ask(`${sheet}:batchUpdate`, 'POST', google.token, {
    requests: [
      {
        sortRange: {
          range: { sheetId: tab, startRowIndex: 0, endRowIndex: ROWS, startColumnIndex: 0, endColumnIndex: COLUMNS },
          sortSpecs: [{ dimensionIndex: 1, sortOrder: 'DESCENDING' }],
        },
      },
    ],
  }),
);
say('100,000 rows sorted', sorted);
sandbox.close();
