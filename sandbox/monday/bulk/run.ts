/**
 * Jobs at work. Each request to monday first lets the jobs of the world catch up with its clock, so a job is as far as its
 * time says whenever anybody looks; between requests they catch up by themselves, so that what they do is told in time.
 */
import { kindOf } from '../columns/registry.ts';
import type { Actor, Core } from '../core.ts';
import { MondayError } from '../http/errors.ts';
import { changeItem, createItem, ITEMS_PER_BOARD } from '../state/items.ts';
import type { BoardDoc, ItemDoc, JobDoc, JobFileDoc } from '../state/model.ts';
import { flush } from '../webhooks.ts';
import { CLEAR, inputFrom, isBlank } from './cells.ts';
import { csvLine, parseCsv } from './csv.ts';
import { anyItemJobAtWork, workOnItemJobs } from './item-jobs.ts';
import { HOUR_MS, jobsOf, typeOf } from './jobs.ts';

const BYTES_MAX = 150 * 1024 * 1024;
const ROWS_MAX = { ingest: 10_000, backfill: 20_000 } as const;
const ITEMS_AN_HOUR = 19_000;
const ROWS_PER_SECOND = 500;

const TURN_MS = 500;

/** Brings every job to where the clock has it; webhooks go out after the commit. */
export async function catchUp(core: Core): Promise<void> {
  await workOn(core);
  await workOnItemJobs(core);
  if (([...core.tables.jobs.values()].some(isAtWork) || anyItemJobAtWork(core)) && !turning.has(core)) {
    turning.add(core);
    core.world.after(TURN_MS, () => {
      turning.delete(core);
      catchUp(core).catch((error: unknown) => console.error(error));
    });
  }
}

/** Worlds whose next turn is coming. */
const turning = new WeakSet<Core>();

const isAtWork = (job: JobDoc): boolean => job.uploadedAt !== null && (job.state === 'UPLOAD_PENDING' || job.state === 'PROCESSING');

async function workOn(core: Core): Promise<void> {
  for (const job of core.tables.jobs.values()) {
    if (!isAtWork(job)) continue;
    const actor = actorOf(core, job);
    advance(core, actor, job);
    core.tables.jobs.set(job.id, job);
    const report = core.tables.jobReports.get(job.id);
    if (report) core.tables.jobReports.set(report.id, report);
    core.world.store.commit();
    if (core.options.bulk?.webhooks === false) actor.outbox.length = 0;
    await flush(core, actor);
  }
}

function actorOf(core: Core, job: JobDoc): Actor {
  const person = core.world.people.get(job.personId);
  if (!person) throw new Error(`job ${job.id}: nobody is ${job.personId}`);
  return { person, app: job.app, scopes: [], label: job.caller, outbox: [], quiet: job.kind === 'backfill' };
}

function advance(core: Core, actor: Actor, job: JobDoc): void {
  const table = tableOf(core.tables.jobFiles.get(job.id));
  const board = core.tables.boards.get(job.boardId);
  if (job.state === 'UPLOAD_PENDING') {
    const failure = refusalOf(core, job, board, table);
    if (failure) {
      end(core, job, 'REJECTED', failure);
      return;
    }
    job.state = 'PROCESSING';
    job.counts.submitted = (table?.length ?? 1) - 1;
    const named = core.options.bulk?.reportIds === true ? ['item_id'] : [];
    core.tables.jobReports.set(job.id, { id: job.id, lines: [csvLine(['row', 'name', 'status', 'error', ...named])] });
  }
  if (!board || !table) {
    end(core, job, 'FAILED', { reason: 'INTERNAL_ERROR', message: 'The board is gone' });
    return;
  }
  const [header = [], ...rows] = table;
  const elapsed = core.world.clock.now() - (job.uploadedAt ?? 0);
  const due = Math.min(rows.length, Math.floor((elapsed / 1000) * (core.options.bulk?.rowsPerSecond ?? ROWS_PER_SECOND)));
  if (due > job.done && core.world.failsPartially('monday', 'bulk_job', actor.label)) {
    end(core, job, 'FAILED', { reason: 'INTERNAL_ERROR', message: 'An internal error occurred' });
    return;
  }
  if (due === job.done) return;
  const work = new Rows(core, actor, job, board, header, rows);
  for (; job.done < due; job.done += 1) work.take(job.done);
  if (job.done === rows.length) end(core, job, 'COMPLETED', null);
}

