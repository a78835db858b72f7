/**
 * Understands what a person types (valueInputOption USER_ENTERED, pasted text): formulas, numbers, percents,
 * currencies, booleans, dates and times by the spreadsheet's locale; anything else, or with a leading `'`, is text.
 */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import { parseDate, parseTime } from 'numfmt';
import type { Scalar } from '../book/documents.ts';
import { localeFacts } from './locale.ts';

export interface Entered {
  readonly v?: Scalar;
  readonly f?: string;
  /** The format that the text brings along, where the cell has none of its own. */
  readonly numberFormat?: sheets_v4.Schema$NumberFormat;
}

export interface EntryContext {
  readonly locale: string;
  /** For dates typed without a year. */
  readonly year: number;
  /** The cell is formatted as plain text: nothing is understood. */
  readonly plainText: boolean;
}

export function parseEntered(text: string, context: EntryContext): Entered {
  if (context.plainText) return { v: text };
  if (text.startsWith("'")) return { v: text.slice(1) };
  if (text.startsWith('=') && text.length > 1) return { f: text };
  const trimmed = text.trim();
  if (trimmed === '') return { v: text };
  if (/^[+]/.test(trimmed) && !/^\+[\d.,\s]+%?$/.test(trimmed) && /^\+[A-Za-z$(]/.test(trimmed)) return { f: `=${trimmed}` };
  if (/^(?:true|false)$/i.test(trimmed)) return { v: /^true$/i.test(trimmed) };
  return parseNumeric(trimmed, context.locale) ?? parseTemporal(trimmed, context) ?? { v: text };
}

/** Signs, brackets for minus, grouping, a currency before or after, a percent sign, an exponent. */
function parseNumeric(text: string, locale: string): Entered | undefined {
  const { decimal, group } = localeFacts(locale);
  const bracketed = /^\((.+)\)$/.exec(text);
  let body = bracketed?.[1] ?? text;
  const percent = /^(.*\d)\s*%$/.exec(body);
  if (percent) body = percent[1] ?? '';
  const money =
    /^([-+]?)\s*([$€£¥₽₹₴₪₺]|zł|Kč|CHF|kr|R\$)?\s*([-+]?[\d.,'\s\u00a0\u202f]+?(?:[eE][+-]?\d+)?)\s*([$€£¥₽₹₴₪₺]|zł|Kč|CHF|kr)?$/u.exec(
      body,
    );
  if (!money) return undefined;
  const [, sign = '', before, digits = '', after] = money;
  const value = parseDigits(digits, decimal, group);
  if (value === undefined || (before && after) || (percent && (before || after))) return undefined;
  const signed = (sign === '-' ? -1 : 1) * (bracketed ? -1 : 1) * value;
  if (percent) return { v: fromPercent(signed), numberFormat: { type: 'PERCENT', pattern: digits.includes(decimal) ? '0.00%' : '0%' } };
  const symbol = before ?? after;
  const places = digits.includes(decimal) ? '.00' : '';
  if (symbol) {
    return { v: signed, numberFormat: { type: 'CURRENCY', pattern: before ? `"${symbol}"#,##0${places}` : `#,##0${places}" ${symbol}"` } };
  }
  if (/e/i.test(digits)) return { v: signed, numberFormat: { type: 'SCIENTIFIC', pattern: '0.00E+00' } };
  if (digits.replace(/^[-+]/, '').includes(group) || /[\s\u00a0\u202f]/.test(digits.trim())) {
    return { v: signed, numberFormat: { type: 'NUMBER', pattern: `#,##0${places}` } };
  }
  return { v: signed };
}

function parseDigits(text: string, decimal: string, group: string): number | undefined {
  const spaces = /\s/.test(group) ? String.raw`[\s\u00a0\u202f]` : quoted(group);
  const shape = new RegExp(String.raw`^[-+]?(?:\d+|\d{1,3}(?:${spaces}\d{3})+)?(?:${quoted(decimal)}\d*)?(?:[eE][+-]?\d+)?$`, 'u');
  const trimmed = text.trim();
  if (!shape.test(trimmed) || !/\d/.test(trimmed)) return undefined;
  const value = Number(trimmed.replace(new RegExp(spaces, 'gu'), '').replace(decimal, '.'));
  return Number.isFinite(value) ? value : undefined;
}

/** 12.3 % is 0.123, not 0.12300000000000001. */
const fromPercent = (value: number): number => Number((value / 100).toPrecision(15));

function parseTemporal(text: string, { locale, year }: EntryContext): Entered | undefined {
  const { tag } = localeFacts(locale);
  const dated = parseDate(text, { locale: tag });
  if (dated && typeof dated.v === 'number') {
    const yearless = dated.z !== undefined && !/y/i.test(dated.z);
    const value = yearless ? parseDate(`${text}${separatorOf(text)}${year}`, { locale: tag })?.v : dated.v;
    if (typeof value !== 'number') return undefined;
    const timed = /[hs]/i.test(dated.z ?? '');
    return { v: value, numberFormat: { type: timed ? 'DATE_TIME' : 'DATE', ...(dated.z !== undefined && { pattern: dated.z }) } };
  }
  const time = /^\d{1,2}:\d{2}/.test(text) ? parseTime(text, { locale: tag }) : null;
  if (!time || typeof time.v !== 'number') return undefined;
  return { v: time.v, numberFormat: { type: 'TIME', ...(time.z !== undefined && { pattern: time.z }) } };
}

function separatorOf(text: string): string {
  return /[/.-]/.exec(text)?.[0] ?? ' ';
}

const quoted = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
