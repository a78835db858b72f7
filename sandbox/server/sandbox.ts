/**
 * The whole sandbox as one function `fetch(request)`: the vendors under their own paths, each behind faults and the wire
 * log, the controls, the page. A port serves it, a test calls it, a scheduler drives it.
 */
import { createWorld, type SandboxWorld, type WorldOptions } from '../world/create-world.ts';
import { noApps, type RegisteredApps } from '../world/people/apps.ts';
import { realTimers } from '../world/timers.ts';
import type { Handler, Vendor } from '../world/world.ts';
import { type Control, createControls } from './controls.ts';
import { exchange } from './exchange.ts';
import { createFeed } from './feed.ts';
import type { WireLog } from './wire-log.ts';

export interface SandboxOptions extends Pick<WorldOptions, 'state' | 'people'> {
  /** The vendors over a world; called again by each reset, so that nothing they cached stays. */
  readonly vendors: (world: SandboxWorld, apps: RegisteredApps) => readonly Vendor[];
  /** Fills an empty world. Called at the start when nothing was seeded yet, and by each reset. */
  readonly fill?: (sandbox: Fillable) => Promise<void>;
  /** Everything under `/` that is neither a vendor's nor a control. */
  readonly page?: (sandbox: Sandbox) => Handler;
  /** Controls that this sandbox has beside those of every one. */
  readonly controls?: (sandbox: Sandbox) => Readonly<Record<string, Control>>;
  readonly apps?: RegisteredApps;
  /** Where the sandbox is reached: `http://127.0.0.1:4301`; the seed's requests carry it. */
  readonly origin?: string;
  readonly seed?: string;
  readonly now?: WorldOptions['now'];
  readonly timers?: WorldOptions['timers'];
  readonly send?: WorldOptions['send'];
  readonly wireLog?: WireLog | null;
  /** Told of bugs in a vendor. */
  readonly report?: (error: unknown) => void;
  /** Awaited before a reset empties the world: whoever works on it stops. */
  readonly beforeReset?: () => Promise<void>;
  /** Awaited at the end of a reset: whoever remembers the old world does what it must. */
  readonly afterReset?: () => Promise<void>;
}

/** A sandbox as it is while it is being filled: only who fills it gets through. */
type Fillable = Pick<Sandbox, 'world' | 'origin' | 'fetch'>;

export interface Sandbox {
  readonly world: SandboxWorld;
  readonly apps: RegisteredApps;
  readonly origin: string;
  readonly vendors: readonly Vendor[];
  /** Answers any request to the sandbox's origin; rejects with `ConnectionLost` when a fault takes the answer. */
  readonly fetch: Handler;
  /** Empties and fills the world again. Requests from outside wait meanwhile, so that the same ids go to the same things. */
  reset(): Promise<void>;
  /** Sends no more pushes; commits and closes the state. */
  close(): void;
}

interface Filled {
  readonly at: number;
}

/** Joins the parts and fills the world when it is new. */
export async function createSandbox(options: SandboxOptions): Promise<Sandbox> {
  const { state, apps = noApps, origin = 'http://127.0.0.1:4301', timers = realTimers, wireLog = null } = options;
  const report = options.report ?? ((error: unknown) => console.error(error));
  const world = createWorld({
    state,
    timers,
    people: options.people,
    seed: options.seed ?? 'evenkeel',
    now: options.now ?? Date.now,
    send: options.send ?? ((request) => fetch(request)),
  });
  const filled = state.documents.table<Filled>('world-filled');
  let vendors = options.vendors(world, apps);

  let refilling: Promise<void> = Promise.resolve();

  async function refill(): Promise<void> {
    const filledAgain = world.empty(vendors.flatMap((vendor) => vendor.keptOnReset ?? []));
    vendors = options.vendors(world, apps);
    const { mode } = world.limits;
    world.setLimits('off');
    await options.fill?.({ world, origin, fetch: play });
    world.setLimits(mode);
    filledAgain();
    filled.set('filled', { at: world.clock.now() });
    state.documents.commit();
  }

  async function play(request: Request): Promise<Response> {
    const { pathname } = new URL(request.url);
    const vendor = vendors.find((one) => one.owns(pathname));
    if (vendor) {
      const { faults, clock, people } = world;
      return exchange(vendor, request, { faults, clock, labelOf: people.labelOf, grantOf: people.grantOf, wireLog, report });
    }
    try {
      return (await controls(request)) ?? (await feed(request)) ?? (await page(request));
    } catch (error) {
      if (error instanceof URIError) return new Response('The address is not well encoded.\n', { status: 400 });
      report(error);
      return new Response('Internal error\n', { status: 500 });
    }
  }

  const sandbox: Sandbox = {
    world,
    apps,
    origin,
    get vendors() {
      return vendors;
    },
    async fetch(request) {
      await refilling;
      return play(request);
    },
    async reset() {
      await options.beforeReset?.();
      const mine = refilling.then(refill);
      // A fill that failed is told to whoever asked for it; the next reset begins anew.
      refilling = mine.catch(() => {});
      await mine;
      world.announce({ service: 'oauth', container: 'reset' });
      await options.afterReset?.();
    },
    close() {
      world.deliveries.stop();
      state.close();
    },
  };
  const controls = createControls(sandbox, options.controls?.(sandbox));
  const feed = createFeed(world);
  const page = options.page?.(sandbox) ?? (async () => new Response('Nothing is here.\n', { status: 404 }));
  // A fill that was cut off left parts behind: begin again from nothing.
  if (!filled.get('filled')) await refill();
  return sandbox;
}
