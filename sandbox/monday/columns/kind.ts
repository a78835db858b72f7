/**
 * What a column type is here: how it is written, kept, shown and reported. The kept form of a cell is exactly what the
 * API answers as `value` (parsed); an empty cell keeps nothing. One file per family of types, joined in `registry.ts`.
 */
import type { Actor, Core } from '../core.ts';
import { MondayError } from '../http/errors.ts';
import type { BoardDoc, ColumnDoc, ItemDoc, Settings } from '../state/model.ts';

export interface Cell {
  readonly board: BoardDoc;
  readonly item: ItemDoc;
  readonly column: ColumnDoc;
  readonly kind: ColumnKind;
  /** Undefined: empty. */
  readonly stored: unknown;
}

/** Where a value is being written. */
export interface Site {
  readonly core: Core;
  readonly actor: Actor;
  readonly board: BoardDoc;
  readonly column: ColumnDoc;
  readonly createLabels: boolean;
  /** ISO time with ms of the vendors' clock, for `changed_at`. */
  readonly now: string;
}

export interface ColumnKind {
  /** `ColumnType` of the API. */
  readonly type: string;
  /** GraphQL type of its values. */
  readonly typename: string;
  /** Column ids start with it: `color_mk…` for a status. */
  readonly idPrefix: string;
  /** What webhooks and the activity log call the type. */
  readonly eventType: string;
  /** `settings_str` (parsed) of a new column from create_column's `defaults`. */
  readonly settings?: (defaults: Record<string, unknown>) => Settings;
  /** The JSON `settings` of API 2025-10 and later, when it differs from `settings_str`. */
  readonly newSettings?: (settings: Settings) => unknown;
  /** Absent: read-only. Answers the kept form, or undefined to empty the cell. */
  readonly write?: (input: unknown, site: Site) => unknown;
  /** A bare string, as change_simple_column_value takes it. Absent: only the JSON form is taken. */
  readonly writeText?: (text: string, site: Site) => unknown;
  readonly text: (cell: Cell, core: Core) => string | null;
  /** JSON text of `value`; default: the kept form. */
  readonly value?: (cell: Cell) => string | null;
  /** What webhooks and the activity log say of a kept form; default: itself. */
  readonly event?: (stored: unknown, column: ColumnDoc) => unknown;
  /** The typed fields beside id, type, text, value and column. */
  readonly fields?: Readonly<Record<string, (cell: Cell, core: Core) => unknown>>;
  /** What rules match with `any_of`; default: the text. */
  readonly terms?: (cell: Cell, core: Core) => readonly string[];
  /** What rules compare and sort by; null sorts last. Default: the text in lower case. */
  readonly rank?: (cell: Cell, core: Core) => number | string | null;
}

const GUIDE = 'https://developer.monday.com/api-reference/docs/change-column-values';

/** The vendor's refusal of a value that the column type doesn't take. */
export function badValue(site: Site, input: unknown, message?: string): MondayError {
  const text = message ?? `invalid value, please check our API documentation for the correct data structure for this column. ${GUIDE}`;
  return new MondayError('ColumnValueException', text, {
    errorData: {
      column_value: typeof input === 'string' ? input : JSON.stringify(input),
      column_type: site.column.type,
      column_id: site.column.id,
      column_name: site.column.title,
    },
  });
}

export const isObject = (input: unknown): input is Record<string, unknown> =>
  typeof input === 'object' && input !== null && !Array.isArray(input);

/** A kept form that is an object; empty when the cell is. */
export const stored = (cell: Cell): Record<string, unknown> => (isObject(cell.stored) ? cell.stored : {});

export const stringIn = (from: Record<string, unknown>, key: string): string | null => {
  const found = from[key];
  return typeof found === 'string' ? found : null;
};

/** The member as a string, numbers too; ids arrive in both forms. */
export const idIn = (input: unknown): string | null =>
  typeof input === 'string' && /^\d+$/.test(input) ? input : typeof input === 'number' && Number.isInteger(input) ? String(input) : null;

/** `{}`, null and empty strings empty any cell. */
export const isClear = (input: unknown): boolean =>
  input === null || input === undefined || input === '' || (isObject(input) && Object.keys(input).length === 0);

export const updatedAt = (cell: Cell): string | null => stringIn(stored(cell), 'changed_at');
