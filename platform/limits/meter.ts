/**
 * What each account used of each vendor by day. Calls are added up in the process and told to Postgres together, a
 * moment later: a process that dies forgets that moment, nothing else.
 */
import type { Kysely, Transaction } from 'kysely';
import { sql } from 'kysely';
import type { VendorName } from '../../core/sync/errors.ts';
import type { CallMade } from './limits.ts';

export interface Usage {
  readonly vendor: VendorName;
  /** UTC, as monday's day is. */
  readonly day: string;
  /** Sent, to whichever of the vendor's APIs. */
  readonly calls: number;
  /** Of them, those that waited for their place; and how long together. */
  readonly waited: number;
  readonly waitedMs: number;
  /** Refused by a limit of the vendor's. */
  readonly refused: number;
  /** Not sent, because they would have waited long. */
  readonly held: number;
  /** Without an answer, or with one of the vendor's own failures. */
  readonly failed: number;
}

export interface MeterOptions {
  readonly db: Kysely<unknown>;
  /** ms since 1970. */
  readonly now: () => number;
  /** Runs a task once, later; does not keep the process. */
  readonly later: (task: () => void, ms: number) => void;
  readonly onError: (error: unknown) => void;
}

export interface Meter {
  count(call: CallMade): void;
  /** Tells Postgres all that was counted. */
  flush(): Promise<void>;
}

const TELL_MS = 2_000;
/** Shorter waits are the work of a visit to the shelf. */
const WAITED_MS = 20;

type Counted = { -readonly [Field in keyof Usage]: Usage[Field] } & { account: string };

export function openMeter({ db, now, later, onError }: MeterOptions): Meter {
  let counted = new Map<string, Counted>();
  let due = false;

  async function flush(): Promise<void> {
    due = false;
    if (counted.size === 0) return;
    const told = counted;
    counted = new Map();
    try {
      const rows = [...told.values()].map(({ waitedMs, ...one }) => ({ ...one, waited_ms: Math.round(waitedMs) }));
      await sql`select add_usage(${JSON.stringify(rows)}::jsonb)`.execute(db);
    } catch (error) {
      onError(error);
      for (const one of told.values()) add(counted, one);
      tellLater();
    }
  }

  function tellLater(): void {
    if (due) return;
    due = true;
    later(() => void flush(), TELL_MS);
  }

  return {
    count({ guest, outcome, waitedMs }) {
      const waited = outcome !== 'held' && waitedMs >= WAITED_MS;
      add(counted, {
        account: guest.account,
        vendor: guest.vendor,
        day: new Date(now()).toISOString().slice(0, 10),
        calls: outcome === 'held' ? 0 : 1,
        waited: waited ? 1 : 0,
        waitedMs: waited ? waitedMs : 0,
        refused: outcome === 'refused' ? 1 : 0,
        held: outcome === 'held' ? 1 : 0,
        failed: outcome === 'failed' ? 1 : 0,
      });
      tellLater();
    },
    flush,
  };
}

/** The last `days` days up to `today`, newest first; one line for each vendor that was called or held. */
export async function readUsage(tx: Transaction<unknown>, today: string, days: number): Promise<readonly Usage[]> {
  const { rows } = await sql<Usage>`
    select vendor, day, calls, waited, waited_ms as "waitedMs", refused, held, failed from usage
    where day > ${today}::date - ${days}::integer and day <= ${today}::date order by day desc, vendor`.execute(tx);
  return rows;
}

const SUMS = ['calls', 'waited', 'waitedMs', 'refused', 'held', 'failed'] as const;

function add(counted: Map<string, Counted>, one: Counted): void {
  const id = `${one.account} ${one.vendor} ${one.day}`;
  const known = counted.get(id);
  if (known === undefined) counted.set(id, { ...one });
  else for (const field of SUMS) known[field] += one[field];
}
