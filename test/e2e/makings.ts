/** New boards and tabs, made by people through the vendors' own APIs. */
import type { Stage } from './stage.ts';

export interface MadeBoard {
  readonly id: string;
  /** Column id by title. */
  readonly columns: Readonly<Record<string, string>>;
}

/** Items of one mutation request, as many as a script of a customer's would send. */
const A_REQUEST = 50;

export async function makeBoard(
  stage: Stage,
  name: string,
  columns: Readonly<Record<string, string>>,
  person = 'irina',
): Promise<MadeBoard> {
  const { people } = stage;
  const made = await people.monday<{ create_board: { id: string } }>(
    'mutation ($n: String!) { create_board(board_name: $n, board_kind: public, empty: true) { id } }',
    { n: name },
    person,
  );
  const { id } = made.create_board;
  const ids: Record<string, string> = {};
  for (const [title, type] of Object.entries(columns)) {
    const column = await people.monday<{ create_column: { id: string } }>(
      'mutation ($b: ID!, $t: String!, $k: ColumnType!) { create_column(board_id: $b, title: $t, column_type: $k) { id } }',
      { b: id, t: title, k: type },
      person,
    );
    ids[title] = column.create_column.id;
  }
  return { id, columns: ids };
}

export async function fillBoard(
  stage: Stage,
  board: string,
  items: readonly { readonly name: string; readonly values: object }[],
  person = 'irina',
): Promise<void> {
  for (let from = 0; from < items.length; from += A_REQUEST) {
    const part = items.slice(from, from + A_REQUEST);
    const variables = Object.fromEntries(
      part.flatMap((item, n) => [[`n${n}`, item.name] as const, [`v${n}`, JSON.stringify(item.values)] as const]),
    );
    const declared = part.map((_, n) => `$n${n}: String!, $v${n}: JSON`).join(', ');
    const fields = part.map((_, n) => `i${n}: create_item(board_id: $b, item_name: $n${n}, column_values: $v${n}) { id }`).join(' ');
    await stage.people.monday(`mutation ($b: ID!, ${declared}) { ${fields} }`, { b: board, ...variables }, person);
  }
}

/** A spreadsheet of one tab called `Sheet`, with these rows as typed. */
export async function makeSheet(
  stage: Stage,
  title: string,
  rows: readonly (readonly unknown[])[] = [],
  person = 'irina',
  locale = 'en_GB',
): Promise<string> {
  const { people } = stage;
  const sheet = {
    properties: { sheetId: 0, title: 'Sheet', gridProperties: { rowCount: Math.max(1000, rows.length + 10), columnCount: 12 } },
  };
  const body = { properties: { title, locale, timeZone: 'Europe/Berlin' }, sheets: [sheet] };
  const { spreadsheetId } = await people.google<{ spreadsheetId: string }>('POST', '/v4/spreadsheets', body, person);
  if (rows.length > 0)
    await people.type(
      'Sheet!A1',
      rows.map((row) => [...row]),
      person,
      spreadsheetId,
    );
  return spreadsheetId;
}
