/** Plays one call of the Sheets API on a workbook and answers its resource. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { runBatch } from '../batch/batch.ts';
import { copyTitle } from '../batch/sheets.ts';
import { parseRange } from '../book/a1.ts';
import { describeMetadata } from '../book/metadata.ts';
import { copyTab, freeSheetId } from '../book/tabs.ts';
import * as values from '../values/calls.ts';
import { getValues, renderingOf } from '../values/values.ts';
import { notFound } from '../wire/errors.ts';
import { below, type FieldMask, parseFieldMask, prune } from '../wire/field-mask.ts';
import { readBody } from '../wire/schema.ts';
import { type Call, open } from './call.ts';
import { createSpreadsheet } from './create.ts';
import { boxesOf, metadataOf } from './metadata-search.ts';
import type { Method } from './routes.ts';
import { describeSpreadsheet, tabProperties } from './spreadsheet.ts';

interface Shape {
  readonly kind: 'read' | 'write';
  /** Types of the request's body and of the answer. */
  readonly request?: string;
  readonly response: string;
  /** The answer was made with the mask in mind: cutting it again would only cost time. */
  readonly masked?: true;
  readonly play: (call: Call, body: never, mask: FieldMask) => unknown;
}

const reading = <B>(response: string, play: (call: Call, body: B, mask: FieldMask) => unknown, request?: string): Shape => ({
  kind: 'read',
  response,
  play,
  ...(request !== undefined && { request }),
});

const writing = <B>(request: string, response: string, play: (call: Call, body: B, mask: FieldMask) => unknown): Shape => ({
  kind: 'write',
  request,
  response,
  play,
});

const SHAPES: Readonly<Record<Method, Shape>> = {
  'spreadsheets.create': { ...writing('Spreadsheet', 'Spreadsheet', create), masked: true },
  'spreadsheets.get': { ...reading('Spreadsheet', get), masked: true },
  'spreadsheets.getByDataFilter': { ...reading('Spreadsheet', getByDataFilter, 'GetSpreadsheetByDataFilterRequest'), masked: true },
  'spreadsheets.batchUpdate': { ...writing('BatchUpdateSpreadsheetRequest', 'BatchUpdateSpreadsheetResponse', batchUpdate), masked: true },
  'values.get': reading('ValueRange', (call) => getValues(open(call), call.route.part, renderingOf(call.query))),
  'values.batchGet': reading('BatchGetValuesResponse', values.batchGet),
  'values.batchGetByDataFilter': reading(
    'BatchGetValuesByDataFilterResponse',
    values.getValuesByFilter,
    'BatchGetValuesByDataFilterRequest',
  ),
  'values.update': writing('ValueRange', 'UpdateValuesResponse', values.update),
  'values.batchUpdate': writing('BatchUpdateValuesRequest', 'BatchUpdateValuesResponse', values.batchUpdateValues),
  'values.batchUpdateByDataFilter': writing(
    'BatchUpdateValuesByDataFilterRequest',
    'BatchUpdateValuesByDataFilterResponse',
    values.updateByFilter,
  ),
  'values.append': writing('ValueRange', 'AppendValuesResponse', values.append),
  'values.clear': writing('ClearValuesRequest', 'ClearValuesResponse', values.clear),
  'values.batchClear': writing('BatchClearValuesRequest', 'BatchClearValuesResponse', values.batchClear),
  'values.batchClearByDataFilter': writing(
    'BatchClearValuesByDataFilterRequest',
    'BatchClearValuesByDataFilterResponse',
    values.clearByFilter,
  ),
  'developerMetadata.get': reading('DeveloperMetadata', getMetadata),
  'developerMetadata.search': reading('SearchDeveloperMetadataResponse', searchMetadata, 'SearchDeveloperMetadataRequest'),
  'sheets.copyTo': writing('CopySheetToAnotherSpreadsheetRequest', 'SheetProperties', copyTo),
};

export function isWrite(method: Method): boolean {
  return SHAPES[method].kind === 'write';
}

/** The answer's body. Throws GoogleError. */
export function playCall(call: Call): unknown {
  const shape = SHAPES[call.route.method];
  const mask = parseFieldMask(call.fields, 'sheets', shape.response);
  const body = shape.request === undefined ? {} : readBody('sheets', shape.request, withoutPathNames(shape.request, call.body));
  const answer = shape.play(call, body as never, mask);
  return shape.masked ? answer : prune(answer, mask);
}

