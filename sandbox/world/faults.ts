/**
 * Faults on demand: what was asked for, how often it struck, and what it does to the exchange at hand. An exchange asks
 * twice: `before` the vendor runs (waiting, holding, refusing) and `after` (the reply is lost or cut).
 */
import { createChance } from './chance.ts';
import type { FaultKind, FaultSpec } from './fault-spec.ts';
import { sleep, type Timers } from './timers.ts';
import { weatherOf } from './weather.ts';
import type { Service } from './world.ts';
import { openLocks } from './write-locks.ts';

/** What faults know of an exchange or of a push. */
export interface Struck {
  readonly service: Service;
  readonly operations: readonly string[];
  readonly path: string;
  /** Null: a push, which nobody calls. */
  readonly caller: string | null;
  /** What the exchange writes, of what its vendor locks meanwhile; left out: nothing. */
  readonly writes?: readonly string[];
  /** The person by whose consent an app calls; undefined: no app does. */
  readonly grantOf?: string | undefined;
}

interface FaultReport {
  readonly id: string;
  readonly kind: FaultKind;
  readonly name?: string;
  readonly hits: number;
  /** Requests that wait in it now (kind `hold`). */
  readonly held: number;
}

/** What `before` decided: the exchange ends here, or goes on and its reply may suffer. */
type Verdict =
  | { readonly end: 'status'; readonly fault: FaultSpec }
  | { readonly end: 'lost' }
  | { readonly end: null; readonly reply: 'lost-reply' | 'truncate' | null };

export interface Faults {
  add(spec: FaultSpec): string;
  list(): FaultReport[];
  /** Lets held requests go, then forgets the fault, a weather with all of its parts; false when there is none with this id. */
  remove(id: string): boolean;
  clear(): void;
  /** Lets all go that wait in the fault now; how many, or undefined when it isn't there. */
  release(id: string): number | undefined;
  /** Waits where a fault says so. */
  before(exchange: Struck): Promise<Verdict>;
  failsPartially(service: Service, operation: string, caller: string): boolean;
  /** How a push goes out: the extra delays of its copies in ms; none: it is lost. */
  onPush(push: Struck): number[];
}

interface Fault {
  readonly id: string;
  readonly spec: FaultSpec;
  readonly chance: () => number;
  readonly waiting: Set<() => void>;
  seen: number;
  hits: number;
}

/** monday's answer to a write of a board that another write is at: `Resource is currently locked, please try again later`. */
const LOCKED = 423;

/** How long `timeout` keeps a caller waiting when `ms` isn't given: as long as the vendor lets a call run. */
const timeoutMs = (service: Service): number => (service === 'sheets' || service === 'drive' ? 180_000 : 60_000);

