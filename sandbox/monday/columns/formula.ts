/**
 * monday's formulas in their simplest sense: numbers, texts in quotes, `{column}`, `+ - * / & = <> < <= > >=`, parentheses
 * and the commonest functions. What it doesn't know it doesn't show, as monday shows nothing of a formula over a mirror.
 */

type Value = number | string | boolean;

/** What `{column}` stands for; undefined: nothing that a formula can use. */
export type ReadColumn = (id: string) => string | undefined;

/** The formula's text for one item; empty where it can't be computed. */
export function formulaText(formula: string, read: ReadColumn): string {
  try {
    return shown(new Reader(tokensOf(formula), read).whole());
  } catch (error) {
    if (error instanceof Uncomputable) return '';
    throw error;
  }
}

class Uncomputable extends Error {}

const TOKEN = /\s*(?:(\d+(?:\.\d+)?)|"([^"]*)"|'([^']*)'|\{([^}]+)\}|([A-Za-z_]\w*)|(<>|<=|>=|[-+*/&=<>(),]))/y;

type Token = { readonly kind: 'number' | 'text' | 'column' | 'name' | 'sign'; readonly text: string };

function tokensOf(formula: string): Token[] {
  const tokens: Token[] = [];
  const source = formula.trim();
  TOKEN.lastIndex = 0;
  while (TOKEN.lastIndex < source.length) {
    const found = TOKEN.exec(source);
    if (!found) throw new Uncomputable();
    const [, number, double, single, column, name, sign] = found;
    if (number !== undefined) tokens.push({ kind: 'number', text: number });
    else if (column !== undefined) tokens.push({ kind: 'column', text: column });
    else if (name !== undefined) tokens.push({ kind: 'name', text: name.toUpperCase() });
    else if (sign !== undefined) tokens.push({ kind: 'sign', text: sign });
    else tokens.push({ kind: 'text', text: double ?? single ?? '' });
  }
  return tokens;
}

const LEVELS: readonly (readonly string[])[] = [
  ['=', '<>', '<', '<=', '>', '>='],
  ['+', '-', '&'],
  ['*', '/'],
];

class Reader {
  #at = 0;

  constructor(
    private readonly tokens: readonly Token[],
    private readonly read: ReadColumn,
  ) {}

  whole(): Value {
    const value = this.#level(0);
    if (this.#at < this.tokens.length) throw new Uncomputable();
    return value;
  }

  #level(level: number): Value {
    const signs = LEVELS[level];
    if (!signs) return this.#single();
    let value = this.#level(level + 1);
    for (let sign = this.#take(signs); sign !== null; sign = this.#take(signs)) value = joined(sign, value, this.#level(level + 1));
    return value;
  }

  #single(): Value {
    if (this.#take(['-'])) return -numberOf(this.#single());
    if (this.#take(['('])) {
      const value = this.#level(0);
      this.#expect(')');
      return value;
    }
    const token = this.tokens[this.#at];
    this.#at += 1;
    if (token?.kind === 'number') return Number(token.text);
    if (token?.kind === 'text') return token.text;
    if (token?.kind === 'name') return this.#call(token.text);
    const value = token?.kind === 'column' ? this.read(token.text) : undefined;
    if (value === undefined) throw new Uncomputable();
    return value;
  }

  #call(name: string): Value {
    const given: Value[] = [];
    this.#expect('(');
    if (!this.#take([')'])) {
      do given.push(this.#level(0));
      while (this.#take([',']));
      this.#expect(')');
    }
    const called = FUNCTIONS[name];
    if (!called) throw new Uncomputable();
    return called(given);
  }

  #take(signs: readonly string[]): string | null {
    const token = this.tokens[this.#at];
    if (token?.kind !== 'sign' || !signs.includes(token.text)) return null;
    this.#at += 1;
    return token.text;
  }

  #expect(sign: string): void {
    if (this.#take([sign]) === null) throw new Uncomputable();
  }
}

const sum = (values: readonly Value[]): number => values.reduce<number>((total, value) => total + numberOf(value), 0);

const FUNCTIONS: Readonly<Record<string, (given: readonly Value[]) => Value>> = {
  SUM: sum,
  AVERAGE: (given) => sum(given) / given.length,
  MIN: (given) => Math.min(...given.map(numberOf)),
  MAX: (given) => Math.max(...given.map(numberOf)),
  MINUS: ([a, b]) => numberOf(a) - numberOf(b),
  MULTIPLY: ([a, b]) => numberOf(a) * numberOf(b),
  DIVIDE: ([a, b]) => joined('/', a ?? '', b ?? ''),
  ROUND: ([value, digits = 0]) => Number(numberOf(value).toFixed(Math.min(15, Math.max(0, numberOf(digits))))),
  CONCATENATE: (given) => given.map(shown).join(''),
  IF: ([condition, yes = '', no = '']) => (condition === true ? yes : no),
};

function joined(sign: string, a: Value, b: Value): Value {
  if (sign === '&') return shown(a) + shown(b);
  if (sign === '=' || sign === '<>') return (shown(a) === shown(b)) === (sign === '=');
  const [x, y] = [numberOf(a), numberOf(b)];
  if (sign === '+') return x + y;
  if (sign === '-') return x - y;
  if (sign === '*') return x * y;
  if (sign === '/') return x / y;
  if (sign === '<') return x < y;
  if (sign === '<=') return x <= y;
  return sign === '>' ? x > y : x >= y;
}

/** An empty cell counts as nothing. */
function numberOf(value: Value | undefined): number {
  const number = value === '' ? 0 : Number(value);
  if (value === undefined || Number.isNaN(number)) throw new Uncomputable();
  return number;
}

function shown(value: Value): string {
  if (typeof value !== 'number') return String(value);
  if (!Number.isFinite(value)) throw new Uncomputable();
  // Past the 15th digit there is only the noise of binary fractions.
  return String(Number(value.toPrecision(15)));
}
