/** Which records a filter lets through. */
import { describe, expect, test } from 'vitest';
import { filterOf } from '../../../core/sync/decide/filter.ts';
import type { FieldMapping, FieldReading, FilterRule, Side } from '../../../core/sync/mapping.ts';
import { fieldId } from '../../../core/sync/mapping.ts';
import type { Value, ValueContext } from '../../../core/values/value.ts';
import { eur, field, NAME, settingsOf, valueContext } from './fixtures.ts';

const shows = (of: FieldMapping, value: Value | 'invalid'): ReadonlyMap<ReturnType<typeof fieldId>, FieldReading> =>
  new Map([
    [
      fieldId(of),
      value === 'invalid' ? { kind: 'invalid', why: 'unknown-label', shown: 'x', locked: false } : { kind: 'value', value, locked: false },
    ],
  ]);

interface Where {
  readonly not?: boolean;
  readonly side?: Side;
  readonly left?: Partial<ValueContext>;
  readonly right?: Partial<ValueContext>;
}

function passes(of: FieldMapping, value: Value | 'invalid', any: readonly string[], where: Where = {}): boolean {
  const { not = false, side = 'left' } = where;
  const rule: FilterRule = { field: of.left, any: [...any], not };
  const settings = settingsOf({ fields: [of], filter: { left: [], right: [], [side]: [rule] } });
  const contexts = { left: () => valueContext(where.left), right: () => valueContext(where.right) };
  return filterOf(settings, side, contexts)(shows(of, value));
}

const STAGE = field({ left: 'st', type: 'choice' });
const TAGS = field({ left: 'tags', type: 'choices' });
const OWNER = field({ left: 'o', type: 'person' });
const HOURS = field({ left: 'h', type: 'number' });
const BUDGET = field({ left: 'b', type: 'money', currency: { left: 'c', right: 'C' } });
const DAY = field({ left: 'd', type: 'date' });
const DONE = field({ left: 'x', type: 'checkbox' });

describe('rules', () => {
  test('[F4] any of these, or none of these', () => {
    expect(passes(NAME, 'Active', ['Active', 'Lead'])).toBe(true);
    expect(passes(NAME, 'Lost', ['Active', 'Lead'])).toBe(false);
    expect(passes(NAME, 'Lost', ['Lost'], { not: true })).toBe(false);
    expect(passes(NAME, 'Active', ['Lost'], { not: true })).toBe(true);
  });

  test('[F4] what can’t be read passes no `any` rule and fails no `not` rule', () => {
    expect(passes(STAGE, 'invalid', ['x'])).toBe(false);
    expect(passes(STAGE, 'invalid', ['x'], { not: true })).toBe(true);
  });

  test('[F4] every rule must hold; no rule lets all pass', () => {
    const both = (left: FilterRule[], value: Value): boolean => {
      const contexts = { left: () => valueContext(), right: () => valueContext() };
      return filterOf(settingsOf({ fields: [NAME], filter: { left, right: [] } }), 'left', contexts)(shows(NAME, value));
    };
    const rules: FilterRule[] = [
      { field: 'name', any: ['a', 'b'], not: false },
      { field: 'name', any: ['b'], not: true },
    ];
    expect([both(rules, 'a'), both(rules, 'b'), both([], 'x')]).toEqual([true, false, true]);
    // A rule of a field that is mapped no more asks for what can't be read.
    expect([both([{ field: 'gone', any: ['a'], not: false }], 'a'), both([{ field: 'gone', any: ['a'], not: true }], 'a')]).toEqual([
      false,
      true,
    ]);
  });
});

