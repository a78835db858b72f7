/** A program outside that drives the demo through what `ready.json` tells and the vendors' own APIs. */
import type { Ready } from './run.ts';
import { until } from './run.ts';

/** Within this an edit is on the other side, also while another demo starts beside it. */
const WITHIN_MS = 10_000;

export async function asked<T>(address: string, token: string, method = 'GET', body?: object): Promise<T> {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const answer = await fetch(address, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
  const text = await answer.text();
  if (!answer.ok) throw new Error(`${method} ${address}: ${answer.status} ${text.slice(0, 300)}`);
  return (text === '' ? null : JSON.parse(text)) as T;
}

export const graphql = <T>(at: Ready, query: string, variables: object = {}): Promise<{ data: T }> =>
  asked(at.monday.api, at.monday.token, 'POST', { query, variables });
const sheet = (at: Ready, range: string): string => `${at.google.root}v4/spreadsheets/${at.google.spreadsheetId}/values/${range}`;
export const cellsOf = async (at: Ready, range: string): Promise<readonly (readonly unknown[])[]> =>
  (await asked<{ values?: unknown[][] }>(`${sheet(at, range)}?valueRenderOption=UNFORMATTED_VALUE`, at.google.token)).values ?? [];
export const typeCell = (at: Ready, range: string, value: unknown): Promise<unknown> =>
  asked(`${sheet(at, range)}?valueInputOption=USER_ENTERED`, at.google.token, 'PUT', { values: [[value]] });

interface WireItem {
  readonly id: string;
  readonly name: string;
  readonly column_values: readonly { readonly text: string | null }[];
}

/** A client's budget on the board. */
async function onBoard(at: Ready, name: string): Promise<WireItem | undefined> {
  const query = `query ($b: [ID!]) { boards(ids: $b) { items_page(limit: 500) { items { id name column_values(ids: ["${at.monday.columns.clients.budget}"]) { text } } } } }`;
  const { data } = await graphql<{ boards: { items_page: { items: WireItem[] } }[] }>(at, query, { b: [at.monday.boards.clients] });
  return data.boards[0]?.items_page.items.find((item) => item.name === name);
}
export const budgetOf = async (at: Ready, name: string): Promise<string> => (await onBoard(at, name))?.column_values[0]?.text ?? '';

/** A client's row in the sheet, from 1, and the budget in it. */
export async function inSheet(at: Ready, name: string): Promise<{ row: number; budget: unknown }> {
  const rows = await cellsOf(at, 'Budgets!A1:E200');
  const row = rows.findIndex(([client]) => client === name);
  return { row: row + 1, budget: rows[row]?.[4] };
}

/** Changes a budget on the board and waits for the sheet, then the other way round; `measure` is told how long each took. */
export async function bothWays(at: Ready, name: string, amount: number, measure: (what: string, ms: number) => void): Promise<void> {
  const item = await onBoard(at, name);
  const query =
    'mutation ($b: ID!, $i: ID!, $c: String!, $v: String!) { change_simple_column_value(board_id: $b, item_id: $i, column_id: $c, value: $v) { id } }';
  await graphql(at, query, { b: at.monday.boards.clients, i: item?.id, c: at.monday.columns.clients.budget, v: String(amount) });
  measure(
    `board to sheet (${name})`,
    await until(`${amount} in the sheet`, async () => (await inSheet(at, name)).budget === amount, WITHIN_MS),
  );
  await typeCell(at, `Budgets!E${(await inSheet(at, name)).row}`, amount + 1);
  measure(
    `sheet to board (${name})`,
    await until(`${amount + 1} on the board`, async () => (await budgetOf(at, name)) === String(amount + 1), WITHIN_MS),
  );
}
