/**
 * What went wrong in one run of an account, and what of it is left alone for the rest of the run: one trouble doesn't
 * stop what doesn't depend on it.
 */
import type { NextMove } from '../../core/sync/errors.ts';
import { isUnderway, SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ContainerId, PairId } from '../../core/sync/ids.ts';
import type { App } from '../app.ts';
import { noteRefusal, noteTrouble } from './note-trouble.ts';

/** When another worker holds what we need. */
const BUSY_MS = 500;
/** What a plain retry is weighed as against a wait: the queue's first. */
const RETRY_MS = 1_000;

export class Trouble {
  readonly containers = new Set<ContainerId>();
  readonly pairs = new Set<PairId>();
  private readonly all: SyncError[] = [];

  constructor(
    private readonly app: App,
    private readonly account: AccountId,
  ) {}

  /** Notes a failure of a container's read or a pair's run. An error that isn't the engine's own is a bug: logged whole, tried again. */
  async met(error: unknown, about: { readonly container?: ContainerId; readonly pair?: PairId }): Promise<void> {
    const { app, account } = this;
    if (about.pair !== undefined && isUnderway(error)) {
      // Nothing is wrong: the vendor is at it, and the pair comes again when it may be asked.
      this.pairs.add(about.pair);
      this.all.push(error);
      return;
    }
    const known = error instanceof SyncError ? error : new SyncError('internal', { kind: 'retry' }, {}, { cause: error });
    const { code, data } = known;
    app.log.warn({ account, ...about, code, data, err: code === 'internal' ? error : undefined }, 'a part of a sync failed');
    this.all.push(known);
    if (about.container !== undefined) {
      this.containers.add(about.container);
      await noteRefusal(app, account, about.container, known);
    }
    if (about.pair !== undefined) this.pairs.add(about.pair);
    await noteTrouble(app, account, known);
  }

  /** Another worker has it. */
  busy(container: ContainerId): void {
    this.containers.add(container);
    this.all.push(new SyncError('busy', { kind: 'retry-after', afterMs: BUSY_MS }));
  }

  /**
   * The trouble that wants the account again soonest, for the queue. A wait beyond the next sweep is the sweeper's: a
   * wake-up that sleeps would keep others of the account from coming.
   */
  soonest(): SyncError | null {
    const waits = this.all
      .map((one) => ({ one, ms: waitOf(one.next) }))
      .filter(({ one, ms }) => one.next.kind !== 'reconnect' && (one.next.kind !== 'retry-after' || ms <= this.app.config.sweepMs));
    return waits.sort((a, b) => a.ms - b.ms)[0]?.one ?? null;
  }
}

function waitOf(next: NextMove): number {
  if (next.kind === 'replan') return 0;
  if (next.kind === 'retry-after') return next.afterMs;
  return next.kind === 'retry' ? RETRY_MS : Number.POSITIVE_INFINITY;
}
