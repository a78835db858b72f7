import { dayText, isWeekOf } from '../format/dates.ts';
import type { Week } from '../format/people.ts';

/** `This week`, or the day on which the week begins. */
export function weekTitle(week: Week, asOf: string, locale: string, thisWeek: string): string {
  return isWeekOf(week.start, asOf) ? thisWeek : dayText(week.start, locale);
}
