/** monday's own client against the sandbox on a port: nothing is changed but the endpoint. */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { ApiClient, ClientError } from '@mondaydotcomorg/api';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { clientsBoard, type House, house } from './set-up.ts';

let played: House;
let server: Server;
let client: ApiClient;
let board: string;
let columns: Record<string, string>;

beforeAll(async () => {
  played = house();
  ({ board, columns } = await clientsBoard(played));
  server = createServer(async (incoming, outgoing) => {
    const chunks: Buffer[] = [];
    for await (const chunk of incoming) chunks.push(chunk as Buffer);
    const headers = Object.entries(incoming.headers).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value] as [string, string]] : [],
    );
    const response = await played.monday.handle(
      new Request(`http://localhost${incoming.url}`, { method: incoming.method ?? 'GET', headers, body: Buffer.concat(chunks) }),
    );
    outgoing.writeHead(response.status, Object.fromEntries(response.headers));
    outgoing.end(await response.text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const { port } = server.address() as AddressInfo;
  client = new ApiClient({
    token: played.world.people.tokenOf('monday', 'anna') ?? '',
    apiVersion: '2026-10',
    endpoint: `http://127.0.0.1:${port}/v2`,
  });
});

afterAll(() => new Promise((closed) => server.close(closed)));

describe('@mondaydotcomorg/api', () => {
  it('reads and writes by its own operations', async () => {
    const made = await client.operations.createItemOp({ boardId: board, groupId: 'topics', itemName: 'Acme' });
    const id = made.create_item?.id ?? '';
    await client.operations.changeColumnValueOp({
      boardId: board,
      itemId: id,
      columnId: columns.status ?? '',
      value: JSON.stringify({ label: 'Done' }),
    });
    await client.operations.changeMultipleColumnValuesOp({
      boardId: board,
      itemId: id,
      columnValues: JSON.stringify({ [columns.numbers ?? '']: '5' }),
    });
    await client.operations.changeSimpleColumnValueOp({ boardId: board, itemId: id, columnId: columns.text ?? '', value: 'x' });
    const groups = await client.operations.getBoardGroupsOp({ ids: board });
    expect(groups.boards?.[0]?.groups?.map((group) => group?.id)).toEqual(['topics']);
    const items = await client.operations.getBoardItemsOp({ ids: board });
    expect(items.boards?.[0]?.items_page.items.map((item) => item.name)).toEqual(['Acme']);
    const read = await client.request<{ items: { column_values: { text: string | null }[] }[] }>(
      'query ($ids: [ID!]) { items(ids: $ids) { column_values(types: [status, numbers, text]) { text } } }',
      { ids: [id] },
    );
    expect(read.items[0]?.column_values.map((cell) => cell.text)).toEqual(['x', '5', 'Done']);
  });

  it('gives errors and extensions of a refusal', async () => {
    const refusal = await client.request('mutation { archive_item(item_id: 1) { id } }').catch((error: unknown) => error);
    expect(refusal).toBeInstanceOf(ClientError);
    expect((refusal as ClientError).response.errors?.[0]?.extensions).toMatchObject({ code: 'ResourceNotFoundException' });
    const raw = await client.rawRequest<{ me: { name: string } }>('{ me { name } }');
    expect(raw.data.me.name).toBe('Anna Ivanova');
    expect(raw.extensions).toMatchObject({ request_id: expect.any(String) });
  });
});
