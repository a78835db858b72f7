/** The number format that a formula's cell shows when it has none of its own. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Book } from '../book/book.ts';
import type { Cell } from '../book/documents.ts';
import { type Reference, references, splitFormula } from '../formulas/tokens.ts';

type NumberFormat = sheets_v4.Schema$NumberFormat;

const DATES = /^=\s*(?:TODAY|DATE|EDATE|EOMONTH|WORKDAY|DATEVALUE)\s*\(/i;
const MOMENTS = /^=\s*NOW\s*\(/i;
/** Functions whose result is of the kind of their first range; and a bare reference. */
const ALIKE = /^=\s*(?:(?:SUM|SUMIFS?|AVERAGE|AVERAGEIFS?|MIN|MAX|MEDIAN|ROUND|ROUNDUP|ROUNDDOWN)\s*\([^()]*\)|[^()&"]+)\s*$/i;

const TEMPORAL = new Set(['DATE', 'TIME', 'DATE_TIME']);

/** What a formula's text says about its format: one of its own, that of a cell it names, or nothing. */
type Hint = NumberFormat | { readonly like: Reference; readonly noDates: boolean } | undefined;

const hints = new Map<string, Hint>();

/** Google shows `=TODAY()` as a date and a sum of amounts as an amount. Undefined: automatic. */
export function numberFormatOf(book: Book, cell: Cell, sheetId: number, depth = 0): NumberFormat | undefined {
  const own = cell.format?.numberFormat;
  if (own || cell.f === undefined || depth > 3) return own ?? undefined;
  const hint = hintOf(cell.f);
  if (!hint || !('like' in hint)) return hint;
  const { title, start } = hint.like;
  const source = title === undefined ? sheetId : book.tabByTitle(title)?.sheetId;
  const model = source === undefined ? undefined : book.cellAt(source, start.row ?? 0, start.column ?? 0);
  const found = model && source !== undefined ? numberFormatOf(book, model, source, depth + 1) : undefined;
  if (!found || found.type === 'TEXT') return undefined;
  return hint.noDates && TEMPORAL.has(found.type ?? '') ? undefined : found;
}

function hintOf(formula: string): Hint {
  if (!hints.has(formula)) {
    if (hints.size > 50_000) hints.clear();
    hints.set(formula, findHint(formula));
  }
  return hints.get(formula);
}

function findHint(formula: string): Hint {
  if (MOMENTS.test(formula)) return { type: 'DATE_TIME' };
  if (DATES.test(formula)) return { type: 'DATE' };
  // A quotient is a share, a difference of dates a number of days.
  if (!ALIKE.test(formula) || formula.includes('/')) return undefined;
  const [like] = references(splitFormula(formula));
  return like && { like, noDates: formula.includes('-') };
}
