import { expect, it } from 'vitest';
import { createLog } from '../../platform/log.ts';

function capture(level: 'info' | 'debug' = 'debug') {
  const lines: string[] = [];
  const log = createLog({ level, name: 'test', destination: { write: (line) => void lines.push(line) } });
  return { log, lines, last: () => JSON.parse(lines.at(-1) ?? '{}') as Record<string, unknown> };
}

it('writes a line that a machine can read', () => {
  const { log, last } = capture();
  log.info({ pair: 'p1', steps: 3 }, 'run done');
  expect(last()).toEqual({
    level: 'info',
    time: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
    name: 'test',
    pair: 'p1',
    steps: 3,
    msg: 'run done',
  });
});

it('hides secrets by the name of their field, at any depth and level, in children too', () => {
  const { log, lines } = capture();
  const secret = 'CANARY';
  log.debug(
    {
      accessToken: secret,
      client_secret: secret,
      deep: [{ 'X-Goog-Channel-Token': secret, headers: { Authorization: secret, 'Set-Cookie': [secret] } }],
    },
    'x',
  );
  log.error({ err: Object.assign(new Error('no'), { config: { refresh_token: secret } }) }, 'x');
  log.child({ sessionToken: secret }).warn('x');
  log.info({ map: new Map([['password', secret]]) }, 'x');
  log.info({ key: new TextEncoder().encode(secret) }, 'x');
  expect(lines).toHaveLength(5);
  expect(lines.join('')).not.toContain(secret);
});

it('hides secrets by their look in texts, messages, addresses and stacks, and stays JSON', () => {
  const { log, lines } = capture();
  const jwt = 'eyJhbGciOiJIUzI1NiJ9.eyJhIjoxfQ.c2lnbmF0dXJl';
  const shown = [jwt, 'ya29.a0AfB_byC-secret', '1//0gABCDEFGHIJKLMNOPQRSTUV', 'hunter2', 'authcode77'];
  log.info(`calling with Bearer ${shown[1]}`);
  log.info({ url: `https://x.example/cb?code=${shown[4]}&scope=a`, db: `postgres://app:${shown[3]}@db/keel` }, 'x');
  log.error(new Error(`bad token ${jwt} or ${shown[2]}`), 'failed');
  log.info({ a: 'see http://foo', b: 'x:y@z', c: 'say "Bearer abc"' }, 'x');
  for (const secret of shown) expect(lines.join('')).not.toContain(secret);
  const parsed = lines.map((line) => JSON.parse(line) as Record<string, unknown>);
  expect(parsed[1]).toMatchObject({ url: 'https://x.example/cb?code=[hidden]&scope=a', db: 'postgres://app:[hidden]@db/keel' });
  expect(parsed[3]).toMatchObject({ a: 'see http://foo', b: 'x:y@z', c: 'say "Bearer [hidden]"' });
});

it('keeps what people typed out of the log above debug', () => {
  const { log, last } = capture();
  const typed = { field: 'budget', value: '12 500 €', record: { key: 'r1', name: 'Ornella' }, rows: 12, before: 1, step: { after: 'x' } };
  log.info(typed, 'x');
  expect(last()).toMatchObject({
    field: '[hidden]',
    value: '[hidden]',
    record: '[hidden]',
    rows: 12,
    before: '[hidden]',
    step: { after: '[hidden]' },
  });
  log.debug(typed, 'x');
  expect(last()).toMatchObject(typed);
});

it('keeps rows that Postgres quotes out of the log', () => {
  const { log, lines, last } = capture();
  log.error(
    {
      err: Object.assign(new Error('duplicate key value violates unique constraint "u"'), {
        code: '23505',
        detail: 'Key (name)=(Ornella) already exists.',
        table: 't',
      }),
    },
    'x',
  );
  expect(last().err).toMatchObject({ message: 'duplicate key value violates unique constraint "u"', code: '23505', table: 't' });
  log.error({ err: Object.assign(new Error('invalid input syntax for type integer: "Ornella"'), { code: '22P02' }) }, 'x');
  expect(last().err).toMatchObject({ message: 'SQLSTATE 22P02' });
  expect(lines.join('')).not.toContain('Ornella');
});

it('tells an error whole: type, message, data, cause, stack', () => {
  const { log, last } = capture();
  log.error({ err: Object.assign(new RangeError('outer', { cause: new Error('inner') }), { pair: 'p1' }) }, 'run failed');
  expect(last()).toMatchObject({
    level: 'error',
    msg: 'run failed',
    err: {
      type: 'RangeError',
      message: 'outer',
      pair: 'p1',
      cause: { type: 'Error', message: 'inner' },
      stack: expect.stringContaining('log.test.ts'),
    },
  });
});

it('survives what has no end', () => {
  const { log, last } = capture();
  const loop: Record<string, unknown> = { n: 5n };
  loop.self = loop;
  log.info({ loop }, 'x');
  expect(last()).toMatchObject({ loop: { n: '5', self: { n: '5' } } });
});
