/** N4: five hundred edits in ten seconds on one pair, from either side. */
import { setTimeout } from 'node:timers/promises';
import type { Stage } from '../../test/e2e/stage.ts';
import { nameOf } from './clients.ts';
import type { Paired } from './first-sync.ts';
import { count, during, PATIENCE_MS, show, tell } from './scene.ts';

const EDITS = 500;
const BURST_MS = 10_000;

export async function burst(stage: Stage, { board, spreadsheet, clients }: Paired): Promise<void> {
  const { people, watch } = stage;
  const edits = Math.min(EDITS, clients);
  const ids = new Map((await people.items(board.id)).map((item) => [item.name, item.id]));
  const notes = board.columns.Notes ?? '';
  const named = (n: number): string => nameOf(Math.floor((n * clients) / edits));

  const onBoard = await played(stage, edits, (n) => people.change(board.id, ids.get(named(n)) ?? '', { [notes]: `burst ${n}` }, 'irina'));
  const rows = await people.rows('Sheet', spreadsheet);
  const wrong = Array.from({ length: edits }, (_, n) => n).filter((n) => rows.find((row) => row[0] === named(n))?.[6] !== `burst ${n}`);
  if (wrong.length > 0) throw new Error(`${wrong.length} of ${edits} edits did not arrive in the sheet`);
  const fromBoard = tell(`N4, ${edits} edits in 10 s on the board of ${clients} clients, echoes included`, onBoard);
  show('N4', `${edits} edits in 10 s on a board of ${clients} clients`, fromBoard.length, 12);
  show(
    'N4',
    'of these, readings and writes',
    count(fromBoard, (one) => one.service !== 'drive'),
    null,
  );
  show('N4', 'minimum (read the items, write the rows)', 2, null);

  const at = new Map(rows.map((row, n) => [row[0], n + 1]));
  const inSheet = await played(stage, edits, (n) => people.type(`Sheet!G${at.get(named(n))}`, [[`typed ${n}`]], 'irina', spreadsheet));
  const shown = new Map((await people.items(board.id)).map((item) => [item.name, item.texts[notes]]));
  const late = Array.from({ length: edits }, (_, n) => n).filter((n) => shown.get(named(n)) !== `typed ${n}`);
  if (late.length > 0) throw new Error(`${late.length} of ${edits} edits did not arrive on the board`);
  const fromSheet = tell(`N4, ${edits} edits in 10 s in the sheet of ${clients} clients, echoes included`, inSheet);
  show('N4', `${edits} edits in 10 s in a sheet of ${clients} clients`, fromSheet.length, 12);
  show(
    'N4',
    `of these, mutations of monday (minimum ${Math.ceil(edits / 166)} by complexity)`,
    count(fromSheet, (one) => one.service === 'monday'),
    null,
  );

  await watch.rest(PATIENCE_MS);
}

/** Edits at an even pace, nobody waiting for anybody; until all have arrived and their echoes are over. */
async function played(stage: Stage, edits: number, edit: (n: number) => Promise<unknown>): ReturnType<typeof during> {
  return during(stage, async () => {
    const began = performance.now();
    const all: Promise<unknown>[] = [];
    for (let n = 0; n < edits; n += 1) {
      await setTimeout(Math.max(0, began + (n * BURST_MS) / edits - performance.now()));
      all.push(edit(n));
    }
    await Promise.all(all);
    const seconds = (performance.now() - began) / 1_000;
    if (seconds > 12) console.error(`  (this machine took ${Math.round(seconds)} s for the edits)`);
  });
}
