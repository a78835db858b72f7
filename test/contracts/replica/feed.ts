/** What `ChangeFeed` promises: a poll finds what changed, once, and says nothing of what didn't. */
import { beforeEach, describe, expect, test } from 'vitest';
import type { Hint } from '../../../core/sync/ports.ts';
import { type Bench, bench, type ReplicaHouse } from './replica-house.ts';

export function feedContract(make: () => Promise<ReplicaHouse>): void {
  let b: Bench;
  let at: ReplicaHouse;
  let feed: NonNullable<ReplicaHouse['feed']>;
  beforeEach(async () => {
    at = await make();
    b = bench(at);
    if (at.feed === null) throw new Error('a house without a feed');
    feed = at.feed;
  });
  const pass = () => at.pass(60_000);
  const poll = (cursor: string | null) => feed.of.poll({ containers: [feed.container, feed.other], cursor });
  const names = (hint: Hint | undefined, id: string): boolean =>
    hint?.localIds === 'all' || (hint?.localIds.some((one) => one === id) ?? false);

  describe('hearing of changes', () => {
    test('begins now, and is quiet while nothing happens', async () => {
      await at.person.add('Acme');
      await pass();
      let { cursor, hints } = await poll(null);
      expect(hints).toEqual([]);
      for (let n = 0; n < 4; n += 1) {
        await pass();
        ({ cursor, hints } = await poll(cursor));
        expect(hints).toEqual([]);
      }
    });

    test('fault F20: finds what was made, changed and taken away without a word, once, and in that container only', async () => {
      await b.made(['Acme', 'a']);
      await pass();
      let { cursor } = await poll(null);
      const deeds = [
        () => at.person.add('Beta'),
        async () => at.person.type(await b.named('Acme'), at.name, 'Acme Ltd'),
        async () => at.person.remove(await b.named('Acme Ltd')),
      ];
      const whose = [async () => (await b.named('Beta')).localId, async () => (await b.named('Acme Ltd')).localId];
      for (const [n, deed] of deeds.entries()) {
        const before = n === 2 ? (await b.named('Acme Ltd')).localId : '';
        await pass();
        await deed();
        await pass();
        // Confluence shows what left its parent in every third look.
        const found: Hint[] = [];
        for (let look = 0; look < 3; look += 1) {
          const polled = await poll(cursor);
          cursor = polled.cursor;
          found.push(...polled.hints);
        }
        expect(found.map((hint) => hint.container)).toEqual([feed.container]);
        expect(names(found[0], before || ((await whose[n]?.()) ?? ''))).toBe(true);
      }
    });

    test('a cursor can be stored and taken up by another worker', async () => {
      await pass();
      const { cursor } = await poll(null);
      await pass();
      await at.person.add('Acme');
      await pass();
      const again = JSON.parse(JSON.stringify({ cursor })).cursor as string;
      expect((await poll(again)).hints).toHaveLength(1);
      expect((await poll(again)).hints).toHaveLength(1);
    });

    test('a cursor that nobody gave out is left behind: what changes from then on is found', async () => {
      await pass();
      const { cursor } = await poll('nonsense');
      await pass();
      await at.person.add('Acme');
      await pass();
      expect((await poll(cursor)).hints.map((hint) => hint.container)).toEqual([feed.container]);
    });

    test('what is subscribed has an id and an end, and may be unsubscribed twice', async () => {
      const made = await feed.of.subscribe({ container: feed.container, url: 'https://evenkeel.example/webhooks', secret: 's3cret' });
      expect(made.length > 0).toBe(feed.pushes !== 'never');
      expect(new Set(made.map((one) => one.id)).size).toBe(made.length);
      for (const one of made) {
        expect(one.id).toMatch(/./);
        // What ends is known by a second handle, too, and by a moment, not a span.
        const ends = { resource: expect.stringMatching(/./), expiresAt: expect.any(Number) };
        expect(one).toEqual({ id: one.id, ...(feed.pushes === 'for good' ? { resource: null, expiresAt: null } : ends) });
        expect(one.expiresAt ?? Number.POSITIVE_INFINITY).toBeGreaterThan(Date.UTC(2020));
      }
      await feed.of.unsubscribe(made);
      await feed.of.unsubscribe(made);
    });
  });
}