export function createFaults(timers: Timers): Faults {
  const faults = new Map<string, Fault>();
  const locks = openLocks();
  let last = 0;

  function strikes(fault: Fault, exchange: Struck): boolean {
    if (!matches(fault.spec, exchange)) return false;
    const { after = 0, times = Number.POSITIVE_INFINITY, p } = fault.spec;
    fault.seen += 1;
    if (fault.seen <= after || fault.hits >= times) return false;
    if (p !== undefined && fault.chance() >= p) return false;
    fault.hits += 1;
    return true;
  }

  function release(fault: Fault): number {
    const waiting = [...fault.waiting];
    fault.waiting.clear();
    for (const go of waiting) go();
    return waiting.length;
  }

  async function before(exchange: Struck): Promise<Verdict> {
    const { writes = [] } = exchange;
    const locking = writes.length === 0 ? [] : [...faults.values()].filter(({ spec }) => spec.kind === 'lock' && matches(spec, exchange));
    const clash = locking.find((fault) => locks.isHeld(fault.id, writes) && strikes(fault, exchange));
    if (clash) return { end: 'status', fault: { status: LOCKED, ...clash.spec } };
    const leaves: (() => void)[] = [];
    // What takes no time overlaps with nothing, however requests interleave in this process.
    const wait = async (ended: () => Promise<void>): Promise<void> => {
      if (leaves.length === 0) for (const fault of locking) leaves.push(locks.hold(fault.id, writes));
      await ended();
    };
    try {
      for (const { spec } of locking) if (spec.ms) await wait(() => sleep(timers, spec.ms ?? 0));
      return await verdictOn(exchange, wait);
    } finally {
      for (const leave of leaves) leave();
    }
  }

  async function verdictOn(exchange: Struck, wait: (ended: () => Promise<void>) => Promise<void>): Promise<Verdict> {
    let verdict: Verdict | undefined;
    for (const fault of [...faults.values()]) {
      const { kind, ms = 0 } = fault.spec;
      if (kind === 'lock' || kind === 'partial' || kind.endsWith('-push') || (verdict && !waits(kind)) || !strikes(fault, exchange))
        continue;
      if (kind === 'latency' && ms > 0) await wait(() => sleep(timers, ms));
      else if (kind === 'hold') await wait(() => new Promise<void>((go) => fault.waiting.add(go)));
      else if (kind === 'status' || kind === 'named') verdict = { end: 'status', fault: fault.spec };
      else if (kind === 'timeout') {
        await wait(() => sleep(timers, fault.spec.ms ?? timeoutMs(exchange.service)));
        verdict = { end: 'lost' };
      } else if (kind === 'lost-reply' || kind === 'truncate') verdict = { end: null, reply: kind };
    }
    return verdict ?? { end: null, reply: null };
  }

  function keep(id: string, spec: FaultSpec): void {
    faults.set(id, { id, spec, chance: createChance(String(spec.seed ?? id)), waiting: new Set(), seen: 0, hits: 0 });
  }

  return {
    add(spec) {
      last += 1;
      const id = `fault-${last}`;
      if (spec.kind !== 'weather') keep(id, spec);
      else for (const [index, part] of weatherOf(spec).entries()) keep(`${id}.${index + 1}`, part);
      return id;
    },
    list: () =>
      [...faults.values()].map(({ id, spec, hits, waiting }) => ({
        id,
        kind: spec.kind,
        ...(spec.name === undefined ? {} : { name: spec.name }),
        hits,
        held: waiting.size,
      })),
    remove(id) {
      const gone = [...faults.values()].filter((fault) => fault.id === id || fault.id.startsWith(`${id}.`));
      for (const fault of gone) {
        faults.delete(fault.id);
        release(fault);
      }
      return gone.length > 0;
    },
    clear() {
      const all = [...faults.values()];
      faults.clear();
      for (const fault of all) release(fault);
    },
    release(id) {
      const fault = faults.get(id);
      return fault && release(fault);
    },
    before,
    failsPartially(service, operation, caller) {
      const exchange = { service, operations: [operation], path: '', caller };
      return [...faults.values()].some((fault) => fault.spec.kind === 'partial' && strikes(fault, exchange));
    },
    onPush(push) {
      let delays = [0];
      for (const fault of faults.values()) {
        const { kind, ms = 0 } = fault.spec;
        if (!kind.endsWith('-push') || delays.length === 0 || !strikes(fault, push)) continue;
        if (kind === 'drop-push') delays = [];
        if (kind === 'repeat-push') delays = [...delays, (delays.at(-1) ?? 0) + ms];
        if (kind === 'delay-push') delays = delays.map((delay) => delay + ms);
      }
      return delays;
    },
  };
}

function waits(kind: FaultKind): boolean {
  return kind === 'latency' || kind === 'hold';
}

function matches(spec: FaultSpec, exchange: Struck): boolean {
  const { service, match } = spec;
  if (
    service !== 'all' &&
    (service === 'google' ? exchange.service !== 'sheets' && exchange.service !== 'drive' : exchange.service !== service)
  )
    return false;
  const { operation, path, caller, grantOf } = match ?? {};
  if (grantOf !== undefined && exchange.grantOf !== grantOf) return false;
  if (operation !== undefined && !exchange.operations.some((name) => isSameCall(name, operation))) return false;
  // A batch's operation is asked about without its path, and a push without a caller.
  if (path !== undefined && exchange.path !== '' && !exchange.path.includes(path)) return false;
  return caller === undefined || exchange.caller === null || exchange.caller === caller;
}

/** Equal, or one is the end of the other at a dot. */
function isSameCall(name: string, asked: string): boolean {
  return name === asked || name.endsWith(`.${asked}`) || asked.endsWith(`.${name}`);
}
