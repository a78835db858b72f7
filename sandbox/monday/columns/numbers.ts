import { badValue, type Cell, type ColumnKind, isObject, stored, updatedAt } from './kind.ts';

/**
 * Kept as the shortest decimal text of what was sent: `007.50` becomes `7.5`. Digits are never rounded, as a float
 * would; the column's unit and digits are only its looks.
 */
export const numbers: ColumnKind = {
  type: 'numbers',
  typename: 'NumbersValue',
  idPrefix: 'numeric',
  eventType: 'numeric',
  settings: (defaults) => {
    const unit = isObject(defaults.unit) ? defaults.unit : undefined;
    return unit
      ? {
          ...defaults,
          unit: { symbol: unit.symbol ?? null, custom_unit: unit.custom_unit ?? null, direction: unit.direction ?? 'right' },
        }
      : defaults;
  },
  write: (input, site) => {
    const kept = typeof input === 'number' ? shortest(String(input)) : null;
    if (kept === null) throw badValue(site, input);
    return kept;
  },
  writeText: (input, site) => {
    const kept = shortest(input.trim());
    if (kept === null) throw badValue(site, input);
    return kept;
  },
  text: (cell) => (typeof cell.stored === 'string' ? cell.stored : ''),
  event: (kept, column) => ({ value: Number(kept), unit: isObject(column.settings.unit) ? column.settings.unit : null }),
  fields: {
    number: (cell) => (typeof cell.stored === 'string' ? Number(cell.stored) : null),
    symbol: (cell) => unitOf(cell, 'symbol') ?? '',
    direction: (cell) => (unitOf(cell, 'direction') === 'left' ? 'left' : 'right'),
  },
  rank: (cell) => (typeof cell.stored === 'string' ? Number(cell.stored) : null),
};

export const rating: ColumnKind = {
  type: 'rating',
  typename: 'RatingValue',
  idPrefix: 'rating',
  eventType: 'rating',
  write: (input, site) => {
    const stars = isObject(input) ? Number(input.rating) : Number.NaN;
    if (!Number.isInteger(stars) || stars < 0 || stars > 5) throw badValue(site, input);
    return stars === 0 ? undefined : { rating: stars, changed_at: site.now };
  },
  writeText: (input, site) => rating.write?.({ rating: input.trim() === '' ? 0 : Number(input) }, site),
  text: (cell) => (cell.stored === undefined ? '' : String(stored(cell).rating)),
  fields: { rating: (cell) => stored(cell).rating ?? null, updated_at: updatedAt },
  rank: (cell) => (cell.stored === undefined ? null : Number(stored(cell).rating)),
};

/** Null for what is no plain decimal number; `1e3` is one to monday, `1,000` isn't. */
function shortest(input: string): string | null {
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d{1,3})?$/i.test(input)) return null;
  if (/e/i.test(input)) {
    const plain = String(Number(input));
    return /e|Infinity/i.test(plain) ? null : plain;
  }
  const negative = input.startsWith('-');
  const [whole = '', fraction = ''] = input.replace(/^[+-]/, '').split('.');
  const digits = whole.replace(/^0+(?=\d)/, '') || '0';
  const decimals = fraction.replace(/0+$/, '');
  const size = decimals ? `${digits}.${decimals}` : digits;
  return negative && size !== '0' ? `-${size}` : size;
}

function unitOf(cell: Cell, key: string): unknown {
  const unit = cell.column.settings.unit;
  return isObject(unit) ? unit[key] : undefined;
}
