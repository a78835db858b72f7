/** A world in memory for tests of Google: a clock that a test moves, pushes that a test reads, and a recorder of calls. */
import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { createGoogle } from '../../../sandbox/google/google.ts';
import { createChance } from '../../../sandbox/world/chance.ts';
import { createIds } from '../../../sandbox/world/ids.ts';
import { createPicks, type SandboxPicks } from '../../../sandbox/world/people/picks.ts';
import { createStore } from '../../../sandbox/world/store/store.ts';
import type { Caller, Person, Push, Vendor, World } from '../../../sandbox/world/world.ts';

export const START = Date.UTC(2026, 10, 23, 9, 0, 0);

export interface Exchange {
  readonly service: string;
  readonly method: string;
  readonly path: string;
  readonly requestBody: unknown;
  readonly status: number;
  readonly responseBody: unknown;
}

export interface TestWorld extends World {
  readonly picks: SandboxPicks;
  readonly pushes: Push[];
  readonly announced: string[];
  readonly commits: () => number;
  advance(ms: number): void;
  setLimits(mode: 'vendor' | 'off'): void;
}

const ANNA = person('anna', { accountId: 'agency' });
const BORIS = person('boris', { accountId: 'agency' });
const VERA = person('vera', { accountId: 'agency', viewOnly: true });
const STRANGER = person('stranger', { accountId: 'elsewhere' });

function person(id: string, more: Partial<Person>): Person {
  const name = `${id[0]?.toUpperCase()}${id.slice(1)}`;
  return {
    id,
    name,
    email: `${id}@agency.test`,
    mondayId: '1',
    atlassianId: id,
    admin: false,
    viewOnly: false,
    accountId: 'agency',
    ...more,
  };
}

const SCOPES: Readonly<Record<string, readonly string[]>> = {
  app: ['https://www.googleapis.com/auth/drive.file'],
  sheets: ['https://www.googleapis.com/auth/spreadsheets', 'https://www.googleapis.com/auth/drive.file'],
};
const PEOPLE = [ANNA, BORIS, VERA, STRANGER];

/** Tokens: a person's id; `app-<id>` is the app acting for them, `sheets-<id>` one that reaches all of their spreadsheets; `weak-app` has no useful scope; `old` has expired. */
function byToken(token: string): Caller | 'expired' | undefined {
  if (token === 'old') return 'expired';
  const [first = '', id] = token.split('-');
  const scopes = id === undefined ? undefined : SCOPES[first];
  const found = PEOPLE.find((one) => one.id === (scopes ? id : token));
  if (token === 'weak-app') return { person: ANNA, app: 'client-1', label: 'app', scopes: ['openid'] };
  if (!found || !scopes) return found && { person: found, app: null, label: found.id, scopes: [] };
  return { person: found, app: first === 'app' ? 'client-1' : 'client-2', label: 'app', scopes };
}

export function createTestWorld(): TestWorld {
  const store = createStore();
  let now = START;
  let mode: 'vendor' | 'off' = 'off';
  let commits = 0;
  const pushes: Push[] = [];
  const announced: string[] = [];
  return {
    clock: { now: () => now },
    ids: createIds(store, 'test'),
    random: createChance('test'),
    store: {
      table: store.table,
      commit() {
        commits += 1;
        store.commit();
      },
    },
    people: { all: () => PEOPLE, get: (id) => PEOPLE.find((one) => one.id === id), byToken: (_, token) => byToken(token) },
    picks: createPicks(store),
    limits: {
      get mode() {
        return mode;
      },
    },
    push: (push) => void pushes.push(push),
    call: () => Promise.reject(new Error('Google calls nobody')),
    failsPartially: () => false,
    after: () => undefined,
    announce: ({ service, container }) => void announced.push(`${service} ${container}`),
    pushes,
    announced,
    commits: () => commits,
    advance: (ms) => {
      now += ms;
    },
    setLimits: (next) => {
      mode = next;
    },
  };
}

