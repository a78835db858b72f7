/** Requests about tabs and the spreadsheet itself. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { deleteLines, insertLines } from '../book/lines.ts';
import { addTab, copyTab, deleteTab, freeSheetId, renameTab } from '../book/tabs.ts';
import { isTimeZone } from '../cells/serial.ts';
import type { Workbook } from '../sheets/library.ts';
import { tabProperties } from '../sheets/spreadsheet.ts';
import { invalid } from '../wire/errors.ts';
import { type FieldMask, parseWriteMask, wants } from '../wire/field-mask.ts';

type Reply = sheets_v4.Schema$Response;

export function addSheet(workbook: Workbook, { properties }: sheets_v4.Schema$AddSheetRequest): Reply {
  const tab = addTab(workbook.book, workbook.world, properties ?? {});
  return { addSheet: { properties: tabProperties(workbook, tab) } };
}

export function deleteSheet({ book }: Workbook, { sheetId }: sheets_v4.Schema$DeleteSheetRequest): undefined {
  if (!book.findTab(sheetId ?? 0)) throw invalid(`No sheet with id: ${sheetId ?? 0}`);
  deleteTab(book, sheetId ?? 0);
}

export function duplicateSheet(workbook: Workbook, request: sheets_v4.Schema$DuplicateSheetRequest): Reply {
  const { book, world } = workbook;
  const sourceId = request.sourceSheetId ?? 0;
  const source = book.tab(sourceId);
  const target = {
    book,
    sheetId: request.newSheetId ?? freeSheetId(book, world),
    title: request.newSheetName || copyTitle(workbook, source.title),
    index: request.insertSheetIndex ?? 0,
  };
  const tab = copyTab(book, sourceId, target, world);
  return { duplicateSheet: { properties: tabProperties(workbook, tab) } };
}

export function copyTitle({ book }: Workbook, title: string): string {
  const first = `Copy of ${title}`;
  for (let n = 1; ; n += 1) {
    const candidate = n === 1 ? first : `${first} ${n}`;
    if (!book.tabByTitle(candidate)) return candidate;
  }
}

export function updateSheetProperties({ book }: Workbook, request: sheets_v4.Schema$UpdateSheetPropertiesRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'SheetProperties');
  const properties = request.properties ?? {};
  const sheetId = properties.sheetId ?? 0;
  const tab = book.tab(sheetId);
  const patch: Record<string, unknown> = {};
  const put = (name: string, value: unknown) => {
    if (wants(mask, ...(name.startsWith('grid.') ? ['gridProperties', name.slice(5)] : [name])))
      patch[name.replace('grid.', '')] = value || undefined;
  };
  if (wants(mask, 'title')) renameTab(book, sheetId, properties.title ?? '');
  if (wants(mask, 'hidden') && properties.hidden && book.tabs().every((one) => one.hidden || one.sheetId === sheetId)) {
    throw invalid("You can't hide all the sheets in a document.");
  }
  put('hidden', properties.hidden);
  put('rightToLeft', properties.rightToLeft);
  if (wants(mask, 'tabColorStyle') || wants(mask, 'tabColor')) {
    patch.tabColorStyle = properties.tabColorStyle ?? (properties.tabColor ? { rgbColor: properties.tabColor } : undefined);
  }
  resize(book, sheetId, properties.gridProperties, mask);
  put('grid.frozenRowCount', properties.gridProperties?.frozenRowCount);
  put('grid.frozenColumnCount', properties.gridProperties?.frozenColumnCount);
  put('grid.hideGridlines', properties.gridProperties?.hideGridlines);
  if (Number(patch.frozenRowCount ?? 0) >= book.rowCount(sheetId)) throw invalid("You can't freeze all visible rows on the sheet.");
  if (Number(patch.frozenColumnCount ?? 0) >= book.columnCount(sheetId))
    throw invalid("You can't freeze all visible columns on the sheet.");
  if (Object.keys(patch).length > 0) book.changeTab(sheetId, patch);
  if (wants(mask, 'index') && typeof properties.index === 'number') {
    const before = book.doc.tabs.indexOf(tab.sheetId);
    const rest = book.doc.tabs.filter((id) => id !== sheetId);
    // The index is meant before the tab leaves its old place.
    rest.splice(properties.index > before ? properties.index - 1 : properties.index, 0, sheetId);
    book.changeDoc({ tabs: rest });
  }
}

function resize(book: Workbook['book'], sheetId: number, grid: sheets_v4.Schema$GridProperties | undefined, mask: FieldMask): void {
  const resizeAxis = (axis: 'row' | 'column', now: number, wanted: number | null | undefined) => {
    if (typeof wanted !== 'number' || wanted === now) return;
    if (wanted < 1) throw invalid(`You can't delete all the ${axis}s on the sheet.`);
    if (wanted > now) insertLines(book, sheetId, axis, now, wanted - now);
    else deleteLines(book, sheetId, axis, wanted, now);
  };
  if (wants(mask, 'gridProperties', 'rowCount')) resizeAxis('row', book.rowCount(sheetId), grid?.rowCount);
  if (wants(mask, 'gridProperties', 'columnCount')) resizeAxis('column', book.columnCount(sheetId), grid?.columnCount);
}

export function updateSpreadsheetProperties({ book }: Workbook, request: sheets_v4.Schema$UpdateSpreadsheetPropertiesRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'SpreadsheetProperties');
  const properties = request.properties ?? {};
  if (wants(mask, 'timeZone') && properties.timeZone && !isTimeZone(properties.timeZone)) {
    throw invalid(`Invalid time zone: ${properties.timeZone}`);
  }
  const patch: Record<string, string> = {};
  for (const name of ['title', 'locale', 'timeZone', 'autoRecalc'] as const) {
    const value = properties[name];
    if (wants(mask, name) && value) patch[name] = value;
  }
  if (Object.keys(patch).length > 0) book.changeDoc(patch);
}
