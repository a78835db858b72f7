/**
 * Two replicas to sync in memory: a board that knows its items by id and trims texts, and a tab that is addressed by
 * position and knows rows only by what its key column shows. People change them between and under the engine's calls.
 */

import { underway } from '../../../core/sync/errors.ts';
import type { ColumnRef, LocalId, RecordKey, ReplicaId, StepId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type {
  Container,
  CoveredByIntents,
  Gone,
  Intent,
  Keep,
  Outcome,
  Reading,
  Settled,
  StepOutcome,
  Write,
} from '../../../core/sync/ports.ts';
import type { Cell, Cells, Column, RawRecord } from '../../../core/sync/record.ts';

type Mutable = Record<string, Cell>;

export interface Item {
  cells: Mutable;
  key: string | null;
  how: 'live' | 'archived' | 'elsewhere';
}

export interface Line {
  cells: Mutable;
  key: string | null;
}

/** What may happen at a call: people typing before its effect, automations after it, the reply lost, half a page read. */
export interface Faults {
  before?: ((write: Write) => void) | undefined;
  after?: ((write: Write) => void) | undefined;
  /** Why the vendor refuses a write for good, and for which column if it says so; null takes it. */
  refuses?: (write: Write) => string | { readonly why: string; readonly column: ColumnRef } | null;
  /** Readings hold only so many records, and say so. */
  readsOnly?: number | undefined;
  loseReplies?: number;
  /** Two or more new records in one call are made by the vendor in its own time: it is asked after them so often before they are there. */
  polls?: number | undefined;
}

abstract class Model implements Container {
  calls = { reads: 0, writes: 0 };
  faults: Faults = {};
  private readonly done = new Map<string, Outcome>();
  /** What the vendor works on, by ticket: how often it is asked after yet. */
  private readonly jobs = new Map<string, number>();

  protected abstract readAll(ids: readonly LocalId[] | null): Reading;
  protected abstract perform(write: Write): StepOutcome;

  async read(asked: Parameters<Container['read']>[0]): Promise<ReadonlyMap<ReplicaId, Reading>> {
    this.calls.reads += 1;
    const cut = (reading: Reading): Reading =>
      this.faults.readsOnly === undefined || reading.kind === 'broken'
        ? reading
        : { ...reading, complete: false, records: reading.records.slice(0, this.faults.readsOnly) };
    return new Map([...asked].map(([id, scope]) => [id, structuredClone(cut(this.readAll(scope.kind === 'all' ? null : scope.ids)))]));
  }

  /** Five writes to a call, so that a run has several. */
  pack(writes: readonly Write[]): readonly (readonly Write[])[] {
    const groups: Write[][] = [];
    for (const write of writes) {
      const last = groups.at(-1);
      if (last !== undefined && last.length < 5) last.push(write);
      else groups.push([write]);
    }
    return groups;
  }

  async apply(intent: Intent, keep?: Keep): Promise<Outcome> {
    this.calls.writes += 1;
    if (this.faults.polls !== undefined && intent.writes.length > 1 && intent.writes.every((write) => write.kind === 'create')) {
      await keep?.({ ticket: `job ${intent.id}`, percent: 0 });
      this.jobs.set(`job ${intent.id}`, this.faults.polls);
      throw underway('monday', 1_000);
    }
    return this.make(intent);
  }

  private make(intent: Intent): Outcome {
    const outcome = new Map<StepId, StepOutcome>();
    for (const write of structuredClone(intent.writes)) {
      this.faults.before?.(write);
      const refusal = this.faults.refuses?.(write) ?? null;
      const { why, ...column } = typeof refusal === 'string' || refusal === null ? { why: refusal } : refusal;
      outcome.set(write.step, why === null ? structuredClone(this.perform(write)) : { kind: 'refused', why, detail: why, ...column });
      this.faults.after?.(write);
    }
    this.done.set(intent.id, outcome);
    if ((this.faults.loseReplies ?? 0) === 0) return outcome;
    this.faults.loseReplies = (this.faults.loseReplies ?? 0) - 1;
    return new Map([...outcome.keys()].map((step) => [step, { kind: 'unknown' }]));
  }

  async settle(intent: Intent, keep?: Keep): Promise<Settled> {
    const left = this.jobs.get(intent.ticket ?? '');
    if (left !== undefined && left > 0) {
      this.jobs.set(intent.ticket ?? '', left - 1);
      await keep?.({ ticket: intent.ticket ?? '', percent: 50 });
      throw underway('monday', 1_000);
    }
    if (left !== undefined && !this.done.has(intent.id)) this.make(intent);
    const outcome = this.done.get(intent.id);
    return outcome === undefined ? { kind: 'none' } : { kind: 'happened', outcome };
  }

  async covered(): Promise<CoveredByIntents> {
    return new Map();
  }
}

const EMPTY: Cell = { kind: 'empty' };
const pick = (cells: Mutable, refs: readonly string[]): Cells => Object.fromEntries(refs.map((ref) => [ref, cells[ref] ?? EMPTY])) as Cells;
const applied = (localId: string, position: number | null, shown: Cells, covered: Cells | null): StepOutcome => ({
  kind: 'applied',
  localId: brandAs<LocalId>(localId),
  position,
  version: null,
  shown,
  covered: covered === null ? { kind: 'none' } : { kind: 'value', cells: covered },
});

export class BoardModel extends Model {
  readonly items = new Map<string, Item>();
  private ids = 1000;

  constructor(readonly columns: readonly Column[]) {
    super();
  }

  add(cells: Readonly<Record<string, Cell>>, key: string | null = null): string {
    this.ids += 1;
    this.items.set(String(this.ids), { cells: trimmed(cells), key, how: 'live' });
    return String(this.ids);
  }

  item(id: string): Item {
    const found = this.items.get(id);
    if (found === undefined) throw new Error(`no item ${id}`);
    return found;
  }

  named(name: string): Item {
    const found = [...this.items.values()].find((one) => one.how === 'live' && textIn(one.cells.name) === name);
    if (found === undefined) throw new Error(`no item called ${name}`);
    return found;
  }

  live(): readonly Item[] {
    return [...this.items.values()].filter((one) => one.how === 'live');
  }

  protected readAll(ids: readonly LocalId[] | null): Reading {
    const asked = [...this.items].filter(([id]) => ids === null || ids.includes(brandAs<LocalId>(id)));
    const records = asked.filter(([, one]) => one.how === 'live').map(([id, one]) => this.record(id, one));
    const gone = asked.flatMap(([id, one]): Gone[] => (one.how === 'live' ? [] : [{ localId: brandAs<LocalId>(id), how: one.how }]));
    return { kind: 'records', complete: ids === null, records, gone: ids === null ? [] : gone, columns: this.columns, locale: null };
  }

  protected perform(write: Write): StepOutcome {
    if (write.kind === 'create') {
      if (textIn(write.cells['name' as keyof Cells]) === '') return { kind: 'refused', why: 'name-missing', detail: 'name' };
      const id = this.add(write.cells, write.key);
      return applied(id, null, pick(this.item(id).cells, Object.keys(write.cells)), null);
    }
    const item = this.items.get(write.localId);
    if (item === undefined || item.how !== 'live') return { kind: 'missed' };
    if (write.kind === 'key') item.key = write.key;
    if (write.kind === 'remove') {
      item.how = 'archived';
      return applied(write.localId, null, {}, pick(item.cells, Object.keys(item.cells)));
    }
    if (write.kind !== 'update') return applied(write.localId, null, {}, null);
    const refs = Object.keys(write.cells);
    const covered = pick(item.cells, refs);
    Object.assign(item.cells, trimmed(write.cells));
    return applied(write.localId, null, pick(item.cells, refs), covered);
  }

  private record(id: string, item: Item): RawRecord {
    return {
      localId: brandAs<LocalId>(id),
      key: item.key,
      name: textIn(item.cells.name),
      cells: { ...item.cells } as Cells,
      position: null,
      version: null,
    };
  }
}

export class TabModel extends Model {
  lines: Line[] = [];

  constructor(
    readonly columns: readonly Column[],
    private readonly locale: string,
  ) {
    super();
  }

  /** Row numbers begin under the header. */
  add(cells: Readonly<Record<string, Cell>>, at = this.lines.length): Line {
    const line = { cells: { ...cells }, key: null };
    this.lines.splice(at, 0, line);
    return line;
  }

  named(name: string): Line {
    const found = this.lines.find((one) => textIn(one.cells.NAME) === name);
    if (found === undefined) throw new Error(`no row called ${name}`);
    return found;
  }

  remove(line: Line): void {
    this.lines.splice(this.lines.indexOf(line), 1);
  }

  /** Sorts what people see; the hidden keys stay where they were, unless they are sorted along. */
  sort(by: (line: Line) => string, withKeys: boolean): void {
    const sorted = [...this.lines].sort((a, b) => by(a).localeCompare(by(b)));
    const keys = this.lines.map((line) => line.key);
    this.lines = withKeys ? sorted : sorted.map((line, n) => ({ cells: line.cells, key: keys[n] ?? null }));
  }

  protected readAll(): Reading {
    const records = this.lines.flatMap((line, n): RawRecord[] => {
      if (Object.values(line.cells).every((cell) => cell.kind === 'empty')) return [];
      const localId = brandAs<LocalId>(`row:${n + 2}`);
      const name = this.columns.map((column) => line.cells[column.ref]).find((cell) => cell?.kind === 'text');
      return [{ localId, key: line.key, name: textIn(name), cells: pick(line.cells, this.refs()), position: n + 2, version: null }];
    });
    return { kind: 'records', complete: true, records, gone: [], columns: this.columns, locale: { locale: this.locale, timeZone: 'UTC' } };
  }

  protected perform(write: Write): StepOutcome {
    if (write.kind === 'create') {
      const line = { cells: { ...write.cells } as Mutable, key: write.key };
      this.lines.push(line);
      return applied(write.key, this.lines.length + 1, pick(line.cells, this.refs()), null);
    }
    if (write.kind === 'note') return applied(write.localId, null, {}, null);
    if (write.kind === 'key') return this.giveKey(write);
    const n = this.find(write);
    const line = this.lines[n];
    if (line === undefined) return { kind: 'missed' };
    if (write.kind === 'remove') {
      this.lines.splice(n, 1);
      return applied(write.key, null, {}, pick(line.cells, this.refs()));
    }
    const refs = Object.keys(write.cells);
    if (refs.some((ref) => line.cells[ref]?.formula === true)) return { kind: 'missed' };
    const covered = pick(line.cells, refs);
    Object.assign(line.cells, write.cells);
    return applied(write.key, n + 2, pick(line.cells, refs), covered);
  }

  /** Of rows that show the key the one that bears the record's name too, nearest to where it was read. */
  private find(write: Extract<Write, { kind: 'update' | 'remove' }>): number {
    const named = Object.entries(write.identity ?? {}) as [string, Cell][];
    const fits = (line: Line): boolean =>
      line.key === write.key && named.every(([ref, cell]) => JSON.stringify(line.cells[ref] ?? EMPTY) === JSON.stringify(cell));
    const places = this.lines.flatMap((line, n) => (fits(line) ? [n] : []));
    const away = (n: number): number => Math.abs(n + 2 - (write.position ?? 0));
    return places.sort((a, b) => away(a) - away(b))[0] ?? -1;
  }

  /** A row gets its key where it stands as it was read; anywhere else nothing is written. */
  private giveKey(write: Extract<Write, { kind: 'key' }>): StepOutcome {
    const line = this.lines[(write.position ?? 0) - 2];
    const refs = Object.keys(write.before) as (keyof Cells)[];
    const stands =
      line !== undefined && refs.every((ref) => JSON.stringify(line.cells[ref] ?? EMPTY) === JSON.stringify(write.before[ref]));
    if (!stands) return { kind: 'missed' };
    line.key = write.key;
    return applied(write.key as RecordKey, write.position, {}, null);
  }

  private refs(): string[] {
    return this.columns.map((column) => column.ref);
  }
}

export const textIn = (cell: Cell | undefined): string => (cell?.kind === 'text' ? cell.text : '');

const trimmed = (cells: Readonly<Record<string, Cell>>): Mutable =>
  Object.fromEntries(
    Object.entries(cells).map(([ref, cell]) => [
      ref,
      cell.kind === 'text' ? (cell.text.trim() === '' ? EMPTY : { kind: 'text', text: cell.text.trim() }) : cell,
    ]),
  );
