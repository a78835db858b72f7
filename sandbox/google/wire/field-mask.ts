/**
 * Google's partial answers: `fields=a,b(c,d/e),f.g`. A mask is a tree; an empty tree below a name means all of it.
 */
import { GoogleError } from './errors.ts';
import { fieldsOf, messageOf, type SchemaSet } from './schema.ts';

export interface FieldMask {
  /** True: this and everything below is wanted. */
  readonly all: boolean;
  readonly children: ReadonlyMap<string, FieldMask>;
}

export const EVERYTHING: FieldMask = { all: true, children: new Map() };

/**
 * Parses a mask and holds it against `type` (and its message fields below). An absent or empty mask is everything.
 * Throws 400 with Google's text for a path that names no field, or for broken parentheses.
 */
export function parseFieldMask(text: string | null | undefined, set: SchemaSet, type: string): FieldMask {
  if (text === null || text === undefined || text.trim() === '') return EVERYTHING;
  const parser = new Parser(text);
  const mask = parser.list();
  if (!parser.done()) throw badMask(text);
  check(mask, set, type, '');
  return mask;
}

/** What the mask wants below `name`; undefined: nothing. */
export function below(mask: FieldMask, name: string): FieldMask | undefined {
  if (mask.all) return EVERYTHING;
  return mask.children.get(name) ?? mask.children.get('*');
}

export function wants(mask: FieldMask, ...path: readonly string[]): boolean {
  let at: FieldMask | undefined = mask;
  for (const name of path) {
    at = below(at, name);
    if (!at) return false;
  }
  return true;
}

/** A copy of `value` with only what the mask wants; lists are looked into. */
export function prune(value: unknown, mask: FieldMask): unknown {
  if (mask.all) return value;
  if (Array.isArray(value)) return value.map((item) => prune(item, mask));
  if (typeof value !== 'object' || value === null) return value;
  const out: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    const inner = below(mask, name);
    if (!inner || item === undefined) continue;
    out[name] = inner.all ? item : prune(item, inner);
  }
  return out;
}

/** The names of a write's mask (`fields: "a,b.c"` or `*`), as a tree. */
export function parseWriteMask(text: string | null | undefined, set: SchemaSet, type: string): FieldMask {
  if (text === null || text === undefined || text.trim() === '') {
    throw new GoogleError(400, "At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)");
  }
  return parseFieldMask(text, set, type);
}

class Parser {
  readonly #text: string;
  #at = 0;

  constructor(text: string) {
    this.#text = text;
  }

  done(): boolean {
    return this.#at >= this.#text.length;
  }

  list(): FieldMask {
    const children = new Map<string, FieldMask>();
    let all = false;
    for (;;) {
      const [name, mask] = this.#item();
      if (name === '*' && mask.all) all = true;
      children.set(name, merge(children.get(name), mask));
      if (this.#text[this.#at] !== ',') break;
      this.#at += 1;
    }
    return all ? EVERYTHING : { all: false, children };
  }

  #item(): [string, FieldMask] {
    const match = /^\s*([A-Za-z0-9_*]+)\s*/.exec(this.#text.slice(this.#at));
    if (!match) throw badMask(this.#text);
    this.#at += match[0].length;
    const name = match[1] === '*' ? '*' : camel(match[1] ?? '');
    const next = this.#text[this.#at];
    if (next === '/' || next === '.') {
      this.#at += 1;
      const [child, mask] = this.#item();
      return [name, child === '*' && mask.all ? EVERYTHING : { all: false, children: new Map([[child, mask]]) }];
    }
    if (next === '(') {
      this.#at += 1;
      const inner = this.list();
      if (this.#text[this.#at] !== ')') throw badMask(this.#text);
      this.#at += 1;
      return [name, inner];
    }
    return [name, EVERYTHING];
  }
}

function merge(a: FieldMask | undefined, b: FieldMask): FieldMask {
  if (!a) return b;
  if (a.all || b.all) return EVERYTHING;
  const children = new Map(a.children);
  for (const [name, mask] of b.children) children.set(name, merge(children.get(name), mask));
  return { all: false, children };
}

function check(mask: FieldMask, set: SchemaSet, type: string, path: string): void {
  const fields = fieldsOf(set, type);
  if (!fields || mask.all) return;
  for (const [name, child] of mask.children) {
    if (name === '*') continue;
    const notation = fields[name];
    const full = path === '' ? name : `${path}.${name}`;
    if (notation === undefined) throw badPath(full);
    const inner = messageOf(notation);
    if (inner) check(child, set, inner, full);
    else if (!child.all && /^\[?([sinbml]$|e:)/.test(notation)) throw badPath(`${full}.${[...child.children.keys()][0] ?? ''}`);
  }
}

function badPath(path: string): GoogleError {
  const description = `Error expanding 'fields' parameter. Cannot find matching fields for path '${path}'.`;
  return new GoogleError(400, 'Request contains an invalid argument.', {
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: [{ field: path, description }] }],
    reason: 'invalidParameter',
    location: { name: 'fields', type: 'parameter' },
  });
}

function badMask(text: string): GoogleError {
  return new GoogleError(400, `Invalid field selection ${text}`, {
    reason: 'invalidParameter',
    location: { name: 'fields', type: 'parameter' },
  });
}

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
