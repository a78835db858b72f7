/** Reads the `q` of files.list: terms joined by and, or, not and brackets. */
import { type Asker, badQuery, comparison, having, membership, type Predicate, type Token } from './terms.ts';

/** Throws Drive's 400 for a query that it can't read. */
export function parseQuery(text: string | null, asker: Asker): Predicate {
  if (!text || text.trim() === '') return () => true;
  const parser = new Parser(tokenize(text), asker);
  const predicate = parser.any();
  if (!parser.done()) throw badQuery();
  return predicate;
}

const TOKEN = /\s+|'((?:[^'\\]|\\.)*)'|"((?:[^"\\]|\\.)*)"|([A-Za-z][A-Za-z0-9]*(?:\.[A-Za-z][A-Za-z0-9]*)*)|(!=|<=|>=|[=<>(){}])|(.)/g;

/** A text stands in single quotes or in double ones. */
function tokenize(text: string): Token[] {
  const tokens: Token[] = [];
  for (const [, single, double, word, sign, stray] of text.matchAll(TOKEN)) {
    const quoted = single ?? double;
    if (stray !== undefined) throw badQuery();
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') });
    else if (word !== undefined) tokens.push({ kind: 'word', text: word });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
  }
  return tokens;
}

class Parser {
  readonly #tokens: readonly Token[];
  readonly #asker: Asker;
  #at = 0;

  constructor(tokens: readonly Token[], asker: Asker) {
    this.#tokens = tokens;
    this.#asker = asker;
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
    return this.#term();
  }

  #term(): Predicate {
    const left = this.#next();
    if (left.kind === 'text') {
      if (!this.#take('in')) throw badQuery();
      return membership(this.#asker, left.text, this.#next().text);
    }
    if (this.#take('has')) return this.#having(left.text);
    if (this.#take('in')) return membership(this.#asker, this.#next().text, left.text);
    // Alone it says that it is so.
    if (left.text === 'sharedWithMe' && !this.#peek(['=', '!='])) {
      return comparison(this.#asker, left.text, '=', { kind: 'word', text: 'true' });
    }
    const operator = this.#next().text.toLowerCase();
    return comparison(this.#asker, left.text, operator, this.#next());
  }

  #having(field: string): Predicate {
    const parts: string[] = [];
    for (const wanted of ['{', 'key', '=', null, 'and', 'value', '=', null, '}']) {
      const token = this.#next();
      if (wanted === null ? token.kind !== 'text' : token.kind === 'text' || token.text !== wanted) throw badQuery();
      if (wanted === null) parts.push(token.text);
    }
    const [key = '', value = ''] = parts;
    return having(field, key, value);
  }

  #peek(signs: readonly string[]): boolean {
    const token = this.#tokens[this.#at];
    return token?.kind === 'sign' && signs.includes(token.text);
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
