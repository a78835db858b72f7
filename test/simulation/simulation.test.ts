import { expect, test } from 'vitest';
import { runHistory } from './history.ts';

test('the same seed is the same history twice, another seed is another', async () => {
  const [once, again, other] = [await runHistory(8), await runHistory(8), await runHistory(10)];
  expect(again.hash).toBe(once.hash);
  expect(other.hash).not.toBe(once.hash);
});
