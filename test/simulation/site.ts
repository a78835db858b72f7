/** What a worker works in, at either level. */
import type { ContainerId } from '../../core/sync/ids.ts';
import type { Container } from '../../core/sync/ports.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Line } from './vendors/wire.ts';

export interface Site {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly store: MemoryStore;
  readonly line: Omit<Line, 'actor' | 'timers' | 'gate'>;
  /** Opens a container for the process whose line this is. */
  readonly open: (container: ContainerId, line: Line) => Container;
  minted: number;
}
