/** Reading what a caller sent, in Confluence's own words when it is wrong. */
import type { Call } from '../core.ts';
import { badRequest, wrongType } from './errors.ts';

/** A comma-separated or repeated list; undefined when it isn't asked for. */
export function list(call: Call, name: string): string[] | undefined {
  const all = call.query.getAll(name);
  if (all.length === 0) return undefined;
  return all
    .flatMap((one) => one.split(','))
    .map((one) => one.trim())
    .filter(Boolean);
}

/** Ids of digits, at most `max`. */
export function ids(call: Call, name: string, max = 250): string[] | undefined {
  const found = list(call, name);
  for (const id of found ?? []) if (!/^\d+$/.test(id)) throw wrongType(id, name);
  if (found && found.length > max) throw badRequest(`Size of '${name}' must be between 0 and ${max}`);
  return found;
}

/** An id in the path: digits, else the vendor's complaint about types. */
export function idIn(call: Call, name = 'id'): string {
  const id = call.params[name] ?? '';
  if (!/^\d+$/.test(id)) throw wrongType(id, name);
  return id;
}

/** One of the allowed values, several where the parameter is a list. */
export function choices<T extends string>(call: Call, name: string, allowed: readonly T[]): T[] | undefined {
  return list(call, name)?.map((value) => {
    const known = allowed.find((one) => one === value);
    if (!known) throw badRequest(`Provided value {${value}} for '${name}' is not valid. Valid values are: [${allowed.join(', ')}]`);
    return known;
  });
}

export function choice<T extends string>(call: Call, name: string, allowed: readonly T[]): T | undefined {
  return choices(call, name, allowed)?.[0];
}

export function flag(call: Call, name: string, otherwise = false): boolean {
  const value = call.query.get(name);
  return value === null ? otherwise : value === 'true';
}

/** `limit`: 1–250, 25 when left out. */
export function limitOf(call: Call, max = 250, otherwise = 25): number {
  const text = call.query.get('limit');
  if (text === null) return otherwise;
  const limit = Number(text);
  if (!Number.isInteger(limit) || limit < 1 || limit > max)
    throw badRequest(`Provided value {${text}} for 'limit' must be between 1 and ${max}`);
  return limit;
}

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

export function bodyOf(call: Call): Readonly<Record<string, unknown>> {
  if (!isRecord(call.body)) throw badRequest('Required request body is missing or not a JSON object');
  return call.body;
}

/** A member that must be a text; ids may be numbers. */
export function text(body: Readonly<Record<string, unknown>>, name: string): string {
  const value = body[name];
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return String(value);
  throw badRequest(`'${name}' is required and must be a string`);
}

export function optionalText(body: Readonly<Record<string, unknown>>, name: string): string | undefined {
  return body[name] === undefined || body[name] === null ? undefined : text(body, name);
}
