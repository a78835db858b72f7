/** An automation of the board: a tag that comes from us gets a word more, in the same moment or a little later. */
import type { Oracle } from './oracle.ts';
import type { Random } from './random.ts';
import type { Scheduler } from './scheduler.ts';
import { stampOf } from './seen.ts';
import type { Board } from './vendors/board.ts';
import { at, textOf } from './vendors/cells.ts';

const SEEN = / seen\d+$/;

export function automation(board: Board, oracle: Oracle, scheduler: Scheduler, random: Random): Board['answer'] {
  let told = 0;
  return (item, written) => {
    const sent = textOf(at(written, 'tag')).trim();
    if (sent === '' || SEEN.test(sent) || random.chance(0.5)) return;
    const act = (): void => {
      if (item.state !== 'active' || textOf(at(item.cells, 'tag')) !== sent) return;
      told += 1;
      const text = `${sent} seen${told}`;
      scheduler.note(`automation ${text}`);
      oracle.typed('left', stampOf(textOf(at(item.cells, 'name'))), 'tag', text, sent);
      board.edit(item, { tag: { kind: 'text', text } });
    };
    if (random.chance(0.5)) act();
    else scheduler.after(random.between(100, 4_000), 'an automation runs', act);
  };
}
