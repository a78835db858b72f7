/** What befalls a history at either level: workers that die or sleep, hints that are late, twice or lost. */
import type { ContainerId, LocalId } from '../../core/sync/ids.ts';
import type { Random } from './random.ts';
import type { Fate, Scheduler } from './scheduler.ts';
import { count, type Faults } from './vendors/wire.ts';

interface Stage {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly faults: Faults;
}

/**
 * Kills and delays workers. `toCrash`: waits until the first dies, infinite where none shall; `stalls`: whether they sleep
 * now and then; `died` is told of each death and answers what starts the one that follows.
 */
export function fates({ scheduler, random, faults }: Stage, toCrash: number, stalls: boolean, died: () => () => void): Fate {
  let left = toCrash;
  return (actor, what) => {
    if (!actor.name.startsWith('worker') || !faults.on) return 0;
    left -= 1;
    if (left <= 0) {
      actor.killed = true;
      left = random.chance(0.5) ? random.between(50, 700) : Number.POSITIVE_INFINITY;
      scheduler.note(`${actor.name} dies at ${what}`);
      const follow = died();
      scheduler.after(random.between(100, 15_000), 'a worker starts', follow);
    } else if (stalls && !what.startsWith('sleep') && random.chance(0.002)) {
      count(faults, 'stall');
      scheduler.note(`${actor.name} stalls at ${what}`);
      return random.between(2_000, 30_000);
    }
    return 0;
  };
}

/** Hints come late, twice, out of order, or never. */
export function hinter(
  { scheduler, random, faults }: Stage,
  deliver: (container: ContainerId, ids: readonly LocalId[] | 'all') => Promise<void>,
) {
  return (container: ContainerId, ids: readonly string[] | 'all'): void => {
    const send = (ms: number): void =>
      scheduler.after(ms, `hint ${container} ${ids === 'all' ? 'all' : ids.join()}`, () =>
        deliver(container, ids as readonly LocalId[] | 'all'),
      );
    const fault = faults.on && random.chance(0.15) ? random.pick(['lost-hint', 'late-hint', 'twice-hint'] as const) : undefined;
    if (fault !== undefined) count(faults, fault);
    if (fault === 'lost-hint') return;
    send(fault === 'late-hint' ? random.between(5_000, 90_000) : random.between(1, 800));
    if (fault === 'twice-hint') send(random.between(500, 60_000));
  };
}
