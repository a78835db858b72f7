/** What a person does on a board, each through monday's own API. */
import type { PagePerson } from '../contract.ts';
import { monday } from '../live/vendors.ts';

/** Sets one cell; `value` in the column type's JSON form, `{}` clears it. The column `name` takes text. */
export function setCell(person: PagePerson, board: string, item: string, column: string, value: unknown): Promise<unknown> {
  const query = `mutation ($board: ID!, $item: ID, $values: JSON!) {
    change_multiple_column_values(board_id: $board, item_id: $item, column_values: $values) { id } }`;
  return monday(person, query, { board, item, values: JSON.stringify({ [column]: value }) });
}

export function addItem(person: PagePerson, board: string, group: string, name: string): Promise<unknown> {
  const query = `mutation ($board: ID!, $group: String, $name: String!) { create_item(board_id: $board, group_id: $group, item_name: $name) { id } }`;
  return monday(person, query, { board, group, name });
}

export function archiveItem(person: PagePerson, item: string): Promise<unknown> {
  return monday(person, 'mutation ($item: ID) { archive_item(item_id: $item) { id } }', { item });
}

export function duplicateItem(person: PagePerson, board: string, item: string): Promise<unknown> {
  return monday(person, 'mutation ($board: ID!, $item: ID) { duplicate_item(board_id: $board, item_id: $item) { id } }', { board, item });
}
