/**
 * Who led a client on the days of a month. On a day the last handover up to it counts; before the first one, whoever handed over
 * then; without any, whoever leads the client now.
 */
import type { Month } from '../values/dates.ts';
import { dayOf, monthEnd, monthStart } from '../values/dates.ts';
import type { Handover } from './records.ts';

/** Consecutive days under the same people; several share equally, none means nobody led. */
export type LedDays = { personIds: readonly string[]; days: number };

/** The month's days in order, cut where the client was handed over; the days sum to the month's length. */
export function ledDays(month: Month, leadsNow: readonly string[], handovers: readonly Handover[]): LedDays[] {
  const first = monthStart(month);
  const end = monthEnd(month) + 1;
  const ordered = handovers.map((handover) => ({ ...handover, day: dayOf(handover.on) })).sort((a, b) => a.day - b.day);
  let leads = ordered[0]?.from ?? leadsNow;
  let since = first;
  const led: LedDays[] = [];
  for (const { day, to } of ordered) {
    if (day >= end) break;
    if (day > since) led.push({ personIds: leads, days: day - since });
    since = Math.max(day, since);
    leads = to;
  }
  led.push({ personIds: leads, days: end - since });
  return led;
}
