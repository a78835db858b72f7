/**
 * Numbers as people type them. The locale says which sign parts the decimals; what two locales would read differently
 * and this one can't decide is refused, never guessed (F57).
 */
import { plainDigits } from './typed/digits.ts';
import { separatorsOf } from './typed/locale.ts';

export type ParsedNumber =
  /** `currency`: the sign or code that was typed with it (`$`, `€`, `£`, `₽`, `USD`), null for none. */
  | { readonly kind: 'number'; readonly number: string; readonly currency: string | null }
  | { readonly kind: 'invalid'; readonly why: 'not-a-number' | 'ambiguous-number' };

const NOT_A_NUMBER: ParsedNumber = { kind: 'invalid', why: 'not-a-number' };

/** Sign and currency, digits with their separators, a word for thousands, currency and sign: each of them once. */
const SHAPE = new RegExp(
  [
    String.raw`^([-+\u2212]?)\s*([$€£₽]|[a-z]{3})?\s*([-+\u2212]?)\s*([\d.,'’\s]*\d[.,]?)`,
    String.raw`\s*(тысяч[аи]?|тыс\.?|млн\.?|млрд\.?|tsd\.?|mio\.?|mrd\.?|thousand|million|mln|bn|[kк])?`,
    String.raw`\s*([-\u2212]?)\s*([$€£₽]|[a-z]{3}|руб\.?|рублей|рубл[ья]|р\.?)?\s*([-\u2212]?)$`,
  ].join(''),
  'iu',
);

/** Characters that a typed number may have; the shape above is only matched against short texts. */
const LONGEST = 60;

