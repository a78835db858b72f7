/**
 * Works out what formulas show, on demand, and works out again only what may have changed.
 *
 * Each worked-out formula remembers when it was last found right (`verified`) and when its value last changed
 * (`changed`), in steps of a counter that every write advances. It is still right when nothing it names changed since:
 * single cells are compared by identity (documents are never changed in place), wide ranges by the step at which their
 * columns were last written plus the formulas within. Chains are walked with a list, not by recursion, so that a
 * running balance over 10,000 rows doesn't exhaust the stack.
 */
import type { Book, ChangeListener } from '../book/book.ts';
import type { Box } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { cellError, type Effective, isCellError } from './effective.ts';
import { evaluateFormula, type Reader } from './evaluate.ts';
import { FormulaIndex, type Target } from './formula-index.ts';
import type { Surroundings } from './functions.ts';
import { boxesRead, cellsOf, cutToGrid, isSmall, namedBox, parseReads, type Reads } from './reads.ts';

interface Memo {
  value: Effective;
  /** Step at which the value was last known to be right. */
  verified: number;
  /** Step at which the value last became another. */
  changed: number;
  /** The cells that stood in the small boxes it read. */
  seen: readonly (Cell | undefined)[];
  sheetId: number;
  row: number;
  column: number;
}

export class Recalculation implements ChangeListener {
  readonly #surroundings: Surroundings;
  readonly #memos = new WeakMap<Cell, Memo>();
  readonly #parsed = new Map<string, Reads>();
  /** Step of the last write, per tab and column. */
  readonly #written = new Map<number, number[]>();
  readonly #formulas = new FormulaIndex();
  /** Step of the last insertion or deletion of lines, per tab. */
  readonly #moved = new Map<number, number>();
  readonly #ranges = new Map<string, Effective[][]>();
  #rangesAt = 0;
  #step = 1;
  #structure = 1;
  #hasVolatile = false;
  readonly #inProgress = new Set<Cell>();

  constructor(surroundings: Surroundings) {
    this.#surroundings = surroundings;
  }

  cellChanged(sheetId: number, uid: number, column: number, before: Cell | undefined, after: Cell | undefined): void {
    this.#step += 1;
    let columns = this.#written.get(sheetId);
    if (!columns) {
      columns = [];
      this.#written.set(sheetId, columns);
    }
    columns[column] = this.#step;
    if ((before?.f !== undefined) !== (after?.f !== undefined)) this.#formulas.cellChanged(sheetId, uid, column, after?.f !== undefined);
  }

  rowsChanged(sheetId: number): void {
    this.#step += 1;
    this.#moved.set(sheetId, this.#step);
  }

  columnsChanged(sheetId: number): void {
    this.rowsChanged(sheetId);
    this.#formulas.forget();
  }

  tabsChanged(): void {
    this.#step += 1;
    this.#structure = this.#step;
    this.#formulas.forget();
  }

  namesChanged(): void {
    this.#step += 1;
  }

