/** One history through the real connectors: a seed in, what happened and what was wrong out. */

import type { WireLog } from '../../../sandbox/server/wire-log.ts';
import type { Outcome } from '../history.ts';
import { toldOf } from '../history.ts';
import { fates } from '../mishaps.ts';
import type { Actor } from '../scheduler.ts';
import type { Violation } from '../seen.ts';
import { workerOf } from '../worker.ts';
import { BOARD, BOOK } from '../world.ts';
import { automation, boardDeeds } from './board-deeds.ts';
import { actOut, type Deed, FIELD_NAMES, Words } from './people.ts';
import type { Header, Human } from './places.ts';
import { rowDeeds } from './row-deeds.ts';
import { makeSite, type Site } from './site.ts';
import { tabDeeds } from './tab-deeds.ts';

const RECORDS = 20;
const MINUTE = 60_000;
/** Ten times what a history takes. */
const MOST_STEPS = 100_000;

export interface Options {
  readonly faults?: boolean;
  /** Deeds, by name, that nobody does. */
  readonly without?: readonly string[];
  /** Told of each exchange of our connectors with the played vendors. */
  readonly wireLog?: WireLog;
  /** Shown the site when the history begins: for those who look into one. */
  readonly show?: (site: Site) => void;
}

export async function runConnectorHistory(seed: number, options: Options = {}): Promise<Outcome> {
  const told: { words?: Words } = {};
  const begin = (early: Parameters<Parameters<typeof makeSite>[1]>[0]): ReturnType<Words['begin']> => {
    told.words = new Words(early);
    return told.words.begin(RECORDS);
  };
  const site = await makeSite(seed, begin, options.wireLog);
  const words = told.words ?? new Words(site);
  options.show?.(site);
  const { random, scheduler, line } = site;
  if (options.faults === false) line.faults.on = false;
  const allowed = (all: readonly Deed[]): readonly Deed[] => all.filter((one) => options.without?.includes(one.name) !== true);
  const deeds = { board: allowed(boardDeeds({ site, words })), tab: allowed([...tabDeeds({ site, words }), ...rowDeeds({ site, words })]) };
  if (random.chance(0.3)) site.automation = automation({ site, words });
  const state = { over: false, crashes: 0, edits: 0, living: 2 };
  const violations: Violation[] = [];
  for (const who of ['anna', 'boris'] as const)
    scheduler.spawn(who, async (actor) => {
      const done = await live(actor, site, who, deeds, random.between(16, 22));
      state.edits += done;
      state.living -= 1;
    });
  const work = (name: string): Actor => scheduler.spawn(name, (actor) => labour(actor, site, () => state.over));
  work('worker1');
  if (random.chance(0.4)) work('worker2');
  const toCrash = seed % 2 === 0 && line.faults.on ? random.between(20, 700) : Number.POSITIVE_INFINITY;
  const stalls = random.chance(0.4);
  scheduler.fate = fates({ scheduler, random, faults: line.faults }, toCrash, stalls, () => {
    state.crashes += 1;
    // Named now: two that die in one breath are followed by two, not by two of one name.
    const next = `worker${10 + state.crashes}`;
    return () => void work(next);
  });
  scheduler.spawn('end', async (actor) => {
    while (state.living > 0) await actor.wait(1_000, 'watches');
    await actor.wait(2 * MINUTE, 'lets late things arrive');
    line.faults.on = false;
    await quiet(site, actor, violations);
    state.over = true;
  });
  try {
    await scheduler.run(MOST_STEPS);
    for (const effect of site.watcher.effects()) site.oracle.effect(effect);
    violations.push(...site.oracle.judge(seenOf(site, words), toldOf(site)), ...site.watcher.trampled());
  } catch (error) {
    violations.push({
      promise: 'engine',
      what: error instanceof Error ? (error.stack ?? error.message).split('\n').slice(0, 4).join(' / ') : String(error),
    });
  }
  const { tables } = site.store;
  return {
    seed,
    edits: state.edits,
    faults: line.faults.counts,
    crashes: state.crashes,
    conflicts: tables.conflicts.length,
    held: tables.held.length,
    findings: tables.findings.length,
    violations,
    hash: scheduler.hash(),
    log: scheduler.log,
    about: (stamp) => aboutRecord(site, stamp),
  };
}

/** Answers the number of deeds that were done. */
async function live(
  actor: Actor,
  site: Site,
  who: Human,
  deeds: { readonly board: readonly Deed[]; readonly tab: readonly Deed[] },
  most: number,
): Promise<number> {
  const { random } = site;
  let done = 0;
  for (let n = 0; n < most; n += 1) {
    const pause = random.pick([0, 5, 60, 400, 2_000, 9_000]) ?? 0;
    await actor.wait(random.between(0, pause), 'thinks');
    if (await actOut(site, who, random.chance(0.45) ? deeds.board : deeds.tab)) done += 1;
  }
  return done;
}

async function labour(actor: Actor, site: Site, isOver: () => boolean): Promise<void> {
  const wake = workerOf(site, actor);
  while (!isOver()) {
    const again = await wake();
    // When nobody acts any more there is little to wake up for.
    await actor.wait(again ? 500 : site.line.faults.on ? site.random.between(50, 1_500) : site.random.between(5_000, 30_000), 'sleeps');
  }
}

/** People and faults have stopped: everything is read once more until nothing is written any more; then once again (P4). */
async function quiet(site: Site, actor: Actor, violations: Violation[]): Promise<void> {
  let before = -1;
  for (let round = 0; before !== site.writes; round += 1) {
    if (round > 12) {
      violations.push({ promise: 'P4', what: 'never quiet' });
      return;
    }
    before = site.writes;
    for (const id of [BOARD, BOOK]) await site.statements.hint(id, 'all');
    await actor.wait(round < 2 ? 12 * MINUTE : MINUTE, 'waits for quiet');
  }
}

/** Everything that bears a record's stamp in the end: to see what became of it. */
function aboutRecord({ places, store }: Site, stamp: string): readonly string[] {
  const word = new RegExp(`\\b${stamp}\\b`);
  const { archive, journal, conflicts, findings, held } = store.tables;
  const rows = places.rows().map(({ index, doc }) => ({ index, cells: doc.cells.map((cell) => cell?.f ?? cell?.v ?? null) }));
  const entries = [...archive.values()].flatMap((all) => [...all.values()]);
  const all = Object.entries({ item: places.items(), row: rows, entry: entries, journal, conflict: conflicts, finding: findings, held });
  return all.flatMap(([what, of]) => of.map((one) => `${what} ${JSON.stringify(one)}`)).filter((line) => word.test(line));
}

function seenOf({ places }: Site, words: Words): Parameters<Site['oracle']['judge']>[0] {
  const ownOf = (uid: string): string => words.owns.get(uid) ?? '';
  return {
    left: places.active().map(({ cells }) => ({
      fields: Object.fromEntries(FIELD_NAMES.map((field) => [field, cells[field] ?? ''])),
      own: cells.own ?? '',
      ownTyped: ownOf(cells.uid ?? ''),
    })),
    right: places.records().map((row) => ({
      fields: Object.fromEntries(FIELD_NAMES.map((field) => [field, places.text(row, field.toUpperCase() as Header)])),
      own: places.text(row, 'OWN'),
      ownTyped: ownOf(places.text(row, 'UID')),
    })),
  };
}
