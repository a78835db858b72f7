/**
 * Answers with errors in them: what ran is told by the data, and what an error speaks of is never taken for a value. And
 * answers whose status, or whose words, say that it isn't the request that is wrong.
 */
import { describe, expect, it } from 'vitest';
import { prepareBoard } from '../../../connectors/monday/prepare.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import { brandAs, type IntentId } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import { onTheWire } from '../../helpers/wire-log.ts';
import { clientsBoard, house } from '../../sandbox/monday/set-up.ts';
import {
  type Answer,
  cells,
  intent,
  item,
  json,
  key,
  knownBoard,
  local,
  number,
  options,
  replica,
  schemaColumns,
  script,
  step,
  text,
} from './scripted.ts';

const create: Write = { kind: 'create', step: step('c'), key: key('k-c'), cells: cells({ name: text('Acme'), budget: number('1') }) };
const update = (id: string): Write => ({
  kind: 'update',
  step: step(id),
  key: key(`k-${id}`),
  localId: local('2'),
  position: null,
  cells: cells({ budget: number('7') }),
  before: {},
  version: null,
});
const remove: Write = { kind: 'remove', step: step('r'), key: key('k-r'), localId: local('2'), position: null };

const said = (path: (string | number)[], code = 'FIELD_LIMIT_EXCEEDED', more: object = {}) => ({
  message: 'it is about this',
  path,
  extensions: { code, ...more },
});
const schema = { boards: [{ id: '77', name: 'Clients', columns: schemaColumns }] };
/** In an item of the script: budget, stage, key. */
const BUDGET = ['m0', 'column_values', 0, 'text'];
const STAGE = ['m0', 'column_values', 1, 'label'];

async function outcomes(answer: Answer, ...writes: Write[]) {
  return [...(await knownBoard(answer).container.apply(intent(...writes))).values()];
}
const kinds = async (answer: Answer, ...writes: Write[]) =>
  (await outcomes(answer, ...writes)).map((one) => (one.kind === 'refused' ? one.why : one.kind));

describe('a mutation that ran, with an error in its answer', () => {
  const made = item('9', 'Acme', { budget: '1', key: 'k-c' });

  it.each(['FIELD_LIMIT_EXCEEDED', 'ASSET_UNAVAILABLE', 'InvalidArgumentException'])(
    'is done where %s is about another column',
    async (code) => {
      const answer = json({ data: { m0: made }, errors: [said(STAGE, code)] });
      expect(await outcomes(answer, create)).toMatchObject([
        { kind: 'applied', localId: '9', shown: { name: text('Acme'), budget: number('1') }, covered: { kind: 'none' } },
      ]);
    },
  );

  it.each([
    ['a column that was written', BUDGET],
    ['the name', ['m0', 'name']],
    ['nothing that we can tell', ['m0', 'column_values']],
    ['all of it', ['m0']],
  ])('isn’t known where it is about %s: neither to be made again nor shown empty', async (_name, path) => {
    const spoilt = { ...made, column_values: made.column_values.map((one) => ({ ...one, text: null, value: null })) };
    expect(await kinds(json({ data: { m0: spoilt }, errors: [said(path)] }), create)).toEqual(['unknown']);
  });

  it('of an update goes on to be asked what it covered', async () => {
    const [one] = await outcomes(json({ data: { m0: item('2', 'B', { budget: '7' }) }, errors: [said(STAGE, 'X')] }), update('u'));
    expect(one).toMatchObject({ kind: 'applied', covered: { kind: 'later' } });
  });

  it('that archived an item is known when all that it covered is: the item is read again', async () => {
    const gone = item('2', 'Bolt', { budget: '7', stage: 'Won' }, 'archived');
    const { container } = knownBoard(
      json({ data: { m0: item('2', 'Bolt', {}, 'archived') }, errors: [said(BUDGET, 'FIELD_MINUTE_RATE_LIMIT_EXCEEDED')] }),
      json({ data: { ...schema, items0: [gone] } }),
    );
    expect([...(await container.apply(intent(remove))).values()]).toEqual([{ kind: 'unknown' }]);
    const settled = await container.settle(intent(remove));
    expect(settled.kind === 'happened' && settled.outcome.get(step('r'))).toMatchObject({
      kind: 'applied',
      covered: { kind: 'value', cells: { name: text('Bolt'), budget: number('7'), stage: { kind: 'choice', labels: ['Won'] } } },
    });
  });

  it('is found though the error names no mutation', async () => {
    const pathless = json({
      data: { m0: made },
      errors: [{ message: 'Rate limit exceeded', extensions: { code: 'RATE_LIMIT_EXCEEDED' } }],
    });
    expect(await kinds(pathless, create)).toEqual(['unknown']);
  });
});

