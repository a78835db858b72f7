import type { Answer, Call } from '../core.ts';
import { badRequest } from './errors.ts';
import { limitOf } from './input.ts';

/** What a list is ordered by, and how a cursor remembers where it stood: the order's value and the id. */
export interface Order<T> {
  readonly key: (one: T) => string | number;
  readonly id: (one: T) => string;
  readonly descending?: boolean;
}

interface Place {
  readonly key: string | number;
  readonly id: string;
}

/**
 * One page of a list, the link to the next in the body and the `Link` header. A cursor names the last one shown, so
 * what is made or removed meanwhile shifts nothing.
 */
export function paged<T>(call: Call, all: readonly T[], order: Order<T>, show: (one: T) => unknown): Answer {
  const limit = limitOf(call);
  const compare = (a: Place, b: Place): number => {
    const by = a.key < b.key ? -1 : a.key > b.key ? 1 : Number(a.id) - Number(b.id);
    return order.descending ? -by : by;
  };
  const placeOf = (one: T): Place => ({ key: order.key(one), id: order.id(one) });
  const sorted = [...all].sort((a, b) => compare(placeOf(a), placeOf(b)));
  const cursor = call.query.get('cursor');
  const after = cursor === null ? null : readCursor(cursor);
  const rest = after ? sorted.filter((one) => compare(placeOf(one), after) > 0) : sorted;
  const page = rest.slice(0, limit);
  const last = page.at(-1);
  const base = `${call.site.url}/wiki`;
  if (last === undefined || rest.length <= limit)
    return { status: 200, body: { results: page.map(show), _links: { base } }, objects: page.length };
  const query = new URLSearchParams(call.query);
  query.set('cursor', writeCursor(placeOf(last)));
  const next = `${call.path}?${query}`;
  const headers = { link: `<${next}>; rel="next", <${base}>; rel="base"` };
  return { status: 200, body: { results: page.map(show), _links: { next, base } }, headers, objects: page.length };
}

const writeCursor = (place: Place): string => Buffer.from(JSON.stringify(place)).toString('base64url');

function readCursor(cursor: string): Place {
  try {
    const parsed: unknown = JSON.parse(Buffer.from(cursor, 'base64url').toString());
    if (typeof parsed === 'object' && parsed !== null && 'key' in parsed && 'id' in parsed) return parsed as Place;
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
  }
  throw badRequest('Invalid cursor provided');
}
