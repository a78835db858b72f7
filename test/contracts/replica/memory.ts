/** The simulation's model vendors as the contract wants them: on a line of their own, in virtual time. */

import { unknownOutcome } from '../../../core/sync/errors.ts';
import type { Container } from '../../../core/sync/ports.ts';
import type { Random } from '../../simulation/random.ts';
import { seeded } from '../../simulation/random.ts';
import { type Actor, Scheduler } from '../../simulation/scheduler.ts';
import type { Line } from '../../simulation/vendors/wire.ts';
import type { Wire } from './replica-house.ts';

export interface ModelLine extends Wire {
  /** Opens a container on the line. */
  readonly open: (make: (line: Line) => Container) => Container;
  /** The next read comes short. */
  readonly cut: () => void;
}

/** Calls run one at a time; `before` happens when the call is on its way. */
export function modelLine(): ModelLine {
  const scheduler = new Scheduler(seeded(1));
  let next: { happens?: () => Promise<void>; fate?: 'lose' | 'drop' } = {};
  let cut = false;
  let writes = 0;
  /** What befalls the call that goes out now. */
  let fault: 'lost-reply' | 'incomplete-read' | null = null;
  const random: Random = {
    next: () => 0,
    between: (from) => from,
    chance: () => fault !== null,
    pick: (all) => all.find((one) => (one as unknown) === fault),
  };

  async function through<T>(line: { actor: Actor }, work: () => Promise<T>): Promise<T> {
    const box: { done?: { value: T } | { error: unknown } } = {};
    scheduler.spawn('worker', async (actor) => {
      line.actor = actor;
      box.done = await work().then(
        (value) => ({ value }),
        (error: unknown) => ({ error }),
      );
    });
    await scheduler.run(1_000_000);
    fault = null;
    if (box.done === undefined) throw new Error('the call never ended');
    if ('error' in box.done) throw box.done.error;
    return box.done.value;
  }

  return {
    open: (make) => {
      const nobody: Actor = { name: 'nobody', killed: false, wait: () => Promise.reject(new Error('nobody waits')) };
      const line: Omit<Line, 'actor'> & { actor: Actor } = {
        scheduler,
        random,
        faults: { on: true, share: 1, counts: new Map() },
        actor: nobody,
        timers: new Set(),
        gate: { mayCall: null },
        wrote: () => {
          writes += 1;
        },
      };
      const container = make(line);
      return {
        ...container,
        read: (asked) => {
          if (cut) fault = 'incomplete-read';
          cut = false;
          return through(line, () => container.read(asked));
        },
        apply: async (intent) => {
          const { happens, fate } = next;
          next = {};
          if (fate === 'drop') throw unknownOutcome('monday', 'write', 'no answer');
          // The worker has looked where things stand before the person acts.
          await happens?.();
          if (fate === 'lose') fault = 'lost-reply';
          return through(line, () => container.apply(intent));
        },
        settle: (intent) => through(line, () => container.settle(intent)),
        covered: (intents) => through(line, () => container.covered(intents)),
      };
    },
    before: (happens) => {
      next.happens = happens;
    },
    lose: () => {
      next.fate = 'lose';
    },
    drop: () => {
      next.fate = 'drop';
    },
    writes: () => writes,
    cut: () => {
      cut = true;
    },
  };
}
