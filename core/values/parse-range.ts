/** Spans of days as people type them in one cell: two whole dates with something between them that parts them. */
import { parseDate } from './parse-date.ts';

export type ParsedRange =
  | { readonly kind: 'range'; readonly from: string; readonly until: string }
  | {
      readonly kind: 'invalid';
      readonly why: 'not-a-range' | 'half-range' | 'reversed-range' | 'ambiguous-date';
    };

/** Characters that a typed span may have; the shapes below are only matched against short texts. */
const LONGEST = 90;

const INTRODUCED = /^(?:from|vom|von|с)\s/iu;
/** Nearest to certain first: what parts nothing else, a word or a dash between blanks, ISO's stroke, a lone dash. */
const BETWEEN = [/\s*(?:[–—…]|\.{2,3}(?=[\s\d]))\s*/u, /\s(?:-|to|till|until|bis|до|по)\s/iu];
const ISO = /^(\d{4}-\d\d?-\d\d?)\s?\/\s?(\d{4}-\d\d?-\d\d?)$/;

/** `2026-03-01 - 2026-03-05`, `1.3.2026–5.3.2026`, `from 1 March 2026 to 5 March 2026`. Half a date is none. */
export function parseRange(typed: string, locale: string | null): ParsedRange {
  const trimmed = typed.trim();
  if (trimmed.length > LONGEST) return { kind: 'invalid', why: 'not-a-range' };
  const text = trimmed.replace(INTRODUCED, '');
  const halves = halvesOf(text);
  if (halves === null) {
    return { kind: 'invalid', why: parseDate(text, locale).kind === 'date' ? 'half-range' : 'not-a-range' };
  }
  const [from, until] = halves.map((one) => parseDate(one, locale));
  if (from?.kind === 'date' && until?.kind === 'date') return ordered(from.date, until.date);
  const ambiguous = [from, until].some((one) => one?.kind === 'invalid' && one.why === 'ambiguous-date');
  return { kind: 'invalid', why: ambiguous ? 'ambiguous-date' : 'not-a-range' };
}

/** A span of days whose ends are known; the days count, and both ends belong to it. */
export const ordered = (from: string, until: string): ParsedRange =>
  from <= until ? { kind: 'range', from, until } : { kind: 'invalid', why: 'reversed-range' };

function halvesOf(text: string): readonly string[] | null {
  const iso = ISO.exec(text);
  if (iso !== null) return iso.slice(1);
  for (const mark of [...BETWEEN, '-']) {
    const halves = text.split(mark);
    if (halves.length === 2) return halves;
  }
  return null;
}
