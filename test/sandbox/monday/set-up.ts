import { createMonday, type Monday } from '../../../sandbox/monday/monday.ts';
import type { MondayOptions } from '../../../sandbox/monday/options.ts';
import { createWorld, type SandboxWorld } from '../../../sandbox/world/create-world.ts';
import { mondayLegacy } from '../../../sandbox/world/people/token-rules.ts';
import { memoryState, type State } from '../../../sandbox/world/store/state.ts';
import { manualTime, settle } from '../world/manual-time.ts';

export const options: MondayOptions = {
  accounts: [
    { id: '26104417', name: 'Polyus', slug: 'polyus', tier: 'pro', teams: [{ id: '51166', name: 'Sales', people: ['anna', 'boris'] }] },
  ],
  app: {
    appId: '10001',
    appVersionId: '20001',
    name: 'Evenkeel',
    clientId: 'client-id',
    clientSecret: 'client-secret',
    signingSecret: 'signing-secret',
  },
};

const PEOPLE = [
  { id: 'anna', name: 'Anna Ivanova', email: 'anna@polyus.example', admin: true },
  { id: 'boris', name: 'Boris Petrov', email: 'boris@polyus.example' },
  { id: 'vera', name: 'Vera Guest', email: 'vera@polyus.example', viewOnly: true },
  { id: 'mallory', name: 'Mallory', email: 'm@other.example', accountId: '999', admin: true },
];

export interface Reply {
  readonly status: number;
  readonly headers: Headers;
  // biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes
  readonly data: any;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly errors: any[] | undefined;
  // biome-ignore lint/suspicious/noExplicitAny: as above
  readonly body: any;
}

export interface AskOptions {
  readonly as?: string;
  readonly token?: string | null;
  readonly headers?: Record<string, string>;
  readonly variables?: Record<string, unknown>;
}

export interface Pushed {
  readonly url: string;
  readonly authorization: string | null;
  // biome-ignore lint/suspicious/noExplicitAny: tests read events of many shapes
  readonly body: any;
}

export interface House {
  readonly world: SandboxWorld;
  readonly monday: Monday;
  readonly time: ReturnType<typeof manualTime>;
  readonly state: State;
  /** What was posted to webhooks, challenges apart. */
  readonly pushed: Pushed[];
  /** Every exchange, as lines of a wire log. */
  readonly wire: string[];
  ask(query: string, options?: AskOptions): Promise<Reply>;
  /** As `ask`; throws when the answer has errors. */
  data(query: string, options?: AskOptions): Promise<Reply['data']>;
  appToken(personId: string, scopes?: readonly string[]): string;
  /** Lets webhooks that are due go out. */
  deliver(): Promise<void>;
}

/** A played monday.com in memory and standing time; its webhooks are answered by `receiver`. */
export function house(
  more: { state?: State; options?: Partial<MondayOptions>; receiver?: (request: Request) => Promise<Response> } = {},
): House {
  const time = manualTime();
  const state = more.state ?? memoryState();
  const pushed: Pushed[] = [];
  const wire: string[] = [];
  const receive = async (request: Request): Promise<Response> => {
    const text = await request.clone().text();
    const body = JSON.parse(text) as Record<string, unknown>;
    if (more.receiver) return more.receiver(request);
    if ('challenge' in body) return new Response(text);
    pushed.push({ url: request.url, authorization: request.headers.get('authorization'), body });
    return new Response('{}');
  };
  const world = createWorld({ state, seed: 'test', now: time.now, timers: time.timers, send: receive, people: PEOPLE });
  const monday = createMonday(world, { ...options, ...more.options });

  async function ask(query: string, { as = 'anna', token, headers = {}, variables = {} }: AskOptions = {}): Promise<Reply> {
    const authorization = token === undefined ? world.people.tokenOf('monday', as) : token;
    const sent = JSON.stringify({ query, variables });
    const response = await monday.handle(
      new Request('https://api.monday.com/v2', {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...(authorization ? { authorization } : {}), ...headers },
        body: sent,
      }),
    );
    const body = JSON.parse(await response.text());
    wire.push(
      JSON.stringify({
        service: 'monday',
        method: 'POST',
        path: '/v2',
        requestBody: { query, variables },
        status: response.status,
        responseBody: body,
      }),
    );
    return { status: response.status, headers: response.headers, data: body.data, errors: body.errors, body };
  }

  return {
    world,
    monday,
    time,
    state,
    pushed,
    wire,
    ask,
    async data(query, given) {
      const reply = await ask(query, given);
      if (reply.errors) throw new Error(JSON.stringify(reply.errors));
      return reply.data;
    },
    appToken(
      personId,
      scopes = ['me:read', 'boards:read', 'boards:write', 'webhooks:read', 'webhooks:write', 'users:read', 'account:read'],
    ) {
      const code = world.grants.consent({
        vendor: 'monday',
        clientId: 'client-id',
        personId,
        scopes,
        redirectUri: 'https://app.example/cb',
        challenge: null,
        offline: false,
      });
      const tokens = world.grants.redeem(mondayLegacy, code, {
        clientId: 'client-id',
        redirectUri: 'https://app.example/cb',
        verifier: null,
      });
      if (typeof tokens === 'string') throw new Error(tokens);
      return tokens.access;
    },
    async deliver() {
      await settle();
      await time.pass(1000);
    },
  };
}

/** A board with one column of each kind that the tests write. */
export async function clientsBoard({ data }: House): Promise<{ board: string; columns: Record<string, string> }> {
  const made = await data('mutation { create_board(board_name: "Clients", board_kind: public, empty: true) { id } }');
  const board = made.create_board.id as string;
  const types = ['text', 'numbers', 'status', 'dropdown', 'people', 'date', 'timeline', 'long_text', 'checkbox', 'link', 'email', 'phone'];
  const defaults = {
    dropdown: {
      settings: {
        labels: [
          { id: 1, name: 'Gold' },
          { id: 2, name: 'Silver' },
        ],
      },
    },
  } as Record<string, unknown>;
  const fields = types.map(
    (type) =>
      `${type}: create_column(board_id: ${board}, title: "${type}", column_type: ${type}, defaults: ${JSON.stringify(JSON.stringify(defaults[type] ?? {}))}) { id }`,
  );
  const columns = await data(`mutation { ${fields.join('\n')} }`);
  return { board, columns: Object.fromEntries(types.map((type) => [type, columns[type].id as string])) };
}
