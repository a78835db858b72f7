/** A record as a hash: equal while it shows the same. Made for every record of every reading, so nothing is built but its text. */
import { contentText, told } from './content.ts';
import type { Engine } from './engine.ts';
import type { ColumnRef } from './ids.ts';
import type { Cell, RawRecord } from './record.ts';

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
