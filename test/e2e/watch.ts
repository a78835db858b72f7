/** Waiting without sleeping: looks again whenever the product has spoken with a vendor, and what counts as a write on the wire. */
import { sql } from 'kysely';
import type { App } from '../../app/app.ts';
import type { WireEntry } from '../../sandbox/server/wire-log.ts';

/** Long enough for a machine that is busy with other things; what was promised within less is asserted where it is promised. */
const PATIENCE_MS = 15_000;
/** What only the product's own database knows changes without an exchange: it is looked at this often. */
const LOOK_MS = 40;
/** Nothing may happen for so long before a rest counts as one: a wake-up passes through the queue in less. */
const STILL_MS = 250;

export class Watch {
  private readonly waiting = new Set<() => void>();
  private readonly hearers = new Set<() => void>();
  private lastAt = performance.now();

  constructor(
    private readonly wire: readonly WireEntry[],
    private readonly deliveries: { readonly pending: number },
    private readonly app: Pick<App, 'db'>,
  ) {}

  /** Told of every exchange. */
  notice(entry: Pick<WireEntry, 'caller'>): void {
    if (entry.caller !== 'app') return;
    this.lastAt = performance.now();
    for (const wake of [...this.waiting, ...this.hearers]) wake();
  }

  /** Called at each exchange of the product, before its answer leaves; the answer ends it. */
  onExchange(hear: () => void): () => void {
    this.hearers.add(hear);
    return () => this.hearers.delete(hear);
  }

  /** The first answer of `look` that isn't false, null or undefined. @throws Error naming `what` after `ms`. */
  async until<T>(what: string, look: () => Promise<T> | T, ms = PATIENCE_MS): Promise<Exclude<T, false | null | undefined>> {
    const deadline = performance.now() + ms;
    for (;;) {
      const found = await look();
      if (found !== false && found !== null && found !== undefined) return found as Exclude<T, false | null | undefined>;
      if (performance.now() > deadline) throw new Error(`not within ${ms} ms: ${what}`);
      await this.next(LOOK_MS);
    }
  }

  /** Until nothing is under way: no push on its way, no hint unread, nothing dirty, nobody at work. */
  async rest(ms = PATIENCE_MS): Promise<void> {
    await this.until('rest', async () => (await this.stillBusy()) === null || null, ms).catch(async (error: unknown) => {
      throw new Error(`no rest: ${await this.stillBusy()}`, { cause: error });
    });
  }

  /** Exchanges of the product from an index on. */
  since(from: number): readonly WireEntry[] {
    return this.wire.slice(from).filter((one) => one.caller === 'app');
  }

  /** Calls of the product from an index on that change something at a vendor. */
  writes(from: number): readonly string[] {
    return this.since(from)
      .filter(isWrite)
      .map((one) => `${one.service} ${one.method} ${one.path.slice(0, 90)} ${one.requestBody.slice(0, 300)}`);
  }

  get mark(): number {
    return this.wire.length;
  }

  private async stillBusy(): Promise<string | null> {
    if (performance.now() - this.lastAt < STILL_MS) return 'an exchange a moment ago';
    if (this.deliveries.pending > 0) return `${this.deliveries.pending} pushes on their way`;
    const { rows } = await sql<{ id: string }>`select id from accounts_with_work() as id`.execute(this.app.db);
    if (rows.length > 0) return 'an account has work';
    return performance.now() - this.lastAt < STILL_MS ? 'an exchange a moment ago' : null;
  }

  private next(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const go = (): void => {
        clearTimeout(timer);
        this.waiting.delete(go);
        resolve();
      };
      const timer = setTimeout(go, ms);
      this.waiting.add(go);
    });
  }
}

/** Whether a call changes what people see at the vendor. Subscriptions and token refreshes don't. */
function isWrite(entry: Pick<WireEntry, 'service' | 'method' | 'path' | 'requestBody'>): boolean {
  if (entry.service === 'oauth' || entry.method === 'GET') return false;
  if (entry.service === 'monday') return /"query":"\s*mutation/.test(entry.requestBody) && !/_webhook/.test(entry.requestBody);
  if (entry.service === 'sheets') return !/:(getByDataFilter|batchGetByDataFilter)|developerMetadata:search/.test(entry.path);
  if (entry.service === 'drive') return !/\/watch|\/channels\/stop/.test(entry.path);
  return true;
}
