import { expect, it } from 'vitest';
import { coalesce } from '../../../platform/queue/coalesce.ts';

/** Runs that end when told. */
function house() {
  const runs: { key: string; end: () => void; fail: () => void }[] = [];
  const ask = coalesce(
    (key) => new Promise<void>((resolve, reject) => runs.push({ key, end: resolve, fail: () => reject(new Error('no')) })),
  );
  const settle = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { ask, runs, settle };
}

it('runs at once when nothing is under way, each key for itself', () => {
  const { ask, runs } = house();
  void ask('a');
  void ask('b');
  expect(runs.map(({ key }) => key)).toEqual(['a', 'b']);
});

it('joins all who come during a run in one run that starts after it', async () => {
  const { ask, runs, settle } = house();
  const done: number[] = [];
  const calls = [0, 1, 2, 3].map((i) => ask('a').then(() => done.push(i)));
  expect(runs).toHaveLength(1);
  runs[0]?.end();
  await settle();
  expect(done).toEqual([0]);
  expect(runs).toHaveLength(2);
  // Who comes now isn't served by the second run either: it has begun.
  calls.push(ask('a').then(() => done.push(4)));
  expect(runs).toHaveLength(2);
  runs[1]?.end();
  await settle();
  expect(done).toEqual([0, 1, 2, 3]);
  runs[2]?.end();
  await Promise.all(calls);
  expect(runs).toHaveLength(3);
});

it('fails those of the failing run only', async () => {
  const { ask, runs, settle } = house();
  const first = ask('a');
  const second = ask('a');
  runs[0]?.fail();
  await expect(first).rejects.toThrow('no');
  await settle();
  runs[1]?.end();
  await expect(second).resolves.toBeUndefined();
});

it('forgets a key that is done', async () => {
  const { ask, runs, settle } = house();
  void ask('a');
  runs[0]?.end();
  await settle();
  void ask('a');
  expect(runs).toHaveLength(2);
});
