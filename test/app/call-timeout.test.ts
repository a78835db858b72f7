/** A vendor call ends in time, whatever becomes of the signal that was to end it. */
import { expect, test } from 'vitest';
import { withTimeout } from '../../app/vendors/deps.ts';

const ask = (): Request => new Request('http://vendor.test/');

test('[L1] a call that nothing ends is over when its time is, and so is one whose body never comes whole', async () => {
  const never = withTimeout(() => new Promise<Response>(() => undefined), 20);
  await expect(never(ask())).rejects.toMatchObject({ name: 'TimeoutError' });
  const half = new ReadableStream({ start: (stream) => stream.enqueue(new TextEncoder().encode('{"da')) });
  await expect(withTimeout(async () => new Response(half), 20)(ask())).rejects.toMatchObject({ name: 'TimeoutError' });
});

test('an answer comes as it was, with or without a body', async () => {
  const answer = await withTimeout(async () => new Response('{"a":1}', { status: 429, headers: { 'retry-after': '7' } }), 1_000)(ask());
  expect([answer.status, answer.headers.get('retry-after'), await answer.json()]).toEqual([429, '7', { a: 1 }]);
  expect((await withTimeout(async () => new Response(null, { status: 204 }), 1_000)(ask())).status).toBe(204);
});
