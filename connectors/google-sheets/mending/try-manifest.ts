/** What a try to take something back writes beside its pre-image, and how whoever settles the intent goes on from there. */
import { z } from 'zod';
import type { Intent } from '../../../core/sync/ports.ts';
import type { Grid } from '../grid.ts';
import { rangeIdOf } from '../writing/lane.ts';
import { cellJson } from '../writing/manifest.ts';
import type { RowTarget } from '../writing/place.ts';
import { type Astray, afterTry, cellPut, laneView, type Sight } from './astray.ts';
import type { Evidence } from './evidence.ts';

const head = z.object({
  level: z.number().int(),
  left: z.number().int(),
  marked: z.boolean(),
  /** Where the try took keys and our columns to be: its pre-image is read by these. */
  keyIndex: z.number().int(),
  columns: z.array(z.number().int()),
});

const line = z.object({
  level: z.number().int(),
  row: z.number().int(),
  key: z.string().nullable(),
  mark: z.string().nullable(),
  wrote: z.array(z.number().int()),
  kept: z.tuple([z.number().int(), z.number().int()]),
  /** Whether the try was about it; else it waits below. */
  tried: z.boolean(),
  origin: z.union([z.object({ target: z.number().int() }), z.object({ row: z.number().int(), left: z.number().int() })]),
});

type Head = z.infer<typeof head>;

/** More marks would come near Google's limit on metadata of a sheet. */
const MOST_MARKS = 150;

/** Marks are short: they count against the limit. */
export const markOf = (rangeId: string, index: number): string => `${rangeId} ${index}`;

export const isMarked = (things: readonly Astray[]): boolean => things.length <= MOST_MARKS;

export function tryLines(said: Head, things: readonly Astray[], waiting: readonly Astray[]): string[] {
  const lines = [...things, ...waiting].map(
    (thing, at): z.infer<typeof line> => ({
      level: thing.level,
      row: thing.row,
      key: thing.key,
      mark: thing.mark,
      wrote: thing.wrote.map((cell) => cell.column),
      kept: [thing.kept.row, thing.kept.left],
      tried: at < things.length,
      origin: thing.origin,
    }),
  );
  return [said, ...lines].map((one) => JSON.stringify(one));
}

/** What the last try that happened left to be done; null when there was none. `targets` are those of the intent that went astray. */
export function lastTry(evidence: Evidence, intent: Intent, targets: readonly RowTarget[]): Astray[] | null {
  const prefix = rangeIdOf(intent.id, '_r');
  const numberOf = (id: string): number => Number(id.slice(prefix.length));
  const tries = evidence.namedRanges.filter((range) => range.namedRangeId.startsWith(prefix));
  for (const { namedRangeId, range } of tries.sort((a, b) => numberOf(b.namedRangeId) - numberOf(a.namedRangeId))) {
    const rows = { start: range?.startRowIndex ?? 0, end: range?.endRowIndex ?? 0 };
    const said = readTry(evidence.hidden, range?.startColumnIndex ?? 0, rows, targets);
    if (!said) continue;
    const { level, left, marked, keyIndex, columns } = said.head;
    const covered = laneView(evidence.hidden, left);
    const made = { level, left, covered, markOf: (index: number) => (marked ? markOf(namedRangeId, index) : null) };
    return [...afterTry(said.tried, made, { marks: evidence.marks, keyIndex, columns }), ...said.waiting];
  }
  return null;
}

export const sightOf = (evidence: Evidence): Sight => ({
  marks: evidence.marks,
  keyIndex: evidence.key.index,
  columns: evidence.layout.columns.map((column) => column.index),
});

function readTry(
  hidden: Grid,
  column: number,
  rows: { readonly start: number; readonly end: number },
  targets: readonly RowTarget[],
): { head: Head; tried: Astray[]; waiting: Astray[] } | null {
  const first = head.safeParse(cellJson(hidden, rows.start, column));
  if (!first.success) return null;
  const byRow = new Map(targets.map((target) => [target.row, target]));
  const tried: Astray[] = [];
  const waiting: Astray[] = [];
  for (let row = rows.start + 1; row < rows.end; row += 1) {
    const one = line.safeParse(cellJson(hidden, row, column));
    if (!one.success) return null;
    const { kept, wrote, origin, tried: isTried, ...thing } = one.data;
    const cells =
      'target' in origin
        ? (byRow.get(origin.target)?.cells ?? []).filter((cell) => wrote.includes(cell.column))
        : wrote.map((at) => cellPut(at, hidden.at(origin.row, origin.left + at)));
    const list = isTried ? tried : waiting;
    list.push({ ...thing, wrote: cells, origin, kept: { row: kept[0], left: kept[1], cells: laneView(hidden, kept[1]) } });
  }
  return { head: first.data, tried, waiting };
}
