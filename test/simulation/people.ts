/** What people do: one deed at a time, on either side, each told to the oracle as they would tell it themselves. */
import type { Cell } from '../../core/sync/record.ts';
import type { OracleSide } from './seen.ts';
import { stampOf } from './seen.ts';
import type { Item } from './vendors/board.ts';
import { at, type Bag, EMPTY, same, textOf } from './vendors/cells.ts';
import type { Line } from './vendors/sheet.ts';
import { columnOf, FIELDS, type World } from './world.ts';

const text = (value: string): Cell => ({ kind: 'text', text: value });
const mapped = (side: OracleSide): readonly string[] => FIELDS.map((one) => one[side]);

export class People {
  /** What each row's or item's own column was last given, by the mark that goes with its content. */
  readonly owns = new Map<string, string>();
  edits = 0;
  private stamps = 0;
  private serial = 0;
  private readonly bin: { cells: Bag; key: string | null }[] = [];

  constructor(private readonly world: World) {}

  /** How it all stood when the pair was made: a part on one side only, a part on both. */
  settleIn(records: number): void {
    for (let n = 0; n < records; n += 1) {
      const stamp = this.stamp();
      const { random } = this.world;
      const where = random.pick(['left', 'right', 'both'] as const);
      const values = Object.fromEntries(FIELDS.map((one) => [one.left, this.value(stamp, one.left)]));
      if (where !== 'right') this.addItem(stamp, values);
      if (where !== 'left') this.addRow(stamp, values, this.world.sheet.lines.length);
    }
  }

