/**
 * The two tabs that we keep in a spreadsheet: a hidden one for pre-images, and `Removed` for rows that we take away.
 * They are known by metadata, never by their titles. And how a tab of ours for people to read is made.
 */
import { refused, SyncError } from '../../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { batchUpdate, type GoogleOptions, getTabs } from '../client.ts';
import { GRID_METADATA, TAB_METADATA } from '../layout.ts';
import type { BatchRequest, SheetAnswer, SpreadsheetAnswer } from '../wire.ts';

/** A tab of ours: the hidden one that holds pre-images, and `Removed`. */
export interface OwnTab {
  readonly sheetId: number;
  readonly title: string;
  readonly rowCount: number;
  readonly columnCount: number;
  /** A copy brought merged cells along: the next one may meet a part of them. */
  readonly merged: boolean;
}

export interface OwnTabs {
  readonly preimages: OwnTab | null;
  readonly removed: OwnTab | null;
}

/** How many titles are tried before giving up. */
export const OWN_TITLES = 5;

const titles = { preimages: 'Evenkeel', removed: 'Removed' } as const;

/** The first line of `Removed`, for people. */
const REMOVED_HEADER = 'Rows that Evenkeel took away, newest first';

/** Our own tabs among those of an answer, known by their metadata. */
export function ownTabs(answer: SpreadsheetAnswer): OwnTabs {
  const find = (value: string): OwnTab | null => {
    const isIt = (sheet: SheetAnswer): boolean =>
      (sheet.developerMetadata ?? []).some((entry) => entry.metadataKey === GRID_METADATA && entry.metadataValue === value);
    const mine = answer.sheets.filter(isIt).sort((a, b) => a.properties.sheetId - b.properties.sheetId)[0];
    if (!mine) return null;
    const { sheetId, title, gridProperties } = mine.properties;
    const { rowCount = 0, columnCount = 0 } = gridProperties ?? {};
    return { sheetId, title, rowCount, columnCount, merged: (mine.merges ?? []).length > 0 };
  };
  return { preimages: find('preimages'), removed: find('removed') };
}

/** Requests that make one of our tabs; `attempt` counts from 1 and picks the next title when a person has the first. */
export function addOwnTab(
  which: keyof OwnTabs,
  sheetId: number,
  metadataId: () => number,
  attempt: number,
  size: { readonly rows: number; readonly columns: number },
): BatchRequest[] {
  const title = attempt === 1 ? titles[which] : `${titles[which]} (${attempt})`;
  const hidden = which === 'preimages';
  const mark = (metadataKey: string, location: object): BatchRequest => ({
    createDeveloperMetadata: {
      developerMetadata: { metadataId: metadataId(), metadataKey, metadataValue: which, visibility: 'DOCUMENT', location },
    },
  });
  const header = [{ values: [{ userEnteredValue: { stringValue: REMOVED_HEADER } }] }];
  return [
    { addSheet: { properties: { sheetId, title, hidden, gridProperties: { rowCount: size.rows, columnCount: size.columns } } } },
    mark(TAB_METADATA, { dimensionRange: { sheetId, dimension: 'ROWS', startIndex: 0, endIndex: 1 } }),
    mark(GRID_METADATA, { sheetId }),
    ...(hidden ? [] : [{ updateCells: { start: { sheetId, rowIndex: 0, columnIndex: 0 }, rows: header, fields: 'userEnteredValue' } }]),
  ];
}

/** Google's refusal of a tab whose title is taken. */
export const takenTitle = (error: unknown): boolean =>
  error instanceof SyncError &&
  error.code === 'vendor-refused' &&
  /already exists/i.test(String(error.data.detail)) &&
  /sheet with the name/i.test(String(error.data.detail));

/**
 * Makes a tab of the caller's own id with a header row, once: one that is there already stays as it is. Answers its title,
 * which is the next free one when a person has the first. @throws SyncError `vendor-refused`
 */
export async function makeTab(
  deps: ConnectorDeps,
  options: GoogleOptions,
  spreadsheet: string,
  tab: { readonly sheetId: number; readonly title: string; readonly headers: readonly string[] },
): Promise<string> {
  const { sheets } = await getTabs(deps, options, spreadsheet);
  const there = sheets.find((sheet) => sheet.properties.sheetId === tab.sheetId);
  if (there) return there.properties.title;
  const taken = new Set(sheets.map((sheet) => sheet.properties.title.toLowerCase()));
  const titles = Array.from({ length: OWN_TITLES }, (_, at) => (at === 0 ? tab.title : `${tab.title} (${at + 1})`));
  const title = titles.find((one) => !taken.has(one.toLowerCase()));
  if (title === undefined) throw refused('google', 'title-taken', tab.title);
  const gridProperties = { rowCount: NEW_ROWS, columnCount: tab.headers.length + 1, frozenRowCount: 1 };
  const cells = tab.headers.map((header) => ({
    userEnteredValue: { stringValue: header },
    userEnteredFormat: { textFormat: { bold: true } },
  }));
  const start = { sheetId: tab.sheetId, rowIndex: 0, columnIndex: 0 };
  const fields = 'userEnteredValue,userEnteredFormat.textFormat.bold';
  const requests = [
    { addSheet: { properties: { sheetId: tab.sheetId, title, gridProperties } } },
    { updateCells: { start, rows: [{ values: cells }], fields } },
  ];
  await batchUpdate(deps, options, spreadsheet, { requests, show: null });
  return title;
}

const NEW_ROWS = 100;
