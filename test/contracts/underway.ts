/** What every `SyncStore` keeps of work that runs on at a vendor, held against each of them. */
import { beforeEach, expect, test } from 'vitest';
import type { IntentId, RunId } from '../../core/sync/ids.ts';
import type { Lease, SyncStore } from '../../core/sync/store.ts';
import type { Bench } from './store-bench.ts';
import { BOARD, BOOK, local, MINUTE, PAIR, RIGHT } from './store-bench.ts';

export function underwayContract(make: () => Promise<Bench>): void {
  let store: SyncStore;
  beforeEach(async () => {
    store = (await make()).store;
  });
  const held = (holder: string): Promise<readonly Lease[]> => store.lease([BOOK, BOARD], holder, MINUTE);

  test('are over up to a number; others’, and later ones, stay; without any left the container is read', async () => {
    const leases = await held('a');
    const answered = (upTo: number, ...ids: string[]) => store.answered({ container: BOARD, upTo, ids: ids.map(local) }, leases);
    await store.hint(BOARD, [local('1'), local('2'), local('3')]);
    await answered(2, '1', '3');
    expect(await store.unread(BOARD)).toEqual({ scope: ['2', '3'], upTo: 3 });
    await answered(2, '2');
    expect(await store.unread(BOARD)).toEqual({ scope: ['3'], upTo: 3 });
    expect((await store.containers()).find((one) => one.id === BOARD)?.readSeq).toBe(2);
    await answered(3, '3');
    expect(await store.unread(BOARD)).toBeNull();
    await store.hint(BOARD, 'all');
    await answered(4, '1', '2', '3');
    expect(await store.unread(BOARD)).toEqual({ scope: 'all', upTo: 4 });
  });

  test('an intent’s ticket stays with it; who lost the lease keeps none', async () => {
    const old = await held('a');
    const intent = { id: 'i1' as IntentId, run: 'r1' as RunId, pair: PAIR, container: BOOK, replica: RIGHT, writes: [], steps: {} };
    await store.saveIntents([intent], old);
    expect((await store.openIntents([BOOK])).map((one) => one.ticket)).toEqual([null]);
    await store.keepTicket('i1' as IntentId, { ticket: 'job 7', percent: 0 }, old);
    await store.keepTicket('i1' as IntentId, { ticket: 'job 7, later', percent: 40 }, old);
    expect((await store.openIntents([BOOK])).map((one) => one.ticket)).toEqual(['job 7, later']);
    await store.release(old);
    await held('b');
    await expect(store.keepTicket('i1' as IntentId, { ticket: 'job 8', percent: 0 }, old)).rejects.toMatchObject({ code: 'lease-lost' });
    expect((await store.openIntents([BOOK])).map((one) => one.ticket)).toEqual(['job 7, later']);
  });
}
