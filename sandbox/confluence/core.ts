import type { Caller, World } from '../world/world.ts';
import type { ConfluenceOptions, ConfluenceSite } from './options.ts';
import type { Tables } from './state/tables.ts';

/** What every part of the played Confluence works on. */
export interface Core {
  readonly world: World;
  readonly options: ConfluenceOptions;
  readonly tables: Tables;
  /** Rewrites what is stored, while on. */
  readonly editor: { normalises: boolean };
}

/** One call: who asks which site for what. */
export interface Call {
  readonly core: Core;
  readonly site: ConfluenceSite;
  readonly caller: Caller;
  /** The path from `/wiki/…` on, without query. */
  readonly path: string;
  /** Named parts of the path. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Parsed JSON; null when there is none. */
  readonly body: unknown;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
  /** Core objects in the answer: each costs a point more. */
  readonly objects?: number;
}

export const ok = (body: unknown, objects = 0): Answer => ({ status: 200, body, objects });

export const iso = (ms: number): string => new Date(ms).toISOString();
