/**
 * What an answer says of each mutation of a request. Whether one ran is told by its data: an error about a field of what it
 * answers comes after it. What stands in such a field is no value, so of what it shows we know nothing.
 */
import type { BoardLocator } from '../../../core/accounts/locator.ts';
import type { ColumnRef, StepId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Cells } from '../../../core/sync/record.ts';
import { type Board, columnRefs, localIdOf, shownIn, toRecord } from '../board.ts';
import type { Answer } from '../client.ts';
import { type ColumnTypes, NAME } from '../column-kinds.ts';
import { type WireItem, item as wireItem } from '../wire.ts';
import { asWait, type Complaint, reasonOf } from './errors.ts';
import { FORMULA, withoutFormulas } from './formulas.ts';
import type { Mutation } from './queries.ts';

/** One mutation with the steps that it performs: all changes of one item are one. */
export interface Job {
  readonly kind: Mutation['kind'];
  /** By its mapping a label may be made; then it may in all columns of the item, there is one word for all of them. */
  makesLabels: boolean;
  readonly item: string | null;
  readonly steps: Write[];
  /** By column id, `name` among them. */
  readonly values: Record<string, unknown>;
}

export function judge(
  board: Board,
  job: Job,
  alias: string,
  answer: Answer,
  locator: BoardLocator,
  types: ColumnTypes,
): ReadonlyMap<StepId, StepOutcome> {
  const value = answer.data[alias];
  const complaints = answer.complaints.filter((one) => one.path[0] === alias);
  const parsed = wireItem.safeParse(value);
  const outcome = (step: Write): StepOutcome => {
    if (parsed.success) {
      const doubted = doubtedIn(parsed.data, complaints);
      return isShown(step, locator, doubted) ? applied(step, parsed.data, locator, types) : UNKNOWN;
    }
    const complaint = wholeComplaint(value, complaints);
    return complaint === null ? UNKNOWN : complained(board, job, step, complaint);
  };
  return new Map(job.steps.map((step) => [step.step, outcome(step)]));
}

const UNKNOWN: StepOutcome = { kind: 'unknown' };

/** Columns of an answered item that an error speaks of: what stands there is no value. `all`: who knows of which. Of formulas nothing is taken. */
function doubtedIn(item: WireItem, complaints: readonly Complaint[]): ReadonlySet<string> | 'all' {
  const doubted = new Set<string>();
  for (const { path } of complaints) {
    const [, field, at] = path;
    const value = field === 'column_values' && typeof at === 'number' ? item.column_values[at] : undefined;
    if (value === undefined && field !== 'name') return 'all';
    if (value?.type !== FORMULA) doubted.add(value?.id ?? NAME);
  }
  return doubted;
}

/**
 * Whether all is told that the step's outcome says. A column that were left out of it would count as unchanged, or as empty
 * where the item is new, and that would travel to the other side: so the item is read by `settle`.
 */
function isShown(step: Write, locator: BoardLocator, doubted: ReadonlySet<string> | 'all'): boolean {
  if (doubted === 'all') return false;
  if (step.kind !== 'remove') return !columnsWritten(step).some((column) => doubted.has(column));
  return ![...doubted].some((column) => column === NAME || locator.columns === null || locator.columns.includes(column));
}

function complained(board: Board, job: Job, step: Write, complaint: Complaint): StepOutcome {
  // A limit met half-way: this mutation didn't run, the ones before it did.
  if (asWait(complaint, board.deps.now())) return { kind: 'missed' };
  const why = reasonOf(complaint);
  if (why === null) return { kind: 'unknown' };
  if (why === 'column-missing' || why === 'invalid-value') board.schemas.delete(board.id);
  const { column } = complaint;
  const innocent = job.steps.length > 1 && column !== null && !columnsWritten(step).some((one) => one === column);
  return innocent ? { kind: 'missed' } : { kind: 'refused', why, detail: complaint.message, ...named(column) };
}

export const columnsWritten = (write: Write): readonly ColumnRef[] =>
  write.kind === 'create' || write.kind === 'update' ? columnRefs(write.cells) : [];

/** A step that happened, by the item that monday answers. What formulas came to isn't asked: nobody types it. */
export function applied(write: Write, item: WireItem, locator: BoardLocator, types: ColumnTypes): StepOutcome {
  const shown: Cells = shownIn(item, columnsWritten(write), types);
  const base = { kind: 'applied', localId: localIdOf(item), position: null, version: null, shown } as const;
  if (write.kind === 'update') return { ...base, covered: { kind: 'later' } };
  if (write.kind === 'remove')
    return { ...base, covered: { kind: 'value', cells: toRecord(withoutFormulas(null)(item), locator, types).cells } };
  return { ...base, covered: { kind: 'none' } };
}

/** The complaint about the first mutation, where each of them is complained of as a whole. */
export function noneRan({ data, complaints }: Answer, jobs: number): Complaint | null {
  const own = Array.from({ length: jobs }, (_, n) =>
    wholeComplaint(
      data[`m${n}`],
      complaints.filter((one) => one.path[0] === `m${n}`),
    ),
  );
  return own.every((one) => one !== null) ? (own[0] ?? null) : null;
}

/**
 * The one that says that a mutation didn't run. One about a field of its answer comes after it, and leaves null in place of
 * all where that field may not be null.
 */
function wholeComplaint(value: unknown, [complaint, ...others]: readonly Complaint[]): Complaint | null {
  const whole = (value ?? null) === null && others.length === 0 && complaint?.path.length === 1;
  return whole ? complaint : null;
}

/** The column of a refusal, where one is known. */
export const named = (column: unknown): { readonly column?: ColumnRef } =>
  typeof column === 'string' ? { column: brandAs<ColumnRef>(column) } : {};
