/**
 * People who work on both sides of a world, and remember what they did; and a judge who saw only that. Shares nothing
 * with the engine but the cells.
 */
import { expect } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import { num, text } from './fixtures.ts';
import type { Item, Line } from './models.ts';
import { textIn } from './models.ts';
import type { World } from './world.ts';
import { Crash } from './world.ts';

export type Field = 'notes' | 'budget';
export type Act =
  | { readonly kind: 'edit'; readonly side: 'left' | 'right'; readonly who: number; readonly field: Field }
  | { readonly kind: 'word'; readonly who: number }
  | { readonly kind: 'add'; readonly side: 'left' | 'right'; readonly at: number }
  | { readonly kind: 'delete'; readonly side: 'left' | 'right'; readonly who: number }
  | { readonly kind: 'copy'; readonly who: number; readonly at: number }
  | { readonly kind: 'move'; readonly who: number; readonly at: number };

export interface Day {
  readonly acts: readonly Act[];
  readonly sort: 'none' | 'with keys' | 'without keys';
  readonly trouble:
    | { readonly kind: 'none' }
    | { readonly kind: 'crash'; readonly at: number }
    | { readonly kind: 'replies'; readonly lost: number }
    /** Somebody acts at the moment of our nth write, between what we read and what we cover. */
    | { readonly kind: 'race'; readonly at: number; readonly act: Act };
}

/** What people did to one record, as they remember it. */
export interface Memory {
  deleted: boolean;
  /** What must be somewhere: typed, and not overwritten since by somebody who saw it. */
  readonly typed: Set<string>;
}

export class People {
  readonly memories = new Map<string, Memory>();
  private tokens = 100;

  constructor(private readonly w: World) {}

  async live(days: readonly Day[]): Promise<void> {
    for (const { acts, sort, trouble } of days) {
      if (sort === 'without keys') {
        // Who sorts without keys while others type makes rows doubtful, which is another test's matter.
        await this.w.settle();
        this.w.tab.sort((line) => textIn(line.cells.NOTES), false);
        await this.w.settle();
      }
      for (const one of acts) this.do(one);
      if (sort === 'with keys') this.w.tab.sort((line) => textIn(line.cells.NOTES), true);
      if (trouble.kind === 'crash') this.w.crashAfter(trouble.at);
      if (trouble.kind === 'replies') this.w.tab.faults.loseReplies = trouble.lost;
      if (trouble.kind === 'replies') this.w.board.faults.loseReplies = trouble.lost;
      if (trouble.kind === 'race') this.race(trouble.at, trouble.act);
      await this.w.settle().catch((error: unknown) => {
        if (!(error instanceof Crash)) throw error;
      });
      this.w.crashAfter(Number.POSITIVE_INFINITY);
    }
  }

  private race(at: number, one: Act): void {
    let writes = 0;
    const before = (): void => {
      writes += 1;
      if (writes === at) this.do(one);
    };
    this.w.tab.faults.before = before;
    this.w.board.faults.before = before;
  }

  private do(one: Act): void {
    if (one.kind === 'add') this.add(one.side, one.at);
    if (one.kind === 'edit') this.edit(one.side, one.who, one.field);
    if (one.kind === 'word') this.word(one.who);
    if (one.kind === 'delete') this.delete(one.side, one.who);
    if (one.kind === 'copy') this.copy(one.who, one.at);
    if (one.kind === 'move') this.move(one.who, one.at);
  }

  private add(on: 'left' | 'right', at: number): void {
    const name = `N${this.next()}`;
    const notes = `t${this.next()}`;
    this.memories.set(name, { deleted: false, typed: new Set([notes]) });
    if (on === 'left') this.w.board.add({ name: text(name), notes: text(notes), budget: num('1'), cur: text('EUR') });
    else this.w.tab.add({ NAME: text(name), NOTES: text(notes), BUDGET: num('1'), CUR: text('EUR') }, at % (this.w.tab.lines.length + 1));
  }

  private edit(on: 'left' | 'right', of: number, field: Field): void {
    const token = String(this.next());
    const cell: Cell = field === 'notes' ? text(`t${token}`) : num(token);
    const cells = on === 'left' ? pick(this.w.board.live(), of)?.cells : pick(this.rows(), of)?.cells;
    if (cells !== undefined) this.type(cells, on === 'left' ? field : field === 'notes' ? 'NOTES' : 'BUDGET', cell);
  }

  /** A word where an amount should be: nobody may touch it, until it is mended. */
  private word(of: number): void {
    const line = pick(this.rows(), of);
    if (line !== undefined) this.type(line.cells, 'BUDGET', text(`w${this.next()}`));
  }

