/** Developer metadata made, changed and deleted. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { MetadataDocument } from '../../book/documents.ts';
import { describeMetadata, placeOf, requireUnderCap } from '../../book/metadata.ts';
import type { Workbook } from '../../sheets/library.ts';
import { metadataOf } from '../../sheets/metadata-search.ts';
import { invalid } from '../../wire/errors.ts';
import { parseWriteMask, wants } from '../../wire/field-mask.ts';

export function createDeveloperMetadata(
  workbook: Workbook,
  request: sheets_v4.Schema$CreateDeveloperMetadataRequest,
): sheets_v4.Schema$Response {
  const { book } = workbook;
  const entry = readMetadata(workbook, request.developerMetadata);
  const next = [...book.doc.metadata, entry];
  requireUnderCap(next);
  book.changeMetadata(next);
  return { createDeveloperMetadata: { developerMetadata: describeMetadata(book, entry) } };
}

/** Metadata as given by a client, checked: key, visibility, one location, an id that is free. */
export function readMetadata({ book, world }: Workbook, given: sheets_v4.Schema$DeveloperMetadata | undefined): MetadataDocument {
  if (!given?.metadataKey) throw invalid('DeveloperMetadata.metadataKey must be specified.');
  if (given.visibility !== 'DOCUMENT' && given.visibility !== 'PROJECT') throw invalid('DeveloperMetadata.visibility must be specified.');
  const id = given.metadataId ?? world.ids.next('google.metadata', 100_000_001);
  if (book.doc.metadata.some((entry) => entry.id === id)) throw invalid(`Developer metadata with id: ${id} already exists.`);
  return {
    id,
    key: given.metadataKey,
    ...(typeof given.metadataValue === 'string' && { value: given.metadataValue }),
    visibility: given.visibility,
    place: placeOf(book, given.location),
  };
}

export function updateDeveloperMetadata(
  { book }: Workbook,
  request: sheets_v4.Schema$UpdateDeveloperMetadataRequest,
): sheets_v4.Schema$Response {
  const mask = parseWriteMask(request.fields, 'sheets', 'DeveloperMetadata');
  const given = request.developerMetadata ?? {};
  const ids = new Set((request.dataFilters ?? []).flatMap((filter) => metadataOf(book, filter).map((entry) => entry.id)));
  const next = book.doc.metadata.map((entry): MetadataDocument => {
    if (!ids.has(entry.id)) return entry;
    const after: { -readonly [K in keyof MetadataDocument]: MetadataDocument[K] } = { ...entry };
    if (wants(mask, 'metadataKey') && given.metadataKey) after.key = given.metadataKey;
    if (wants(mask, 'metadataValue')) after.value = given.metadataValue ?? '';
    if (wants(mask, 'visibility') && (given.visibility === 'DOCUMENT' || given.visibility === 'PROJECT'))
      after.visibility = given.visibility;
    if (wants(mask, 'location') && given.location) after.place = placeOf(book, given.location);
    return after;
  });
  requireUnderCap(next);
  book.changeMetadata(next);
  const changed = next.filter((entry) => ids.has(entry.id));
  return { updateDeveloperMetadata: { developerMetadata: changed.map((entry) => describeMetadata(book, entry)) } };
}

export function deleteDeveloperMetadata(
  { book }: Workbook,
  { dataFilter }: sheets_v4.Schema$DeleteDeveloperMetadataRequest,
): sheets_v4.Schema$Response {
  const found = metadataOf(book, dataFilter ?? {});
  const gone = new Set(found.map((entry) => entry.id));
  const deletedDeveloperMetadata = found.map((entry) => describeMetadata(book, entry));
  book.changeMetadata(book.doc.metadata.filter((entry) => !gone.has(entry.id)));
  return { deleteDeveloperMetadata: { deletedDeveloperMetadata } };
}
