import { describe, expect, it } from 'vitest';
import { events, mondayFeed } from '../../../connectors/monday/changes.ts';
import { json, options, script } from './scripted.ts';

const to = { container: '77', url: 'https://evenkeel.example/w', secret: 's' };

describe('subscribing to a board', () => {
  it('makes all eight webhooks in one request', async () => {
    const { deps, asked } = script(json({ data: Object.fromEntries(events.map((_, n) => [`w${n}`, { id: String(500 + n) }])) }));
    const made = await mondayFeed(deps, options).subscribe(to);
    expect(asked).toHaveLength(1);
    expect(made.map((one) => one.id)).toEqual(['500', '501', '502', '503', '504', '505', '506', '507']);
    expect(asked[0]?.variables).toEqual({ board: '77', url: to.url });
  });

  it('takes back what was made when one is refused', async () => {
    const data = { ...Object.fromEntries(events.map((_, n) => [`w${n}`, { id: String(n) }])), w7: null };
    const refusal = { message: 'no permission', path: ['w7'], extensions: { code: 'UserUnauthorizedException' } };
    const { deps, asked } = script(json({ data, errors: [refusal] }), json({ data: {} }));
    await expect(mondayFeed(deps, options).subscribe(to)).rejects.toMatchObject({ code: 'vendor-refused', data: { code: 'no-access' } });
    expect(Object.values(asked[1]?.variables ?? {})).toEqual(['0', '1', '2', '3', '4', '5', '6']);
  });

  it('takes a webhook that is gone already for removed', async () => {
    const { deps } = script(
      json({ data: { w0: null }, errors: [{ message: 'not found', path: ['w0'], extensions: { code: 'ResourceNotFoundException' } }] }),
    );
    await mondayFeed(deps, options).unsubscribe([{ id: '1', resource: null, expiresAt: null }]);
  });
});

