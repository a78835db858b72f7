/** copyPaste, cutPaste and pasteData. A copied formula's relative references shift; a cut one's follow the cells. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, boxOf, requireInGrid } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { follow, titlesOf } from '../book/follow.ts';
import { requireEditable } from '../book/protection.ts';
import { tidyCell, withValue } from '../cells/edit.ts';
import { anchorFormula, copyFormula } from '../formulas/adjust.ts';
import { isCellError } from '../formulas/effective.ts';
import type { Workbook } from '../sheets/library.ts';
import { entered } from '../values/value-ranges.ts';
import { invalid } from '../wire/errors.ts';

type PasteType = string | null | undefined;

/** A cell taken up, with what it showed when it was taken. */
interface Taken {
  readonly cell: Cell | undefined;
  readonly shown: Cell['v'];
  readonly row: number;
  readonly column: number;
}

export function copyPaste(workbook: Workbook, request: sheets_v4.Schema$CopyPasteRequest): undefined {
  const { book, caller, file } = workbook;
  const source = boxOf(book, request.source);
  const transposed = request.pasteOrientation === 'TRANSPOSE';
  const [height, width] = transposed ? [source.c1 - source.c0, source.r1 - source.r0] : [source.r1 - source.r0, source.c1 - source.c0];
  const destination = boxOf(book, request.destination);
  const target = repeatOver(destination, height, width);
  requireInGrid(book, target);
  requireEditable(book, target, caller, file);
  const taken = takeUp(workbook, source);
  for (let row = target.r0; row < target.r1; row += 1) {
    const changes: [number, Cell | undefined][] = [];
    for (let column = target.c0; column < target.c1; column += 1) {
      const [i, j] = [(row - target.r0) % height, (column - target.c0) % width];
      const from = transposed ? taken[j]?.[i] : taken[i]?.[j];
      if (from) changes.push([column, pasted(book.cellAt(target.sheetId, row, column), from, request.pasteType, row, column)]);
    }
    book.setCells(target.sheetId, row, changes);
  }
}

/** A destination that spans the source several times is filled with it; any other takes it once. */
function repeatOver(destination: Box, height: number, width: number): Box {
  const fill = (size: number, unit: number) => (size > 0 && size % unit === 0 ? size : unit);
  return {
    ...destination,
    r1: destination.r0 + fill(destination.r1 - destination.r0, height),
    c1: destination.c0 + fill(destination.c1 - destination.c0, width),
  };
}

function takeUp({ book, calc }: Workbook, box: Box): Taken[][] {
  const rows: Taken[][] = [];
  for (let row = box.r0; row < box.r1; row += 1) {
    const line: Taken[] = [];
    for (let column = box.c0; column < box.c1; column += 1) {
      const cell = book.cellAt(box.sheetId, row, column);
      const value = cell?.f === undefined ? cell?.v : calc.formula(book, cell, box.sheetId, row, column);
      line.push({ cell, shown: isCellError(value) ? undefined : value, row, column });
    }
    rows.push(line);
  }
  return rows;
}

function pasted(before: Cell | undefined, from: Taken, type: PasteType, row: number, column: number): Cell | undefined {
  const { cell } = from;
  const moved = cell?.f === undefined ? cell : { ...cell, f: copyFormula(cell.f, row - from.row, column - from.column) };
  switch (type) {
    case 'PASTE_VALUES':
      return withValue(before, from.shown === undefined ? undefined : { v: from.shown });
    case 'PASTE_FORMULA':
      return withValue(before, moved?.f !== undefined ? { f: moved.f } : cell?.v === undefined ? undefined : { v: cell.v });
    case 'PASTE_FORMAT': {
      const { format: _, ...rest } = before ?? {};
      return tidyCell({ ...rest, ...(cell?.format && { format: cell.format }) });
    }
    case 'PASTE_NO_BORDERS': {
      if (!moved?.format?.borders) return moved;
      const { borders: _, ...format } = moved.format;
      return { ...moved, format };
    }
    case 'PASTE_DATA_VALIDATION': {
      const { validation: _, ...rest } = before ?? {};
      return tidyCell({ ...rest, ...(cell?.validation && { validation: cell.validation }) });
    }
    case 'PASTE_CONDITIONAL_FORMATTING':
      return before;
    default:
      return moved;
  }
}

export function cutPaste(workbook: Workbook, request: sheets_v4.Schema$CutPasteRequest): undefined {
  const { book, caller, file } = workbook;
  const source = boxOf(book, request.source);
  const to = {
    sheetId: request.destination?.sheetId ?? 0,
    row: request.destination?.rowIndex ?? 0,
    column: request.destination?.columnIndex ?? 0,
  };
  book.tab(to.sheetId);
  const target = {
    sheetId: to.sheetId,
    r0: to.row,
    r1: to.row + source.r1 - source.r0,
    c0: to.column,
    c1: to.column + source.c1 - source.c0,
  };
  requireInGrid(book, target);
  requireEditable(book, source, caller, file);
  requireEditable(book, target, caller, file);
  const taken = takeUp(workbook, source);
  for (let row = source.r0; row < source.r1; row += 1)
    book.setCells(
      source.sheetId,
      row,
      columns(source).map((column) => [column, undefined] as const),
    );
  // Formulas in hand belong to no tab for the moment: those that leave their tab say which one they mean first.
  const leaves = source.sheetId !== to.sheetId;
  taken.forEach((line, i) => {
    const changes = line.map((from, j): [number, Cell | undefined] => {
      const column = to.column + j;
      const before = book.cellAt(to.sheetId, to.row + i, column);
      const { cell } = from;
      const anchored =
        cell?.f !== undefined && leaves ? { ...cell, f: anchorFormula(cell.f, source.sheetId, titlesOf(book)) } : cell && { ...cell };
      return [column, pasted(before, { ...from, cell: anchored, row: to.row + i, column }, request.pasteType, to.row + i, column)];
    });
    book.setCells(to.sheetId, to.row + i, changes);
  });
  follow(book, { kind: 'transfer', source, to });
}

const columns = (box: Box): number[] => Array.from({ length: box.c1 - box.c0 }, (_, i) => box.c0 + i);

export function pasteData(workbook: Workbook, request: sheets_v4.Schema$PasteDataRequest): undefined {
  const { book, caller, file } = workbook;
  if (request.html) throw invalid('Pasting HTML is not supported.');
  const delimiter = request.delimiter ?? '';
  if (delimiter === '') throw invalid('delimiter must be specified.');
  const sheetId = request.coordinate?.sheetId ?? 0;
  book.tab(sheetId);
  const r0 = request.coordinate?.rowIndex ?? 0;
  const c0 = request.coordinate?.columnIndex ?? 0;
  const lines = (request.data ?? '')
    .replace(/\r\n?/g, '\n')
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => line.split(delimiter));
  const box = { sheetId, r0, r1: r0 + lines.length, c0, c1: c0 + Math.max(...lines.map((line) => line.length)) };
  requireInGrid(book, box);
  requireEditable(book, box, caller, file);
  lines.forEach((line, i) => {
    const changes = line.map((text, j) => [c0 + j, entered(workbook, book.cellAt(sheetId, r0 + i, c0 + j), text, 'USER_ENTERED')] as const);
    book.setCells(sheetId, r0 + i, changes);
  });
}
