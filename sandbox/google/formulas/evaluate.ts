/** Works out one formula. The grammar and most functions are fast-formula-parser's; what it reads comes from `Reader`. */
import FormulaParser, { type Hooks, type Span } from 'fast-formula-parser';
import type { Box } from '../book/boxes.ts';
import { cellError, type Effective, errorOfText, errorText, isCellError } from './effective.ts';
import { CONTEXTUAL, createFunctions } from './functions.ts';
import { adaptOperators } from './operators.ts';
import { formatReference, type Reference, splitFormula } from './tokens.ts';

/** What a formula may look at. Rows and columns are zero-based. */
export interface Reader {
  sheetIdOf(title: string): number | undefined;
  cell(sheetId: number, row: number, column: number): Effective;
  /** Cut to the grid. */
  range(box: Box): Effective[][];
  named(name: string): Box | undefined;
  /** The moment as a serial number in the spreadsheet's time zone. */
  now(): number;
  random(): number;
}

export interface Position {
  readonly sheetId: number;
  readonly title: string;
  readonly row: number;
  readonly column: number;
}

const { FormulaError } = FormulaParser;
const FAR = 10_000_000;

/**
 * What the formula shows. Never throws: what is wrong with it is its result.
 * Parsers are dear to make and can't be re-entered, so there is one per depth (a formula may look up a cell that has
 * to be worked out first), made when first needed and shared by all spreadsheets; between calls they hold nothing.
 */
export function evaluateFormula(formula: string, position: Position, reader: Reader): Effective {
  const { parser, frame } = parserAt(depth);
  depth += 1;
  frame.reader = reader;
  frame.position = position;
  try {
    return fromParser(parser.parse(toParserText(formula), { row: position.row + 1, col: position.column + 1, sheet: position.title }));
  } catch (error) {
    return thrown(error);
  } finally {
    frame.reader = undefined;
    depth -= 1;
  }
}

interface Desk {
  readonly parser: FormulaParser;
  readonly frame: Frame;
}

const desks: Desk[] = [];
let depth = 0;

function parserAt(level: number): Desk {
  let desk = desks[level];
  if (!desk) {
    const frame = new Frame();
    const functions = createFunctions({ now: () => frame.reader?.now() ?? 0, random: () => frame.reader?.random() ?? 0 });
    desk = { parser: new FormulaParser({ functions, functionsNeedContext: CONTEXTUAL, ...frame.hooks }), frame };
    adaptOperators(desk.parser.utils);
    desks[level] = desk;
  }
  return desk;
}

/** What the formula being worked out may see. */
class Frame {
  reader: Reader | undefined;
  position: Position | undefined;

  readonly hooks: Hooks = {
    onCell: ({ sheet, row, col }) => {
      const sheetId = this.#sheetId(sheet);
      return sheetId === undefined ? refError() : toParser(this.reader?.cell(sheetId, row - 1, col - 1));
    },
    onRange: (span) => {
      const sheetId = this.#sheetId(span.sheet);
      if (sheetId === undefined) throw refError();
      return rangeToParser(this.reader?.range(boxOf(span, sheetId)) ?? []);
    },
    onVariable: (name) => {
      const box = this.reader?.named(name);
      if (!box) return null;
      const sheet = this.#titleOf(box.sheetId);
      if (box.r1 - box.r0 === 1 && box.c1 - box.c0 === 1) return { sheet, row: box.r0 + 1, col: box.c0 + 1 };
      return { sheet, from: { row: box.r0 + 1, col: box.c0 + 1 }, to: { row: box.r1, col: box.c1 } };
    },
  };

  #sheetId(title: string | undefined): number | undefined {
    if (title === undefined || title === this.position?.title) return this.position?.sheetId;
    return title.startsWith('\u0000') ? Number(title.slice(1)) : this.reader?.sheetIdOf(title);
  }

  #titleOf(sheetId: number): string {
    return sheetId === this.position?.sheetId ? this.position.title : `\u0000${sheetId}`;
  }
}

function boxOf({ from, to }: Span, sheetId: number): Box {
  return {
    sheetId,
    r0: Math.min(from.row, to.row) - 1,
    r1: Math.min(FAR, Math.max(from.row, to.row)),
    c0: Math.min(from.col, to.col) - 1,
    c1: Math.min(FAR, Math.max(from.col, to.col)),
  };
}

/** `A2:B`, open below, and `B2:2`, open to the right, which the parser doesn't know. */
const HALF_OPEN = /[A-Za-z]\$?\d+:\$?(?:[A-Za-z]+(?!\$?\d)|\d)/;

/** Without `=`; arguments parted by commas also where the locale parts them by semicolons; line breaks as spaces. */
function toParserText(formula: string): string {
  const text = formula
    .slice(1)
    .replace(/[\r\n]+/g, ' ')
    .trim();
  if (!text.includes(';') && !HALF_OPEN.test(text)) return text;
  let braces = 0;
  const pieces = splitFormula(text).map((piece) => {
    if (typeof piece !== 'string') return formatReference(closed(piece));
    return piece.replace(/"(?:[^"]|"")*"|[{};]/g, (found) => {
      if (found === '{') braces += 1;
      if (found === '}') braces -= 1;
      return found === ';' && braces === 0 ? ',' : found;
    });
  });
  return pieces.join('');
}

function closed(reference: Reference): Reference {
  const { start, end } = reference;
  if (!end) return reference;
  if (start.row !== undefined && end.row === undefined) return { ...reference, end: { ...end, row: 1_048_575 } };
  if (start.column !== undefined && end.column === undefined) return { ...reference, end: { ...end, column: 16_383 } };
  return reference;
}

const converted = new WeakMap<Effective[][], unknown[][]>();

/** The reader hands out the same rows while nothing changes; they are turned over once. */
function rangeToParser(rows: Effective[][]): unknown[][] {
  let out = converted.get(rows);
  if (!out) {
    out = rows.map((row) => row.map(toParser));
    converted.set(rows, out);
  }
  return out;
}

function toParser(value: Effective): unknown {
  if (value === undefined) return null;
  return isCellError(value) ? new FormulaError(errorText(value), value.message) : value;
}

function fromParser(value: unknown): Effective {
  if (value === null || value === undefined) return undefined;
  if (Array.isArray(value)) {
    const first: unknown = Array.isArray(value[0]) ? value[0][0] : value[0];
    return fromParser(first);
  }
  if (value instanceof FormulaError) return withMessage(value.error, value.message);
  if (value instanceof Date) return cellError('VALUE');
  if (typeof value === 'number') return Number.isFinite(value) ? value : cellError('NUM');
  return typeof value === 'string' || typeof value === 'boolean' ? value : cellError('VALUE');
}

function thrown(error: unknown): Effective {
  if (error instanceof FormulaError) {
    const unknownFunction = /Function (\S+) is not implemented/.exec(`${error.message} ${String(error.details ?? '')}`);
    if (unknownFunction) return cellError('NAME', `Unknown function: '${unknownFunction[1]}'.`);
    return withMessage(error.error, error.error === '#ERROR!' ? '' : error.message);
  }
  return cellError('ERROR');
}

function withMessage(text: string, message: string): Effective {
  const error = errorOfText(text);
  return message ? { ...error, message } : error;
}

const refError = () => new FormulaError('#REF!', 'Unresolved sheet name.');
