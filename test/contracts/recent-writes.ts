/** What a `SyncStore` tells of a record's latest writes, held against each of them. */
import { expect, test } from 'vitest';
import type { FieldId, RecordKey } from '../../core/sync/ids.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import type { Commit } from '../../core/sync/store.ts';
import type { Bench } from './store-bench.ts';
import { change, entry, field, key, LEFT, line, MINUTE, PAIR, record } from './store-bench.ts';

export function recentWritesContract(make: () => Promise<Bench>): void {
  const born = (): RecordKey => key('nobody');
  const begun = async () => {
    const { store } = await make();
    return { store, commit: (over: Partial<Commit>): Promise<void> => store.commit({ ...draftCommit(PAIR, []), ...over }) };
  };

  test('[R12] every update of a field of the records that are looked at, oldest first, and nothing else', async () => {
    const { store, commit } = await begun();
    await store.ingest([change(LEFT, { changed: [record('L1', 'a')] })], null);
    await commit({ entries: [entry('k1', 'L1', 'R1'), entry('k2', 'L2', 'R2')], journal: [line('k1', 'r1')] });
    await commit({
      journal: [
        line('k1', 'r2', { side: 'left', why: 'direction' }),
        line('k1', 'r2', { field: 'budget' as FieldId }),
        line('k1', 'r2', { kind: 'create', field: null }),
        line('k1', 'r2', { kind: 'remove', field: null }),
        line('k2', 'r2'),
      ],
    });
    const { recent } = await store.work(PAIR, born);
    expect([...recent].map(([of, all]) => [of, all.map(({ side, field, why }) => `${side} ${field} ${why}`)])).toEqual([
      ['k1', ['right name changed', 'left name direction', 'right budget changed']],
    ]);
    const ages = recent.get(key('k1'))?.map((one) => one.ago) ?? [];
    expect(ages.every((one, at) => one >= 0 && one < MINUTE && one <= (ages[at - 1] ?? MINUTE))).toBe(true);
  });

  test('what runs did lately, each record once, but neither undo nor what was approved', async () => {
    const { store, commit } = await begun();
    await commit({
      journal: [
        line('k1', 'r'),
        line('k1', 'r', { why: 'policy' }),
        line('k2', 'r', { side: 'left' }),
        line('k3', 'r', { why: 'undo' }),
        line('k4', 'r', { kind: 'remove', why: 'gone', field: null }),
        line('k5', 'r', { kind: 'remove', why: 'approved', field: null }),
      ],
    });
    expect((await store.work(PAIR, born)).window).toEqual({
      deletes: { left: 0, right: 1 },
      changes: { left: 1, right: 1 },
      emptied: { left: new Map(), right: new Map() },
    });
  });

  test('[G6] in how many records runs emptied a field lately', async () => {
    const { store, commit } = await begun();
    const eur = (amount: string | null) => ({ amount, currency: 'EUR' });
    await commit({
      journal: [
        line('k1', 'r', { before: 'a', after: null }),
        line('k1', 'r', { before: 'b', after: null }),
        line('k2', 'r', { before: true, after: false }),
        line('k3', 'r', { before: ['a'], after: [] }),
        line('k4', 'r', { before: eur('5'), after: eur(null) }),
        line('k5', 'r', { before: eur(null), after: null }),
        line('k6', 'r', { before: 'a', after: 'b' }),
        line('k7', 'r', { before: 'a', after: null, why: 'undo' }),
      ],
    });
    expect((await store.work(PAIR, born)).window.emptied).toEqual({ left: new Map(), right: new Map([[field, 4]]) });
  });
}
