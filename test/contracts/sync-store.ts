/** What every `SyncStore` promises (`core/sync/store.ts`), held against each of them. Expected values are worked out by hand. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { IntentId, LocalId, RecordKey, RunId } from '../../core/sync/ids.ts';
import type { Side } from '../../core/sync/mapping.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import type { Commit, Lease, SyncStore } from '../../core/sync/store.ts';
import type { Bench } from './store-bench.ts';
import { BOARD, BOOK, change, conflict, entry, field, key, LEFT, line, local, MINUTE, PAIR, RIGHT, record, update } from './store-bench.ts';

export function syncStoreContract(make: () => Promise<Bench>): void {
  let bench: Bench;
  let store: SyncStore;
  beforeEach(async () => {
    bench = await make();
    store = bench.store;
  });
  const commit = (over: Partial<Commit>): Promise<void> => store.commit({ ...draftCommit(PAIR, []), ...over });
  const held = (holder: string, forMs = MINUTE): Promise<readonly Lease[]> => store.lease([BOOK, BOARD], holder, forMs);
  const born = (side: Side, id: LocalId): RecordKey => key(`born of ${side} ${id}`);
  const dirtyIds = async (): Promise<readonly string[]> => (await store.work(PAIR, born)).dirty.map((one) => `${one.side} ${one.localId}`);

  describe('leases', () => {
    test('are taken in id order, and others’ are left out until they lapse', async () => {
      expect((await held('a')).map((one) => one.container)).toEqual([BOARD, BOOK]);
      expect(await held('b')).toEqual([]);
    });

    test('a lapsed one goes to the next holder with a higher token; the same holder keeps its own', async () => {
      const [first] = await held('a', -MINUTE);
      const [again] = await held('a', -MINUTE);
      const [next] = await held('b');
      expect(again?.token).toBe(first?.token);
      expect(next?.token).toBe((first?.token ?? 0) + 1);
    });

    test('[L1] renewing keeps others out; one that was lost is refused, and none is extended', async () => {
      const mine = await store.lease([BOARD], 'a', -MINUTE);
      await store.renew(mine, MINUTE);
      expect(await store.lease([BOARD], 'b', MINUTE)).toEqual([]);
      const lost = await store.lease([BOOK], 'a', -MINUTE);
      await store.lease([BOOK], 'b', -MINUTE);
      await expect(store.renew([...lost, ...mine], MINUTE)).rejects.toMatchObject({ code: 'lease-lost', next: { kind: 'replan' } });
      expect((await store.lease([BOOK], 'c', MINUTE)).length).toBe(1);
    });

    test('a released one is free at once; one that somebody else holds by now stays theirs', async () => {
      const mine = await store.lease([BOARD], 'a', MINUTE);
      await store.release(mine);
      const theirs = await store.lease([BOARD], 'b', MINUTE);
      expect(theirs.length).toBe(1);
      await store.release(mine);
      expect(await store.lease([BOARD], 'c', MINUTE)).toEqual([]);
    });

    test('[L1] every write of a fenced-out holder is refused whole', async () => {
      const old = await held('a', -MINUTE);
      await held('b');
      const refusal = { code: 'lease-lost' };
      await expect(commit({ leases: old, entries: [entry('k1', 'L1', 'R1')] })).rejects.toMatchObject(refusal);
      await expect(
        store.saveIntents(
          [{ id: 'i' as IntentId, run: 'r' as RunId, pair: PAIR, container: BOOK, replica: RIGHT, writes: [], steps: {} }],
          old,
        ),
      ).rejects.toMatchObject(refusal);
      await expect(
        store.ingest([change(LEFT, { changed: [record('L1', 'a')] })], { leases: old, container: BOARD, upTo: 1 }),
      ).rejects.toMatchObject(refusal);
      expect([await dirtyIds(), await store.openIntents([BOOK]), (await store.work(PAIR, born)).records]).toEqual([[], [], 0]);
    });
  });

  describe('hints', () => {
    test('name records, each once, until one names all', async () => {
      expect(await store.unread(BOARD)).toBeNull();
      await store.hint(BOARD, [local('2'), local('1')]);
      await store.hint(BOARD, [local('1')]);
      expect(await store.unread(BOARD)).toEqual({ scope: ['1', '2'], upTo: 3 });
      await store.hint(BOARD, 'all');
      expect(await store.unread(BOARD)).toEqual({ scope: 'all', upTo: 4 });
      expect(await store.unread(BOOK)).toBeNull();
    });

    test('one that came while we read stays', async () => {
      await store.hint(BOARD, 'all');
      const leases = await held('a');
      await store.hint(BOARD, [local('7')]);
      await store.ingest([], { leases, container: BOARD, upTo: 1 });
      expect(await store.unread(BOARD)).toEqual({ scope: ['7'], upTo: 2 });
      expect((await store.containers()).map((one) => [one.id, one.hintSeq, one.readSeq])).toEqual([
        [BOARD, 2, 1],
        [BOOK, 0, 0],
      ]);
    });
  });

  describe('reading in', () => {
    test('moves the mirror and marks what depends on it', async () => {
      await store.ingest([change(LEFT, { changed: [record('L1', 'a'), record('L2', 'b')] })], null);
      await store.ingest([change(LEFT, { changed: [record('L3', 'c')], gone: [{ localId: local('L1'), how: 'archived' }] })], null);
      expect(await dirtyIds()).toEqual(['left L2', 'left L3', 'left L1']);
      expect(await store.fingerprints(LEFT, 'all')).toEqual(
        new Map([
          ['L2', 'f b'],
          ['L3', 'f c'],
        ]),
      );
      expect(await store.fingerprints(LEFT, [local('L1'), local('L9')])).toEqual(new Map([['L1', 'gone archived']]));
      expect((await store.mirror(LEFT, 'all')).map((one) => one.name)).toEqual(['b', 'c']);
      expect((await store.work(PAIR, born)).mirrors.left.get(local('L1'))?.gone).toBe('archived');
      expect(await store.due()).toEqual([PAIR]);
    });

    test('knows all fingerprints after a complete reading, and what has moved since', async () => {
      const all = async () => [...(await store.fingerprints(LEFT, 'all'))].sort();
      const read = (over: Parameters<typeof change>[1]) => store.ingest([change(LEFT, over)], null);
      await read({ changed: [record('L1', 'a'), record('L2', 'b'), record('L3', 'c'), record('L4', 'd')], complete: true });
      await read({ changed: [record('L2', 'b2')], gone: [{ localId: local('L3'), how: 'deleted' }] });
      await commit({ mirrors: [{ replica: LEFT, records: [record('L5', 'e')], gone: [local('L4')] }] });
      const now = [
        ['L1', 'f a'],
        ['L2', 'f b2'],
        ['L5', 'f e'],
      ];
      expect(await all()).toEqual(now);
      await read({ complete: true });
      expect(await all()).toEqual(now);
      await read({ changed: [record('L3', 'c')], gone: [{ localId: local('L1'), how: 'archived' }], complete: true });
      expect(await all()).toEqual([
        ['L2', 'f b2'],
        ['L3', 'f c'],
        ['L5', 'f e'],
      ]);
    });

    test('keeps the row index as it was given, and over a reading that doesn’t tell', async () => {
      const row = { key: key('k1'), position: 2, fingerprint: 'f.n', written: false };
      const lost = { key: key('k2'), position: 3, fingerprint: 'f.n', written: true, doubtful: true };
      await store.ingest([change(RIGHT, { index: [row, lost] })], null);
      await store.ingest([change(RIGHT, {})], null);
      expect(await store.rows(RIGHT)).toEqual([row, lost]);
    });

    test('a broken replica is one with its findings, which end with it', async () => {
      const finding = { kind: 'column-missing', side: 'right' as const, field: null, shown: 'Budget', key: '' as const, name: '' };
      await store.ingest([change(RIGHT, { broken: true, findings: [finding] })], null);
      await store.ingest([change(RIGHT, { broken: true, findings: [finding] })], null);
      expect((await store.replicas()).map((one) => one.state)).toEqual(['new', 'broken']);
      expect((await bench.shown()).findings).toEqual([{ key: '', kind: 'column-missing', shown: 'Budget', state: 'open' }]);
      await store.ingest([change(RIGHT, { locale: { locale: 'de-DE', timeZone: 'Europe/Berlin' } })], null);
      await store.ingest([change(RIGHT, {})], null);
      expect((await bench.shown()).findings.map((one) => one.state)).toEqual(['settled']);
      expect((await store.replicas())[1]).toMatchObject({ state: 'ready', locale: { locale: 'de-DE' } });
    });

    test('rows that can’t be told have a finding each, which ends when they can', async () => {
      const unclear = (n: number) => ({
        kind: 'identity-unclear',
        side: 'right' as const,
        field: null,
        shown: `${n}: A`,
        key: `row/${n}` as const,
        name: 'A',
      });
      await store.ingest([change(RIGHT, { findings: [unclear(2), unclear(3)] })], null);
      await store.ingest([change(RIGHT, { findings: [{ ...unclear(3), shown: '3: B', name: 'B' }] })], null);
      expect((await bench.shown()).findings.map((one) => [one.key, one.shown, one.state]).sort()).toEqual([
        ['row/2', '2: A', 'settled'],
        ['row/3', '3: B', 'open'],
      ]);
      await store.ingest([change(RIGHT, {})], null);
      expect((await bench.shown()).findings.filter((one) => one.state === 'open')).toEqual([]);
    });
  });

  describe('what a run looks at', () => {
    test('the dirty, their entries, both sides of these, and nothing else', async () => {
      await store.ingest(
        [change(LEFT, { changed: [record('L1', 'a'), record('L2', 'b')] }), change(RIGHT, { changed: [record('R1', 'a')] })],
        null,
      );
      await commit({ entries: [entry('k1', 'L1', 'R1'), entry('k2', 'L2', null)], clean: (await store.work(PAIR, born)).dirty });
      await store.ingest([change(RIGHT, { changed: [record('R1', 'a2')] })], null);
      const work = await store.work(PAIR, born);
      expect(work.dirty.map((one) => [one.side, one.localId])).toEqual([['right', 'R1']]);
      expect(work.entries).toEqual([entry('k1', 'L1', 'R1')]);
      expect([[...work.mirrors.left.keys()], [...work.mirrors.right.values()].map((one) => one.record.name)]).toEqual([['L1'], ['a2']]);
      expect(work.records).toBe(2);
    });

    test('the entry under the key that a new record would get', async () => {
      await commit({ entries: [entry('born of left L1', 'L9', 'R1')] });
      await store.ingest([change(LEFT, { changed: [record('L1', 'a')] })], null);
      expect((await store.work(PAIR, born)).entries.map((one) => one.key)).toEqual(['born of left L1']);
    });

    test('the entry whose key a left record shows', async () => {
      await commit({ entries: [entry('k1', null, 'R1')] });
      await store.ingest([change(LEFT, { changed: [record('L1', 'a', { key: 'k1' })] })], null);
      expect((await store.work(PAIR, born)).entries.map((one) => one.key)).toEqual(['k1']);
    });
  });

  describe('a commit', () => {
    test('cleans what it looked at, not what was marked again since', async () => {
      await store.ingest([change(LEFT, { changed: [record('L1', 'a'), record('L2', 'a')] })], null);
      const { dirty } = await store.work(PAIR, born);
      await store.ingest([change(LEFT, { changed: [record('L2', 'b')] })], null);
      await commit({ clean: dirty });
      const left = (await store.work(PAIR, born)).dirty;
      expect(left.map((one) => one.localId)).toEqual(['L2']);
      expect(left[0]?.age).toBeGreaterThanOrEqual(dirty[1]?.age ?? Number.NaN);
    });

    test('puts off until a time; a new mark calls it back', async () => {
      await store.ingest([change(LEFT, { changed: [record('L1', 'a')] })], null);
      const { dirty } = await store.work(PAIR, born);
      await commit({ later: dirty.map((one) => ({ ...one, waitMs: MINUTE })) });
      expect([await store.due(), await dirtyIds()]).toEqual([[], ['left L1']]);
      await commit({ again: [{ side: 'left', localId: local('L1') }] });
      expect(await store.due()).toEqual([PAIR]);
      await commit({ later: (await store.work(PAIR, born)).dirty.map((one) => ({ ...one, waitMs: -MINUTE })) });
      expect(await store.due()).toEqual([PAIR]);
    });

    test('fault F07: happens whole or not at all', async () => {
      await commit({ entries: [entry('k1', 'L1', 'R1')] });
      const twice = commit({
        entries: [entry('k3', 'L3', 'R3'), entry('k2', 'L1', 'R2')],
        journal: [line('k3', 'r')],
        conflicts: [conflict('l')],
        again: [{ side: 'left', localId: local('L3') }],
      });
      await expect(twice).rejects.toThrow();
      await commit({ again: [{ side: 'left', localId: local('L1') }] });
      const work = await store.work(PAIR, born);
      expect([work.records, work.entries, await dirtyIds()]).toEqual([1, [entry('k1', 'L1', 'R1')], ['left L1']]);
      expect(await bench.shown()).toMatchObject({ journal: [], conflicts: [] });
    });

    test('counts the live records of its pair', async () => {
      const live = async () => (await store.work(PAIR, born)).records;
      await commit({ entries: [entry('k1', 'L1', 'R1'), entry('k2', 'L2', 'R2'), entry('k3', 'L3', 'R3', { state: 'parked' })] });
      expect(await live()).toBe(2);
      await commit({ entries: [entry('k1', 'L1', 'R1', { name: 'new' }), entry('k2', 'L2', 'R2', { state: 'removed' })] });
      expect(await live()).toBe(1);
      await commit({ entries: [entry('k2', 'L2', 'R2'), entry('k3', 'L3', 'R3'), entry('k4', 'L4', null)] });
      expect(await live()).toBe(4);
    });

    test('takes an id from a tombstone, never from a live record', async () => {
      await commit({ entries: [entry('k1', 'L1', 'R1', { state: 'removed' })] });
      await commit({
        entries: [entry('k2', 'L2', 'R1')],
        again: [
          { side: 'left', localId: local('L1') },
          { side: 'right', localId: local('R1') },
        ],
      });
      expect((await store.work(PAIR, born)).entries.map((one) => [one.key, one.left, one.right]).sort()).toEqual([
        ['k1', 'L1', null],
        ['k2', 'L2', 'R1'],
      ]);
    });

    test('moves the mirror and the index with the base', async () => {
      const row = (of: string, position: number) => ({ key: key(of), position, fingerprint: 'f.n', written: true });
      await store.ingest([change(RIGHT, { changed: [record('k1', 'a'), record('k2', 'b')], index: [row('k1', 2), row('k2', 3)] })], null);
      await commit({
        mirrors: [{ replica: RIGHT, records: [record('k3', 'c')], gone: [local('k1')] }],
        rows: [{ replica: RIGHT, upsert: [row('k2', 2), row('k3', 4)], drop: [key('k1')] }],
      });
      expect(await store.rows(RIGHT)).toEqual([row('k2', 2), row('k3', 4)]);
      expect((await store.mirror(RIGHT, 'all')).map((one) => one.name)).toEqual(['b', 'c']);
      expect(await store.fingerprints(RIGHT, [local('k1')])).toEqual(new Map([['k1', 'gone deleted']]));
    });
  });

  describe('what people are shown', () => {
    test('a frozen field is one conflict that offers the newest values, until it closes; a settled one stays', async () => {
      await commit({ entries: [entry('k1', 'L1', 'R1')], conflicts: [conflict('a')] });
      await commit({ conflicts: [conflict('b'), conflict('lost', { kept: 'right' })], again: [{ side: 'left', localId: local('L1') }] });
      const states = async () => (await bench.shown()).conflicts.map((one) => `${one.left} ${one.state}`).sort();
      expect(await states()).toEqual(['b open', 'lost settled']);
      expect([...((await store.work(PAIR, born)).open.get(key('k1')) ?? new Map()).entries()]).toMatchObject([
        ['name', { why: 'both-changed', left: 'b', right: 'r' }],
      ]);
      await commit({ closes: [{ key: key('k1'), field }] });
      expect(await states()).toEqual(['b settled', 'lost settled']);
      expect((await store.work(PAIR, born)).open.size).toBe(0);
    });

    test('findings of a record are those of its last look', async () => {
      const raised = (kind: string, shown: string) => ({ kind, side: 'right' as const, field, shown });
      const of = (...all: ReturnType<typeof raised>[]) => commit({ findings: [{ key: key('k1'), name: 'k1', raised: all }] });
      await of(raised('not-a-number', 'tbd'), raised('unknown-label', 'x'));
      await of(raised('not-a-number', 'tba'));
      await commit({ findings: [{ key: key('k2'), name: 'k2', raised: [] }] });
      expect([...(await bench.shown()).findings].sort((a, b) => (a.kind < b.kind ? -1 : 1))).toEqual([
        { key: 'k1', kind: 'not-a-number', shown: 'tba', state: 'open' },
        { key: 'k1', kind: 'unknown-label', shown: 'x', state: 'settled' },
      ]);
    });

    test('held steps of a record are those of its last look', async () => {
      const step = (of: string) => ({ step: update(of), why: 'preview' as const, token: 't' });
      await commit({
        held: [
          { key: key('k1'), steps: [step('k1')] },
          { key: key('k2'), steps: [step('k2')] },
        ],
      });
      await commit({ held: [{ key: key('k1'), steps: [] }] });
      expect((await bench.shown()).held).toEqual([{ id: 'k2/right/update/name', why: 'preview' }]);
    });

    test('a wish puts both sides of its record on the list, and is gone when it is done', async () => {
      await commit({ entries: [entry('k1', 'L1', 'R1'), entry('k2', 'L2', 'R2')] });
      const directive = { id: '', kind: 'set' as const, field, value: 'v', expect: undefined, why: 'taken' as const, run: 'r' };
      await commit({ wishes: [{ key: key('k1'), directive }] });
      const work = await store.work(PAIR, born);
      expect([...(await dirtyIds())].sort()).toEqual(['left L1', 'right R1']);
      const [wish] = work.directives.get(key('k1')) ?? [];
      expect(wish).toMatchObject({ kind: 'set', field, value: 'v', run: 'r' });
      await commit({ directivesDone: [wish?.id ?? ''] });
      expect((await store.work(PAIR, born)).directives.size).toBe(0);
    });

    test('[U1] wishes about a record come in the order in which they were made, also those of one commit', async () => {
      await commit({ entries: [entry('k1', 'L1', 'R1')] });
      const directive = { id: '', kind: 'set' as const, field, expect: undefined, why: 'taken' as const, run: 'r' };
      const values = Array.from({ length: 12 }, (_, n) => `value ${n}`);
      await commit({ wishes: values.map((value) => ({ key: key('k1'), directive: { ...directive, value } })) });
      await commit({ wishes: [{ key: key('k1'), directive: { ...directive, value: 'the last' } }] });
      const wishes = (await store.work(PAIR, born)).directives.get(key('k1')) ?? [];
      expect(wishes.map((one) => (one.kind === 'set' ? one.value : one.kind))).toEqual([...values, 'the last']);
    });
  });

  describe('intents and runs', () => {
    const intent = (id: string, run = 'r1') => ({
      id: id as IntentId,
      run: run as RunId,
      pair: PAIR,
      container: BOOK,
      replica: RIGHT,
      writes: [],
      steps: { w: [update('k1')] },
    });

    test('an intent is open, covering, and then nobody’s any more', async () => {
      const leases = await held('a');
      await store.saveIntents([intent('i1'), intent('i2')], leases);
      await commit({ leases, intent: { id: 'i1' as IntentId, state: 'covering' } });
      expect((await store.openIntents([BOOK])).map((one) => [one.id, one.state, one.steps])).toEqual([
        ['i1', 'covering', { w: [update('k1')] }],
        ['i2', 'open', { w: [update('k1')] }],
      ]);
      expect(await store.openIntents([BOARD])).toEqual([]);
      await commit({ leases, intent: { id: 'i1' as IntentId, state: 'closed' } });
      await commit({ leases, intent: { id: 'i2' as IntentId, state: 'closed' } });
      expect(await store.openIntents([BOOK])).toEqual([]);
    });

    test('a run that did nothing leaves no trace; one that wrote, failed or isn’t over does', async () => {
      for (const id of ['r0', 'r1', 'r2', 'r3']) await store.beginRun({ id: id as RunId, pair: PAIR, kind: 'sync', who: 'evenkeel' });
      await store.saveIntents([intent('i1', 'r1')], await held('a'));
      await commit({ journal: [line('k1', 'r2')] });
      for (const id of ['r0', 'r1', 'r2'] as RunId[]) await store.endRun(id, null);
      await store.endRun('r3' as RunId, 'unknown-outcome');
      const { runs } = await bench.shown();
      expect([...runs].sort((a, b) => (a.id < b.id ? -1 : 1))).toEqual([
        { id: 'r1', error: null },
        { id: 'r2', error: null },
        { id: 'r3', error: 'unknown-outcome' },
      ]);
    });
  });
}
