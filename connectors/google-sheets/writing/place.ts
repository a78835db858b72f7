/**
 * Pure: where each write of an intent goes by the layout of the last read, and what must be found there for it to stand.
 * A record is looked for by its key; by its row only where it has no key yet.
 */
import { brandAs, type ColumnRef, type LocalId, type RecordKey, type StepId } from '../../../core/sync/ids.ts';
import type { StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Cells } from '../../../core/sync/record.ts';
import { type CellTarget, encode, isComputed } from '../codec.ts';
import { COVERED, type PlacedColumn, type SeenRow, type TabLayout } from '../layout.ts';
import { isOurs, ourNote } from './our-note.ts';

/** One row that is there already, with everything that an intent does to it. */
export interface RowTarget {
  readonly row: number;
  /** The key that must stand in the row when it is written; null for none. */
  readonly expectKey: string | null;
  readonly writes: readonly Write[];
  readonly cells: readonly CellTarget[];
}

export interface NewRow {
  readonly write: Extract<Write, { kind: 'create' }>;
  readonly notes: readonly Write[];
  readonly cells: readonly CellTarget[];
}

export interface Placed {
  /** Top down. */
  readonly rows: readonly RowTarget[];
  readonly created: readonly NewRow[];
  /** Row where new rows go in: below the last record, so that totals below stay below. */
  readonly insertAt: number;
  /** Row of the last record when it has a key: if the row has none any more, the new rows came in somewhere else. */
  readonly anchor: number | null;
  /** Top down. */
  readonly removed: readonly RowTarget[];
  /** Steps that need no call: refused by what a sheet can hold, missed by the last read, or with nothing to do. */
  readonly decided: ReadonlyMap<StepId, StepOutcome>;
}

type OnRow = Exclude<Write, { kind: 'create' }>;

export function placeWrites(layout: TabLayout, writes: readonly Write[]): Placed {
  const find = finder(layout, writes);
  const decided = new Map<StepId, StepOutcome>();
  const rows = new Map<number, RowTarget>();
  const created = new Map<RecordKey, NewRow>();
  const removed: RowTarget[] = [];
  const last = lastRecord(layout, writes, find);
  for (const write of writes) {
    if (write.kind === 'create') {
      // A key that is in the tab already is a create that happened.
      const cells = find.keyed(write.key) ? missed : encodeCells(layout.columns, write.cells, last);
      if (isOutcome(cells)) decided.set(write.step, cells);
      else {
        const all = [...cells, keyCell(layout.key?.index ?? 0, write.key), ...dropDownCells(layout, write.cells)];
        created.set(write.key, { write, notes: [], cells: all });
      }
      continue;
    }
    const seen = find.rowOf(write);
    const born = write.kind === 'note' ? created.get(write.key) : undefined;
    if (!seen && born && write.kind === 'note') {
      const cells = noteCells(layout, write, undefined);
      if (isOutcome(cells)) decided.set(write.step, cells);
      else created.set(write.key, { ...born, notes: [...born.notes, write], cells: [...born.cells, ...cells] });
      continue;
    }
    if (!seen) {
      decided.set(write.step, missed);
      continue;
    }
    const cells = targetsOf(layout, seen, write);
    if (isOutcome(cells)) {
      decided.set(write.step, cells);
      continue;
    }
    const expectKey = seen.key;
    if (write.kind === 'remove') removed.push({ row: seen.row, expectKey, writes: [write], cells });
    else {
      const target = rows.get(seen.row);
      rows.set(seen.row, {
        row: seen.row,
        expectKey,
        writes: [...(target?.writes ?? []), write],
        cells: [...(target?.cells ?? []), ...cells],
      });
    }
  }
  const topDown = (a: RowTarget, b: RowTarget): number => a.row - b.row;
  return {
    rows: [...rows.values()].sort(topDown),
    created: [...created.values()],
    insertAt: last ? last.row + 1 : layout.locator.headerRow,
    anchor: created.size > 0 && last && last.key !== null ? last.row : null,
    removed: removed.sort(topDown),
    decided,
  };
}

