/** What one side of a record says by itself. */
import { expect, test } from 'vitest';
import { isEdited, isUnseen, travelling } from '../../../core/sync/decide/one-side.ts';
import type { FieldId } from '../../../core/sync/ids.ts';
import type { FieldReading } from '../../../core/sync/mapping.ts';
import type { Value } from '../../../core/values/value.ts';
import { agreed, baseOf, entryOf, eur, field, settingsOf } from './fixtures.ts';

const settings = settingsOf({
  fields: [
    field({ left: 'name', type: 'text', direction: 'right-to-left' }),
    field({ left: 'there', type: 'text', direction: 'left-to-right' }),
    field({ left: 'back', type: 'text', direction: 'right-to-left' }),
    field({ left: 'both', type: 'text' }),
  ],
});
const shows = (value: Value, locked = false): FieldReading => ({ kind: 'value', value, locked });
const NONE: FieldReading = { kind: 'invalid', why: 'not-a-number', shown: 'tbd', locked: false };
const readings = (of: Readonly<Record<string, FieldReading>>) => new Map(Object.entries(of) as [FieldId, FieldReading][]);

test('[C6] what can travel to the other side: what its direction lets go, and the natural key always', () => {
  const all = readings({ name: shows('Acme'), there: shows('a'), back: shows('b'), both: shows('c') });
  expect(travelling('left', all, settings)).toEqual({ name: 'Acme', there: 'a', both: 'c' });
  expect(travelling('right', all, settings)).toEqual({ name: 'Acme', back: 'b', both: 'c' });
});

test('[C6] what says nothing, or is no value, or isn’t read, stays', () => {
  expect(travelling('left', readings({ name: NONE, there: shows(null), both: shows(false) }), settings)).toEqual({});
  expect(travelling('left', readings({ both: shows(eur(null)) }), settings)).toEqual({ both: eur(null) });
});

test('[C9] edited is what the other side has never seen', () => {
  const entry = entryOf({ base: { ...baseOf({ both: 'old' }), there: { ...agreed('5'), left: '="5"' } } as never });
  const edited = (of: Readonly<Record<string, FieldReading>>): boolean => isEdited('left', readings(of), entry);
  expect([edited({ both: shows('old') }), edited({ both: shows('new') }), edited({ both: shows(null) }), edited({ both: NONE })]).toEqual([
    false,
    true,
    true,
    true,
  ]);
  // Never agreed: any value but nothing; a formula's first result too.
  const never = [shows('x'), shows(null), NONE, shows('x', true), shows(null, true)];
  expect(never.map((back) => edited({ back }))).toEqual([true, false, false, true, false]);
  // A formula's new result is nobody's edit, a value typed over it is one.
  expect([edited({ there: shows('6', true) }), edited({ there: shows('6') }), edited({ both: shows('new', true) })]).toEqual([
    false,
    true,
    true,
  ]);
});

test('[C9] unseen is what could never be read', () => {
  const entry = entryOf({ base: baseOf({ both: 'old' }) });
  const unseen = (of: Readonly<Record<string, FieldReading>>): boolean => isUnseen(readings(of), entry);
  expect([unseen({ back: NONE }), unseen({ both: NONE }), unseen({ back: shows('x') }), unseen({ both: shows('x'), back: NONE })]).toEqual([
    true,
    false,
    false,
    true,
  ]);
});
