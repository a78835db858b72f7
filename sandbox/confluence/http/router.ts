import type { Answer, Call } from '../core.ts';

export interface Route {
  readonly method: string;
  /** `/wiki/api/v2/pages/{id}` */
  readonly template: string;
  /** The operation's name in the vendor's own contract; faults match on it. */
  readonly operation: string;
  /** An app's token needs one of these. */
  readonly scopes: readonly string[];
  readonly run: (call: Call) => Answer;
}

export interface Matched {
  readonly route: Route;
  readonly params: Readonly<Record<string, string>>;
}

/** Finds the route of a request; a literal part goes before a named one. `method-not-allowed` when only the method is wrong. */
export function createRouter(routes: readonly Route[]): (method: string, path: string) => Matched | 'method-not-allowed' | undefined {
  const compiled = routes
    .map((route) => ({
      route,
      names: [...route.template.matchAll(/\{([^}]+)\}/g)].map((found) => found[1] ?? ''),
      pattern: patternOf(route.template),
    }))
    .sort((a, b) => a.names.length - b.names.length);
  return (method, path) => {
    let known = false;
    for (const { route, names, pattern } of compiled) {
      const found = pattern.exec(path);
      if (!found) continue;
      known = true;
      if (route.method !== method) continue;
      return { route, params: Object.fromEntries(names.map((name, at) => [name, decodeURIComponent(found[at + 1] ?? '')])) };
    }
    return known ? 'method-not-allowed' : undefined;
  };
}

const patternOf = (template: string): RegExp => new RegExp(`^${template.replace(/[.]/g, '\\.').replace(/\{[^}]+\}/g, '([^/]+)')}/?$`);
