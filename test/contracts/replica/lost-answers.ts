/** What `apply` and `settle` promise where an answer is lost, a call comes late, or an intent is sent twice. */
import { beforeEach, describe, expect, test } from 'vitest';
import { SyncError } from '../../../core/sync/errors.ts';
import type { Container, Intent, Outcome, Settled } from '../../../core/sync/ports.ts';
import type { Cells } from '../../../core/sync/record.ts';
import { type Bench, bench, outcomeOf, type ReplicaHouse, text } from './replica-house.ts';

export function lostAnswersContract(make: () => Promise<ReplicaHouse>): void {
  let b: Bench;
  let at: ReplicaHouse;
  beforeEach(async () => {
    at = await make();
    b = bench(at);
  });

  /** Unknown: said of every step, or thrown. */
  async function applyUnheard(intent: Intent, container: Container = b.container): Promise<void> {
    const outcome = await container.apply(intent).catch((error: unknown) => {
      if (error instanceof SyncError && error.code === 'unknown-outcome') return null;
      throw error;
    });
    if (outcome !== null) expect([...outcome.values()]).toEqual(intent.writes.map(() => ({ kind: 'unknown' })));
  }

  function happened(settled: Settled): Outcome {
    if (settled.kind !== 'happened') throw new Error(settled.kind);
    return settled.outcome;
  }

  /** Certainly not done: none of the intent, or none of these steps. */
  function expectNotDone(settled: Settled): void {
    if (settled.kind === 'happened')
      expect([...settled.outcome.values()].map((one) => one.kind)).toEqual(settled.outcome.size > 0 ? ['missed'] : []);
    else expect(settled).toEqual({ kind: 'none' });
  }

  async function coveredBy(intent: Intent, outcome: Outcome, id: string): Promise<Cells | null> {
    const one = outcomeOf(outcome, id);
    if (one.kind !== 'applied') throw new Error(JSON.stringify(one));
    const known = one.covered.kind === 'later' ? [...((await at.open().covered([intent])).get(intent.id)?.values() ?? [])][0] : one.covered;
    return known?.kind === 'value' ? known.cells : null;
  }

  describe('fault F01: an answer that was lost', () => {
    test('of a create: there is one record, whoever settles it and however often', async () => {
      await b.made(['Beta', 'b']);
      await b.read();
      const sent = b.intent(b.create('k1', b.cells('Acme', 'a')));
      at.wire.lose();
      await applyUnheard(sent);
      const first = happened(await at.open().settle(sent));
      const record = await b.named('Acme');
      expect(outcomeOf(first, 'create k1')).toMatchObject({
        kind: 'applied',
        localId: record.localId,
        shown: b.cells('Acme', 'a'),
        covered: { kind: 'none' },
      });
      expect(record.key).toBe('k1');
      expect(happened(await at.open().settle(sent))).toEqual(first);
      expect(await b.seen()).toEqual([
        ['Acme', 'a'],
        ['Beta', 'b'],
      ]);
    });

    test('of many creates: each is made once, whoever settles them', async () => {
      await b.read();
      const creates = Array.from({ length: 220 }, (_, n) => b.create(`k${n}`, b.cells(`Client ${n}`, `about ${n}`)));
      const wrong: string[] = [];
      for (const group of b.container.pack(creates)) {
        const sent = b.intent(...group);
        let ticket: string | null = null;
        at.wire.lose();
        await b.container
          .apply(sent, async (told) => {
            ticket = told.ticket;
          })
          .catch((error: unknown) => error);
        const settled = await b.waitFor(sent, ticket);
        // What certainly didn't happen is sent anew, as the next plan would.
        if (settled.kind === 'none') await b.perform(...group);
        else for (const write of group) if (outcomeOf(settled.outcome, write.step).kind !== 'applied') wrong.push(write.step);
      }
      expect(wrong).toEqual([]);
      const { records } = await b.read(undefined, at.open());
      expect(records.map((record) => record.key).sort()).toEqual(creates.map((write) => write.key).sort());
    });

    test('of a create to which a person gave another name since: there is one record', async () => {
      await b.made(['Beta', 'b']);
      await b.read();
      const sent = b.intent(b.create('k1', b.cells('Acme', 'a')));
      at.wire.lose();
      await applyUnheard(sent);
      await at.person.type(await b.named('Acme'), at.name, 'Acme Ltd');
      const outcome = happened(await at.open().settle(sent));
      expect(outcomeOf(outcome, 'create k1')).toMatchObject({ kind: 'applied', localId: (await b.named('Acme Ltd')).localId });
    });

    test('of an update: it happened, and what a person had typed under it is given back', async () => {
      await b.made(['Acme', 'before']);
      const record = await b.named('Acme');
      const sent = b.intent(b.update(record, { [at.words]: text('ours') }));
      at.wire.before(() => at.person.type(record, at.words, 'theirs'));
      at.wire.lose();
      await applyUnheard(sent);
      const outcome = happened(await at.open().settle(sent));
      expect(outcomeOf(outcome, 'update acme')).toMatchObject({ kind: 'applied', shown: { [at.words]: text('ours') } });
      expect(await coveredBy(sent, outcome, 'update acme')).toEqual({ [at.words]: text('theirs') });
    });

    test('of an update under a person’s newer value: it happened, and theirs stays', async () => {
      await b.made(['Acme', 'before']);
      const sent = b.intent(b.update(await b.named('Acme'), { [at.words]: text('ours') }));
      at.wire.lose();
      await applyUnheard(sent);
      await at.person.type(await b.named('Acme'), at.words, 'newer');
      const outcome = happened(await at.open().settle(sent));
      expect(outcomeOf(outcome, 'update acme').kind).toBe('applied');
      expect(await coveredBy(sent, outcome, 'update acme')).toEqual({ [at.words]: text('before') });
      expect(await b.seen()).toEqual([['Acme', 'newer']]);
    });

    test('of a remove: the record is gone once, and what it said is handed over', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b']);
      const sent = b.intent(b.remove(await b.named('Acme')));
      at.wire.lose();
      await applyUnheard(sent);
      const outcome = happened(await at.open().settle(sent));
      expect(await coveredBy(sent, outcome, 'remove acme')).toMatchObject(b.cells('Acme', 'a'));
      expect(happened(await at.open().settle(sent)).size).toBe(1);
      expect(await b.seen()).toEqual([['Beta', 'b']]);
    });

    test('of a key: the record bears it', async () => {
      await at.person.add('Acme');
      const sent = b.intent(b.keyWrite(await b.named('Acme'), 'k1'));
      at.wire.lose();
      await applyUnheard(sent);
      expect(outcomeOf(happened(await at.open().settle(sent)), 'key k1').kind).toBe('applied');
      expect((await b.named('Acme')).key).toBe('k1');
    });
  });

  describe('a call that never arrived', () => {
    test('of a create, an update or a remove never happened, and settling doesn’t make it happen', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b']);
      for (const write of [
        b.create('k1', b.cells('Gamma', 'c')),
        b.update(await b.named('Acme'), { [at.words]: text('ours') }),
        b.remove(await b.named('Beta')),
      ]) {
        const sent = b.intent(write);
        at.wire.drop();
        await applyUnheard(sent);
        expectNotDone(await at.open().settle(sent));
        expectNotDone(await at.open().settle(sent));
        await b.read();
      }
      expect(await b.seen()).toEqual([
        ['Acme', 'a'],
        ['Beta', 'b'],
      ]);
    });

    test('is planned and sent anew as another intent', async () => {
      await b.made(['Beta', 'b']);
      await b.read();
      const sent = b.intent(b.create('k1', b.cells('Acme', 'a')));
      at.wire.drop();
      await applyUnheard(sent);
      expectNotDone(await b.container.settle(sent));
      expect(outcomeOf(await b.perform(b.create('k1', b.cells('Acme', 'a'))), 'create k1').kind).toBe('applied');
      expect(await b.seen()).toEqual([
        ['Acme', 'a'],
        ['Beta', 'b'],
      ]);
    });
  });

  describe('[L6] a call that comes after it was settled as never made', () => {
    const settledBefore = (sent: Intent): void =>
      at.wire.before(async () => {
        expectNotDone(await at.open().settle(sent));
      });
    const attempt = (sent: Intent): Promise<unknown> => b.container.apply(sent).catch((error: unknown) => error);

    /** As a lost lease, or by the step. */
    const expectRefused = (late: unknown): void => {
      if (late instanceof SyncError) expect(late).toMatchObject({ code: 'lease-lost', next: { kind: 'replan' } });
      else expect([...(late as Outcome).values()]).toEqual([{ kind: 'missed' }]);
    };

    test('of a create: has no effect, or is found by a later look', async () => {
      await b.made(['Beta', 'b']);
      await b.read();
      const sent = b.intent(b.create('k1', b.cells('Acme', 'a')));
      settledBefore(sent);
      const late = await attempt(sent);
      if (at.traits.late === 'refused') {
        expectRefused(late);
        expect(await b.seen()).toEqual([['Beta', 'b']]);
      } else {
        const record = await b.named('Acme');
        expect(outcomeOf(happened(await at.open().settle(sent)), 'create k1')).toMatchObject({ localId: record.localId });
        expect((await b.read()).records).toHaveLength(2);
      }
    });

    test('of an update: has no effect, or says what it covered', async () => {
      await b.made(['Acme', 'before']);
      const record = await b.named('Acme');
      const sent = b.intent(b.update(record, { [at.words]: text('ours') }));
      settledBefore(sent);
      const late = await attempt(sent);
      if (at.traits.late === 'refused') {
        expectRefused(late);
        expect(await b.seen()).toEqual([['Acme', 'before']]);
      } else {
        expect(await coveredBy(sent, late as Outcome, 'update acme')).toEqual({ [at.words]: text('before') });
        expect(outcomeOf(happened(await at.open().settle(sent)), 'update acme').kind).toBe('applied');
      }
    });
  });

  describe('fault F04: an intent that is sent twice', () => {
    test('creates once', async () => {
      await b.made(['Beta', 'b']);
      await b.read();
      const sent = b.intent(b.create('k1', b.cells('Acme', 'a')));
      await b.container.apply(sent);
      await at.open().apply(sent);
      expect(await b.seen()).toEqual([
        ['Acme', 'a'],
        ['Beta', 'b'],
      ]);
    });

    test('writes once: what a person typed since stays', async () => {
      await b.made(['Acme', 'before']);
      const sent = b.intent(b.update(await b.named('Acme'), { [at.words]: text('ours') }));
      await b.container.apply(sent);
      await at.person.type(await b.named('Acme'), at.words, 'theirs');
      await at.open().apply(sent);
      expect(await b.seen()).toEqual([['Acme', 'theirs']]);
    });

    test('removes once', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b'], ['Gamma', 'c']);
      const sent = b.intent(b.remove(await b.named('Beta')));
      await b.container.apply(sent);
      await at
        .open()
        .apply(sent)
        .catch(() => undefined);
      expect(await b.seen()).toEqual([
        ['Acme', 'a'],
        ['Gamma', 'c'],
      ]);
    });
  });
}