describe('texts', () => {
  test('[F5] [V13] labels by letters, not by case; text as it stands', () => {
    expect(passes(STAGE, 'Lost', ['lost'], { not: true })).toBe(false);
    expect(passes(STAGE, 'Lost', [' LOST '])).toBe(true);
    expect(passes(TAGS, ['Retail', 'VIP'], ['vip'])).toBe(true);
    expect(passes(NAME, 'Lost', ['lost'])).toBe(false);
  });

  test('[F5] [V14] with a map a label may be the side’s own or the left one', () => {
    const mapped = field({ left: 'st', type: 'choice', map: { New: 'Neu', Won: 'Gewonnen' } });
    expect(passes(mapped, 'New', ['neu'], { side: 'right' })).toBe(true);
    expect(passes(mapped, 'New', ['new'], { side: 'right' })).toBe(true);
    expect(passes(mapped, 'Won', ['Neu', 'new'], { side: 'right' })).toBe(false);
    // Where a label is one of both sides the left meaning counts, as it always did.
    const crossed = field({ left: 'st', type: 'choice', map: { A: 'B', B: 'A' } });
    expect([passes(crossed, 'A', ['A'], { side: 'right' }), passes(crossed, 'B', ['A'], { side: 'right' })]).toEqual([true, false]);
  });

  test('[F5] numbers and days by value, as the side’s locale reads them', () => {
    expect(passes(HOURS, '5', ['5.0'])).toBe(true);
    expect(passes(HOURS, '1234.5', ['1.234,5'], { side: 'right', right: { locale: 'de-DE' } })).toBe(true);
    expect(passes(HOURS, '5', ['50'])).toBe(false);
    // Rounding is a form of a vendor's column, no equality.
    expect(passes(HOURS, '5', ['5.4'])).toBe(false);
    expect(passes(DAY, '2026-03-31', ['31.03.2026'])).toBe(true);
    expect(
      passes(field({ left: 'r', type: 'dateRange', until: { left: 'to' } }), '2026-03-01/2026-03-05', ['01.03.2026 – 05.03.2026']),
    ).toBe(true);
  });

  test('[F5] [V12] people by e-mail, by name or by id', () => {
    for (const text of ['anna@agency.example', 'ANNA petrova', '11']) expect(passes(OWNER, ['11', '12'], [text]), text).toBe(true);
    expect(passes(OWNER, ['12'], ['Anna Petrova'])).toBe(false);
  });

  test('[F5] a text that names several of a list asks for all of them; one with a comma in it is one, too', () => {
    expect([passes(OWNER, ['11', '12'], ['Anna Petrova, Boris Klein']), passes(OWNER, ['11'], ['Anna Petrova, Boris Klein'])]).toEqual([
      true,
      false,
    ]);
    expect(passes(field({ left: 'r', type: 'relation' }), ['Foo, Inc'], ['Foo, Inc'])).toBe(true);
  });

  test('[F5] of money an amount, a currency or both', () => {
    expect([passes(BUDGET, eur('5'), ['5.00']), passes(BUDGET, eur('5'), ['eur']), passes(BUDGET, eur('5'), ['5 EUR'])]).toEqual([
      true,
      true,
      true,
    ]);
    expect([passes(BUDGET, eur('5'), ['6']), passes(BUDGET, eur('5'), ['USD']), passes(BUDGET, eur('5'), ['5 USD'])]).toEqual([
      false,
      false,
      false,
    ]);
    expect(passes(field({ left: 'b', type: 'money', currency: 'EUR' }), eur('5'), ['5,0'])).toBe(true);
  });

  test('[F5] [V3] an empty text is an empty field', () => {
    for (const of of [NAME, STAGE, TAGS, OWNER, HOURS, BUDGET, DAY]) expect(passes(of, null, ['']), of.type).toBe(true);
    expect([passes(NAME, 'x', ['']), passes(BUDGET, eur('5'), [''])]).toEqual([false, false]);
    expect(passes(field({ left: 'b', type: 'money' }), { amount: '5', currency: null }, [''])).toBe(false);
    expect([passes(DONE, false, ['']), passes(DONE, false, ['no']), passes(DONE, true, ['yes']), passes(DONE, true, ['no'])]).toEqual([
      true,
      true,
      true,
      false,
    ]);
  });

  test('[F6] a stored text that can’t be read is compared as text', () => {
    expect(passes(HOURS, '1.234', ['1.234'])).toBe(true);
    expect(passes(OWNER, ['99'], ['99'])).toBe(true);
    expect(passes(STAGE, 'Lost', ['Lost'], { left: { labels: ['New'] } })).toBe(true);
    expect(passes(HOURS, '5', ['many'], { not: true })).toBe(true);
  });

  test('[F5] are read once for all records', () => {
    let asked = 0;
    const left = () => {
      asked += 1;
      return valueContext();
    };
    const rule: FilterRule = { field: 'h', any: ['5.0', '6'], not: false };
    const filter = filterOf(settingsOf({ fields: [HOURS], filter: { left: [rule], right: [] } }), 'left', { left, right: left });
    const made = asked;
    for (const hours of ['5', '6', '7']) filter(shows(HOURS, hours));
    expect(asked).toBe(made);
  });
});
