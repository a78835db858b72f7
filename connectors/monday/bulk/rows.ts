/**
 * Pure: records as rows of a file for `ingest_items`. A file says less than a mutation, and blanks mean nothing in it: a
 * record with a cell that doesn't come through whole for certain has no row, and is made by a mutation of its own.
 */
import { brandAs, type ColumnRef } from '../../../core/sync/ids.ts';
import { cellOf, type Write } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
import { type ColumnShape, type ColumnTypes, NAME } from '../column-kinds.ts';
import { NAME_LENGTH } from '../write.ts';

export type Create = Extract<Write, { kind: 'create' }>;

/** The columns of a file of these records: the name must come first, then our key, by which monday knows them again. */
export function headerOf(creates: readonly Create[], keyColumn: string): readonly ColumnRef[] {
  const refs = new Set(creates.flatMap((one) => Object.keys(one.cells)));
  refs.delete(NAME);
  return [NAME, brandAs<ColumnRef>(keyColumn), ...[...refs].map((ref) => brandAs<ColumnRef>(ref))];
}

/** A record's cells under a header; null when a file can't carry them. */
export function rowOf(create: Create, header: readonly ColumnRef[], types: ColumnTypes): readonly string[] | null {
  const [, keyColumn] = header;
  const cells = header.map((ref) => (ref === keyColumn ? create.key : textOf(cellOf(create.cells, ref), ref, types.get(ref))));
  return cells.some((cell) => cell === null) ? null : cells.map((cell) => cell ?? '');
}

/** Whether a file can carry a record, by what is known of the board's columns; where nothing is known, it may. */
export function isCarried(create: Create, types: ColumnTypes | undefined): boolean {
  const refs = Object.keys(create.cells).map((ref) => brandAs<ColumnRef>(ref));
  if (types === undefined) return !refs.some((ref) => isMade(cellOf(create.cells, ref)));
  return [NAME, ...refs].every((ref) => textOf(cellOf(create.cells, ref), ref, types.get(ref)) !== null);
}

/** RFC 4180; every cell is quoted that isn't plain. */
export function toCsv(lines: readonly (readonly string[])[]): string {
  return lines.map((cells) => `${cells.map(quoted).join(',')}\r\n`).join('');
}

const quoted = (cell: string): string => (/^[\w.+@:/-]*$/.test(cell) ? cell : `"${cell.replaceAll('"', '""')}"`);

/** A label that may have to be made: files never make one. */
const isMade = (cell: Cell): boolean => cell.kind === 'choice' && cell.create === true;

/** The word that clears a cell: a text that is this word can't be told from it. */
const CLEAR = '<NULL>';

/** What stands in the file for a cell; an empty one is left out, as a new item has it anyway. */
function textOf(cell: Cell, ref: ColumnRef, shape: ColumnShape | undefined): string | null {
  if (ref === NAME) return cell.kind === 'text' && [...cell.text].length <= NAME_LENGTH ? plain(cell.text) : null;
  if (shape === undefined) return null;
  if (cell.kind === 'empty' || (cell.kind === 'bool' && !cell.bool && shape.type === 'checkbox')) return '';
  switch (shape.type) {
    case 'text':
    case 'long_text':
      return cell.kind === 'text' ? plain(cell.text) : null;
    case 'numbers':
      return cell.kind === 'number' ? cell.number : null;
    case 'date':
      return cell.kind === 'date' && cell.time === null ? cell.date : null;
    case 'timeline':
      return cell.kind === 'range' ? `${cell.from}/${cell.to}` : null;
    case 'status':
      return cell.kind === 'choice' && cell.labels.length === 1 ? known(cell.labels, shape) : null;
    case 'dropdown':
      // Labels are parted by commas, and no page tells how a comma in one is written.
      return cell.kind === 'choice' && !cell.labels.some((label) => label.includes(',')) ? known(cell.labels, shape) : null;
    case 'people':
      return cell.kind === 'people' ? person(cell.people.map(({ id }) => id)) : null;
    case 'email':
      return cell.kind === 'text' && /^[^\s@<>,]+@[^\s@<>,]+$/.test(cell.text) ? cell.text : null;
    case 'phone':
      return cell.kind === 'text' && /^\+?\d{3,20}$/.test(cell.text) ? cell.text : null;
    case 'link':
      return cell.kind === 'link' ? linked(cell.url, cell.text) : null;
    default:
      return null;
  }
}

/** Blanks at its ends may be lost on the way, and a bare carriage return may become another one. */
const plain = (text: string): string | null => (text === '' || text !== text.trim() || text === CLEAR || text.includes('\r') ? null : text);

function known(labels: readonly string[], shape: ColumnShape): string | null {
  const all = new Set(shape.labels.values());
  return labels.every((label) => all.has(label) && plain(label) !== null) ? labels.join(', ') : null;
}

/** By id, which is nobody else's. Whether a cell may name several, no page tells. */
function person(ids: readonly (string | null)[]): string | null {
  const [, team, id] = /^(team:)?(\d+)$/.exec(ids.length === 1 ? (ids[0] ?? '') : '') ?? [];
  return id === undefined ? null : `${team ?? 'user:'}${id}`;
}

function linked(url: string, text: string): string | null {
  if (!/^https?:\/\/[^\s()[\]]+$/i.test(url)) return null;
  if (text === '' || text === url) return url;
  return /[[\]()\r\n]/.test(text) || plain(text) === null ? null : `[${text}](${url})`;
}
