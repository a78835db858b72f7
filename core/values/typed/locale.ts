/** What the platform knows of a locale: its signs in numbers, the order of its dates, its calendar. Asked once for each locale. */

export interface Separators {
  readonly decimal: string | null;
  readonly group: string | null;
  /** Groups of two after the first three digits: `12,34,567`. */
  readonly byTwo: boolean;
}

export type Order = 'day first' | 'month first' | 'year first';

const UNKNOWN: Separators = { decimal: null, group: null, byTwo: false };
/** Asking the platform for a locale's signs costs more than reading a thousand numbers. */
const separators = new Map<string, Separators>();

export function separatorsOf(locale: string | null): Separators {
  const tag = localeTag(locale);
  if (tag === null) return UNKNOWN;
  const known = separators.get(tag);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(tag).formatToParts(12_345_678.5);
  const of = (type: 'decimal' | 'group'): string | null => parts.find((one) => one.type === type)?.value ?? null;
  const groups = parts.filter((one) => one.type === 'integer').map((one) => [...one.value].length);
  const found = { decimal: of('decimal'), group: of('group'), byTwo: groups.at(-2) === 2 };
  separators.set(tag, found);
  return found;
}

/** `calendar` is false where people may count years otherwise than the rest of the world. */
const dates = new Map<string, { readonly order: Order; readonly calendar: boolean }>();

function datesOf(locale: string | null): { readonly order: Order | null; readonly calendar: boolean } {
  const tag = localeTag(locale);
  if (tag === null) return { order: null, calendar: true };
  const known = dates.get(tag);
  if (known !== undefined) return known;
  const format = new Intl.DateTimeFormat(tag);
  const parts = format.formatToParts(Date.UTC(2026, 10, 23)).map((one) => one.type);
  const at = (type: 'year' | 'month' | 'day'): number => parts.indexOf(type);
  const order = at('year') < at('day') ? 'year first' : at('month') < at('day') ? 'month first' : 'day first';
  const found = { order, calendar: ['gregory', 'iso8601'].includes(format.resolvedOptions().calendar) } as const;
  dates.set(tag, found);
  return found;
}

/** null: no locale says it. */
export const orderOf = (locale: string | null): Order | null => datesOf(locale).order;

export const isGregorian = (locale: string | null): boolean => datesOf(locale).calendar;

/** `ru_RU` → `ru-RU`; null for what is no locale. */
function localeTag(locale: string | null): string | null {
  return locale !== null && /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(locale) ? locale.replaceAll('_', '-') : null;
}
