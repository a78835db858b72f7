/**
 * A tab that knows rows only by their place. Writes go where the last read saw the row; what they meet there is looked
 * at after the fact, and a write that met another row is taken back whole, as one atomic batch does.
 */
import type { LocalId, StepId } from '../../../core/sync/ids.ts';
import type { Intent, Reading, Settled, StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Cells, Column, RawRecord } from '../../../core/sync/record.ts';
import { applied, at, type Bag, EMPTY, isBlankRow, pick, refsOf, same, textOf, type Watch } from './cells.ts';

export interface Line {
  cells: Bag;
  key: string | null;
  /** What a row said when it was cut off its key. */
  readonly cut?: Bag;
}

/** What a connector remembers of the tab: keys and formulas by place. */
export type Layout = { readonly key: string | null; readonly formulas: readonly string[] }[];

const HEADER = 1;

export class Sheet {
  lines: Line[] = [];
  private readonly refs: readonly string[];
  private readonly done = new Map<string, Map<StepId, StepOutcome>>();
  private readonly fenced = new Set<string>();

  constructor(
    readonly columns: readonly Column[],
    private readonly watch: Watch,
    /** Something changed: Drive says so, sooner or later. */
    readonly push: () => void,
  ) {
    this.refs = columns.map((column) => column.ref);
  }

  records(): readonly Line[] {
    return this.lines.filter((line) => !isBlankRow(line.cells, this.refs));
  }

  layout(): Layout {
    return this.lines.map((line) => ({
      key: isBlankRow(line.cells, this.refs) ? null : line.key,
      formulas: this.refs.filter((ref) => at(line.cells, ref).formula === true),
    }));
  }

  read(): Reading {
    const records = this.lines.flatMap((line, n): RawRecord[] => {
      if (isBlankRow(line.cells, this.refs)) return [];
      const position = n + 1 + HEADER;
      const text = this.refs.find((ref) => at(line.cells, ref).kind === 'text');
      const name = text === undefined ? '' : textOf(at(line.cells, text));
      return [{ localId: `row:${position}` as LocalId, key: line.key, name, cells: pick(line.cells, this.refs), position, version: null }];
    });
    return { kind: 'records', complete: true, records, gone: [], columns: this.columns, locale: { locale: 'en-US', timeZone: 'UTC' } };
  }

  /** The whole batch by what the connector knew of places; `layout` is brought up to date with what it did itself. */
  perform(intent: Intent, layout: Layout): Map<StepId, StepOutcome> {
    if (this.fenced.has(intent.id)) return new Map(intent.writes.map((write) => [write.step, { kind: 'missed' }]));
    const before = this.done.has(intent.id) ? this.settle(intent) : null;
    if (before?.kind === 'happened') return new Map(before.outcome);
    const given = new Map(
      intent.writes.flatMap((write) => (write.kind === 'key' && write.key !== null ? [[write.key, write] as const] : [])),
    );
    const outcome = new Map<StepId, StepOutcome>();
    const first = new Map<number, Line | undefined>();
    const places = new Map(
      intent.writes.map((write) => [
        write.step,
        write.kind === 'create' ? -1 : placeOf((write.key === null ? undefined : given.get(write.key)) ?? write, layout),
      ]),
    );
    for (const place of places.values()) if (place >= 0) first.set(place, this.lines[place]);
    const bad = new Set<number>();
    for (const write of intent.writes) {
      const place = places.get(write.step) ?? -1;
      if (
        write.kind !== 'create' &&
        place >= 0 &&
        !this.stands(write, first.get(place), layout[place]?.key ?? null, layout[place]?.formulas ?? [])
      )
        bad.add(place);
    }
    for (const write of intent.writes) {
      const place = places.get(write.step) ?? -1;
      if (write.kind === 'create') outcome.set(write.step, this.insert(write, intent, layout));
      else if (place < 0 || bad.has(place)) outcome.set(write.step, { kind: 'missed' });
      else outcome.set(write.step, this.put(write, first.get(place), layout));
    }
    this.done.set(intent.id, outcome);
    if ([...outcome.values()].some((one) => one.kind === 'applied')) this.push();
    return outcome;
  }

