/** The second level: real connectors, played vendors, people, faults and crashes on virtual time. */
import { expect, test } from 'vitest';
import { runConnectorHistory } from './connectors/history.ts';

const SEEDS = 16;

test('through the connectors the same seed is the same history twice, another seed is another', async () => {
  const [once, again, other] = [await runConnectorHistory(8), await runConnectorHistory(8), await runConnectorHistory(10)];
  expect(again.hash).toBe(once.hash);
  expect(other.hash).not.toBe(once.hash);
});

test(`through the connectors the promises hold: ${SEEDS} histories`, async () => {
  const sums = { edits: 0, faults: 0, crashes: 0 };
  for (let seed = 1; seed <= SEEDS; seed += 1) {
    const { violations, edits, faults, crashes } = await runConnectorHistory(seed);
    expect({ seed, violations }).toEqual({ seed, violations: [] });
    for (const n of faults.values()) sums.faults += n;
    sums.edits += edits;
    sums.crashes += crashes;
  }
  // A history in which nothing happens keeps every promise.
  expect(sums.edits).toBeGreaterThan(30 * SEEDS);
  expect(sums.faults).toBeGreaterThan(3 * SEEDS);
  expect(sums.crashes).toBeGreaterThan(SEEDS / 2);
}, 60_000);

for (const [seed, what] of [
  [5027, 'settled by both workers, the second time by another write’s copies, which stood beside its manifest since a column came in'],
  [20239, 'so was this one, and what it wrote into a sheet went on to the board'],
  [2189, 'a format given to a cell while a wrong write stood in it'],
  [2067, 'a row deleted of which a wrong write had emptied a cell: nobody can tell of it'],
  [20230, 'a cell typed over that a wrong write had emptied'],
  [5031, 'typed into a row while another’s words stood in it'],
  [2272, 'new rows withdrawn twice: where the wrong ones came back those of the first time came along'],
  [30350, 'two writes of one value covered two values that a person typed: each is told what it covered'],
] as const) {
  test(`through the connectors seed ${seed}: ${what}`, async () => {
    expect((await runConnectorHistory(seed)).violations).toEqual([]);
  });
}
