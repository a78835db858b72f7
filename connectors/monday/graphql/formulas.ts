/**
 * What formulas come to: monday shows it of at most five formula columns a request, and of 10,000 cells a minute. Where more
 * are read, or nobody knows yet how many there are, the others are asked for after, of the items that came.
 */
import { z } from 'zod';
import { type Board, columnIds, readAs } from '../board.ts';
import { askWhole } from '../client.ts';
import type { ColumnTypes } from '../column-kinds.ts';
import { columnValue, type WireItem } from '../wire.ts';
import { patiently } from './patiently.ts';
import { BLOCKS, formulaResults, IDS, readCost } from './queries.ts';

const A_REQUEST = 5;
export const FORMULA = 'formula';

export interface Question {
  /** As `$columns`; undefined: all. */
  readonly columns: string[] | undefined;
  /** Whether it shows what formulas come to. Else their cells look empty. */
  readonly results: boolean;
}

/** How to ask for these columns (undefined: all) in one request, as far as the board's columns are known. */
export function questionFor(columns: string[] | undefined, types: ColumnTypes | undefined): Question {
  if (columns !== undefined && columns.length <= A_REQUEST) return { columns, results: true };
  if (types === undefined) return { columns, results: false };
  const late = new Set(formulasIn(columns, types).slice(A_REQUEST));
  // All can't be named by what we know of them: a column may have come since.
  if (columns === undefined) return { columns, results: late.size === 0 };
  return { columns: columns.filter((id) => !late.has(id)), results: true };
}

/**
 * The items with every formula among the wanted columns shown. An item that isn't there any more when it is asked after is
 * left out: half of it is none. No call where the question showed all.
 */
export async function withResults(
  board: Board,
  items: readonly WireItem[],
  wanted: string[] | undefined,
  asked: Question,
  types: ColumnTypes,
): Promise<readonly WireItem[]> {
  const shown = asked.results ? (asked.columns ?? columnIds(types)) : [];
  const late = formulasIn(wanted, types).filter((id) => !shown.includes(id));
  if (late.length === 0 || items.length === 0) return items;
  let known = items.map(withoutFormulas(new Set(late)));
  for (const columns of chunks(late, A_REQUEST)) {
    const found: WireItem[] = [];
    for (const part of chunks(known, IDS * BLOCKS)) found.push(...(await ask(board, part, columns)));
    known = found;
  }
  return known;
}

/** An item without the cells of these columns; of none: of any formula. */
export const withoutFormulas =
  (columns: ReadonlySet<string> | null) =>
  (item: WireItem): WireItem => ({
    ...item,
    column_values: item.column_values.filter((one) => one.type !== FORMULA || (columns !== null && !columns.has(one.id))),
  });

const resultsOf = z.array(
  z.object({ id: z.union([z.string(), z.number()]).transform(String), column_values: z.array(columnValue) }).nullable(),
);

async function ask(board: Board, items: readonly WireItem[], columns: readonly string[]): Promise<readonly WireItem[]> {
  const blocks = chunks(items, IDS).map((block) => block.map((one) => one.id));
  const variables = { ...Object.fromEntries(blocks.map((block, n) => [`ids${n}`, block])), columns };
  const cost = readCost(items.length, columns.length);
  const call = { operation: 'formulas', query: formulaResults(blocks.length), variables, cost, write: false };
  const answer = await patiently(board, () => askWhole(board.deps, board.options, call));
  const listed = blocks.flatMap((_, n) => readAs(resultsOf.nullable(), answer[`items${n}`], 'formulas') ?? []);
  const results = new Map(listed.flatMap((one) => (one === null ? [] : [[one.id, one.column_values] as const])));
  return items.flatMap((one) => {
    const more = results.get(one.id);
    return more === undefined ? [] : [{ ...one, column_values: [...one.column_values, ...more] }];
  });
}

const formulasIn = (columns: readonly string[] | undefined, types: ColumnTypes): readonly string[] =>
  (columns ?? columnIds(types)).filter((id) => types.get(id)?.type === FORMULA);

function chunks<T>(all: readonly T[], size: number): readonly (readonly T[])[] {
  return Array.from({ length: Math.ceil(all.length / size) }, (_, n) => all.slice(n * size, (n + 1) * size));
}
