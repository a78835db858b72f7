/** findReplace: in what cells display, or in their formulas. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, boxOf, wholeTab } from '../book/boxes.ts';
import { requireEditable } from '../book/protection.ts';
import { displayed } from '../cells/display.ts';
import type { Workbook } from '../sheets/library.ts';
import { entered } from '../values/value-ranges.ts';
import { invalid } from '../wire/errors.ts';

type FindReplaceRequest = sheets_v4.Schema$FindReplaceRequest;

export function findReplace(workbook: Workbook, request: FindReplaceRequest): sheets_v4.Schema$Response {
  const { book, caller, file } = workbook;
  if (!request.find) throw invalid('find must be specified.');
  const pattern = patternOf(request, request.find);
  const count = { values: 0, formulas: 0, occurrences: 0, rows: new Set<string>(), sheets: new Set<number>() };
  for (const box of boxes(workbook, request)) {
    for (let row = box.r0; row < box.r1; row += 1) {
      for (let column = box.c0; column < box.c1; column += 1) {
        const cell = book.cellAt(box.sheetId, row, column);
        if (!cell || (cell.f === undefined && cell.v === undefined) || (cell.f !== undefined && !request.includeFormulas)) continue;
        const text = cell.f ?? displayed(cell.v, cell.format?.numberFormat, book.doc.locale) ?? '';
        const found = text.match(pattern)?.length ?? 0;
        if (found === 0) continue;
        const replacement = request.searchByRegex ? (request.replacement ?? '') : (request.replacement ?? '').replaceAll('$', '$$$$');
        requireEditable(book, { sheetId: box.sheetId, r0: row, r1: row + 1, c0: column, c1: column + 1 }, caller, file);
        book.setCell(box.sheetId, row, column, entered(workbook, cell, text.replace(pattern, replacement), 'USER_ENTERED'));
        count.occurrences += found;
        if (cell.f === undefined) count.values += 1;
        else count.formulas += 1;
        count.rows.add(`${box.sheetId}/${row}`);
        count.sheets.add(box.sheetId);
      }
    }
  }
  return { findReplace: reply(count) };
}

interface Counts {
  readonly values: number;
  readonly formulas: number;
  readonly occurrences: number;
  readonly rows: ReadonlySet<string>;
  readonly sheets: ReadonlySet<number>;
}

/** Zeros are left out, as Google does. */
function reply({ values, formulas, occurrences, rows, sheets }: Counts): sheets_v4.Schema$FindReplaceResponse {
  return {
    ...(values > 0 && { valuesChanged: values }),
    ...(formulas > 0 && { formulasChanged: formulas }),
    ...(rows.size > 0 && { rowsChanged: rows.size }),
    ...(sheets.size > 0 && { sheetsChanged: sheets.size }),
    ...(occurrences > 0 && { occurrencesChanged: occurrences }),
  };
}

function boxes({ book }: Workbook, request: FindReplaceRequest): Box[] {
  if (request.allSheets) return book.tabs().map((tab) => wholeTab(book, tab.sheetId));
  if (request.range) return [boxOf(book, request.range)];
  if (typeof request.sheetId === 'number') return [wholeTab(book, book.tab(request.sheetId).sheetId)];
  throw invalid('A scope must be specified: range, sheetId or allSheets.');
}

function patternOf(request: FindReplaceRequest, find: string): RegExp {
  const source = request.searchByRegex ? find : find.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  try {
    return new RegExp(request.matchEntireCell ? `^(?:${source})$` : source, request.matchCase ? 'gu' : 'giu');
  } catch (error) {
    throw invalid(`Invalid regular expression: ${error instanceof Error ? error.message : find}`);
  }
}
