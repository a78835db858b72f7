/** What a cell displays: `formattedValue` and the FORMATTED_VALUE of a value range. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { format, isDateFormat } from 'numfmt';
import { type Effective, errorText, isCellError } from '../formulas/effective.ts';
import { localeFacts } from './locale.ts';

type NumberFormat = sheets_v4.Schema$NumberFormat;

/** The text; undefined for an empty cell. */
export function displayed(value: Effective, numberFormat: NumberFormat | null | undefined, locale: string): string | undefined {
  if (value === undefined) return undefined;
  if (isCellError(value)) return errorText(value);
  if (typeof value === 'boolean') return value ? 'TRUE' : 'FALSE';
  if (typeof value === 'string') return value;
  const pattern = patternOf(numberFormat, locale);
  if (pattern === undefined || pattern === '@') return general(value, localeFacts(locale).decimal);
  return format(pattern, value, { locale: localeFacts(locale).tag, throws: false, nbsp: false });
}

/** The pattern in force: the given one, or the locale's own for the type. Undefined: automatic. */
function patternOf(numberFormat: NumberFormat | null | undefined, locale: string): string | undefined {
  if (!numberFormat) return undefined;
  const { pattern, type } = numberFormat;
  if (pattern) return /^general$/i.test(pattern) ? undefined : pattern;
  const facts = localeFacts(locale);
  switch (type) {
    case 'TEXT':
      return '@';
    case 'NUMBER':
      return '#,##0.00';
    case 'PERCENT':
      return '0.00%';
    case 'CURRENCY':
      return facts.currencyFirst ? `"${facts.currency}"#,##0.00` : `#,##0.00" ${facts.currency}"`;
    case 'DATE':
      return facts.date;
    case 'TIME':
      return 'h:mm:ss AM/PM';
    case 'DATE_TIME':
      return `${facts.date} h:mm:ss`;
    case 'SCIENTIFIC':
      return '0.00E+00';
    default:
      return undefined;
  }
}

/** Whether a number under this format stands for a date or a time. */
export function isTemporal(numberFormat: NumberFormat | null | undefined, locale: string): boolean {
  const pattern = patternOf(numberFormat, locale);
  return pattern !== undefined && pattern !== '@' && isDateFormat(pattern);
}

/** Automatic: whole numbers in full, others with ten significant digits. */
export function general(value: number, decimal: string): string {
  const short = String(value);
  if (short.length <= 10 && !short.includes('e')) return decimal === '.' ? short : short.replace('.', decimal);
  if (Number.isInteger(value)) return Math.abs(value) < 1e21 ? plain(Number(value.toPrecision(15))) : scientific(value, decimal);
  const rounded = Math.abs(value) >= 1e10 ? Math.round(value) : Number(value.toPrecision(10));
  if (rounded !== 0 && Math.abs(rounded) < 1e-9) return scientific(rounded, decimal);
  return plain(rounded).replace('.', decimal);
}

function plain(value: number): string {
  const text = String(value);
  if (!text.includes('e')) return text;
  return value.toLocaleString('en-US', { useGrouping: false, maximumFractionDigits: 20 });
}

function scientific(value: number, decimal: string): string {
  const [mantissa = '0', exponent = '0'] = value.toExponential(9).split('e');
  const power = Number(exponent);
  const digits = mantissa.includes('.') ? mantissa.replace(/\.?0+$/, '') : mantissa;
  return `${digits.replace('.', decimal)}E${power < 0 ? '-' : '+'}${String(Math.abs(power)).padStart(2, '0')}`;
}
