/** What one side of a record says by itself: what of it goes to the other, and whether that has seen it. */
import type { Value } from '../../values/value.ts';
import { isBlank, isFormulaToken, shownToken } from '../../values/value.ts';
import type { ArchiveEntry } from '../archive.ts';
import type { FieldId } from '../ids.ts';
import type { FieldReading, PairSettings, Side } from '../mapping.ts';
import { fieldId } from '../mapping.ts';

type Readings = ReadonlyMap<FieldId, FieldReading>;

/** The values that go to the other side: readable ones whose direction allows it, and the natural key always. */
export function travelling(side: Side, readings: Readings, settings: PairSettings): Record<FieldId, Value> {
  const fields: Record<FieldId, Value> = {};
  for (const field of settings.fields) {
    const id = fieldId(field);
    const reading = readings.get(id);
    if (reading?.kind !== 'value' || isBlank(reading.value)) continue;
    const against = field.direction === (side === 'left' ? 'right-to-left' : 'left-to-right');
    if (!against || settings.key.includes(field.left)) fields[id] = reading.value;
  }
  return fields;
}

/**
 * Whether a side shows something that the other has never seen. A formula's new result is nobody's edit; its first one is
 * what somebody typed: where nothing was agreed it may stand over a value that had just been typed there.
 */
export function isEdited(side: Side, readings: Readings, entry: ArchiveEntry): boolean {
  return [...readings].some(([id, one]) => {
    const base = entry.base[id];
    if (base === undefined) return one.kind === 'value' && !isBlank(one.value);
    return shownToken(one) !== base[side] && !(one.locked && isFormulaToken(base[side]));
  });
}

/** What could never be read, and so never was on the other side: nobody who deleted the record there has seen it. */
export const isUnseen = (readings: Readings, entry: ArchiveEntry): boolean =>
  [...readings].some(([id, one]) => one.kind === 'invalid' && entry.base[id] === undefined);
