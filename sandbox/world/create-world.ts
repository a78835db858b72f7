import { createChance } from './chance.ts';
import { createClock, type MovableClock } from './clock.ts';
import { createDeliveries, type Deliveries } from './deliveries.ts';
import { createFaults, type Faults } from './faults.ts';
import { createIds } from './ids.ts';
import { createGrants, type Grants, grantTables } from './people/grants.ts';
import { createPeople, type PersonSeed, type SandboxPeople } from './people/people.ts';
import { createPicks, type SandboxPicks } from './people/picks.ts';
import type { State } from './store/state.ts';
import type { Timers } from './timers.ts';
import type { World } from './world.ts';

/** The world with its controls, which the vendors don't see. */
export interface SandboxWorld extends World {
  readonly clock: MovableClock;
  readonly people: SandboxPeople;
  readonly picks: SandboxPicks;
  readonly grants: Grants;
  readonly faults: Faults;
  readonly deliveries: Deliveries;
  setLimits(mode: World['limits']['mode']): void;
  /**
   * Empties the vendors' tables but those in `keep`, ends faults and deliveries, and starts ids and chance from their
   * beginning. The answer is called when the world is filled again: ids then go on behind all that were ever given.
   */
  empty(keep: Iterable<string>): () => void;
  /** Hears every announcement; the answer stops it. */
  onAnnounce(hear: (change: Announcement) => void): () => void;
}

type Announcement = Parameters<World['announce']>[0];

export interface WorldOptions {
  readonly state: State;
  /** The same seed gives the same ids, tokens and chances. */
  readonly seed: string;
  /** What the vendors' clock starts from, ms since 1970. */
  readonly now: () => number;
  readonly timers: Timers;
  /** Posts webhooks and pushes; rejects when nobody takes them. */
  readonly send: (request: Request) => Promise<Response>;
  readonly people: readonly PersonSeed[];
}

/** The tables that `POST /reset` leaves alone: time goes on, and connected apps stay connected. */
const tablesKeptOnReset: readonly string[] = ['world-clock', 'world-limits', 'world-starts', 'people', ...grantTables];

/** How long the world waits for an answer to a webhook or its challenge. */
const ANSWER_MS = 30_000;

/** Joins the parts of the world over one state. */
export function createWorld(options: WorldOptions): SandboxWorld {
  const { state, seed, timers } = options;
  const store = state.documents;
  const clock = createClock(store, options.now);
  const ids = createIds(store, seed);
  const grants = createGrants(store, createIds(store, seed, 'oauth-ids'), clock);
  const people = createPeople({ store, seed, people: options.people, grants });
  const faults = createFaults(timers);
  const send = (request: Request) => patiently(options.send, request, timers);
  const deliveries = createDeliveries({ store: state.deliveries, clock, timers, faults, send });
  const limitsTable = store.table<{ mode: World['limits']['mode'] }>('world-limits');
  const hearers = new Set<(change: Announcement) => void>();
  let chance = createChance(`${seed}/random/${countStart(store)}`);

  return {
    clock,
    ids,
    random: () => chance(),
    store,
    people,
    picks: createPicks(store),
    grants,
    faults,
    deliveries,
    limits: {
      get mode() {
        return limitsTable.get('limits')?.mode ?? 'off';
      },
    },
    setLimits(mode) {
      limitsTable.set('limits', { mode });
      store.commit();
    },
    empty(keep) {
      faults.clear();
      deliveries.clear();
      const given = ids.given();
      store.clear(new Set([...tablesKeptOnReset, ...keep]));
      chance = createChance(`${seed}/random/0`);
      return () => ids.goBehind(given);
    },
    after: (ms, run) => void timers.after(ms, run),
    push: deliveries.push,
    async call({ url, headers = {}, body }) {
      const response = await send(
        new Request(url, { method: 'POST', headers: { 'content-type': 'application/json', ...headers }, body, redirect: 'manual' }),
      );
      return { status: response.status, body: await response.text() };
    },
    failsPartially: faults.failsPartially,
    announce(change) {
      for (const hear of hearers) hear(change);
    },
    onAnnounce(hear) {
      hearers.add(hear);
      return () => hearers.delete(hear);
    },
  };
}

/** How often this state was opened before: chance doesn't repeat itself after a restart. */
function countStart(store: World['store']): number {
  const starts = store.table<{ count: number }>('world-starts');
  const count = starts.get('starts')?.count ?? 0;
  starts.set('starts', { count: count + 1 });
  store.commit();
  return count;
}

async function patiently(send: WorldOptions['send'], request: Request, timers: Timers): Promise<Response> {
  let cancel = (): void => {};
  const tooLate = new Promise<never>((_, reject) => {
    cancel = timers.after(ANSWER_MS, () => reject(new Error(`No answer from ${request.url} in ${ANSWER_MS / 1000} s`)));
  });
  try {
    return await Promise.race([send(request), tooLate]);
  } finally {
    cancel();
  }
}
