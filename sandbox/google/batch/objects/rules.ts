/** Data validation, conditional formats and merged cells. Rules are kept and shown; API writes pass them, as Google lets them. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, boxOf, contains, gridRangeOf, overlaps } from '../../book/boxes.ts';
import type { Cell } from '../../book/documents.ts';
import { requireEditable } from '../../book/protection.ts';
import { tidyCell, withValue } from '../../cells/edit.ts';
import type { Workbook } from '../../sheets/library.ts';
import { invalid } from '../../wire/errors.ts';

export function setDataValidation({ book, caller, file }: Workbook, { range, rule }: sheets_v4.Schema$SetDataValidationRequest): undefined {
  const box = boxOf(book, range);
  requireEditable(book, box, caller, file);
  if (rule && !rule.condition?.type) throw invalid('rule.condition must be specified.');
  for (let row = box.r0; row < box.r1; row += 1) {
    const changes: [number, Cell | undefined][] = [];
    for (let column = box.c0; column < box.c1; column += 1) {
      const { validation: _, ...rest } = book.cellAt(box.sheetId, row, column) ?? {};
      changes.push([column, tidyCell({ ...rest, ...(rule && { validation: rule }) })]);
    }
    book.setCells(box.sheetId, row, changes);
  }
}

export function addConditionalFormatRule({ book }: Workbook, { rule, index }: sheets_v4.Schema$AddConditionalFormatRuleRequest): undefined {
  const ranges = (rule?.ranges ?? []).map((range) => ({ ...range, sheetId: boxOf(book, range).sheetId }));
  const sheetId = ranges[0]?.sheetId;
  if (!rule || sheetId === undefined) throw invalid('A conditional format rule must have at least one range.');
  const rules = [...book.tab(sheetId).conditionalFormats];
  if ((index ?? 0) > rules.length) throw invalid(`index[${index}] is after the last rule[${rules.length}].`);
  rules.splice(index ?? 0, 0, { ...rule, ranges });
  book.changeTab(sheetId, { conditionalFormats: rules });
}

export function updateConditionalFormatRule(
  { book }: Workbook,
  request: sheets_v4.Schema$UpdateConditionalFormatRuleRequest,
): sheets_v4.Schema$Response {
  const sheetId = request.sheetId ?? request.rule?.ranges?.[0]?.sheetId ?? 0;
  const rules = [...book.tab(sheetId).conditionalFormats];
  const index = request.index ?? 0;
  const oldRule = rules[index];
  if (!oldRule) throw invalid(`No conditional format on sheet: ${sheetId} at index: ${index}`);
  const [newIndex, newRule] = [request.newIndex ?? index, request.rule ?? oldRule];
  rules.splice(index, 1);
  rules.splice(newIndex, 0, newRule);
  book.changeTab(sheetId, { conditionalFormats: rules });
  return { updateConditionalFormatRule: { oldIndex: index, newIndex, oldRule, newRule } };
}

export function deleteConditionalFormatRule(
  { book }: Workbook,
  request: sheets_v4.Schema$DeleteConditionalFormatRuleRequest,
): sheets_v4.Schema$Response {
  const sheetId = request.sheetId ?? 0;
  const rules = [...book.tab(sheetId).conditionalFormats];
  const [rule] = rules.splice(request.index ?? 0, 1);
  if (!rule) throw invalid(`No conditional format on sheet: ${sheetId} at index: ${request.index ?? 0}`);
  book.changeTab(sheetId, { conditionalFormats: rules });
  return { deleteConditionalFormatRule: { rule } };
}

export function mergeCells({ book, caller, file }: Workbook, { range, mergeType }: sheets_v4.Schema$MergeCellsRequest): undefined {
  const box = boxOf(book, range);
  requireEditable(book, box, caller, file);
  const { merges } = book.tab(box.sheetId);
  const kept = merges.filter((merge) => !contains(box, boxOf(book, merge, true)));
  if (kept.some((merge) => overlaps(box, boxOf(book, merge, true)))) {
    throw invalid('You must select all cells in a merged range to merge or unmerge them.');
  }
  const parts = split(box, mergeType ?? 'MERGE_ALL').filter((part) => (part.r1 - part.r0) * (part.c1 - part.c0) > 1);
  for (const part of parts) keepCorner(book, part);
  book.changeTab(box.sheetId, { merges: [...kept, ...parts.map(gridRangeOf)] });
}

function split(box: Box, type: string): Box[] {
  if (type === 'MERGE_ROWS') return Array.from({ length: box.r1 - box.r0 }, (_, i) => ({ ...box, r0: box.r0 + i, r1: box.r0 + i + 1 }));
  if (type === 'MERGE_COLUMNS') return Array.from({ length: box.c1 - box.c0 }, (_, i) => ({ ...box, c0: box.c0 + i, c1: box.c0 + i + 1 }));
  return [box];
}

/** Of merged cells, only the upper left keeps its value. */
function keepCorner(book: Workbook['book'], box: Box): void {
  for (let row = box.r0; row < box.r1; row += 1) {
    for (let column = box.c0; column < box.c1; column += 1) {
      if (row > box.r0 || column > box.c0)
        book.setCell(box.sheetId, row, column, withValue(book.cellAt(box.sheetId, row, column), undefined));
    }
  }
}

export function unmergeCells({ book }: Workbook, { range }: sheets_v4.Schema$UnmergeCellsRequest): undefined {
  const box = boxOf(book, range);
  const { merges } = book.tab(box.sheetId);
  if (merges.some((merge) => overlaps(box, boxOf(book, merge, true)) && !contains(box, boxOf(book, merge, true)))) {
    throw invalid('You must select all cells in a merged range to merge or unmerge them.');
  }
  book.changeTab(box.sheetId, { merges: merges.filter((merge) => !overlaps(box, boxOf(book, merge, true))) });
}
