/** An office of clients over a board and a tab in memory, for tests of whole runs. */
import type { Cell } from '../../../core/sync/record.ts';
import { num, text } from './fixtures.ts';
import { textIn } from './models.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

export const client = (name: string, over: Readonly<Record<string, Cell>> = {}) => ({
  name: text(name),
  notes: text(`about ${name}`),
  budget: num('5'),
  cur: text('EUR'),
  ...over,
});
export const row = (name: string, over: Readonly<Record<string, Cell>> = {}) => ({
  NAME: text(name),
  NOTES: text(`about ${name}`),
  BUDGET: num('5'),
  CUR: text('EUR'),
  ...over,
});

export const names = (w: World) => ({
  board: w.board
    .live()
    .map((one) => textIn(one.cells.name))
    .sort(),
  tab: w.tab.lines.map((one) => textIn(one.cells.NAME)).sort(),
});
export const writes = (w: World): number => w.board.calls.writes + w.tab.calls.writes;

/** A pair in step: three clients, known on both sides. */
export async function office(...given: Parameters<typeof world>): Promise<World> {
  const w = world(...given);
  for (const name of ['Acme', 'Beta', 'Corp']) w.board.add(client(name));
  await w.settle();
  return w;
}

export const onlyEntry = (w: World, name: string) => {
  const found = [...w.store.archive.values()].filter((one) => one.name === name && one.state === 'live');
  const [one] = found;
  if (one === undefined || found.length > 1) throw new Error(`${found.length} entries called ${name}`);
  return one;
};
