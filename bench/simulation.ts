/**
 * N9: seeded histories of people, faults and crashes, a second, as `npm run simulate` runs them on all cores: on the replica
 * models, and through the connectors and the played vendors. Beside them the same people, vendors' models and oracle with
 * nobody who keeps the sides in step: what is left when the engine costs nothing.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { fileURLToPath } from 'node:url';
import { runHistory } from '../test/simulation/history.ts';
import { optimiseLate, ROOM_FOR_YOUNG } from '../test/simulation/optimise-late.ts';
import type { Tally } from '../test/simulation/tally.ts';
import { print } from './figure.ts';

const RUN = fileURLToPath(new URL('../test/simulation/run.ts', import.meta.url));
const CORES = availableParallelism();

await report('models', 3_000, CORES, 300);
await report('models', 1_000, 1, null);
await report('connectors', 200, CORES, 5);
await floor(1_000);

async function report(level: 'models' | 'connectors', seeds: number, jobs: number, reach: number | null): Promise<void> {
  const where = `${level === 'models' ? 'on model replicas' : 'through connectors and sandbox'}, ${jobs === 1 ? 'one core' : `${jobs} cores`}`;
  const begun = performance.now();
  const { sums } = await simulated(['--level', level, '--seeds', String(seeds), '--jobs', String(jobs)]);
  const seconds = (performance.now() - begun) / 1_000;
  if (sums.histories !== seeds || sums.edits === 0 || sums.crashes === 0) throw new Error(`not all of ${seeds} histories happened`);
  print({ figure: 'N9', name: `histories ${where}`, value: seeds / seconds, unit: '/s', reach });
  print({ figure: 'N9', name: `edits of people in one of them ${where}`, value: sums.edits / seeds, unit: 'count', reach: null });
  print({ figure: 'N9', name: `violations in ${seeds} histories ${where}`, value: sums.violations, unit: 'count', reach: 0 });
}

function simulated(args: readonly string[]): Promise<Tally> {
  return new Promise((told, failed) => {
    const child = fork(RUN, args, { execArgv: [...process.execArgv, ...ROOM_FOR_YOUNG] });
    child.on('message', (tally) => told(tally as Tally));
    child.on('error', failed);
    child.on('exit', (code) => failed(new Error(`the simulation ended with ${code} and no tally`)));
  });
}

async function floor(seeds: number): Promise<void> {
  optimiseLate();
  const begun = performance.now();
  for (let seed = 1; seed <= seeds; seed += 1) await runHistory(seed, { works: false });
  const seconds = (performance.now() - begun) / 1_000;
  print({ figure: 'N9', name: 'floor: the same histories without an engine, one core', value: seeds / seconds, unit: '/s', reach: null });
}
