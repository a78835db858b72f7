/**
 * When cells move, everything that names them follows along: formulas, named and protected ranges, filters, merges,
 * tables, rules.
 */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { adjustFormula, type Shift, shiftSpan, type Titles } from '../formulas/adjust.ts';
import type { Book } from './book.ts';
import { type Box, contains } from './boxes.ts';
import type { Cell, TabDocument } from './documents.ts';

type GridRange = sheets_v4.Schema$GridRange;

/** After a shift: formulas everywhere, and whatever else of the book names cells. */
export function follow(book: Book, shift: Shift): void {
  adjustFormulas(book, (formula, sheetId) => adjustFormula(formula, sheetId, shift, titlesOf(book)));
  for (const tab of book.tabs()) {
    const patch = adjustTab(tab, shift);
    if (patch) book.changeTab(tab.sheetId, patch);
  }
  let changed = false;
  const names = book.names.flatMap((name) => {
    if (!name.range) return [name];
    const range = adjustRange(name.range, shift);
    if (range === name.range) return [name];
    changed = true;
    return range ? [{ ...name, range }] : [];
  });
  if (changed) book.changeNames(names);
}

/** Rewrites every formula of the book; formulas that come back as they were cost nothing. */
export function adjustFormulas(book: Book, adjust: (formula: string, sheetId: number) => string): void {
  for (const { sheetId } of book.tabs()) {
    for (const uid of book.formulaRows(sheetId)) {
      const changes: [number, Cell][] = [];
      book.rowByUid(sheetId, uid)?.cells.forEach((cell, column) => {
        if (cell?.f === undefined) return;
        const f = adjust(cell.f, sheetId);
        if (f !== cell.f) changes.push([column, { ...cell, f }]);
      });
      const row = changes.length > 0 ? book.rowIndex(sheetId, uid) : -1;
      if (row >= 0) book.setCells(sheetId, row, changes);
    }
  }
}

export function titlesOf(book: Book): Titles {
  return { sheetIdOf: (title) => book.tabByTitle(title)?.sheetId, titleOf: (sheetId) => book.tab(sheetId).title };
}

/** The range after the shift: the same object when it doesn't move, undefined when its cells are gone. */
function adjustRange(range: GridRange, shift: Shift): GridRange | undefined {
  const sheetId = range.sheetId ?? 0;
  if (shift.kind === 'dropTab') return sheetId === shift.sheetId ? undefined : range;
  if (shift.kind === 'transfer') return transferRange(range, shift.source, shift.to);
  if (sheetId !== shift.sheetId) return range;
  const row = shift.axis === 'row';
  if (shift.kind !== 'move' && shift.band) {
    const [from, to] = row ? [range.startColumnIndex, range.endColumnIndex] : [range.startRowIndex, range.endRowIndex];
    const inside = from !== undefined && from !== null && to !== undefined && to !== null && from >= shift.band[0] && to <= shift.band[1];
    if (!inside) return range;
  }
  const [start, end] = row ? [range.startRowIndex, range.endRowIndex] : [range.startColumnIndex, range.endColumnIndex];
  if ((start === undefined || start === null) && (end === undefined || end === null)) return range;
  const span = shiftSpan(start ?? 0, end ?? Number.MAX_SAFE_INTEGER / 2, shift);
  if (!span) return undefined;
  if (span[0] === (start ?? 0) && (end === undefined || end === null || span[1] === end)) return range;
  const next = { ...range, [row ? 'startRowIndex' : 'startColumnIndex']: span[0] };
  if (end !== undefined && end !== null) next[row ? 'endRowIndex' : 'endColumnIndex'] = span[1];
  return next;
}

