/** One history: a seed in, what happened and what was wrong out. */
import type { PairId, RecordKey } from '../../core/sync/ids.ts';
import type { HistoryDatabase } from './lockstep/database.ts';
import type { TwoStores } from './lockstep/two-stores.ts';
import { twoStores } from './lockstep/two-stores.ts';
import { fates } from './mishaps.ts';
import type { Told } from './oracle.ts';
import { People } from './people.ts';
import { Requests } from './requests.ts';
import type { Actor } from './scheduler.ts';
import type { Violation } from './seen.ts';
import { at, textOf } from './vendors/cells.ts';
import type { FaultKind } from './vendors/wire.ts';
import { workerOf } from './worker.ts';
import { BOARD, BOOK, FIELDS, makeWorld, type World, type WorldOptions } from './world.ts';

export interface Outcome {
  readonly seed: number;
  readonly edits: number;
  readonly faults: ReadonlyMap<FaultKind, number>;
  readonly crashes: number;
  readonly conflicts: number;
  readonly held: number;
  readonly findings: number;
  readonly violations: readonly Violation[];
  /** Of all that happened. */
  readonly hash: string;
  readonly log: readonly string[];
  /** All that stands in the end of a record, by its stamp: both sides, memory, what people are told. */
  readonly about: (stamp: string) => readonly string[];
}

const RECORDS = 20;
/** Whoever asks much of the engine types less: both go on until so much was typed. */
const LEAST_EDITS = 30;
const MINUTE = 60_000;
/** Ten times what a history takes. */
const MOST_STEPS = 100_000;

interface HistoryOptions extends WorldOptions {
  /** Where the store is real; left out, it is the one in memory. */
  readonly database?: HistoryDatabase;
  /** False: nobody keeps the sides in step, and the oracle finds it out; for what the rest of a history costs. */
  readonly works?: boolean;
}

export async function runHistory(seed: number, { database, works = true, ...options }: HistoryOptions = {}): Promise<Outcome> {
  const world = makeWorld(seed, options);
  const stores = database === undefined ? null : await inStep(world, database);
  const { random, scheduler, line } = world;
  const people = new People(world);
  people.settleIn(RECORDS);
  const state = { over: false, calm: false, crashes: 0 };
  const violations: Violation[] = [];
  const persons = [1, 2].map((n) => scheduler.spawn(`person${n}`, (actor) => live(actor, world, people, random.between(16, 22))));
  let born = 0;
  // A holder of leases is one process: no two bear one name.
  const work = (): Actor => {
    born += 1;
    return scheduler.spawn(`worker${born}`, (actor) => labour(actor, world, state));
  };
  if (works) work();
  if (random.chance(0.4) && works) work();
  const toCrash = seed % 2 === 0 ? random.between(20, 700) : Number.POSITIVE_INFINITY;
  const stalls = random.chance(0.4);
  scheduler.fate = fates(line, toCrash, stalls, () => {
    state.crashes += 1;
    return () => void work();
  });
  scheduler.spawn('end', async (actor) => {
    while (persons.some((one) => !ended.has(one))) await actor.wait(1_000, 'watches');
    await actor.wait(2 * MINUTE, 'lets late things arrive');
    line.faults.on = false;
    state.calm = true;
    await quiet(world, actor, violations);
    state.over = true;
  });
  try {
    await scheduler.run(MOST_STEPS);
    violations.push(...world.hints.violations, ...world.oracle.judge(seenOf(world, people), toldOf(world)));
    for (const what of (await stores?.differences()) ?? []) violations.push({ promise: 'store', what });
  } catch (error) {
    violations.push({
      promise: 'engine',
      what: error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' / ') : String(error),
    });
  }
  const { tables } = world.store;
  return {
    seed,
    edits: people.edits,
    faults: line.faults.counts,
    crashes: state.crashes,
    conflicts: tables.conflicts.length,
    held: tables.held.length,
    findings: tables.findings.length,
    violations,
    hash: scheduler.hash(),
    log: scheduler.log,
    about: (stamp) => aboutRecord(world, stamp),
  };
}

async function inStep(world: World, database: HistoryDatabase): Promise<TwoStores> {
  const real = await database.open(world.store.tables);
  const stores = twoStores(world.store, real, () => world.scheduler.now);
  const { answers } = world;
  world.statements = stores.statements;
  world.answers = {
    async settle(conflict) {
      await answers.settle(conflict);
      await real.settle(conflict);
    },
    async judge(held) {
      await answers.judge(held);
      await real.judge(held.map((one) => one.step.id));
    },
  };
  return stores;
}

const ended = new WeakSet<Actor>();

