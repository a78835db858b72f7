/** Which developer metadata a DataFilter means, and which cells. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { parseRange } from '../book/a1.ts';
import type { Book } from '../book/book.ts';
import { type Box, boxOf, overlaps, wholeTab } from '../book/boxes.ts';
import type { MetadataDocument, MetadataPlace } from '../book/documents.ts';
import { lineIndex, placeOf } from '../book/metadata.ts';
import { invalid } from '../wire/errors.ts';

type DataFilter = sheets_v4.Schema$DataFilter;
type Lookup = sheets_v4.Schema$DeveloperMetadataLookup;

/** The entries that the filter means: by its lookup, or all that lie in its range. */
export function metadataOf(book: Book, filter: DataFilter): MetadataDocument[] {
  if (filter.developerMetadataLookup) {
    const lookup = filter.developerMetadataLookup;
    return book.doc.metadata.filter((entry) => matches(book, entry, lookup));
  }
  const [box] = boxesOf(book, filter);
  return book.doc.metadata.filter(
    ({ place }) => box !== undefined && (place.kind === 'row' || place.kind === 'column') && touches(book, place, box),
  );
}

/** The cells that the filter means: its range, or the rows, columns and tabs of the metadata it finds. */
export function boxesOf(book: Book, filter: DataFilter, exceed: 'clip' | 'refuse' = 'clip'): Box[] {
  if (filter.a1Range) return [parseRange(book, filter.a1Range, exceed).box];
  if (filter.gridRange) return [boxOf(book, filter.gridRange, exceed === 'clip')];
  if (!filter.developerMetadataLookup) throw invalid('A data filter must have a range or a developer metadata lookup.');
  return metadataOf(book, filter).flatMap(({ place }) => boxOfPlace(book, place) ?? []);
}

function boxOfPlace(book: Book, place: MetadataPlace): Box | undefined {
  if (place.kind === 'spreadsheet') return undefined;
  const whole = wholeTab(book, place.sheetId);
  if (place.kind === 'sheet') return whole;
  const index = lineIndex(book, place);
  if (index < 0) return undefined;
  return place.kind === 'row' ? { ...whole, r0: index, r1: index + 1 } : { ...whole, c0: index, c1: index + 1 };
}

function matches(book: Book, entry: MetadataDocument, lookup: Lookup): boolean {
  if (typeof lookup.metadataId === 'number' && lookup.metadataId !== entry.id) return false;
  if (lookup.metadataKey && lookup.metadataKey !== entry.key) return false;
  if (lookup.metadataValue && lookup.metadataValue !== entry.value) return false;
  if (isSet(lookup.visibility) && lookup.visibility !== entry.visibility) return false;
  if (isSet(lookup.locationType) && lookup.locationType !== entry.place.kind.toUpperCase()) return false;
  if (!lookup.metadataLocation) return true;
  const wanted = placeOf(book, lookup.metadataLocation);
  const intersecting = lookup.locationMatchingStrategy === 'INTERSECTING_LOCATION';
  return intersecting ? intersects(book, entry.place, wanted) : same(entry.place, wanted);
}

function same(a: MetadataPlace, b: MetadataPlace): boolean {
  return (
    JSON.stringify([a.kind, 'sheetId' in a ? a.sheetId : 0, 'uid' in a ? a.uid : 0]) ===
    JSON.stringify([b.kind, 'sheetId' in b ? b.sheetId : 0, 'uid' in b ? b.uid : 0])
  );
}

function intersects(book: Book, place: MetadataPlace, wanted: MetadataPlace): boolean {
  if (wanted.kind === 'spreadsheet' || place.kind === 'spreadsheet') return true;
  const [a, b] = [boxOfPlace(book, place), boxOfPlace(book, wanted)];
  return a !== undefined && b !== undefined && overlaps(a, b);
}

function touches(book: Book, place: MetadataPlace, box: Box): boolean {
  const own = boxOfPlace(book, place);
  return own !== undefined && overlaps(own, box);
}

const isSet = (name: string | null | undefined): boolean => typeof name === 'string' && !name.endsWith('_UNSPECIFIED');
