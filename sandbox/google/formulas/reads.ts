/** What a formula names, and where that lies: found from its text alone. */
import type { Book } from '../book/book.ts';
import { type Box, boxOf } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { VOLATILE } from './functions.ts';
import { references, splitFormula } from './tokens.ts';

/** What a formula names, without knowing what stands there. */
export interface Reads {
  readonly boxes: readonly (Omit<Box, 'sheetId'> & { readonly title: string | undefined })[];
  readonly names: readonly string[];
  /** Its result may differ though nothing it names changed. */
  readonly volatile: boolean;
}

const FAR = 10_000_000;
const SMALL = 64;

export function parseReads(formula: string): Reads {
  const pieces = splitFormula(formula);
  const boxes = references(pieces).map(({ title, start, end }) => {
    const last = end ?? start;
    const rows = [start.row ?? 0, end && end.row === undefined ? FAR : (last.row ?? FAR)];
    const columns = [start.column ?? 0, end && end.column === undefined ? FAR : (last.column ?? FAR)];
    return { title, r0: Math.min(...rows), r1: Math.max(...rows) + 1, c0: Math.min(...columns), c1: Math.max(...columns) + 1 };
  });
  const rest = pieces
    .filter((piece) => typeof piece === 'string')
    .join(' ')
    .replace(/"(?:[^"]|"")*"/g, ' ');
  const names = [...rest.matchAll(/[\p{L}_][\p{L}\p{N}_.]*(?!\s*\(|[\p{L}\p{N}_.])/gu)]
    .map((match) => match[0])
    .filter((name) => !/^(?:TRUE|FALSE)$/i.test(name));
  return { boxes, names, volatile: VOLATILE.test(rest) };
}

/** The boxes that a formula on tab `home` reads; what names nothing is left out. */
export function boxesRead(book: Book, home: number, reads: Reads): Box[] {
  const boxes: Box[] = [];
  for (const { title, r0, r1, c0, c1 } of reads.boxes) {
    const sheetId = title === undefined ? home : book.tabByTitle(title)?.sheetId;
    if (sheetId !== undefined) boxes.push(cutToGrid(book, { sheetId, r0, r1, c0, c1 }));
  }
  for (const name of reads.names) {
    const box = namedBox(book, name);
    if (box) boxes.push(box);
  }
  return boxes;
}

export function namedBox(book: Book, name: string): Box | undefined {
  const found = book.names.find((named) => named.name?.toLowerCase() === name.toLowerCase());
  return found?.range ? boxOf(book, found.range, true) : undefined;
}

export function cutToGrid(book: Book, { sheetId, r0, r1, c0, c1 }: Box): Box {
  const rows = book.rowCount(sheetId);
  const columns = book.columnCount(sheetId);
  return { sheetId, r0: Math.min(r0, rows), r1: Math.min(r1, rows), c0: Math.min(c0, columns), c1: Math.min(c1, columns) };
}

/** Small enough to compare cell by cell. */
export function isSmall(box: Box): boolean {
  return (box.r1 - box.r0) * (box.c1 - box.c0) <= SMALL;
}

export function cellsOf(book: Book, box: Box): (Cell | undefined)[] {
  const cells: (Cell | undefined)[] = [];
  for (let row = box.r0; row < box.r1; row += 1) {
    const line = book.rowAt(box.sheetId, row)?.cells;
    for (let column = box.c0; column < box.c1; column += 1) cells.push(line?.[column] ?? undefined);
  }
  return cells;
}
