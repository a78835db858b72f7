/** Developer metadata: where it sits, how it is shown, found and capped. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { invalid } from '../wire/errors.ts';
import type { Book } from './book.ts';
import type { MetadataDocument, MetadataPlace } from './documents.ts';

type DeveloperMetadata = sheets_v4.Schema$DeveloperMetadata;
type Location = sheets_v4.Schema$DeveloperMetadataLocation;

/** Characters of keys and values, per sheet and for the spreadsheet itself. */
const METADATA_CAP = 30_000;

export function describeMetadata(book: Book, entry: MetadataDocument): DeveloperMetadata {
  return {
    metadataId: entry.id,
    metadataKey: entry.key,
    ...(entry.value !== undefined && { metadataValue: entry.value }),
    location: describePlace(book, entry.place),
    visibility: entry.visibility,
  };
}

function describePlace(book: Book, place: MetadataPlace): Location {
  if (place.kind === 'spreadsheet') return { locationType: 'SPREADSHEET', spreadsheet: true };
  if (place.kind === 'sheet') return { locationType: 'SHEET', sheetId: place.sheetId };
  const index = lineIndex(book, place);
  return {
    locationType: place.kind === 'row' ? 'ROW' : 'COLUMN',
    dimensionRange: {
      sheetId: place.sheetId,
      dimension: place.kind === 'row' ? 'ROWS' : 'COLUMNS',
      startIndex: index,
      endIndex: index + 1,
    },
  };
}

/** Where the row or column of a place stands now; -1 when it is gone. */
export function lineIndex(book: Book, place: Extract<MetadataPlace, { uid: number }>): number {
  if (!book.findTab(place.sheetId)) return -1;
  if (place.kind === 'row') return book.rowIndex(place.sheetId, place.uid);
  return book.tab(place.sheetId).columns.findIndex((column) => column.uid === place.uid);
}

/** Throws 400 for a location that names nothing, or more than one row or column. */
export function placeOf(book: Book, location: Location | null | undefined): MetadataPlace {
  if (location?.spreadsheet) return { kind: 'spreadsheet' };
  if (location?.dimensionRange) {
    const { sheetId, dimension, startIndex, endIndex } = location.dimensionRange;
    const tab = book.tab(sheetId ?? 0);
    const start = startIndex ?? 0;
    if (endIndex !== start + 1) throw invalid('DeveloperMetadata can only be associated with a single row or column.');
    const kind = dimension === 'COLUMNS' ? 'column' : 'row';
    const uid = kind === 'row' ? book.order(tab.sheetId).rows[start] : tab.columns[start]?.uid;
    if (uid === undefined || dimension === undefined || dimension === null)
      throw invalid(`dimensionRange.startIndex[${start}] is outside the grid.`);
    return { kind, sheetId: tab.sheetId, uid };
  }
  if (location?.sheetId !== undefined && location.sheetId !== null) return { kind: 'sheet', sheetId: book.tab(location.sheetId).sheetId };
  throw invalid('DeveloperMetadata.location must be specified.');
}

/** Throws 400 when a sheet, or the spreadsheet, would hold more than the cap. */
export function requireUnderCap(entries: readonly MetadataDocument[]): void {
  const sizes = new Map<string, number>();
  for (const { place, key, value } of entries) {
    const owner = place.kind === 'spreadsheet' ? 'spreadsheet' : `sheet ${place.sheetId}`;
    const size = (sizes.get(owner) ?? 0) + key.length + (value?.length ?? 0);
    sizes.set(owner, size);
    if (size > METADATA_CAP) throw invalid(`The developer metadata of this ${owner} would exceed the limit of ${METADATA_CAP} characters.`);
  }
}

/** Metadata of rows, columns and tabs that are gone goes with them. */
export function dropLostMetadata(book: Book): void {
  const kept = book.doc.metadata.filter(({ place }) => {
    if (place.kind === 'spreadsheet') return true;
    if (place.kind === 'sheet') return book.findTab(place.sheetId) !== undefined;
    return lineIndex(book, place) >= 0;
  });
  if (kept.length < book.doc.metadata.length) book.changeMetadata(kept);
}
