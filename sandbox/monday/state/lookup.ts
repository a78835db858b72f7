import type { Table } from '../../world/world.ts';

/**
 * A table with its documents also found by keys that never change during a document's life (a board's items, its log).
 * Built on first use from the store, so a restarted sandbox goes on; documents are written through it only.
 */
export class Lookup<T extends { readonly id: string }> {
  readonly #table: Table<T>;
  readonly #keysOf: (doc: T) => readonly string[];
  #byKey = new Map<string, Map<string, T>>();
  #seen = -1;
  #generation = 0;

  constructor(table: Table<T>, keysOf: (doc: T) => readonly string[]) {
    this.#table = table;
    this.#keysOf = keysOf;
  }

  get(id: string): T | undefined {
    return this.#table.get(id);
  }

  /** All documents under the key, in no particular order. */
  of(key: string): readonly T[] {
    this.#refresh();
    const found = this.#byKey.get(key);
    return found ? [...found.values()] : [];
  }

  /** Changes whenever everything was read anew: what was derived from `of` before is void. */
  get generation(): number {
    this.#refresh();
    return this.#generation;
  }

  /** Stores the document, new or changed in place. */
  set(doc: T): void {
    this.#refresh();
    this.#table.set(doc.id, doc);
    this.#place(doc);
    this.#seen = this.#table.size;
  }

  delete(doc: T): void {
    this.#refresh();
    this.#table.delete(doc.id);
    for (const key of this.#keysOf(doc)) this.#byKey.get(key)?.delete(doc.id);
    this.#seen = this.#table.size;
  }

  /** Another number of documents than known here: the table was filled or emptied behind this (a restart, a reset). */
  #refresh(): void {
    if (this.#seen === this.#table.size) return;
    this.#byKey = new Map();
    this.#generation += 1;
    for (const doc of this.#table.values()) this.#place(doc);
    this.#seen = this.#table.size;
  }

  #place(doc: T): void {
    for (const key of this.#keysOf(doc)) {
      const at = this.#byKey.get(key);
      if (at) at.set(doc.id, doc);
      else this.#byKey.set(key, new Map([[doc.id, doc]]));
    }
  }
}
