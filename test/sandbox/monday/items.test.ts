import { describe, expect, it } from 'vitest';
import { clientsBoard, house } from './set-up.ts';

describe('items of the played monday.com', () => {
  it('are created with values and read back page by page', async () => {
    const played = house();
    const { board, columns } = await clientsBoard(played);
    const values = JSON.stringify({
      [columns.text ?? '']: 'Acme',
      [columns.numbers ?? '']: '012.50',
      [columns.status ?? '']: { label: 'Done' },
    });
    const reply = await played.ask(
      'mutation ($b: ID!, $v: JSON) { a: create_item(board_id: $b, item_name: "First", column_values: $v) { id name } b: create_item(board_id: $b, item_name: "Second") { id } }',
      {
        variables: { b: board, v: values },
      },
    );
    expect(reply.errors).toBeUndefined();
    const page = await played.data(
      `{ boards(ids: [${board}]) { name items_count items_page(limit: 1) { cursor items { id name column_values { id type text value } } } } }`,
    );
    const [first] = page.boards;
    expect(first.items_count).toBe(2);
    expect(first.items_page.items[0].name).toBe('First');
    const shown = Object.fromEntries(
      first.items_page.items[0].column_values.map((cell: { id: string; text: string; value: string }) => [cell.id, cell]),
    );
    expect(shown[columns.text ?? '']).toMatchObject({ text: 'Acme', value: '"Acme"' });
    expect(shown[columns.numbers ?? '']).toMatchObject({ text: '12.5', value: '"12.5"' });
    expect(shown[columns.status ?? '']).toMatchObject({ text: 'Done' });
    const next = await played.data(`{ next_items_page(cursor: "${first.items_page.cursor}", limit: 1) { cursor items { name } } }`);
    expect(next.next_items_page).toEqual({ cursor: null, items: [{ name: 'Second' }] });
  });
});
