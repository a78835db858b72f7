/** What `read` and `pack` promise, of every container. */
import { beforeEach, describe, expect, test } from 'vitest';
import { SyncError } from '../../../core/sync/errors.ts';
import type { Write } from '../../../core/sync/ports.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import { type Bench, bench, type ReplicaHouse, text } from './replica-house.ts';

export function readingContract(make: () => Promise<ReplicaHouse>): void {
  let b: Bench;
  let at: ReplicaHouse;
  beforeEach(async () => {
    at = await make();
    b = bench(at);
  });

  describe('reading', () => {
    test('an empty replica is complete: no records, and its columns all the same', async () => {
      const reading = await b.read();
      expect(reading).toMatchObject({ complete: true, records: [], gone: [] });
      expect(reading.columns.map((column) => column.ref)).toEqual(expect.arrayContaining([at.name, at.words]));
      for (const column of reading.columns) expect(column).toMatchObject({ title: expect.any(String), writable: expect.any(Boolean) });
    });

    test('shows every record once, with all mapped columns, an id and a name, and no key before we gave one', async () => {
      for (const name of ['Acme', 'Beta', 'Gamma']) await at.person.add(name);
      const reading = await b.read();
      expect([reading.complete, reading.gone]).toEqual([true, []]);
      expect(reading.records.map((record) => record.name)).toEqual(['Acme', 'Beta', 'Gamma']);
      expect(new Set(reading.records.map((record) => record.localId)).size).toBe(3);
      for (const record of reading.records) {
        expect(record.key).toBeNull();
        expect(record.cells).toMatchObject({ [at.name]: text(record.name), [at.words]: text('') });
      }
    });

    test('has no effect, and says the same again', async () => {
      await at.person.add('Acme');
      const before = at.wire.writes();
      const first = await b.read();
      expect(await b.read()).toEqual(first);
      expect(await b.read(undefined, at.open())).toEqual(first);
      expect(at.wire.writes()).toBe(before);
    });

    test('of hints is of what they name, and is never complete unless it is of all', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b'], ['Gamma', 'c']);
      const beta = await b.named('Beta');
      const reading = await b.read({ kind: 'records', ids: [beta.localId] });
      expect(reading.gone).toEqual([]);
      if (at.traits.reads === 'all') expect([reading.complete, reading.records.length]).toEqual([true, 3]);
      else expect([reading.complete, reading.records]).toEqual([false, [beta]]);
    });

    test('of an id that was never there answers nothing: it is no record, and not gone', async () => {
      await b.made(['Acme', 'a']);
      const known = await b.named('Acme');
      for (const id of ['999999999', 'nonsense', 'row:4000']) {
        const reading = await b.read({ kind: 'records', ids: [id as RawRecord['localId']] });
        expect(reading.gone).toEqual([]);
        expect(reading.records).toEqual(at.traits.reads === 'all' ? [known] : []);
      }
    });

    test('says of what a person took away that it is gone, or shows all without it', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b']);
      const beta = await b.named('Beta');
      await at.person.remove(beta);
      const hinted = await b.read({ kind: 'records', ids: [beta.localId] });
      expect(hinted.records.map((record) => record.name)).not.toContain('Beta');
      if (at.traits.reads === 'all') expect(hinted.complete).toBe(true);
      else expect(hinted.gone).toEqual([{ localId: beta.localId, how: expect.stringMatching(/^(archived|deleted)$/) }]);
      const all = await b.read();
      expect([all.complete, all.records.map((record) => record.name)]).toEqual([true, ['Acme']]);
    });

    test('fault F23: that came short is never complete', async () => {
      if (at.cut === null) return;
      await b.made(['Acme', 'a'], ['Beta', 'b'], ['Gamma', 'c']);
      at.cut();
      const reading = await b.read().catch((error: unknown) => error);
      if (reading instanceof SyncError) expect(reading.next.kind).toBe('retry');
      else expect(reading).toMatchObject({ kind: 'records', complete: false, gone: [] });
      expect(await b.read()).toMatchObject({ complete: true, records: { length: 3 } });
    });

    test('of a container that went is broken, and concludes nothing about records', async () => {
      if (at.destroy === null) return;
      await b.made(['Acme', 'a']);
      await at.destroy();
      const reading = (await b.container.read(new Map([[at.replica, { kind: 'all' }]]))).get(at.replica);
      expect(reading).toEqual({ kind: 'broken', why: 'container-missing', columns: [] });
    });
  });

  describe('packing', () => {
    /** Of each kind some, the records of three in turn. */
    async function writes(): Promise<readonly Write[]> {
      await b.made(['Acme', 'a'], ['Beta', 'b'], ['Gamma', 'c']);
      const { records } = await b.read();
      return [
        ...records.map((record) => b.keyWrite(record, `new-${record.key}`)),
        ...records.map((record) => b.update(record, { [at.words]: text('x') })),
        ...records.map((record) => b.note(record, 'n')),
        ...Array.from({ length: 70 }, (_, n) => b.create(`c${n}`, b.cells(`C${n}`))),
        ...records.map((record) => b.remove(record)),
      ];
    }

    test('puts every write into one group, keeps the order within a kind, and makes no call', async () => {
      const all = await writes();
      const before = at.wire.writes();
      const groups = at.open().pack(all);
      expect(groups.every((group) => group.length > 0)).toBe(true);
      const flat = groups.flat();
      expect(new Set(flat)).toEqual(new Set(all));
      expect(flat).toHaveLength(all.length);
      for (const kind of ['create', 'update', 'remove', 'key', 'note'] as const)
        expect(flat.filter((write) => write.kind === kind)).toEqual(all.filter((write) => write.kind === kind));
      expect(at.open().pack(all)).toEqual(groups);
      expect(at.wire.writes()).toBe(before);
    });

    test('a record has its key before anything else is done to it', async () => {
      const all = await writes();
      const flat = b.container.pack(all).flat();
      const keys = flat.map((write) => write.kind).lastIndexOf('key');
      expect(flat.findIndex((write) => write.kind === 'update')).toBeGreaterThan(keys);
    });

    test('of nothing is nothing', () => {
      expect(b.container.pack([])).toEqual([]);
    });
  });
}