  /** Known exactly from the hidden tab; where the rows are now, by their keys. */
  settle(intent: Intent): Settled {
    const done = this.done.get(intent.id);
    // Settling takes the intent's named range: a late call of a worker that slept is refused whole.
    if (done === undefined) this.fenced.add(intent.id);
    if (done === undefined) return { kind: 'none' };
    const outcome = new Map<StepId, StepOutcome>();
    for (const write of intent.writes) {
      const one = done.get(write.step) ?? { kind: 'missed' };
      const n = this.lines.findIndex((line) => line.key !== null && line.key === write.key);
      const line = this.lines[n];
      if (one.kind !== 'applied' || write.kind === 'remove' || line === undefined) outcome.set(write.step, one);
      else outcome.set(write.step, { ...one, position: n + 1 + HEADER });
    }
    return { kind: 'happened', outcome };
  }

  private stands(
    write: Exclude<Write, { kind: 'create' }>,
    line: Line | undefined,
    expectKey: string | null,
    formulas: readonly string[],
  ): boolean {
    if (line === undefined || line.key !== expectKey) return false;
    const told: Cells =
      write.kind === 'key' ? write.before : write.kind === 'update' || write.kind === 'remove' ? (write.identity ?? {}) : {};
    if (!refsOf(told).every((ref) => at(told, ref).formula === true || same(at(told, ref), at(line.cells, ref)))) return false;
    if (write.kind !== 'update') return true;
    return refsOf(write.cells).every((ref) => at(line.cells, ref).formula !== true && !formulas.includes(ref));
  }

  private insert(write: Extract<Write, { kind: 'create' }>, intent: Intent, layout: Layout): StepOutcome {
    if (layout.some((one) => one.key === write.key)) return { kind: 'missed' };
    const keyed = layout.findLastIndex(
      (one) => one.key !== null || intent.writes.some((other) => other.kind === 'key' && placeOf(other, layout) >= 0),
    );
    const place = Math.min(keyed + 1, this.lines.length);
    const anchor = layout[keyed]?.key ?? null;
    if (anchor !== null && this.lines[keyed]?.key === null) return { kind: 'missed' };
    const line: Line = { cells: { ...(write.cells as Bag) }, key: write.key };
    this.lines.splice(place, 0, line);
    layout.splice(Math.min(keyed + 1, layout.length), 0, { key: write.key, formulas: [] });
    this.watch({
      side: 'right',
      kind: 'create',
      key: write.key,
      name: textOf(at(line.cells, 'NAME')),
      column: null,
      from: EMPTY,
      to: EMPTY,
    });
    return applied(`row:${place + 1 + HEADER}`, place + 1 + HEADER, pick(line.cells, refsOf(write.cells)), null);
  }

  private put(write: Exclude<Write, { kind: 'create' }>, line: Line | undefined, layout: Layout): StepOutcome {
    const n = line === undefined ? -1 : this.lines.indexOf(line);
    if (line === undefined || n < 0) return { kind: 'missed' };
    const position = n + 1 + HEADER;
    // A row without its name is told by what else it shows.
    const name = this.refs.map((ref) => textOf(at(line.cells, ref))).find((one) => one !== '') ?? '';
    if (write.kind === 'note') return applied(write.localId, position, {}, null);
    if (write.kind === 'key') {
      line.key = write.key;
      layout[n] = { key: write.key, formulas: layout[n]?.formulas ?? [] };
      return applied(`row:${position}`, position, {}, null);
    }
    if (write.kind === 'remove') {
      this.lines.splice(n, 1);
      layout.splice(n, 1);
      this.watch({ side: 'right', kind: 'remove', key: write.key, name, column: null, from: EMPTY, to: EMPTY });
      return applied(write.localId, null, {}, pick(line.cells, this.refs));
    }
    const covered = pick(line.cells, refsOf(write.cells));
    for (const ref of refsOf(write.cells))
      this.watch({ side: 'right', kind: 'update', key: write.key, name, column: ref, from: at(line.cells, ref), to: at(write.cells, ref) });
    line.cells = { ...line.cells, ...(write.cells as Bag) };
    return applied(`row:${position}`, position, pick(line.cells, refsOf(write.cells)), covered);
  }
}

/** Where the last read saw the row; -1: nowhere. */
function placeOf(write: Exclude<Write, { kind: 'create' }>, layout: Layout): number {
  const there = (write.position ?? 0) - 1 - HEADER;
  if (write.kind === 'key') return there < layout.length ? there : -1;
  const rows = layout.flatMap((one, n) => (one.key === write.key ? [n] : []));
  return rows.length > 1 ? (rows.find((n) => n === there) ?? -1) : (rows[0] ?? -1);
}
