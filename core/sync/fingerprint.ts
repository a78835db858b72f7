/** A record as a hash: equal while it shows the same. */
import type { Engine } from './engine.ts';
import type { Cell, RawRecord } from './record.ts';

/**
 * Hash of what a record shows: name, cells and version, not its place. An empty cell is the same as none, so that what an
 * answer shows of a record and what the next reading shows are one.
 */
export function fingerprintOf(engine: Pick<Engine, 'hash'>, record: RawRecord): string {
  const refs = (Object.keys(record.cells) as (keyof typeof record.cells)[]).filter((ref) => !isBlank(record.cells[ref])).sort();
  return engine.hash(JSON.stringify([record.name, record.version, refs.map((ref) => [ref, record.cells[ref]])]));
}

const isBlank = (cell: Cell | undefined): boolean => cell === undefined || (cell.kind === 'empty' && cell.formula !== true);
