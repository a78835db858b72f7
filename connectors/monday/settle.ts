/**
 * What became of writes whose answer was lost, and what our writes covered.
 *
 * An item that shows all that we sent has been written (if a person typed the very same, nothing differs). One that
 * shows something else was either never written or was edited after our write: the activity log knows, one read for
 * all. Our write is in it when in a column a change to the value that we sent comes after the last change to what the
 * mirror had shown, and every other column came to what we sent, too. A created item is found by its key, an archived one by its state.
 */
import { z } from 'zod';
import type { BoardLocator } from '../../core/accounts/locator.ts';
import { refused, SyncError } from '../../core/sync/errors.ts';
import type { ColumnRef, IntentId, StepId } from '../../core/sync/ids.ts';
import {
  type Covered,
  type CoveredByIntents,
  cellOf,
  type Intent,
  type Settled,
  type StepOutcome,
  type Write,
} from '../../core/sync/ports.ts';
import type { Cell } from '../../core/sync/record.ts';
import { type Board, boardIn, columnsFor, keyOf, locatorOf, readAs, remember, shownIn } from './board.ts';
import { askWhole } from './client.ts';
import { showsSame } from './codec.ts';
import type { ColumnTypes } from './column-kinds.ts';
import { readTransitions, type Transition } from './events/log.ts';
import { applied, columnsWritten } from './graphql/outcome.ts';
import { fate, IDS, PAGE, readCost } from './graphql/queries.ts';
import { itemsPage, type WireItem, item as wireItem } from './wire.ts';

type Update = Extract<Write, { kind: 'update' }>;

/** One call, two when an item shows something else than what was sent. */
export async function settle(board: Board, intent: Intent): Promise<Settled> {
  const locator = locatorOf(board, intent.replica);
  const found = await lookInParts(board, locator, intent.writes);
  const outcome = new Map<StepId, StepOutcome>();
  const doubtful: Update[] = [];
  for (const write of intent.writes) {
    const item = write.kind === 'create' ? found.byKey.get(write.key) : found.byId.get(write.localId);
    if (write.kind === 'note') outcome.set(write.step, noteApplied(write));
    else if (item && happened(write, item, locator, found.types)) outcome.set(write.step, applied(write, item, locator, found.types));
    else if (item && write.kind === 'update') doubtful.push(write);
    else outcome.set(write.step, { kind: 'missed' });
  }
  if (doubtful.length > 0) {
    const log = await readTransitions(board, [...new Set(doubtful.map((one) => one.localId))], mostColumns(doubtful));
    for (const write of doubtful) {
      const item = found.byId.get(write.localId);
      outcome.set(write.step, item && wasWritten(write, log) ? applied(write, item, locator, found.types) : { kind: 'missed' });
    }
  }
  const any = intent.writes.some((write) => write.kind !== 'note' && outcome.get(write.step)?.kind === 'applied');
  const notesOnly = intent.writes.every((write) => write.kind === 'note');
  return any || notesOnly ? { kind: 'happened', outcome } : { kind: 'none' };
}

/**
 * From the activity log, one read for all. A step is in the answer when the log shows its change; columns of it that
 * the log doesn't mention already held what we sent, so that is what the write covered there.
 */
export async function covered(board: Board, intents: readonly Intent[]): Promise<CoveredByIntents> {
  const all = intents.flatMap(({ id, writes }) => writes.flatMap((write) => (write.kind === 'update' ? [{ id, write }] : [])));
  const updates = all.map((one) => one.write);
  if (updates.length === 0) return new Map();
  const log = [...(await readTransitions(board, [...new Set(updates.map((one) => one.localId))], mostColumns(updates)))];
  const known = new Map<IntentId, Map<StepId, Covered>>();
  // The newest write takes the newest change that fits, so that two writes of one value don't take the same one.
  for (const { id, write: update } of all.reverse()) {
    const cells: Record<string, Cell> = {};
    let seen = false;
    for (const column of columnsWritten(update)) {
      const sent = cellOf(update.cells, column);
      const at = log.findIndex((one) => one.item === update.localId && one.column === column && one.to !== null && showsSame(sent, one.to));
      const from = at < 0 ? null : (log[at]?.from ?? null);
      if (from !== null) {
        seen = true;
        log.splice(at, 1);
      }
      cells[column] = from ?? sent;
    }
    if (seen) known.set(id, (known.get(id) ?? new Map<StepId, Covered>()).set(update.step, { kind: 'value', cells }));
  }
  return known;
}

interface Found {
  readonly types: ColumnTypes;
  readonly byId: ReadonlyMap<string, WireItem>;
  readonly byKey: ReadonlyMap<string, WireItem>;
}

