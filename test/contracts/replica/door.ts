/** The line between a connector and a played vendor: calls pass through, and what is asked for befalls the next one. */
import type { Wire } from './replica-house.ts';

export interface Door extends Wire {
  readonly fetch: (request: Request) => Promise<Response>;
  /** The next answer to a read comes through `change`, where it says something else than it did. */
  readonly alter: (change: (body: string) => string) => void;
}

/** `isWrite` is told the method, the path and the body of a request. */
export function door(inner: (request: Request) => Promise<Response>, isWrite: (request: Request, body: string) => boolean): Door {
  let next: { happens?: () => Promise<void>; fate?: 'lose' | 'drop' } = {};
  let change: ((body: string) => string) | null = null;
  let writes = 0;

  async function read(request: Request): Promise<Response> {
    const response = await inner(request);
    if (change === null) return response;
    const body = await response.text();
    const changed = change(body);
    if (changed !== body) change = null;
    return new Response(changed, { status: response.status, headers: response.headers });
  }

  return {
    fetch: async (request) => {
      if (!isWrite(request, await request.clone().text())) return read(request);
      const { happens, fate } = next;
      next = {};
      await happens?.();
      if (fate === 'drop') throw new TypeError('fetch failed');
      const response = await inner(request);
      if (response.ok) writes += 1;
      // One that was refused has no effect: its answer comes, and the next one's is lost.
      else if (fate === 'lose') next = { fate };
      if (response.ok && fate === 'lose') throw new TypeError('fetch failed');
      return response;
    },
    before: (happens) => {
      next.happens = happens;
    },
    lose: () => {
      next.fate = 'lose';
    },
    drop: () => {
      next.fate = 'drop';
    },
    writes: () => writes,
    alter: (by) => {
      change = by;
    },
  };
}
