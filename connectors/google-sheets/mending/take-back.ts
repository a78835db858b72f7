/**
 * Puts back what a write of ours covered where it should not have: on another row, over a formula or a person's note.
 * It is copied from the hidden tab, so formulas and formats come back as they were. Each try takes its own pre-image and
 * is judged by it, because people go on typing and moving: what a try covered wrongly goes back with the next one. What
 * a try was about stands beside its pre-image, so that whoever settles the intent later goes on from there.
 */
import { unknownOutcome } from '../../../core/sync/errors.ts';
import type { Intent } from '../../../core/sync/ports.ts';
import { batchUpdate } from '../client.ts';
import { a1, gridOf, one, rangeOn, runsOf, shifted } from '../grid.ts';
import { MARK_METADATA, marksIn, type TabLayout } from '../layout.ts';
import { forgetLayouts, type Spreadsheet } from '../spreadsheet.ts';
import type { BatchRequest } from '../wire.ts';
import { SHOWN_FIELDS } from '../writing/batch.ts';
import { freeId, freeLane, growTab, laneWidth, rangeNameOf, textRow } from '../writing/lane.ts';
import { type Astray, afterTry, laneView, locate } from './astray.ts';
import { besideOf } from './beside.ts';
import { type Evidence, readEvidence } from './evidence.ts';
import { isMarked, markOf, sightOf, tryLines } from './try-manifest.ts';

const MOST_TRIES = 10;

/**
 * Takes everything back. From a layout the rows are taken to be where we wrote, a moment ago; from evidence they are
 * looked for first. Throws when it can't be known whether it is done.
 */
export async function takeBack(
  spreadsheet: Spreadsheet,
  intent: Intent,
  things: readonly Astray[],
  from: TabLayout | Evidence,
): Promise<void> {
  let waiting = things;
  let known: Evidence | null = 'layout' in from ? from : null;
  let direct = 'layout' in from ? null : from;
  for (let tries = 0; waiting.length > 0; ) {
    const top = Math.max(...waiting.map((thing) => thing.level));
    const below = waiting.filter((thing) => thing.level < top);
    let now = waiting.filter((thing) => thing.level === top);
    let layout = direct;
    if (!layout) {
      const evidence: Evidence = known ?? (await readEvidence(spreadsheet, intent.replica));
      layout = evidence.layout;
      const copies = evidence.hidden;
      const whole = now.map((thing) => ({ ...thing, kept: { ...thing.kept, cells: laneView(copies, thing.kept.left) } }));
      now = locate(whole, evidence.tab, sightOf(evidence));
      // Good for one look only: the next thing that happens is a write.
      known = now.length > 0 ? null : evidence;
    }
    direct = null;
    if (now.length > 0 && ++tries > MOST_TRIES) throw unknownOutcome('google', 'take-back', `${waiting.length} rows are still astray`);
    waiting = now.length > 0 ? [...below, ...(await putBack(spreadsheet, intent, layout, now, below))] : below;
  }
  if (things.length > 0) forgetLayouts(spreadsheet);
}

/** One try; answers what has to be put right after it. `below` is only written down. */
async function putBack(
  spreadsheet: Spreadsheet,
  intent: Intent,
  layout: TabLayout,
  things: readonly Astray[],
  below: readonly Astray[],
): Promise<Astray[]> {
  const { preimages, namedRanges } = spreadsheet.book();
  const { key } = layout;
  if (!preimages || !key) throw unknownOutcome('google', 'take-back', 'the hidden tab is gone');
  const { id: rangeId, n: level } = freeId(intent.id, 'r', namedRanges);
  const width = laneWidth(layout);
  const left = freeLane(intent.id, namedRanges, width);
  const marked = isMarked(things);
  const columns = layout.columns.map((column) => column.index);
  const lines = tryLines({ level, left, marked, keyIndex: key.index, columns }, things, below);
  const height = Math.max(lines.length, ...things.map((thing) => Math.max(thing.row, thing.kept.row) + 1));
  const { requests: growth, tab: own } = growTab(preimages, height, left + width);
  const range = rangeOn(own.sheetId, { start: 0, end: lines.length }, one(left + width - 1));
  const namedRange = { namedRangeId: rangeId, name: rangeNameOf(rangeId, spreadsheet.deps.now()), range };
  const manifest = {
    start: { sheetId: own.sheetId, rowIndex: 0, columnIndex: left + width - 1 },
    rows: lines.map(textRow),
    fields: 'userEnteredValue',
  };
  const requests: BatchRequest[] = [...growth, { addNamedRange: { namedRange } }, { updateCells: manifest }];
  const show: string[] = [];
  const { sheetId } = layout.locator;
  const copy = (source: object, destination: object, pasteType = 'PASTE_NORMAL'): BatchRequest => ({
    copyPaste: { source, destination, pasteType },
  });
  things.forEach((thing, index) => {
    const wrote = thing.wrote.map((cell) => cell.column);
    for (const run of runsOf([...columns, key.index, ...wrote])) {
      requests.push(copy(rangeOn(sheetId, one(thing.row), run), rangeOn(own.sheetId, one(thing.row), shifted(run, left))));
      show.push(a1(own.title, one(thing.row), shifted(run, left)));
    }
    for (const run of runsOf(wrote)) {
      requests.push(copy(rangeOn(own.sheetId, one(thing.kept.row), shifted(run, thing.kept.left)), rangeOn(sheetId, one(thing.row), run)));
    }
    const { formats, notes } = besideOf(thing, sheetId);
    for (const run of runsOf(formats)) {
      const source = rangeOn(own.sheetId, one(thing.row), shifted(run, left));
      requests.push(copy(source, rangeOn(sheetId, one(thing.row), run), 'PASTE_FORMAT'));
    }
    requests.push(...notes);
    if (marked) requests.push(markRow(sheetId, thing.row, markOf(rangeId, index)));
    show.push(a1(layout.title, one(thing.row), one(key.index)));
  });
  const answer = await batchUpdate(spreadsheet.deps, spreadsheet.options, spreadsheet.id, {
    requests,
    show: { ranges: show, fields: SHOWN_FIELDS },
  });
  spreadsheet.keep({ ...spreadsheet.book(), preimages: own, namedRanges: [...spreadsheet.book().namedRanges, namedRange] });
  const shownOf = (id: number) => answer?.sheets.find((sheet) => sheet.properties.sheetId === id);
  const covered = laneView(gridOf(shownOf(own.sheetId)?.data), left);
  const made = { level, left, covered, markOf: (index: number) => (marked ? markOf(rangeId, index) : null) };
  return afterTry(things, made, { marks: marksIn(shownOf(sheetId)?.data), keyIndex: key.index, columns });
}

const markRow = (sheetId: number, row: number, metadataValue: string): BatchRequest => ({
  createDeveloperMetadata: {
    developerMetadata: {
      metadataKey: MARK_METADATA,
      metadataValue,
      visibility: 'DOCUMENT',
      location: { dimensionRange: { sheetId, dimension: 'ROWS', startIndex: row, endIndex: row + 1 } },
    },
  },
});
