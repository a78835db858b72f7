/**
 * Records as a connector reads and writes them: cells in a vendor-neutral shape, not yet values of mapped fields.
 * A connector's codec turns wire into cells and back; `core/values` turns cells into canonical values and back.
 */
import type { ColumnRef, LocalId } from './ids.ts';

/** Somebody in a people cell. `id` is the vendor's own person id where it gives one. */
export interface PersonRef {
  readonly id: string | null;
  readonly name: string | null;
  readonly email: string | null;
}

/** What one cell holds. JSON-safe: mirrors, intents and pre-images store it as it is. */
export type CellContent =
  | { readonly kind: 'empty' }
  | { readonly kind: 'text'; readonly text: string }
  /** Plain decimal notation, no exponent, no grouping: `-1234.5`. A Sheets double is rounded to 15 significant digits. */
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'bool'; readonly bool: boolean }
  /** `YYYY-MM-DD`; `time` is `HH:MM:SS` or null. */
  | { readonly kind: 'date'; readonly date: string; readonly time: string | null }
  | { readonly kind: 'range'; readonly from: string; readonly to: string }
  /** `create`: in a write, labels that the column doesn't have are to be made there. */
  | { readonly kind: 'choice'; readonly labels: readonly string[]; readonly create?: boolean }
  | { readonly kind: 'people'; readonly people: readonly PersonRef[] }
  | { readonly kind: 'relation'; readonly ids: readonly string[]; readonly names: readonly string[] }
  | { readonly kind: 'link'; readonly url: string; readonly text: string }
  /** An error value or a formula that is still loading: `#REF!`. */
  | { readonly kind: 'error'; readonly text: string };

/**
 * A cell as read. `formula`: computed there, read as its value and never overwritten. `asShown`: the text that a person
 * sees, kept where it differs from the content and a parse may need it (a number formatted as a date, a currency sign).
 */
export type Cell = CellContent & { readonly formula?: boolean; readonly asShown?: string };

export type Cells = Readonly<Record<ColumnRef, Cell>>;

export const EMPTY: Cell = { kind: 'empty' };

/** One record as a replica shows it now. */
export interface RawRecord {
  readonly localId: LocalId;
  /** What the key column holds, untrusted: people copy and clear it. Null when there is none. */
  readonly key: string | null;
  /** For people: the item's name, the page's title, a row's first mapped text. */
  readonly name: string;
  readonly cells: Cells;
  /** 1-based row of a sheet as read; null elsewhere. */
  readonly position: number | null;
  /** The vendor's opaque change mark of the record (a page's version number), null where it has none. */
  readonly version: string | null;
}

/** A column of a replica as its schema says. */
export interface Column {
  readonly ref: ColumnRef;
  readonly title: string;
  readonly kind: CellContent['kind'] | 'other';
  readonly writable: boolean;
  /** Labels of a choice column, in the vendor's order; null where there are none. */
  readonly labels: readonly string[] | null;
}
