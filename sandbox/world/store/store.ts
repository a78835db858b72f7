/**
 * Documents live in memory; what a commit adds to them goes to a log as one line, so a commit costs what changed and
 * nothing else. A store without a log is the same store that forgets.
 */
import type { Store, Table } from '../world.ts';

/** What one commit changed: by table, pairs of an id and its document, or null for one that left. */
export type Changes = Record<string, (readonly [id: string, document: unknown])[]>;

/** Where commits go. `append` is durable when it returns. */
export interface Log {
  append(changes: Changes): void;
  /** True when the log has outgrown what it describes; `rewrite` then replaces it by the documents themselves. */
  overgrown(): boolean;
  rewrite(tables: Iterable<readonly [string, ReadonlyMap<string, unknown>]>): void;
  close(): void;
}

export interface ClearableStore extends Store {
  /** Empties all tables but those named, in the same commit as what follows. */
  clear(keep: ReadonlySet<string>): void;
  close(): void;
}

/** A store over `log`, holding what the log held; without a log, in memory alone. */
export function createStore(log?: Log, held: Iterable<Changes> = []): ClearableStore {
  const tables = new Map<string, DirtyTable>();

  function open(name: string): DirtyTable {
    let table = tables.get(name);
    if (!table) {
      table = new DirtyTable();
      tables.set(name, table);
    }
    return table;
  }

  let lines = 0;
  for (const changes of held) {
    for (const [name, documents] of Object.entries(changes)) {
      open(name).load(documents);
      lines += documents.length;
    }
  }
  if (lines > 2 * countDocuments() + 1000) log?.rewrite(allDocuments());

  function countDocuments(): number {
    let count = 0;
    for (const table of tables.values()) count += table.size;
    return count;
  }

  function allDocuments(): Iterable<readonly [string, ReadonlyMap<string, unknown>]> {
    return [...tables].map(([name, table]) => [name, table.documents] as const);
  }

  function commit(): void {
    const changes: Changes = {};
    let any = false;
    for (const [name, table] of tables) {
      const dirty = table.takeDirty();
      if (!dirty) continue;
      changes[name] = dirty;
      any = true;
    }
    if (!any || !log) return;
    log.append(changes);
    if (log.overgrown()) log.rewrite(allDocuments());
  }

  return {
    // The one place where a table's type is taken on trust: a table is only ever opened by the part that owns it.
    table: <T>(name: string) => open(name) as unknown as Table<T>,
    commit,
    clear(keep) {
      for (const [name, table] of tables) if (!keep.has(name)) table.clear();
    },
    close() {
      commit();
      log?.close();
    },
  };
}

class DirtyTable implements Table<unknown> {
  readonly documents = new Map<string, unknown>();
  readonly #dirty = new Set<string>();

  get size(): number {
    return this.documents.size;
  }

  get(id: string): unknown {
    return this.documents.get(id);
  }

  set(id: string, value: unknown): void {
    this.documents.set(id, value);
    this.#dirty.add(id);
  }

  delete(id: string): void {
    if (this.documents.delete(id)) this.#dirty.add(id);
  }

  ids(): Iterable<string> {
    return this.documents.keys();
  }

  values(): Iterable<unknown> {
    return this.documents.values();
  }

  clear(): void {
    for (const id of this.documents.keys()) this.#dirty.add(id);
    this.documents.clear();
  }

  load(documents: Changes[string]): void {
    for (const [id, value] of documents) {
      if (value === null) this.documents.delete(id);
      else this.documents.set(id, value);
    }
  }

  takeDirty(): Changes[string] | undefined {
    if (this.#dirty.size === 0) return undefined;
    const changes = [...this.#dirty].map((id) => [id, this.documents.get(id) ?? null] as const);
    this.#dirty.clear();
    return changes;
  }
}