  /** One deed. */
  act(): void {
    const { random, scheduler } = this.world;
    const deeds = random.chance(0.45) ? BOARD_DEEDS : SHEET_DEEDS;
    let roll = random.next() * deeds.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, deed] of deeds) {
      roll -= weight;
      if (roll > 0) continue;
      scheduler.note(`person ${deed}`);
      this[deed]();
      this.edits += 1;
      return;
    }
  }

  editItem(): void {
    const item = this.world.random.pick(this.world.board.active());
    if (item === undefined) return;
    const stamp = stampOf(textOf(at(item.cells, 'name')));
    const field = this.field();
    this.world.board.edit(item, { [field]: this.type('left', stamp, field, at(item.cells, field)) });
  }

  clearItemField(): void {
    const item = this.world.random.pick(this.world.board.active());
    const field = this.field();
    if (item === undefined || field === 'name') return;
    this.clears('left', stampOf(textOf(at(item.cells, 'name'))), textOf(at(item.cells, field)));
    this.world.board.edit(item, { [field]: EMPTY });
  }

  newItem(): void {
    const stamp = this.stamp();
    this.addItem(stamp, Object.fromEntries(FIELDS.map((one) => [one.left, this.value(stamp, one.left)])));
  }

  archive(): void {
    const item = this.world.random.pick(this.world.board.active());
    if (item === undefined) return;
    this.takesAway(this.textsOf(item.cells, 'left'));
    this.world.oracle.deleted('left', stampOf(textOf(at(item.cells, 'name'))));
    this.world.board.move(item, 'archived');
  }

  unarchive(): void {
    const item = this.world.random.pick([...this.world.board.items.values()].filter((one) => one.state !== 'active'));
    if (item === undefined) return;
    this.world.oracle.born(stampOf(textOf(at(item.cells, 'name'))));
    this.world.board.move(item, 'active');
  }

  moveAway(): void {
    const item = this.world.random.pick(this.world.board.active());
    if (item === undefined) return;
    this.takesAway(this.textsOf(item.cells, 'left'));
    this.world.board.move(item, 'elsewhere');
  }

  duplicate(): void {
    const item = this.world.random.pick(this.world.board.active());
    if (item !== undefined) this.copyOf('left', item.cells, (cells) => void this.world.board.add(cells, item.key));
  }

  editRow(): void {
    const line = this.world.random.pick(this.world.sheet.records());
    if (line === undefined) return;
    const stamp = this.stampOfRow(line.cells);
    if (stamp === '') return;
    const field = this.field();
    const column = columnOf(field, 'right');
    const cell = this.type('right', stamp, field, at(line.cells, column));
    line.cells = { ...line.cells, [column]: this.asTyped(field, cell) };
    // Cut off its key and typed anew but for one cell, before anybody looked: nothing tells it from another [I8].
    const columns = FIELDS.map((one) => columnOf(one.left, 'right'));
    const left = columns.filter((one) => textOf(at(line.cells, one)) !== '' && same(at(line.cut ?? {}, one), at(line.cells, one)));
    if (line.cut !== undefined && line.key === null && left.length <= 1) this.world.oracle.deleted('right', stamp);
    this.world.sheet.push();
  }

  clearRowField(): void {
    const line = this.world.random.pick(this.world.sheet.records());
    const field = this.field();
    if (line === undefined || field === 'name') return;
    this.clears('right', this.stampOfRow(line.cells), textOf(at(line.cells, columnOf(field, 'right'))));
    line.cells = { ...line.cells, [columnOf(field, 'right')]: EMPTY };
    this.world.sheet.push();
  }

  wordForMoney(): void {
    const line = this.world.random.pick(this.world.sheet.records());
    const stamp = line === undefined ? '' : this.stampOfRow(line.cells);
    if (line === undefined || stamp === '') return;
    this.serial += 1;
    const cell = text(`${stamp} tbd${this.serial}`);
    this.types('right', stamp, 'budget', textOf(cell), textOf(at(line.cells, 'BUDGET')));
    line.cells = { ...line.cells, BUDGET: cell };
    this.world.sheet.push();
  }

  formula(): void {
    const line = this.world.random.pick(this.world.sheet.records());
    const stamp = line === undefined ? '' : this.stampOfRow(line.cells);
    if (line === undefined || stamp === '') return;
    const before = at(line.cells, 'BUDGET');
    const cell = this.type('right', stamp, 'budget', before);
    // In a formula's place another one can't be told from a new result, which nobody typed.
    if ('formula' in before) this.world.oracle.gone([textOf(cell)]);
    line.cells = { ...line.cells, BUDGET: { ...cell, formula: true } };
    this.world.sheet.push();
  }

  newRow(): void {
    const stamp = this.stamp();
    this.addRow(stamp, Object.fromEntries(FIELDS.map((one) => [one.left, this.value(stamp, one.left)])), this.place());
  }

  /** A row is typed cell by cell; its name comes last. */
  halfTyped(): void {
    const stamp = this.stamp();
    const line = this.addRow(stamp, { notes: this.value(stamp, 'notes') }, this.place());
    this.world.scheduler.after(this.world.random.between(1_000, 60_000), 'a row gets its name', () => {
      if (!this.world.sheet.lines.includes(line) || textOf(at(line.cells, 'NAME')) !== '' || this.stampOfRow(line.cells) !== stamp) return;
      line.cells = { ...line.cells, NAME: this.type('right', stamp, 'name', EMPTY) };
      this.world.sheet.push();
    });
  }

  deleteRow(): void {
    const line = this.world.random.pick(this.world.sheet.records());
    if (line === undefined) return;
    this.lose(line);
    this.world.sheet.lines = this.world.sheet.lines.filter((one) => one !== line);
    this.world.sheet.push();
  }

  emptyRow(): void {
    const line = this.world.random.pick(this.world.sheet.records());
    if (line === undefined) return;
    this.lose(line);
    line.cells = {};
    this.world.sheet.push();
  }

  restoreRow(): void {
    const was = this.bin.pop();
    if (was === undefined) return;
    this.world.oracle.born(this.stampOfRow(was.cells));
    this.world.sheet.lines.splice(this.place(), 0, { ...was });
    this.world.sheet.push();
  }

  clearTab(): void {
    for (const line of this.world.sheet.records()) this.lose(line);
    this.world.sheet.lines = [];
    this.world.sheet.push();
  }

  sortWithKeys(): void {
    this.sort(true);
  }

  sortWithoutKeys(): void {
    this.sort(false);
  }

  /** What is visible moves; the hidden key stays where it was. */
  cutAndPaste(): void {
    const { sheet, random } = this.world;
    const line = random.pick(sheet.records());
    if (line === undefined) return;
    const moved: Line = { cells: line.cells, key: null, cut: line.cells };
    line.cells = {};
    if (random.chance(0.5)) sheet.lines = sheet.lines.filter((one) => one !== line);
    sheet.lines.splice(this.place(), 0, moved);
    sheet.push();
  }

  copyRow(): void {
    const { sheet, random } = this.world;
    const line = random.pick(sheet.records());
    if (line === undefined) return;
    const key = random.chance(0.7) ? line.key : null;
    this.copyOf('right', line.cells, (cells) => void sheet.lines.splice(this.place(), 0, { cells, key }));
    sheet.push();
  }

  blankRow(): void {
    this.world.sheet.lines.splice(this.place(), 0, { cells: {}, key: null });
    this.world.sheet.push();
  }

  private sort(withKeys: boolean): void {
    const { sheet, random } = this.world;
    const by = columnOf(this.field(), 'right');
    const down = random.chance(0.5) ? 1 : -1;
    const sorted = [...sheet.lines].sort((a, b) => down * textOf(at(a.cells, by)).localeCompare(textOf(at(b.cells, by))));
    const keys = sheet.lines.map((line) => line.key);
    sheet.lines = withKeys ? sorted : sorted.map((line, n) => ({ cells: line.cells, key: keys[n] ?? null }));
    sheet.push();
  }

  /** A copy is typed again, word by word, into a record of its own or one more of the same name. */
  private copyOf(side: OracleSide, cells: Bag, put: (cells: Bag) => void): void {
    const from = side === 'left' ? stampOf(textOf(at(cells, 'name'))) : this.stampOfRow(cells);
    if (from === '') return;
    const copy = { ...cells };
    delete copy[columnOf('uid', side)];
    delete copy[columnOf('own', side)];
    if (!this.world.random.chance(0.6)) {
      this.world.oracle.born(from);
      put(copy);
      return;
    }
    const to = this.stamp();
    this.world.oracle.copied(from, to);
    this.world.oracle.born(to);
    const name = columnOf('name', side);
    put({ ...copy, [name]: this.type(side, to, 'name', EMPTY) });
  }

  private lose(line: Line): void {
    this.takesAway(this.textsOf(line.cells, 'right'));
    this.world.oracle.deleted('right', this.stampOfRow(line.cells));
    this.bin.push({ cells: line.cells, key: line.key });
  }

  private addItem(stamp: string, values: Bag): Item {
    const own = this.own(stamp);
    for (const [field, cell] of Object.entries(values)) this.types('left', stamp, field, textOf(cell), '');
    this.world.oracle.born(stamp);
    return this.world.board.add({ ...values, own: text(own.own), uid: text(own.uid) });
  }

  private addRow(stamp: string, values: Bag, place: number): Line {
    const own = this.own(stamp);
    const cells: Bag = { OWN: text(own.own), UID: text(own.uid) };
    for (const [field, cell] of Object.entries(values)) {
      this.types('right', stamp, field, textOf(cell), '');
      cells[columnOf(field, 'right')] = cell;
    }
    this.world.oracle.born(stamp);
    const line: Line = { cells, key: null };
    this.world.sheet.lines.splice(place, 0, line);
    this.world.sheet.push();
    return line;
  }

  private types(side: OracleSide, stamp: string, field: string, typed: string, covered: string): void {
    if (this.edits > 0) this.world.scheduler.note(`types ${side} ${stamp} ${field} “${typed}” over “${covered}”`);
    this.world.oracle.typed(side, stamp, field, typed, covered);
  }

  private takesAway(texts: readonly string[]): void {
    this.world.scheduler.note(`takes away ${texts.filter((one) => one !== '').join(', ')}`);
    this.world.oracle.gone(texts);
  }

  private clears(side: OracleSide, stamp: string, covered: string): void {
    this.world.scheduler.note(`clears ${side} ${stamp} “${covered}”`);
    this.world.oracle.cleared(side, stamp, covered);
  }

  private own(stamp: string): { readonly own: string; readonly uid: string } {
    this.serial += 1;
    const made = { own: `=own of ${stamp}`, uid: `${stamp}#${this.serial}` };
    this.owns.set(made.uid, made.own);
    return made;
  }

  private type(side: OracleSide, stamp: string, field: string, covered: Cell): Cell {
    const cell = this.value(stamp, field);
    this.types(side, stamp, field, textOf(cell), textOf(covered));
    return cell;
  }

  /** A new word, or a new amount, that says where it was typed. */
  private value(stamp: string, field: string): Cell {
    this.serial += 1;
    if (field === 'budget') return { kind: 'number', number: this.amount(String(Number(stamp.slice(1)) * 10_000 + this.serial)) };
    return text(`${stamp} ${field}${this.serial}`);
  }

  /** An amount by its own digits; a computer's numbers can't hold all of them. */
  private amount(digits: string): string {
    return (
      this.world.random.pick([digits, digits, `${digits}.3`, `9007199${digits.padStart(9, '0')}.01`, `${digits}.30000000000000004`]) ??
      digits
    );
  }

  /** Blanks around a text, a grouped amount: what people really type into a sheet. */
  private asTyped(field: string, cell: Cell): Cell {
    const { random } = this.world;
    if (cell.kind === 'number' && random.chance(0.4)) return text(grouped(cell.number));
    if (cell.kind === 'text' && field !== 'name' && random.chance(0.2)) return text(` ${cell.text} `);
    return cell;
  }

  private stampOfRow(cells: Bag): string {
    for (const column of mapped('right')) {
      const stamp = stampOf(textOf(at(cells, column)));
      if (stamp !== '') return stamp;
    }
    return '';
  }

  private textsOf(cells: Bag, side: OracleSide): readonly string[] {
    return mapped(side).map((column) => textOf(at(cells, column)));
  }

  private field(): string {
    return this.world.random.pick(['name', 'notes', 'notes', 'tag', 'tag', 'budget', 'budget', 'due']) ?? 'notes';
  }

  private stamp(): string {
    this.stamps += 1;
    return `R${this.stamps}`;
  }

  private place(): number {
    return this.world.random.between(0, this.world.sheet.lines.length);
  }
}

