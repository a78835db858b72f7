/** The calls under `values`: get, update, append, clear, their batches and their forms by data filter. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { parseRange } from '../book/a1.ts';
import { type Box, formatBox } from '../book/boxes.ts';
import { insertLines } from '../book/lines.ts';
import { requireEditable } from '../book/protection.ts';
import { withValue } from '../cells/edit.ts';
import type { Workbook } from '../sheets/library.ts';
import { boxesOf } from '../sheets/metadata-search.ts';
import { invalid } from '../wire/errors.ts';
import { findTable } from './append.ts';
import { type Rendering, readValues, type WriteOptions, type Written, writeValues } from './value-ranges.ts';

type ValueRange = sheets_v4.Schema$ValueRange;
type UpdateValuesResponse = sheets_v4.Schema$UpdateValuesResponse;

/** How an answer shows what was written; undefined: not at all. */
export type Echo = Rendering | undefined;

export interface EnumReader {
  get(name: string): string | null | undefined;
}

/** Render options from a query or a body. Throws 400 for a name that the API doesn't know. */
export function renderingOf(read: EnumReader, prefix: '' | 'response' = ''): Rendering {
  const name = (option: string) => (prefix === '' ? option : `response${option[0]?.toUpperCase()}${option.slice(1)}`);
  const pick = <T extends string>(option: string, names: readonly T[]): T => {
    const given = read.get(option);
    const found = names.find((one) => one === given);
    if (given && !found && !given.endsWith('_UNSPECIFIED')) throw badEnum(option, given);
    return found ?? (names[0] as T);
  };
  return {
    major: prefix === '' ? pick('majorDimension', ['ROWS', 'COLUMNS']) : 'ROWS',
    values: pick(name('valueRenderOption'), ['FORMATTED_VALUE', 'UNFORMATTED_VALUE', 'FORMULA']),
    dates: pick(name('dateTimeRenderOption'), ['SERIAL_NUMBER', 'FORMATTED_STRING']),
  };
}

function badEnum(option: string, given: string) {
  const field = option.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
  return invalid(
    `Invalid value at '${field}' (type.googleapis.com/google.apps.sheets.v4.${option[0]?.toUpperCase()}${option.slice(1)}), "${given}"`,
  );
}

/** RAW or USER_ENTERED. Throws Google's 400 when it is missing. */
export function inputOption(given: string | null | undefined): 'RAW' | 'USER_ENTERED' {
  if (given === 'RAW' || given === 'USER_ENTERED') return given;
  if (given && given !== 'INPUT_VALUE_OPTION_UNSPECIFIED') throw badEnum('valueInputOption', given);
  throw invalid("'valueInputOption' is required but not specified");
}

export function getValues(workbook: Workbook, range: string, rendering: Rendering): ValueRange {
  return readValues(workbook, parseRange(workbook.book, range, 'clip').box, rendering);
}

export function batchGetByDataFilter(
  workbook: Workbook,
  filters: readonly sheets_v4.Schema$DataFilter[],
  rendering: Rendering,
): sheets_v4.Schema$MatchedValueRange[] {
  const found = new Map<string, { box: Box; dataFilters: sheets_v4.Schema$DataFilter[] }>();
  for (const filter of filters) {
    for (const box of boxesOf(workbook.book, filter)) {
      const key = formatBox(workbook.book, box);
      const entry = found.get(key) ?? { box, dataFilters: [] };
      entry.dataFilters.push(filter);
      found.set(key, entry);
    }
  }
  return [...found.values()].map(({ box, dataFilters }) => ({ valueRange: readValues(workbook, box, rendering), dataFilters }));
}

/** Writes one ValueRange; `range` is the one of the path or of the entry. */
export function updateValues(workbook: Workbook, range: string, data: ValueRange, input: 'RAW' | 'USER_ENTERED'): Written {
  if (data.range && !sameRange(workbook, range, data.range)) {
    throw invalid(`Requested writing within range [${range}], but got a value range for [${data.range}].`);
  }
  const { box, anchor } = parseRange(workbook.book, range, 'refuse');
  return writeValues(workbook, box, data.values ?? [], { input, major: majorOf(data), anchor });
}

