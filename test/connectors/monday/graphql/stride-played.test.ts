/** The played monday.com as quick or as slow as a test wants it: what calls carry follows. */
import { beforeEach, describe, expect, it } from 'vitest';
import { Stride } from '../../../../connectors/monday/graphql/stride.ts';
import { prepareBoard } from '../../../../connectors/monday/prepare.ts';
import { openBoard } from '../../../../connectors/monday/replica.ts';
import type { BoardLocator } from '../../../../core/accounts/locator.ts';
import { brandAs, type IntentId } from '../../../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Intent, Write } from '../../../../core/sync/ports.ts';
import { clientsBoard, type House, house } from '../../../sandbox/monday/set-up.ts';
import { cells, json, key, local, replica, step, text } from '../scripted.ts';

const options = { apiUrl: 'http://monday.test/v2', apiVersion: '2026-10' };

const EXHAUSTED = {
  message: 'Complexity budget exhausted',
  extensions: {
    code: 'COMPLEXITY_BUDGET_EXHAUSTED',
    complexity: 1_500_000,
    complexity_budget_left: 1_000_000,
    complexity_budget_limit: 1_000_000,
    retry_in_seconds: 60,
    status_code: 429,
  },
};

let played: House;
let deps: ConnectorDeps;
let board: string;
let locator: BoardLocator;
let container: Container;
/** ms that monday takes for each mutation, and what of it is lost on the way back. */
let each: number;
let lose: boolean;
/** ms that a call waits for its place. */
let queued: number;
/** Points of a minute, as the headers tell; null: the account's own. */
let points: number | null;
/** The points of the minute don't suffice. */
let refuse: boolean;
/** Mutations of each call. */
let sent: number[];
let intents = 0;

beforeEach(async () => {
  played = house();
  [each, lose, queued, points, refuse] = [0, false, 0, null, false];
  const token = played.appToken('boris');
  deps = {
    now: () => played.world.clock.now(),
    sleep: (ms) => played.time.pass(ms),
    uuid: () => played.world.ids.uuid(),
    token: async () => token,
    limit: async (_call, run, hear) => {
      await played.time.pass(queued);
      const answer = await run();
      hear?.(answer);
      return answer;
    },
    fetch: carry,
  };
  const made = await clientsBoard(played);
  board = made.board;
  const bare: BoardLocator = { vendor: 'monday', board, keyColumn: null, columns: null };
  locator = await prepareBoard(deps, options, bare, Object.values(made.columns));
  container = opened();
  sent = [];
});

async function carry(request: Request): Promise<Response> {
  const mutations = JSON.parse(await request.clone().text()).query.match(/^ *m\d+: /gm)?.length ?? 0;
  if (mutations > 0) sent.push(mutations);
  const response = refuse ? json({ errors: [EXHAUSTED] }, 429) : await played.monday.handle(request);
  if (!response.headers.has('idempotency-replayed')) await played.time.pass(mutations * each);
  if (mutations > 0 && lose) throw new Error('socket hang up');
  const headers = new Headers(response.headers);
  if (points !== null) headers.set('ratelimit-policy', `"complexityMinute";q=${points};w=60`);
  return new Response(response.body, { status: response.status, headers });
}

const opened = (stride?: Stride): Container =>
  openBoard(deps, { ...options, ...(stride === undefined ? {} : { stride }) }, board, new Map([[replica, locator]]));

const creates = (count: number): Write[] =>
  Array.from({ length: count }, (_, n) => ({
    kind: 'create',
    step: step(String(n)),
    key: key(`key-${intents}-${n}`),
    cells: cells({ name: text(`Client ${n}`) }),
  }));
const intent = (writes: readonly Write[]): Intent => ({ id: brandAs<IntentId>(`intent-${++intents}`), replica, writes });

/** Makes so many clients as a plan does; how many each call carried. */
async function made(count: number, by = container): Promise<number[]> {
  sent = [];
  for (const group of by.pack(creates(count))) await by.apply(intent(group));
  return sent;
}

describe('calls of mutations', () => {
  it('stay small where these are slow', async () => {
    each = 1_000;
    expect(await made(100)).toEqual([50, 50]);
    // 980 ms each by the last.
    expect(await made(100)).toEqual([25, 25, 25, 25]);
    expect(await made(60)).toEqual([25, 25, 10]);
  });

  it('become larger where these are quick, as far as a minute’s points go', async () => {
    each = 50;
    expect(await made(120)).toEqual([50, 50, 20]);
    expect(await made(150)).toEqual([111, 39]);
  });

  it('are halved by a time-out, and the next plan is made of these', async () => {
    await made(50);
    lose = true;
    const [group = []] = container.pack(creates(100));
    expect([...(await container.apply(intent(group))).values()].map((one) => one.kind)).toEqual(Array(100).fill('unknown'));
    lose = false;
    expect(await made(100)).toEqual([50, 50]);
  });

  it('carry no more than the points of a minute admit, and a refusal tells these, too', async () => {
    points = 1_000_000;
    const [group = []] = container.pack(creates(60));
    expect(group).toHaveLength(50);
    refuse = true;
    await expect(container.apply(intent(group))).rejects.toMatchObject({ code: 'rate-limited' });
    refuse = false;
    expect(await made(60)).toEqual([22, 22, 16]);
  });

  it('know the points by what was read before', async () => {
    points = 1_000_000;
    await container.read(new Map([[replica, { kind: 'records', ids: [local('1')] }]]));
    expect(container.pack(creates(60)).map((group) => group.length)).toEqual([22, 22, 16]);
  });
});

describe('counted is what monday needs for the work', () => {
  it('not the wait for a place', async () => {
    [each, queued] = [400, 60_000];
    expect(await made(50)).toEqual([50]);
    expect(container.pack(creates(60)).map((group) => group.length)).toEqual([50, 10]);
  });

  it('nor an answer that it had in store', async () => {
    each = 400;
    const same = intent(creates(50));
    await container.apply(same);
    await container.apply(same);
    expect(sent).toEqual([50, 50]);
    expect(container.pack(creates(60)).map((group) => group.length)).toEqual([50, 10]);
  });

  it('nor mutations that it refused', async () => {
    each = 200;
    const gone = creates(50).map(
      (write, n): Write => (n < 2 ? write : { kind: 'remove', step: write.step, key: key('k'), localId: local(`9${n}`), position: null }),
    );
    // Ten seconds for the two that ran, not for fifty.
    const outcome = await container.apply(intent(gone));
    expect([...outcome.values()].filter((one) => one.kind === 'applied')).toHaveLength(2);
    expect(container.pack(creates(60)).map((group) => group.length)).toEqual([50, 10]);
  });
});

it('is learned for all boards that it was handed to', async () => {
  const stride = new Stride();
  const [one, other] = [opened(stride), opened(stride)];
  await made(50, one);
  expect(other.pack(creates(120)).map((group) => group.length)).toEqual([111, 9]);
  expect(container.pack(creates(120)).map((group) => group.length)).toEqual([50, 50, 20]);
});
