/** N9: seeded histories of people, faults and crashes, a second, on the replica models of the simulation. */
import { runHistory } from '../test/simulation/history.ts';
import { optimiseLate } from '../test/simulation/optimise-late.ts';
import { print } from './figure.ts';

const HISTORIES = 600;
const WARM_UP = 60;

optimiseLate();
for (let seed = 1; seed <= WARM_UP; seed += 1) await runHistory(seed);
const sums = { edits: 0, crashes: 0, violations: 0 };
const begun = performance.now();
for (let seed = WARM_UP + 1; seed <= WARM_UP + HISTORIES; seed += 1) {
  const outcome = await runHistory(seed);
  sums.edits += outcome.edits;
  sums.crashes += outcome.crashes;
  sums.violations += outcome.violations.length;
}
const seconds = (performance.now() - begun) / 1_000;
if (sums.edits === 0 || sums.crashes === 0) throw new Error('nothing happened in these histories');
print({ figure: 'N9', name: 'histories on model replicas', value: HISTORIES / seconds, unit: '/s', reach: 300 });
print({ figure: 'N9', name: 'edits of people in them', value: sums.edits / seconds, unit: '/s', reach: null });
print({ figure: 'N9', name: `violations in ${HISTORIES} histories`, value: sums.violations, unit: 'count', reach: 0 });
