/** Settings of a pair as they are stored: what is taken, and what isn't. */
import { expect, test } from 'vitest';
import { fieldMapping, pairSettings } from '../../../core/sync/mapping.ts';
import { BUDGET, field, NAME, settingsOf } from './fixtures.ts';

const takes = (over: object): boolean => fieldMapping.safeParse({ ...NAME, ...over }).success;
const settings = (over: object): boolean => pairSettings.safeParse({ ...settingsOf(), ...over }).success;

test('[T1] every type, direction and policy of a field', () => {
  const types = 'text longText number money date dateRange choice choices person checkbox link relation'.split(' ');
  for (const type of types) expect(takes({ type }), type).toBe(true);
  for (const direction of ['two-way', 'left-to-right', 'right-to-left']) expect(takes({ direction }), direction).toBe(true);
  for (const policy of ['left', 'right', 'ask']) expect(takes({ policy }), policy).toBe(true);
  expect([takes({ type: '' }), takes({ direction: '' }), takes({ policy: '' })]).toEqual([false, false, false]);
  expect(fieldMapping.parse({ ...BUDGET, create: true, map: { a: 'b' } })).toEqual({ ...BUDGET, create: true, map: { a: 'b' } });
  expect([takes({ left: 1 }), takes({ right: undefined }), takes({ map: { a: 1 } }), takes({ create: 'yes' })]).toEqual([
    false,
    false,
    false,
    false,
  ]);
});

test('[V8] [V24] a currency by column or by code, a last day by column', () => {
  const until = field({ left: 'from', type: 'dateRange', until: { left: 'to', right: 'TO' } });
  expect(fieldMapping.parse(until)).toEqual(until);
  expect([takes({ until: {} }), takes({ until: { left: 1 } }), takes({ until: { right: 1 } })]).toEqual([true, false, false]);
  expect([takes({ currency: 'EUR' }), takes({ currency: { left: 'a', right: 'b' } }), takes({ currency: null })]).toEqual([
    true,
    true,
    true,
  ]);
  expect([takes({ currency: { left: 'a' } }), takes({ currency: { right: 'b' } }), takes({ currency: 5 })]).toEqual([false, false, false]);
});

test('[C4] [F4] [G7] what becomes of removals, filters and limits', () => {
  expect(pairSettings.parse(settingsOf())).toEqual(settingsOf());
  for (const one of ['follow', 'ask', 'restore']) expect(settings({ deletes: { left: one, right: one } }), one).toBe(true);
  expect([settings({ deletes: { left: '', right: 'ask' } }), settings({ deletes: { left: 'ask', right: '' } })]).toEqual([false, false]);
  const rule = { field: 'stage', any: ['Lead'], not: false };
  expect(pairSettings.parse(settingsOf({ filter: { left: [rule], right: [rule] } })).filter).toEqual({ left: [rule], right: [rule] });
  expect([settings({ filter: { left: [{ field: 'stage' }], right: [] } }), settings({ filter: { left: [] } })]).toEqual([false, false]);
  const limit = { count: 5, share: 0.1 };
  expect([settings({ guard: 'off' }), settings({ guard: { deletes: limit, changes: limit } })]).toEqual([true, true]);
  expect([settings({ guard: 'on' }), settings({ guard: '' }), settings({ guard: { deletes: limit } })]).toEqual([false, false, false]);
  expect([settings({ guard: { deletes: { count: 5 }, changes: limit } }), settings({ key: [1] }), settings({ fields: [{}] })]).toEqual([
    false,
    false,
    false,
  ]);
});
