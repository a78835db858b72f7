/** sortRange: numbers, then texts, then booleans; blanks last either way; equal rows keep their order. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Book } from '../book/book.ts';
import { type Box, boxOf } from '../book/boxes.ts';
import type { Cell, MetadataDocument } from '../book/documents.ts';
import { requireEditable } from '../book/protection.ts';
import { copyFormula } from '../formulas/adjust.ts';
import { type Effective, errorText, isCellError } from '../formulas/effective.ts';
import type { Workbook } from '../sheets/library.ts';
import { invalid } from '../wire/errors.ts';

type SortSpec = sheets_v4.Schema$SortSpec;

export function sortRange(workbook: Workbook, request: sheets_v4.Schema$SortRangeRequest): undefined {
  const { book, caller, file } = workbook;
  const box = boxOf(book, request.range);
  requireEditable(book, box, caller, file);
  sortBox(workbook, box, request.sortSpecs ?? []);
}

export function sortBox(workbook: Workbook, box: Box, specs: readonly SortSpec[]): undefined {
  const keys = specs.map((spec) => {
    const column = spec.dimensionIndex ?? 0;
    if (column < box.c0 || column >= box.c1) throw invalid(`sortSpecs.dimensionIndex[${column}] is outside the range to sort.`);
    return { column, down: spec.sortOrder === 'DESCENDING' };
  });
  const { book, calc } = workbook;
  const lines = Array.from({ length: box.r1 - box.r0 }, (_, i) => {
    const row = box.r0 + i;
    return {
      row,
      cells: book.rowAt(box.sheetId, row)?.cells ?? [],
      values: keys.map((key) => calc.value(book, box.sheetId, row, key.column)),
    };
  });
  const sorted = [...lines].sort((a, b) => {
    for (const [i, key] of keys.entries()) {
      const order = compare(a.values[i], b.values[i], key.down);
      if (order !== 0) return order;
    }
    return 0;
  });
  const wholeRows = lines.every(({ cells }) => cells.every((cell, column) => !cell || (column >= box.c0 && column < box.c1)));
  if (wholeRows)
    carryMetadata(
      book,
      box,
      sorted.map((line) => line.row),
    );
  sorted.forEach((line, i) => {
    const row = box.r0 + i;
    if (line.row === row) return;
    const changes: [number, Cell | undefined][] = [];
    for (let column = box.c0; column < box.c1; column += 1) {
      const cell = line.cells[column] ?? undefined;
      changes.push([column, cell?.f === undefined ? cell : { ...cell, f: copyFormula(cell.f, row - line.row, 0) }]);
    }
    book.setCells(box.sheetId, row, changes);
  });
}

/** Where whole rows were sorted, what is attached to a row goes with it. */
function carryMetadata(book: Book, box: Box, from: readonly number[]): void {
  const { rows } = book.order(box.sheetId);
  const moved = new Map(from.map((row, i) => [rows[row] ?? -1, rows[box.r0 + i] ?? -1]));
  let changed = false;
  const next = book.doc.metadata.map((entry): MetadataDocument => {
    const { place } = entry;
    const uid = place.kind === 'row' && place.sheetId === box.sheetId ? moved.get(place.uid) : undefined;
    if (uid === undefined || place.kind !== 'row' || uid === place.uid) return entry;
    changed = true;
    return { ...entry, place: { ...place, uid } };
  });
  if (changed) book.changeMetadata(next);
}

const collator = new Intl.Collator('en', { sensitivity: 'base', numeric: false });

function compare(a: Effective, b: Effective, down: boolean): number {
  if (a === undefined || b === undefined) return (a === undefined ? 1 : 0) - (b === undefined ? 1 : 0);
  return (down ? -1 : 1) * compareFilled(a, b);
}

function compareFilled(a: Exclude<Effective, undefined>, b: Exclude<Effective, undefined>): number {
  const byKind = kind(a) - kind(b);
  if (byKind !== 0) return byKind;
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  if (typeof a === 'boolean' && typeof b === 'boolean') return Number(a) - Number(b);
  return collator.compare(isCellError(a) ? errorText(a) : String(a), isCellError(b) ? errorText(b) : String(b));
}

function kind(value: Exclude<Effective, undefined>): number {
  if (typeof value === 'number') return 0;
  if (typeof value === 'string') return 1;
  return typeof value === 'boolean' ? 2 : 3;
}
