import type { Handler } from '../world/world.ts';

/** A person at work: calls the sandbox with their token. */
export interface Caller {
  /** Sends JSON; throws with status and answer unless it is a 2xx. */
  json(method: string, path: string, body?: unknown): Promise<unknown>;
}

export function createCaller(fetch: Handler, origin: string, authorization: string): Caller {
  return {
    async json(method, path, body) {
      const headers = { authorization, 'content-type': 'application/json', accept: 'application/json' };
      const request = new Request(origin + path, { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) });
      const response = await fetch(request);
      const text = await response.text();
      if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${text.slice(0, 500)}`);
      return text === '' ? null : JSON.parse(text);
    },
  };
}

/** The text or number at `path` of an answer, as a text; throws when it isn't there. */
export function pick(answer: unknown, ...path: string[]): string {
  let found = answer;
  for (const name of path) found = typeof found === 'object' && found !== null ? Reflect.get(found, name) : undefined;
  if (typeof found !== 'string' && typeof found !== 'number')
    throw new Error(`No ${path.join('.')} in ${JSON.stringify(answer)?.slice(0, 300)}`);
  return String(found);
}