/** 1,234.50: thousands by commas, two digits at least. */
function grouped(number: string): string {
  const [whole = '', fraction = ''] = number.split('.');
  return `${whole.replace(/\B(?=(\d{3})+$)/g, ',')}.${fraction.padEnd(2, '0')}`;
}

type Deed = Exclude<{ [K in keyof People]: People[K] extends () => void ? K : never }[keyof People], 'act'>;

const BOARD_DEEDS: readonly (readonly [weight: number, deed: Deed])[] = [
  [60, 'editItem'],
  [6, 'clearItemField'],
  [8, 'newItem'],
  [7, 'archive'],
  [3, 'unarchive'],
  [2, 'moveAway'],
  [3, 'duplicate'],
];

const SHEET_DEEDS: readonly (readonly [weight: number, deed: Deed])[] = [
  [60, 'editRow'],
  [6, 'clearRowField'],
  [3, 'wordForMoney'],
  [2, 'formula'],
  [7, 'newRow'],
  [3, 'halfTyped'],
  [6, 'deleteRow'],
  [2, 'emptyRow'],
  [2, 'restoreRow'],
  [5, 'sortWithKeys'],
  [4, 'sortWithoutKeys'],
  [4, 'cutAndPaste'],
  [4, 'copyRow'],
  [2, 'blankRow'],
  [0.3, 'clearTab'],
];
