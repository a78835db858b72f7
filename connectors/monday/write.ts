/**
 * Writing to a board: one intent is one request of aliased mutations, run by monday one after the other, each of them
 * whole or not at all. The intent's id travels as `Idempotency-Key`, so the same bytes never act twice within 30 minutes.
 * A step that can't be sent (a person that monday doesn't know, a wrong kind) is refused before the call.
 */
import type { BoardLocator } from '../../core/accounts/locator.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { ColumnRef, StepId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Intent, Outcome, StepOutcome, Write } from '../../core/sync/ports.ts';
import type { Cell, Cells } from '../../core/sync/record.ts';
import { type Board, columnRefs, columnsFor, columnTypes, localIdOf, locatorOf, shownIn, toRecord } from './board.ts';
import { type Answer, ask } from './client.ts';
import { encode } from './codec.ts';
import { type ColumnTypes, NAME } from './column-kinds.ts';
import { asWait, type Complaint, reasonOf } from './graphql/errors.ts';
import { type Mutation, mutations, writeCost } from './graphql/queries.ts';
import { type WireItem, item as wireItem } from './wire.ts';

export const NAME_LENGTH = 255;

/** In order, at most so many a call; writes to one item stay together where they stand together. */
export function pack(most: number, writes: readonly Write[]): readonly (readonly Write[])[] {
  const groups: Write[][] = [];
  for (const write of writes) {
    const last = groups.at(-1);
    if (last && last.length < most) last.push(write);
    else groups.push([write]);
  }
  return groups;
}

/** One mutation with the steps that it performs: all changes of one item are one. */
interface Job {
  readonly kind: Mutation['kind'];
  /** By its mapping a label may be made; then it may in all columns of the item, there is one word for all of them. */
  makesLabels: boolean;
  readonly item: string | null;
  readonly steps: Write[];
  /** By column id, `name` among them. */
  readonly values: Record<string, unknown>;
}

/**
 * Performs the intent in one call. Updates are covered `later`, an archived item's last values are in the answer.
 * A note has no place on monday: it is applied as nothing, the finding stands in the app.
 */
export async function apply(board: Board, intent: Intent): Promise<Outcome> {
  const locator = locatorOf(board, intent.replica);
  const outcome = new Map<StepId, StepOutcome>();
  const types: ColumnTypes = intent.writes.some(hasCells) ? await columnTypes(board) : new Map();
  const jobs = toJobs(intent.writes, locator, types, outcome);
  if (jobs.length === 0) return outcome;
  const sent = await send(board, intent, jobs, locator);
  // What we know of the columns lacks the labels that were made just now.
  if (jobs.some((job) => job.steps.some((write) => makesNewLabels(write, types)))) board.schemas.delete(board.id);
  for (const [n, job] of jobs.entries()) {
    for (const [step, what] of judge(board, job, `m${n}`, sent, locator, types)) outcome.set(step, what);
  }
  return outcome;
}

const hasCells = (write: Write): boolean => write.kind === 'create' || write.kind === 'update' || write.kind === 'remove';

function toJobs(writes: readonly Write[], locator: BoardLocator, types: ColumnTypes, outcome: Map<StepId, StepOutcome>): Job[] {
  const jobs: Job[] = [];
  const changes = new Map<string, Job>();
  for (const write of writes) {
    if (write.kind === 'note') {
      outcome.set(write.step, {
        kind: 'applied',
        localId: write.localId,
        position: null,
        version: null,
        shown: {},
        covered: { kind: 'none' },
      });
      continue;
    }
    if (write.kind === 'remove') {
      jobs.push({ kind: 'archive', makesLabels: false, item: write.localId, steps: [write], values: {} });
      continue;
    }
    const values = valuesOf(write, locator, types);
    if ('why' in values) {
      outcome.set(write.step, { kind: 'refused', why: values.why, detail: values.detail, ...named(values.column) });
      continue;
    }
    const known = write.kind === 'create' ? undefined : changes.get(write.localId);
    if (known) {
      known.steps.push(write);
      known.makesLabels ||= makesLabels(write);
      Object.assign(known.values, values.values);
      continue;
    }
    const job: Job = {
      kind: write.kind === 'create' ? 'create' : 'change',
      makesLabels: makesLabels(write),
      item: write.kind === 'create' ? null : write.localId,
      steps: [write],
      values: values.values,
    };
    if (write.kind !== 'create') changes.set(write.localId, job);
    jobs.push(job);
  }
  return jobs;
}

const makesLabels = (write: Write): boolean => cellsOf(write).some((cell) => cell.kind === 'choice' && cell.create === true);

/** Of a status column we know no labels, and need none; a dropdown's stand in what we know of the columns. */
const makesNewLabels = (write: Write, types: ColumnTypes): boolean =>
  (write.kind === 'create' || write.kind === 'update') &&
  columnRefs(write.cells).some((ref) => {
    const cell = write.cells[ref];
    const shape = types.get(ref);
    if (cell?.kind !== 'choice' || cell.create !== true || shape?.type !== 'dropdown') return false;
    const known = new Set(shape.labels.values());
    return cell.labels.some((label) => !known.has(label));
  });

const cellsOf = (write: Write): readonly Cell[] => (write.kind === 'create' || write.kind === 'update' ? Object.values(write.cells) : []);

type Values =
  | { readonly values: Record<string, unknown> }
  | { readonly why: string; readonly detail: string; readonly column: ColumnRef | null };

