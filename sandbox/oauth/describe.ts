import type { Vendor } from '../world/world.ts';

/** What faults and the wire log know of an OAuth request: the last part of its path, and that token endpoints are the app's. */
export function describeOauth(request: Request): ReturnType<Vendor['describe']> {
  const { pathname, searchParams } = new URL(request.url);
  const operation = pathname.slice(pathname.lastIndexOf('/') + 1);
  const person = request.method === 'GET' && operation !== 'accessible-resources';
  return { service: 'oauth', operations: [operation], caller: person ? (searchParams.get('login_hint') ?? 'unknown') : 'app' };
}
