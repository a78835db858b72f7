import { describe, expect, test } from 'vitest';
import { num, text } from './fixtures.ts';
import { textIn } from './models.ts';
import { client, names, row, writes } from './office.ts';
import type { World } from './world.ts';
import { Crash, world } from './world.ts';

describe('crashes and lost replies', () => {
  /** What people did before the engine ran. */
  const morning = (): World => {
    const w = world();
    for (const name of ['A', 'B', 'C']) w.board.add(client(name));
    for (const name of ['D', 'E']) w.tab.add(row(name));
    return w;
  };
  const noon = (w: World): void => {
    w.board.named('A').cells.notes = text('left');
    w.tab.named('A').cells.BUDGET = num('9');
    w.board.named('B').how = 'archived';
    w.tab.remove(w.tab.named('E'));
    w.tab.named('D').cells.NOTES = text('right');
    w.tab.add(row('F'));
    w.board.add(client('G'));
  };
  const right = (w: World): void => {
    expect(names(w)).toEqual({ board: ['A', 'C', 'D', 'F', 'G'], tab: ['A', 'C', 'D', 'F', 'G'] });
    expect(w.board.named('A').cells).toMatchObject({ notes: text('left'), budget: num('9') });
    expect(w.tab.named('A').cells).toMatchObject({ NOTES: text('left'), BUDGET: num('9') });
    expect(w.board.named('D').cells.notes).toEqual(text('right'));
    expect(w.store.openCalls).toBe(0);
  };

  test('[P3] [L3] [L5] fault F01: killed at any await: one thing once, nothing lost', async () => {
    const whole = morning();
    await whole.settle();
    noon(whole);
    await whole.settle();
    right(whole);
    const awaits = whole.awaits();
    expect(awaits).toBeGreaterThan(40);
    for (let at = 1; at <= awaits; at += 1) {
      const w = morning();
      await w.settle();
      noon(w);
      w.crashAfter(at);
      await expect(w.settle()).rejects.toThrow(Crash);
      w.crashAfter(Number.POSITIVE_INFINITY);
      await w.settle();
      right(w);
      const after = writes(w);
      await w.settle();
      expect(writes(w)).toBe(after);
    }
  });

  test('[P3] killed at any await of the first sync', async () => {
    const whole = morning();
    await whole.settle();
    const awaits = whole.awaits();
    for (let at = 1; at <= awaits; at += 1) {
      const w = morning();
      w.crashAfter(at);
      await expect(w.settle()).rejects.toThrow(Crash);
      w.crashAfter(Number.POSITIVE_INFINITY);
      await w.settle();
      expect(names(w)).toEqual({ board: ['A', 'B', 'C', 'D', 'E'], tab: ['A', 'B', 'C', 'D', 'E'] });
    }
  });

  test('[P3] [P7] [L3] killed at any await, and the tab sorted without its keys before anybody looks', async () => {
    const begun = async (): Promise<World> => {
      const w = morning();
      await w.settle();
      w.board.named('A').cells.notes = text('left');
      w.board.add(client('G'));
      return w;
    };
    const whole = await begun();
    await whole.settle();
    const awaits = whole.awaits();
    for (let at = 1; at <= awaits; at += 1) {
      const w = await begun();
      w.crashAfter(at);
      await expect(w.settle()).rejects.toThrow(Crash);
      w.crashAfter(Number.POSITIVE_INFINITY);
      // G moves into the middle, under another row's key.
      w.tab.sort((line) => String('DGAECB'.indexOf(textIn(line.cells.NAME))), false);
      await w.settle();
      expect([at, names(w)]).toEqual([at, { board: ['A', 'B', 'C', 'D', 'E', 'G'], tab: ['A', 'B', 'C', 'D', 'E', 'G'] }]);
      expect(w.tab.named('A').cells.NOTES).toEqual(text('left'));
      expect(w.tab.named('G').cells.NOTES).toEqual(text('about G'));
    }
  });

  test('[P3] [L2] every reply of a day lost', async () => {
    const w = morning();
    w.board.faults.loseReplies = 100;
    w.tab.faults.loseReplies = 100;
    await w.settle();
    noon(w);
    await w.settle();
    right(w);
  });

  test('[P1] edited again before anybody knows that the create happened', async () => {
    const w = world();
    w.board.add(client('A'));
    w.tab.faults.loseReplies = 1;
    w.tab.faults.before = () => {
      w.board.named('A').cells.notes = text('edited meanwhile');
    };
    await w.settle();
    await w.settle();
    expect(w.tab.named('A').cells.NOTES).toEqual(text('edited meanwhile'));
    expect(w.tab.lines.length).toBe(1);
  });
});
