/**
 * What people reach monday's API with when they don't take its own client: urql (which asks for `__typename` everywhere),
 * graphql-request, and a gateway that reads the schema by introspection and asks through it. All unmodified.
 */
import { createRequire } from 'node:module';
import { buildHTTPExecutor } from '@graphql-tools/executor-http';
import { schemaFromExecutor, wrapSchema } from '@graphql-tools/wrap';
import { cacheExchange, createClient, fetchExchange, gql } from '@urql/core';
import type * as Graphql from 'graphql';
import { GraphQLClient } from 'graphql-request';
import { expect, test } from 'vitest';
import { playedVendors, routedFetch } from './vendors.ts';

// As the tools load it: the test runner would take the package's other build, whose schemas are no schemas to this one.
const { graphql } = createRequire(import.meta.url)('graphql') as typeof Graphql;

const vendors = await playedVendors();
const { token, boards, columns } = vendors.agency.monday;
const board = boards.clients;
const budget = columns.clients.budget;
const url = 'https://api.monday.com/v2';

test('urql: a cached read of whole items, a write, an error that stays an error', async () => {
  const client = createClient({
    url,
    fetch: routedFetch(vendors.origin),
    exchanges: [cacheExchange, fetchExchange],
    preferGetMethod: false,
    fetchOptions: { headers: { authorization: `Bearer ${token}` } },
  });
  const page = gql`query ($ids: [ID!], $limit: Int!) {
    boards(ids: $ids) {
      id
      items_page(limit: $limit) { cursor items { id name column_values { id text ... on NumbersValue { number } ... on PeopleValue { persons_and_teams { id kind } } } } }
    }
  }`;
  const first = await client.query(page, { ids: [board], limit: 3 });
  expect(first.error).toBeUndefined();
  expect(first.data.boards[0].__typename).toBe('Board');
  expect(first.data.boards[0].items_page.items).toHaveLength(3);
  expect(first.data.boards[0].items_page.items[0].column_values.map((one: { __typename: string }) => one.__typename)).toContain(
    'NumbersValue',
  );
  const made = await client.mutation(
    gql`mutation ($board: ID!, $name: String!, $values: JSON) { create_item(board_id: $board, item_name: $name, column_values: $values) { id name } }`,
    { board: Number(board), name: 'By urql', values: JSON.stringify({ [budget]: 4200 }) },
  );
  const id = made.data.create_item.id;
  const read = await client.query(
    gql`query ($id: [ID!]) { items(ids: $id) { id column_values(types: [numbers]) { ... on NumbersValue { number } } } }`,
    { id },
  );
  expect(read.data.items[0].column_values).toEqual([{ __typename: 'NumbersValue', number: 4200 }]);
  const wrong = await client.query(gql`{ boards { id nothing_of_that_name } }`, {});
  expect(wrong.error?.graphQLErrors[0]?.message).toMatch(/Cannot query field "nothing_of_that_name"/);
});

test('graphql-request: columns, groups, subitems, updates, tags, people, by an older version’s name', async () => {
  const client = new GraphQLClient(url, {
    fetch: routedFetch(vendors.origin),
    headers: { Authorization: token, 'API-Version': '2023-10' },
  });
  const { create_group: group } = await client.request<{ create_group: { id: string } }>(
    'mutation ($board: ID!) { create_group(board_id: $board, group_name: "By request") { id } }',
    { board },
  );
  const { create_column: column } = await client.request<{ create_column: { id: string } }>(
    'mutation ($board: ID!) { create_column(board_id: $board, title: "Mood", column_type: status, defaults: "{\\"labels\\":{\\"1\\":\\"Fine\\",\\"2\\":\\"Poor\\"}}") { id } }',
    { board },
  );
  const { create_item: item } = await client.request<{ create_item: { id: string } }>(
    'mutation ($board: ID!, $group: String) { create_item(board_id: $board, group_id: $group, item_name: "By request") { id } }',
    { board, group: group.id },
  );
  await client.request(
    'mutation ($board: ID!, $item: ID!, $column: String!) { change_simple_column_value(board_id: $board, item_id: $item, column_id: $column, value: "Fine") { id } create_subitem(parent_item_id: $item, item_name: "Part") { id } create_update(item_id: $item, body: "Hello") { id } }',
    { board, item: item.id, column: column.id },
  );
  const found = await client.request<{ items_page_by_column_values: { items: unknown[] } }>(
    'query ($board: ID!, $column: String!) { items_page_by_column_values(board_id: $board, limit: 50, columns: [{column_id: $column, column_values: ["Fine"]}]) { items { name group { id } subitems { name } updates { text_body } } } }',
    { board, column: column.id },
  );
  expect(found.items_page_by_column_values.items).toEqual([
    { name: 'By request', group: { id: group.id }, subitems: [{ name: 'Part' }], updates: [{ text_body: 'Hello' }] },
  ]);
  const { duplicate_item: copy } = await client.request<{ duplicate_item: { id: string } }>(
    'mutation ($board: ID!, $item: ID!) { duplicate_item(board_id: $board, item_id: $item, with_updates: true) { id } }',
    { board, item: item.id },
  );
  await client.request(
    'mutation ($item: ID!) { move_item_to_group(item_id: $item, group_id: "topics") { id } delete_item(item_id: $item) { id } }',
    {
      item: copy.id,
    },
  );
  const { items } = await client.request<{ items: unknown[] }>('query ($ids: [ID!]) { items(ids: $ids) { state } }', {
    ids: [item.id, copy.id],
  });
  expect(items).toEqual([{ state: 'active' }, { state: 'deleted' }]);
  const around = await client.request<Record<string, unknown[]>>(
    '{ users(limit: 100) { id name email } teams { id name users { id } } workspaces { id name } folders { id } tags { id } }',
  );
  expect([around.users?.length, around.teams?.length, around.workspaces?.length]).toEqual([15, 4, 1]);
});

test('a gateway: the schema comes by introspection, a query and a mutation go through it', async () => {
  const executor = buildHTTPExecutor({ endpoint: url, fetch: routedFetch(vendors.origin), headers: { authorization: token } });
  const schema = wrapSchema({ schema: await schemaFromExecutor(executor), executor });
  const me = await graphql({ schema, source: '{ me { id name account { slug } } }' });
  expect(me.errors).toBeUndefined();
  expect(me.data).toMatchObject({ me: { account: { slug: 'northlight' } } });
  const source =
    'mutation ($board: ID!) { create_item(board_id: $board, item_name: "By gateway") { name column_values { __typename id type } } }';
  const made = await graphql({ schema, source, variableValues: { board } });
  expect(made.errors).toBeUndefined();
  expect(made.data).toMatchObject({ create_item: { name: 'By gateway' } });
});
