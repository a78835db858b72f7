/**
 * What became of an intent whose answer was lost: its named range says whether it happened, its manifest and copies on
 * the hidden tab what it covered, the tab what is there now. What it put astray is taken back; nothing else is done.
 */
import { SyncError, unknownOutcome } from '../../core/sync/errors.ts';
import { brandAs, type ColumnRef, type StepId } from '../../core/sync/ids.ts';
import { cellOf, type Intent, type Outcome, type Settled, type StepOutcome, type Write } from '../../core/sync/ports.ts';
import type { Cell } from '../../core/sync/record.ts';
import { getTabs, isRefusal } from './client.ts';
import { isComputed, sameContent, textIn, toCell } from './codec.ts';
import type { PlacedColumn, SeenRow } from './layout.ts';
import { astrayOf, laneView } from './mending/astray.ts';
import { bringBack, findRemoved, type Strayed } from './mending/bring-back.ts';
import { type Evidence, manifestsOf, rangesOf, readEvidence } from './mending/evidence.ts';
import { fence, isFence } from './mending/fence.ts';
import { takeBack } from './mending/take-back.ts';
import { lastTry } from './mending/try-manifest.ts';
import { type Misborn, withdraw } from './mending/withdraw.ts';
import type { Spreadsheet } from './spreadsheet.ts';
import { appliedAt, cellsOf, formOf, type Known, stood, trueColumns } from './writing/judge.ts';
import { partOf } from './writing/lane.ts';
import { type Manifest, writesOf } from './writing/manifest.ts';
import { doneAt, missed, newRowAgain, type RowTarget, targetAgain } from './writing/place.ts';

/** One read where nothing went astray. Throws when it can't be known now. */
export async function settle(spreadsheet: Spreadsheet, intent: Intent): Promise<Settled> {
  const known = spreadsheet.book().settled.get(intent.id);
  if (known) {
    spreadsheet.keep({ ...spreadsheet.book(), settled: without(spreadsheet.book().settled, intent.id) });
    return known;
  }
  const evidence = await readOrGone(spreadsheet, intent);
  const settled =
    evidence === null ? { kind: 'happened' as const, outcome: allMissed(intent) } : await judgeEvidence(spreadsheet, intent, evidence);
  spreadsheet.keep({ ...spreadsheet.book(), open: without(spreadsheet.book().open, intent.id) });
  return settled;
}

async function judgeEvidence(spreadsheet: Spreadsheet, intent: Intent, evidence: Evidence): Promise<Settled> {
  const manifests = manifestsOf(evidence, intent.id);
  await fenceTheRest(spreadsheet, intent, evidence, manifests);
  if (rangesOf(evidence, intent.id).every(isFence)) return { kind: 'none' };
  if (manifests.length === 0) return { kind: 'happened', outcome: byState(intent, evidence) };
  const found = new Findings(intent, evidence);
  for (const manifest of manifests) found.add(manifest);
  const things = found.astray.map(({ target, keyIndex }) => astrayOf(target, keyIndex, laneView(evidence.hidden, 0)));
  const targets = found.astray.map((one) => one.target);
  await takeBack(spreadsheet, intent, lastTry(evidence, intent, targets) ?? things, evidence);
  if (found.strayed.length > 0) await bringBack(spreadsheet, intent, evidence.layout, found.strayed);
  if (found.misborn.length > 0) for (const [step, one] of await withdraw(spreadsheet, intent, found.misborn)) found.outcome.set(step, one);
  return { kind: 'happened', outcome: found.outcome };
}

/** What no manifest names may still come: the batch that would bring it is refused from now on. */
async function fenceTheRest(spreadsheet: Spreadsheet, intent: Intent, evidence: Evidence, manifests: readonly Manifest[]): Promise<void> {
  const ranges = rangesOf(evidence, intent.id);
  const sent = new Set(manifests.flatMap(writesOf));
  if (evidence.preimages === null || ranges.some(isFence) || intent.writes.every((_, index) => sent.has(index))) return;
  const next = Math.max(-1, ...ranges.map((range) => partOf(intent.id, range.namedRangeId) ?? -1)) + 1;
  if (await fence(spreadsheet, intent, next, evidence.preimages)) return;
  throw unknownOutcome('google', 'settle', 'the call came through while it was looked for');
}

type Create = Extract<Write, { kind: 'create' }>;

/** Collects what the manifests of an intent say. A step that none of them names was never sent. */
class Findings {
  readonly outcome: Map<StepId, StepOutcome>;
  /** With the column that held the keys then; null when it wasn't the one that we took for it. */
  readonly astray: { readonly target: RowTarget; readonly keyIndex: number | null }[] = [];
  readonly strayed: Strayed[] = [];
  readonly misborn: Misborn[] = [];
  readonly #rows: ReadonlyMap<string, SeenRow>;

  constructor(
    readonly intent: Intent,
    readonly evidence: Evidence,
  ) {
    this.outcome = allMissed(intent);
    this.#rows = rowsByKey(evidence);
  }

