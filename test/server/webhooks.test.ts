/** monday's webhooks (security.md 4–6, F14, F15, F19): who is believed, what is stored before the answer, what happens once. */
import { SignJWT } from 'jose';
import { sql } from 'kysely';
import { beforeEach, describe, expect, test } from 'vitest';
import { sweep } from '../../app/use-cases/sweep.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { addBoard, EXTERNAL, openHouse, PUBLIC, rowsOf, SECRETS } from './house.ts';

const woken: string[] = [];
let queueIsDown = false;
let queueHangs = false;
const house = await openHouse({
  change: ({ queue }) => ({
    queue: {
      ...queue,
      async wake(_kind, id) {
        if (queueHangs) await new Promise(() => undefined);
        if (queueIsDown) throw new Error('the queue is away');
        woken.push(id);
      },
    },
  }),
});
const HOOK = 'hook-of-the-clients-board';
const container = await addBoard(house.app, house.account, '1001', HOOK);
await addBoard(house.app, house.account, '1002', 'another-hook');

const path = `/webhooks/monday/${HOOK}`;
const URL_OF_HOOK = `${PUBLIC}${path}`;
let last = 0;
const event = (more: object = {}) => {
  last += 1;
  return { event: { type: 'update_column_value', boardId: 1001, pulseId: 7001, columnId: 'text', triggerUuid: `uuid-${last}`, ...more } };
};

const now = Math.floor(Date.now() / 1000);
function signed(options: { secret?: string; aud?: string; exp?: number; claims?: object } = {}): Promise<string> {
  return new SignJWT({ accountId: Number(EXTERNAL), userId: 67214700, ...options.claims })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(options.aud ?? URL_OF_HOOK)
    .setIssuedAt(now)
    .setExpirationTime(options.exp ?? now + 3600)
    .sign(new TextEncoder().encode(options.secret ?? SECRETS.mondaySigning));
}
const deliver = async (body: unknown, authorization: string | null, to = path) =>
  house.send('POST', to, { token: null, body, headers: authorization === null ? {} : { authorization } });

interface State {
  readonly mailbox: number;
  readonly hints: readonly (string | null)[];
}
async function state(): Promise<State> {
  const [mailbox, hints] = await Promise.all([
    rowsOf(house.app, house.account, 'mailbox'),
    rowsOf<{ seq: number; local_id: string | null }>(house.app, house.account, 'hints'),
  ]);
  return { mailbox: mailbox.length, hints: [...hints].sort((a, b) => a.seq - b.seq).map((one) => one.local_id) };
}

beforeEach(async () => {
  woken.length = 0;
  queueIsDown = false;
  queueHangs = false;
  await withAccount(house.app.db, house.account, async (tx) => {
    for (const table of ['mailbox', 'hints']) await sql`delete from ${sql.table(table)}`.execute(tx);
    await sql`update containers set read_seq = hint_seq`.execute(tx);
  });
});
const NOTHING: State = { mailbox: 0, hints: [] };