/** Rows of a file, read once. */
const tables = new WeakMap<JobFileDoc, string[][] | null>();
function tableOf(file: JobFileDoc | undefined): string[][] | null {
  if (!file) return null;
  const known = tables.get(file);
  if (known !== undefined) return known;
  const read = parseCsv(file.csv);
  tables.set(file, read);
  return read;
}

function end(core: Core, job: JobDoc, state: JobDoc['state'], failure: JobDoc['failure']): void {
  job.state = state;
  job.failure = failure;
  core.tables.jobFiles.delete(job.id);
}

function refusalOf(core: Core, job: JobDoc, board: BoardDoc | undefined, table: string[][] | null): JobDoc['failure'] {
  const invalid = (message: string): JobDoc['failure'] => ({ reason: 'INVALID_UPLOAD', message });
  if ((core.tables.jobFiles.get(job.id)?.bytes ?? 0) > BYTES_MAX)
    return { reason: 'FILE_TOO_LARGE', message: 'The uploaded file exceeded the 150 MB maximum.' };
  if (board?.state !== 'active') return { reason: 'PERMISSION_DENIED', message: 'The permission was denied.' };
  const [header, ...rows] = table ?? [];
  if (!header || rows.length === 0) return invalid('The file is no CSV with a header and rows');
  if (header[0] !== 'name') return invalid('The first header must be name');
  const unknown = header.slice(1).find((id) => typeOf(board, id) === undefined || id === 'name');
  if (unknown !== undefined) return invalid(`Unknown column ${unknown}`);
  if (new Set(header).size < header.length) return invalid('A header stands twice');
  if (rows.some((row) => row.length !== header.length)) return invalid('A row has another number of cells than the header');
  if (rows.length > ROWS_MAX[job.kind]) return invalid(`The file has more than ${ROWS_MAX[job.kind]} rows`);
  if (job.onMatch && !header.includes(job.onMatch.column)) return invalid('The column to match by has no header');
  const news = newOnes(core, job, board, header, rows);
  if (core.tables.activeCount(board) + news > ITEMS_PER_BOARD)
    return { reason: 'BOARD_CAPACITY_EXCEEDED', message: 'The board capacity exceeded.' };
  const lately = jobsOf(core, job.accountId).filter(
    (one) => one.kind === 'ingest' && one.uploadedAt !== null && core.world.clock.now() - one.uploadedAt < HOUR_MS,
  );
  const spent = lately.reduce((sum, one) => sum + (one.state === 'REJECTED' ? 0 : one.counts.submitted), 0);
  if (job.kind === 'ingest' && core.world.limits.mode === 'vendor' && spent + rows.length > ITEMS_AN_HOUR)
    return { reason: 'ACCOUNT_CAPACITY_EXCEEDED', message: 'The account item capacity was exceeded.' };
  return null;
}

/** Rows that no item of the board matches, as far as the file alone tells. */
function newOnes(core: Core, job: JobDoc, board: BoardDoc, header: readonly string[], rows: readonly string[][]): number {
  if (job.onMatch === null) return rows.length;
  const known = matches(core, board, job.onMatch.column);
  const at = header.indexOf(job.onMatch.column);
  const keys = rows.map((row) => row[at] ?? '');
  return new Set(keys.filter((key) => !isBlank(key) && !known.has(key))).size + keys.filter(isBlank).length;
}

