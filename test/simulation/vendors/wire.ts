/**
 * The line between a worker and a vendor: a call goes out, acts at some moment, and its answer comes back, late, or never.
 * What acts, acts whether or not the caller still lives.
 */
import { rateLimited, SyncError, unknownOutcome } from '../../../core/sync/errors.ts';
import type { ReplicaId, StepId } from '../../../core/sync/ids.ts';
import type { Container, Intent, Outcome, Reading, Scope, StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Random } from '../random.ts';
import type { Actor, Scheduler } from '../scheduler.ts';
import type { Board } from './board.ts';
import type { Layout, Sheet } from './sheet.ts';

export const CALL_TIMEOUT_MS = 8_000;
const HEARTBEAT_MS = 1_000;

export type FaultKind =
  | 'status-before'
  | 'lost-reply'
  | 'thrown-unknown'
  | 'partial'
  | 'hold'
  | 'incomplete-read'
  | 'server-error'
  | 'timeout'
  | 'truncated'
  | 'short-read'
  | 'lost-hint'
  | 'late-hint'
  | 'twice-hint'
  | 'stall';

export interface Faults {
  /** False once faults have stopped. */
  on: boolean;
  /** Share of calls that go wrong. */
  readonly share: number;
  readonly counts: Map<FaultKind, number>;
}

export interface Line {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
  readonly actor: Actor;
  /** The worker's own timers, run while it waits for an answer. */
  readonly timers: Set<() => Promise<void>>;
  /** What a call has to wait for before it is sent. */
  readonly gate: { mayCall: (() => Promise<void>) | null };
  /** Write calls that acted. */
  readonly wrote: () => void;
}

export function count(faults: Faults, kind: FaultKind): void {
  faults.counts.set(kind, (faults.counts.get(kind) ?? 0) + 1);
}

/** `looked`: each time the vendor reads for an answer. */
export function openBoard(line: Line, board: Board, looked: () => void): Container {
  return {
    read: (asked) =>
      call(line, 'board read', ['status-before', 'lost-reply', 'hold', 'incomplete-read'], (fault) => {
        looked();
        return readings(asked, (scope) => curtailed(board.read(scope), fault, line.random));
      }),
    pack: (writes) => grouped(writes, () => '', 6),
    apply: (intent) => {
      const limit = { steps: intent.writes.length };
      return call(line, 'board write', ['status-before', 'lost-reply', 'thrown-unknown', 'partial', 'hold'], (fault) => {
        if (fault === 'partial') limit.steps = line.random.between(0, intent.writes.length - 1);
        const outcome = new Map<StepId, StepOutcome>();
        for (const [n, write] of intent.writes.entries())
          outcome.set(write.step, n < limit.steps ? board.perform(intent, write) : { kind: 'unknown' });
        return told(line, outcome);
      }).catch(unknownAll(intent));
    },
    settle: (intent) => call(line, 'board settle', ['status-before', 'lost-reply'], () => board.settle(intent)),
    covered: (intents) => call(line, 'board log', ['status-before'], () => board.covered(intents)),
  };
}

export function openSheet(line: Line, sheet: Sheet, looked: () => void): Container {
  let layout: Layout | null = null;
  return {
    read: (asked) =>
      call(line, 'sheet read', ['status-before', 'lost-reply', 'hold'], () => {
        looked();
        layout = sheet.layout();
        return readings(asked, () => sheet.read());
      }),
    // Removes go in calls of their own.
    pack: (writes) => grouped(writes, (write) => (write.kind === 'remove' ? 'remove' : 'rest'), 10),
    apply: async (intent) => {
      const known = layout ?? (await call(line, 'sheet look', ['status-before'], () => sheet.layout()));
      layout = null;
      const outcome = await call(line, 'sheet write', ['status-before', 'lost-reply', 'thrown-unknown', 'hold'], () => {
        return told(line, sheet.perform(intent, known));
      }).catch(unknownAll(intent));
      layout = [...outcome.values()].every((one) => one.kind === 'applied') ? known : null;
      return outcome;
    },
    settle: (intent) => call(line, 'sheet settle', ['status-before', 'lost-reply'], () => sheet.settle(intent)),
    covered: async () => new Map(),
  };
}

/** What misses writes nothing. */
function told(line: Line, outcome: Map<StepId, StepOutcome>): Map<StepId, StepOutcome> {
  for (const [step, one] of outcome) if (one.kind !== 'applied') line.scheduler.note(`${step} ${one.kind}`);
  if ([...outcome.values()].some((one) => one.kind === 'applied')) line.wrote();
  return outcome;
}

/** A connector that says `unknown` of each step; one that throws `unknown-outcome` instead is as good (ports.ts). */
const unknownAll =
  (intent: Intent) =>
  (error: unknown): Outcome => {
    if (error instanceof SyncError && error.code === 'unknown-outcome' && error.data.operation !== 'thrown-unknown')
      return new Map(intent.writes.map((write) => [write.step, { kind: 'unknown' as const }]));
    throw error;
  };

async function call<T>(line: Line, what: string, may: readonly FaultKind[], act: (fault: FaultKind | null) => T): Promise<T> {
  await line.gate.mayCall?.();
  const { scheduler, random, faults, actor } = line;
  const fault = faults.on && random.chance(faults.share) ? (random.pick(may) ?? null) : null;
  if (fault !== null) count(faults, fault);
  if (fault === 'status-before') {
    await actor.wait(random.between(10, 100), `${what}: too many`);
    throw rateLimited('monday', 500, 'minute');
  }
  const out = fault === 'hold' ? random.between(1_000, CALL_TIMEOUT_MS - 200) : random.between(5, 120);
  const back = fault === 'lost-reply' || fault === 'thrown-unknown' ? CALL_TIMEOUT_MS : random.between(5, 120);
  const box: { answer?: T } = {};
  scheduler.after(out, `${what} acts`, () => {
    box.answer = act(fault);
  });
  let left = Math.min(out + back, CALL_TIMEOUT_MS);
  while (left > 0) {
    const step = Math.min(left, HEARTBEAT_MS);
    await actor.wait(step, what);
    left -= step;
    if (left > 0) for (const timer of line.timers) await timer().catch(() => scheduler.note(`${actor.name} can't extend`));
  }
  if (fault === 'lost-reply' || fault === 'thrown-unknown' || box.answer === undefined) throw unknownOutcome('monday', fault ?? what, what);
  return box.answer;
}

const readings = (asked: ReadonlyMap<ReplicaId, Scope>, read: (scope: Scope) => Reading): ReadonlyMap<ReplicaId, Reading> =>
  new Map([...asked].map(([id, scope]) => [id, read(scope)]));

/** Pages that didn't come: what is missing means nothing. */
function curtailed(reading: Reading, fault: FaultKind | null, random: Random): Reading {
  if (fault !== 'incomplete-read' || reading.kind !== 'records') return reading;
  return { ...reading, complete: false, records: reading.records.slice(0, random.between(0, reading.records.length)), gone: [] };
}

function grouped(writes: readonly Write[], by: (write: Write) => string, most: number): readonly (readonly Write[])[] {
  const groups: Write[][] = [];
  for (const write of writes) {
    const last = groups.at(-1);
    const [first] = last ?? [];
    if (last !== undefined && first !== undefined && last.length < most && by(first) === by(write)) last.push(write);
    else groups.push([write]);
  }
  return groups;
}
