/** Dates as people type them; an order of day and month that nothing decides is refused (F58). */
export type ParsedDate =
  | { readonly kind: 'date'; readonly date: string }
  | { readonly kind: 'invalid'; readonly why: 'not-a-date' | 'ambiguous-date' };

/** `2026-3-1`, `01.03.2026`, `3/1/26`: ISO always, dots day first, slashes as the locale orders them. */
export function parseDate(typed: string, locale: string | null): ParsedDate {
  const text = typed.trim();
  const iso = /^(\d{4})-(\d{1,2})-(\d{1,2})$/.exec(text);
  if (iso !== null) return day(iso[1], iso[2], iso[3]);
  const dots = /^(\d{1,2})\.(\d{1,2})\.(\d{2}|\d{4})$/.exec(text);
  if (dots !== null) return day(fullYear(dots[3]), dots[2], dots[1]);
  const slashes = /^(\d{1,2})[/-](\d{1,2})[/-](\d{2}|\d{4})$/.exec(text);
  if (slashes === null) return { kind: 'invalid', why: 'not-a-date' };
  const [, first = '', second = '', year = ''] = slashes;
  if (Number(first) > 12) return day(fullYear(year), second, first);
  if (Number(second) > 12) return day(fullYear(year), first, second);
  if (first === second) return day(fullYear(year), first, second);
  if (locale === null) return { kind: 'invalid', why: 'ambiguous-date' };
  return monthFirst(locale) ? day(fullYear(year), first, second) : day(fullYear(year), second, first);
}

function day(year: string | undefined, month: string | undefined, dayOfMonth: string | undefined): ParsedDate {
  const date = `${year}-${(month ?? '').padStart(2, '0')}-${(dayOfMonth ?? '').padStart(2, '0')}`;
  const parsed = new Date(`${date}T00:00:00Z`);
  const exists = !Number.isNaN(parsed.getTime()) && parsed.toISOString().startsWith(date);
  return exists ? { kind: 'date', date } : { kind: 'invalid', why: 'not-a-date' };
}

/** Two-digit years are of this century up to 68, as spreadsheets read them. */
const fullYear = (year: string | undefined): string => {
  const text = year ?? '';
  if (text.length === 4) return text;
  return Number(text) <= 68 ? `20${text}` : `19${text}`;
};

function monthFirst(locale: string): boolean {
  const parts = new Intl.DateTimeFormat(locale.replaceAll('_', '-')).formatToParts(new Date(Date.UTC(2026, 10, 23)));
  return parts.findIndex((one) => one.type === 'month') < parts.findIndex((one) => one.type === 'day');
}
