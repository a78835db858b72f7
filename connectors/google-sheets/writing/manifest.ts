/**
 * What a batch writes beside its pre-images, one line a cell: first what the whole is, then for each row which writes of
 * the intent went there. By it an unknown outcome is settled, though nothing but the intent was stored.
 */
import { z } from 'zod';
import type { IntentId } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import { type Grid, runsOf } from '../grid.ts';
import type { TabLayout } from '../layout.ts';
import type { Placed } from './place.ts';

const head = z.object({
  intent: z.string(),
  /** First column of the lane that holds the copies. */
  left: z.number().int(),
  headerRow: z.number().int(),
  key: z.tuple([z.number().int(), z.string()]),
  columns: z.array(z.tuple([z.string(), z.number().int(), z.string()])),
  /** Runs of indexes of the intent's writes that made new rows. */
  created: z.array(z.tuple([z.number().int(), z.number().int()])),
  /** Row above the new ones that must have a key. */
  anchor: z.number().int().nullable(),
});

/** Row, indexes of writes, and the key expected there. */
const line = z.tuple([z.number().int(), z.array(z.number().int()), z.string().nullable()]);

export type ManifestHead = z.infer<typeof head>;

export interface Manifest {
  readonly head: ManifestHead;
  readonly lines: readonly z.infer<typeof line>[];
}

/** The lines for a batch that does `placed`, of an intent with these writes. */
export function manifestLines(intent: IntentId, writes: readonly Write[], layout: TabLayout, placed: Placed, left: number): string[] {
  const indexes = new Map(writes.map((write, index) => [write, index]));
  const indexOf = (write: Write): number => indexes.get(write) ?? -1;
  const said: ManifestHead = {
    intent,
    left,
    headerRow: layout.locator.headerRow,
    key: [layout.key?.index ?? 0, layout.key?.header ?? ''],
    columns: layout.columns.map((column) => [column.ref, column.index, column.header]),
    created: runsOf(placed.created.map((row) => indexOf(row.write))).map((run) => [run.start, run.end]),
    anchor: placed.anchor,
  };
  const touched = [...placed.rows, ...placed.removed];
  return [JSON.stringify(said), ...touched.map((target) => JSON.stringify([target.row, target.writes.map(indexOf), target.expectKey]))];
}

/** The manifest that stands in a column of the hidden tab; null when another batch has written over it. */
export function readManifest(
  grid: Grid,
  column: number,
  rows: { readonly start: number; readonly end: number },
  intent: IntentId,
): Manifest | null {
  const parsed = head.safeParse(cellJson(grid, rows.start, column));
  if (!parsed.success || parsed.data.intent !== intent) return null;
  const lines: z.infer<typeof line>[] = [];
  for (let row = rows.start + 1; row < rows.end; row += 1) {
    const one = line.safeParse(cellJson(grid, row, column));
    if (!one.success) return null;
    lines.push(one.data);
  }
  return { head: parsed.data, lines };
}

/** Indexes of the writes that a batch made. */
export const writesOf = ({ head: { created }, lines }: Manifest): number[] => [
  ...created.flatMap(([from, to]) => Array.from({ length: to - from }, (_, n) => from + n)),
  ...lines.flatMap(([, indexes]) => indexes),
];

/** The JSON in a cell of the hidden tab; undefined when there is none. */
export function cellJson(grid: Grid, row: number, column: number): unknown {
  const text = grid.at(row, column)?.userEnteredValue?.stringValue;
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    // Not ours, or cut off: the schema takes no undefined, and the caller reads the manifest as lost.
    return undefined;
  }
}
