/** A worker process: the rounds of `app/use-cases/sync-account.ts`, with every call to the store one step of the scheduler. */
import { planContext } from '../../core/sync/decide/decide.ts';
import type { Engine, Opened } from '../../core/sync/engine.ts';
import { leaseMs } from '../../core/sync/engine.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { ContainerId, IntentId, RecordKey, RunId, StepId } from '../../core/sync/ids.ts';
import { ingest } from '../../core/sync/ingest.ts';
import { absorbCovered } from '../../core/sync/run/absorb.ts';
import { togetherOf } from '../../core/sync/run/covering.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import type { StoredIntent, SyncStore } from '../../core/sync/store.ts';
import { syncPair } from '../../core/sync/sync-pair.ts';
import type { Actor } from './scheduler.ts';
import type { Site } from './site.ts';
import { CALL_TIMEOUT_MS, type Line } from './vendors/wire.ts';
import { BOARD, BOOK } from './world.ts';

const COVER_MS = 60_000;

/** A process that works: each call is one wake-up, true when something was left undone: come again. */
export function workerOf(world: Site, actor: Actor): () => Promise<boolean> {
  const timers = new Set<() => Promise<void>>();
  const line: Line = { ...world.line, actor, timers, gate: { mayCall: null } };
  const engine = engineFor(world, line);
  return () => wake(world, actor, line, engine);
}

async function wake(world: Site, actor: Actor, line: Line, engine: Engine): Promise<boolean> {
  const broken = new Set<ContainerId>();
  let again = false;
  const met = (error: unknown): void => {
    if (!(error instanceof SyncError)) throw error;
    world.scheduler.note(`${actor.name} met ${error.message}`);
    again = true;
  };
  for (let round = 0; round < 20; round += 1) {
    const { store } = engine;
    const [containers, pairs, due, open] = [
      await store.containers(),
      await store.pairs(),
      await store.due(),
      await store.openIntents([BOARD, BOOK]),
    ];
    const unsettled = open.some((one) => one.state === 'open');
    const hinted = containers.filter((one) => one.hintSeq > one.readSeq && !broken.has(one.id)).map((one) => one.id);
    const works = (due.length > 0 || unsettled) && broken.size === 0;
    const needed = works ? [BOARD, BOOK] : hinted;
    if (needed.length === 0) break;
    const leases = await store.lease(needed, engine.holder, leaseMs(engine));
    if (leases.length < needed.length) again = true;
    const replicas = await store.replicas();
    const opened = new Map<ContainerId, Opened>();
    for (const lease of leases) {
      const row = containers.find((one) => one.id === lease.container);
      if (row === undefined) continue;
      const container = world.open(lease.container, line);
      opened.set(row.id, {
        row,
        lease,
        container,
        replicas: new Map(replicas.filter((one) => one.container === row.id).map((one) => [one.id, one])),
      });
    }
    for (const one of opened.values()) {
      if (one.row.hintSeq <= one.row.readSeq) continue;
      await ingest(engine, one).catch((error: unknown) => {
        broken.add(one.row.id);
        met(error);
      });
    }
    const [left, right] = await store.replicas();
    const [pair] = pairs;
    const settles = unsettled || (await store.due()).length > 0;
    if (pair !== undefined && left !== undefined && right !== undefined && settles && opened.size === 2 && broken.size === 0) {
      const sides = { left, right };
      if (left.state === 'ready' && right.state === 'ready')
        await syncPair(engine, pair, sides, opened, await store.people()).catch((error: unknown) => {
          broken.add(BOARD).add(BOOK);
          met(error);
        });
    }
    await store.release(leases);
    if (opened.size === 0) break;
  }
  await closeCovering(world, engine, line).catch(met);
  return again;
}

/** What our writes on the board covered, as `app/use-cases/close-covering.ts` finds out. */
async function closeCovering(world: Site, engine: Engine, line: Line): Promise<void> {
  const { store } = engine;
  const isDue = (one: StoredIntent): boolean => one.state === 'covering' && (one.at + COVER_MS <= engine.now() || world.random.chance(0.3));
  const intents = togetherOf(await store.openIntents([BOARD]))
    .filter((group) => group.every(isDue))
    .flat()
    .sort((a, b) => a.at - b.at);
  if (intents.length === 0) return;
  const known = await world.open(BOARD, line).covered(intents);
  const [[pair], [left, right], people] = [await store.pairs(), await store.replicas(), await store.people()];
  if (pair === undefined || left === undefined || right === undefined) return;
  for (const intent of intents) {
    const context = { ...planContext(pair, { left, right }, people), run: intent.run, approved: new Set<string>() };
    const commit = draftCommit(pair.id, []);
    for (const [id, steps] of Object.entries(intent.steps)) {
      const covered = known.get(intent.id)?.get(id as StepId);
      const [first] = steps;
      if (covered?.kind !== 'value' || first === undefined) continue;
      const found = absorbCovered('left', steps, covered.cells, context);
      commit.conflicts.push(...found.conflicts.map((one) => ({ ...one, key: first.key, name: first.name })));
      commit.closes.push(...found.closes.map((field) => ({ key: first.key, field })));
      commit.wishes.push(...found.wishes.map((directive) => ({ key: first.key, directive })));
    }
    await store.commit({ ...commit, intent: { id: intent.id, state: 'closed' } });
  }
}

function engineFor(world: Site, { actor, timers, gate }: Line): Engine {
  const next = (): string => {
    world.minted += 1;
    return String(world.minted).padStart(14, '0');
  };
  return {
    store: stepped(world, actor),
    holder: actor.name,
    callTimeoutMs: CALL_TIMEOUT_MS,
    now: () => world.scheduler.now,
    repeat: (_, task) => {
      timers.add(task);
      return () => void timers.delete(task);
    },
    gate: async (mayCall, work) => {
      gate.mayCall = mayCall;
      return work().finally(() => {
        gate.mayCall = null;
      });
    },
    mint: {
      run: () => `run${next()}` as RunId,
      intent: () => `intent${next()}` as IntentId,
      rowKey: () => `ek${next()}` as RecordKey,
      keyOf: (pair, side, id) => `ek${hash(`${pair} ${side} ${id}`)}` as RecordKey,
    },
    hash,
    log: () => undefined,
  };
}

/** A statement is one step: others act before it, and before its answer is heard. */
function stepped(world: Site, actor: Actor): SyncStore {
  const { random } = world;
  const statements = Object.entries(world.statements).flatMap(([name, member]: [string, unknown]) => {
    if (typeof member !== 'function') return [];
    const done = WRITES.has(name) ? `${name} done` : null;
    const statement = async (...given: unknown[]): Promise<unknown> => {
      await actor.wait(random.between(0, 2), name);
      const answer: unknown = await Reflect.apply(member, world.statements, given);
      if (done !== null) await actor.wait(random.between(0, 2), done);
      return answer;
    };
    return [[name, statement] as const];
  });
  return Object.fromEntries(statements) as unknown as SyncStore;
}

const WRITES = new Set(['commit', 'saveIntents', 'keepTicket', 'answered', 'ingest', 'renew']);

/** Two rolling sums are enough to tell the texts of one history apart. */
function hash(text: string): string {
  let a = 0x811c9dc5;
  let b = 0x1b873593;
  for (let at = 0; at < text.length; at += 1) {
    const code = text.charCodeAt(at);
    a = Math.imul(a ^ code, 0x01000193);
    b = Math.imul(b + code, 0x85ebca6b);
    b ^= b >>> 13;
  }
  a >>>= 0;
  b >>>= 0;
  return a.toString(36).padStart(7, '0') + b.toString(36).padStart(7, '0');
}
