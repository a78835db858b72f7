/** Months and quarters as people type them, in a text or as a day of them. */
import type { Cell } from '../../sync/record.ts';
import type { Month, Quarter } from '../../values/dates.ts';
import { isIsoDate, quarterOf } from '../../values/dates.ts';
import { parseDate } from '../../values/parse-date.ts';
import { cellText } from '../../values/value.ts';

/** `2026-11`, `11.2026`, `11/2026`, `Nov 2026`, `ноябрь 2026`, or any day of the month; null: none of them. */
export function readMonth(cell: Cell, locale: string | null): Month | null {
  if (cell.kind === 'date') return isIsoDate(cell.date) ? cell.date.slice(0, 7) : null;
  if (cell.kind !== 'text' && cell.kind !== 'choice') return null;
  const typed = cellText(cell).trim();
  const yearFirst = /^(\d{4})\s*[-./]\s*(\d{1,2})$/.exec(typed);
  if (yearFirst !== null) return month(yearFirst[1], yearFirst[2]);
  const monthFirst = /^(\d{1,2})\s*[-./]\s*(\d{4})$/.exec(typed);
  if (monthFirst !== null) return month(monthFirst[2], monthFirst[1]);
  const named = /^(\p{L}{3,})\.?,?\s*(\d{4})(?:\s*г\.?)?$/u.exec(typed) ?? /^(\d{4})\s*(\p{L}{3,})\.?$/u.exec(typed);
  if (named !== null) {
    const [word = '', year = ''] = /^\d/.test(named[1] ?? '') ? [named[2], named[1]] : [named[1], named[2]];
    const number = monthNumber(word.toLowerCase());
    return number === null ? null : month(year, String(number));
  }
  const day = parseDate(typed, locale);
  return day.kind === 'date' ? day.date.slice(0, 7) : null;
}

/** `2026-Q4`, `Q4 2026`, `4 кв. 2026`, or any day or month of the quarter; null: none of them. */
export function readQuarter(cell: Cell, locale: string | null): Quarter | null {
  if (cell.kind === 'text' || cell.kind === 'choice') {
    const typed = cellText(cell).trim();
    const yearFirst = /^(\d{4})\s*[-./ ]?\s*Q([1-4])$/i.exec(typed);
    if (yearFirst !== null) return `${yearFirst[1]}-Q${yearFirst[2]}`;
    const yearLast = /^(?:Q([1-4])|([1-4])\s*(?:Q|кв\.?|квартал))\s*[-./ ]?\s*(\d{4})(?:\s*г\.?)?$/iu.exec(typed);
    if (yearLast !== null) return `${yearLast[3]}-Q${yearLast[1] ?? yearLast[2]}`;
  }
  const inside = readMonth(cell, locale);
  return inside === null ? null : quarterOf(inside);
}

/** The first three letters tell months apart, in English and in Russian. */
const NAMES: readonly (readonly string[])[] = [
  ['jan', 'янв'],
  ['feb', 'фев'],
  ['mar', 'мар'],
  ['apr', 'апр'],
  ['may', 'май', 'мая'],
  ['jun', 'июн'],
  ['jul', 'июл'],
  ['aug', 'авг'],
  ['sep', 'сен'],
  ['oct', 'окт'],
  ['nov', 'ноя'],
  ['dec', 'дек'],
];

function monthNumber(word: string): number | null {
  const index = NAMES.findIndex((names) => names.includes(word.slice(0, 3)));
  return index < 0 ? null : index + 1;
}

function month(year: string | undefined, number: string | undefined): Month | null {
  const value = Number(number);
  return value >= 1 && value <= 12 ? `${year}-${String(value).padStart(2, '0')}` : null;
}
