/** Protected ranges made, changed and lifted. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { boxOf } from '../../book/boxes.ts';
import { canEdit } from '../../book/protection.ts';
import type { Workbook } from '../../sheets/library.ts';
import { describeProtection } from '../../sheets/spreadsheet.ts';
import { forbidden, invalid } from '../../wire/errors.ts';
import { parseWriteMask, wants } from '../../wire/field-mask.ts';

type ProtectedRange = sheets_v4.Schema$ProtectedRange;

export function addProtectedRange(
  workbook: Workbook,
  { protectedRange }: sheets_v4.Schema$AddProtectedRangeRequest,
): sheets_v4.Schema$Response {
  const { book, world, caller, file } = workbook;
  const { requestingUserCanEdit: _, ...given } = protectedRange ?? {};
  const id = given.protectedRangeId ?? world.ids.next('google.object', 1_000_001);
  if (find(workbook, id)) throw invalid(`A protected range with id: ${id} already exists.`);
  if (given.warningOnly && given.editors) throw invalid('ProtectedRange is warningOnly. Editors cannot be set on it.');
  const sheetId = sheetOf(workbook, given);
  if (given.range) boxOf(book, given.range);
  const owner = world.people.get(file.ownerId);
  const users = [...new Set([...(owner ? [owner.email] : []), caller.person.email, ...(given.editors?.users ?? [])])];
  const editors = given.warningOnly ? {} : { editors: { ...given.editors, users } };
  const added: ProtectedRange = { ...given, protectedRangeId: id, ...(given.range && { range: { ...given.range, sheetId } }), ...editors };
  book.changeTab(sheetId, { protectedRanges: [...book.tab(sheetId).protectedRanges, added] });
  return { addProtectedRange: { protectedRange: describeProtection(added, true) } };
}

export function updateProtectedRange(workbook: Workbook, request: sheets_v4.Schema$UpdateProtectedRangeRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'ProtectedRange');
  const { book } = workbook;
  const { sheetId, range } = requireOwn(workbook, request.protectedRange?.protectedRangeId);
  const after: Record<string, unknown> = { ...range };
  const given = (request.protectedRange ?? {}) as Record<string, unknown>;
  for (const name of ['description', 'warningOnly', 'editors', 'range', 'namedRangeId', 'unprotectedRanges']) {
    if (!wants(mask, name)) continue;
    if (given[name] === undefined) delete after[name];
    else after[name] = given[name];
  }
  const next = after as ProtectedRange;
  if (next.warningOnly) delete after.editors;
  if (next.range) boxOf(book, next.range);
  book.changeTab(sheetId, { protectedRanges: book.tab(sheetId).protectedRanges.map((one) => (one === range ? next : one)) });
}

export function deleteProtectedRange(workbook: Workbook, { protectedRangeId }: sheets_v4.Schema$DeleteProtectedRangeRequest): undefined {
  const { sheetId, range } = requireOwn(workbook, protectedRangeId);
  const { book } = workbook;
  book.changeTab(sheetId, { protectedRanges: book.tab(sheetId).protectedRanges.filter((one) => one !== range) });
}

function find({ book }: Workbook, id: number): { sheetId: number; range: ProtectedRange } | undefined {
  for (const tab of book.tabs()) {
    const range = tab.protectedRanges.find((one) => one.protectedRangeId === id);
    if (range) return { sheetId: tab.sheetId, range };
  }
  return undefined;
}

function requireOwn(workbook: Workbook, id: number | null | undefined): { sheetId: number; range: ProtectedRange } {
  const found = find(workbook, id ?? 0);
  if (!found) throw invalid(`No protected range with id: ${id ?? 0}`);
  if (!canEdit(found.range, workbook.caller, workbook.file)) throw forbidden();
  return found;
}

function sheetOf({ book }: Workbook, given: ProtectedRange): number {
  if (given.range) return book.tab(given.range.sheetId ?? 0).sheetId;
  if (given.namedRangeId) {
    const named = book.names.find((name) => name.namedRangeId === given.namedRangeId);
    if (!named?.range) throw invalid(`No NamedRange with id: ${given.namedRangeId}`);
    return named.range.sheetId ?? 0;
  }
  const tab = given.tableId ? book.tabs().find((one) => one.tables.some((table) => table.tableId === given.tableId)) : undefined;
  if (!tab) throw invalid('A protected range must have a range, a named range or a table.');
  return tab.sheetId;
}
