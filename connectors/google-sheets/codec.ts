/** Pure: Google's cells <-> ours. Writing is always typed: a text stays a text, whatever it starts with. */
import { isDeepStrictEqual } from 'node:util';
import { Decimal } from 'decimal.js';
import { type Cell, type CellContent, EMPTY, type PersonRef } from '../../core/sync/record.ts';
import type { CellData, ExtendedValue } from './wire.ts';

/** Google's limit of one cell, characters. */
const LONGEST = 50_000;
/** What a double holds of any decimal. */
const DIGITS = 15;
const DAY_MS = 86_400_000;
const SERIAL_ZERO = Date.UTC(1899, 11, 30);

export type Fields = 'userEnteredValue' | 'userEnteredValue,userEnteredFormat.numberFormat' | 'note' | 'dataValidation';

/** A value as `updateCells` takes it: with `fields`, what `data` leaves out is cleared. */
interface CellWrite {
  readonly data: Readonly<Record<string, unknown>> & Pick<CellData, 'userEnteredValue' | 'note'>;
  readonly fields: Fields;
}

export interface CellTarget extends CellWrite {
  readonly column: number;
}

export type Encoded = ({ readonly ok: true } & CellWrite) | { readonly ok: false; readonly why: string };

/** Whether a target is a value, and not what stands beside one. */
export const isValue = ({ fields }: Pick<CellWrite, 'fields'>): boolean => fields !== 'note' && fields !== 'dataValidation';

/** What a cell of a sheet says, in our shape. An absent cell is empty. */
export function toCell(cell: CellData | undefined): Cell {
  if (!cell) return EMPTY;
  const content = contentOf(cell);
  const shown = asShown(cell, content);
  return { ...content, ...(isComputed(cell) ? { formula: true } : {}), ...(shown === null ? {} : { asShown: shown }) };
}

/** A formula, or a cell that someone else's formula or pivot table fills. */
export const isComputed = (cell: CellData | undefined): boolean =>
  cell?.userEnteredValue?.formulaValue !== undefined || (cell?.effectiveValue !== undefined && cell.userEnteredValue === undefined);

/**
 * The same value for Google, or why it can't be written (a code for a finding). `format` is the number format type of
 * the cell that it goes to: a date brings its own format where that isn't one of the same kind.
 */
export function encode(cell: Cell, format: string | null): Encoded {
  const plain = (userEnteredValue: ExtendedValue): Encoded => accepted({ userEnteredValue }, 'userEnteredValue');
  switch (cell.kind) {
    case 'empty':
      return accepted({}, 'userEnteredValue');
    case 'number':
      return new Decimal(cell.number).precision() > DIGITS ? refusal('number-too-long') : plain({ numberValue: Number(cell.number) });
    case 'bool':
      return plain({ boolValue: cell.bool });
    case 'date': {
      const type = cell.time === null ? 'DATE' : 'DATE_TIME';
      const userEnteredValue = { numberValue: serialOf(cell.date, cell.time) };
      if (format === type) return plain(userEnteredValue);
      const numberFormat = { type, pattern: cell.time === null ? 'yyyy-mm-dd' : 'yyyy-mm-dd hh:mm:ss' };
      const data = { userEnteredValue, userEnteredFormat: { numberFormat } };
      return accepted(data, 'userEnteredValue,userEnteredFormat.numberFormat');
    }
    case 'error':
      return refusal('error-value');
    default: {
      const text = cell.kind === 'choice' ? (cell.asShown ?? textOf(cell)) : textOf(cell);
      if (text.length > LONGEST) return refusal('cell-too-long');
      return text === '' ? accepted({}, 'userEnteredValue') : plain({ stringValue: text });
    }
  }
}

const accepted = (data: CellWrite['data'], fields: Fields): Encoded => ({ ok: true, data, fields });
const refusal = (why: string): Encoded => ({ ok: false, why });

/** Whether two cells hold the same that somebody typed; formats and notes aside. */
export function sameEntered(a: Pick<CellData, 'userEnteredValue'> | undefined, b: Pick<CellData, 'userEnteredValue'> | undefined): boolean {
  const x = a?.userEnteredValue ?? {};
  const y = b?.userEnteredValue ?? {};
  return (
    x.formulaValue === y.formulaValue &&
    (x.stringValue ?? '') === (y.stringValue ?? '') &&
    x.boolValue === y.boolValue &&
    (x.numberValue === undefined
      ? y.numberValue === undefined
      : y.numberValue !== undefined && plainNumber(x.numberValue) === plainNumber(y.numberValue))
  );
}

