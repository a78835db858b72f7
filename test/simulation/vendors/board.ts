/**
 * A board: items have ids, texts are trimmed, each mutation of a call is whole and they run one after the other. What an
 * update covered is only in the log, to be asked for later.
 */
import type { LocalId, StepId } from '../../../core/sync/ids.ts';
import type { Covered, CoveredByIntents, Gone, Intent, Reading, Scope, Settled, StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Cell, Cells, Column, RawRecord } from '../../../core/sync/record.ts';
import { applied, at, type Bag, EMPTY, pick, refsOf, same, textOf, type Watch } from './cells.ts';

export interface Item {
  readonly id: string;
  cells: Bag;
  key: string | null;
  state: 'active' | 'archived' | 'elsewhere';
}

interface Told {
  readonly intent: string;
  readonly step: StepId;
  readonly item: string;
  /** What each written column showed before, where it changed. */
  readonly from: Bag;
}

export class Board {
  readonly items = new Map<string, Item>();
  private readonly refs: readonly string[];
  /** Of our own calls, by intent: what the activity log and the key column would tell. */
  private readonly told: Told[] = [];
  private ids = 100;
  /** An automation: what it makes of an item that we wrote, before our answer is read. */
  answer: (item: Item, written: Cells) => void = () => undefined;

  constructor(
    readonly columns: readonly Column[],
    private readonly watch: Watch,
    /** Something changed: a webhook goes out. */
    readonly push: (id: string) => void,
  ) {
    this.refs = columns.map((column) => column.ref);
  }

  active(): readonly Item[] {
    return [...this.items.values()].filter((one) => one.state === 'active');
  }

  add(cells: Bag, key: string | null = null): Item {
    this.ids += 1;
    const item: Item = { id: String(this.ids), cells: trimmed(cells), key, state: 'active' };
    this.items.set(item.id, item);
    this.push(item.id);
    return item;
  }

  edit(item: Item, cells: Bag): void {
    item.cells = { ...item.cells, ...trimmed(cells) };
    this.push(item.id);
  }

  move(item: Item, state: Item['state']): void {
    item.state = state;
    this.push(item.id);
  }

  read(scope: Scope): Reading {
    const asked = scope.kind === 'all' ? [...this.items.values()] : scope.ids.flatMap((id) => this.items.get(id) ?? []);
    const records = asked.filter((one) => one.state === 'active').map((one) => this.record(one));
    const gone =
      scope.kind === 'all'
        ? []
        : asked.flatMap((one): Gone[] => (one.state === 'active' ? [] : [{ localId: one.id as LocalId, how: one.state }]));
    return { kind: 'records', complete: scope.kind === 'all', records, gone, columns: this.columns, locale: null };
  }

  /** One mutation. The same call acts once: an idempotency key goes with it. */
  perform(intent: Intent, write: Write): StepOutcome {
    if (this.told.some((one) => one.intent === intent.id && one.step === write.step)) return this.again(intent, write);
    if (write.kind === 'note') return applied(write.localId, null, {}, null);
    if (write.kind === 'create') {
      if (textOf(at(write.cells, 'name')).trim() === '') return { kind: 'refused', why: 'name-missing', detail: 'name' };
      const item = this.add(write.cells as Bag, write.key);
      this.answer(item, write.cells);
      this.told.push({ intent: intent.id, step: write.step, item: item.id, from: {} });
      this.watch({
        side: 'left',
        kind: 'create',
        key: write.key,
        name: textOf(at(item.cells, 'name')),
        column: null,
        from: EMPTY,
        to: EMPTY,
      });
      return applied(item.id, null, pick(item.cells, refsOf(write.cells)), null);
    }
    const item = this.items.get(write.localId);
    if (item === undefined || item.state !== 'active') return { kind: 'missed' };
    const name = textOf(at(item.cells, 'name'));
    if (write.kind === 'key') {
      item.key = write.key;
      return applied(item.id, null, {}, null);
    }
    if (write.kind === 'remove') {
      this.told.push({ intent: intent.id, step: write.step, item: item.id, from: { ...item.cells } });
      this.watch({ side: 'left', kind: 'remove', key: write.key, name, column: null, from: EMPTY, to: EMPTY });
      this.move(item, 'archived');
      return applied(item.id, null, {}, pick(item.cells, this.refs));
    }
    if ('name' in write.cells && textOf(at(write.cells, 'name')).trim() === '')
      return { kind: 'refused', why: 'name-missing', detail: 'name' };
    const from: Bag = {};
    const sent = trimmed(write.cells as Bag);
    for (const ref of refsOf(write.cells)) {
      const [before, after] = [at(item.cells, ref), at(sent, ref)];
      if (!same(before, after)) from[ref] = before;
      this.watch({ side: 'left', kind: 'update', key: write.key, name, column: ref, from: before, to: after });
    }
    this.told.push({ intent: intent.id, step: write.step, item: item.id, from });
    this.edit(item, write.cells as Bag);
    this.answer(item, write.cells);
    return applied(item.id, null, pick(item.cells, refsOf(write.cells)), 'later');
  }

