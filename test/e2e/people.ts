/** People of the agency, acting through the vendors' own APIs with their own tokens. */
import type { AgencyIds } from '../../demo/ready.ts';
import type { SandboxWorld } from '../../sandbox/world/create-world.ts';

export interface Item {
  readonly id: string;
  readonly name: string;
  readonly state: string;
  readonly texts: Readonly<Record<string, string | null>>;
}

export class People {
  constructor(
    readonly root: string,
    readonly agency: AgencyIds,
    private readonly world: SandboxWorld,
  ) {}

  async monday<T>(query: string, variables: object = {}, person = 'anna'): Promise<T> {
    const token = this.token('monday', person);
    const answer = await this.send('POST', '/v2', token, { query, variables });
    const body = (await answer.json()) as { data: T; errors?: unknown };
    if (body.errors !== undefined) throw new Error(`monday: ${JSON.stringify(body.errors)}`);
    return body.data;
  }

  async google<T>(method: string, path: string, body?: unknown, person = 'ben'): Promise<T> {
    const answer = await this.send(method, path, this.token('google', person), body);
    const parsed = (await answer.json()) as T;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(parsed)}`);
    return parsed;
  }

  async confluence<T>(method: string, path: string, body?: unknown, person = 'anna'): Promise<T> {
    const answer = await this.send(
      method,
      `/ex/confluence/${this.agency.confluence.cloudId}/wiki/api/v2${path}`,
      this.token('confluence', person),
      body,
    );
    const parsed = (await answer.json()) as T;
    if (!answer.ok) throw new Error(`${method} ${path}: ${answer.status} ${JSON.stringify(parsed)}`);
    return parsed;
  }

  control(method: string, path: string, body?: unknown): Promise<Response> {
    return this.send(method, path, '', body);
  }

  /** Every active item of a board with the texts of its columns. */
  async items(board: string): Promise<readonly Item[]> {
    const all: Item[] = [];
    let cursor: string | null = null;
    do {
      const fields = 'cursor items { id name state column_values { id text ... on BoardRelationValue { display_value } } }';
      const page: Page =
        cursor === null
          ? ((
              await this.monday<{ boards: { items_page: Page }[] }>(
                `query ($b: [ID!]) { boards(ids: $b) { items_page(limit: 500) { ${fields} } } }`,
                { b: [board] },
              )
            ).boards[0]?.items_page ?? EMPTY)
          : (
              await this.monday<{ next_items_page: Page }>(
                `query ($c: String!) { next_items_page(limit: 500, cursor: $c) { ${fields} } }`,
                { c: cursor },
              )
            ).next_items_page;
      all.push(
        ...page.items.map((one) => ({
          id: one.id,
          name: one.name,
          state: one.state,
          texts: Object.fromEntries(one.column_values.map((value) => [value.id, value.text])),
        })),
      );
      cursor = page.cursor;
    } while (cursor !== null);
    return all;
  }

  change(board: string, item: string, values: object, person = 'anna'): Promise<unknown> {
    const query =
      'mutation ($b: ID!, $i: ID!, $v: JSON!) { change_multiple_column_values(board_id: $b, item_id: $i, column_values: $v) { id } }';
    return this.monday(query, { b: board, i: item, v: JSON.stringify(values) }, person);
  }

  async create(board: string, name: string, values: object = {}, person = 'anna'): Promise<string> {
    const query = 'mutation ($b: ID!, $n: String!, $v: JSON) { create_item(board_id: $b, item_name: $n, column_values: $v) { id } }';
    return (await this.monday<{ create_item: { id: string } }>(query, { b: board, n: name, v: JSON.stringify(values) }, person)).create_item
      .id;
  }

  archive = (item: string): Promise<unknown> => this.monday('mutation ($i: ID!) { archive_item(item_id: $i) { id } }', { i: item });

  /** A tab's values, ragged rows, unformatted. */
  async rows(tab: string, spreadsheet = this.agency.google.spreadsheetId): Promise<readonly (readonly unknown[])[]> {
    const range = encodeURIComponent(`'${tab}'`);
    return (
      (
        await this.google<{ values?: unknown[][] }>(
          'GET',
          `/v4/spreadsheets/${spreadsheet}/values/${range}?valueRenderOption=UNFORMATTED_VALUE`,
        )
      ).values ?? []
    );
  }

  type(range: string, values: unknown[][], person = 'ben', spreadsheet = this.agency.google.spreadsheetId): Promise<unknown> {
    return this.google(
      'PUT',
      `/v4/spreadsheets/${spreadsheet}/values/${encodeURIComponent(range)}?valueInputOption=USER_ENTERED`,
      { values },
      person,
    );
  }

  batch(requests: object[], person = 'ben', spreadsheet = this.agency.google.spreadsheetId): Promise<{ replies: unknown[] }> {
    return this.google('POST', `/v4/spreadsheets/${spreadsheet}:batchUpdate`, { requests }, person);
  }

  private token(vendor: 'monday' | 'google' | 'confluence', person: string): string {
    const token = this.world.people.tokenOf(vendor, person);
    if (token === undefined) throw new Error(`${person} has no token for ${vendor}`);
    return token;
  }

  private send(method: string, path: string, token: string, body?: unknown): Promise<Response> {
    return fetch(`${this.root}${path}`, {
      method,
      headers: { ...(token === '' ? {} : { authorization: `Bearer ${token}` }), 'content-type': 'application/json' },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
    });
  }
}

interface Page {
  readonly cursor: string | null;
  readonly items: readonly { id: string; name: string; state: string; column_values: readonly { id: string; text: string | null }[] }[];
}

const EMPTY: Page = { cursor: null, items: [] };
