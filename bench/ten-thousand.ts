/**
 * 10,000 clients both ways with the vendors' limits on: how long it takes, how many calls, how much memory the worker
 * needs at most, and whether a person who looks at the pair sees it move. `BENCH_CLIENTS` for fewer, `node --import tsx
 * bench/ten-thousand.ts board` or `sheet` for one way.
 */
import { setTimeout } from 'node:timers/promises';
import type { Stage } from '../test/e2e/stage.ts';
import { benchStage } from './calls/bench-stage.ts';
import { timeline } from './calls/calls.ts';
import { boardOf, pairOf, sheetOf } from './calls/clients.ts';
import { PATIENCE_MS, pairNow, show, tell } from './calls/scene.ts';
import type { WorkerProcess } from './calls/worker-process.ts';
import { startWorkerProcess } from './calls/worker-process.ts';
import { print } from './figure.ts';

const CLIENTS = Number(process.env.BENCH_CLIENTS ?? 10_000);
const LOOK_MS = 250;
const MB = 1024 * 1024;

const asked = process.argv[2] ?? 'both';
const bench = await benchStage('bare', { variables: { EVENKEEL_LIMITS: 'vendor' } });
try {
  if (asked !== 'sheet') await oneWay(bench.stage, 'board to empty sheet', CLIENTS, 0);
  if (asked !== 'board') await oneWay(bench.stage, 'sheet to empty board', 0, CLIENTS);
} finally {
  await bench.stop();
}

async function oneWay(stage: Stage, way: string, items: number, rows: number): Promise<void> {
  const board = await boardOf(stage, items, `Ten thousand, ${way}`);
  const spreadsheet = await sheetOf(stage, rows, `Ten thousand, ${way}`);
  await stage.watch.rest(PATIENCE_MS);
  await stage.stopWorker();
  const worker = await startWorkerProcess(stage);
  try {
    stage.sandbox.world.setLimits('vendor');
    const { mark } = stage.watch;
    const began = performance.now();
    const { id } = await stage.product.post<{ id: string }>('/pairs', pairOf(board, spreadsheet));
    const seen = await watched(stage, id, worker);
    const seconds = (performance.now() - began) / 1_000;
    if (process.env.BENCH_LOG !== undefined) console.error(timeline(stage.watch.since(mark)));
    const of = `${CLIENTS} clients, ${way}, vendors’ limits on`;
    print({ figure: 'N1', name: `${of}: wall time`, value: seconds, unit: 's', reach: null });
    show('N1', `${of}: calls`, tell(of, stage.watch.since(mark)).length, null);
    print({ figure: 'N1', name: `${of}: peak memory of the worker, all of it`, value: worker.peak() / MB, unit: 'MB', reach: null });
    show('N1', `${of}: different figures of progress that a person saw`, seen, null);
    const refused = stage.watch.since(mark).filter((one) => one.status === 429).length;
    show('N1', `${of}: calls that a vendor refused for its limits`, refused, 0);
  } finally {
    stage.sandbox.world.setLimits('off');
    await worker.stop();
    await stage.startWorker();
  }
}

/** Looks as the board view does, until the pair is in step with every client in it. How many different figures it saw. */
async function watched(stage: Stage, pair: string, worker: WorkerProcess): Promise<number> {
  const seen = new Set<string>();
  for (;;) {
    const [view] = await Promise.all([pairNow(stage, pair), worker.look()]);
    const progress = JSON.stringify([view.counts.records, 'progress' in view ? view.progress : null]);
    if (!seen.has(progress)) console.error(`  ${progress}`);
    seen.add(progress);
    if (view.settled && view.counts.records === CLIENTS) return seen.size;
    if (view.state !== 'live') throw new Error(`the pair is ${view.state} with ${view.counts.records} of ${CLIENTS}`);
    await setTimeout(LOOK_MS);
  }
}
