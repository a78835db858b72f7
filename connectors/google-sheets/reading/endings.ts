/**
 * Where the tables and the filter of a tab end. A row that goes in right below them stays outside, unlike one inside, so
 * they are widened over the new rows in the same batch. A filter that hides or sorts is left as it is: to set it again
 * would apply it again, and hide rows or move them.
 */
import type { BatchRequest, GridRange, SheetAnswer } from '../wire.ts';

export interface Ending {
  /** A request's body but for the range. */
  readonly of: { readonly table: string } | { readonly filter: Readonly<Record<string, unknown>> };
  readonly range: GridRange & { readonly endRowIndex: number };
}

export function endingsOf(sheet: SheetAnswer): readonly Ending[] {
  const found = (of: Ending['of'], range: GridRange | undefined): Ending[] => {
    const endRowIndex = range?.endRowIndex;
    return endRowIndex === undefined ? [] : [{ of, range: { ...range, endRowIndex } }];
  };
  const { basicFilter, tables = [] } = sheet;
  const plain = basicFilter && basicFilter.tableId === undefined && !isActive(basicFilter);
  return [
    ...(plain ? found({ filter: basicFilter }, basicFilter.range) : []),
    ...tables.flatMap(({ tableId, range }) => found({ table: tableId }, range)),
  ];
}

/** Requests that take in `count` rows which were just put in at `row`. */
export const widened = (endings: readonly Ending[], row: number, count: number): BatchRequest[] =>
  endings.filter(({ range }) => range.endRowIndex === row).map(({ of, range }) => request(of, { ...range, endRowIndex: row + count }));

/** The endings after rows came in at `row`, and those of `gone` (as they stood before) went. */
export function movedBy(endings: readonly Ending[], row: number, count: number, gone: ReadonlySet<number>): readonly Ending[] {
  const moved = (index: number): number => index - [...gone].filter((one) => one < index).length + (row <= index ? count : 0);
  return endings.map(({ of, range }) => {
    const { startRowIndex = 0, endRowIndex } = range;
    return { of, range: { ...range, startRowIndex: moved(startRowIndex), endRowIndex: moved(endRowIndex) } };
  });
}

/** Either form of a filter's criteria may be set, not both; a filter that is widened has none. */
function request(of: Ending['of'], range: GridRange): BatchRequest {
  if ('table' in of) return { updateTable: { table: { tableId: of.table, range }, fields: 'range' } };
  const { criteria: _older, ...filter } = of.filter;
  return { setBasicFilter: { filter: { ...filter, range } } };
}

const isActive = (filter: Readonly<Record<string, unknown>>): boolean =>
  [filter.criteria, filter.filterSpecs, filter.sortSpecs].some(
    (part) => typeof part === 'object' && part !== null && Object.keys(part).length > 0,
  );
