/** What a worker works in, at either level. */
import type { ContainerId } from '../../core/sync/ids.ts';
import type { Container } from '../../core/sync/ports.ts';
import type { SyncStore } from '../../core/sync/store.ts';
import type { MemoryStore } from './memory-store.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import type { Line } from './vendors/wire.ts';

export interface Site {
  readonly scheduler: Scheduler;
  readonly random: Random;
  readonly store: MemoryStore;
  /** What workers and vendors speak to: the store in memory, or it and a database in step. */
  statements: SyncStore;
  readonly line: Omit<Line, 'actor' | 'timers' | 'gate'>;
  /** Opens a container for the process whose line this is. */
  readonly open: (container: ContainerId, line: Line) => Container;
  minted: number;
}