it('a mutation that ran with an error in its answer leaves one item on the played board', async () => {
  const played = house();
  const { board } = await clientsBoard(played);
  const token = played.appToken('boris');
  const wire = onTheWire([played.monday], () => played.world.clock.now());
  let spoil: (string | number)[] | null = null;
  const deps = {
    ...script().deps,
    now: () => played.world.clock.now(),
    token: async () => token,
    fetch: async (request: Request) => {
      const response = await wire(request);
      const errors = spoil === null ? null : [said(['m0', ...spoil])];
      spoil = null;
      return errors === null ? response : Response.json({ ...((await response.json()) as object), errors });
    },
  };
  const at = await prepareBoard(deps, options, { vendor: 'monday', board, keyColumn: null, columns: null }, null);
  const container = openBoard(deps, options, board, new Map([[replica, at]]));
  await container.read(new Map([[replica, { kind: 'all' }]]));
  for (const [n, path] of [['column_values', 0, 'text'], ['name']].entries()) {
    const one = {
      ...intent({ ...create, key: key(`k-${n}`), cells: cells({ name: text('Acme') }) } as Write),
      id: brandAs<IntentId>(`i${n}`),
    };
    spoil = path;
    const [outcome] = (await container.apply(one)).values();
    expect(outcome?.kind).toBe(n === 0 ? 'applied' : 'unknown');
    if (n === 1) expect(await container.settle(one)).toMatchObject({ kind: 'happened' });
    const reading = (await container.read(new Map([[replica, { kind: 'all' }]]))).get(replica);
    expect(reading?.kind === 'records' && reading.records.length).toBe(n + 1);
  }
});

describe('a mutation without an answer', () => {
  it('says nothing of whether it ran where an error in the answer has left nothing of it', async () => {
    for (const code of ['FIELD_LIMIT_EXCEEDED', 'InvalidArgumentException'])
      expect(await kinds(json({ data: { m0: null }, errors: [said(['m0', 'column_values', 0, 'display_value'], code)] }), create)).toEqual([
        'unknown',
      ]);
  });

  it.each<[string, Response]>([
    ['the status', json({ data: { m0: null }, errors: [said(['m0'], 'ERR')] }, 500)],
    ['the error', json({ data: { m0: null }, errors: [said(['m0'], 'ERR', { status_code: 503 })] })],
    ['the error, and there is no data', json({ data: null, errors: [said(['m0'], 'ERR', { status_code: 500 })] })],
  ])('isn’t refused where %s says that monday failed', async (_name, answer) => {
    expect(await kinds(answer, create)).toEqual(['unknown']);
  });

  it.each<[string, Response, number]>([
    ['423', json({ data: { m0: null }, errors: [said(['m0'], 'ResourceLocked')] }, 423), 2_000],
    ['429', json({ data: { m0: null }, errors: [said(['m0'], 'X')] }, 429, { 'retry-after': '5' }), 5_000],
    ['429 in the error', json({ data: { m0: null }, errors: [said(['m0'], 'X', { status_code: 429, retry_in_seconds: 9 })] }), 9_000],
  ])('waits after %s, whatever its code', async (_name, answer, afterMs) => {
    await expect(knownBoard(answer).container.apply(intent(create))).rejects.toMatchObject({ code: 'rate-limited', next: { afterMs } });
  });

  it('has missed where another of the call ran', async () => {
    const errors = [said(['m1'], 'X', { status_code: 429 })];
    const answer = json({ data: { m0: item('9', 'Acme', { budget: '1' }), m1: null }, errors });
    expect(await kinds(answer, create, update('u'))).toEqual(['applied', 'missed']);
  });

  it('is refused where monday says so of the whole of it', async () => {
    const forbidden = json({ data: { m0: null }, errors: [said(['m0'], 'UserUnauthorizedException', { status_code: 403 })] }, 403);
    expect(await kinds(forbidden, update('u'))).toEqual(['no-access']);
  });
});

