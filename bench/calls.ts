/**
 * N1 to N6, and P10 the whole way: every call that the product makes at its vendors, counted on the wire, beside the least that the task could be
 * done with. `npm run bench -- calls` runs all scenes; `node --import tsx bench/calls.ts N3 N5` some of them. N1 is played by N4.
 */
import type { BenchStage } from './calls/bench-stage.ts';
import { benchStage } from './calls/bench-stage.ts';
import { burst } from './calls/burst.ts';
import { boardToSheet, sheetToBoard } from './calls/first-sync.ts';
import { idleHour } from './calls/idle-hour.ts';
import { latency } from './calls/latency.ts';
import { oneField } from './calls/one-field.ts';
import { stormBeside } from './calls/storm-beside.ts';
import { startWorkerProcess } from './calls/worker-process.ts';

const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 10_000);
const ROWS = Number(process.env.BENCH_ROWS ?? CLIENTS);

type Scene = () => Promise<void>;

const on =
  (
    account: Parameters<typeof benchStage>[0],
    play: (bench: BenchStage) => Promise<void>,
    options: Parameters<typeof benchStage>[1] = {},
  ): Scene =>
  async () => {
    const bench = await benchStage(account, options);
    try {
      await play(bench);
    } finally {
      await bench.stop();
    }
  };

/** With the worker in a process of its own. */
const apart = (play: (bench: BenchStage) => Promise<void>, options: Parameters<typeof benchStage>[1] = {}): Scene =>
  on(
    'bare',
    async (bench) => {
      await bench.stage.watch.rest();
      await bench.stage.stopWorker();
      const worker = await startWorkerProcess(bench.stage);
      try {
        await play(bench);
      } finally {
        await worker.stop();
      }
    },
    options,
  );

const SCENES: Readonly<Record<string, Scene>> = {
  /** On the pair of N1, whose figures it prints, too. */
  N4: apart(async ({ stage }) => burst(stage, await boardToSheet(stage, CLIENTS))),
  N2: apart(({ stage }) => sheetToBoard(stage, ROWS)),
  N3: on('bare', ({ stage }) => oneField(stage)),
  N5: on('agency', idleHour),
  N6: on('bare', ({ stage }) => latency(stage)),
  P10: apart(({ stage }) => stormBeside(stage), { variables: { EVENKEEL_LIMITS: 'vendor' } }),
};

const asked = process.argv.slice(2);
for (const name of asked.length === 0 ? Object.keys(SCENES) : asked) {
  const scene = SCENES[name];
  if (scene === undefined) throw new Error(`no scene ${name}: ${Object.keys(SCENES).join(', ')}`);
  await scene();
}