/** A body that is the whole request may repeat what stands in the path: those are fields of the same message. */
function withoutPathNames(type: string, body: unknown): unknown {
  if (type === 'ValueRange' || type === 'Spreadsheet' || typeof body !== 'object' || body === null || Array.isArray(body)) return body;
  const names = type === 'ClearValuesRequest' ? ['spreadsheetId', 'range'] : ['spreadsheetId', 'sheetId'];
  return Object.fromEntries(Object.entries(body).filter(([name]) => !names.includes(name)));
}

function create({ world, library, caller }: Call, body: sheets_v4.Schema$Spreadsheet, mask: FieldMask): unknown {
  return describeSpreadsheet(createSpreadsheet(world, library, caller, body), { mask, includeGridData: false, boxes: undefined });
}

function get(call: Call, _: unknown, mask: FieldMask): unknown {
  const workbook = open(call);
  const ranges = call.query.getAll('ranges');
  const boxes = ranges.length > 0 ? ranges.map((range) => parseRange(workbook.book, range, 'clip').box) : undefined;
  return describeSpreadsheet(workbook, { mask, includeGridData: call.query.get('includeGridData') === 'true', boxes });
}

function getByDataFilter(call: Call, body: sheets_v4.Schema$GetSpreadsheetByDataFilterRequest, mask: FieldMask): unknown {
  const workbook = open(call);
  const boxes = body.dataFilters?.length ? body.dataFilters.flatMap((filter) => boxesOf(workbook.book, filter)) : undefined;
  return describeSpreadsheet(workbook, { mask, includeGridData: body.includeGridData ?? false, boxes });
}

function batchUpdate(call: Call, body: sheets_v4.Schema$BatchUpdateSpreadsheetRequest, mask: FieldMask): unknown {
  const workbook = open(call, 'write');
  return call.library.change(workbook, () => {
    const replies = runBatch(workbook, body.requests ?? []);
    const whole = { spreadsheetId: workbook.book.id, replies };
    const response = prune(whole, mask) as sheets_v4.Schema$BatchUpdateSpreadsheetResponse;
    const view = below(mask, 'updatedSpreadsheet');
    if (body.includeSpreadsheetInResponse && view) {
      const boxes = body.responseRanges?.length
        ? body.responseRanges.map((range) => parseRange(workbook.book, range, 'clip').box)
        : undefined;
      response.updatedSpreadsheet = describeSpreadsheet(workbook, {
        mask: view,
        includeGridData: body.responseIncludeGridData ?? false,
        boxes,
      });
    }
    return response;
  });
}

function getMetadata(call: Call): unknown {
  const { book } = open(call);
  const entry = book.doc.metadata.find((one) => one.id === Number(call.route.part));
  if (!entry) throw notFound();
  return describeMetadata(book, entry);
}

function searchMetadata(call: Call, body: sheets_v4.Schema$SearchDeveloperMetadataRequest): unknown {
  const { book } = open(call);
  const found = new Map<number, sheets_v4.Schema$MatchedDeveloperMetadata>();
  for (const filter of body.dataFilters ?? []) {
    for (const entry of metadataOf(book, filter)) {
      const match = found.get(entry.id) ?? { developerMetadata: describeMetadata(book, entry), dataFilters: [] };
      match.dataFilters?.push(filter);
      found.set(entry.id, match);
    }
  }
  return found.size > 0 ? { matchedDeveloperMetadata: [...found.values()] } : {};
}

function copyTo(call: Call, body: sheets_v4.Schema$CopySheetToAnotherSpreadsheetRequest): unknown {
  const source = open(call);
  const sheetId = Number(call.route.part);
  if (!source.book.findTab(sheetId)) throw notFound();
  const target = call.library.open(body.destinationSpreadsheetId ?? '', call.caller, 'write');
  return call.library.change(target, () => {
    const title = copyTitle(target, source.book.tab(sheetId).title);
    const place = { book: target.book, sheetId: freeSheetId(target.book, call.world), title, index: target.book.doc.tabs.length };
    return tabProperties(target, copyTab(source.book, sheetId, place, call.world));
  });
}