  /** Who types over a value has seen it, and knows that it goes. */
  private type(cells: Record<string, Cell>, ref: string, cell: Cell): void {
    const memory = this.memories.get(textIn(cells.name ?? cells.NAME));
    this.seen(shown(cells[ref]));
    memory?.typed.add(shown(cell));
    cells[ref] = cell;
  }

  /** Tokens are typed once, so it doesn't matter under which name a record goes by now. */
  private seen(token: string): void {
    for (const memory of this.memories.values()) memory.typed.delete(token);
  }

  private delete(on: 'left' | 'right', of: number): void {
    const item = on === 'left' ? pick(this.w.board.live(), of) : undefined;
    const line = on === 'right' ? pick(this.rows(), of) : undefined;
    if (item !== undefined) item.how = 'archived';
    if (line !== undefined) this.w.tab.remove(line);
    const cells = item?.cells ?? line?.cells ?? {};
    const memory = this.memories.get(textIn(cells.name ?? cells.NAME));
    if (memory === undefined) return;
    memory.deleted = true;
    for (const seen of inCells(cells)) this.seen(seen);
  }

  /** A row copied with its key and named anew. */
  private copy(of: number, at: number): void {
    const line = pick(this.rows(), of);
    if (line === undefined) return;
    const name = `N${this.next()}`;
    const notes = `t${this.next()}`;
    this.memories.set(name, { deleted: false, typed: new Set([notes]) });
    this.w.tab.lines.splice(at % (this.w.tab.lines.length + 1), 0, {
      cells: { ...line.cells, NAME: text(name), NOTES: text(notes) },
      key: line.key,
    });
  }

  /** Cut without the hidden key, pasted into an empty row. */
  private move(of: number, at: number): void {
    const line = pick(this.rows(), of);
    if (line === undefined) return;
    this.w.tab.add(line.cells, at % (this.w.tab.lines.length + 1));
    line.cells = {};
  }

  private rows(): readonly Line[] {
    return this.w.tab.lines.filter((line) => textIn(line.cells.NAME) !== '');
  }

  private next(): number {
    this.tokens += 1;
    return this.tokens;
  }
}

const pick = <T>(all: readonly T[], n: number): T | undefined => all[n % Math.max(1, all.length)];

const shown = (cell: Cell | undefined): string => (cell?.kind === 'number' ? cell.number : textIn(cell));
const inCells = (cells: Item['cells']): readonly string[] => Object.values(cells).map(shown);

export function judge(w: World, people: People): void {
  const kept = new Set([...w.board.live().flatMap((one) => inCells(one.cells)), ...w.tab.lines.flatMap((one) => inCells(one.cells))]);
  for (const one of w.store.conflicts)
    for (const value of [one.left, one.right])
      kept.add(
        typeof value === 'string' ? value : value !== null && typeof value === 'object' && 'amount' in value ? (value.amount ?? '') : '',
      );
  const findings = w.store.openFindings();
  const open = new Set(w.store.conflicts.filter((one) => one.state === 'open').map((one) => `${one.key} ${one.field}`));
  const asked = new Set([...w.store.heldSteps.values()].map((one) => one.step.name));
  for (const [name, memory] of people.memories) {
    if (asked.has(name)) continue;
    const items = w.board.live().filter((one) => textIn(one.cells.name) === name);
    const lines = w.tab.lines.filter((one) => textIn(one.cells.NAME) === name);
    // [P3] one thing once, on both sides or on neither
    expect([name, items.length, lines.length]).toEqual([name, items.length > 0 ? 1 : 0, items.length > 0 ? 1 : 0]);
    if (!memory.deleted) expect([name, items.length]).toEqual([name, 1]);
    // [P1] nothing that was typed is lost
    for (const token of memory.typed) expect([name, token, kept.has(token)]).toEqual([name, token, true]);
    const [item, line] = [items[0], lines[0]];
    if (item === undefined || line === undefined) continue;
    // [P2] the sides agree, or it is said where they don't
    for (const [field, right] of [
      ['notes', 'NOTES'],
      ['budget', 'BUDGET'],
    ] as const) {
      const [a, b] = [shown(item.cells[field]), shown(line.cells[right])];
      const said = open.has(`${line.key} ${field}`) || findings.includes(`not-a-number ${b}`);
      if (!said) expect([name, field, a]).toEqual([name, field, b]);
    }
  }
  expect(w.store.openCalls).toBe(0);
}