/** Whether two cells of ours say the same; how they are shown aside. */
export function sameContent(a: Cell, b: Cell): boolean {
  const bare = ({ asShown: _shown, formula: _formula, ...content }: Cell): object => content;
  return isDeepStrictEqual(bare(a), bare(b));
}

/** The text of a key or header cell, trimmed; empty string for none. */
export const textIn = (cell: CellData | undefined): string =>
  (cell?.formattedValue ?? cell?.userEnteredValue?.stringValue ?? (cell?.userEnteredValue?.numberValue ?? '').toString()).trim();

/** A double as plain decimals at 15 significant digits. */
export const plainNumber = (value: number): string => new Decimal(value.toPrecision(DIGITS)).toFixed();

function contentOf(cell: CellData): CellContent {
  const value = cell.effectiveValue ?? cell.userEnteredValue;
  if (!value) return EMPTY;
  if (value.errorValue) {
    const loading = value.errorValue.type === 'LOADING' ? 'Loading...' : `#${value.errorValue.type ?? 'ERROR'}`;
    return { kind: 'error', text: cell.formattedValue ?? loading };
  }
  if (value.boolValue !== undefined) return { kind: 'bool', bool: value.boolValue };
  if (value.numberValue !== undefined) {
    const type = cell.effectiveFormat?.numberFormat?.type;
    return type === 'DATE' || type === 'DATE_TIME'
      ? dateOf(value.numberValue, type)
      : { kind: 'number', number: plainNumber(value.numberValue) };
  }
  const emails = (cell.chipRuns ?? []).flatMap((run) => run.chip?.personProperties?.email ?? []);
  if (emails.length > 0) return { kind: 'people', people: peopleOf(emails, cell.formattedValue ?? '') };
  // Another chip (a file, a place) is a placeholder in the value: what it says stands in what is shown.
  const text = (cell.chipRuns?.some((run) => run.chip) ? cell.formattedValue : value.stringValue) ?? '';
  if (text === 'Loading...' && cell.userEnteredValue?.formulaValue !== undefined) return { kind: 'error', text };
  return text === '' ? EMPTY : { kind: 'text', text };
}

function asShown(cell: CellData, content: CellContent): string | null {
  const shown = cell.formattedValue;
  if (shown === undefined) return null;
  if (content.kind === 'number') return shown === content.number ? null : shown;
  if (content.kind === 'date') return shown === (content.time === null ? content.date : `${content.date} ${content.time}`) ? null : shown;
  if (content.kind === 'text') return shown === content.text ? null : shown;
  return null;
}

/** People chips tell the address; the name only where one stands alone. */
const peopleOf = (emails: readonly string[], shown: string): PersonRef[] =>
  emails.map((email) => ({ id: null, name: emails.length === 1 && shown !== '' && shown !== email ? shown : null, email }));

/** Days since 1899-12-30, in no time zone. A `DATE` shows a time only when it holds one. */
function dateOf(serial: number, type: 'DATE' | 'DATE_TIME'): CellContent {
  const seconds = Math.round(serial * 86_400);
  const days = Math.floor(seconds / 86_400);
  const rest = seconds - days * 86_400;
  const date = new Date(SERIAL_ZERO + days * DAY_MS).toISOString().slice(0, 10);
  if (rest === 0 && type === 'DATE') return { kind: 'date', date, time: null };
  return { kind: 'date', date, time: new Date(rest * 1000).toISOString().slice(11, 19) };
}

function serialOf(date: string, time: string | null): number {
  const days = (Date.parse(`${date}T00:00:00Z`) - SERIAL_ZERO) / DAY_MS;
  return time === null ? days : days + Date.parse(`1970-01-01T${time}Z`) / DAY_MS;
}

/** What a cell of another vendor reads as, where a sheet has no such type. */
function textOf(cell: Exclude<CellContent, { kind: 'empty' | 'number' | 'bool' | 'date' | 'error' }>): string {
  switch (cell.kind) {
    case 'text':
      return cell.text;
    case 'range':
      return `${cell.from} - ${cell.to}`;
    case 'choice':
      return cell.labels.join(', ');
    case 'people':
      return cell.people.map((person) => person.name ?? person.email ?? person.id ?? '').join(', ');
    case 'relation':
      return cell.names.join(', ');
    case 'link':
      return cell.url;
  }
}
