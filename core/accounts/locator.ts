/**
 * Where a replica stands: what an account's settings say about a board, a tab or a page set, as stored and as a
 * connector is given it. A locator is completed by the connector's `prepare` before anything is written there.
 */
import { z } from 'zod';

export const boardLocator = z.object({
  vendor: z.literal('monday'),
  board: z.string().regex(/^\d+$/),
  /** The text column that carries record keys of items we create; null until prepared, or when nothing is written. */
  keyColumn: z.string().nullable(),
  /** Columns that are read; null: all. */
  columns: z.array(z.string()).nullable(),
});

const tabColumn = z.object({
  /** The header under which the column was mapped; stays its name for us when people rename the header. */
  ref: z.string(),
  /** Developer metadata id on the column, null for a tab that we only read. */
  metadataId: z.number().int().nullable(),
});

export const tabLocator = z.object({
  vendor: z.literal('google'),
  spreadsheet: z.string().min(1),
  sheetId: z.number().int(),
  headerRow: z.number().int().positive(),
  /** `keyed`: rows have our key column; `rows`: read only, a row is its place. */
  identity: z.enum(['keyed', 'rows']),
  /** Metadata id of the key column; null until prepared. */
  keyMetadataId: z.number().int().nullable(),
  /** Columns that are read, in mapping order; empty on a `rows` tab: every header. */
  columns: z.array(tabColumn),
  /** Columns that a computed replica fills: whoever types there is warned. */
  filled: z.array(z.string()).exactOptional(),
  /** Columns in which people choose: a new row gets a drop-down there, of what its other column lists, parted by commas. */
  dropDowns: z.array(z.object({ column: z.string(), from: z.string() })).exactOptional(),
});

export const pagesLocator = z.object({
  vendor: z.literal('confluence'),
  cloudId: z.string(),
  space: z.string(),
  parent: z.string(),
  /** Properties of our block, in order. */
  properties: z.array(z.string()),
});

export const computedLocator = z.object({
  vendor: z.literal('computed'),
  name: z.enum(['kpi', 'ledger', 'inbox']),
  /** Of `inbox`: the spreadsheet whose pairs it tells of. */
  spreadsheet: z.string().exactOptional(),
});

export const locator = z.discriminatedUnion('vendor', [boardLocator, tabLocator, pagesLocator, computedLocator]);

export type BoardLocator = z.infer<typeof boardLocator>;
export type TabLocator = z.infer<typeof tabLocator>;
export type PagesLocator = z.infer<typeof pagesLocator>;
export type ComputedLocator = z.infer<typeof computedLocator>;
export type Locator = z.infer<typeof locator>;
