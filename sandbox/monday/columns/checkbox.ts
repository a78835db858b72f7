import { badValue, type ColumnKind, isObject, stored, updatedAt } from './kind.ts';

export const checkbox: ColumnKind = {
  type: 'checkbox',
  typename: 'CheckboxValue',
  idPrefix: 'boolean',
  eventType: 'boolean',
  write: (input, site) => {
    const checked = isObject(input) ? input.checked : undefined;
    if (checked === true || checked === 'true') return { checked: true, changed_at: site.now };
    if (checked === false || checked === 'false') return undefined;
    throw badValue(site, input);
  },
  writeText: (input, site) => checkbox.write?.({ checked: input.trim() }, site),
  text: (cell) => (cell.stored === undefined ? '' : 'v'),
  fields: { checked: (cell) => stored(cell).checked === true, updated_at: updatedAt },
  rank: (cell) => (cell.stored === undefined ? 0 : 1),
};