describe('the probe', () => {
  const entry = (id: string, at: number, item: number | null = 1) => ({
    id,
    event: 'update_column_value',
    entity: item === null ? 'board' : 'pulse',
    created_at: String(BigInt(at) * 10_000n),
    data: JSON.stringify(item === null ? {} : { pulse_id: item }),
  });
  const answer = (...boards: object[][]) =>
    json({ data: Object.fromEntries(boards.map((activity_logs, n) => [`b${n}`, [{ id: String(n), activity_logs }]])) });
  const t = Date.UTC(2026, 10, 2, 12);

  it('fault F16: asks all boards in one call, hints what is new once, and each entry once', async () => {
    const { deps, asked } = script(
      answer([entry('b', t + 5000, 7), entry('a', t)], [entry('c', t + 3000, 8), entry('d', t + 2000, 8)]),
      answer([entry('b', t + 5000, 7), entry('a', t)], [entry('late', t + 3000, 9), entry('c', t + 3000, 8), entry('d', t + 2000, 8)]),
    );
    const feed = mondayFeed(deps, options);
    const containers = ['77', '88'];
    const second = await feed.poll({ containers, cursor: JSON.stringify({ at: String(BigInt(t) * 10_000n), seen: ['a'] }) });
    expect(second.hints).toEqual([
      { container: '77', localIds: ['7'] },
      { container: '88', localIds: ['8'] },
    ]);
    const third = await feed.poll({ containers, cursor: second.cursor });
    expect(third.hints).toEqual([{ container: '88', localIds: ['9'] }]);
    expect(asked).toHaveLength(2);
    expect(asked.map((one) => one.variables.from)).toEqual([new Date(t - 10_000).toISOString(), new Date(t - 5000).toISOString()]);
  });

  it('hints the whole board when there is more than it holds, and no item when only columns changed', async () => {
    const many = Array.from({ length: 1_000 }, (_, n) => entry(`m${n}`, t + n, n + 1));
    const { deps } = script(answer(many, [entry('col', t, null)]));
    const cursor = JSON.stringify({ at: '0', seen: [] });
    expect((await mondayFeed(deps, options).poll({ containers: ['77', '88'], cursor })).hints).toEqual([
      { container: '77', localIds: 'all' },
      { container: '88', localIds: [] },
    ]);
  });

  const tooComplex = () =>
    json({
      errors: [
        {
          message: 'Query has complexity of 5210000, which exceeds max complexity of 5000000',
          extensions: { code: 'ComplexityException' },
        },
      ],
    });
  const cursor = JSON.stringify({ at: '0', seen: [] });

  it('asks the boards in halves where together they are too complex', async () => {
    const { deps, asked } = script(tooComplex(), answer([entry('a', t, 1)], [entry('b', t, 2)]), answer([entry('c', t, 3)]));
    const { hints } = await mondayFeed(deps, options).poll({ containers: ['77', '88', '99'], cursor });
    expect(hints).toEqual(['77', '88', '99'].map((container, n) => ({ container, localIds: [String(n + 1)] })));
    expect(asked.map(({ variables }) => [variables.board0, variables.board1, variables.board2])).toEqual([
      [['77'], ['88'], ['99']],
      [['77'], ['88'], undefined],
      [['99'], undefined, undefined],
    ]);
  });

  it('asks for fewer entries of one board, and looks at all of it when there are as many', async () => {
    const many = Array.from({ length: 500 }, (_, n) => entry(`m${n}`, t + n, n + 1));
    const { deps, asked } = script(tooComplex(), answer(many));
    expect((await mondayFeed(deps, options).poll({ containers: ['77'], cursor })).hints).toEqual([{ container: '77', localIds: 'all' }]);
    expect(asked.map(({ query }) => /limit: (\d+)/.exec(query)?.[1])).toEqual(['1000', '500']);
  });

  it('begins now without asking anybody', async () => {
    const { deps, asked } = script(answer([]));
    const feed = mondayFeed({ ...deps, now: () => t }, options);
    const first = await feed.poll({ containers: ['77'], cursor: null });
    expect([first.hints, asked]).toEqual([[], []]);
    await feed.poll({ containers: ['77'], cursor: first.cursor });
    expect(asked.map((one) => one.variables.from)).toEqual([new Date(t - 2_000).toISOString()]);
  });

  it('tells of each item what it came to, unless an entry says nothing that can be told', async () => {
    const told = (id: string, at: number, event: string, data: object) => ({
      ...entry(id, at),
      event,
      data: JSON.stringify({ pulse_id: 1, ...data }),
    });
    const notes = (id: string, at: number, value: string) =>
      told(id, at, 'update_column_value', { column_id: 'notes', column_type: 'text', value: { value }, previous_value: null });
    const hinted = async (...entries: object[]) => {
      const { deps } = script(answer(entries));
      const { hints } = await mondayFeed(deps, options).poll({ containers: ['77'], cursor: JSON.stringify({ at: '0', seen: [] }) });
      return [...(hints[0]?.told ?? [])];
    };
    const shows = { kind: 'shows', column: 'notes', cell: { kind: 'text', text: 'last' } };
    expect(await hinted(notes('a', t, 'first'), notes('b', t + 2, 'last'), notes('c', t + 1, 'second'))).toEqual([['1', [shows]]]);
    expect(await hinted(notes('b', t, 'last'), told('a', t - 1, 'create_pulse', {}))).toEqual([['1', [shows, { kind: 'made' }]]]);
    expect(await hinted(told('a', t, 'archive_pulse', {}))).toEqual([['1', [{ kind: 'gone', how: 'archived' }]]]);
    expect(await hinted(notes('b', t, 'last'), told('a', t - 1, 'restore_pulse', {}))).toEqual([]);
  });

  it('says nothing of a board that cannot be seen', async () => {
    const { deps } = script(json({ data: { b0: [] } }));
    const { hints } = await mondayFeed(deps, options).poll({ containers: ['77'], cursor: JSON.stringify({ at: '0', seen: [] }) });
    expect(hints).toEqual([]);
  });
});
