/**
 * Writing to a board: one intent is one request of aliased mutations, run by monday one after the other, each of them
 * whole or not at all. The intent's id travels as `Idempotency-Key`, so the same bytes never act twice within 30 minutes.
 * A step that can't be sent (a person that monday doesn't know, a wrong kind) is refused before the call.
 */
import type { BoardLocator } from '../../core/accounts/locator.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { ColumnRef, StepId } from '../../core/sync/ids.ts';
import type { Intent, Outcome, StepOutcome, Write } from '../../core/sync/ports.ts';
import type { Cell } from '../../core/sync/record.ts';
import { type Board, columnRefs, columnsFor, columnTypes, locatorOf } from './board.ts';
import { type Answer, ask } from './client.ts';
import { encode } from './codec.ts';
import { type ColumnTypes, NAME } from './column-kinds.ts';
import { asWait, isTooComplex } from './graphql/errors.ts';
import { type Job, judge, named, noneRan } from './graphql/outcome.ts';
import { mutations, writeCost } from './graphql/queries.ts';

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
    const each = sent.kind === 'answered' ? judge(board, job, `m${n}`, sent.answer, locator, types) : null;
    for (const { step } of job.steps) outcome.set(step, sent.kind === 'each' ? sent.outcome : (each?.get(step) ?? { kind: 'unknown' }));
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
    const none = noneRan(answer, jobs.length);
    const wait = none && asWait(none, board.deps.now());
    if (wait) throw wait;
    if (none && isTooComplex(none)) return tooComplex(board, jobs.length);
    const ran = jobs.filter((_, n) => answer.data[`m${n}`]).length;
    if (answer.tookMs !== null) board.stride.took(ran, answer.tookMs);
    return { kind: 'answered', answer };
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    if (error.code === 'unknown-outcome') {
      board.stride.lost(jobs.length);
      return { kind: 'each', outcome: { kind: 'unknown' } };
    }
    if (error.code === 'too-complex') return tooComplex(board, jobs.length);
    // Said of the request before anything ran, a refusal stands for all of it; else it may be about one mutation of several.
    if (error.code !== 'vendor-refused' || error.data.code === 'bad-request' || error.data.code === 'no-access') throw error;
    if (jobs.length > 1) return { kind: 'each', outcome: { kind: 'unknown' } };
    const { code, detail, column } = error.data;
    return { kind: 'each', outcome: { kind: 'refused', why: String(code), detail: String(detail), ...named(column) } };
  }
}

/** Nothing ran. Several are too many for one call: they are planned again, and go in smaller ones. */
function tooComplex(board: Board, jobs: number): Sent {
  if (jobs === 1) return { kind: 'each', outcome: { kind: 'refused', why: 'too-complex', detail: 'one change by itself' } };
  board.stride.tooComplex(jobs);
  throw new SyncError('too-complex', { kind: 'retry' }, { vendor: 'monday', operation: 'write', mutations: jobs });
}

/** Columns that the answer shall show: what is written, and all mapped ones of an item that leaves. */
function columnsOf(jobs: readonly Job[], locator: BoardLocator): string[] | undefined {
  if (jobs.some((job) => job.kind === 'archive')) return columnsFor([locator]);
  return [...new Set(jobs.flatMap((job) => Object.keys(job.values)))].filter((column) => column !== NAME);
}