  /** Call when a request begins: formulas that depend on the clock or on chance are worked out anew from here on. */
  tick(): void {
    if (this.#hasVolatile) this.#step += 1;
  }

  /** What the cell shows. */
  value(book: Book, sheetId: number, row: number, column: number): Effective {
    const cell = book.cellAt(sheetId, row, column);
    return cell?.f === undefined ? cell?.v : this.formula(book, cell, sheetId, row, column);
  }

  /** What a formula cell that stands there shows. */
  formula(book: Book, cell: Cell, sheetId: number, row: number, column: number): Effective {
    return this.#fresh(book, { cell, sheetId, row, column }).value;
  }

  #fresh(book: Book, target: Target): Memo {
    const done = this.#memoOf(target);
    if (done?.verified === this.#step) return done;
    const stack: Target[] = [target];
    const opened = new Set<Cell>();
    while (stack.length > 0) {
      const top = stack[stack.length - 1] as Target;
      if (this.#memoOf(top)?.verified === this.#step) {
        stack.pop();
        this.#inProgress.delete(top.cell);
      } else if (opened.has(top.cell)) {
        stack.pop();
        this.#settle(book, top);
        this.#inProgress.delete(top.cell);
      } else {
        opened.add(top.cell);
        this.#inProgress.add(top.cell);
        for (const next of this.#formulasReadBy(book, top)) {
          if (this.#memoOf(next)?.verified === this.#step) continue;
          if (this.#inProgress.has(next.cell)) this.#circular(top);
          else stack.push(next);
        }
      }
    }
    return this.#memoOf(target) ?? this.#circular(target);
  }

  /** Everything that the formula names is fresh: keep its value if none of it changed, else work it out. */
  #settle(book: Book, target: Target): void {
    const memo = this.#memoOf(target);
    const boxes = boxesRead(book, target.sheetId, this.#parse(target.cell.f ?? ''));
    const seen = boxes.filter(isSmall).flatMap((box) => cellsOf(book, box));
    if (memo && !this.#changedSince(book, target, boxes, seen, memo)) {
      memo.verified = this.#step;
      return;
    }
    const title = book.tab(target.sheetId).title;
    const value = evaluateFormula(target.cell.f ?? '', { ...target, title }, this.#reader(book));
    this.#remember(target, value, memo, seen);
  }

  #remember(target: Target, value: Effective, memo: Memo | undefined, seen: Memo['seen']): Memo {
    const same = memo !== undefined && sameValue(memo.value, value);
    const { sheetId, row, column } = target;
    const next = { value, verified: this.#step, changed: same ? memo.changed : this.#step, seen, sheetId, row, column };
    this.#memos.set(target.cell, next);
    return next;
  }

  #circular(target: Target): Memo {
    const error = cellError('REF', 'Circular dependency detected. To resolve with iterative calculation, see File > Settings.');
    return this.#remember(target, error, undefined, []);
  }

  #memoOf({ cell, sheetId, row, column }: Target): Memo | undefined {
    const memo = this.#memos.get(cell);
    return memo && memo.sheetId === sheetId && memo.row === row && memo.column === column ? memo : undefined;
  }

  #changedSince(book: Book, target: Target, boxes: readonly Box[], seen: Memo['seen'], memo: Memo): boolean {
    const parsed = this.#parse(target.cell.f ?? '');
    if (parsed.volatile || parsed.names.length > 0 || this.#structure > memo.verified) return true;
    if (seen.length !== memo.seen.length || seen.some((cell, i) => cell !== memo.seen[i])) return true;
    return boxes.some((box) => this.#boxChangedSince(book, box, memo.verified));
  }

  #boxChangedSince(book: Book, box: Box, step: number): boolean {
    if (!isSmall(box)) {
      if ((this.#moved.get(box.sheetId) ?? 0) > step) return true;
      const written = this.#written.get(box.sheetId) ?? [];
      for (let column = box.c0; column < box.c1; column += 1) if ((written[column] ?? 0) > step) return true;
    }
    return this.#formulas.within(book, box).some((inner) => (this.#memoOf(inner)?.changed ?? Number.POSITIVE_INFINITY) > step);
  }

  #formulasReadBy(book: Book, target: Target): Target[] {
    return boxesRead(book, target.sheetId, this.#parse(target.cell.f ?? '')).flatMap((box) => this.#formulas.within(book, box));
  }

  #reader(book: Book): Reader {
    return {
      sheetIdOf: (title) => book.tabByTitle(title)?.sheetId,
      cell: (sheetId, row, column) => {
        if (row >= book.rowCount(sheetId) || column >= book.columnCount(sheetId)) return cellError('REF');
        return this.value(book, sheetId, row, column);
      },
      range: (wide) => this.#rangeValues(book, cutToGrid(book, wide)),
      named: (name) => namedBox(book, name),
      ...this.#surroundings,
    };
  }

  /** Wide ranges that many formulas share are put together once per step. */
  #rangeValues(book: Book, box: Box): Effective[][] {
    if (this.#rangesAt !== this.#step) {
      this.#ranges.clear();
      this.#rangesAt = this.#step;
    }
    const key = isSmall(box) ? undefined : `${box.sheetId} ${box.r0} ${box.r1} ${box.c0} ${box.c1}`;
    const known = key === undefined ? undefined : this.#ranges.get(key);
    if (known) return known;
    const out: Effective[][] = [];
    for (let row = box.r0; row < box.r1; row += 1) {
      const cells = book.rowAt(box.sheetId, row)?.cells;
      const line: Effective[] = [];
      for (let column = box.c0; column < box.c1; column += 1) {
        const cell = cells?.[column];
        line.push(cell?.f === undefined ? cell?.v : this.formula(book, cell, box.sheetId, row, column));
      }
      out.push(line);
    }
    if (key !== undefined) this.#ranges.set(key, out);
    return out;
  }

  #parse(formula: string): Reads {
    let parsed = this.#parsed.get(formula);
    if (!parsed) {
      if (this.#parsed.size > 50_000) this.#parsed.clear();
      parsed = parseReads(formula);
      this.#hasVolatile ||= parsed.volatile;
      this.#parsed.set(formula, parsed);
    }
    return parsed;
  }
}

function sameValue(a: Effective, b: Effective): boolean {
  return a === b || (isCellError(a) && isCellError(b) && a.error === b.error && a.message === b.message);
}
