/** What a person's wish meets: newer edits, values that nobody has been shown, what a removal covered. */
import { describe, expect, test } from 'vitest';
import { coveredOffers, offeredNow, stillAgreed, unseenBy } from '../../../core/sync/decide/wish.ts';
import type { FieldId } from '../../../core/sync/ids.ts';
import type { FieldReading } from '../../../core/sync/mapping.ts';
import { canonical, type Value } from '../../../core/values/value.ts';
import { agreed, fid } from './fixtures.ts';

const NOTES = fid('notes');
const shows = (value: Value): FieldReading => ({ kind: 'value', value, locked: false });
const NONE: FieldReading = { kind: 'invalid', why: 'not-a-number', shown: 'tbd', locked: false };
const both = (left: FieldReading, right: FieldReading) => ({ left, right });

describe('[U4] an undo finds what it takes back', () => {
  const still = (base: Value | undefined, left: FieldReading, right: FieldReading): boolean =>
    stillAgreed(base === undefined ? undefined : agreed(base), 'old', 'new', both(left, right));

  test('where both sides show what the run had written, or half of it is taken back already', () => {
    expect(still('new', shows('new'), shows('new'))).toBe(true);
    expect(still('old', shows('old'), shows('new'))).toBe(true);
    expect(still('old', shows('new'), shows('old'))).toBe(true);
  });

  test('not where a side shows something else, something else was agreed since, or nothing ever was', () => {
    expect(still('new', shows('newer'), shows('new'))).toBe(false);
    expect(still('new', shows('new'), shows('newer'))).toBe(false);
    expect(still('new', NONE, shows('new'))).toBe(false);
    expect(still('newer', shows('newer'), shows('newer'))).toBe(false);
    expect(still('newer', shows('new'), shows('new'))).toBe(false);
    expect(still(undefined, shows('new'), shows('new'))).toBe(false);
  });

  test('a side’s own form of it is no newer edit', () => {
    const base = { agreed: 'new', left: canonical('new '), right: canonical('new') };
    expect(stillAgreed(base, 'old', 'new', both(shows('new '), shows('new')))).toBe(true);
  });
});

describe('[U8] what a choice covers', () => {
  const wish = { value: 'chosen', saw: { left: 'l', right: 'r' } };

  test('is offered back where it wasn’t on offer', () => {
    const newer = { field: NOTES, why: 'both-changed' };
    expect(unseenBy(wish, NOTES, both(shows('newer'), shows('r')))).toEqual({ ...newer, left: 'newer', right: 'r', kept: 'right' });
    expect(unseenBy(wish, NOTES, both(shows('l'), shows('newer')))).toEqual({ ...newer, left: 'l', right: 'newer', kept: 'left' });
  });

  test('seed 34801: also beside what is no value, which isn’t written over', () => {
    const newer = { field: NOTES, why: 'both-changed' };
    expect(unseenBy(wish, NOTES, both(NONE, shows('newer')))).toEqual({ ...newer, left: 'chosen', right: 'newer', kept: 'left' });
    expect(unseenBy(wish, NOTES, both(shows('newer'), NONE))).toEqual({ ...newer, left: 'newer', right: 'chosen', kept: 'right' });
  });

  test('is nothing new where it was, and where nobody saw an offer', () => {
    expect(unseenBy(wish, NOTES, both(shows('chosen'), shows('l')))).toBeNull();
    expect(unseenBy({ value: 'chosen' }, NOTES, both(shows('newer'), shows('r')))).toBeNull();
    expect(unseenBy(wish, NOTES, both(NONE, shows('l')))).toBeNull();
  });
});

describe('[C3] an open conflict', () => {
  const open = { left: 'l', right: 'r', why: 'both-changed' as const };

  test('offers what the sides show now', () => {
    const now = { field: NOTES, kept: null, why: 'both-changed' };
    expect(offeredNow(open, NOTES, undefined, both(shows('newer'), shows('r')))).toEqual({ ...now, left: 'newer', right: 'r' });
    expect(offeredNow(open, NOTES, undefined, both(shows('l'), shows('newer')))).toEqual({ ...now, left: 'l', right: 'newer' });
    expect(offeredNow(open, NOTES, undefined, both(shows('l'), shows('r')))).toBeNull();
    expect(offeredNow(open, NOTES, undefined, both(NONE, shows('newer')))).toBeNull();
    expect(offeredNow(open, NOTES, undefined, both(shows('newer'), NONE))).toBeNull();
  });

  test('goes on offering what a write of ours covered, while that write stands', () => {
    const covered = { left: 'covered', right: 'sent', why: 'covered' as const };
    const base = agreed('sent');
    expect(offeredNow(covered, NOTES, base, both(shows('sent'), shows('sent')))).toBeNull();
    expect(offeredNow(covered, NOTES, base, both(shows('sent'), shows('newer')))).toMatchObject({ left: 'covered', right: 'newer' });
    expect(offeredNow(covered, NOTES, base, both(shows('newer'), shows('sent')))).toMatchObject({ left: 'newer', right: 'sent' });
    expect(offeredNow(covered, NOTES, undefined, both(shows('sent'), shows('sent')))).toMatchObject({ left: 'sent', right: 'sent' });
  });
});

describe('[C3] what a removal of ours covered, of a record that is back by itself', () => {
  const covered = (fields: Readonly<Record<string, Value>>, side: 'left' | 'right' = 'left') => ({
    kind: 'recreate' as const,
    side,
    fields: fields as Readonly<Record<FieldId, Value>>,
    why: 'edit-beats-delete' as const,
  });
  const side = (values: Readonly<Record<string, FieldReading>>) => new Map(Object.entries(values) as [FieldId, FieldReading][]);

  test('is offered where it stands on no side', () => {
    const offer = { field: 'notes', why: 'covered' };
    expect(coveredOffers([covered({ notes: 'typed' })], [side({ notes: shows('now') })])).toEqual([
      { ...offer, left: 'typed', right: 'now', kept: 'right' },
    ]);
    expect(coveredOffers([covered({ notes: 'typed' }, 'right')], [side({ notes: shows('now') }), side({ notes: shows('x') })])).toEqual([
      { ...offer, left: 'now', right: 'typed', kept: 'left' },
    ]);
    expect(coveredOffers([covered({ notes: 'typed' })], [side({ notes: NONE })])).toEqual([
      { ...offer, left: 'typed', right: null, kept: 'right' },
    ]);
    expect(coveredOffers([covered({ notes: 'typed' })], [side({})])).toEqual([{ ...offer, left: 'typed', right: null, kept: 'right' }]);
  });

  test('isn’t where it stands on one of them, or is nothing', () => {
    expect(coveredOffers([covered({ notes: 'typed' })], [side({ notes: shows('now') }), side({ notes: shows('typed') })])).toEqual([]);
    expect(coveredOffers([covered({ notes: null, done: false })], [side({ notes: shows('now') })])).toEqual([]);
  });

  test('nor for any other wish', () => {
    const shown = [side({ notes: shows('now') })];
    expect(coveredOffers([], shown)).toEqual([]);
    expect(coveredOffers([{ kind: 'set' }, { kind: 'drop' }], shown)).toEqual([]);
    expect(coveredOffers([{ ...covered({ notes: 'typed' }), why: 'undo' }], shown)).toEqual([]);
    expect(coveredOffers([{ kind: 'uncreate' }, covered({ notes: 'typed' })], shown)).toHaveLength(1);
  });
});
