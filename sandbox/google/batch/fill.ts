/** Requests that fill cells from their neighbours: autoFill, textToColumns, randomizeRange. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, boxOf, requireInGrid } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { requireEditable } from '../book/protection.ts';
import { displayed } from '../cells/display.ts';
import { copyFormula } from '../formulas/adjust.ts';
import type { Workbook } from '../sheets/library.ts';
import { entered } from '../values/value-ranges.ts';
import { invalid } from '../wire/errors.ts';

const DELIMITERS: Readonly<Record<string, string>> = { COMMA: ',', SEMICOLON: ';', PERIOD: '.', SPACE: ' ' };

/** Numbers in even steps go on in them, anything else is repeated; formulas are copied as they move. */
export function autoFill(workbook: Workbook, request: sheets_v4.Schema$AutoFillRequest): undefined {
  const { source, rest, down } = fillBoxes(workbook, request);
  const { book, caller, file } = workbook;
  requireInGrid(book, rest);
  requireEditable(book, rest, caller, file);
  const lines = down ? source.c1 - source.c0 : source.r1 - source.r0;
  for (let line = 0; line < lines; line += 1) {
    const at = (n: number): readonly [row: number, column: number] =>
      down ? [source.r0 + n, source.c0 + line] : [source.r0 + line, source.c0 + n];
    const length = down ? source.r1 - source.r0 : source.c1 - source.c0;
    const given = Array.from({ length }, (_, n) => book.cellAt(source.sheetId, ...at(n)));
    const step = stepOf(given);
    const more = down ? rest.r1 - rest.r0 : rest.c1 - rest.c0;
    for (let n = length; n < length + more; n += 1) {
      const from = given[n % length];
      const [row, column] = at(n);
      const [fromRow, fromColumn] = at(n % length);
      book.setCell(source.sheetId, row, column, filled(from, given[0], step, n, row - fromRow, column - fromColumn));
    }
  }
}

/** One column, split at a delimiter over the cells to its right. */
export function textToColumns(workbook: Workbook, request: sheets_v4.Schema$TextToColumnsRequest): undefined {
  const { book, caller, file } = workbook;
  const box = boxOf(book, request.source);
  if (box.c1 - box.c0 !== 1) throw invalid('source must span exactly one column.');
  const type = request.delimiterType ?? 'AUTODETECT';
  for (let row = box.r0; row < box.r1; row += 1) {
    const cell = book.cellAt(box.sheetId, row, box.c0);
    const text = cell?.f === undefined ? displayed(cell?.v, cell?.format?.numberFormat, book.doc.locale) : undefined;
    if (!text) continue;
    const delimiter = type === 'CUSTOM' ? request.delimiter : (DELIMITERS[type] ?? [',', ';', '\t', ' '].find((one) => text.includes(one)));
    if (!delimiter) continue;
    const parts = text.split(delimiter);
    const written = { sheetId: box.sheetId, r0: row, r1: row + 1, c0: box.c0, c1: box.c0 + parts.length };
    requireInGrid(book, written);
    requireEditable(book, written, caller, file);
    const changes = parts.map((part, n) => {
      const before = book.cellAt(box.sheetId, row, box.c0 + n);
      return [box.c0 + n, entered(workbook, before, part.trim(), 'USER_ENTERED')] as const;
    });
    book.setCells(box.sheetId, row, changes);
  }
}

/** The range's rows in another order, drawn by the world's chance. */
export function randomizeRange(workbook: Workbook, { range }: sheets_v4.Schema$RandomizeRangeRequest): undefined {
  const { book, caller, file, world } = workbook;
  const box = boxOf(book, range);
  requireEditable(book, box, caller, file);
  const rows = Array.from({ length: box.r1 - box.r0 }, (_, n) =>
    Array.from({ length: box.c1 - box.c0 }, (__, column) => book.cellAt(box.sheetId, box.r0 + n, box.c0 + column)),
  );
  for (let n = rows.length - 1; n > 0; n -= 1) {
    const other = Math.floor(world.random() * (n + 1));
    const [one, two] = [rows[n], rows[other]];
    if (one && two) [rows[n], rows[other]] = [two, one];
  }
  rows.forEach((cells, n) => {
    const changes = cells.map((cell, column) => [box.c0 + column, cell] as const);
    book.setCells(box.sheetId, box.r0 + n, changes);
  });
}

function fillBoxes({ book }: Workbook, request: sheets_v4.Schema$AutoFillRequest): { source: Box; rest: Box; down: boolean } {
  const named = request.sourceAndDestination;
  if (named) {
    const source = boxOf(book, named.source);
    const length = named.fillLength ?? 0;
    if (length < 1) throw invalid('fillLength must be positive: filling backwards is not played here.');
    const down = named.dimension !== 'COLUMNS';
    const rest = down ? { ...source, r0: source.r1, r1: source.r1 + length } : { ...source, c0: source.c1, c1: source.c1 + length };
    return { source, rest, down };
  }
  // Without a source, the filled rows at the range's top are it.
  const box = boxOf(book, request.range);
  let rows = 0;
  while (
    box.r0 + rows < box.r1 &&
    book
      .rowAt(box.sheetId, box.r0 + rows)
      ?.cells.slice(box.c0, box.c1)
      .some(Boolean)
  )
    rows += 1;
  if (rows === 0) throw invalid('There is nothing to fill from in the range.');
  return { source: { ...box, r1: box.r0 + rows }, rest: { ...box, r0: box.r0 + rows }, down: true };
}

/** The step between numbers that stand in even steps; one number alone has none. */
function stepOf(cells: readonly (Cell | undefined)[]): number | undefined {
  const numbers = cells.map((cell) => (cell?.f === undefined && typeof cell?.v === 'number' ? cell.v : Number.NaN));
  const [first, second] = numbers;
  if (first === undefined || second === undefined || numbers.some(Number.isNaN)) return undefined;
  const step = second - first;
  return numbers.every((number, n) => Math.abs(number - (first + n * step)) < 1e-9) ? step : undefined;
}

function filled(
  from: Cell | undefined,
  first: Cell | undefined,
  step: number | undefined,
  n: number,
  down: number,
  right: number,
): Cell | undefined {
  if (from?.f !== undefined) return { ...from, f: copyFormula(from.f, down, right) };
  if (step !== undefined && from && typeof first?.v === 'number') return { ...from, v: first.v + n * step };
  return from;
}
