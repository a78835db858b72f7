/**
 * Reads request bodies as Google reads them: proto3 JSON against the published types, wrong kinds refused with Google's
 * texts. Names that it doesn't know Sheets refuses, too; Drive passes over them. `schemas.json` holds, per type, its
 * fields in a short notation taken from the discovery documents: s string, i int32, n double, b boolean, l int64 as
 * text, m field mask, * anything, e:A|B an enum, #Name another type, [x a list of x, {x a map to x.
 */
import { readFileSync } from 'node:fs';
import { GoogleError } from './errors.ts';

export type SchemaSet = 'sheets' | 'drive';
type Fields = Readonly<Record<string, string>>;

const schemas = JSON.parse(readFileSync(new URL('./schemas.json', import.meta.url), 'utf8')) as Readonly<
  Record<SchemaSet, Readonly<Record<string, Fields>>>
>;

/** The fields of a type, or undefined where the type is unknown or opaque. */
export function fieldsOf(set: SchemaSet, type: string): Fields | undefined {
  return schemas[set][type];
}

/** The type of one element behind lists and maps: `[#Sheet` is `Sheet`; undefined where it is no message. */
export function messageOf(notation: string): string | undefined {
  const inner = notation.replace(/^[[{]+/, '');
  return inner.startsWith('#') ? inner.slice(1) : undefined;
}

/**
 * The body as a value of `type`, numbers that came as text turned into numbers, null and unknown fields left out.
 * Throws a 400 `Invalid JSON payload received…` or `Invalid value at …` that lists every violation.
 */
export function readBody(set: SchemaSet, type: string, body: unknown): Record<string, unknown> {
  const violations: Violation[] = [];
  const value = new Reader(set, violations).message(type, body ?? {}, '');
  if (violations.length > 0) throw refusal(violations);
  return value;
}

interface Violation {
  readonly field: string;
  readonly description: string;
}

function refusal(violations: readonly Violation[]): GoogleError {
  return new GoogleError(400, violations.map((v) => v.description).join('\n'), {
    details: [{ '@type': 'type.googleapis.com/google.rpc.BadRequest', fieldViolations: violations }],
    reason: 'badRequest',
  });
}

class Reader {
  readonly #set: SchemaSet;
  readonly #violations: Violation[];

  constructor(set: SchemaSet, violations: Violation[]) {
    this.#set = set;
    this.#violations = violations;
  }

  message(type: string, value: unknown, path: string): Record<string, unknown> {
    const fields = fieldsOf(this.#set, type);
    if (!isRecord(value)) {
      this.#wrong(path, 'type.googleapis.com/google.protobuf.Struct', value);
      return {};
    }
    if (!fields) return value;
    const out: Record<string, unknown> = {};
    for (const name of Object.keys(value)) {
      const raw = value[name];
      const notation = Object.hasOwn(fields, name) ? fields[name] : Object.hasOwn(fields, camel(name)) ? fields[camel(name)] : undefined;
      if (notation === undefined) this.#unknown(name, path);
      else if (raw !== null) out[camel(name)] = this.#value(notation, raw, path === '' ? snake(name) : `${path}.${snake(name)}`);
    }
    return out;
  }

  #value(notation: string, raw: unknown, path: string): unknown {
    if (notation.startsWith('[')) return this.#list(notation.slice(1), raw, path);
    if (notation.startsWith('{')) return this.#map(notation.slice(1), raw, path);
    if (notation.startsWith('#')) return this.message(notation.slice(1), raw, path);
    if (notation.startsWith('e:')) return this.#enumeration(notation.slice(2), raw, path);
    switch (notation) {
      case 's':
      case 'm':
        return typeof raw === 'string' ? raw : this.#wrong(path, 'TYPE_STRING', raw);
      case 'l':
        return /^-?\d+$/.test(String(raw)) ? String(raw) : this.#wrong(path, 'TYPE_INT64', raw);
      case 'b':
        return typeof raw === 'boolean' ? raw : this.#wrong(path, 'TYPE_BOOL', raw);
      case 'i':
        return this.#number(raw, path, 'TYPE_INT32');
      case 'n':
        return this.#number(raw, path, 'TYPE_DOUBLE');
      default:
        return raw;
    }
  }

  #list(element: string, raw: unknown, path: string): unknown {
    const list = Array.isArray(raw) ? raw : [raw];
    // A list of lists is `values`: google.protobuf.ListValue, whose nulls mean something.
    if (element.startsWith('[')) {
      return list.map((row, i) =>
        Array.isArray(row) ? row : this.#wrong(`${path}[${i}]`, 'type.googleapis.com/google.protobuf.ListValue', row),
      );
    }
    return list.map((item, i) => this.#value(element, item, `${path}[${i}]`));
  }

  #map(element: string, raw: unknown, path: string): unknown {
    if (!isRecord(raw)) return this.#wrong(path, 'TYPE_MESSAGE', raw);
    return Object.fromEntries(Object.entries(raw).map(([key, item]) => [key, this.#value(element, item, `${path}[${key}]`)]));
  }

  #enumeration(names: string, raw: unknown, path: string): unknown {
    const known = names.split('|');
    if (typeof raw === 'number' && known[raw] !== undefined) return known[raw];
    return known.includes(String(raw)) ? raw : this.#wrong(path, 'type.googleapis.com/google.apps.sheets.v4.Enum', raw);
  }

  #number(raw: unknown, path: string, kind: 'TYPE_INT32' | 'TYPE_DOUBLE'): unknown {
    const value = typeof raw === 'string' && raw.trim() !== '' ? Number(raw) : raw;
    const fits = typeof value === 'number' && Number.isFinite(value) && (kind === 'TYPE_DOUBLE' || Number.isInteger(value));
    return fits ? value : this.#wrong(path, kind, raw);
  }

  #unknown(name: string, path: string): void {
    if (this.#set === 'drive') return;
    const at = path === '' ? '' : ` at '${path}'`;
    this.#violations.push({
      field: path,
      description: `Invalid JSON payload received. Unknown name "${name}"${at}: Cannot find field.`,
    });
  }

  #wrong(path: string, kind: string, raw: unknown): undefined {
    const shown = typeof raw === 'object' ? '' : `, ${JSON.stringify(raw)}`;
    this.#violations.push({ field: path, description: `Invalid value at '${path}' (${kind})${shown}` });
    return undefined;
  }
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

const camel = (name: string): string => name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
const snake = (name: string): string => name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
