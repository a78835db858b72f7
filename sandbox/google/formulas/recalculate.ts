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
import { type Box, boxOf } from '../book/boxes.ts';
import type { Cell } from '../book/documents.ts';
import { cellError, type Effective, isCellError } from './effective.ts';
import type { Evaluator, Reader } from './evaluate.ts';
import { VOLATILE } from './functions.ts';
import { references, splitFormula } from './tokens.ts';

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

/** What a formula names, without knowing what stands there. */
interface Parsed {
  readonly reads: readonly {
    readonly title: string | undefined;
    readonly r0: number;
    readonly r1: number;
    readonly c0: number;
    readonly c1: number;
  }[];
  readonly names: readonly string[];
  readonly volatile: boolean;
}

const FAR = 10_000_000;
const SMALL = 64;

export class Recalculation implements ChangeListener {
  readonly #evaluator: Evaluator;
  readonly #now: () => number;
  readonly #memos = new WeakMap<Cell, Memo>();
  readonly #parsed = new Map<string, Parsed>();
  /** Step of the last write, per tab and column. */
  readonly #written = new Map<number, number[]>();
  /** Rows with formulas, per tab and column, by uid; undefined until first needed. */
  #formulas: Map<number, Map<number, Set<number>>> | undefined;
  /** Step of the last insertion or deletion of lines, per tab. */
  readonly #moved = new Map<number, number>();
  readonly #ranges = new Map<string, Effective[][]>();
  #rangesAt = 0;
  #step = 1;
  #structure = 1;
  #hasVolatile = false;
  #inProgress = new Set<Cell>();

  /** `now`: the moment as a serial number in the spreadsheet's time zone. */
  constructor(evaluator: Evaluator, now: () => number) {
    this.#evaluator = evaluator;
    this.#now = now;
  }

  cellChanged(sheetId: number, uid: number, column: number, before: Cell | undefined, after: Cell | undefined): void {
    this.#step += 1;
    let columns = this.#written.get(sheetId);
    if (!columns) {
      columns = [];
      this.#written.set(sheetId, columns);
    }
    columns[column] = this.#step;
    if (this.#formulas && (before?.f !== undefined) !== (after?.f !== undefined))
      this.#indexFormula(sheetId, uid, column, after?.f !== undefined);
  }

  rowsChanged(sheetId: number): void {
    this.#step += 1;
    this.#written.set(sheetId, new Array<number>(this.#written.get(sheetId)?.length ?? 0).fill(this.#step));
    this.#moved.set(sheetId, this.#step);
  }

  columnsChanged(sheetId: number): void {
    this.rowsChanged(sheetId);
    this.#formulas = undefined;
  }

  tabsChanged(): void {
    this.#step += 1;
    this.#structure = this.#step;
    this.#formulas = undefined;
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
    const boxes = this.#boxesReadBy(book, target);
    const seen = boxes.filter(isSmall).flatMap((box) => cellsOf(book, box));
    if (memo && !this.#changedSince(book, target, boxes, seen, memo)) {
      memo.verified = this.#step;
      return;
    }
    const title = book.tab(target.sheetId).title;
    const value = this.#evaluator.evaluate(target.cell.f ?? '', { ...target, title }, this.#reader(book));
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
    return this.#formulasIn(book, box).some((inner) => (this.#memoOf(inner)?.changed ?? Number.POSITIVE_INFINITY) > step);
  }

  #formulasReadBy(book: Book, target: Target): Target[] {
    return this.#boxesReadBy(book, target).flatMap((box) => this.#formulasIn(book, box));
  }

