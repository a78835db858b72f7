/** N6: from a webhook's acceptance to the other side's being written, while each call takes as long as it does over the internet. */
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { brandAs } from '../../core/sync/ids.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { WireEntry } from '../../sandbox/server/wire-log.ts';
import { fault } from '../../test/e2e/faults.ts';
import type { MadeBoard } from '../../test/e2e/makings.ts';
import type { Stage } from '../../test/e2e/stage.ts';
import { print } from '../figure.ts';
import { boardOf, nameOf, pairOf, sheetOf } from './clients.ts';
import { during, inStep, PATIENCE_MS } from './scene.ts';

const CLIENTS = 200;
const EDITS = 60;
const CALL_MS = 150;

/** A pair whose edits are timed. */
export interface Timed {
  readonly board: MadeBoard;
  /** Item id by name. */
  readonly ids: ReadonlyMap<string, string>;
}

export async function latency(stage: Stage): Promise<void> {
  const { watch } = stage;
  const timed = await timedPair(stage);
  const all = await latencies(stage, timed, 0, EDITS);
  const ms = (name: string, value: number, reach: number | null): void => print({ figure: 'N6', name, value, unit: 'ms', reach });
  const of = `webhook accepted to sheet written, ${CALL_MS} ms a call, ${EDITS} edits`;
  ms(`${of}: p50`, quantile(all, 0.5), 600);
  ms(`${of}: p95`, quantile(all, 0.95), 1_500);
  ms(`${of}: slowest`, all.at(-1) ?? Number.NaN, null);
  ms('minimum: one read and one write', 2 * CALL_MS, null);
  await watch.rest();
}

/** A pair in step, at vendors that take their time from now on. */
export async function timedPair(stage: Stage): Promise<Timed> {
  const board = await boardOf(stage, CLIENTS, 'Latency');
  const spreadsheet = await sheetOf(stage, 0, 'Latency');
  // As many records change as a guard would hold.
  const pair = { ...pairOf(board, spreadsheet), guard: 'off' };
  await during(stage, async () => inStep(stage, (await stage.product.post<{ id: string }>('/pairs', pair)).id));
  const ids = new Map((await stage.people.items(board.id)).map((item) => [item.name, item.id]));
  for (const service of ['monday', 'google'] as const)
    await fault(stage, { service, kind: 'latency', ms: CALL_MS, match: { caller: 'app' } });
  return { board, ids };
}

/** So many edits of the board, each known by its number: how long each took to the other side, ms, sorted. */
export async function latencies(stage: Stage, { board, ids }: Timed, from: number, edits: number): Promise<readonly number[]> {
  const { people, watch } = stage;
  const numbers = Array.from({ length: edits }, (_, n) => from + n);
  const { mark } = watch;
  const writeOf = (n: number): WireEntry | undefined =>
    watch.since(mark).find((one) => one.path.includes(':batchUpdate') && one.requestBody.includes(`"edit ${n}."`));
  for (const n of numbers) {
    await people.change(board.id, ids.get(nameOf(n % CLIENTS)) ?? '', { [board.columns.Notes ?? '']: `edit ${n}.` }, 'irina');
    // People don't wait for each other: some edits meet the echo of the one before.
    await setTimeout(700 + ((n * 7919) % 1_800));
  }
  await watch.until('the last edit written', () => numbers.every((n) => writeOf(n) !== undefined), PATIENCE_MS);
  const accepted = await acceptedAt(stage);
  return numbers
    .map((n) => {
      const write = writeOf(n);
      const began = accepted.get(`edit ${n}.`);
      if (write === undefined || began === undefined) throw new Error(`edit ${n} was not written`);
      return write.at + write.ms - began;
    })
    .sort((a, b) => a - b);
}

export const quantile = (sorted: readonly number[], share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.ceil(sorted.length * share) - 1)] ?? Number.NaN;

/** When each event was stored, which is when it was answered; by the value that it tells, ms since 1970. */
async function acceptedAt(stage: Stage): Promise<ReadonlyMap<string, number>> {
  const rows = await withAccount(stage.app.db, brandAs(stage.provisioned.account), async (tx) => {
    const found = await sql<{ value: string | null; at: Date }>`select body->'event'->'value'->>'value' as value, at from mailbox`.execute(
      tx,
    );
    return found.rows;
  });
  return new Map(rows.flatMap(({ value, at }) => (value === null ? [] : [[value, at.getTime()] as const])));
}
