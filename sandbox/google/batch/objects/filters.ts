/** The basic filter (which hides rows) and filter views (which are only kept). */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { type Box, boxOf } from '../../book/boxes.ts';
import { requireEditable } from '../../book/protection.ts';
import { displayed } from '../../cells/display.ts';
import type { Workbook } from '../../sheets/library.ts';
import { invalid } from '../../wire/errors.ts';
import { parseWriteMask, wants } from '../../wire/field-mask.ts';
import { sortBox } from '../sort.ts';

type FilterSpec = sheets_v4.Schema$FilterSpec;

export function setBasicFilter(workbook: Workbook, { filter }: sheets_v4.Schema$SetBasicFilterRequest): undefined {
  const { book, caller, file } = workbook;
  if (!filter?.range) throw invalid('filter.range must be specified.');
  const box = boxOf(book, filter.range);
  showAll(workbook, box.sheetId);
  const specs = specsOf(filter);
  const range = { ...filter.range, sheetId: box.sheetId };
  book.changeTab(box.sheetId, {
    basicFilter: { ...filter, range, ...(specs.length > 0 && { filterSpecs: specs, criteria: criteriaOf(specs) }) },
  });
  const body = { ...box, r0: Math.min(box.r0 + 1, box.r1) };
  if (filter.sortSpecs?.length) {
    requireEditable(book, body, caller, file);
    sortBox(workbook, body, filter.sortSpecs);
  }
  for (let row = body.r0; row < body.r1; row += 1) {
    if (specs.some((spec) => isHidden(workbook, body, row, spec))) book.changeRow(box.sheetId, row, { hiddenByFilter: true });
  }
}

export function clearBasicFilter(workbook: Workbook, { sheetId }: sheets_v4.Schema$ClearBasicFilterRequest): undefined {
  const { book } = workbook;
  const tab = book.tab(sheetId ?? 0);
  if (!tab.basicFilter) return;
  showAll(workbook, tab.sheetId);
  book.changeTab(tab.sheetId, { basicFilter: undefined } as unknown as object);
}

function showAll({ book }: Workbook, sheetId: number): void {
  for (let row = 0; row < book.rowCount(sheetId); row += 1) {
    if (book.rowAt(sheetId, row)?.hiddenByFilter) book.changeRow(sheetId, row, { hiddenByFilter: undefined });
  }
}

function specsOf(filter: sheets_v4.Schema$BasicFilter): FilterSpec[] {
  if (filter.filterSpecs) return filter.filterSpecs;
  return Object.entries(filter.criteria ?? {}).map(([column, filterCriteria]) => ({ columnIndex: Number(column), filterCriteria }));
}

function criteriaOf(specs: readonly FilterSpec[]): Record<string, sheets_v4.Schema$FilterCriteria> {
  return Object.fromEntries(specs.map((spec) => [String(spec.columnIndex ?? 0), spec.filterCriteria ?? {}]));
}

function isHidden({ book, calc }: Workbook, box: Box, row: number, spec: FilterSpec): boolean {
  const hidden = spec.filterCriteria?.hiddenValues ?? [];
  const column = spec.columnIndex ?? 0;
  const value = calc.value(book, box.sheetId, row, column);
  const text = displayed(value, book.cellAt(box.sheetId, row, column)?.format?.numberFormat, book.doc.locale) ?? '';
  if (hidden.some((one) => one.toLowerCase() === text.toLowerCase())) return true;
  const condition = spec.filterCriteria?.condition;
  if (condition?.type === 'NOT_BLANK') return text === '';
  if (condition?.type === 'BLANK') return text !== '';
  return false;
}

export function addFilterView({ book, world }: Workbook, { filter }: sheets_v4.Schema$AddFilterViewRequest): sheets_v4.Schema$Response {
  const box = boxOf(book, filter?.range);
  const id = filter?.filterViewId ?? world.ids.next('google.object', 1_000_001);
  if (book.tabs().some((tab) => tab.filterViews.some((view) => view.filterViewId === id)))
    throw invalid(`A filter view with id: ${id} already exists.`);
  const tab = book.tab(box.sheetId);
  const title = filter?.title ?? `Filter ${tab.filterViews.length + 1}`;
  const added = { ...filter, filterViewId: id, title, range: { ...filter?.range, sheetId: box.sheetId } };
  book.changeTab(box.sheetId, { filterViews: [...tab.filterViews, added] });
  return { addFilterView: { filter: added } };
}

export function updateFilterView({ book }: Workbook, request: sheets_v4.Schema$UpdateFilterViewRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'FilterView');
  const { tab, view } = requireView({ book }, request.filter?.filterViewId);
  const after = { ...view } as Record<string, unknown>;
  for (const [name, value] of Object.entries(request.filter ?? {})) if (name !== 'filterViewId' && wants(mask, name)) after[name] = value;
  book.changeTab(tab.sheetId, { filterViews: tab.filterViews.map((one) => (one === view ? (after as typeof view) : one)) });
}

export function deleteFilterView({ book }: Workbook, { filterId }: sheets_v4.Schema$DeleteFilterViewRequest): undefined {
  const { tab, view } = requireView({ book }, filterId);
  book.changeTab(tab.sheetId, { filterViews: tab.filterViews.filter((one) => one !== view) });
}

export function duplicateFilterView(
  { book, world }: Workbook,
  { filterId }: sheets_v4.Schema$DuplicateFilterViewRequest,
): sheets_v4.Schema$Response {
  const { tab, view } = requireView({ book }, filterId);
  const filter = { ...view, filterViewId: world.ids.next('google.object', 1_000_001), title: `Copy of ${view.title}` };
  book.changeTab(tab.sheetId, { filterViews: [...tab.filterViews, filter] });
  return { duplicateFilterView: { filter } };
}

function requireView({ book }: Pick<Workbook, 'book'>, id: number | null | undefined) {
  for (const tab of book.tabs()) {
    const view = tab.filterViews.find((one) => one.filterViewId === id);
    if (view) return { tab, view };
  }
  throw invalid(`No filter view with id: ${id ?? 0}`);
}
