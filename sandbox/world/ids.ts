import { createHash } from 'node:crypto';
import type { Ids, Store } from './world.ts';

export interface CountedIds extends Ids {
  /** The last number of each series. */
  given(): ReadonlyMap<string, number>;
  /** No series gives a number again that `given` holds. */
  goBehind(given: ReadonlyMap<string, number>): void;
}

/**
 * Ids from counters that live in `table` of the store: the same seed gives the same ids in the same order, and a
 * restart goes on where the last commit stood. Hashes of `seed` and counter stand for chance.
 */
export function createIds(store: Store, seed: string, table = 'world-ids'): CountedIds {
  const counters = store.table<{ last: number }>(table);

  function next(series: string, from = 1): number {
    const last = counters.get(series)?.last ?? from - 1;
    counters.set(series, { last: last + 1 });
    return last + 1;
  }

  function digest(series: string, part = 0): Buffer {
    return createHash('sha256').update(`${seed}/${table}/${series}/${part}`).digest();
  }

  return {
    next,
    given: () => new Map([...counters.ids()].map((series) => [series, counters.get(series)?.last ?? 0])),
    goBehind(given) {
      for (const [series, last] of given) if ((counters.get(series)?.last ?? 0) < last) counters.set(series, { last });
    },
    uuid() {
      const hex = digest(`uuid/${next('uuid')}`).toString('hex');
      const variant = '89ab'.charAt(Number.parseInt(hex.charAt(16), 16) % 4);
      return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`;
    },
    opaque(length) {
      const series = `opaque/${next('opaque')}`;
      let text = '';
      for (let part = 0; text.length < length; part += 1) text += digest(series, part).toString('base64url');
      return text.slice(0, length);
    },
  };
}