describe('a challenge', () => {
  test('is echoed as JSON and changes nothing', async () => {
    const answer = await deliver({ challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' }, null);
    expect([answer.status, answer.json]).toEqual([200, { challenge: '3eZbrw1aBm2rZgRNFdxV2595E9CY3gmdALWMmHkvFXO7tYXAYM8P' }]);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect([await state(), woken]).toEqual([NOTHING, []]);
  });
  test.each([[''], ['x'.repeat(201)], [7], [{ a: 1 }], [['x']], [null]])('%j is none', async (challenge) => {
    expect((await deliver({ challenge }, null)).status).toBe(400);
  });
  test('beside an event is only echoed', async () => {
    await deliver({ challenge: 'c', ...event() }, await signed());
    expect(await state()).toEqual(NOTHING);
  });
});

describe('a believed event', () => {
  test('fault F19: is stored with its hint, then answered, then its account is woken', async () => {
    const body = event();
    const answer = await deliver(body, await signed());
    expect([answer.status, answer.json]).toEqual([200, {}]);
    expect(await state()).toEqual({ mailbox: 1, hints: ['7001'] });
    const [stored] = await rowsOf<{ container_id: string; body: unknown }>(house.app, house.account, 'mailbox');
    expect([stored?.container_id, stored?.body, woken]).toEqual([container, body, [house.account]]);
  });
  test('fault F14: delivered thirty times, some at once, is one row and one hint', async () => {
    const [body, authorization] = [event(), await signed()];
    const answers = await Promise.all(Array.from({ length: 30 }, () => deliver(body, authorization)));
    expect(new Set(answers.map((one) => one.status))).toEqual(new Set([200]));
    expect(await state()).toEqual({ mailbox: 1, hints: ['7001'] });
  });
  test('without an id of its own is known by its bytes', async () => {
    const body = event({ triggerUuid: undefined });
    for (let n = 0; n < 3; n += 1) expect((await deliver(body, await signed())).status).toBe(200);
    expect((await deliver({ event: { ...body.event, pulseId: 7002 } }, await signed())).status).toBe(200);
    expect(await state()).toEqual({ mailbox: 2, hints: ['7001', '7002'] });
  });
  test('fault F15: that comes after a later one says only where to look', async () => {
    const [first, second] = [event({ value: { value: 'old' } }), event({ value: { value: 'new' } })];
    await deliver(second, await signed());
    await deliver(first, await signed());
    expect(await state()).toEqual({ mailbox: 2, hints: ['7001', '7001'] });
  });
  test('about the board itself has the board looked at, and no item', async () => {
    await deliver(event({ type: 'create_column', pulseId: undefined }), await signed());
    expect((await state()).hints).toEqual(['board']);
  });
  test('of no known kind, without an item, has everything read', async () => {
    await deliver(event({ type: 'something_new', pulseId: undefined }), await signed());
    expect((await state()).hints).toEqual([null]);
  });
  test.each<[string, object, object | null]>([
    ['a value', { columnType: 'text', value: { value: 'new' } }, { kind: 'shows', column: 'text', cell: { kind: 'text', text: 'new' } }],
    ['a value in a form unknown to us', { columnType: 'sketch', value: { value: 'new' } }, null],
    ['a name', { type: 'update_name', value: { name: 'N' } }, { kind: 'shows', column: 'name', cell: { kind: 'text', text: 'N' } }],
    ['a birth', { type: 'create_pulse' }, { kind: 'made' }],
    ['an end', { type: 'archive_pulse' }, { kind: 'gone', how: 'archived' }],
    ['a return', { type: 'restore_pulse' }, null],
    ['a column', { type: 'create_column', pulseId: undefined }, { kind: 'column', column: 'text' }],
  ])('that tells %s leaves the telling beside its hint', async (_, more, told) => {
    await deliver(event(more), await signed());
    expect((await rowsOf<{ told: unknown }>(house.app, house.account, 'hints')).map((one) => one.told)).toEqual([told]);
  });
  test('with a NUL in what somebody typed is stored all the same', async () => {
    const answer = await deliver(event({ value: { value: 'a\u0000b' } }), await signed());
    expect([answer.status, await state()]).toEqual([200, { mailbox: 1, hints: ['7001'] }]);
  });
  test('is kept when the queue is away: answered 200, and the sweeper finds it', async () => {
    queueIsDown = true;
    expect((await deliver(event(), await signed())).status).toBe(200);
    expect([await state(), woken]).toEqual([{ mailbox: 1, hints: ['7001'] }, []]);
    const found: string[] = [];
    const queue = { ...house.app.queue, wakeAll: async (_kind: string, ids: readonly string[]) => void found.push(...ids) };
    await sweep({ ...house.app, queue });
    expect(found).toEqual([house.account]);
  });
});

describe('a burst', () => {
  const many = (count: number): object[] => Array.from({ length: count }, (_, n) => event({ pulseId: 8000 + n }));
  test('is stored whole, each event once, in few transactions: the account is woken once for each of them', async () => {
    const events = many(200);
    const authorization = await signed();
    const answers = await Promise.all([...events, ...events.slice(0, 20)].map((one) => deliver(one, authorization)));
    expect(new Set(answers.map((one) => one.status))).toEqual(new Set([200]));
    const { mailbox, hints } = await state();
    expect([mailbox, new Set(hints).size, hints.length]).toEqual([200, 200, 200]);
    expect(woken.length).toBeGreaterThan(0);
    expect(woken.length).toBeLessThan(110);
  });
  test('with an event that can’t be stored loses no other', async () => {
    const authorization = await signed();
    const bodies = [...many(30), event({ value: { value: '\ud800' } }), ...many(30)];
    const answers = await Promise.all(bodies.map((one) => deliver(one, authorization)));
    expect([answers.filter((one) => one.status === 200).length, (await state()).mailbox]).toEqual([60, 60]);
  });
  test('of one item with several values keeps all that was told, in the order in which it came', async () => {
    const authorization = await signed();
    const value = (text: string) => event({ columnType: 'text', value: { value: text }, previousValue: null });
    await Promise.all(['a', 'b', 'c'].map((text) => deliver(value(text), authorization)));
    expect((await state()).hints).toEqual(['7001', '7001', '7001']);
  });
});

test('a queue that hangs keeps no vendor waiting', async () => {
  queueHangs = true;
  const started = performance.now();
  expect((await deliver(event(), await signed())).status).toBe(200);
  expect(performance.now() - started).toBeLessThan(900);
});

describe.each<[string, () => Promise<string | null>]>([
  ['no signature', async () => null],
  ['another secret', () => signed({ secret: 'another' })],
  ['the Client Secret, which signs other things', () => signed({ secret: SECRETS.mondayClient })],
  ['the address of another board', () => signed({ aud: `${PUBLIC}/webhooks/monday/another-hook` })],
  ['an address that only begins like ours', () => signed({ aud: `${URL_OF_HOOK}/more` })],
  ['another host', () => signed({ aud: `https://elsewhere.example${path}` })],
  ['an end an hour ago', () => signed({ exp: now - 3600 })],
  ['no account', () => signed({ claims: { accountId: undefined } })],
  ['another account of monday', () => signed({ claims: { accountId: 999 } })],
  ['a session token’s claims', () => signed({ claims: { accountId: undefined, dat: { account_id: Number(EXTERNAL) } } })],
  ['rubbish', async () => 'Bearer x.y.z'],
])('an event signed with %s', (_, authorization) => {
  test('is 401 and leaves no trace', async () => {
    expect((await deliver(event(), await authorization())).status).toBe(401);
    expect([await state(), woken]).toEqual([NOTHING, []]);
  });
});

describe('what is no event', () => {
  test('at an address that nobody gave out is 404, however well it is signed', async () => {
    const to = '/webhooks/monday/nobody';
    expect((await deliver(event(), await signed({ aud: `${PUBLIC}${to}` }), to)).status).toBe(404);
  });
  test.each(['', 'hello', '{"event":', '[]', 'null', '7', '{}', '{"event":null}', '{"event":{"type":"x"}}', '{"event":{"boardId":1}}'])(
    '%j is 400',
    async (body) => {
      expect((await deliver(body, await signed())).status).toBe(400);
      expect(await state()).toEqual(NOTHING);
    },
  );
  test('above a megabyte is 413', async () => {
    expect((await deliver(event({ value: 'x'.repeat(1_100_000) }), await signed())).status).toBe(413);
  });
});
