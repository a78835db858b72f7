/** Confluence's query language, as far as clients of pages use it: fields, comparisons, and/or/not, order by. */
import { badRequest } from '../http/errors.ts';

export type Term =
  | { readonly kind: 'compare'; readonly field: string; readonly operator: string; readonly values: readonly string[] }
  | { readonly kind: 'and'; readonly terms: readonly Term[] }
  | { readonly kind: 'or'; readonly terms: readonly Term[] }
  | { readonly kind: 'not'; readonly term: Term };

export interface Query {
  readonly where: Term | null;
  readonly order: readonly { readonly field: string; readonly descending: boolean }[];
}

const TOKEN = /\s*(?:"((?:[^"\\]|\\.)*)"|'((?:[^'\\]|\\.)*)'|(!=|!~|>=|<=|[=~<>(),])|([^\s()=~!<>,"']+))/y;

interface Token {
  readonly kind: 'text' | 'sign' | 'word';
  readonly text: string;
}

export function parseCql(source: string): Query {
  const tokens = tokensOf(source);
  let at = 0;

  const word = (expected?: string): string | undefined => {
    const token = tokens[at];
    if (token?.kind !== 'word') return undefined;
    return expected === undefined || token.text.toLowerCase() === expected ? token.text : undefined;
  };
  const sign = (expected: string): boolean => tokens[at]?.kind === 'sign' && tokens[at]?.text === expected;
  const fail = (): never => {
    throw badRequest(`Could not parse cql : ${source}`);
  };
  const take = (): Token => tokens[at++] ?? fail();

  function either(): Term {
    const terms = [both()];
    while (word('or')) {
      at += 1;
      terms.push(both());
    }
    return terms.length === 1 && terms[0] ? terms[0] : { kind: 'or', terms };
  }

  function both(): Term {
    const terms = [single()];
    while (word('and')) {
      at += 1;
      terms.push(single());
    }
    return terms.length === 1 && terms[0] ? terms[0] : { kind: 'and', terms };
  }

  function single(): Term {
    if (word('not')) {
      at += 1;
      return { kind: 'not', term: single() };
    }
    if (sign('(')) {
      at += 1;
      const inner = either();
      if (!sign(')')) fail();
      at += 1;
      return inner;
    }
    return comparison();
  }

  function comparison(): Term {
    const field = take();
    if (field.kind !== 'word') fail();
    if (word('not')) {
      at += 1;
      if (!word('in')) fail();
      at += 1;
      return { kind: 'not', term: { kind: 'compare', field: field.text.toLowerCase(), operator: 'in', values: list() } };
    }
    if (word('in')) {
      at += 1;
      return { kind: 'compare', field: field.text.toLowerCase(), operator: 'in', values: list() };
    }
    const operator = take();
    if (operator.kind !== 'sign' || /[(),]/.test(operator.text)) fail();
    return { kind: 'compare', field: field.text.toLowerCase(), operator: operator.text, values: [value()] };
  }

  function list(): string[] {
    if (!sign('(')) fail();
    const values: string[] = [];
    do {
      at += 1;
      values.push(value());
    } while (sign(','));
    if (!sign(')')) fail();
    at += 1;
    return values;
  }

  /** A text, a word, or a function of none or one argument (`currentUser()`, `now("-7d")`), kept as it is written. */
  function value(): string {
    const token = take();
    if (token.kind === 'sign') fail();
    if (token.kind !== 'word' || !sign('(')) return token.text;
    at += 1;
    const argument = sign(')') ? '' : take().text;
    if (!sign(')')) fail();
    at += 1;
    return `${token.text}(${argument})`;
  }

  const where = tokens.length === 0 || word('order') ? null : either();
  const order: { field: string; descending: boolean }[] = [];
  if (word('order')) {
    at += 1;
    if (!word('by')) fail();
    do {
      at += 1;
      const field = take().text.toLowerCase();
      const descending = word('desc') !== undefined;
      if (descending || word('asc')) at += 1;
      order.push({ field, descending });
    } while (sign(','));
  }
  if (at < tokens.length) fail();
  return { where, order };
}

function tokensOf(source: string): Token[] {
  const tokens: Token[] = [];
  const text = source.trimEnd();
  for (TOKEN.lastIndex = 0; TOKEN.lastIndex < text.length; ) {
    const found = TOKEN.exec(text);
    if (!found) throw badRequest(`Could not parse cql : ${source}`);
    const [, double, single, sign, word] = found;
    const quoted = double ?? single;
    if (quoted !== undefined) tokens.push({ kind: 'text', text: quoted.replace(/\\(.)/g, '$1') });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'word', text: word ?? '' });
  }
  return tokens;
}
