/** The store of the simulation with one pair in it; tests look at what it remembers and, as a person would through the API, add wishes. */
import type { ArchiveEntry } from '../../../core/sync/archive.ts';
import type { Directive } from '../../../core/sync/decide/record-state.ts';
import type { PairId, RecordKey } from '../../../core/sync/ids.ts';
import { draftCommit } from '../../../core/sync/run/draft.ts';
import type { ContainerRow, Lease, PairRow, ReplicaRow } from '../../../core/sync/store.ts';
import type { Person } from '../../../core/values/value.ts';
import { mark } from '../../simulation/memory-commit.ts';
import { MemoryStore } from '../../simulation/memory-store.ts';
import { emptyTables, type HeldRow, type JournalRow, type Tables } from '../../simulation/memory-tables.ts';

export class WatchedStore extends MemoryStore {
  private readonly id: PairId;

  constructor(
    containers: readonly ContainerRow[],
    replicas: readonly ReplicaRow[],
    pair: PairRow,
    people: readonly Person[],
    private readonly clock: () => number,
  ) {
    const tables = emptyTables(people);
    for (const row of containers) tables.containers.set(row.id, { row, holder: null, token: 0, until: null });
    for (const row of replicas) tables.replicas.set(row.id, row);
    tables.pairs.set(pair.id, pair);
    super(tables, clock);
    this.id = pair.id;
  }

  /** A lease that nobody else asks for. */
  held(container: ContainerRow['id']): Lease {
    const known = this.tables.containers.get(container);
    if (known === undefined) throw new Error(`no container ${container}`);
    this.tables.containers.set(container, { ...known, holder: 'test', token: 1 });
    return { container, holder: 'test', token: 1 };
  }

  row(container: ContainerRow['id']): ContainerRow {
    const known = this.tables.containers.get(container);
    if (known === undefined) throw new Error(`no container ${container}`);
    return known.row;
  }

  get archive(): ReadonlyMap<RecordKey, ArchiveEntry> {
    return this.tables.archive.get(this.id) ?? new Map();
  }

  get journal(): readonly JournalRow[] {
    return this.tables.journal;
  }

  get conflicts(): Tables['conflicts'] {
    return this.tables.conflicts;
  }

  get findings(): Tables['findings'] {
    return this.tables.findings;
  }

  get directives(): Tables['directives'] {
    return this.tables.directives;
  }

  get heldSteps(): ReadonlyMap<string, HeldRow> {
    return new Map(this.tables.held.map((one) => [one.step.id, one]));
  }

  /** Calls of which not everything is known yet. */
  get openCalls(): number {
    return [...this.tables.intents.values()].filter((one) => one.state !== 'closed').length;
  }

  openFindings(): readonly string[] {
    return this.findings.filter((one) => one.state === 'open').map((one) => `${one.kind} ${one.shown ?? ''}`.trim());
  }

  /** A person's wish, as the API stores it. */
  wish(key: RecordKey, directive: Directive): Promise<void> {
    return this.commit({ ...draftCommit(this.id, []), wishes: [{ key, directive }] });
  }

  /** What is remembered of a record is put right, or wrong. */
  remember(entry: ArchiveEntry): Promise<void> {
    return this.commit({ ...draftCommit(this.id, []), entries: [entry] });
  }

  /** Everything is looked at again, whatever it waited for. */
  hasten(): void {
    for (const one of this.tables.dirty.values()) one.notBefore = null;
  }

  /** The pair is removed and made again: nothing is agreed, everything is to be looked at. */
  forget(): void {
    const { tables } = this;
    tables.archive.delete(this.id);
    const pair = tables.pairs.get(this.id);
    for (const side of ['left', 'right'] as const) {
      const mirror = pair === undefined ? undefined : tables.mirrors.get(pair[side]);
      for (const id of mirror?.keys() ?? []) mark(tables, this.id, side, id, this.clock());
    }
  }
}
