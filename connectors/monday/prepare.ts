/** Before a board is mapped and written: what it looks like, who is there, and the column for our keys. */
import { z } from 'zod';
import type { BoardLocator } from '../../core/accounts/locator.ts';
import { refused } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Column } from '../../core/sync/record.ts';
import { readAs, readSchema } from './board.ts';
import { askWhole, type MondayOptions } from './client.ts';
import { createColumn, ownAccount, users, writeCost } from './graphql/queries.ts';
import { columnsOf } from './replica.ts';
import { account, user, column as wireColumn } from './wire.ts';

const KEY_TITLE = 'Evenkeel key';
const KEY_DESCRIPTION = 'Kept by Evenkeel: ties an item to its row or page. Please leave it as it is.';
const PEOPLE_PAGE = 1000;

/** A board's name, columns (the name first) and number of items. One call; `vendor-refused` with code `not-found`. */
export async function describeBoard(
  deps: ConnectorDeps,
  options: MondayOptions,
  boardId: string,
): Promise<{ readonly name: string; readonly columns: readonly Column[]; readonly items: number | null }> {
  const board = await readSchema(deps, options, boardId);
  if (!board) throw refused('monday', 'not-found', `board ${boardId}`);
  const key = board.columns.find((one) => one.type === 'text' && one.title === KEY_TITLE)?.id ?? null;
  return { name: board.name, columns: columnsOf(board, { keyColumn: key, columns: null }), items: board.items_count ?? null };
}

/**
 * Completes a locator: `columns` as wanted (null: all), and a key column: the one it names, else a text column titled
 * "Evenkeel key", else a new one. One call, two when the column is made; asked again it finds what it made.
 */
export async function prepareBoard(
  deps: ConnectorDeps,
  options: MondayOptions,
  locator: BoardLocator,
  wanted: readonly string[] | null,
): Promise<BoardLocator> {
  const board = await readSchema(deps, options, locator.board);
  if (!board) throw refused('monday', 'not-found', `board ${locator.board}`);
  const known =
    board.columns.find((one) => one.id === locator.keyColumn) ??
    board.columns.find((one) => one.type === 'text' && one.title === KEY_TITLE);
  const keyColumn = known?.id ?? (await makeKeyColumn(deps, options, locator.board));
  return { ...locator, keyColumn, columns: wanted === null ? null : [...wanted] };
}

async function makeKeyColumn(deps: ConnectorDeps, options: MondayOptions, board: string): Promise<string> {
  const variables = { board, title: KEY_TITLE, description: KEY_DESCRIPTION };
  const call = { operation: 'key-column', query: createColumn, variables, cost: writeCost(1), write: true, idempotencyKey: deps.uuid() };
  return readAs(wireColumn, (await askWhole(deps, options, call)).create_column, 'key-column').id;
}

/** Which account the token opens. */
export async function readAccountId(deps: ConnectorDeps, options: MondayOptions): Promise<string> {
  const call = { operation: 'account', query: ownAccount, variables: {}, cost: 11, write: false };
  return readAs(account, (await askWhole(deps, options, call)).account, 'account').id;
}

/** Everybody of the account, for mapping people; 1,000 a call. */
export async function readPeople(
  deps: ConnectorDeps,
  options: MondayOptions,
): Promise<readonly { readonly id: string; readonly name: string; readonly email: string }[]> {
  const people = new Map<string, z.infer<typeof user>>();
  for (let page = 1; ; page += 1) {
    const variables = { limit: PEOPLE_PAGE, page };
    const answer = await askWhole(deps, options, { operation: 'people', query: users, variables, cost: 13 * PEOPLE_PAGE, write: false });
    const found = readAs(z.array(user.nullable()).nullable(), answer.users, 'people') ?? [];
    for (const one of found) if (one) people.set(one.id, one);
    if (found.length < PEOPLE_PAGE) return [...people.values()];
  }
}
