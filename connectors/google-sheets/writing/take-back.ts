/**
 * Puts back what a write of ours covered where it should not have: on another row, over a formula or a person's note.
 * It is copied from the hidden tab, so formulas and formats come back as they were. Each try takes its own pre-image and
 * is judged by it, because people go on typing and moving: what a try covered wrongly goes back with the next one. What
 * a try was about stands beside its pre-image, so that whoever settles the intent later goes on from there.
 */
import { unknownOutcome } from '../../../core/sync/errors.ts';
import type { Intent } from '../../../core/sync/ports.ts';
import { batchUpdate } from '../client.ts';
import { a1, gridOf, one, type Run, rangeOn, runsOf, shifted } from '../grid.ts';
import type { TabLayout } from '../layout.ts';
import type { BatchRequest } from '../wire.ts';
import { type Astray, afterTry, laneView, locate } from './astray.ts';
import { growTab, laneWidth, rangeIdOf, rangeNameOf, SHOWN_FIELDS, textRow } from './batch.ts';
import { type Desk, forgetLayouts } from './book.ts';
import { type Evidence, readEvidence } from './evidence.ts';
import { tryLines } from './try-manifest.ts';

const MOST_TRIES = 8;

/**
 * Takes everything back. From a layout the rows are taken to be where we wrote, a moment ago; from evidence they are
 * looked for first. Throws when it can't be known whether it is done.
 */
export async function takeBack(desk: Desk, intent: Intent, things: readonly Astray[], from: TabLayout | Evidence): Promise<void> {
  let waiting = things;
  let known: Evidence | null = 'layout' in from ? from : null;
  for (let tries = 1; waiting.length > 0; tries += 1) {
    if (tries > MOST_TRIES) throw unknownOutcome('google', 'take-back', `${waiting.length} rows are still astray`);
    if (tries === 1 && !('layout' in from)) {
      waiting = await putBack(desk, intent, from, waiting);
      continue;
    }
    const evidence: Evidence = known ?? (await readEvidence(desk, intent.replica));
    known = null;
    const { found, hidden } = locate(waiting, evidence);
    // A person wrote over all that is left, or deleted its rows: nothing of ours stands there any more.
    if (found.length === 0) break;
    // What isn't there yet may come to light when what lies over it has gone back.
    waiting = [...(await putBack(desk, intent, evidence.layout, found)), ...hidden];
  }
  if (things.length > 0) forgetLayouts(desk);
}

/** One try; answers what has to be put right after it. */
async function putBack(desk: Desk, intent: Intent, layout: TabLayout, things: readonly Astray[]): Promise<Astray[]> {
  const { preimages, namedRanges } = desk.book();
  const { key } = layout;
  if (!preimages || !key) throw unknownOutcome('google', 'take-back', 'the hidden tab is gone');
  const width = laneWidth(layout);
  const left = width * (1 + Math.max(...things.map((thing) => Math.ceil(thing.kept.left / width))));
  const lines = tryLines(
    things,
    left,
    key.index,
    layout.columns.map((column) => column.index),
  );
  const height = Math.max(lines.length, ...things.map((thing) => Math.max(thing.row, thing.kept.row) + 1));
  const { requests: growth, tab: hidden } = growTab(preimages, height, left + width);
  const namedRangeId = nextRangeId(intent, new Set(namedRanges.map((range) => range.namedRangeId)));
  const range = rangeOn(hidden.sheetId, { start: 0, end: lines.length }, one(left + width - 1));
  const namedRange = { namedRangeId, name: rangeNameOf(namedRangeId, desk.deps.now()), range };
  const manifest = {
    start: { sheetId: hidden.sheetId, rowIndex: 0, columnIndex: left + width - 1 },
    rows: lines.map(textRow),
    fields: 'userEnteredValue',
  };
  const requests: BatchRequest[] = [...growth, { addNamedRange: { namedRange } }, { updateCells: manifest }];
  const show: string[] = [];
  const { sheetId } = layout.locator;
  const copy = (source: object, destination: object): BatchRequest => ({ copyPaste: { source, destination, pasteType: 'PASTE_NORMAL' } });
  const columns = [...layout.columns.map((column) => column.index), key.index];
  for (const thing of things) {
    const wrote = thing.wrote.map((cell) => cell.column);
    for (const run of runsOf([...columns, ...wrote])) {
      const there: Run = shifted(run, left);
      requests.push(copy(rangeOn(sheetId, one(thing.row), run), rangeOn(hidden.sheetId, one(thing.row), there)));
      show.push(a1(hidden.title, one(thing.row), there));
    }
    for (const run of runsOf(wrote)) {
      requests.push(
        copy(rangeOn(hidden.sheetId, one(thing.kept.row), shifted(run, thing.kept.left)), rangeOn(sheetId, one(thing.row), run)),
      );
    }
  }
  const answer = await batchUpdate(desk.deps, desk.options, desk.spreadsheet, { requests, show: { ranges: show, fields: SHOWN_FIELDS } });
  desk.keep({ ...desk.book(), preimages: hidden, namedRanges: [...desk.book().namedRanges, namedRange] });
  const covered = laneView(gridOf(answer?.sheets.find((sheet) => sheet.properties.sheetId === hidden.sheetId)?.data), left);
  return afterTry(things, { left, cells: covered }, key.index, columns);
}

function nextRangeId(intent: Intent, taken: ReadonlySet<string>): string {
  let n = 1;
  while (taken.has(rangeIdOf(intent.id, `_r${n}`))) n += 1;
  return rangeIdOf(intent.id, `_r${n}`);
}
