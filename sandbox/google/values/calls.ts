/** The methods under `values`, each from its request's body to its answer. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { parseRange } from '../book/a1.ts';
import { type Box, formatBox } from '../book/boxes.ts';
import { type Call, open } from '../sheets/call.ts';
import type { Workbook } from '../sheets/library.ts';
import { boxesOf } from '../sheets/metadata-search.ts';
import { GoogleError, invalid } from '../wire/errors.ts';
import {
  appendValues,
  batchGetByDataFilter,
  clearBox,
  describeWritten,
  type Echo,
  type EnumReader,
  getValues,
  inputOption,
  renderingOf,
  totals,
  updateByDataFilter,
  updateValues,
} from './values.ts';

export function batchGet(call: Call): unknown {
  const workbook = open(call);
  const rendering = renderingOf(call.query);
  const valueRanges = call.query.getAll('ranges').map((range) => getValues(workbook, range, rendering));
  return { spreadsheetId: workbook.book.id, ...(valueRanges.length > 0 && { valueRanges }) };
}

export function getValuesByFilter(call: Call, body: sheets_v4.Schema$BatchGetValuesByDataFilterRequest): unknown {
  const workbook = open(call);
  const valueRanges = batchGetByDataFilter(workbook, body.dataFilters ?? [], renderingOf(namesOf(body)));
  return { spreadsheetId: workbook.book.id, ...(valueRanges.length > 0 && { valueRanges }) };
}

export function update(call: Call, body: sheets_v4.Schema$ValueRange): unknown {
  const workbook = open(call, 'write');
  const input = inputOption(call.query.get('valueInputOption'));
  const echo = echoOf(call.query.get('includeValuesInResponse') === 'true', call.query);
  return call.library.change(workbook, () => describeWritten(workbook, updateValues(workbook, call.route.part, body, input), echo));
}

export function batchUpdateValues(call: Call, body: sheets_v4.Schema$BatchUpdateValuesRequest): unknown {
  const workbook = open(call, 'write');
  const input = inputOption(body.valueInputOption);
  const echo = echoOf(body.includeValuesInResponse ?? false, namesOf(body));
  return call.library.change(workbook, () => {
    const written = (body.data ?? []).map((data, i) => inData(i, () => updateValues(workbook, requireRange(data.range), data, input)));
    const responses = written.map((one) => describeWritten(workbook, one, echo));
    return { spreadsheetId: workbook.book.id, ...totals(written), responses };
  });
}

export function updateByFilter(call: Call, body: sheets_v4.Schema$BatchUpdateValuesByDataFilterRequest): unknown {
  const workbook = open(call, 'write');
  const input = inputOption(body.valueInputOption);
  const echo = echoOf(body.includeValuesInResponse ?? false, namesOf(body));
  return call.library.change(workbook, () => {
    const written = (body.data ?? []).map((data, i) => ({ data, ranges: inData(i, () => updateByDataFilter(workbook, data, input)) }));
    const responses = written.flatMap(({ data, ranges }) =>
      ranges.map((one) => {
        const { spreadsheetId: _, ...described } = describeWritten(workbook, one, echo);
        return { ...described, dataFilter: data.dataFilter ?? {} };
      }),
    );
    return { spreadsheetId: workbook.book.id, ...totals(written.flatMap(({ ranges }) => ranges)), responses };
  });
}

export function append(call: Call, body: sheets_v4.Schema$ValueRange): unknown {
  const workbook = open(call, 'write');
  const input = inputOption(call.query.get('valueInputOption'));
  const echo = echoOf(call.query.get('includeValuesInResponse') === 'true', call.query);
  return call.library.change(workbook, () => {
    const insertRows = call.query.get('insertDataOption') === 'INSERT_ROWS';
    const { table, written } = appendValues(workbook, call.route.part, body, input, insertRows);
    return {
      spreadsheetId: workbook.book.id,
      ...(table && { tableRange: formatBox(workbook.book, table) }),
      updates: describeWritten(workbook, written, echo),
    };
  });
}

export function clear(call: Call): unknown {
  const workbook = open(call, 'write');
  const { box } = parseRange(workbook.book, call.route.part, 'clip');
  return call.library.change(workbook, () => ({ spreadsheetId: workbook.book.id, clearedRange: clearBox(workbook, box) }));
}

export function batchClear(call: Call, body: sheets_v4.Schema$BatchClearValuesRequest): unknown {
  const workbook = open(call, 'write');
  return clearAll(
    call,
    workbook,
    (body.ranges ?? []).map((range) => parseRange(workbook.book, range, 'clip').box),
  );
}

export function clearByFilter(call: Call, body: sheets_v4.Schema$BatchClearValuesByDataFilterRequest): unknown {
  const workbook = open(call, 'write');
  return clearAll(
    call,
    workbook,
    (body.dataFilters ?? []).flatMap((filter) => boxesOf(workbook.book, filter)),
  );
}

function clearAll({ library }: Call, workbook: Workbook, boxes: readonly Box[]): unknown {
  return library.change(workbook, () => ({ spreadsheetId: workbook.book.id, clearedRanges: boxes.map((box) => clearBox(workbook, box)) }));
}

function echoOf(wanted: boolean, read: EnumReader): Echo {
  return wanted ? renderingOf(read, 'response') : undefined;
}

function namesOf(body: object): EnumReader {
  return { get: (name) => (body as Readonly<Record<string, string | undefined>>)[name] };
}

function requireRange(range: string | null | undefined): string {
  if (!range) throw invalid('Missing range.');
  return range;
}

function inData<T>(index: number, act: () => T): T {
  try {
    return act();
  } catch (error) {
    if (error instanceof GoogleError && error.status === 400) throw invalid(`Invalid data[${index}]: ${error.message}`);
    throw error;
  }
}
