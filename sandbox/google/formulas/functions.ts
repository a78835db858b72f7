/**
 * Functions that the parser's own library lacks: most from formula.js, the rest here, the way Google Sheets has them.
 * Arguments arrive as the parser gives them (scalars, or rows of scalars); errors travel as values.
 */
import * as formulajs from '@formulajs/formulajs';
import FormulaParser, { type Argument, type Hooks } from 'fast-formula-parser';
import { passing } from './criteria.ts';

const { FormulaError } = FormulaParser;

/** What a formula may ask of the world around it. */
export interface Surroundings {
  /** Now, as a serial number in the spreadsheet's time zone. */
  now(): number;
  random(): number;
}

type Plain = (...values: unknown[]) => unknown;

const FROM_FORMULAJS =
  'MAX MIN MAXA MINA MEDIAN LARGE SMALL MATCH COUNTBLANK SUBSTITUTE UPPER VALUE STDEVP VARP NPV PMT PV FV RATE IRR LOOKUP SUBTOTAL SWITCH TEXTJOIN';

const NETWORKED = ['IMPORTRANGE', 'IMPORTDATA', 'IMPORTHTML', 'IMPORTXML', 'IMPORTFEED', 'GOOGLEFINANCE', 'GOOGLETRANSLATE', 'AI'];

