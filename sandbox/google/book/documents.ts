/**
 * How a spreadsheet lies in the store: one document for the book, one per tab, one for the order of a tab's rows and
 * one per row that holds anything, so that a change to one row writes one row. A row's place is its uid's place in the
 * order; what belongs to a row or a column (metadata, heights) names the uid and so follows it by itself.
 * Documents are never changed in place: a change replaces them, so an unfinished change can simply be dropped.
 */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Store, Table } from '../../world/world.ts';

export type Scalar = number | string | boolean;

/** A cell as a person left it; what it shows is worked out. `f` holds a formula with its `=`, else `v` the value. */
export interface Cell {
  readonly v?: Scalar;
  readonly f?: string;
  readonly note?: string;
  readonly format?: sheets_v4.Schema$CellFormat;
  readonly validation?: sheets_v4.Schema$DataValidationRule;
  readonly runs?: readonly sheets_v4.Schema$TextFormatRun[];
}

export interface RowDocument {
  readonly cells: readonly (Cell | null)[];
  readonly hidden?: boolean;
  readonly hiddenByFilter?: boolean;
  readonly height?: number;
}

export interface OrderDocument {
  readonly rows: readonly number[];
  readonly next: number;
}

export interface ColumnDocument {
  readonly uid: number;
  readonly hidden?: boolean;
  readonly width?: number;
}

export interface TabDocument {
  readonly sheetId: number;
  readonly title: string;
  readonly hidden?: boolean;
  readonly rightToLeft?: boolean;
  readonly tabColorStyle?: sheets_v4.Schema$ColorStyle;
  readonly frozenRowCount?: number;
  readonly frozenColumnCount?: number;
  readonly hideGridlines?: boolean;
  readonly columns: readonly ColumnDocument[];
  readonly nextColumn: number;
  readonly basicFilter?: sheets_v4.Schema$BasicFilter;
  readonly filterViews: readonly sheets_v4.Schema$FilterView[];
  readonly protectedRanges: readonly sheets_v4.Schema$ProtectedRange[];
  readonly merges: readonly sheets_v4.Schema$GridRange[];
  readonly conditionalFormats: readonly sheets_v4.Schema$ConditionalFormatRule[];
  readonly tables: readonly sheets_v4.Schema$Table[];
  readonly charts?: readonly sheets_v4.Schema$EmbeddedChart[];
  readonly slicers?: readonly sheets_v4.Schema$Slicer[];
  readonly rowGroups?: readonly sheets_v4.Schema$DimensionGroup[];
  readonly columnGroups?: readonly sheets_v4.Schema$DimensionGroup[];
  readonly bandedRanges?: readonly sheets_v4.Schema$BandedRange[];
}

/** Where developer metadata sits; rows and columns by uid. */
export type MetadataPlace =
  | { readonly kind: 'spreadsheet' }
  | { readonly kind: 'sheet'; readonly sheetId: number }
  | { readonly kind: 'row' | 'column'; readonly sheetId: number; readonly uid: number };

export interface MetadataDocument {
  readonly id: number;
  readonly key: string;
  readonly value?: string;
  readonly visibility: 'DOCUMENT' | 'PROJECT';
  readonly place: MetadataPlace;
}

export interface BookDocument {
  readonly id: string;
  readonly title: string;
  readonly locale: string;
  readonly timeZone: string;
  readonly autoRecalc: string;
  readonly tabs: readonly number[];
  readonly metadata: readonly MetadataDocument[];
}

export interface NamedRangesDocument {
  readonly ranges: readonly sheets_v4.Schema$NamedRange[];
}

export interface Tables {
  readonly books: Table<BookDocument>;
  readonly tabs: Table<TabDocument>;
  readonly orders: Table<OrderDocument>;
  readonly rows: Table<RowDocument>;
  readonly names: Table<NamedRangesDocument>;
}

/** The tables of all books. Cheap: call it per request, for a reset may have put new ones there. */
export function openTables(store: Store): Tables {
  return {
    books: store.table<BookDocument>('google.books'),
    tabs: store.table<TabDocument>('google.tabs'),
    orders: store.table<OrderDocument>('google.orders'),
    rows: store.table<RowDocument>('google.rows'),
    names: store.table<NamedRangesDocument>('google.names'),
  };
}
