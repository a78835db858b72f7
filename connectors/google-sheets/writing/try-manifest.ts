/** What a try to take something back writes beside its pre-image, and how whoever settles the intent goes on from there. */
import { z } from 'zod';
import type { Intent } from '../../../core/sync/ports.ts';
import type { Grid } from '../grid.ts';
import { type Astray, afterTry, cellPut, laneView } from './astray.ts';
import { rangeIdOf } from './batch.ts';
import type { Evidence } from './evidence.ts';
import { cellJson } from './manifest.ts';
import type { RowTarget } from './place.ts';

const head = z.object({ left: z.number().int(), key: z.number().int(), columns: z.array(z.number().int()) });

const line = z.object({
  row: z.number().int(),
  key: z.string(),
  wrote: z.array(z.number().int()),
  kept: z.tuple([z.number().int(), z.number().int()]),
  origin: z.union([z.object({ target: z.number().int() }), z.object({ row: z.number().int(), left: z.number().int() })]),
});

export function tryLines(things: readonly Astray[], left: number, key: number, columns: readonly number[]): string[] {
  const said = things.map(
    (thing): z.infer<typeof line> => ({
      row: thing.row,
      key: thing.key,
      wrote: thing.wrote.map((cell) => cell.column),
      kept: [thing.kept.row, thing.kept.left],
      origin: thing.origin,
    }),
  );
  return [{ left, key, columns }, ...said].map((one) => JSON.stringify(one));
}

/** What the last try that happened left to be done; null when there was none. `targets` are those of the intent that went astray. */
export function lastTry(evidence: Evidence, intent: Intent, targets: readonly RowTarget[]): Astray[] | null {
  const prefix = rangeIdOf(intent.id, '_r');
  const numberOf = (id: string): number => Number(id.slice(prefix.length));
  const tries = evidence.namedRanges.filter((range) => range.namedRangeId.startsWith(prefix));
  for (const { range } of tries.sort((a, b) => numberOf(b.namedRangeId) - numberOf(a.namedRangeId))) {
    const rows = { start: range?.startRowIndex ?? 0, end: range?.endRowIndex ?? 0 };
    const left = readTry(evidence.hidden, range?.startColumnIndex ?? 0, rows, targets);
    if (left) return left;
  }
  return null;
}

function readTry(
  hidden: Grid,
  column: number,
  rows: { readonly start: number; readonly end: number },
  targets: readonly RowTarget[],
): Astray[] | null {
  const said = head.safeParse(cellJson(hidden, rows.start, column));
  if (!said.success) return null;
  const { left, key, columns } = said.data;
  const byRow = new Map(targets.map((target) => [target.row, target]));
  const things: Astray[] = [];
  for (let row = rows.start + 1; row < rows.end; row += 1) {
    const one = line.safeParse(cellJson(hidden, row, column));
    if (!one.success) return null;
    const { origin, kept, wrote } = one.data;
    const cells =
      'target' in origin
        ? (byRow.get(origin.target)?.cells ?? []).filter((cell) => wrote.includes(cell.column))
        : wrote.map((at) => cellPut(at, hidden.at(origin.row, origin.left + at)));
    things.push({
      row: one.data.row,
      key: one.data.key,
      wrote: cells,
      kept: { row: kept[0], left: kept[1], cells: laneView(hidden, kept[1]) },
      origin,
    });
  }
  return afterTry(things, { left, cells: laneView(hidden, left) }, key, [...columns, key]);
}
