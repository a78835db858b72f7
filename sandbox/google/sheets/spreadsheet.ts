/** The Spreadsheet resource: properties, tabs and, where wanted, their cells. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, wholeTab } from '../book/boxes.ts';
import type { TabDocument } from '../book/documents.ts';
import { describeMetadata } from '../book/metadata.ts';
import { canEdit } from '../book/protection.ts';
import { DEFAULT_FORMAT } from '../cells/formats.ts';
import { below, type FieldMask, prune, wants } from '../wire/field-mask.ts';
import { gridData } from './grid-data.ts';
import type { Workbook } from './library.ts';

export interface SpreadsheetView {
  /** Field mask of the answer. */
  readonly mask: FieldMask;
  /** Cells are wanted where the mask doesn't say it. */
  readonly includeGridData: boolean;
  /** Only these boxes, and only the tabs they lie on; undefined: all tabs. */
  readonly boxes: readonly Box[] | undefined;
}

export function describeSpreadsheet(workbook: Workbook, view: SpreadsheetView): sheets_v4.Schema$Spreadsheet {
  const { book } = workbook;
  const tabs = view.boxes ? book.tabs().filter((tab) => view.boxes?.some((box) => box.sheetId === tab.sheetId)) : book.tabs();
  const sheets = below(view.mask, 'sheets');
  const whole: sheets_v4.Schema$Spreadsheet = {
    spreadsheetId: book.id,
    properties: describeProperties(workbook),
    spreadsheetUrl: `https://docs.google.com/spreadsheets/d/${book.id}/edit`,
  };
  const ownMetadata = book.doc.metadata.filter((entry) => entry.place.kind === 'spreadsheet');
  if (ownMetadata.length > 0) whole.developerMetadata = ownMetadata.map((entry) => describeMetadata(book, entry));
  if (book.names.length > 0) whole.namedRanges = [...book.names];
  const shown = prune(whole, view.mask) as sheets_v4.Schema$Spreadsheet;
  if (sheets) shown.sheets = tabs.map((tab) => describeTab(workbook, tab, view, sheets));
  return shown;
}

function describeProperties({ book }: Workbook): sheets_v4.Schema$SpreadsheetProperties {
  const { title, locale, autoRecalc, timeZone } = book.doc;
  return { title, locale, autoRecalc, timeZone, defaultFormat: DEFAULT_FORMAT };
}

export function tabProperties(workbook: Workbook, tab: TabDocument): sheets_v4.Schema$SheetProperties {
  const { book } = workbook;
  const properties: sheets_v4.Schema$SheetProperties = {
    sheetId: tab.sheetId,
    title: tab.title,
    index: book.doc.tabs.indexOf(tab.sheetId),
    sheetType: 'GRID',
    gridProperties: {
      rowCount: book.rowCount(tab.sheetId),
      columnCount: tab.columns.length,
      ...(tab.frozenRowCount && { frozenRowCount: tab.frozenRowCount }),
      ...(tab.frozenColumnCount && { frozenColumnCount: tab.frozenColumnCount }),
      ...(tab.hideGridlines && { hideGridlines: true }),
    },
  };
  if (tab.hidden) properties.hidden = true;
  if (tab.rightToLeft) properties.rightToLeft = true;
  if (tab.tabColorStyle) {
    properties.tabColorStyle = tab.tabColorStyle;
    if (tab.tabColorStyle.rgbColor) properties.tabColor = tab.tabColorStyle.rgbColor;
  }
  return properties;
}

function describeTab(workbook: Workbook, tab: TabDocument, view: SpreadsheetView, mask: FieldMask): sheets_v4.Schema$Sheet {
  const { book, caller, file } = workbook;
  const sheet: sheets_v4.Schema$Sheet = { properties: tabProperties(workbook, tab) };
  const put = <K extends keyof sheets_v4.Schema$Sheet>(name: K, list: readonly unknown[]) => {
    if (list.length > 0) sheet[name] = list as unknown as sheets_v4.Schema$Sheet[K];
  };
  const metadata = book.doc.metadata.filter(({ place }) => place.kind === 'sheet' && place.sheetId === tab.sheetId);
  put(
    'developerMetadata',
    metadata.map((entry) => describeMetadata(book, entry)),
  );
  put('merges', tab.merges);
  put('conditionalFormats', tab.conditionalFormats);
  put('filterViews', tab.filterViews);
  put('tables', tab.tables);
  put('charts', tab.charts ?? []);
  put('bandedRanges', tab.bandedRanges ?? []);
  put('slicers', tab.slicers ?? []);
  put('rowGroups', tab.rowGroups ?? []);
  put('columnGroups', tab.columnGroups ?? []);
  put(
    'protectedRanges',
    tab.protectedRanges.map((range) => describeProtection(range, canEdit(range, caller, file))),
  );
  if (tab.basicFilter) sheet.basicFilter = tab.basicFilter;
  const shown = prune(sheet, mask) as sheets_v4.Schema$Sheet;
  const data = below(mask, 'data');
  // With a mask, cells come when it names them; without one, when includeGridData says so.
  if (data && (mask.all && view.mask.all ? view.includeGridData : wants(view.mask, 'sheets', 'data'))) {
    const boxes = view.boxes ?? [wholeTab(book, tab.sheetId)];
    shown.data = boxes.filter((box) => box.sheetId === tab.sheetId).map((box) => gridData(workbook, box, data));
  }
  return shown;
}

export function describeProtection(range: sheets_v4.Schema$ProtectedRange, editable: boolean): sheets_v4.Schema$ProtectedRange {
  const { editors, ...shown } = range;
  return { ...shown, ...(editable && { requestingUserCanEdit: true }), ...(editable && editors && { editors }) };
}