/** Functions whose answer may differ though nothing they name changed. */
export const VOLATILE = /\b(?:NOW|TODAY|RAND|RANDBETWEEN|RANDARRAY|INDIRECT|OFFSET)\s*\(/i;

export function createFunctions(surroundings: Surroundings): NonNullable<Hooks['functions']> {
  const library = formulajs as unknown as Readonly<Record<string, Plain>>;
  const functions: Record<string, (...args: Argument[]) => unknown> = {};
  const add = (name: string, plain: Plain, errorsAreValues = false) => {
    functions[name] = (...args) => answer(plain, args, errorsAreValues);
  };
  for (const name of FROM_FORMULAJS.split(' ')) {
    const plain = library[name];
    if (plain) add(name, plain);
  }
  for (const name of NETWORKED) functions[name] = () => new FormulaError('Loading...', 'Loading...');
  const { MODE, STDEV, VAR, RANK, PERCENTILE, QUARTILE } = formulajs;
  add('MODE', MODE.SNGL as Plain);
  add('STDEV', STDEV.S as Plain);
  add('VAR', VAR.S as Plain);
  add('RANK', RANK.EQ as Plain);
  add('PERCENTILE', PERCENTILE.INC as Plain);
  add('QUARTILE', QUARTILE.INC as Plain);
  add('COUNTA', (...values) => flat(values).filter((value) => !blank(value)).length, true);
  add('COUNTUNIQUE', (...values) => new Set(flat(values).filter((value) => !blank(value))).size, true);
  add('ARRAYFORMULA', (value) => value, true);
  add('CHOOSE', (index, ...choices) => choices[Number(index) - 1] ?? new FormulaError('#NUM!'));
  add('JOIN', (delimiter, ...values) => flat(values).map(shown).join(shown(delimiter)));
  add('SPLIT', (text, delimiter) => [
    shown(text)
      .split(shown(delimiter))
      .filter((part) => part !== ''),
  ]);
  add('UNIQUE', (range) => uniqueRows(rows(range)));
  add('FILTER', (range, ...conditions) => filterRows(rows(range), conditions.map(rows)));
  add('SORT', (range, column = 1, ascending = true) => sortRows(rows(range), Number(column), Boolean(ascending)));
  add('XLOOKUP', (key, keys, results, missing) => lookUp(key, flat([keys]), flat([results]), missing));
  add('REGEXMATCH', (text, pattern) => expression(pattern).test(shown(text)));
  add('REGEXEXTRACT', (text, pattern) => {
    const match = expression(pattern).exec(shown(text));
    return match ? (match[1] ?? match[0]) : new FormulaError('#N/A');
  });
  add('REGEXREPLACE', (text, pattern, replacement) => shown(text).replace(new RegExp(expression(pattern), 'g'), shown(replacement)));
  for (const [name, reduce] of Object.entries(CONDITIONAL)) add(name, (sum, ...pairs) => conditional(sum, pairs, reduce), true);
  add('COUNTIFS', (...pairs) => conditional(pairs[0], pairs, COUNT), true);
  add('COUNTIF', (range, criterion) => conditional(range, [range, criterion], COUNT), true);
  for (const name of ERRORS_FIRST) {
    const play = BASE[name];
    if (play) functions[name] = (...args) => flat(args.map((arg) => arg.value)).find((value) => value instanceof Error) ?? play(...args);
  }
  functions.NOW = () => surroundings.now();
  functions.TODAY = () => Math.floor(surroundings.now());
  functions.RAND = () => surroundings.random();
  add('RANDBETWEEN', (low, high) => Number(low) + Math.floor(surroundings.random() * (Number(high) - Number(low) + 1)));
  return functions;
}

const BASE = new FormulaParser({}).functions;

/** Functions of the parser's library that would overlook an error in a range. */
const ERRORS_FIRST = ['SUM', 'AVERAGE', 'PRODUCT', 'SUMPRODUCT', 'SUMSQ'];

/** IF gets its arguments unread, so that what it doesn't choose doesn't matter. */
export const CONTEXTUAL: NonNullable<Hooks['functionsNeedContext']> = {
  IF: ({ utils }, test, whenTrue, whenFalse) => {
    const { val } = utils.extractRefValue(test ?? false);
    const value = Array.isArray(val) ? (val[0] as unknown[])[0] : val;
    if (value instanceof Error) return value;
    if (typeof value === 'string' && !/^(?:true|false)$/i.test(value)) return new FormulaError('#VALUE!', 'IF expects a truth value.');
    const chosen = typeof value === 'string' ? /^true$/i.test(value) : Boolean(value);
    return (chosen ? whenTrue : whenFalse === undefined ? false : whenFalse) ?? '';
  },
  INDEX: ({ utils }, source, row, column) => {
    const table = rows(utils.extractRefValue(source).val);
    const at = (arg: unknown) => (arg === undefined || arg === null ? undefined : Number(utils.extractRefValue(arg).val));
    const [first = 1, second] = [at(row), at(column)];
    // Of a single row, the one number given is the column.
    const [i, j] = table.length === 1 && second === undefined ? [1, first] : [first || 1, second || 1];
    const line = table[i - 1];
    return line && j >= 1 && j <= line.length ? (line[j - 1] ?? '') : new FormulaError('#REF!', 'INDEX is outside the range.');
  },
};

type Reduce = (numbers: readonly number[], kept: readonly unknown[]) => unknown;

const CONDITIONAL: Readonly<Record<string, Reduce>> = {
  SUMIFS: (numbers) => numbers.reduce((sum, value) => sum + value, 0),
  AVERAGEIFS: (numbers) =>
    numbers.length > 0 ? numbers.reduce((sum, value) => sum + value, 0) / numbers.length : new FormulaError('#DIV/0!'),
  MAXIFS: (numbers) => numbers.reduce((most, value) => Math.max(most, value), numbers[0] ?? 0),
  MINIFS: (numbers) => numbers.reduce((least, value) => Math.min(least, value), numbers[0] ?? 0),
};

/** `pairs` is range, criterion, range, criterion…; an error among what is kept is the answer. */
function conditional(target: unknown, pairs: readonly unknown[], reduce: Reduce): unknown {
  const values = flat([target]);
  const ranges = pairs.filter((_, i) => i % 2 === 0).map((range) => flat([range]));
  const criteria = pairs.filter((_, i) => i % 2 === 1).map((criterion) => flat([criterion])[0]);
  const pass = ranges.length === criteria.length ? passing(ranges, criteria) : undefined;
  if (!pass || pass.length !== values.length)
    return new FormulaError('#VALUE!', 'Array arguments to the conditions are of different size.');
  const kept = values.filter((_, i) => pass[i]);
  const numbers = kept.filter((value): value is number => typeof value === 'number');
  return kept.find((value) => value instanceof Error && reduce !== COUNT) ?? reduce(numbers, kept);
}

const COUNT: Reduce = (_, kept) => kept.length;

function answer(plain: Plain, args: readonly Argument[], errorsAreValues: boolean): unknown {
  const values = args.map((arg) => (arg.omitted ? undefined : arg.value));
  if (!errorsAreValues) {
    const bad = flat(values).find((value) => value instanceof Error);
    if (bad) return bad;
  }
  const result = plain(...values);
  if (result instanceof Error) return 'error' in result ? result : new FormulaError(result.message);
  if (Array.isArray(result) && !Array.isArray(result[0])) return [result];
  // The parser takes null for an error.
  return result ?? '';
}

function flat(values: readonly unknown[]): unknown[] {
  return values.flat(3);
}

function rows(value: unknown): unknown[][] {
  return Array.isArray(value) ? value.map((row) => (Array.isArray(row) ? row : [row])) : [[value]];
}

function uniqueRows(list: unknown[][]): unknown {
  const seen = new Set<string>();
  return list.filter((row) => {
    const key = JSON.stringify(row);
    return !seen.has(key) && seen.add(key);
  });
}

function filterRows(list: unknown[][], conditions: unknown[][][]): unknown {
  const kept = list.filter((_, i) => conditions.every((condition) => Boolean(condition[i]?.[0])));
  return kept.length > 0 ? kept : new FormulaError('#N/A', 'No matches are found in FILTER evaluation.');
}

function sortRows(list: unknown[][], column: number, ascending: boolean): unknown {
  const rank = (value: unknown) => (typeof value === 'number' ? 0 : 1);
  const compare = (a: unknown, b: unknown) =>
    rank(a) - rank(b) || (typeof a === 'number' && typeof b === 'number' ? a - b : shown(a).localeCompare(shown(b)));
  const filled = list.filter((row) => !blank(row[column - 1]));
  return filled.sort((a, b) => (ascending ? 1 : -1) * compare(a[column - 1], b[column - 1]));
}

function lookUp(key: unknown, keys: readonly unknown[], results: readonly unknown[], missing: unknown): unknown {
  const same = (value: unknown) =>
    typeof key === 'string' && typeof value === 'string' ? key.toLowerCase() === value.toLowerCase() : key === value;
  const at = keys.findIndex(same);
  return at >= 0 ? results[at] : (missing ?? new FormulaError('#N/A', `Did not find value '${shown(key)}' in XLOOKUP evaluation.`));
}

function expression(pattern: unknown): RegExp {
  return new RegExp(shown(pattern), 'u');
}

const blank = (value: unknown): boolean => value === null || value === undefined;
const shown = (value: unknown): string => (typeof value === 'boolean' ? String(value).toUpperCase() : String(value ?? ''));
