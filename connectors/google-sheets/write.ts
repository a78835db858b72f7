/**
 * Writing: one intent is one atomic batch, judged by what it covered. What met another row, a formula or a person's note
 * is taken back at once; what Google refuses is narrowed down to the step that it refuses.
 */
import { refused, SyncError } from '../../core/sync/errors.ts';
import type { StepId } from '../../core/sync/ids.ts';
import type { Intent, Outcome, StepOutcome, Write } from '../../core/sync/ports.ts';
import { batchUpdate, isRefusal } from './client.ts';
import type { TabLayout } from './layout.ts';
import { fencedOff } from './mending/fence.ts';
import { prepareTab } from './prepare.ts';
import type { OwnTab } from './preparing/own-tabs.ts';
import { settle } from './settle.ts';
import { forgetLayouts, keepLayout, type Spreadsheet } from './spreadsheet.ts';
import type { SpreadsheetAnswer } from './wire.ts';
import { type Batch, buildBatch, SHOWN_FIELDS } from './writing/batch.ts';
import { conclude } from './writing/conclude.ts';
import { partIdOf } from './writing/lane.ts';
import { missed, type Placed, placeWrites } from './writing/place.ts';
import { refusalOf } from './writing/refusal.ts';

/** Refused calls of one intent before the rest of what is suspected is given up as refused, unproved. */
const MOST_REFUSALS = 24;

/** An intent on its way: which calls went through, what is known of its steps. */
interface Trip {
  readonly spreadsheet: Spreadsheet;
  readonly intent: Intent;
  readonly outcome: Map<StepId, StepOutcome>;
  readonly waiting: Write[][];
  /** Batches that went through, and the rows that their manifests take. */
  parts: number;
  lines: number;
  refusals: number;
  /** Whether the layout was read anew because Google didn't know an address. */
  refreshed: boolean;
}

/** Performs an intent. Throws only when nothing of it happened. */
export async function apply(spreadsheet: Spreadsheet, intent: Intent): Promise<Outcome> {
  await settleOthers(spreadsheet, intent);
  const removes = intent.writes.filter((write) => write.kind === 'remove');
  const rest = intent.writes.filter((write) => write.kind !== 'remove');
  const waiting = [rest, removes].filter((writes) => writes.length > 0);
  const trip: Trip = { spreadsheet, intent, outcome: new Map(), waiting, parts: 0, lines: 0, refusals: 0, refreshed: false };
  for (let writes = waiting.shift(); writes; writes = waiting.shift()) {
    try {
      const settled = await sendPart(trip, writes);
      if (settled) return settled;
    } catch (error) {
      forgetLayouts(spreadsheet);
      if (isUnknown(error)) markUnknown(trip, writes);
      else if (trip.parts === 0) throw error;
      // Earlier parts happened; this one and the rest certainly didn't.
      else mark(trip, writes, missed);
      for (const later of waiting.splice(0)) mark(trip, later, missed);
    }
  }
  return trip.outcome;
}

/** Sends one batch and concludes it; answers an outcome only when the whole intent turns out to have happened before. */
async function sendPart(trip: Trip, writes: readonly Write[]): Promise<Outcome | null> {
  const { spreadsheet, intent } = trip;
  const layout = await spreadsheet.layout(intent.replica);
  if (!layout.key) throw refused('google', 'not-prepared', `tab ${layout.locator.sheetId}`);
  const placed = placeWrites(layout, writes);
  for (const [step, outcome] of placed.decided) trip.outcome.set(step, outcome);
  if (placed.rows.length + placed.created.length + placed.removed.length === 0) return null;
  const own = await ownTabsOf(trip, placed.removed.length > 0);
  const rangeId = partIdOf(intent.id, trip.parts);
  const batch = buildBatch({
    rangeId,
    intent: intent.id,
    writes: intent.writes,
    layout,
    placed,
    ...own,
    from: trip.lines,
    left: 0,
    now: spreadsheet.deps.now(),
    namedRanges: spreadsheet.book().namedRanges,
  });
  const answer = await send(spreadsheet, batch).catch((error: unknown) => {
    if (isRefusal(error, 'bad-request')) return error;
    throw error;
  });
  if (answer instanceof SyncError) return narrow(trip, placed, batch, answer);
  trip.parts += 1;
  trip.lines += batch.lines;
  await finish(trip, layout, placed, batch, answer);
  return null;
}

async function send(spreadsheet: Spreadsheet, batch: Batch): Promise<SpreadsheetAnswer> {
  const { requests, show } = batch;
  const answer = await batchUpdate(spreadsheet.deps, spreadsheet.options, spreadsheet.id, {
    requests,
    show: { ranges: show, fields: SHOWN_FIELDS },
  });
  return answer ?? { sheets: [], namedRanges: [] };
}

