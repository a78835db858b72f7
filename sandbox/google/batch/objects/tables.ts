/** Tables: a range with a name and typed columns. Kept and shown; they grow and move with their cells. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { boxOf, overlaps } from '../../book/boxes.ts';
import type { TabDocument } from '../../book/documents.ts';
import type { Workbook } from '../../sheets/library.ts';
import { invalid } from '../../wire/errors.ts';
import { parseWriteMask, wants } from '../../wire/field-mask.ts';

type Table = sheets_v4.Schema$Table;

export function addTable(workbook: Workbook, { table }: sheets_v4.Schema$AddTableRequest): sheets_v4.Schema$Response {
  const { book, world } = workbook;
  const box = boxOf(book, table?.range);
  const tableId = table?.tableId || world.ids.opaque(10);
  if (find(workbook, tableId)) throw invalid(`A table with id: ${tableId} already exists.`);
  requireName(workbook, table?.name, undefined);
  const tab = book.tab(box.sheetId);
  if (tab.tables.some((other) => overlaps(box, boxOf(book, other.range, true)))) throw invalid('Tables cannot overlap.');
  const name = table?.name ?? `Table${book.tabs().reduce((sum, one) => sum + one.tables.length, 1)}`;
  const added: Table = {
    ...table,
    tableId,
    name,
    range: { ...table?.range, sheetId: box.sheetId },
    columnProperties: columnsOf(workbook, table),
  };
  book.changeTab(box.sheetId, { tables: [...tab.tables, added] });
  return { addTable: { table: added } };
}

/** Columns as given; those left out are named after the header row. */
function columnsOf({ book, calc }: Workbook, table: Table | undefined): sheets_v4.Schema$TableColumnProperties[] {
  const box = boxOf(book, table?.range);
  return Array.from({ length: box.c1 - box.c0 }, (_, columnIndex) => {
    const given = table?.columnProperties?.find((column, i) => (column.columnIndex ?? i) === columnIndex);
    const header = calc.value(book, box.sheetId, box.r0, box.c0 + columnIndex);
    return { columnName: typeof header === 'string' ? header : `Column ${columnIndex + 1}`, ...given, columnIndex };
  });
}

export function updateTable(workbook: Workbook, request: sheets_v4.Schema$UpdateTableRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'Table');
  const { tab, table } = requireTable(workbook, request.table?.tableId);
  const after: Table = { ...table };
  if (wants(mask, 'name')) {
    requireName(workbook, request.table?.name, table.tableId ?? undefined);
    after.name = request.table?.name ?? null;
  }
  if (wants(mask, 'range')) {
    const box = boxOf(workbook.book, request.table?.range);
    if (box.sheetId !== tab.sheetId) throw invalid('A table cannot be moved to another sheet.');
    after.range = { ...request.table?.range, sheetId: box.sheetId };
  }
  if (wants(mask, 'columnProperties') && request.table?.columnProperties) after.columnProperties = request.table.columnProperties;
  if (wants(mask, 'rowsProperties') && request.table?.rowsProperties) after.rowsProperties = request.table.rowsProperties;
  if (wants(mask, 'range') && !wants(mask, 'columnProperties')) after.columnProperties = columnsOf(workbook, after);
  workbook.book.changeTab(tab.sheetId, { tables: tab.tables.map((one) => (one === table ? after : one)) });
}

/** The table goes with its content. */
export function deleteTable(workbook: Workbook, { tableId }: sheets_v4.Schema$DeleteTableRequest): undefined {
  const { tab, table } = requireTable(workbook, tableId);
  const { book } = workbook;
  const box = boxOf(book, table.range, true);
  const columns = Array.from({ length: box.c1 - box.c0 }, (_, i) => [box.c0 + i, undefined] as const);
  for (let row = box.r0; row < box.r1; row += 1) book.setCells(tab.sheetId, row, columns);
  book.changeTab(tab.sheetId, { tables: tab.tables.filter((one) => one !== table) });
}

function find({ book }: Workbook, tableId: string | null | undefined): { tab: TabDocument; table: Table } | undefined {
  for (const tab of book.tabs()) {
    const table = tab.tables.find((one) => one.tableId === tableId);
    if (table) return { tab, table };
  }
  return undefined;
}

function requireTable(workbook: Workbook, tableId: string | null | undefined): { tab: TabDocument; table: Table } {
  const found = find(workbook, tableId);
  if (!found) throw invalid(`No table with id: ${tableId ?? ''}`);
  return found;
}

function requireName({ book }: Workbook, name: string | null | undefined, own: string | undefined): void {
  const taken = book.tabs().some((tab) => tab.tables.some((one) => one.name?.toLowerCase() === name?.toLowerCase() && one.tableId !== own));
  if (name && taken) throw invalid(`A table with the name "${name}" already exists.`);
}
