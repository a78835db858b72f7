import type { GraphQLResolveInfo } from 'graphql';
import type { Actor, Core } from '../core.ts';
import type { Meter } from '../http/limits.ts';

/** One request on its way through the resolvers. */
export interface Turn {
  readonly core: Core;
  readonly actor: Actor;
  readonly meter: Meter;
  readonly version: string;
  /** Where monday was reached: addresses beside the API begin with it. */
  readonly origin: string;
  readonly complexity: { readonly before: number; readonly after: number; readonly query: number; readonly reset_in_x_seconds: number };
}

export type Args = Readonly<Record<string, unknown>>;
export type Resolver = (source: never, args: Args, turn: Turn, info: GraphQLResolveInfo) => unknown;
/** By type, then by field. */
export type Resolvers = Readonly<Record<string, Readonly<Record<string, Resolver>>>>;

/** An argument that the schema says is a string or an id; null when it was left out. */
export function stringArg(args: Args, name: string): string | null {
  const given = args[name];
  return typeof given === 'string' ? given : null;
}

/** An argument that the schema requires as a string or an id. */
export const needed = (args: Args, name: string): string => stringArg(args, name) ?? '';

export function listArg(args: Args, name: string): string[] | undefined {
  const given = args[name];
  return Array.isArray(given) ? given.filter((entry) => typeof entry === 'string') : undefined;
}

export const intArg = (args: Args, name: string, otherwise: number): number => {
  const given = args[name];
  return typeof given === 'number' ? given : otherwise;
};

/** The page of a list by `limit` and `page` (from 1 on). */
export function paged<T>(list: readonly T[], args: Args, otherwise = 25): readonly T[] {
  const limit = Math.max(0, intArg(args, 'limit', otherwise));
  const page = Math.max(1, intArg(args, 'page', 1));
  return list.slice((page - 1) * limit, page * limit);
}
