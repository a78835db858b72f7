/** The `q` of files.list, the part of it that clients use: name, mimeType, trashed, parents, times; and, or, not, brackets. */
import { GoogleError } from '../wire/errors.ts';
import type { FileDocument } from './files.ts';

export type Predicate = (file: FileDocument) => boolean;

/** Throws Drive's 400 for a query that it can't read. */
export function parseQuery(text: string | null): Predicate {
  if (!text || text.trim() === '') return () => true;
  const parser = new Parser(tokenize(text));
  const predicate = parser.any();
  if (!parser.done()) throw badQuery();
  return predicate;
}

type Token = { readonly kind: 'word' | 'sign' | 'text'; readonly text: string };

function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const match of text.matchAll(/\s+|'((?:[^'\\]|\\.)*)'|([A-Za-z][A-Za-z0-9]*)|(!=|<=|>=|[=<>()])|(.)/g)) {
    const [, quoted, word, sign, stray] = match;
    if (stray !== undefined) throw badQuery();
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  #at = 0;

  constructor(tokens: readonly Token[]) {
    this.#tokens = tokens;
  }

  done(): boolean {
    return this.#at >= this.#tokens.length;
  }

  any(): Predicate {
    let left = this.#all();
    while (this.#take('or')) {
      const [a, b] = [left, this.#all()];
      left = (file) => a(file) || b(file);
    }
    return left;
  }

  #all(): Predicate {
    let left = this.#one();
    while (this.#take('and')) {
      const [a, b] = [left, this.#one()];
      left = (file) => a(file) && b(file);
    }
    return left;
  }

  #one(): Predicate {
    if (this.#take('not')) {
      const inner = this.#one();
      return (file) => !inner(file);
    }
    if (this.#take('(')) {
      const inner = this.any();
      if (!this.#take(')')) throw badQuery();
      return inner;
    }
    return this.#comparison();
  }

  #comparison(): Predicate {
    const left = this.#next();
    if (left.kind === 'text') {
      if (!this.#take('in')) throw badQuery();
      const field = this.#next().text;
      if (field === 'parents')
        return (file) => file.parents.some((parent) => parent === left.text || (left.text === 'root' && parent.startsWith('root-')));
      if (['owners', 'writers', 'readers'].includes(field)) return () => true;
      throw badQuery();
    }
    const operator = this.#next().text;
    const right = this.#next().text;
    return comparison(left.text, operator, right);
  }

  #take(text: string): boolean {
    const token = this.#tokens[this.#at];
    if (!token || token.kind === 'text' || token.text.toLowerCase() !== text) return false;
    this.#at += 1;
    return true;
  }

  #next(): Token {
    const token = this.#tokens[this.#at];
    if (!token) throw badQuery();
    this.#at += 1;
    return token;
  }
}

function comparison(field: string, operator: string, right: string): Predicate {
  const wanted = right.toLowerCase();
  switch (field) {
    case 'name':
    case 'fullText':
      return text((file) => file.name, operator, wanted);
    case 'mimeType':
      return text((file) => file.mimeType, operator, wanted);
    case 'trashed':
    case 'starred':
      return (file) => ((field === 'trashed' ? file.trashed : (file.starred ?? false)) === (wanted === 'true')) === (operator === '=');
    case 'modifiedTime':
    case 'createdTime':
      return moment((file) => file[field], operator, Date.parse(right.endsWith('Z') || /[+-]\d\d:\d\d$/.test(right) ? right : `${right}Z`));
    default:
      throw badQuery();
  }
}

function text(of: (file: FileDocument) => string, operator: string, wanted: string): Predicate {
  switch (operator.toLowerCase()) {
    case '=':
      return (file) => of(file).toLowerCase() === wanted;
    case '!=':
      return (file) => of(file).toLowerCase() !== wanted;
    case 'contains':
      return (file) =>
        of(file)
          .toLowerCase()
          .split(/\s+/)
          .some((word) => word.startsWith(wanted)) ||
        of(file).toLowerCase().includes(` ${wanted}`) ||
        of(file).toLowerCase().startsWith(wanted);
    default:
      throw badQuery();
  }
}

function moment(of: (file: FileDocument) => number, operator: string, wanted: number): Predicate {
  if (Number.isNaN(wanted)) throw badQuery();
  const tests: Readonly<Record<string, Predicate>> = {
    '=': (file) => of(file) === wanted,
    '!=': (file) => of(file) !== wanted,
    '<': (file) => of(file) < wanted,
    '<=': (file) => of(file) <= wanted,
    '>': (file) => of(file) > wanted,
    '>=': (file) => of(file) >= wanted,
  };
  const test = tests[operator];
  if (!test) throw badQuery();
  return test;
}

const badQuery = () => new GoogleError(400, 'Invalid Value', { reason: 'invalid', location: { name: 'q', type: 'parameter' } });
