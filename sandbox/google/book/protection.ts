/** Protected ranges: who may edit what. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Caller } from '../../world/world.ts';
import { invalid } from '../wire/errors.ts';
import type { Book } from './book.ts';
import { type Box, boxOf, contains, overlaps } from './boxes.ts';

type ProtectedRange = sheets_v4.Schema$ProtectedRange;

const REFUSAL =
  'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.';

/** The owner of the file may edit everything; others what names them, what only warns, and what a whole domain may. */
export function canEdit(range: ProtectedRange, caller: Caller, file: { readonly ownerId: string }): boolean {
  if (range.warningOnly || caller.person.id === file.ownerId) return true;
  if (range.editors?.domainUsersCanEdit) return true;
  return (range.editors?.users ?? []).some((email) => email.toLowerCase() === caller.person.email.toLowerCase());
}

/** The cells that a protection covers; undefined when what it was backed by is gone. */
function protectedBox(book: Book, sheetId: number, range: ProtectedRange): Box | undefined {
  const named = range.namedRangeId ? book.names.find((name) => name.namedRangeId === range.namedRangeId)?.range : undefined;
  const table = range.tableId ? book.tab(sheetId).tables.find((one) => one.tableId === range.tableId)?.range : undefined;
  const grid = named ?? table ?? range.range;
  return grid ? boxOf(book, { ...grid, sheetId: grid.sheetId ?? sheetId }, true) : undefined;
}

/** Throws Google's 400 when the caller may not edit all of `box`. */
export function requireEditable(book: Book, box: Box, caller: Caller, file: { readonly ownerId: string }): void {
  for (const range of book.tab(box.sheetId).protectedRanges) {
    if (canEdit(range, caller, file)) continue;
    const covered = protectedBox(book, box.sheetId, range);
    if (!covered || !overlaps(covered, box)) continue;
    const free = (range.unprotectedRanges ?? []).some((open) => contains(boxOf(book, { ...open, sheetId: box.sheetId }, true), box));
    if (!free) throw invalid(REFUSAL);
  }
}
