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
      answer([entry('a', t)], []),
      answer([entry('b', t + 5000, 7), entry('a', t)], [entry('c', t + 3000, 8), entry('d', t + 2000, 8)]),
      answer([entry('b', t + 5000, 7), entry('a', t)], [entry('late', t + 3000, 9), entry('c', t + 3000, 8), entry('d', t + 2000, 8)]),
    );
    const feed = mondayFeed(deps, options);
    const containers = ['77', '88'];
    const first = await feed.poll({ containers, cursor: null });
    expect(first.hints).toEqual([]);
    const second = await feed.poll({ containers, cursor: first.cursor });
    expect(second.hints).toEqual([
      { container: '77', localIds: ['7'] },
      { container: '88', localIds: ['8'] },
    ]);
    const third = await feed.poll({ containers, cursor: second.cursor });
    expect(third.hints).toEqual([{ container: '88', localIds: ['9'] }]);
    expect(asked).toHaveLength(3);
    expect(asked.map((one) => one.variables.from)).toEqual([
      undefined,
      new Date(t - 10_000).toISOString(),
      new Date(t - 5000).toISOString(),
    ]);
  });

  it('hints the whole board when there is more than it holds, and no item when only columns changed', async () => {
    const many = Array.from({ length: 100 }, (_, n) => entry(`m${n}`, t + n, n + 1));
    const { deps } = script(answer([entry('a', t - 60_000)], []), answer(many, [entry('col', t, null)]));
    const feed = mondayFeed(deps, options);
    const { cursor } = await feed.poll({ containers: ['77', '88'], cursor: null });
    expect((await feed.poll({ containers: ['77', '88'], cursor })).hints).toEqual([
      { container: '77', localIds: 'all' },
      { container: '88', localIds: [] },
    ]);
  });

  it('says nothing of a board that cannot be seen', async () => {
    const { deps } = script(json({ data: { b0: [] } }));
    const { hints } = await mondayFeed(deps, options).poll({ containers: ['77'], cursor: JSON.stringify({ at: '0', seen: [] }) });
    expect(hints).toEqual([]);
  });
});
