/** Filters choose records by what their fields show; a record that leaves the filter stops syncing and is never deleted. */

import type { Value } from '../../values/value.ts';
import { canonical, isList, isMoney } from '../../values/value.ts';
import type { FieldId } from '../ids.ts';
import type { FieldReading, FilterRule } from '../mapping.ts';

/** Every rule must hold. A field that can't be read passes no `any` rule and fails no `not` rule. */
export function passesFilter(rules: readonly FilterRule[], readings: ReadonlyMap<FieldId, FieldReading>): boolean {
  return rules.every((rule) => {
    const reading = readings.get(rule.field as FieldId);
    const hit = reading?.kind === 'value' && texts(reading.value).some((one) => rule.any.includes(one));
    return hit !== rule.not;
  });
}

const texts = (value: Value): readonly string[] => {
  if (value === null) return [''];
  if (typeof value === 'string') return [value];
  if (isList(value)) return value;
  if (isMoney(value)) return [value.amount ?? '', value.currency ?? ''];
  return [canonical(value)];
};