/** Judges an answered batch; what it can't conclude is unknown, never lost. */
async function finish(trip: Trip, layout: TabLayout, placed: Placed, batch: Batch, answer: SpreadsheetAnswer): Promise<void> {
  const { spreadsheet, intent } = trip;
  keepRange(spreadsheet, batch);
  const result = await conclude(spreadsheet, intent, layout, placed, batch, answer);
  for (const [step, outcome] of result.outcome) trip.outcome.set(step, outcome);
  if (result.layout) keepLayout(spreadsheet, intent.replica, result.layout);
  else forgetLayouts(spreadsheet);
  if (result.open) spreadsheet.keep({ ...spreadsheet.book(), open: new Map([...spreadsheet.book().open, [intent.id, intent]]) });
}

/** After a refusal: puts back in line what may still succeed, in smaller parts. */
async function narrow(trip: Trip, placed: Placed, batch: Batch, error: SyncError): Promise<Outcome | null> {
  const { spreadsheet, intent } = trip;
  const refusal = refusalOf(error, batch);
  const sent = [
    ...placed.created.flatMap((row) => [row.write, ...row.notes]),
    ...[...placed.rows, ...placed.removed].flatMap((row) => row.writes),
  ];
  if (refusal.repeated) {
    const settled = await settle(spreadsheet, intent);
    if (settled.kind === 'happened') return settled.outcome;
    throw fencedOff(intent);
  }
  if (refusal.stale && !trip.refreshed) {
    trip.refreshed = true;
    forgetLayouts(spreadsheet);
    trip.waiting.unshift(sent);
    return null;
  }
  trip.refusals += 1;
  const suspects = sent.filter((write) => refusal.steps.has(write.step));
  const bad = suspects.length > 0 ? suspects : sent;
  const free = sent.filter((write) => !bad.includes(write));
  if (bad.length === 1 || trip.refusals >= MOST_REFUSALS) mark(trip, bad, { kind: 'refused', why: refusal.why, detail: refusal.detail });
  else trip.waiting.unshift(bad.slice(0, bad.length >> 1), bad.slice(bad.length >> 1));
  if (free.length > 0) trip.waiting.unshift(free);
  return null;
}

/** Our own tabs; a person may have deleted them, then they are made again. */
async function ownTabsOf(trip: Trip, withRemoved: boolean): Promise<{ preimages: OwnTab; removed: OwnTab | null }> {
  const { spreadsheet, intent } = trip;
  const now = spreadsheet.book();
  if (now.preimages && (now.removed || !withRemoved)) return { preimages: now.preimages, removed: now.removed };
  const locator = spreadsheet.locator(intent.replica);
  await prepareTab(spreadsheet.deps, spreadsheet.options, locator, null);
  forgetLayouts(spreadsheet);
  await spreadsheet.layout(intent.replica);
  const { preimages, removed } = spreadsheet.book();
  if (!preimages || (withRemoved && !removed)) throw refused('google', 'not-prepared', 'our own tabs are missing');
  return { preimages, removed };
}

/** Evidence of an open intent stands where the next write's goes: it is read first, and kept for `settle`. */
async function settleOthers(spreadsheet: Spreadsheet, intent: Intent): Promise<void> {
  for (const other of spreadsheet.book().open.values()) {
    if (other.id === intent.id) continue;
    const settled = await settle(spreadsheet, other);
    spreadsheet.keep({ ...spreadsheet.book(), settled: new Map([...spreadsheet.book().settled, [other.id, settled]]) });
  }
}

function keepRange(spreadsheet: Spreadsheet, batch: Batch): void {
  const book = spreadsheet.book();
  const gone = new Set(batch.swept);
  const namedRanges = [...book.namedRanges.filter((range) => !gone.has(range.namedRangeId)), batch.namedRange];
  spreadsheet.keep({ ...book, preimages: batch.preimages, removed: batch.removed, namedRanges });
}

const isUnknown = (error: unknown): boolean => error instanceof SyncError && error.code === 'unknown-outcome';

function mark(trip: Trip, writes: readonly Write[], outcome: StepOutcome): void {
  for (const write of writes) if (!trip.outcome.has(write.step)) trip.outcome.set(write.step, outcome);
}

function markUnknown(trip: Trip, writes: readonly Write[]): void {
  mark(trip, writes, { kind: 'unknown' });
  const { spreadsheet, intent } = trip;
  spreadsheet.keep({ ...spreadsheet.book(), open: new Map([...spreadsheet.book().open, [intent.id, intent]]) });
}
