/** A record as a hash: equal while it shows the same. */
import type { Engine } from './engine.ts';
import type { Cell, RawRecord } from './record.ts';

/**
 * Hash of what a record shows: name, cells and version, not its place. An empty cell is the same as none, so that what an
 * answer shows of a record and what the next reading shows are one.
 */
export function fingerprintOf(engine: Pick<Engine, 'hash'>, { name, version, cells }: RawRecord): string {
  const shown: unknown[] = [name, version];
  for (const ref of (Object.keys(cells) as (keyof typeof cells)[]).sort()) {
    const cell = cells[ref];
    if (!isBlank(cell)) shown.push(ref, cell);
  }
  return engine.hash(JSON.stringify(shown));
}

const isBlank = (cell: Cell | undefined): boolean => cell === undefined || (cell.kind === 'empty' && cell.formula !== true);
