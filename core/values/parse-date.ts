/** Dates as people type them; an order of day and month that nothing decides is refused (F58). */
import { isIsoDate } from './dates.ts';
import { localeTag } from './parse-number.ts';

export type ParsedDate =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'invalid'; readonly why: 'not-a-date' | 'ambiguous-date' };

type Order = 'day first' | 'month first' | 'year first';

/**
 * `2026-3-1`, `01.03.2026`, `3/1/26`: a year of four digits in front parts it; dots stand day first; slashes and dashes as
 * the locale orders them, or in the one order that gives a day of the calendar.
 */
export function parseDate(typed: string, locale: string | null): ParsedDate {
  const text = typed.trim();
  const yearFirst = /^(\d{4})([-./])(\d{1,2})\2(\d{1,2})$/.exec(text);
  if (yearFirst !== null) return dated(dayIn(yearFirst[1], yearFirst[3], yearFirst[4]));
  const found = /^(\d{1,2})([-./])(\d{1,2})\2(\d{2}|\d{4})$/.exec(text);
  if (found === null) return { kind: 'invalid', why: 'not-a-date' };
  const [, first = '', mark, second = '', last = ''] = found;
  const read = (order: Order): string | null => {
    if (order === 'year first') return first.length === 2 && last.length === 2 ? dayIn(fullYear(first), second, last) : null;
    return order === 'day first' ? dayIn(fullYear(last), second, first) : dayIn(fullYear(last), first, second);
  };
  const usually = orderOf(locale);
  const preferred = mark !== '.' || (usually === 'year first' && last.length === 2) ? usually : 'day first';
  const usual = preferred === null ? null : read(preferred);
  if (usual !== null) return dated(usual);
  const others = (mark === '.' ? DOTTED : ANY).map(read);
  const days = new Set(others.filter((one) => one !== null));
  const [only = null] = days;
  return days.size > 1 ? { kind: 'invalid', why: 'ambiguous-date' } : dated(only);
}

const ANY: readonly Order[] = ['day first', 'month first', 'year first'];
const DOTTED: readonly Order[] = ['day first'];

const dated = (date: string | null): ParsedDate => (date === null ? { kind: 'invalid', why: 'not-a-date' } : { kind: 'date', date });

function dayIn(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  const date = `${year}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  return isIsoDate(date) ? date : null;
}

/** Two-digit years are of this century up to 68 (POSIX). */
const fullYear = (year: string): string => {
  if (year.length === 4) return year;
  return Number(year) <= 68 ? `20${year.padStart(2, '0')}` : `19${year}`;
};

/** Asking the platform for a locale's order costs more than reading a thousand dates. */
const orders = new Map<string, Order>();

/** null: no locale says it. */
function orderOf(locale: string | null): Order | null {
  const tag = localeTag(locale);
  if (tag === null) return null;
  const known = orders.get(tag);
  if (known !== undefined) return known;
  const parts = new Intl.DateTimeFormat(tag, { timeZone: 'UTC' }).formatToParts(Date.UTC(2026, 10, 23)).map((one) => one.type);
  const at = (type: 'year' | 'month' | 'day'): number => parts.indexOf(type);
  const found = at('year') < at('day') ? 'year first' : at('month') < at('day') ? 'month first' : 'day first';
  orders.set(tag, found);
  return found;
}
