/** A record as a hash: equal while it shows the same. Made for every record of every reading, so nothing is built but its text. */
import type { Engine } from './engine.ts';
import type { ColumnRef } from './ids.ts';
import type { Cell, PersonRef, RawRecord } from './record.ts';

/**
 * Hash of what a record shows: name, cells and version, not its place. An empty cell is the same as none, so that what an
 * answer shows of a record and what the next reading shows are one.
 */
export const fingerprintOf = (engine: Pick<Engine, 'hash'>, record: RawRecord): string => fingerprinter(engine)(record);

/** The same for all records of a reading: they have the same columns in the same order, which are sorted once. */
export function fingerprinter(engine: Pick<Engine, 'hash'>): (record: RawRecord) => string {
  let refs: readonly string[] = [];
  let columns: readonly { readonly ref: ColumnRef; readonly head: string }[] = [];
  return ({ name, version, cells }) => {
    const own = Object.keys(cells) as ColumnRef[];
    if (own.length !== refs.length || own.some((ref, n) => ref !== refs[n])) {
      refs = own;
      columns = [...own].sort().map((ref) => ({ ref, head: told(ref) }));
    }
    let text = `${told(name)}${version === null ? '-' : told(version)}`;
    for (const { ref, head } of columns) {
      const cell = cells[ref];
      if (cell !== undefined && (cell.kind !== 'empty' || cell.formula === true)) text += head + cellText(cell);
    }
    return engine.hash(text);
  };
}

const cellText = (cell: Cell): string =>
  (cell.formula === true ? '=' : '') + (cell.asShown === undefined ? '' : `s${told(cell.asShown)}`) + contentText(cell);

/**
 * What a cell holds as one text, no other content has the same; the same for a cell that was read and one that was stored,
 * whatever the order of its parts. Says nothing of how it is shown.
 */
export function contentText(cell: Cell): string {
  switch (cell.kind) {
    case 'empty':
      return 'e';
    case 'text':
      return `t${told(cell.text)}`;
    case 'number':
      return `n${told(cell.number)}`;
    case 'bool':
      return cell.bool ? 'y' : 'x';
    case 'date':
      return `d${told(cell.date)}${cell.time === null ? '-' : told(cell.time)}`;
    case 'range':
      return `r${told(cell.from)}${told(cell.to)}`;
    case 'choice':
      return `c${list(cell.labels)}`;
    case 'people':
      return `p${list(cell.people.map(personText))}`;
    case 'relation':
      return `i${list(cell.ids)}${list(cell.names)}`;
    case 'link':
      return `l${told(cell.url)}${told(cell.text)}`;
    case 'error':
      return `!${told(cell.text)}`;
  }
}

/** With its length, so that where it ends is no question of what it says. */
const told = (text: string): string => `${text.length}:${text}`;
const list = (texts: readonly string[]): string => `${texts.length};${texts.map(told).join('')}`;
const personText = ({ id, name, email }: PersonRef): string => [id, name, email].map((one) => (one === null ? '-' : told(one))).join('');