  /** A create is found by its key among active items, the rest by the item. */
  settle(intent: Intent): Settled {
    const outcome = new Map<StepId, StepOutcome>();
    let any = false;
    for (const write of intent.writes) {
      const told = this.told.find((one) => one.intent === intent.id && one.step === write.step);
      const item = told === undefined ? undefined : this.items.get(told.item);
      if (write.kind === 'note' || write.kind === 'key') outcome.set(write.step, this.keyed(write));
      else if (told === undefined || item === undefined) outcome.set(write.step, { kind: 'missed' });
      else {
        const shown = write.kind === 'remove' ? ({} as Cells) : pick(item.cells, refsOf(write.cells));
        const covered = write.kind === 'remove' ? pick(told.from, this.refs) : write.kind === 'update' ? 'later' : null;
        outcome.set(write.step, applied(item.id, null, shown, covered));
      }
      any ||= outcome.get(write.step)?.kind === 'applied';
    }
    return any ? { kind: 'happened', outcome } : { kind: 'none' };
  }

  covered(intents: readonly Intent[]): CoveredByIntents {
    const all = new Map<Intent['id'], Map<StepId, Covered>>();
    for (const intent of intents) {
      const known = new Map<StepId, Covered>();
      all.set(intent.id, known);
      for (const write of intent.writes) {
        const told = this.told.find((one) => one.intent === intent.id && one.step === write.step);
        if (write.kind !== 'update' || told === undefined) continue;
        const cells = Object.fromEntries(refsOf(write.cells).map((ref): [string, Cell] => [ref, told.from[ref] ?? at(write.cells, ref)]));
        known.set(write.step, { kind: 'value', cells: cells as Cells });
      }
    }
    return all;
  }

  private again(intent: Intent, write: Write): StepOutcome {
    const settled = this.settle({ ...intent, writes: [write] });
    return (settled.kind === 'happened' ? settled.outcome.get(write.step) : undefined) ?? { kind: 'missed' };
  }

  private keyed(write: Extract<Write, { kind: 'note' | 'key' }>): StepOutcome {
    const item = this.items.get(write.localId);
    const done = write.kind === 'note' || (item !== undefined && item.key === write.key);
    return done ? applied(write.localId, null, {}, null) : { kind: 'missed' };
  }

  private record(item: Item): RawRecord {
    const name = textOf(at(item.cells, 'name'));
    return { localId: item.id as LocalId, key: item.key, name, cells: pick(item.cells, this.refs), position: null, version: null };
  }
}

function trimmed(cells: Bag): Bag {
  const out: Bag = {};
  for (const [ref, cell] of Object.entries(cells)) {
    const text = cell.kind === 'text' ? cell.text.trim() : '';
    out[ref] = cell.kind !== 'text' ? cell : text === '' ? EMPTY : { kind: 'text', text };
  }
  return out;
}
