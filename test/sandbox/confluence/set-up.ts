import { type Confluence, createConfluence } from '../../../sandbox/confluence/confluence.ts';
import type { ConfluenceOptions } from '../../../sandbox/confluence/options.ts';
import { createWorld, type SandboxWorld } from '../../../sandbox/world/create-world.ts';
import { atlassianRules } from '../../../sandbox/world/people/token-rules.ts';
import { memoryState, type State } from '../../../sandbox/world/store/state.ts';
import { manualTime } from '../world/manual-time.ts';

export const CLOUD = '7a1cbd3e-0000-4000-8000-000000000001';
export const OTHER_CLOUD = '7a1cbd3e-0000-4000-8000-000000000002';
export const SITE_URL = 'https://polyus.atlassian.net';

const PEOPLE = [
  { id: 'anna', name: 'Anna Ivanova', email: 'anna@polyus.example', admin: true },
  { id: 'boris', name: 'Boris Petrov', email: 'boris@polyus.example' },
  { id: 'mallory', name: 'Mallory', email: 'm@other.example', accountId: '999', admin: true },
];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes
  readonly body: any;
}

export interface House {
  readonly world: SandboxWorld;
  readonly confluence: Confluence;
  readonly time: ReturnType<typeof manualTime>;
  readonly state: State;
  /** Every exchange, as lines of a wire log. */
  readonly wire: string[];
  /** `path` from `/wiki/…` on, through the gateway, with the person's token. */
  ask(method: string, path: string, body?: unknown, as?: string): Promise<Reply>;
  send(request: Request): Promise<Reply>;
  appToken(personId: string, scopes: readonly string[]): string;
}

export const api = '/wiki/api/v2';
export const storage = (value: string) => ({ representation: 'storage', value });

/** A played Confluence in memory and standing time: two sites, each of its own account. */
export function house(more: { state?: State; options?: Partial<ConfluenceOptions> } = {}): House {
  const time = manualTime();
  const state = more.state ?? memoryState();
  const wire: string[] = [];
  const world = createWorld({ state, seed: 'test', now: time.now, timers: time.timers, people: PEOPLE, send: async () => new Response() });
  const sites = [
    { cloudId: CLOUD, url: SITE_URL, accountId: '26104417' },
    { cloudId: OTHER_CLOUD, url: 'https://other.atlassian.net', accountId: '999' },
  ];
  const confluence = createConfluence(world, { sites, ...more.options });

  async function send(request: Request): Promise<Reply> {
    const requestBody = request.method === 'GET' ? '' : await request.clone().text();
    const response = await confluence.handle(request);
    const text = await response.text();
    const { pathname, search } = new URL(request.url);
    wire.push(
      JSON.stringify({
        service: 'confluence',
        method: request.method,
        path: pathname + search,
        requestBody,
        status: response.status,
        responseBody: text,
      }),
    );
    return { status: response.status, headers: response.headers, body: text === '' ? null : JSON.parse(text) };
  }

  return {
    world,
    confluence,
    time,
    state,
    wire,
    send,
    ask(method, path, body, as = 'anna') {
      const token = world.people.tokenOf('confluence', as) ?? as;
      const cloud = as === 'mallory' ? OTHER_CLOUD : CLOUD;
      const init = { method, headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' } };
      return send(
        new Request(
          `http://confluence.test/ex/confluence/${cloud}${path}`,
          body === undefined ? init : { ...init, body: JSON.stringify(body) },
        ),
      );
    },
    appToken(personId, scopes) {
      const code = world.grants.consent({
        vendor: 'atlassian',
        personId,
        clientId: 'app',
        redirectUri: 'http://app.test/back',
        scopes,
        challenge: null,
        offline: true,
      });
      const tokens = world.grants.redeem(atlassianRules, code, { clientId: 'app', redirectUri: 'http://app.test/back', verifier: null });
      if (typeof tokens === 'string') throw new Error(tokens);
      return tokens.access;
    },
  };
}

/** A space, and a way to make pages in it. */
export async function space(one: House, key = 'NL') {
  const made = await one.ask('POST', `${api}/spaces`, { key, name: `Space ${key}` });
  const id: string = made.body.id;
  return {
    id,
    homepageId: made.body.homepageId as string,
    async page(title: string, value = '<p>Text</p>', more: object = {}) {
      const answer = await one.ask('POST', `${api}/pages`, { spaceId: id, status: 'current', title, body: storage(value), ...more });
      if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
      return answer.body;
    },
  };
}
