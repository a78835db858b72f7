/**
 * The rows that the last reading knew, and which row of this one each has been found to be. A tab is read in the order in
 * which it was known, but for what was moved: the row that is asked for is mostly the next, and needs no index.
 */
import type { RecordKey } from '../ids.ts';
import type { Row } from './sharing.ts';

export class Roster<K extends { readonly key: RecordKey }> {
  /** By the place among the known. */
  private readonly rows: (Row | undefined)[];
  private found = 0;
  /** Of keys that the last reading didn't know. */
  private readonly others = new Map<RecordKey, Row>();
  private places: ReadonlyMap<RecordKey, number> | null = null;
  private last = -1;

  constructor(private readonly known: readonly K[]) {
    this.rows = new Array<Row | undefined>(known.length);
  }

  get(key: RecordKey): K | undefined {
    return this.known[this.placeOf(key)];
  }

  has(key: RecordKey): boolean {
    return this.placeOf(key) >= 0;
  }

  /** The row that was found to bear the key. */
  rowOf(key: RecordKey): Row | undefined {
    const place = this.placeOf(key);
    return place < 0 ? this.others.get(key) : this.rows[place];
  }

  isFound(key: RecordKey): boolean {
    return this.rowOf(key) !== undefined;
  }

  give(row: Row, key: RecordKey): void {
    row.key = key;
    const place = this.placeOf(key);
    if (place < 0) {
      this.others.set(key, row);
      return;
    }
    if (this.rows[place] === undefined) this.found += 1;
    this.rows[place] = row;
  }

  /** Known rows that nobody has been found for; the common case costs no look at each. */
  unfound(): readonly K[] {
    return this.found === this.known.length ? [] : this.known.filter((_, place) => this.rows[place] === undefined);
  }

  private placeOf(key: RecordKey): number {
    if (this.known[this.last]?.key === key) return this.last;
    const next = this.last + 1 < this.known.length ? this.last + 1 : 0;
    const place = this.known[next]?.key === key ? next : (this.index().get(key) ?? -1);
    if (place >= 0) this.last = place;
    return place;
  }

  private index(): ReadonlyMap<RecordKey, number> {
    this.places ??= new Map(this.known.map((one, place) => [one.key, place]));
    return this.places;
  }
}