/** One call; in halves where it is too complex. */
async function lookInParts(board: Board, locator: BoardLocator, writes: readonly Write[]): Promise<Found> {
  try {
    return await look(board, locator, writes);
  } catch (error) {
    if (!(error instanceof SyncError) || error.code !== 'too-complex' || writes.length === 1) throw error;
    const half = Math.ceil(writes.length / 2);
    const first = await lookInParts(board, locator, writes.slice(0, half));
    const rest = await lookInParts(board, locator, writes.slice(half));
    const types = rest.types.size > 0 ? rest.types : first.types;
    return { types, byId: new Map([...first.byId, ...rest.byId]), byKey: new Map([...first.byKey, ...rest.byKey]) };
  }
}

async function look(board: Board, locator: BoardLocator, writes: readonly Write[]): Promise<Found> {
  const ids = [...new Set(writes.flatMap((one) => (one.kind === 'create' || one.kind === 'note' ? [] : [one.localId])))];
  const keys = locator.keyColumn === null ? [] : writes.flatMap((one) => (one.kind === 'create' ? [one.key] : []));
  if (ids.length + keys.length === 0) return { types: new Map(), byId: new Map(), byKey: new Map() };
  const blocks = Array.from({ length: Math.ceil(ids.length / IDS) }, (_, n) => ids.slice(n * IDS, (n + 1) * IDS));
  const lists = Object.fromEntries(blocks.map((block, n) => [`ids${n}`, block]));
  const byKeys = keys.length > 0 ? { board: board.id, keyColumn: locator.keyColumn, keys } : {};
  const columns = columnsFor([locator]);
  const cost = readCost(ids.length + (keys.length > 0 ? PAGE : 0), columns?.length ?? 30);
  const query = fate(blocks.length, keys.length > 0);
  const answer = await askWhole(board.deps, board.options, {
    operation: 'settle',
    query,
    variables: { boards: [board.id], ...lists, ...byKeys, columns },
    cost,
    write: false,
  });
  const listed = blocks.flatMap((_, n) => readAs(z.array(wireItem.nullable()).nullable(), answer[`items${n}`], 'settle') ?? []);
  const made = keys.length > 0 ? readAs(itemsPage, answer.made, 'settle').items : [];
  const byKey = new Map<string, WireItem>();
  // Of several with one key (a person duplicated it already) ours is the oldest: the smallest id.
  for (const item of made) {
    const key = keyOf(item, locator);
    const other = key === null ? undefined : byKey.get(key);
    if (key !== null && (!other || BigInt(item.id) < BigInt(other.id))) byKey.set(key, item);
  }
  const now = boardIn(answer, 'settle');
  // A board that we can't see any more says nothing of what happened there.
  if (!now) throw refused('monday', 'not-found', `board ${board.id}`);
  const types = remember(board, now.columns);
  return { types, byId: new Map(listed.filter((one) => one !== null).map((one) => [one.id, one])), byKey };
}

function happened(write: Exclude<Write, { kind: 'note' }>, item: WireItem, locator: BoardLocator, types: ColumnTypes): boolean {
  if (write.kind === 'create') return true;
  if (write.kind === 'remove') return item.state === 'archived' || item.state === 'deleted';
  if (write.kind === 'key') return keyOf(item, locator) === (write.key ?? null);
  const columns = columnsWritten(write);
  const shown = shownIn(item, columns, types);
  return columns.every((column) => showsSame(cellOf(write.cells, column), cellOf(shown, column)));
}

/** All columns change in one mutation: where one never came to what we sent none was written, whatever people made of the others. */
function wasWritten(write: Update, log: readonly Transition[]): boolean {
  const told = columnsWritten(write).map((column) => tellsOf(write, column, log));
  return told.includes('written') && !told.includes('never');
}

function tellsOf(write: Update, column: ColumnRef, log: readonly Transition[]): 'written' | 'never' | 'nothing' {
  const [sent, known] = [cellOf(write.cells, column), cellOf(write.before, column)];
  if (showsSame(sent, known)) return 'nothing';
  const own = log.filter((one) => one.item === write.localId && one.column === column);
  const came = (to: Cell): number => own.findIndex((one) => one.to !== null && showsSame(to, one.to));
  const [ours, before] = [came(sent), came(known)];
  if (ours < 0) return own.some((one) => one.to === null) ? 'nothing' : 'never';
  return before < 0 || ours < before ? 'written' : 'nothing';
}

const mostColumns = (updates: readonly Update[]): number => Math.max(1, ...updates.map((one) => columnsWritten(one).length));

function noteApplied(write: Extract<Write, { kind: 'note' }>): StepOutcome {
  return { kind: 'applied', localId: write.localId, position: null, version: null, shown: {}, covered: { kind: 'none' } };
}
