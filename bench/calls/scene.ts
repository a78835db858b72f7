/** What a scene of the benchmark hands back: figures, and where each call of them went. */
import { getPair } from '../../app/use-cases/pair-views.ts';
import type { PairView } from '../../core/protocol/api.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { WireEntry } from '../../sandbox/server/wire-log.ts';
import type { Stage } from '../../test/e2e/stage.ts';
import type { Figure } from '../figure.ts';
import { print } from '../figure.ts';
import type { Call } from './calls.ts';
import { counted, report } from './calls.ts';

/** Longer than any scene on a slow machine; a scene that hangs ends the benchmark with what it waited for. */
export const PATIENCE_MS = 1_800_000;

export function show(figure: string, name: string, value: number, reach: number | null): void {
  print({ figure, name, value, unit: 'count', reach } satisfies Figure);
}

/** The human part goes to standard error, so that the figures stay lines of JSON. */
export function tell(title: string, entries: readonly WireEntry[]): readonly Call[] {
  const calls = counted(entries);
  console.error(`\n${title}: ${calls.length} calls\n${report(calls)}\n`);
  return calls;
}

export const count = (calls: readonly Call[], which: (call: Call) => boolean): number => calls.filter(which).length;

/** Exchanges of the product while `work` goes on, until nothing is under way any more. */
export async function during(stage: Stage, work: () => Promise<unknown>): Promise<readonly WireEntry[]> {
  await atRest(stage);
  const { mark } = stage.watch;
  await work();
  await atRest(stage);
  return stage.watch.since(mark);
}

/** Ten thousand webhooks at once take all connections to Postgres for a while: whoever only looks looks again. */
async function patiently<T>(look: () => Promise<T>): Promise<T> {
  for (;;) {
    try {
      return await look();
    } catch (error) {
      if (!/timeout exceeded when trying to connect/.test(`${error} ${error instanceof Error ? error.cause : ''}`)) throw error;
    }
  }
}

/** Until nothing is under way. */
export const atRest = (stage: Stage): Promise<void> => patiently(() => stage.watch.rest(PATIENCE_MS));

/** The pair as it is: asked in process, since a server that is busy with ten thousand clients may drop an idle connection. */
export const pairNow = (stage: Stage, pair: string): Promise<PairView> =>
  patiently(() => getPair(stage.app, brandAs(stage.provisioned.account), pair));

/** The pair is in step: nothing waits and nothing runs. */
export async function inStep(stage: Stage, pair: string): Promise<void> {
  await stage.watch.until('the pair in step', async () => (await pairNow(stage, pair)).settled, PATIENCE_MS);
}