  #formulasIn(book: Book, box: Box): Target[] {
    const found: Target[] = [];
    const { sheetId } = box;
    if (isSmall(box)) {
      for (let row = box.r0; row < box.r1; row += 1) {
        const cells = book.rowAt(sheetId, row)?.cells ?? [];
        for (let column = box.c0; column < box.c1; column += 1) {
          const cell = cells[column];
          if (cell?.f !== undefined) found.push({ cell, sheetId, row, column });
        }
      }
      return found;
    }
    const columns = this.#formulaIndex(book).get(sheetId);
    for (let column = box.c0; column < box.c1; column += 1) {
      for (const uid of columns?.get(column) ?? []) {
        const row = book.rowIndex(sheetId, uid);
        const cell = row >= box.r0 && row < box.r1 ? book.cellAt(sheetId, row, column) : undefined;
        if (cell?.f !== undefined) found.push({ cell, sheetId, row, column });
      }
    }
    return found;
  }

  #boxesReadBy(book: Book, target: Target): Box[] {
    const boxes: Box[] = [];
    const parsed = this.#parse(target.cell.f ?? '');
    for (const { title, ...read } of parsed.reads) {
      const sheetId = title === undefined ? target.sheetId : book.tabByTitle(title)?.sheetId;
      if (sheetId !== undefined) boxes.push(cutToGrid(book, { sheetId, ...read }));
    }
    for (const name of parsed.names) {
      const box = namedBox(book, name);
      if (box) boxes.push(box);
    }
    return boxes;
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
      now: this.#now,
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

  #parse(formula: string): Parsed {
    let parsed = this.#parsed.get(formula);
    if (!parsed) {
      if (this.#parsed.size > 50_000) this.#parsed.clear();
      parsed = parseReads(formula);
      this.#hasVolatile ||= parsed.volatile;
      this.#parsed.set(formula, parsed);
    }
    return parsed;
  }

  #formulaIndex(book: Book): Map<number, Map<number, Set<number>>> {
    if (!this.#formulas) {
      this.#formulas = new Map();
      for (const { sheetId } of book.tabs()) {
        for (const uid of book.order(sheetId).rows) {
          book.rowByUid(sheetId, uid)?.cells.forEach((cell, column) => {
            if (cell?.f !== undefined) this.#indexFormula(sheetId, uid, column, true);
          });
        }
      }
    }
    return this.#formulas;
  }

  #indexFormula(sheetId: number, uid: number, column: number, present: boolean): void {
    const formulas = this.#formulas ?? new Map<number, Map<number, Set<number>>>();
    const columns = formulas.get(sheetId) ?? new Map<number, Set<number>>();
    const uids = columns.get(column) ?? new Set<number>();
    if (present) uids.add(uid);
    else uids.delete(uid);
    formulas.set(sheetId, columns.set(column, uids));
    this.#formulas = formulas;
  }
}

interface Target {
  readonly cell: Cell;
  readonly sheetId: number;
  readonly row: number;
  readonly column: number;
}

function isSmall(box: Box): boolean {
  return (box.r1 - box.r0) * (box.c1 - box.c0) <= SMALL;
}

function cellsOf(book: Book, box: Box): (Cell | undefined)[] {
  const cells: (Cell | undefined)[] = [];
  for (let row = box.r0; row < box.r1; row += 1) {
    const line = book.rowAt(box.sheetId, row)?.cells;
    for (let column = box.c0; column < box.c1; column += 1) cells.push(line?.[column] ?? undefined);
  }
  return cells;
}

function sameValue(a: Effective, b: Effective): boolean {
  return a === b || (isCellError(a) && isCellError(b) && a.error === b.error && a.message === b.message);
}

function parseReads(formula: string): Parsed {
  const pieces = splitFormula(formula);
  const reads = references(pieces).map(({ title, start, end }) => {
    const last = end ?? start;
    const rows = [start.row ?? 0, end && end.row === undefined ? FAR : (last.row ?? FAR)];
    const columns = [start.column ?? 0, end && end.column === undefined ? FAR : (last.column ?? FAR)];
    return { title, r0: Math.min(...rows), r1: Math.max(...rows) + 1, c0: Math.min(...columns), c1: Math.max(...columns) + 1 };
  });
  const rest = pieces
    .filter((piece) => typeof piece === 'string')
    .join(' ')
    .replace(/"(?:[^"]|"")*"/g, ' ');
  const names = [...rest.matchAll(/[\p{L}_][\p{L}\p{N}_.]*(?!\s*\(|[\p{L}\p{N}_.])/gu)]
    .map((match) => match[0])
    .filter((name) => !/^(?:TRUE|FALSE)$/i.test(name));
  return { reads, names, volatile: VOLATILE.test(rest) };
}

function cutToGrid(book: Book, box: Box): Box {
  const rows = book.rowCount(box.sheetId);
  const columns = book.columnCount(box.sheetId);
  return {
    sheetId: box.sheetId,
    r0: Math.min(box.r0, rows),
    r1: Math.min(box.r1, rows),
    c0: Math.min(box.c0, columns),
    c1: Math.min(box.c1, columns),
  };
}

function namedBox(book: Book, name: string): Box | undefined {
  const found = book.names.find((named) => named.name?.toLowerCase() === name.toLowerCase());
  return found?.range ? boxOf(book, found.range, true) : undefined;
}
