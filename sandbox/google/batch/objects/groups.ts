/** Groups of rows and columns that people fold. A group within another lies one deeper. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { TabDocument } from '../../book/documents.ts';
import type { Workbook } from '../../sheets/library.ts';
import { invalid } from '../../wire/errors.ts';
import { parseWriteMask, wants } from '../../wire/field-mask.ts';

type Group = sheets_v4.Schema$DimensionGroup;
type Range = sheets_v4.Schema$DimensionRange;
type Place = 'rowGroups' | 'columnGroups';

export function addDimensionGroup({ book }: Workbook, { range }: sheets_v4.Schema$AddDimensionGroupRequest): sheets_v4.Schema$Response {
  const { tab, place, groups } = groupsAt({ book }, range);
  const added: Group = { range: { ...range, sheetId: tab.sheetId }, depth: 1 + groups.filter((group) => holds(group.range, range)).length };
  const deeper = groups.map((group) =>
    holds(range, group.range) && !same(range, group.range) ? { ...group, depth: (group.depth ?? 1) + 1 } : group,
  );
  const dimensionGroups = [...deeper, added].sort((a, b) => start(a.range) - start(b.range) || (a.depth ?? 1) - (b.depth ?? 1));
  book.changeTab(tab.sheetId, { [place]: dimensionGroups });
  return { addDimensionGroup: { dimensionGroups } };
}

export function deleteDimensionGroup(
  { book }: Workbook,
  { range }: sheets_v4.Schema$DeleteDimensionGroupRequest,
): sheets_v4.Schema$Response {
  const { tab, place, groups } = groupsAt({ book }, range);
  const found = groups.filter((group) => same(group.range, range)).at(-1);
  if (!found) throw invalid('There is no group over that range.');
  const dimensionGroups = groups
    .filter((group) => group !== found)
    .map((group) =>
      holds(range, group.range) && (group.depth ?? 1) > (found.depth ?? 1) ? { ...group, depth: (group.depth ?? 1) - 1 } : group,
    );
  book.changeTab(tab.sheetId, { [place]: dimensionGroups });
  return { deleteDimensionGroup: dimensionGroups.length > 0 ? { dimensionGroups } : {} };
}

/** Only whether it is folded can be changed. */
export function updateDimensionGroup({ book }: Workbook, request: sheets_v4.Schema$UpdateDimensionGroupRequest): undefined {
  const mask = parseWriteMask(request.fields, 'sheets', 'DimensionGroup');
  const given = request.dimensionGroup;
  const { tab, place, groups } = groupsAt({ book }, given?.range);
  const found = groups.find((group) => same(group.range, given?.range) && group.depth === given?.depth);
  if (!found) throw invalid('There is no group over that range and depth.');
  if (!wants(mask, 'collapsed')) return;
  const changed: Group = { ...found, collapsed: given?.collapsed === true };
  book.changeTab(tab.sheetId, { [place]: groups.map((group) => (group === found ? changed : group)) });
}

function groupsAt(
  { book }: Pick<Workbook, 'book'>,
  range: Range | null | undefined,
): { tab: TabDocument; place: Place; groups: readonly Group[] } {
  const tab = book.tab(range?.sheetId ?? 0);
  if (range?.dimension !== 'ROWS' && range?.dimension !== 'COLUMNS') throw invalid('range.dimension must be specified.');
  const size = range.dimension === 'ROWS' ? book.rowCount(tab.sheetId) : tab.columns.length;
  if (!(start(range) < end(range)) || end(range) > size) throw invalid(`range[${start(range)}, ${end(range)}) is outside the grid.`);
  const place: Place = range.dimension === 'ROWS' ? 'rowGroups' : 'columnGroups';
  return { tab, place, groups: tab[place] ?? [] };
}

const start = (range: Range | null | undefined): number => range?.startIndex ?? 0;
const end = (range: Range | null | undefined): number => range?.endIndex ?? Number.POSITIVE_INFINITY;
const holds = (outer: Range | null | undefined, inner: Range | null | undefined): boolean =>
  start(outer) <= start(inner) && end(outer) >= end(inner);
const same = (a: Range | null | undefined, b: Range | null | undefined): boolean => start(a) === start(b) && end(a) === end(b);