function valuesOf(write: Extract<Write, { kind: 'create' | 'update' | 'key' }>, locator: BoardLocator, types: ColumnTypes): Values {
  const values: Record<string, unknown> = {};
  if (write.kind !== 'update') {
    if (locator.keyColumn === null) return { why: 'not-prepared', detail: 'the board has no key column yet', column: null };
    values[locator.keyColumn] = write.key ?? '';
  }
  if (write.kind === 'key') return { values };
  for (const column of columnRefs(write.cells)) {
    const cell = write.cells[column];
    if (!cell) continue;
    if (column === NAME) {
      if (cell.kind !== 'text' || cell.text.trim() === '') return { why: 'name-missing', detail: column, column };
      if ([...cell.text].length > NAME_LENGTH) return { why: 'name-too-long', detail: column, column };
      values[column] = cell.text;
      continue;
    }
    const type = types.get(column)?.type;
    const encoded = type === undefined ? { ok: false as const, why: 'column-missing' } : encode(cell, type);
    if (!encoded.ok) return { why: encoded.why, detail: column, column };
    values[column] = encoded.value;
  }
  return write.kind === 'create' && values[NAME] === undefined ? { why: 'name-missing', detail: NAME, column: NAME } : { values };
}

/** The column of a refusal, where one is known. */
const named = (column: unknown): { readonly column?: ColumnRef } =>
  typeof column === 'string' ? { column: brandAs<ColumnRef>(column) } : {};

type Sent = { readonly kind: 'answered'; readonly answer: Answer } | { readonly kind: 'each'; readonly outcome: StepOutcome };

async function send(board: Board, intent: Intent, jobs: readonly Job[], locator: BoardLocator): Promise<Sent> {
  const variables: Record<string, unknown> = { columns: columnsOf(jobs, locator) };
  if (jobs.some((job) => job.kind !== 'archive')) variables.board = board.id;
  for (const [n, job] of jobs.entries()) {
    const { [NAME]: name, ...columns } = job.values;
    if (job.item !== null) variables[`item${n}`] = job.item;
    if (job.kind === 'create') variables[`name${n}`] = name;
    if (job.kind !== 'archive') variables[`values${n}`] = JSON.stringify(job.kind === 'create' ? columns : job.values);
  }
  const query = mutations(jobs);
  const call = { operation: 'write', query, variables, cost: writeCost(jobs.length), write: true, idempotencyKey: intent.id };
  try {
    const answer = await ask(board.deps, board.options, call);
    const ran = jobs.filter((_, n) => answer.data[`m${n}`]).length;
    if (answer.tookMs !== null) board.stride.took(ran, answer.tookMs);
    return { kind: 'answered', answer };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    if (error.code === 'unknown-outcome') {
      board.stride.lost(jobs.length);
      return { kind: 'each', outcome: { kind: 'unknown' } };
    }
    // Said of the request before anything ran, a refusal stands for all of it; else it may be about one mutation of several.
    if (error.code !== 'vendor-refused' || error.data.code === 'bad-request' || error.data.code === 'no-access') throw error;
    if (jobs.length > 1) return { kind: 'each', outcome: { kind: 'unknown' } };
    const { code, detail, column } = error.data;
    return { kind: 'each', outcome: { kind: 'refused', why: String(code), detail: String(detail), ...named(column) } };
  }
}

/** Columns that the answer shall show: what is written, and all mapped ones of an item that leaves. */
function columnsOf(jobs: readonly Job[], locator: BoardLocator): string[] | undefined {
  if (jobs.some((job) => job.kind === 'archive')) return columnsFor([locator]);
  return [...new Set(jobs.flatMap((job) => Object.keys(job.values)))].filter((column) => column !== NAME);
}

function judge(
  board: Board,
  job: Job,
  alias: string,
  sent: Sent,
  locator: BoardLocator,
  types: ColumnTypes,
): ReadonlyMap<StepId, StepOutcome> {
  if (sent.kind === 'each') return new Map(job.steps.map((step) => [step.step, sent.outcome]));
  const complaint = sent.answer.complaints.find((one) => one.path[0] === alias);
  if (complaint) return new Map(job.steps.map((step) => [step.step, complained(board, job, step, complaint)]));
  const parsed = wireItem.safeParse(sent.answer.data[alias]);
  return new Map(job.steps.map((step) => [step.step, parsed.success ? applied(step, parsed.data, locator, types) : { kind: 'unknown' }]));
}

function complained(board: Board, job: Job, step: Write, complaint: Complaint): StepOutcome {
  // A limit met half-way: this mutation didn't run, the ones before it did.
  if (asWait(complaint, 200, board.deps.now())) return { kind: 'missed' };
  const why = reasonOf(complaint);
  if (why === null) return { kind: 'unknown' };
  if (why === 'column-missing' || why === 'invalid-value') board.schemas.delete(board.id);
  const { column } = complaint;
  const innocent = job.steps.length > 1 && column !== null && !columnsWritten(step).some((one) => one === column);
  return innocent ? { kind: 'missed' } : { kind: 'refused', why, detail: complaint.message, ...named(column) };
}

export const columnsWritten = (write: Write): readonly ColumnRef[] =>
  write.kind === 'create' || write.kind === 'update' ? columnRefs(write.cells) : [];

/** A step that happened, by the item that monday answers. */
export function applied(write: Write, item: WireItem, locator: BoardLocator, types: ColumnTypes): StepOutcome {
  const shown: Cells = shownIn(item, columnsWritten(write), types);
  const base = { kind: 'applied', localId: localIdOf(item), position: null, version: null, shown } as const;
  if (write.kind === 'update') return { ...base, covered: { kind: 'later' } };
  if (write.kind === 'remove') return { ...base, covered: { kind: 'value', cells: toRecord(item, locator, types).cells } };
  return { ...base, covered: { kind: 'none' } };
}
