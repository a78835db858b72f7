import { dayText } from '../format/dates.ts';
import type { LoadRow, Week } from '../format/people.ts';

/** `This week`, or the day on which the week begins. The first week of a figure is this one, by the account's own calendar. */
export function weekTitle(week: Week, { weeks }: Pick<LoadRow, 'weeks'>, locale: string, thisWeek: string): string {
  return week.start === weeks[0]?.start ? thisWeek : dayText(week.start, locale);
}
