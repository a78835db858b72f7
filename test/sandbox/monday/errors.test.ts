import { beforeEach, describe, expect, it } from 'vitest';
import { clientsBoard, type House, house } from './set-up.ts';

let played: House;
beforeEach(() => {
  played = house();
});
const post = (body: string, headers: Record<string, string> = {}) =>
  played.monday.handle(
    new Request('https://api.monday.com/v2', {
      method: 'POST',
      headers: { authorization: played.world.people.tokenOf('monday', 'anna') ?? '', ...headers },
      body,
    }),
  );

describe('tokens', () => {
  it('stand raw or as Bearer', async () => {
    const token = played.world.people.tokenOf('monday', 'anna') ?? '';
    expect((await played.data('{ me { name } }', { token })).me.name).toBe('Anna Ivanova');
    expect((await played.data('{ me { name } }', { token: `Bearer ${token}` })).me.name).toBe('Anna Ivanova');
  });

  it.each([[null], ['nobody'], ['Bearer ']])('%j is not authenticated', async (token) => {
    const reply = await played.ask('{ me { id } }', { token });
    expect(reply.status).toBe(401);
    expect(reply.errors?.[0].message).toBe('Not Authenticated');
    expect(reply.body.extensions.request_id).toMatch(/^[0-9a-f-]{36}$/);
  });
});

describe('requests that cannot be run', () => {
  it('answer 400 for what is no JSON or has no query', async () => {
    const broken = await post('{"query": ');
    expect(broken.status).toBe(400);
    expect(((await broken.json()) as { errors: unknown[] }).errors[0]).toMatchObject({
      extensions: { code: 'JsonParseException', error_data: { json: '{"query": ' } },
    });
    expect((await post('{}')).status).toBe(400);
  });

  it('answer 200 with errors for what is no GraphQL or no field of the schema', async () => {
    const parse = await played.ask('{ me { id }');
    expect(parse.status).toBe(200);
    expect(parse.errors?.[0].message).toMatch(/^Parse error on /);
    const unknown = await played.ask('{ me { shoe_size } }');
    expect(unknown.status).toBe(200);
    expect(unknown.data).toBeUndefined();
    expect(unknown.errors?.[0].message).toBe('Cannot query field "shoe_size" on type "User".');
  });

  it('run the named operation, with variables', async () => {
    const response = await post(
      JSON.stringify({
        query: 'query A { me { id } } query B($n: String) { users(name: $n) { name } }',
        operationName: 'B',
        variables: { n: 'boris' },
      }),
    );
    expect(await response.json()).toMatchObject({ data: { users: [{ name: 'Boris Petrov' }] } });
  });
});

describe('refusals', () => {
  it('have their own codes', async () => {
    const { board } = await clientsBoard(played);
    const code = async (mutation: string) => (await played.ask(`mutation { ${mutation} { id } }`)).errors?.[0].extensions.code;
    expect(await code('create_item(board_id: 1, item_name: "x")')).toBe('InvalidBoardIdException');
    expect(await code('archive_item(item_id: 1)')).toBe('ResourceNotFoundException');
    expect(await code(`create_item(board_id: ${board}, group_id: "none", item_name: "x")`)).toBe('ResourceNotFoundException');
    expect(await code(`delete_column(board_id: ${board}, column_id: "none")`)).toBe('InvalidColumnIdException');
    expect(await code(`create_item(board_id: ${board}, item_name: "x", column_values: "{")`)).toBe('JsonParseException');
    expect(await code('create_board(board_name: " ", board_kind: public)')).toBe('CreateBoardException');
    const last = await played.ask(`mutation { delete_group(board_id: ${board}, group_id: "topics") { id } }`);
    expect([last.status, last.errors?.[0].extensions.code]).toEqual([409, 'DeleteLastGroupException']);
  });

  it('carry place, path and request id', async () => {
    const reply = await played.ask('mutation {\n  archive_item(item_id: 1) { id }\n}');
    expect(reply.errors?.[0]).toMatchObject({
      locations: [{ line: 2, column: 3 }],
      path: ['archive_item'],
      extensions: { request_id: reply.body.extensions.request_id },
    });
  });
});

describe('versions', () => {
  it.each([
    [undefined, '2026-10'],
    ['2026-07', '2026-07'],
    ['2027-01', '2027-01'],
    ['2024-10', '2026-07'],
    ['2031-04', '2026-10'],
    ['nonsense', '2026-10'],
  ])('%s is answered by %s', async (asked, used) => {
    const reply = await played.ask('{ version { value kind } }', { headers: asked === undefined ? {} : { 'api-version': asked } });
    expect(reply.data.version.value).toBe(used);
  });
});

describe('describe', () => {
  it('names root fields and the caller', () => {
    const request = (token: string) => new Request('https://api.monday.com/v2', { method: 'POST', headers: { authorization: token } });
    const body = JSON.stringify({
      query:
        'mutation { a: create_item(board_id: 1, item_name: "x") { id } b: create_item(board_id: 1, item_name: "x") { id } ...F } fragment F on Mutation { archive_item(item_id: 1) { id } }',
    });
    expect(played.monday.describe(request(played.world.people.tokenOf('monday', 'boris') ?? ''), body)).toEqual({
      service: 'monday',
      operations: ['create_item', 'archive_item'],
      caller: 'boris',
      writes: [],
    });
    expect(played.monday.describe(request(played.appToken('boris')), body).caller).toBe('app');
    expect(played.monday.describe(request('?'), 'no json')).toEqual({ service: 'monday', operations: [], caller: 'unknown' });
  });
});
