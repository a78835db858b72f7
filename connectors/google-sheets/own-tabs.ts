/**
 * The two tabs that we keep in a spreadsheet: a hidden one for pre-images, and `Removed` for rows that we take away.
 * They are known by metadata, never by their titles.
 */
import { SyncError } from '../../core/sync/errors.ts';
import { GRID_METADATA, type OwnTabs, TAB_METADATA } from './layout.ts';
import type { BatchRequest } from './wire.ts';

/** How many titles are tried before giving up. */
export const OWN_TITLES = 5;

const titles = { preimages: 'Evenkeel', removed: 'Removed' } as const;

/** The first line of `Removed`, for people. */
const REMOVED_HEADER = 'Rows that Evenkeel took away, newest first';

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
