/** What a person does in a spreadsheet, each through Google's own API: typed values as typed, structure by batchUpdate. */
import type { PagePerson } from '../contract.ts';
import { google } from '../live/vendors.ts';
import { address, bookPath } from './book-data.ts';

/** Types into a cell: numbers, dates and formulas are understood as Sheets understands them. */
export function typeInto(
  person: PagePerson,
  spreadsheet: string,
  title: string,
  row: number,
  column: number,
  typed: string,
): Promise<unknown> {
  const range = address(title, row, column);
  const path = `${bookPath(spreadsheet)}/values/${encodeURIComponent(range)}?valueInputOption=USER_ENTERED`;
  return google(person, path, 'PUT', { range, majorDimension: 'ROWS', values: [[typed]] });
}

export type Structure =
  | { readonly do: 'insert' | 'delete'; readonly dimension: 'ROWS' | 'COLUMNS'; readonly at: number }
  | { readonly do: 'copy-row'; readonly at: number; readonly columns: number }
  | { readonly do: 'sort'; readonly column: number; readonly ascending: boolean; readonly rows: number; readonly columns: number };

/** Changes rows and columns of a tab; positions count from 0. */
export function restructure(person: PagePerson, spreadsheet: string, sheetId: number, change: Structure): Promise<unknown> {
  return google(person, `${bookPath(spreadsheet)}:batchUpdate`, 'POST', { requests: requestsOf(sheetId, change) });
}

function requestsOf(sheetId: number, change: Structure): readonly unknown[] {
  switch (change.do) {
    case 'insert':
      return [{ insertDimension: { range: span(sheetId, change.dimension, change.at), inheritFromBefore: change.at > 1 } }];
    case 'delete':
      return [{ deleteDimension: { range: span(sheetId, change.dimension, change.at) } }];
    case 'copy-row': {
      const row = (at: number) => ({
        sheetId,
        startRowIndex: at,
        endRowIndex: at + 1,
        startColumnIndex: 0,
        endColumnIndex: change.columns,
      });
      return [
        { insertDimension: { range: span(sheetId, 'ROWS', change.at + 1), inheritFromBefore: true } },
        { copyPaste: { source: row(change.at), destination: row(change.at + 1), pasteType: 'PASTE_NORMAL' } },
      ];
    }
    case 'sort':
      return [
        {
          sortRange: {
            range: { sheetId, startRowIndex: 1, endRowIndex: change.rows, startColumnIndex: 0, endColumnIndex: change.columns },
            sortSpecs: [{ dimensionIndex: change.column, sortOrder: change.ascending ? 'ASCENDING' : 'DESCENDING' }],
          },
        },
      ];
  }
}

function span(sheetId: number, dimension: 'ROWS' | 'COLUMNS', at: number) {
  return { sheetId, dimension, startIndex: at, endIndex: at + 1 };
}