/** Our cells for Google, or why they can't be written. `like` is a row whose number formats the cells will have. */
function encodeCells(columns: readonly PlacedColumn[], cells: Cells, like: SeenRow | undefined): CellTarget[] | StepOutcome {
  const targets: CellTarget[] = [];
  for (const [ref, cell] of Object.entries(cells)) {
    const at = columns.findIndex((column) => column.ref === ref);
    const column = columns[at];
    if (!column) return { kind: 'refused', why: 'column-missing', detail: ref };
    const encoded = encode(cell, like?.cells[at]?.effectiveFormat?.numberFormat?.type ?? null);
    if (!encoded.ok) return { kind: 'refused', why: encoded.why, detail: ref, column: column.ref };
    targets.push({ column: column.index, data: encoded.data, fields: encoded.fields });
  }
  return targets;
}

/** The new row that an intent made, made again from what its manifest says. */
export function newRowAgain(columns: readonly PlacedColumn[], keyIndex: number, write: NewRow['write']): NewRow {
  const encoded = encodeCells(columns, write.cells, undefined);
  return { write, notes: [], cells: [...(isOutcome(encoded) ? [] : encoded), keyCell(keyIndex, write.key)] };
}

/** The target that an intent had in a row, made again from what its manifest says. */
export function targetAgain(
  columns: readonly PlacedColumn[],
  keyIndex: number,
  row: number,
  expectKey: string | null,
  writes: readonly Write[],
): RowTarget {
  const cells = writes.flatMap((write): readonly CellTarget[] => {
    if (write.kind === 'key') return [keyCell(keyIndex, write.key)];
    if (write.kind === 'note') {
      const column = columns.find((one) => one.ref === write.column);
      return column ? [noteCell(column, write.text)] : [];
    }
    const encoded = write.kind === 'update' ? encodeCells(columns, write.cells, undefined) : [];
    return isOutcome(encoded) ? [] : encoded;
  });
  return { row, expectKey, writes, cells };
}

/** The columns of a row that are copied before it is written: its targets, its key, and all of it where it is known by its content. */
export function proofColumns(layout: Pick<TabLayout, 'columns' | 'key'>, target: RowTarget): number[] {
  const whole = target.writes.some((write) => write.kind === 'key' || write.kind === 'remove');
  const columns = target.cells.map((cell) => cell.column);
  const identity = target.writes.flatMap((write) =>
    write.kind === 'update' || write.kind === 'note' ? Object.keys(write.identity ?? {}) : [],
  );
  const told = layout.columns.filter((column) => whole || identity.includes(column.ref));
  columns.push(...told.map((column) => column.index));
  return layout.key ? [...columns, layout.key.index] : columns;
}

export const missed: StepOutcome = { kind: 'missed' };

/** `row:<n>`, counted from 1; `row:0` when the record isn't in the tab any more. */
export const localIdAt = (row: number | null): LocalId => brandAs<LocalId>(`row:${row === null ? 0 : row + 1}`);

/** The outcome of a write that shows no value: a note, a key, a remove. */
export const doneAt = (row: number | null): Extract<StepOutcome, { kind: 'applied' }> => ({
  kind: 'applied',
  localId: localIdAt(row),
  position: row === null ? null : row + 1,
  version: null,
  shown: {},
  covered: { kind: 'none' },
});

interface Finder {
  readonly rowOf: (write: OnRow) => SeenRow | undefined;
  readonly keyed: (key: RecordKey) => boolean;
}

