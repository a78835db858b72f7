/** Dates as people type them; an order of day and month that nothing decides is refused (F58). */
import { isIsoDate } from './dates.ts';
import { plainDigits } from './typed/digits.ts';
import { isGregorian, type Order, orderOf } from './typed/locale.ts';
import { monthNamed } from './typed/months.ts';

export type ParsedDate =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'invalid'; readonly why: 'not-a-date' | 'ambiguous-date' };

/** Characters that a typed date may have; the shapes below are only matched against short texts. */
const LONGEST = 40;

const NOT_A_DATE: ParsedDate = { kind: 'invalid', why: 'not-a-date' };
const AMBIGUOUS: ParsedDate = { kind: 'invalid', why: 'ambiguous-date' };

/**
 * `2026-3-1`, `01.03.2026`, `3/1/26`, `1 March 2026`: a year of four digits in front parts it; dots stand day first; slashes and
 * dashes as the locale orders them, or in the one order that gives a day of the calendar. Where people count years otherwise,
 * only a year-first date of our times is certain.
 */
export function parseDate(typed: string, locale: string | null): ParsedDate {
  const trimmed = typed.trim();
  if (trimmed.length > LONGEST) return NOT_A_DATE;
  const text = plainDigits(trimmed);
  const certain = isGregorian(locale) || /^(19|20|21)\d\d-\d{1,2}-\d{1,2}$/.test(text);
  const parsed = numbered(text, locale) ?? namedDay(text, locale) ?? NOT_A_DATE;
  return parsed.kind === 'date' && !certain ? AMBIGUOUS : parsed;
}

/** A day in numbers; null for a text that isn't shaped so. */
function numbered(text: string, locale: string | null): ParsedDate | null {
  const yearFirst = /^(\d{4})([-./年])\s?(\d{1,2})(?:\2|月)\s?(\d{1,2})(?:\.|日)?$/.exec(text);
  if (yearFirst !== null) return dated(dayIn(yearFirst[1], yearFirst[3], yearFirst[4]));
  const found = /^(\d{1,2})([-./])\s?(\d{1,2})\2\s?(\d{2}|\d{4})(?:\.|\s?г\.?)?$/.exec(text);
  if (found === null) return null;
  const [, first = '', mark, second = '', last = ''] = found;
  const read = (order: Order): string | null => {
    if (order === 'year first') return first.length === 2 && last.length === 2 ? dayIn(fullYear(first), second, last) : null;
    return order === 'day first' ? dayIn(fullYear(last), second, first) : dayIn(fullYear(last), first, second);
  };
  const usually = orderOf(locale);
  const preferred = mark !== '.' || usually === 'year first' ? usually : 'day first';
  const usual = preferred === null ? null : read(preferred);
  if (usual !== null) return dated(usual);
  const others = (mark === '.' ? DOTTED : ANY).map(read);
  const days = new Set(others.filter((one) => one !== null));
  const [only = null] = days;
  return days.size > 1 ? AMBIGUOUS : dated(only);
}

const DAY_FIRST = /^(\d{1,2})(?:\.|st|nd|rd|th)?[\s-]{1,2}(\p{L}{3,9})\.?,?[\s-]{1,2}(\d{4}|\d{2})(?:\s?г\.?|\s?года)?$/iu;
const NAME_FIRST = /^(\p{L}{3,9})\.?\s(\d{1,2})(?:st|nd|rd|th)?,?\s(\d{4})$/iu;
const YEAR_FIRST = /^(\d{4})[\s-](\p{L}{3,9})\.?[\s-](\d{1,2})$/u;

/** A day with its month's name; null for a text without one. */
function namedDay(text: string, locale: string | null): ParsedDate | null {
  const dayFirst = DAY_FIRST.exec(text);
  const [year, name, day] = dayFirst
    ? [dayFirst[3], dayFirst[2], dayFirst[1]]
    : (inOrder(NAME_FIRST.exec(text), [3, 1, 2]) ?? inOrder(YEAR_FIRST.exec(text), [1, 2, 3]) ?? []);
  const month = name === undefined ? null : monthNamed(name);
  if (year === undefined || day === undefined || month === null) return null;
  // `26-Mar-01` is of 2001 for most, of 2026 where the year goes first.
  if (year.length === 2 && orderOf(locale) === 'year first') return AMBIGUOUS;
  return dated(dayIn(fullYear(year), String(month), day));
}

const inOrder = (found: RegExpExecArray | null, order: readonly [number, number, number]): (string | undefined)[] | null =>
  found === null ? null : order.map((at) => found[at]);

const ANY: readonly Order[] = ['day first', 'month first', 'year first'];
const DOTTED: readonly Order[] = ['day first'];

const dated = (date: string | null): ParsedDate => (date === null ? NOT_A_DATE : { kind: 'date', date });

function dayIn(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  const date = `${year}-${(month ?? '').padStart(2, '0')}-${(day ?? '').padStart(2, '0')}`;
  return isIsoDate(date) ? date : null;
}

/** Two-digit years are of this century up to 68 (POSIX). */
const fullYear = (year: string): string => {
  if (year.length === 4) return year;
  return Number(year) <= 68 ? `20${year}` : `19${year}`;
};
