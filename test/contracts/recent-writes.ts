/** What a `SyncStore` tells of a record's latest writes, held against each of them. */
import { expect, test } from 'vitest';
import type { FieldId, RecordKey } from '../../core/sync/ids.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import type { Commit } from '../../core/sync/store.ts';
import type { Bench } from './store-bench.ts';
import { change, entry, key, LEFT, line, MINUTE, PAIR, record } from './store-bench.ts';

export function recentWritesContract(make: () => Promise<Bench>): void {
  test('[R12] every update of a field of the records that are looked at, oldest first, and nothing else', async () => {
    const { store } = await make();
    const born = (): RecordKey => key('nobody');
    const commit = (over: Partial<Commit>): Promise<void> => store.commit({ ...draftCommit(PAIR, []), ...over });
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
}
