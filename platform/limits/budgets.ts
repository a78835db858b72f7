/**
 * The vendors' published limits as budgets of ours, of the smallest plan until an answer tells of a larger one:
 * https://developer.monday.com/api-reference/docs/rate-limits, https://developers.google.com/workspace/sheets/api/limits,
 * https://developers.google.com/workspace/drive/api/guides/limits (projects since May 2026),
 * https://developer.atlassian.com/cloud/confluence/rate-limiting (its slowest method). A tenth stays free for what we
 * don't count (a person's own calls, retries); of a day's calls nothing does: they are too few, and monday says when they end.
 */
import type { VendorName } from '../../core/sync/errors.ts';
import type { BudgetName, VendorApi } from '../../core/sync/limit-news.ts';

export interface Budget {
  /** For errors, metrics and people: `calls per minute`. */
  readonly name: BudgetName;
  readonly vendor: VendorName;
  /** Of calls to this API of the vendor's alone; else of all. */
  readonly api?: VendorApi;
  /** Whose budget it is: one connection's (its user's at the vendor, where we know them), one account's, or everybody's together. */
  readonly of: 'connection' | 'account' | 'everybody';
  /**
   * What counts: every call as one, as ten tenths, or by its cost; of reads, writes, or both. `nothing`: it is too large to
   * be counted, and is there to carry the vendor's refusal to all processes.
   */
  readonly counts: 'calls' | 'tenths' | 'cost' | 'nothing';
  readonly kind?: 'read' | 'write';
  readonly max: number;
  readonly window: Window;
  /** The operator says so: whatever a vendor's answer tells. */
  readonly fixed?: true;
}

/** `sliding`: any so many ms. `utc`: from one multiple of them since 1970 to the next, as an hour or a day is. */
export interface Window {
  readonly kind: 'sliding' | 'utc';
  readonly ms: number;
}

/** Who waits for a call: a person at a screen, a change that travels, a first sync, a look for changes nobody told of. */
export type Urgency = 'person' | 'live' | 'backfill' | 'poll';

/** Up to which part of a budget each may go: what is more urgent always finds room that the others left. */
export const CEILINGS: Readonly<Record<Urgency, number>> = { person: 1, live: 0.95, backfill: 0.8, poll: 0.7 };

/** The most urgent first. */
export const rankOf = (urgency: Urgency): number => ORDER.indexOf(urgency);
const ORDER: readonly Urgency[] = ['person', 'live', 'backfill', 'poll'];

const MINUTE = 60_000;
const minute: Window = { kind: 'sliding', ms: MINUTE };
const DAY: Window = { kind: 'utc', ms: 1_440 * MINUTE };
const sheets = { vendor: 'google', api: 'sheets' } as const;
const drive = { vendor: 'google', api: 'drive' } as const;

export const BUDGETS: readonly Budget[] = [
  { name: 'calls per minute', vendor: 'monday', of: 'account', counts: 'calls', max: 900, window: minute },
  { name: 'read complexity per minute', vendor: 'monday', of: 'account', counts: 'cost', kind: 'read', max: 4_500_000, window: minute },
  { name: 'write complexity per minute', vendor: 'monday', of: 'account', counts: 'cost', kind: 'write', max: 4_500_000, window: minute },
  { name: 'calls per day', vendor: 'monday', of: 'account', counts: 'tenths', max: 10_000, window: DAY },
  {
    name: 'calls in 10 seconds of all',
    vendor: 'monday',
    of: 'everybody',
    counts: 'nothing',
    max: 4_500,
    window: { kind: 'sliding', ms: 10_000 },
  },
  { name: 'reads per minute of a user', ...sheets, of: 'connection', counts: 'calls', kind: 'read', max: 54, window: minute },
  { name: 'writes per minute of a user', ...sheets, of: 'connection', counts: 'calls', kind: 'write', max: 54, window: minute },
  { name: 'reads per minute of all', ...sheets, of: 'everybody', counts: 'calls', kind: 'read', max: 270, window: minute },
  { name: 'writes per minute of all', ...sheets, of: 'everybody', counts: 'calls', kind: 'write', max: 270, window: minute },
  { name: 'units per minute of a user', ...drive, of: 'connection', counts: 'cost', max: 292_500, window: minute },
  { name: 'units per minute of all', ...drive, of: 'everybody', counts: 'cost', max: 900_000, window: minute },
  { name: 'calls per second', vendor: 'confluence', of: 'connection', counts: 'calls', max: 45, window: { kind: 'sliding', ms: 1_000 } },
  {
    name: 'points per hour of all',
    vendor: 'confluence',
    of: 'everybody',
    counts: 'cost',
    max: 58_500,
    window: { kind: 'utc', ms: 60 * MINUTE },
  },
];

/** Calls that an account of monday may make at once, of the smallest plan, a tenth kept free. */
export const AT_ONCE = 36;

/** What stays free of a limit that a vendor tells us of. */
export const KEPT_FREE = 0.1;

/** monday's calls of a day by its calls of a minute: the header names the one, and the plan has both. */
export function dailyCalls(perMinute: number): number {
  if (perMinute >= 5_000) return 25_000;
  return perMinute >= 2_500 ? 10_000 : 1_000;
}

/** What the operator says of limits that no answer tells. */
export interface Agreed {
  /** An account's calls of monday's day; `none` for an app of the marketplace, which is exempt. */
  readonly mondayDailyCalls: 'by-plan' | 'none' | number;
  /** Of the whole Google project: Sheets' reads, and writes as many. */
  readonly googleCallsPerMinute: number;
}

/** The budgets as the operator has them. */
export function budgetsFor({ mondayDailyCalls: daily, googleCallsPerMinute }: Agreed): readonly Budget[] {
  return BUDGETS.flatMap((one): readonly Budget[] => {
    if (one.api === 'sheets' && one.of === 'everybody') return [{ ...one, max: Math.floor(googleCallsPerMinute * (1 - KEPT_FREE)) }];
    if (one.name !== 'calls per day' || daily === 'by-plan') return [one];
    return daily === 'none' ? [] : [{ ...one, max: daily * 10, fixed: true }];
  });
}
