/**
 * Numbers as people type them. The locale says which sign parts the decimals; what two locales would read differently
 * and this one can't decide is refused, never guessed (F57).
 */
export type ParsedNumber =
  /** `currency`: the sign that was typed with it (`$`, `€`, `£`, `₽`), null for none. */
  | { readonly kind: 'number'; readonly number: string; readonly currency: string | null }
  | { readonly kind: 'invalid'; readonly why: 'not-a-number' | 'ambiguous-number' };

const NOT_A_NUMBER: ParsedNumber = { kind: 'invalid', why: 'not-a-number' };

/** Sign and currency, digits with their separators, a word for thousands, currency and sign: each of them once. */
const SHAPE =
  /^([-+\u2212]?)\s*([$€£₽]?)\s*([-+\u2212]?)\s*([\d.,'’\s]*\d[.,]?)\s*(тыс\.?|млн\.?|млрд\.?|[kк])?\s*([-\u2212]?)\s*([$€£₽]|руб\.?|р\.?)?\s*([-\u2212]?)$/iu;

/** Characters that a typed number may have; the shape above is only matched against short texts. */
const LONGEST = 60;

/** Digits in threes with spaces or apostrophes between them, and decimals. */
const SPACED = /^\d{1,3}(?:(\s|['’])\d{3})(?:\1\d{3})*(?:[.,]\d*)?$/;

/** Plain decimal text of what was typed, e.g. `1 234,56` in a Russian sheet → `1234.56`. */
export function parseNumber(typed: string, locale: string | null): ParsedNumber {
  const trimmed = typed.trim();
  if (trimmed.length > LONGEST) return NOT_A_NUMBER;
  const inner = /^\((.*)\)$/.exec(trimmed)?.[1]?.trim();
  const found = SHAPE.exec(inner ?? trimmed);
  if (found === null) return NOT_A_NUMBER;
  const [, sign1, currency1, sign2, digits = '', word, sign3, currency2, sign4] = found;
  const signs = [sign1, sign2, sign3, sign4, inner === undefined ? '' : '-'].filter((one) => one);
  const currencies = [currency1, currency2].filter((one) => one);
  if (signs.length > 1 || currencies.length > 1) return NOT_A_NUMBER;
  const parts = partsOf(digits.trim(), locale);
  if (parts === 'ambiguous') return { kind: 'invalid', why: 'ambiguous-number' };
  if (parts === null) return NOT_A_NUMBER;
  const negative = signs.some((one) => one !== '+');
  const number = plainDecimal(`${negative ? '-' : ''}${parts.whole}.${parts.fraction}e${zerosOf(word)}`);
  return number === null ? NOT_A_NUMBER : { kind: 'number', number, currency: currencyOf(currencies[0]) };
}

/** Plain decimal notation without leading or trailing zeros; zero has no sign. */
export function normalise(negative: boolean, whole: string, fraction: string): string {
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
  if (decimal === 'ambiguous') return 'ambiguous';
  const group = decimal === ',' ? '.' : ',';
  const [whole = '', fraction = '', ...rest] = digits.split(decimal);
  if (rest.length > 0 || fraction.includes(group) || !groupsRight(whole, group)) return null;
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

/** Groups of three after the first, or no groups at all. */
const groupsRight = (whole: string, group: string): boolean =>
  whole.includes(group) ? new RegExp(`^\\d{1,3}(\\${group}\\d{3})+$`).test(whole) : /^\d*$/.test(whole);

interface Separators {
  readonly decimal: string | null;
  readonly group: string | null;
}

const UNKNOWN: Separators = { decimal: null, group: null };
/** Asking the platform for a locale's signs costs more than reading a thousand numbers. */
const separators = new Map<string, Separators>();

function separatorsOf(locale: string | null): Separators {
  const tag = localeTag(locale);
  if (tag === null) return UNKNOWN;
  const known = separators.get(tag);
  if (known !== undefined) return known;
  const parts = new Intl.NumberFormat(tag).formatToParts(12_345_678.5);
  const of = (type: 'decimal' | 'group'): string | null => parts.find((one) => one.type === type)?.value ?? null;
  const found = { decimal: of('decimal'), group: of('group') };
  separators.set(tag, found);
  return found;
}

/** `ru_RU` → `ru-RU`; null for what is no locale. */
export function localeTag(locale: string | null): string | null {
  return locale !== null && /^[a-z]{2,3}([-_][a-z0-9]{2,8})*$/i.test(locale) ? locale.replaceAll('_', '-') : null;
}

function zerosOf(word: string | undefined): number {
  const start = (word ?? '').slice(0, 3).toLowerCase();
  return { '': 0, тыс: 3, k: 3, к: 3, млн: 6, млр: 9 }[start] ?? 0;
}

const currencyOf = (sign: string | undefined): string | null => (sign === undefined ? null : /^р/i.test(sign) ? '₽' : sign);