/** Digits in threes with spaces or apostrophes between them, and decimals. */
const SPACED = /^\d{1,3}(?:(\s|['’])\d{3})(?:\1\d{3})*(?:[.,]\d*)?$/;

/** Plain decimal text of what was typed, e.g. `1 234,56` in a Russian sheet → `1234.56`. */
export function parseNumber(typed: string, locale: string | null): ParsedNumber {
  const cut = typed.trim();
  if (cut.length > LONGEST) return NOT_A_NUMBER;
  const trimmed = plainDigits(cut).replaceAll('\u066c', '’').replace('\u066b', '.');
  const inner = /^\((.*)\)$/.exec(trimmed)?.[1];
  const found = SHAPE.exec(inner ?? trimmed);
  if (found === null) return NOT_A_NUMBER;
  const [, sign1, currency1, sign2, digits = '', word, sign3, currency2, sign4] = found;
  const signs = [sign1, sign2, sign3, sign4, inner === undefined ? '' : '-'].filter((one) => one);
  const currencies = [currency1, currency2].filter((one) => one);
  if (signs.length > 1 || currencies.length > 1) return NOT_A_NUMBER;
  if (currencies.some((one) => /^[a-z]{3}$/i.test(one ?? '') && !codes().has(one ?? ''))) return NOT_A_NUMBER;
  // The Arabic decimal sign is nothing else.
  const parts = cut.includes('\u066b') ? partsBy('.', digits.replaceAll('’', ''), false) : partsOf(digits, locale);
  if (parts === 'ambiguous') return { kind: 'invalid', why: 'ambiguous-number' };
  if (parts === null) return NOT_A_NUMBER;
  const negative = signs.some((one) => one !== '+');
  const number = plainDecimal(`${negative ? '-' : ''}${parts.whole}.${parts.fraction}e${zerosOf(word)}`);
  return number === null ? NOT_A_NUMBER : { kind: 'number', number, currency: currencyOf(currencies[0]) };
}

/** Plain decimal notation without leading or trailing zeros; zero has no sign. */
export function normalise(negative: boolean, whole: string, fraction: string): string {
  const left = whole.replace(/^0+(?=\d)/, '') || '0';
  let end = fraction.length;
  while (fraction[end - 1] === '0') end -= 1;
  const right = fraction.slice(0, end);
  const number = right === '' ? left : `${left}.${right}`;
  return negative && number !== '0' ? `-${number}` : number;
}

/**
 * A plain decimal as a text that every locale reads as this number: `1.234` would be a thousand for some, `1.2340` is not.
 * For columns and pages that hold texts only.
 */
export const decimalText = (number: string): string => (/^-?[1-9]\d{0,2}\.\d{3}$/.test(number) ? `${number}0` : number);

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
  const left = digits.slice(0, Math.max(point, 0)).padEnd(point, '0');
  const right = point < 0 ? digits.padStart(digits.length - point, '0') : digits.slice(point);
  return normalise(sign === '-', left, right);
}

interface Parts {
  readonly whole: string;
  readonly fraction: string;
}

function partsOf(digits: string, locale: string | null): Parts | 'ambiguous' | null {
  if (/[\s'’]/.test(digits)) {
    if (!SPACED.test(digits)) return null;
    const [whole = '', fraction = ''] = digits.replace(/[\s'’]/g, '').split(/[.,]/);
    return { whole, fraction };
  }
  const decimal = decimalSign(digits, locale);
  return decimal === 'ambiguous' ? decimal : partsBy(decimal, digits, separatorsOf(locale).byTwo);
}

function partsBy(decimal: ',' | '.', digits: string, byTwo: boolean): Parts | null {
  const group = decimal === ',' ? '.' : ',';
  const [whole = '', fraction = '', ...rest] = digits.split(decimal);
  if (rest.length > 0 || fraction.includes(group) || !groupsRight(whole, group, byTwo)) return null;
  return { whole: whole.replaceAll(group, ''), fraction };
}

function decimalSign(digits: string, locale: string | null): ',' | '.' | 'ambiguous' {
  const lastDot = digits.lastIndexOf('.');
  const lastComma = digits.lastIndexOf(',');
  if (lastDot >= 0 && lastComma >= 0) return lastDot > lastComma ? '.' : ',';
  const sign = lastDot >= 0 ? '.' : ',';
  const at = Math.max(lastDot, lastComma);
  if (at < 0) return '.';
  const other = sign === ',' ? '.' : ',';
  if (digits.indexOf(sign) !== at) return other;
  const mayGroup = /^\d{1,3}[.,]\d{3}$/.test(digits) && !digits.startsWith('0');
  if (!mayGroup) return sign;
  const { decimal, group } = separatorsOf(locale);
  if (sign === decimal) return sign;
  return sign === group ? other : 'ambiguous';
}

/** Groups of three after the first, or of two before the last three where people count so, or no groups at all. */
function groupsRight(whole: string, group: string, byTwo: boolean): boolean {
  const [first = '', ...others] = whole.split(group);
  if (others.length === 0) return /^\d*$/.test(whole);
  const size = (one: string, at: number): boolean => one.length === (byTwo && at < others.length - 1 ? 2 : 3);
  const inThrees = others.every((one) => one.length === 3) && first.length <= 3;
  return first !== '' && (inThrees || (others.every(size) && first.length <= 2 && byTwo));
}

function zerosOf(word: string | undefined): number {
  const start = (word ?? '').slice(0, 3).toLowerCase();
  return ZEROS[start] ?? 0;
}

const ZEROS: Readonly<Record<string, number>> = {
  тыс: 3,
  tsd: 3,
  tho: 3,
  k: 3,
  к: 3,
  млн: 6,
  mio: 6,
  mil: 6,
  mln: 6,
  млр: 9,
  mrd: 9,
  bn: 9,
};

const currencyOf = (sign: string | undefined): string | null => (sign === undefined ? null : /^р/i.test(sign) ? '₽' : sign);

/** Codes of currencies, in capitals: `5 kgs` may be kilograms. */
let known: ReadonlySet<string> | null = null;
const codes = (): ReadonlySet<string> => {
  known ??= new Set(Intl.supportedValuesOf('currency'));
  return known;
};
