/**
 * Numbers as people type them. The locale says which sign parts the decimals; what two locales would read differently
 * and this one can't decide is refused, never guessed (F57).
 */
export type ParsedNumber =
  | { readonly kind: 'number'; readonly number: string }
  | { readonly kind: 'invalid'; readonly why: 'not-a-number' | 'ambiguous-number' };

const SPACES = /[\s\u00A0\u202F\u2009']/g;

/** Plain decimal text of what was typed, e.g. `1 234,56` in a Russian sheet → `1234.56`. */
export function parseNumber(typed: string, locale: string | null): ParsedNumber {
  const trimmed = typed.trim();
  const negative = /^\(.*\)$/.test(trimmed) || /^[-\u2212]/.test(trimmed) || /[-\u2212]$/.test(trimmed);
  const unsigned = trimmed.replace(/^\((.*)\)$/, '$1').replace(/^[-+\u2212]|[-\u2212]$/g, '');
  const body = unsigned.replace(/^[$€£₽]\s*|\s*[$€£₽]$/g, '');
  if (!/^[\d][\d\s\u00A0\u202F\u2009'.,]*$|^[.,]\d+$/.test(body)) return { kind: 'invalid', why: 'not-a-number' };
  const digits = body.replace(SPACES, '');
  const decimal = decimalSign(digits, locale);
  if (decimal === 'ambiguous') return { kind: 'invalid', why: 'ambiguous-number' };
  const group = decimal === ',' ? '.' : ',';
  const [whole = '', fraction = '', ...rest] = digits.split(decimal);
  if (rest.length > 0 || fraction.includes(group) || !groupsRight(whole, group)) return { kind: 'invalid', why: 'not-a-number' };
  return { kind: 'number', number: normalise(negative, whole.replaceAll(group, ''), fraction) };
}

/** Plain decimal notation without leading or trailing zeros; zero has no sign. */
function normalise(negative: boolean, whole: string, fraction: string): string {
  const left = whole.replace(/^0+(?=\d)/, '') || '0';
  const right = fraction.replace(/0+$/, '');
  const number = right === '' ? left : `${left}.${right}`;
  return negative && number !== '0' ? `-${number}` : number;
}

/** Canonical form of a plain decimal text (`-0012.50` → `-12.5`); null when it is none. Exponents are expanded. */
export function plainDecimal(number: string): string | null {
  const match = /^([-+]?)(\d*)(?:\.(\d*))?(?:[eE]([-+]?\d+))?$/.exec(number);
  if (match === null) return null;
  const [, sign = '', whole = '', fraction = '', exponent = '0'] = match;
  if (whole === '' && fraction === '') return null;
  const shift = Number(exponent);
  if (Math.abs(shift) > 400) return null;
  const digits = whole + fraction;
  const point = whole.length + shift;
  const left = point <= 0 ? '0' : digits.slice(0, point).padEnd(point, '0');
  const right = point >= digits.length ? '' : point < 0 ? digits.padStart(digits.length - point, '0') : digits.slice(point);
  return normalise(sign === '-', left, right);
}

function decimalSign(digits: string, locale: string | null): ',' | '.' | 'ambiguous' {
  const lastDot = digits.lastIndexOf('.');
  const lastComma = digits.lastIndexOf(',');
  if (lastDot >= 0 && lastComma >= 0) return lastDot > lastComma ? '.' : ',';
  const sign = lastDot >= 0 ? '.' : ',';
  const at = Math.max(lastDot, lastComma);
  if (at < 0) return '.';
  const repeated = digits.indexOf(sign) !== at;
  if (repeated) return sign === ',' ? '.' : ',';
  const mayGroup = /^\d{1,3}[.,]\d{3}$/.test(digits) && !digits.startsWith('0');
  if (!mayGroup) return sign;
  if (locale === null) return 'ambiguous';
  return localeDecimal(locale);
}

/** Groups of three after the first, or no groups at all. */
const groupsRight = (whole: string, group: string): boolean =>
  whole.includes(group) ? new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(whole) : /^\d*$/.test(whole);

function localeDecimal(locale: string): ',' | '.' {
  const part = new Intl.NumberFormat(locale.replaceAll('_', '-')).formatToParts(1.5).find((one) => one.type === 'decimal');
  return part?.value === ',' ? ',' : '.';
}
