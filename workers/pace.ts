/**
 * How soon an account is read again after it had news: a first change at once, the next after half a second, and ever
 * later only while runs read more than ten changed records. Kept in the process: two that take turns come a little oftener, and one
 * that is started anew reads at once. Limits are kept elsewhere.
 */

/** After news; after one, two, three and more crowded runs in a row. */
const WAITS_MS = [500, 2_000, 4_000, 5_000] as const;
const CROWD = 10;
/** Quiet for so long beyond its wait, an account begins anew. */
const QUIET_MS = 5_000;

interface Rest {
  /** ms since 1970. */
  readonly until: number;
  /** Crowded runs in a row. */
  readonly crowded: number;
}

export class Pace {
  private readonly rests = new Map<string, Rest>();

  /** How long the account rests yet, ms; 0: it may be read. */
  waitOf(account: string, now: number): number {
    const rest = this.rests.get(account);
    if (rest === undefined) return 0;
    if (rest.until + QUIET_MS <= now) this.rests.delete(account);
    return Math.max(0, rest.until - now);
  }

  /** A run that began at `began` has read so many records that had changed. */
  hasRead(account: string, records: number, began: number): void {
    if (records === 0) return;
    const before = this.rests.get(account)?.crowded ?? 0;
    const crowded = records > CROWD ? Math.min(before + 1, WAITS_MS.length - 1) : 0;
    this.rests.set(account, { until: began + (WAITS_MS[crowded] ?? 0), crowded });
  }
}