/** Active items by what the column shows; of several the one created last. */
function matches(core: Core, board: BoardDoc, column: string): Map<string, ItemDoc> {
  const doc = board.columns.find((one) => one.id === column);
  const found = new Map<string, ItemDoc>();
  for (const item of core.tables.items.of(board.id)) {
    if (item.state !== 'active') continue;
    const kind = doc && kindOf(doc.type);
    const text = doc && kind ? (kind.text({ board, item, column: doc, kind, stored: item.values[column] }, core) ?? '') : item.name;
    const other = found.get(text);
    if (!isBlank(text) && (!other || Number(other.id) < Number(item.id))) found.set(text, item);
  }
  return found;
}

/** The rows of one job, taken one by one. */
class Rows {
  readonly #known: Map<string, ItemDoc>;
  /** Where each key stands last in the file. */
  readonly #last: Map<string, number>;
  readonly #keyAt: number;

  constructor(
    private readonly core: Core,
    private readonly actor: Actor,
    private readonly job: JobDoc,
    private readonly board: BoardDoc,
    private readonly header: readonly string[],
    private readonly rows: readonly string[][],
  ) {
    this.#keyAt = job.onMatch === null ? -1 : header.indexOf(job.onMatch.column);
    this.#known = job.onMatch === null ? new Map() : matches(core, board, job.onMatch.column);
    this.#last = new Map(rows.map((row, at) => [row[this.#keyAt] ?? '', at]));
  }

  take(at: number): void {
    const row = this.rows[at] ?? [];
    const key = this.#keyAt < 0 ? '' : (row[this.#keyAt] ?? '');
    const { counts, onMatch } = this.job;
    const matched = isBlank(key) ? undefined : this.#known.get(key);
    if ((!isBlank(key) && this.#last.get(key) !== at) || (matched && onMatch?.behaviour === 'SKIP')) {
      counts.skipped += 1;
      this.report(at, row, 'skipped', '', '');
      return;
    }
    try {
      if (this.core.world.failsPartially('monday', 'bulk_row', this.actor.label)) throw new Failed('An internal error occurred');
      const item = this.write(row, matched);
      if (!isBlank(key)) this.#known.set(key, item);
      counts[matched ? 'updated' : 'created'] += 1;
      this.report(at, row, matched ? 'updated' : 'created', '', item.id);
    } catch (error) {
      if (!(error instanceof MondayError) && !(error instanceof Failed)) throw error;
      const failed = error instanceof Failed || error.code === 'ItemsLimitationException';
      counts[failed ? 'failed' : 'invalid'] += 1;
      this.report(at, row, failed ? 'failed' : 'invalid', error.message, '');
    }
  }

  /** All of the row or nothing of it. */
  write(row: readonly string[], matched: ItemDoc | undefined): ItemDoc {
    const { core, actor, board, job } = this;
    const values: Record<string, unknown> = {};
    for (const [at, id] of this.header.entries()) {
      const text = row[at] ?? '';
      const column = board.columns.find((one) => one.id === id);
      if (at === 0 || !column || isBlank(text)) continue;
      const input = text.trim() === CLEAR ? null : inputFrom(core, board, column, text);
      if (input === undefined)
        throw new MondayError('ColumnValueException', `${id}: ${text} can't be imported into a ${column.type} column`);
      values[id] = input;
    }
    const name = row[0] ?? '';
    if (matched) {
      changeItem(core, actor, board, matched, isBlank(name) ? values : { ...values, name }, false);
      return matched;
    }
    if (isBlank(name)) throw new MondayError('InvalidArgumentException', 'name is empty');
    return createItem(core, actor, board, { name, groupId: job.groupId, values, createLabels: false, relativeTo: null, after: true });
  }

  report(at: number, row: readonly string[], status: string, error: string, item: string): void {
    const report = this.core.tables.jobReports.get(this.job.id);
    const named = this.core.options.bulk?.reportIds === true ? [item] : [];
    report?.lines.push(csvLine([String(at + 1), row[0] ?? '', status, error, ...named]));
  }
}

/** A valid row that met something else. */
class Failed extends Error {}