describe('a reading with an error in it is none', () => {
  const path = ['items0', 0, 'column_values', 0, 'text'];
  const spoilt = item('2', 'Bolt');

  it('of hinted items', async () => {
    const { container } = knownBoard(json({ data: { ...schema, items0: [spoilt] }, errors: [said(path)] }));
    await expect(container.read(new Map([[replica, { kind: 'records', ids: [local('2')] }]]))).rejects.toMatchObject({
      code: 'rate-limited',
    });
  });

  it('of a whole board', async () => {
    const boards = [{ ...schema.boards[0], items_count: 1, items_page: { cursor: null, items: [spoilt] } }];
    const { container } = knownBoard(
      json({ data: { boards }, errors: [said(['boards', 0, 'items_page', 'items', 0], 'ASSET_UNAVAILABLE')] }),
    );
    await expect(container.read(new Map([[replica, { kind: 'all' }]]))).rejects.toMatchObject({ code: 'vendor-refused' });
  });

  it('of what became of a write', async () => {
    const { container } = knownBoard(json({ data: { ...schema, items0: [spoilt] }, errors: [said(path)] }));
    await expect(container.settle(intent(update('u')))).rejects.toMatchObject({ code: 'rate-limited' });
  });
});

describe('a write that is too complex by itself', () => {
  const tooComplex = (path?: string[]) => ({
    message: 'Query has complexity of 5210000, which exceeds max complexity of 5000000',
    ...(path === undefined ? {} : { path }),
    extensions: { code: 'ComplexityException', status_code: 200 },
  });
  const many = Array.from({ length: 50 }, (_, n): Write => ({ ...update(`u${n}`), localId: local(String(n)) }) as Write);

  it.each([
    ['it names no mutation', json({ errors: [tooComplex()] })],
    ['it names each', json({ data: null, errors: many.map((_, n) => tooComplex([`m${n}`])) })],
  ])('goes in smaller calls from then on, where %s', async (_name, answer) => {
    const { container } = knownBoard(answer);
    expect(container.pack(many).map((group) => group.length)).toEqual([50]);
    await expect(container.apply(intent(...many))).rejects.toMatchObject({ code: 'too-complex', next: { kind: 'retry' } });
    expect(container.pack(many).map((group) => group.length)).toEqual([25, 25]);
  });

  it('is refused where it is one', async () => {
    expect(await kinds(json({ errors: [tooComplex()] }), update('u'))).toEqual(['too-complex']);
  });

  it('is looked after in halves when its answer was lost', async () => {
    const other: Write = { ...update('v'), localId: local('3') } as Write;
    const found = (...items: object[]) => json({ data: { ...schema, items0: items } });
    const { container, asked } = knownBoard(
      json({ errors: [tooComplex()] }),
      found(item('2', 'B', { budget: '7' })),
      found(item('3', 'C', { budget: '7' })),
    );
    const settled = await container.settle(intent(update('u'), other));
    expect(settled.kind === 'happened' && [...settled.outcome.values()].map((one) => one.kind)).toEqual(['applied', 'applied']);
    expect(asked.map(({ variables }) => variables.ids0)).toEqual([['2', '3'], ['2'], ['3']]);
  });
});