async function live(actor: Actor, world: World, people: People, deeds: number): Promise<void> {
  const { random } = world;
  const requests = new Requests(world);
  for (let n = 0; n < deeds || people.edits < LEAST_EDITS; n += 1) {
    const pause = random.pick([0, 5, 60, 400, 2_000, 9_000]) ?? 0;
    await actor.wait(random.between(0, pause), 'thinks');
    if (world.requests !== 'none' && random.chance(0.12)) await requests.act();
    else people.act();
  }
  ended.add(actor);
}

/** A worker wakes by itself now and then; rarely once nobody types any more. */
async function labour(actor: Actor, world: World, state: { readonly over: boolean; readonly calm: boolean }): Promise<void> {
  const wake = workerOf(world, actor);
  while (!state.over) {
    const again = world.store.isIdle() ? false : await wake();
    const nap = state.calm ? world.random.between(3_000, 20_000) : world.random.between(50, 1_500);
    await actor.wait(again ? 500 : nap, 'sleeps');
  }
}

/** People and faults have stopped: everything is read once more until nothing is written any more; then once again (P4). */
async function quiet(world: World, actor: Actor, violations: Violation[]): Promise<void> {
  let before = -1;
  for (let round = 0; before !== world.writes; round += 1) {
    if (round > 12) {
      violations.push({ promise: 'P4', what: 'never quiet' });
      return;
    }
    before = world.writes;
    for (const id of [BOARD, BOOK]) await world.statements.hint(id, 'all');
    await actor.wait(round < 2 ? 12 * MINUTE : MINUTE, 'waits for quiet');
  }
}

function seenOf(world: World, people: People): Parameters<World['oracle']['judge']>[0] {
  const see = (cells: Parameters<typeof at>[0], side: 'left' | 'right') => {
    const [own, uid] = side === 'left' ? ['own', 'uid'] : ['OWN', 'UID'];
    return {
      fields: Object.fromEntries(FIELDS.map((one) => [one.left, textOf(at(cells, one[side]))])),
      formulas: FIELDS.flatMap((one) => (at(cells, one[side]).formula === true ? [one.left] : [])),
      own: textOf(at(cells, own ?? '')),
      ownTyped: people.owns.get(textOf(at(cells, uid ?? ''))) ?? '',
    };
  };
  return {
    left: world.board.active().map((one) => see(one.cells, 'left')),
    right: world.sheet.records().map((one) => see(one.cells, 'right')),
  };
}

export function toldOf(world: Pick<World, 'store'>): Told {
  const { tables } = world.store;
  // A record may have been renamed since: it is told under its name of now, as `platform/postgres/views.ts` does.
  const nameNow = (one: { readonly pair: PairId; readonly key: string; readonly name: string }): string =>
    tables.archive.get(one.pair)?.get(one.key as RecordKey)?.name ?? one.name;
  return {
    conflicts: tables.conflicts.map((one) => ({
      name: nameNow(one),
      field: one.field,
      values: [one.left, one.right],
      open: one.state === 'open',
      why: one.why,
    })),
    held: tables.held.map((one) => ({ name: nameNow({ ...one, name: one.step.name }), all: one.step })),
    findings: tables.findings.filter((one) => one.state === 'open').map((one) => ({ name: nameNow(one), shown: one.shown ?? '' })),
    journal: tables.journal.map(({ side, kind, key, field, after }) => ({ side, kind, key, field, after })),
    openIntents: [...tables.intents.values()].filter((one) => one.state !== 'closed').length,
  };
}

function aboutRecord({ board, sheet, store }: World, stamp: string): readonly string[] {
  const { tables } = store;
  const is = new RegExp(`\\b${stamp}\\b`);
  const all: readonly (readonly [string, readonly unknown[]])[] = [
    ['item', [...board.items.values()]],
    ['row', sheet.lines.map((line, n) => ({ n: n + 2, ...line }))],
    ['entry', [...tables.archive.values()].flatMap((one) => [...one.values()])],
    [
      'known row',
      [...tables.indexes.values()]
        .flat()
        .filter((one) =>
          [...tables.mirrors.values()].some((mirror) => is.test(JSON.stringify([...mirror].filter(([id]) => (id as string) === one.key)))),
        ),
    ],
    ['mirror', [...tables.mirrors.values()].flatMap((one) => [...one.values()])],
    ['conflict', tables.conflicts],
    ['held', tables.held],
    ['finding', tables.findings],
    ['journal', tables.journal],
  ];
  const told = all.flatMap(([what, rows]) => rows.map((row) => ({ what, text: JSON.stringify(row) })));
  const lines = told.filter((one) => one.what === 'known row' || is.test(one.text)).map((one) => `${one.what} ${one.text}`);
  return [...lines, ...[...tables.dirty.values()].map((one) => `dirty ${JSON.stringify(one)}`)];
}
