/** The number format that a formula's cell shows when it has none of its own. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Book } from '../book/book.ts';
import type { Cell } from '../book/documents.ts';
import { references, splitFormula } from '../formulas/tokens.ts';

type NumberFormat = sheets_v4.Schema$NumberFormat;

const DATES = /^=\s*(?:TODAY|DATE|EDATE|EOMONTH|WORKDAY|DATEVALUE)\s*\(/i;
const MOMENTS = /^=\s*NOW\s*\(/i;
/** Functions whose result is of the kind of their first range; and a bare reference. */
const ALIKE = /^=\s*(?:(?:SUM|SUMIFS?|AVERAGE|AVERAGEIFS?|MIN|MAX|MEDIAN|ROUND|ROUNDUP|ROUNDDOWN)\s*\([^()]*\)|[^()&"]+)\s*$/i;

const TEMPORAL = new Set(['DATE', 'TIME', 'DATE_TIME']);

/** Google shows `=TODAY()` as a date and a sum of amounts as an amount. Undefined: automatic. */
export function numberFormatOf(book: Book, cell: Cell, sheetId: number, depth = 0): NumberFormat | undefined {
  const own = cell.format?.numberFormat;
  if (own || cell.f === undefined) return own ?? undefined;
  if (MOMENTS.test(cell.f)) return { type: 'DATE_TIME' };
  if (DATES.test(cell.f)) return { type: 'DATE' };
  // A quotient is a share, a difference of dates a number of days.
  if (depth > 3 || !ALIKE.test(cell.f) || cell.f.includes('/')) return undefined;
  const [first] = references(splitFormula(cell.f));
  if (!first) return undefined;
  const source = first.title === undefined ? sheetId : book.tabByTitle(first.title)?.sheetId;
  if (source === undefined) return undefined;
  const model = book.cellAt(source, first.start.row ?? 0, first.start.column ?? 0);
  const found = model && numberFormatOf(book, model, source, depth + 1);
  if (!found || found.type === 'TEXT') return undefined;
  return cell.f.includes('-') && TEMPORAL.has(found.type ?? '') ? undefined : found;
}
