/** What `apply` and `covered` promise where the answer arrives. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Intent, StepOutcome } from '../../../core/sync/ports.ts';
import type { Cells } from '../../../core/sync/record.ts';
import { type Bench, bench, outcomeOf, type ReplicaHouse, step, text } from './replica-house.ts';

/** What people type, and some vendor or other takes for something else. */
const HOSTILE = [
  '=1+1',
  '=IMPORTDATA("https://a.example/?x")',
  '+7 900',
  '-x',
  '@anna',
  "'quoted",
  '0111010',
  '12345678901234567890',
  'TRUE',
  '1e3',
  '2026-03-01',
  'a & b <c> "d" &amp;',
  'Ünïcode Жёлтый 漢字 🙂👩‍👩‍👧',
  'עברית ‏and latin',
  'cafe\u0301',
  'a\u00a0b\u202fc',
  '\\n {"a":1} %s {{x}}',
];

export function writingContract(make: () => Promise<ReplicaHouse>): void {
  let b: Bench;
  let at: ReplicaHouse;
  beforeEach(async () => {
    at = await make();
    b = bench(at);
  });

  /** An update's outcome with what it covered, however the vendor tells that. */
  async function withCovered(intent: Intent, outcome: StepOutcome): Promise<Cells | null> {
    if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome));
    if (at.traits.covers === 'at-once') return outcome.covered.kind === 'value' ? outcome.covered.cells : null;
    expect(outcome.covered).toEqual({ kind: 'later' });
    const [write] = intent.writes;
    const known = write && (await at.open().covered([intent])).get(intent.id)?.get(write.step);
    return known?.kind === 'value' ? known.cells : null;
  }

  describe('a write', () => {
    test('that creates is shown, covers nothing, and is read with the key that it was given', async () => {
      await b.read();
      const done = await b.perform(b.create('k1', b.cells('Acme', 'hello')));
      const outcome = outcomeOf(done, 'create k1');
      expect(outcome).toMatchObject({ kind: 'applied', shown: b.cells('Acme', 'hello'), covered: { kind: 'none' } });
      const record = await b.named('Acme');
      expect(record).toMatchObject({ key: 'k1', cells: b.cells('Acme', 'hello') });
      expect(outcome).toMatchObject({ localId: record.localId, position: record.position, version: record.version });
    });

    test('of many new records makes each of them once, and each step is told which one is its own', async () => {
      await b.read();
      const names = Array.from({ length: 220 }, (_, n) => `Client ${String(n).padStart(3, '0')}`);
      const outcome = await b.perform(...names.map((name, n) => b.create(`k${n}`, b.cells(name, `about ${name}`))));
      expect(await b.seen()).toEqual(names.map((name) => [name, `about ${name}`]));
      const { records } = await b.read(undefined, at.open());
      const byId = new Map(records.map((record) => [record.localId, record]));
      for (const [n, name] of names.entries()) {
        const done = outcomeOf(outcome, `create k${n}`);
        if (done.kind !== 'applied') throw new Error(JSON.stringify(done));
        expect([byId.get(done.localId)?.name, byId.get(done.localId)?.key, done.shown]).toEqual([
          name,
          `k${n}`,
          b.cells(name, `about ${name}`),
        ]);
      }
    });

    test('that updates shows the written columns and no others, and says what it covered there', async () => {
      await b.made(['Acme', 'before'], ['Beta', 'b']);
      const record = await b.named('Acme');
      const sent = b.intent(b.update(record, { [at.words]: text('after') }));
      const outcome = outcomeOf(await b.container.apply(sent), 'update acme');
      if (outcome.kind !== 'applied') throw new Error(JSON.stringify(outcome));
      expect(outcome.shown).toEqual({ [at.words]: text('after') });
      expect(await withCovered(sent, outcome)).toEqual({ [at.words]: text('before') });
      const now = await b.named('Acme');
      expect(outcome).toMatchObject({ localId: now.localId, position: now.position, version: now.version });
      expect(await b.seen()).toEqual([
        ['Acme', 'after'],
        ['Beta', 'b'],
      ]);
    });

    test('that empties a column says so', async () => {
      await b.made(['Acme', 'before']);
      const sent = b.intent(b.update(await b.named('Acme'), { [at.words]: text('') }));
      const outcome = outcomeOf(await b.container.apply(sent), 'update acme');
      expect(outcome).toMatchObject({ shown: { [at.words]: { kind: 'empty' } } });
      expect(await withCovered(sent, outcome)).toEqual({ [at.words]: text('before') });
      expect(await b.seen()).toEqual([['Acme', '']]);
    });

    test('that removes takes the record and no other, and hands over what it said', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b']);
      const outcome = outcomeOf(await b.perform(b.remove(await b.named('Acme'))), 'remove acme');
      expect(outcome).toMatchObject({ kind: 'applied', shown: {}, covered: { kind: 'value', cells: b.cells('Acme', 'a') } });
      expect(await b.seen()).toEqual([['Beta', 'b']]);
    });

    test('that gives a key is read with it and changes nothing else; a copied key is cleared', async () => {
      await at.person.add('Acme');
      await at.person.add('Beta');
      const given = await b.perform(b.keyWrite(await b.named('Acme'), 'k1'));
      expect(outcomeOf(given, 'key k1')).toMatchObject({ kind: 'applied', shown: {}, covered: { kind: 'none' } });
      expect((await b.read()).records.map((record) => [record.name, record.key])).toEqual([
        ['Acme', 'k1'],
        ['Beta', null],
      ]);
      expect(outcomeOf(await b.perform(b.keyWrite(await b.named('Acme'), null)), 'key null')).toMatchObject({ kind: 'applied' });
      expect((await b.named('Acme')).key).toBeNull();
      expect(await b.seen()).toEqual([
        ['Acme', ''],
        ['Beta', ''],
      ]);
    });

    test('that notes something changes no value, whether or not there is a place for it', async () => {
      await b.made(['Acme', 'a']);
      const record = await b.named('Acme');
      for (const words of ['a date is expected', null])
        expect(outcomeOf(await b.perform(b.note(record, words)), 'note acme')).toMatchObject({
          kind: 'applied',
          shown: {},
          covered: { kind: 'none' },
        });
      expect(await b.seen()).toEqual([['Acme', 'a']]);
    });

    test('of several steps has an outcome for each and for no other, and an update of a record that it keys finds it', async () => {
      await b.made(['Beta', 'b'], ['Gamma', 'c']);
      await at.person.add('Acme');
      const [acme, beta, gamma] = [await b.named('Acme'), await b.named('Beta'), await b.named('Gamma')];
      const writes = [
        b.keyWrite(acme, 'k1'),
        b.update({ ...acme, key: 'k1' }, { [at.words]: text('x') }),
        b.update(beta, { [at.words]: text('y') }),
        b.create('k2', b.cells('Delta', 'z')),
        b.remove(gamma),
      ];
      const outcome = await b.perform(...writes);
      expect([...outcome.keys()].sort()).toEqual(writes.map((write) => write.step).sort());
      expect([...outcome.values()].map((one) => one.kind)).toEqual(writes.map(() => 'applied'));
      expect(await b.seen()).toEqual([
        ['Acme', 'x'],
        ['Beta', 'y'],
        ['Delta', 'z'],
      ]);
      expect((await b.named('Acme')).key).toBe('k1');
    });
  });

  describe('a value', () => {
    test('fault F56: comes back as it was sent, whatever it looks like', async () => {
      await b.made(['Acme', 'a']);
      for (const typed of HOSTILE) {
        const outcome = outcomeOf(await b.perform(b.update(await b.named('Acme'), { [at.words]: text(typed) })), 'update acme');
        expect(outcome).toMatchObject({ kind: 'applied', shown: { [at.words]: text(typed) } });
        expect((await b.named('Acme')).cells[at.words]).toMatchObject(text(typed));
      }
    });

    test('fault F12: that the vendor puts into its own form is shown in that form, by the answer and by the next read', async () => {
      await b.made(['Acme', 'a']);
      const outcome = outcomeOf(await b.perform(b.update(await b.named('Acme'), { [at.words]: text('  two words  ') })), 'update acme');
      const form = { [at.words]: text(at.traits.keeps === 'spaces' ? '  two words  ' : 'two words') };
      expect(outcome).toMatchObject({ kind: 'applied', shown: form });
      expect((await b.named('Acme')).cells).toMatchObject(form);
    });

    test('fault F50: that can’t be held is refused by its step with a code, and the steps around it are done', async () => {
      if (at.unholdable === null) return;
      await b.made(['Acme', 'a'], ['Beta', 'b'], ['Gamma', 'c']);
      const outcome = await b.perform(
        b.update(await b.named('Acme'), { [at.words]: text('x') }),
        b.update(await b.named('Beta'), { [at.name]: at.unholdable }),
        b.create('k9', { [at.name]: at.unholdable }),
        b.update(await b.named('Gamma'), { [at.words]: text('z') }),
      );
      const refusal = { kind: 'refused', why: expect.stringMatching(/^[a-z][a-z-]+$/), detail: expect.any(String) };
      expect([outcomeOf(outcome, 'update beta'), outcomeOf(outcome, 'create k9')]).toEqual([
        expect.objectContaining(refusal),
        expect.objectContaining(refusal),
      ]);
      expect([outcomeOf(outcome, 'update acme').kind, outcomeOf(outcome, 'update gamma').kind]).toEqual(['applied', 'applied']);
      expect(await b.seen()).toEqual([
        ['Acme', 'x'],
        ['Beta', 'b'],
        ['Gamma', 'z'],
      ]);
    });

    test('that the vendor itself refuses is refused by its step, and the steps around it are done', async () => {
      if (at.forbid === null) return;
      await b.made(['Acme', 'a'], ['Beta', 'b'], ['Gamma', 'c']);
      const [acme, beta, gamma] = [await b.named('Acme'), await b.named('Beta'), await b.named('Gamma')];
      await at.forbid(beta);
      const outcome = await b.perform(
        b.update(acme, { [at.words]: text('x') }),
        b.update(beta, { [at.words]: text('y') }),
        b.update(gamma, { [at.words]: text('z') }),
      );
      expect([...outcome.values()].map((one) => one.kind)).toEqual(['applied', 'refused', 'applied']);
      expect(outcomeOf(outcome, 'update beta')).toMatchObject({ why: expect.stringMatching(/^(protected-range|no-access|not-found)$/) });
      const seen = await b.seen();
      expect([seen.at(0), seen.at(-1)]).toEqual([
        ['Acme', 'x'],
        ['Gamma', 'z'],
      ]);
      expect(seen.flat()).not.toContain('y');
    });
  });

  describe('a person in between', () => {
    test('fault F32: types into the very column: what they typed is given back', async () => {
      await b.made(['Acme', 'before']);
      const record = await b.named('Acme');
      const sent = b.intent(b.update(record, { [at.words]: text('ours') }));
      at.wire.before(() => at.person.type(record, at.words, 'theirs'));
      const outcome = outcomeOf(await b.container.apply(sent), 'update acme');
      expect(outcome).toMatchObject({ kind: 'applied', shown: { [at.words]: text('ours') } });
      expect(await withCovered(sent, outcome)).toEqual({ [at.words]: text('theirs') });
    });

    test('types into another column: it stays', async () => {
      await b.made(['Acme', 'before']);
      const record = await b.named('Acme');
      at.wire.before(() => at.person.type(record, at.name, 'Acme Ltd'));
      await b.perform(b.update(record, { [at.words]: text('ours') }));
      expect(await b.seen()).toEqual([['Acme Ltd', 'ours']]);
    });

    test('fault F51: moves records about: a write lands on its own or on none', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b'], ['Gamma', 'c']);
      const beta = await b.named('Beta');
      at.wire.before(at.person.shuffle);
      const outcome = outcomeOf(await b.perform(b.update(beta, { [at.words]: text('ours') })), 'update beta');
      const words = new Map(await b.seen());
      expect([words.get('Acme'), words.get('Beta'), words.get('Gamma')]).toEqual(['a', outcome.kind === 'applied' ? 'ours' : 'b', 'c']);
      expect(['applied', 'missed']).toContain(outcome.kind);
      // Read again, it is found where it is.
      const again = await b.perform(b.update(await b.named('Beta'), { [at.words]: text('again') }));
      expect(outcomeOf(again, 'update beta').kind).toBe('applied');
      expect(new Map(await b.seen()).get('Beta')).toBe('again');
    });

    test('fault F26: takes the record away: it misses, nothing else is written to, and what comes back is as it was', async () => {
      await b.made(['Acme', 'a'], ['Beta', 'b']);
      const acme = await b.named('Acme');
      await at.person.remove(acme);
      const outcome = await b.perform(b.update(acme, { [at.words]: text('ours') }));
      if (at.traits.takenAway === 'returns') {
        expect(outcomeOf(outcome, 'update acme')).toEqual({ kind: 'missed' });
        expect(await b.seen()).toEqual([
          ['Acme', 'a'],
          ['Beta', 'b'],
        ]);
      } else {
        expect(['missed', 'refused']).toContain(outcomeOf(outcome, 'update acme').kind);
        expect(await b.seen()).toEqual([['Beta', 'b']]);
      }
      // To whoever has looked since, it is gone.
      await at.person.remove(await b.named('Beta'));
      const late = b.update({ ...acme, version: null }, { [at.words]: text('late') });
      if (at.traits.takenAway === 'returns') await at.person.remove(acme);
      expect(['missed', 'refused']).toContain(outcomeOf(await at.open().apply(b.intent(late)), 'update acme').kind);
      expect(await b.seen()).toEqual([]);
    });
  });

  test('of two intents on one column, each is told what it covered itself', async () => {
    await b.made(['Acme', 'first']);
    const sent: Intent[] = [];
    const covered: (Cells | null)[] = [];
    for (const words of ['second', 'third']) {
      const one = b.intent(b.update(await b.named('Acme'), { [at.words]: text(words) }));
      const outcome = outcomeOf(await b.container.apply(one), 'update acme');
      sent.push(one);
      if (at.traits.covers === 'at-once') covered.push(await withCovered(one, outcome));
    }
    if (at.traits.covers === 'later') {
      const all = await at.open().covered(sent);
      for (const one of sent) {
        const known = all.get(one.id)?.get(step('update acme'));
        covered.push(known?.kind === 'value' ? known.cells : null);
      }
    }
    expect(covered).toEqual([{ [at.words]: text('first') }, { [at.words]: text('second') }]);
  });
}