  add(manifest: Manifest): void {
    const [index, header] = manifest.head.key;
    const columns = manifest.head.columns.map(([ref, column, title]) => ({ ref: brandAs<ColumnRef>(ref), index: column, header: title }));
    const known: Known = { headerRow: manifest.head.headerRow, key: { index, header }, columns };
    const held = trueColumns(known, this.evidence.hidden);
    let goneAbove = 0;
    for (const [row, indexes, expectKey] of manifest.lines) {
      const writes = indexes.flatMap((at) => this.intent.writes[at] ?? []);
      const target = targetAgain(columns, index, row, expectKey, writes);
      const removes = writes.some((write) => write.kind === 'remove');
      if (stood(known, target, this.evidence.hidden, held)) {
        this.#applied(known, target);
        if (removes) goneAbove += 1;
      } else if (removes) {
        const at = findRemoved(this.evidence.removedGrid, this.evidence.hidden, known, row);
        if (at !== null) this.strayed.push({ at, to: row - goneAbove });
      } else this.astray.push({ target, keyIndex: held.has(index) ? index : null });
    }
    const { anchor } = manifest.head;
    const moved = anchor !== null && textIn(this.evidence.hidden.at(anchor, index)) === '';
    for (const [from, to] of manifest.head.created) {
      for (const write of this.intent.writes.slice(from, to)) if (write.kind === 'create') this.#created(known, write, moved, held);
    }
  }

  #applied(known: Known, target: RowTarget): void {
    const key = target.writes.reduce<string | null>((before, write) => (write.kind === 'key' ? write.key : before), target.expectKey);
    const now = key === null ? undefined : this.#rows.get(key);
    const outcomes = appliedAt(known, target, this.evidence.hidden, now ? now.row : null, (column, sent) =>
      this.#form(now, column.ref, sent),
    );
    for (const [at, write] of target.writes.entries()) this.outcome.set(write.step, outcomes[at] ?? missed);
  }

  #created(known: Known, write: Create, moved: boolean, held: ReadonlySet<number>): void {
    const columns = known.columns.filter((column) => column.ref in write.cells);
    const now = this.#rows.get(write.key);
    const shifted = ![...columns, known.key].every((column) => held.has(column.index));
    if (moved || shifted) this.misborn.push({ ...newRowAgain(known.columns, known.key.index, write), shifted });
    else {
      const shown = cellsOf(columns, (column) => this.#form(now, column.ref, cellOf(write.cells, column.ref)));
      this.outcome.set(write.step, { ...doneAt(now ? now.row : null), shown });
    }
  }

  #form(row: SeenRow | undefined, ref: ColumnRef, sent: Cell): Cell {
    const at = this.evidence.layout.columns.findIndex((column) => column.ref === ref);
    return row && at >= 0 ? formOf(sent, toCell(row.cells[at])) : sent;
  }
}

/** The hidden tab was deleted or cleared by a person: only the tab itself speaks, and what was covered is lost with it. */
function byState(intent: Intent, evidence: Evidence): Outcome {
  const rows = rowsByKey(evidence);
  const outcome = allMissed(intent);
  for (const write of intent.writes) {
    if (write.kind !== 'create' && write.kind !== 'update') continue;
    const row = rows.get(write.key);
    const columns = evidence.layout.columns.filter((column) => column.ref in write.cells);
    if (!row) continue;
    const cellAt = (column: PlacedColumn) => evidence.tab.at(row.row, column.index);
    const stands = columns.every(
      (column) => !isComputed(cellAt(column)) && sameContent(cellOf(write.cells, column.ref), toCell(cellAt(column))),
    );
    const shown = cellsOf(columns, (column) => formOf(cellOf(write.cells, column.ref), toCell(cellAt(column))));
    if (stands || write.kind === 'create') outcome.set(write.step, { ...doneAt(row.row), shown });
  }
  return outcome;
}

/** Null when the tab itself is gone: whatever was written went with it. */
async function readOrGone(spreadsheet: Spreadsheet, intent: Intent): Promise<Evidence | null> {
  try {
    return await readEvidence(
      spreadsheet,
      intent.replica,
      intent.writes.some((write) => write.kind === 'remove'),
    );
  } catch (error) {
    if (!(error instanceof SyncError) || !(isRefusal(error, 'bad-request') || isRefusal(error, 'not-found'))) throw error;
    const { sheetId } = spreadsheet.locator(intent.replica);
    const there = (await getTabs(spreadsheet.deps, spreadsheet.options, spreadsheet.id)).sheets.some(
      (sheet) => sheet.properties.sheetId === sheetId,
    );
    if (there) throw error;
    return null;
  }
}

function rowsByKey(evidence: Evidence): ReadonlyMap<string, SeenRow> {
  const rows = new Map<string, SeenRow>();
  for (const row of evidence.layout.rows) if (row.key !== null && !rows.has(row.key)) rows.set(row.key, row);
  return rows;
}

const allMissed = (intent: Intent): Map<StepId, StepOutcome> => new Map(intent.writes.map((write) => [write.step, missed]));

function without<K, V>(map: ReadonlyMap<K, V>, key: K): ReadonlyMap<K, V> {
  const rest = new Map(map);
  rest.delete(key);
  return rest;
}