function finder(layout: TabLayout, writes: readonly Write[]): Finder {
  const byKey = new Map<string, SeenRow[]>();
  const byNumber = new Map<number, SeenRow>();
  for (const row of layout.rows) {
    byNumber.set(row.readAs, row);
    if (row.key === null) continue;
    const same = byKey.get(row.key);
    if (same) same.push(row);
    else byKey.set(row.key, [row]);
  }
  const keys = new Map(
    writes.flatMap((write) => (write.kind === 'key' && write.key !== null ? [[write.key, write.localId] as const] : [])),
  );
  return {
    keyed: (key) => byKey.has(key),
    rowOf: (write) => {
      const there = byNumber.get(numberOf(write));
      if (write.kind === 'key') return there;
      // The row gets this key in the same intent; another may still bear it until then.
      const given = keys.get(write.key);
      if (given !== undefined) return given === write.localId ? there : undefined;
      const same = byKey.get(write.key) ?? [];
      return same.length > 1 ? same.find((row) => row === there) : same[0];
    },
  };
}

function lastRecord(layout: TabLayout, writes: readonly Write[], find: Finder): SeenRow | undefined {
  const keyed = new Set(writes.flatMap((write) => (write.kind === 'key' ? (find.rowOf(write)?.row ?? []) : [])));
  return layout.rows.findLast((row) => row.key !== null || keyed.has(row.row)) ?? layout.rows.at(-1);
}

function targetsOf(layout: TabLayout, seen: SeenRow, write: OnRow): CellTarget[] | StepOutcome {
  switch (write.kind) {
    case 'remove':
      return [];
    case 'key':
      return [keyCell(layout.key?.index ?? 0, write.key)];
    case 'note':
      return noteCells(layout, write, seen);
    case 'update': {
      const covered = layout.columns.find((column, at) => column.ref in write.cells && seen.cells[at] === COVERED);
      if (covered) return { kind: 'refused', why: 'merged-cells', detail: covered.ref, column: covered.ref };
      const computed = layout.columns.some((column, at) => column.ref in write.cells && isComputed(seen.cells[at]));
      return computed ? missed : encodeCells(layout.columns, write.cells, seen);
    }
  }
}

function noteCells(layout: TabLayout, write: Extract<Write, { kind: 'note' }>, seen: SeenRow | undefined): CellTarget[] | StepOutcome {
  const at = layout.columns.findIndex((column) => column.ref === write.column);
  const column = layout.columns[at];
  if (!column) return { kind: 'refused', why: 'column-missing', detail: write.column };
  const before = seen?.cells[at]?.note ?? '';
  const after = noteText(write.text);
  // A person's note stays, and a note that says so already needs no call.
  if (before === after || !isOurs(before)) return doneAt(seen?.row ?? null);
  return [noteCell(column, write.text)];
}

const noteText = (text: string | null): string => (text === null ? '' : ourNote(text));

const noteCell = (column: PlacedColumn, text: string | null): CellTarget => ({
  column: column.index,
  data: text === null ? {} : { note: noteText(text) },
  fields: 'note',
});

/** The drop-downs of a new row; a word that isn't offered is taken as well: whoever reads the cell answers it. */
function dropDownCells({ locator, columns }: TabLayout, cells: Cells): CellTarget[] {
  return (locator.dropDowns ?? []).flatMap(({ column: named, from }) => {
    const column = columns.find((one) => one.ref === named);
    const listed = cells[brandAs<ColumnRef>(from)];
    const words = listed?.kind === 'text' ? listed.text.split(',').map((word) => word.trim()) : [];
    if (!column || words.length === 0) return [];
    const condition = { type: 'ONE_OF_LIST', values: words.map((userEnteredValue) => ({ userEnteredValue })) };
    const data = { dataValidation: { condition, showCustomUi: true, strict: false } };
    return [{ column: column.index, data, fields: 'dataValidation' as const }];
  });
}

const keyCell = (column: number, key: RecordKey | null): CellTarget => ({
  column,
  data: key === null ? {} : { userEnteredValue: { stringValue: key } },
  fields: 'userEnteredValue',
});

const numberOf = (write: OnRow): number => {
  const row = /^row:(\d+)$/.exec(write.localId)?.[1];
  return row === undefined ? (write.position ?? 0) : Number(row);
};

const isOutcome = (value: readonly CellTarget[] | StepOutcome): value is StepOutcome => 'kind' in value;