function transferRange(range: GridRange, source: Box, to: { sheetId: number; row: number; column: number }): GridRange {
  const { startRowIndex: r0, endRowIndex: r1, startColumnIndex: c0, endColumnIndex: c1 } = range;
  if (typeof r0 !== 'number' || typeof r1 !== 'number' || typeof c0 !== 'number' || typeof c1 !== 'number') return range;
  if (!contains(source, { sheetId: range.sheetId ?? 0, r0, r1, c0, c1 })) return range;
  const [down, right] = [to.row - source.r0, to.column - source.c0];
  return {
    sheetId: to.sheetId,
    startRowIndex: r0 + down,
    endRowIndex: r1 + down,
    startColumnIndex: c0 + right,
    endColumnIndex: c1 + right,
  };
}

/** What of a tab names cells, after the shift; undefined when nothing moved. What lost all its cells goes. */
function adjustTab(tab: TabDocument, shift: Shift): Partial<TabDocument> | undefined {
  const patch: { -readonly [K in keyof TabDocument]?: TabDocument[K] } = {};
  const withRange = <T extends { range?: GridRange }>(items: readonly T[]): readonly T[] => {
    let changed = false;
    const next = items.flatMap((item) => {
      if (!item.range) return [item];
      const range = adjustRange(item.range, shift);
      if (range === item.range) return [item];
      changed = true;
      return range ? [{ ...item, range }] : [];
    });
    return changed ? next : items;
  };
  const protectedRanges = withRange(tab.protectedRanges);
  if (protectedRanges !== tab.protectedRanges) patch.protectedRanges = protectedRanges;
  const filterViews = withRange(tab.filterViews);
  if (filterViews !== tab.filterViews) patch.filterViews = filterViews;
  if (tab.bandedRanges) {
    const bandedRanges = withRange(tab.bandedRanges);
    if (bandedRanges !== tab.bandedRanges) patch.bandedRanges = bandedRanges;
  }
  for (const place of ['rowGroups', 'columnGroups'] as const) {
    const groups = tab[place]?.flatMap((group) => adjustGroup(group, place, shift) ?? []);
    if (groups) patch[place] = groups;
  }
  const tables = withRange(tab.tables);
  if (tables !== tab.tables) patch.tables = tables;
  const merges = withRange(tab.merges.map((range) => ({ range })));
  if (merges.some(({ range }, i) => range !== tab.merges[i]) || merges.length !== tab.merges.length)
    patch.merges = merges.map(({ range }) => range);
  if (tab.basicFilter) {
    const [filter] = withRange([tab.basicFilter]);
    if (filter !== tab.basicFilter) {
      if (filter) patch.basicFilter = filter;
      else return { ...patch, basicFilter: undefined } as unknown as Partial<TabDocument>;
    }
  }
  const rules = tab.conditionalFormats.flatMap((rule) => {
    const ranges = (rule.ranges ?? []).flatMap((range) => adjustRange(range, shift) ?? []);
    if (ranges.length === rule.ranges?.length && ranges.every((range, i) => range === rule.ranges?.[i])) return [rule];
    return ranges.length > 0 ? [{ ...rule, ranges }] : [];
  });
  if (rules.length !== tab.conditionalFormats.length || rules.some((rule, i) => rule !== tab.conditionalFormats[i]))
    patch.conditionalFormats = rules;
  return Object.keys(patch).length > 0 ? patch : undefined;
}

/** A group of lines as a range of whole ones. */
function adjustGroup(
  group: sheets_v4.Schema$DimensionGroup,
  place: 'rowGroups' | 'columnGroups',
  shift: Shift,
): sheets_v4.Schema$DimensionGroup | undefined {
  const { sheetId, startIndex, endIndex } = group.range ?? {};
  const rows = place === 'rowGroups';
  const lines = rows ? { startRowIndex: startIndex, endRowIndex: endIndex } : { startColumnIndex: startIndex, endColumnIndex: endIndex };
  const moved = adjustRange({ sheetId, ...lines } as GridRange, shift);
  if (!moved) return undefined;
  const [from, to] = rows ? [moved.startRowIndex, moved.endRowIndex] : [moved.startColumnIndex, moved.endColumnIndex];
  return { ...group, range: { ...group.range, startIndex: from ?? 0, ...(typeof to === 'number' && { endIndex: to }) } };
}
