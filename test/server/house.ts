/** The server alone: Postgres, the API on a port, and vendors that nobody may call unless a test says how they answer. */
import { sql } from 'kysely';
import { afterAll } from 'vitest';
import type { App, Fetch } from '../../app/app.ts';
import type { Composed } from '../../app/compose.ts';
import { compose } from '../../app/compose.ts';
import { ensureAccount, issueApiToken } from '../../app/use-cases/connect.ts';
import type { AccountId, ContainerId } from '../../core/sync/ids.ts';
import { productVariables } from '../../demo/variables.ts';
import { readConfig } from '../../platform/config.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { prepareQueue } from '../../platform/queue/postgres-store.ts';
import { createServer } from '../../server/create-server.ts';
import { testDatabase } from '../helpers/postgres.ts';

export const SECRETS = {
  masterKey: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  mondayClient: 'the-client-secret',
  mondaySigning: 'the-signing-secret',
  googleClient: 'g-secret',
  atlassianClient: 'a-secret',
};
export const CLIENT_ID = 'evenkeel-monday';
export const PUBLIC = 'http://127.0.0.1:4300';
/** The monday account behind the house's first account. */
export const EXTERNAL = '26104417';

export interface House {
  readonly app: Composed;
  readonly root: string;
  readonly account: AccountId;
  readonly token: string;
  /** Requests that the product sent to vendors. */
  readonly asked: readonly Request[];
  send(method: string, path: string, options?: SendOptions): Promise<Answer>;
}

export interface SendOptions {
  readonly token?: string | null;
  readonly headers?: Readonly<Record<string, string>>;
  /** A text goes as it is, anything else as JSON. */
  readonly body?: unknown;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  /** The body as JSON; undefined when it isn't. */
  readonly json: { readonly error?: { readonly code: string; readonly message: string; readonly field?: string } } & Record<
    string,
    unknown
  >;
}

export interface HouseOptions {
  readonly vendors?: Fetch;
  /** Parts of the app in which this server differs. */
  readonly change?: (app: Composed) => Partial<App>;
  readonly production?: boolean;
}

/** Call it at the top of a file. */
export async function openHouse(options: HouseOptions = {}): Promise<House> {
  const database = await testDatabase();
  await prepareQueue(database.ownerUrl);
  const at = { app: PUBLIC, page: 'http://127.0.0.1:4301/', actions: '', ports: { app: 1, page: 2, actions: 3 } };
  const variables = { ...productVariables(at, SECRETS, '/nowhere', database.url), LOG_LEVEL: process.env.E2E_LOG ?? 'silent' };
  const config = readConfig(variables);
  const asked: Request[] = [];
  const composed = compose({
    config,
    databaseUrl: database.url,
    name: 'house',
    fetch: async (request) => {
      asked.push(request.clone());
      if (options.vendors === undefined) throw new TypeError(`nobody answers ${request.url}`);
      return options.vendors(request);
    },
  });
  const account = await ensureAccount(composed, { id: EXTERNAL, name: 'Northlight' });
  const token = await issueApiToken(composed, account, '67214700');
  const changed = { ...composed, config: { ...config, production: options.production ?? false }, ...options.change?.(composed) };
  const server = await createServer(changed).listen(0);
  afterAll(async () => {
    await server.close();
    await composed.close();
  });
  const root = `http://127.0.0.1:${server.port}`;
  return {
    app: composed,
    root,
    account,
    token,
    asked,
    async send(method, path, { token: given = token, headers = {}, body } = {}) {
      const answer = await fetch(`${root}${path}`, {
        method,
        redirect: 'manual',
        headers: {
          ...(given === null ? {} : { authorization: `Bearer ${given}` }),
          ...(body === undefined ? {} : { 'content-type': 'application/json' }),
          ...headers,
        },
        ...(body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }),
      });
      const text = await answer.text();
      return { status: answer.status, headers: answer.headers, text, json: parsed(text) };
    },
  };
}

function parsed(text: string): Answer['json'] {
  try {
    return JSON.parse(text) as Answer['json'];
  } catch {
    return {};
  }
}

/** A board's container of the account, as a pair would have made it. */
export async function addBoard(app: Pick<App, 'db'>, account: AccountId, board: string, hook: string): Promise<ContainerId> {
  const id = `container-${board}` as ContainerId;
  await withAccount(app.db, account, (tx) =>
    sql`insert into containers (id, vendor, external_id, hook, subscribed) values (${id}, 'monday', ${board}, ${hook}, true)`.execute(tx),
  );
  return id;
}

/** What stands in a table of the account. */
export async function rowsOf<Row>(app: Pick<App, 'db'>, account: AccountId, table: string): Promise<readonly Row[]> {
  return (await withAccount(app.db, account, (tx) => sql<Row>`select * from ${sql.table(table)}`.execute(tx))).rows;
}