export interface Answer<T> {
  readonly status: number;
  // Tests reach into answers of many shapes.
  readonly body: T;
}

/** Google in process; every call is recorded. */
export class TestGoogle {
  readonly world: TestWorld;
  readonly vendors: readonly Vendor[];
  readonly exchanges: Exchange[] = [];

  constructor(world = createTestWorld()) {
    this.world = world;
    this.vendors = createGoogle(world);
  }

  async call<T = Json>(method: string, target: string, body?: unknown, token: string | null = 'anna'): Promise<Answer<T>> {
    const url = new URL(target, 'http://google.test');
    const vendor = this.vendors.find((one) => one.owns(url.pathname));
    if (!vendor) throw new Error(`nobody owns ${url.pathname}`);
    const headers = new Headers(token === null ? {} : { authorization: `Bearer ${token}` });
    const response = await vendor.handle(
      new Request(url, { method, headers, ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }) }),
    );
    const text = await response.text();
    const parsed: unknown = text === '' ? null : JSON.parse(text);
    this.exchanges.push({
      service: vendor.service,
      method,
      path: url.pathname + url.search,
      requestBody: body ?? null,
      status: response.status,
      responseBody: parsed,
    });
    return { status: response.status, body: parsed as T };
  }

  /** A call that must succeed. */
  async ok<T = Json>(method: string, target: string, body?: unknown, token?: string): Promise<T> {
    const answer = await this.call<T>(method, target, body, token);
    if (answer.status >= 300) throw new Error(`${method} ${target}: ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body;
  }

  /** The message of a call that must be refused with 400. */
  async refusal(method: string, target: string, body?: unknown, token?: string): Promise<string> {
    const answer = await this.call<{ error?: { message: string } }>(method, target, body, token);
    if (answer.status !== 400 || !answer.body.error) throw new Error(`expected a 400, got ${answer.status} ${JSON.stringify(answer.body)}`);
    return answer.body.error.message;
  }

  /** A spreadsheet whose first tab (sheet id 0, titled Sheet1) holds these rows as typed by a person; its path. */
  async sheet(rows: readonly (readonly unknown[])[] = [], properties: object = {}): Promise<string> {
    const created = await this.ok<{ spreadsheetId: string }>('POST', '/v4/spreadsheets', {
      properties: { title: 'Budgets', ...properties },
      sheets: [{ properties: { sheetId: 0, title: 'Sheet1' } }],
    });
    const root = `/v4/spreadsheets/${created.spreadsheetId}`;
    if (rows.length > 0) await this.ok('PUT', `${root}/values/Sheet1!A1?valueInputOption=USER_ENTERED`, { values: rows });
    return root;
  }

  /** What a range shows; `as` is the render option. */
  async values(root: string, range: string, as = 'UNFORMATTED_VALUE'): Promise<unknown[][]> {
    const { values } = await this.ok<{ values?: unknown[][] }>(
      'GET',
      `${root}/values/${encodeURIComponent(range)}?valueRenderOption=${as}`,
    );
    return values ?? [];
  }

  batch<T = Json>(root: string, requests: readonly object[], token?: string): Promise<T> {
    return this.ok<T>('POST', `${root}:batchUpdate`, { requests }, token);
  }

  batchRefusal(root: string, requests: readonly object[], token?: string): Promise<string> {
    return this.refusal('POST', `${root}:batchUpdate`, { requests }, token);
  }

  /** Writes the exchanges where a checker of recorded traffic can read them. */
  saveExchanges(): string {
    const file = path.join(mkdtempSync(path.join(tmpdir(), 'wire-')), 'wire.jsonl');
    writeFileSync(file, this.exchanges.map((exchange) => JSON.stringify(exchange)).join('\n'));
    return file;
  }
}

export type Json = Readonly<Record<string, unknown>>;
