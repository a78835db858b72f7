/**
 * Public holidays from the `date-holidays` calendar. Kept apart from the figures, which take dates as a parameter: so the
 * calendar's data isn't pulled along where only the arithmetic is wanted.
 */
import Calendar from 'date-holidays';
import type { EpochDay, IsoDate } from '../values/dates.ts';
import { dayOf, isoOf } from '../values/dates.ts';

/** Holidays by country code, as ISO dates. A country that isn't in it has none. */
export type Holidays = Readonly<Record<string, readonly IsoDate[]>>;

/**
 * Public holidays of the countries (ISO 3166-1 codes, or with a region as `DE-BY`) for whole years, first and last included.
 * A code the calendar doesn't know has an empty list. Half days don't count.
 */
export function holidaysOf(countries: Iterable<string>, firstYear: number, lastYear: number): Holidays {
  const result: Record<string, IsoDate[]> = {};
  for (const country of new Set(countries)) {
    const days = new Set<EpochDay>();
    for (let year = firstYear; year <= lastYear; year++) for (const day of yearOf(country, year)) days.add(day);
    result[country] = [...days].sort((a, b) => a - b).map(isoOf);
  }
  return result;
}

const MS_A_DAY = 86_400_000;

/** The calendar's `date` is the local day; its `start` and `end` are moments, so only their distance is used (rounded over a clock change). */
function yearOf(country: string, year: number): EpochDay[] {
  const [code = '', region] = country.split('-');
  const calendar = region ? new Calendar(code, region, { types: ['public'] }) : new Calendar(code, { types: ['public'] });
  return calendar.getHolidays(year).flatMap((holiday) => {
    const first = dayOf(holiday.date.slice(0, 10));
    const length = Math.round((holiday.end.getTime() - holiday.start.getTime()) / MS_A_DAY);
    return Array.from({ length }, (_, index) => first + index);
  });
}