function sameRange({ book }: Workbook, a: string, b: string): boolean {
  return a === b || formatBox(book, parseRange(book, a, 'clip').box) === formatBox(book, parseRange(book, b, 'clip').box);
}

function majorOf(data: { majorDimension?: string | null }): WriteOptions['major'] {
  return data.majorDimension === 'COLUMNS' ? 'COLUMNS' : 'ROWS';
}

export function describeWritten(workbook: Workbook, written: Written, echo: Echo): UpdateValuesResponse {
  const response: UpdateValuesResponse = { spreadsheetId: workbook.book.id, updatedRange: formatBox(workbook.book, written.box) };
  if (written.rows > 0) response.updatedRows = written.rows;
  if (written.columns > 0) response.updatedColumns = written.columns;
  if (written.cells > 0) response.updatedCells = written.cells;
  if (echo) response.updatedData = readValues(workbook, written.box, echo);
  return response;
}

export function totals(written: readonly Written[]): Omit<sheets_v4.Schema$BatchUpdateValuesResponse, 'responses' | 'spreadsheetId'> {
  const sum = (pick: (one: Written) => number) => written.reduce((total, one) => total + pick(one), 0);
  const [rows, columns, cells] = [sum((one) => one.rows), sum((one) => one.columns), sum((one) => one.cells)];
  const sheets = new Set(written.filter((one) => one.cells > 0).map((one) => one.box.sheetId)).size;
  return {
    ...(rows > 0 && { totalUpdatedRows: rows }),
    ...(columns > 0 && { totalUpdatedColumns: columns }),
    ...(cells > 0 && { totalUpdatedCells: cells }),
    ...(sheets > 0 && { totalUpdatedSheets: sheets }),
  };
}

export function updateByDataFilter(
  workbook: Workbook,
  data: sheets_v4.Schema$DataFilterValueRange,
  input: 'RAW' | 'USER_ENTERED',
): Written[] {
  const boxes = boxesOf(workbook.book, data.dataFilter ?? {}, 'refuse');
  return boxes.map((box) => writeValues(workbook, box, data.values ?? [], { input, major: majorOf(data), anchor: false }));
}

export interface Appended {
  readonly table: Box | undefined;
  readonly written: Written;
}

export function appendValues(
  workbook: Workbook,
  range: string,
  data: ValueRange,
  input: 'RAW' | 'USER_ENTERED',
  insertRows: boolean,
): Appended {
  const { book } = workbook;
  const { box } = parseRange(book, range, 'clip');
  const table = findTable(book, box);
  const row = table ? table.r1 : box.r0;
  const column = table ? table.c0 : box.c0;
  const lines = majorOf(data) === 'COLUMNS' ? Math.max(0, ...(data.values ?? []).map((line) => line.length)) : (data.values ?? []).length;
  const size = book.rowCount(box.sheetId);
  const missing = row + lines - size;
  if (insertRows && row < size && lines > 0) insertLines(book, box.sheetId, 'row', row, lines);
  else if (missing > 0) insertLines(book, box.sheetId, 'row', size, missing);
  const target = { sheetId: box.sheetId, r0: row, r1: row + 1, c0: column, c1: column + 1 };
  const written = writeValues(workbook, target, data.values ?? [], { input, major: majorOf(data), anchor: true });
  return { table, written };
}

/** Empties values and formulas; notes, formats and rules stay. Answers the cleared range as Google names it. */
export function clearBox(workbook: Workbook, box: Box): string {
  const { book, caller, file } = workbook;
  requireEditable(book, box, caller, file);
  for (let row = box.r0; row < box.r1; row += 1) {
    const cells = book.rowAt(box.sheetId, row)?.cells ?? [];
    const end = Math.min(box.c1, cells.length);
    const changes = Array.from({ length: Math.max(0, end - box.c0) }, (_, i) => {
      const cell = cells[box.c0 + i] ?? undefined;
      return [box.c0 + i, cell && (cell.v !== undefined || cell.f !== undefined) ? withValue(cell, undefined) : cell] as const;
    });
    book.setCells(box.sheetId, row, changes);
  }
  return formatBox(book, box);
}
