import { describe, expect, it } from 'vitest';
import { createChance } from '../../../sandbox/world/chance.ts';
import { createClock } from '../../../sandbox/world/clock.ts';
import { createIds } from '../../../sandbox/world/ids.ts';
import { createStore } from '../../../sandbox/world/store/store.ts';

describe('ids', () => {
  it('count per series, from where the series starts', () => {
    const ids = createIds(createStore(), 'seed');
    expect([ids.next('items', 8_400_000_001), ids.next('items', 8_400_000_001), ids.next('boards')]).toEqual([
      8_400_000_001, 8_400_000_002, 1,
    ]);
  });

  it('are the same for the same seed, others for another', () => {
    const first = createIds(createStore(), 'a');
    const same = createIds(createStore(), 'a');
    const other = createIds(createStore(), 'b');
    expect([same.uuid(), same.opaque(44)]).toEqual([first.uuid(), first.opaque(44)]);
    expect(other.uuid()).not.toBe(createIds(createStore(), 'a').uuid());
  });

  it('are never given twice, also by a second set of ids over the same store', () => {
    const store = createStore();
    const given = new Set<string>();
    for (const ids of [createIds(store, 'a'), createIds(store, 'a')]) {
      for (let n = 0; n < 500; n += 1)
        given
          .add(ids.uuid())
          .add(ids.opaque(20))
          .add(String(ids.next('item', 1000)));
    }
    expect(given.size).toBe(3000);
  });

  it('begin again after being emptied, and then go on behind all that were given before', () => {
    const store = createStore();
    const ids = createIds(store, 'a');
    for (let n = 0; n < 5; n += 1) ids.next('item', 100);
    ids.next('board');
    const given = ids.given();
    store.clear(new Set());
    expect([ids.next('item', 100), ids.next('item', 100)]).toEqual([100, 101]);
    ids.goBehind(given);
    expect([ids.next('item', 100), ids.next('board')]).toEqual([105, 2]);
  });

  it('have the shapes that vendors use', () => {
    const ids = createIds(createStore(), 'a');
    expect(ids.uuid()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
    expect(ids.opaque(100)).toMatch(/^[A-Za-z0-9_-]{100}$/);
  });
});

describe('chance', () => {
  it('repeats for a seed, differs between seeds, and is spread evenly', () => {
    const draw = (seed: string) => Array.from({ length: 10_000 }, createChance(seed));
    expect(draw('a')).toEqual(draw('a'));
    expect(draw('a')[0]).not.toBe(draw('b')[0]);
    const numbers = draw('a');
    expect(Math.min(...numbers)).toBeGreaterThanOrEqual(0);
    expect(Math.max(...numbers)).toBeLessThan(1);
    expect(Math.abs(numbers.reduce((sum, n) => sum + n, 0) / 10_000 - 0.5)).toBeLessThan(0.02);
  });
});

describe('the clock', () => {
  it('adds what it was advanced to its base, and remembers it', () => {
    const store = createStore();
    let base = 1_000_000;
    const clock = createClock(store, () => base);
    clock.advance(3600);
    base += 5;
    expect(clock.now()).toBe(1_000_000 + 3_600_000 + 5);
    expect(createClock(store, () => base).now()).toBe(clock.now());
  });

  it('never goes back', () => {
    const clock = createClock(createStore(), () => 0);
    expect(() => clock.advance(-1)).toThrow(RangeError);
    expect(() => clock.advance(Number.NaN)).toThrow(RangeError);
  });
});
