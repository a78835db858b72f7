/** updateBorders: each line is kept by the cells on both of its sides' inner edge, as userEnteredFormat.borders. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { boxOf } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { requireEditable } from '../book/protection.ts';
import { tidyCell } from '../cells/edit.ts';
import type { Workbook } from '../sheets/library.ts';

type Border = sheets_v4.Schema$Border;
type Side = 'top' | 'bottom' | 'left' | 'right';

export function updateBorders({ book, caller, file }: Workbook, request: sheets_v4.Schema$UpdateBordersRequest): undefined {
  const box = boxOf(book, request.range);
  requireEditable(book, box, caller, file);
  const { top, bottom, left, right, innerHorizontal, innerVertical } = request;
  for (let row = box.r0; row < box.r1; row += 1) {
    const changes: [number, Cell | undefined][] = [];
    for (let column = box.c0; column < box.c1; column += 1) {
      const lines: { readonly [S in Side]: Border | null | undefined } = {
        top: row === box.r0 ? top : innerHorizontal,
        bottom: row === box.r1 - 1 ? bottom : innerHorizontal,
        left: column === box.c0 ? left : innerVertical,
        right: column === box.c1 - 1 ? right : innerVertical,
      };
      changes.push([column, drawn(book.cellAt(box.sheetId, row, column), lines)]);
    }
    book.setCells(box.sheetId, row, changes);
  }
}

/** A side that isn't named stays as it was; style NONE takes its line away. */
function drawn(cell: Cell | undefined, lines: { readonly [S in Side]: Border | null | undefined }): Cell | undefined {
  const borders: sheets_v4.Schema$Borders = { ...cell?.format?.borders };
  for (const side of ['top', 'bottom', 'left', 'right'] as const) {
    const line = lines[side];
    if (!line) continue;
    if (line.style === 'NONE') delete borders[side];
    else borders[side] = { width: 1, ...line };
  }
  const { borders: _, ...format } = { ...cell?.format };
  const next = Object.keys(borders).length > 0 ? { ...format, borders } : format;
  const { format: __, ...rest } = { ...cell };
  return tidyCell({ ...rest, ...(Object.keys(next).length > 0 && { format: next }) });
}
