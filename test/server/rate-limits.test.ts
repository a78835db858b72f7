import { expect, test } from 'vitest';
import { rateLimits } from '../../server/rate-limits.ts';

test('one caller’s requests count against nobody else', async () => {
  const limits = rateLimits();
  for (let n = 0; n < 3_000; n += 1) await limits.caller('a', 'anna');
  await expect(limits.caller('a', 'anna')).rejects.toMatchObject({ code: 'too-many-requests', status: 429 });
  await limits.caller('a', 'ben');
  await limits.caller('b', 'anna');
  await limits.stranger('127.0.0.1');
});
