/** A spreadsheet as the page shows it, read through Google's own APIs. */
import type { PagePerson } from '../contract.ts';
import { google } from '../live/vendors.ts';

export interface SheetCell {
  /** As people see it. */
  readonly shown: string;
  /** As they would type it again: the formula, the plain number, the text. */
  readonly typed: string;
  readonly note: string | null;
  readonly kind: 'empty' | 'text' | 'number' | 'bool' | 'error';
  readonly formula: boolean;
}

export interface TabName {
  readonly sheetId: number;
  readonly title: string;
  readonly hidden: boolean;
}

export interface Tab extends TabName {
  /** Rows as far as anything stands in them. */
  readonly rows: readonly (readonly SheetCell[])[];
  readonly columnCount: number;
  readonly hiddenColumns: ReadonlySet<number>;
}

export interface FileName {
  readonly id: string;
  readonly name: string;
}

export const EMPTY_CELL: SheetCell = { shown: '', typed: '', note: null, kind: 'empty', formula: false };

export async function readFiles(person: PagePerson): Promise<readonly FileName[]> {
  const query = new URLSearchParams({
    q: "mimeType = 'application/vnd.google-apps.spreadsheet' and trashed = false",
    fields: 'files(id,name)',
    pageSize: '100',
  });
  return (await google<{ files?: FileName[] }>(person, `/drive/v3/files?${query}`)).files ?? [];
}

export async function readTabNames(person: PagePerson, spreadsheet: string): Promise<readonly TabName[]> {
  const fields = 'sheets.properties(sheetId,title,hidden,index)';
  const { sheets = [] } = await google<{ sheets?: WireSheet[] }>(person, `${bookPath(spreadsheet)}?fields=${fields}`);
  return sheets.map(({ properties }) => nameOf(properties));
}

export async function readTab(person: PagePerson, spreadsheet: string, title: string): Promise<Tab> {
  const cell = 'userEnteredValue,effectiveValue,formattedValue,note,userEnteredFormat.numberFormat.type';
  const query = new URLSearchParams({
    ranges: quoted(title),
    includeGridData: 'true',
    fields: `sheets(properties(sheetId,title,hidden,gridProperties),data(rowData(values(${cell})),columnMetadata(hiddenByUser)))`,
  });
  const { sheets } = await google<{ sheets?: WireSheet[] }>(person, `${bookPath(spreadsheet)}?${query}`);
  const sheet = sheets?.[0];
  if (sheet === undefined) throw new Error(`There is no tab ${title}`);
  const grid = sheet.data?.[0];
  const rows = (grid?.rowData ?? []).map(({ values = [] }) => values.map(cellOf));
  while (rows.at(-1)?.every(({ kind, note }) => kind === 'empty' && note === null)) rows.pop();
  const used = rows.reduce((most, row) => Math.max(most, row.findLastIndex(({ kind }) => kind !== 'empty') + 1), 0);
  const hidden = (grid?.columnMetadata ?? []).flatMap(({ hiddenByUser }, column) => (hiddenByUser === true ? [column] : []));
  return { ...nameOf(sheet.properties), rows, columnCount: used, hiddenColumns: new Set(hidden) };
}

/** `C` of 2, `AA` of 26. */
export function columnLetter(column: number): string {
  const rest = Math.floor(column / 26) - 1;
  return `${rest >= 0 ? columnLetter(rest) : ''}${String.fromCharCode(65 + (column % 26))}`;
}

/** `'Budgets'!C5`, rows and columns counted from 0. */
export function address(title: string, row: number, column: number): string {
  return `${quoted(title)}!${columnLetter(column)}${row + 1}`;
}

export function bookPath(spreadsheet: string): string {
  return `/v4/spreadsheets/${encodeURIComponent(spreadsheet)}`;
}

function quoted(title: string): string {
  return `'${title.replaceAll("'", "''")}'`;
}

interface WireValue {
  readonly numberValue?: number;
  readonly stringValue?: string;
  readonly boolValue?: boolean;
  readonly formulaValue?: string;
  readonly errorValue?: unknown;
}

interface WireCell {
  readonly userEnteredValue?: WireValue;
  readonly effectiveValue?: WireValue;
  readonly formattedValue?: string;
  readonly note?: string;
  readonly userEnteredFormat?: { readonly numberFormat?: { readonly type?: string } };
}

interface WireProperties {
  readonly sheetId: number;
  readonly title: string;
  readonly hidden?: boolean;
}

interface WireSheet {
  readonly properties: WireProperties;
  readonly data?: readonly {
    readonly rowData?: readonly { values?: WireCell[] }[];
    readonly columnMetadata?: readonly { hiddenByUser?: boolean }[];
  }[];
}

function nameOf({ sheetId, title, hidden }: WireProperties): TabName {
  return { sheetId, title, hidden: hidden === true };
}

function cellOf(cell: WireCell): SheetCell {
  const { userEnteredValue: entered, effectiveValue: effective = entered, formattedValue: shown = '', note = null } = cell;
  return { shown, typed: typedOf(cell, shown), note, kind: kindOf(effective), formula: entered?.formulaValue !== undefined };
}

function kindOf(value: WireValue | undefined): SheetCell['kind'] {
  if (value === undefined) return 'empty';
  if (value.errorValue !== undefined) return 'error';
  if (value.numberValue !== undefined) return 'number';
  if (value.boolValue !== undefined) return 'bool';
  return value.stringValue === undefined || value.stringValue === '' ? 'empty' : 'text';
}

/** A text that would be read as something else when typed again gets the apostrophe that Sheets shows in its formula bar. */
function typedOf({ userEnteredValue: entered, userEnteredFormat: format }: WireCell, shown: string): string {
  if (entered?.formulaValue !== undefined) return entered.formulaValue;
  if (entered?.boolValue !== undefined) return entered.boolValue ? 'TRUE' : 'FALSE';
  if (entered?.numberValue !== undefined) return /DATE|TIME/.test(format?.numberFormat?.type ?? '') ? shown : String(entered.numberValue);
  const text = entered?.stringValue ?? '';
  return /^['=+\-\d.@]|^(true|false)$/i.test(text) ? `'${text}` : text;
}
