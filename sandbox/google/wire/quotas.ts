/** Sheets' quotas: 60 reads and 60 writes a minute for each user, 300 of each for the project; refilled each minute. */
import type { Caller, World } from '../../world/world.ts';
import { GoogleError } from './errors.ts';

const MINUTE_MS = 60_000;
const PER_USER = 60;
const PER_PROJECT = 300;

/** What was used under each key in this minute of the vendors' clock. */
export class Minutes {
  readonly #world: World;
  readonly #used = new Map<string, { readonly minute: number; readonly amount: number }>();

  constructor(world: World) {
    this.#world = world;
  }

  fits(key: string, amount: number, limit: number): boolean {
    return this.#usedNow(key) + amount <= limit;
  }

  add(key: string, amount: number): void {
    this.#used.set(key, { minute: this.#minute(), amount: this.#usedNow(key) + amount });
  }

  #usedNow(key: string): number {
    const used = this.#used.get(key);
    return used?.minute === this.#minute() ? used.amount : 0;
  }

  #minute(): number {
    return Math.floor(this.#world.clock.now() / MINUTE_MS);
  }
}

export class Quotas {
  readonly #world: World;
  readonly #project: string;
  readonly #minutes: Minutes;

  constructor(world: World, project: string) {
    this.#world = world;
    this.#project = project;
    this.#minutes = new Minutes(world);
  }

  /** Counts one call. Throws 429 over a quota; nothing is counted while limits are off. */
  take(kind: 'read' | 'write', caller: Caller): void {
    if (this.#world.limits.mode === 'off') return;
    const project = caller.app ?? 'person';
    this.#count(`${kind} ${project}`, kind, 'project', PER_PROJECT);
    this.#count(`${kind} ${project} ${caller.person.id}`, kind, 'user', PER_USER);
  }

  #count(key: string, kind: 'read' | 'write', scope: 'user' | 'project', limit: number): void {
    if (!this.#minutes.fits(key, 1, limit)) throw this.#exceeded(kind, scope, limit);
    this.#minutes.add(key, 1);
  }

  #exceeded(kind: 'read' | 'write', scope: 'user' | 'project', limit: number): GoogleError {
    const word = kind === 'read' ? 'Read' : 'Write';
    const name = `${word} requests per minute${scope === 'user' ? ' per user' : ''}`;
    const service = 'sheets.googleapis.com';
    return new GoogleError(
      429,
      `Quota exceeded for quota metric '${word} requests' and limit '${name}' of service '${service}' for consumer 'project_number:${this.#project}'.`,
      {
        details: [
          {
            '@type': 'type.googleapis.com/google.rpc.ErrorInfo',
            reason: 'RATE_LIMIT_EXCEEDED',
            domain: 'googleapis.com',
            metadata: {
              consumer: `projects/${this.#project}`,
              quota_limit: `${word}RequestsPerMinutePer${scope === 'user' ? 'User' : 'Project'}`,
              quota_limit_value: String(limit),
              quota_location: 'global',
              quota_metric: `${service}/${kind}_requests`,
              quota_unit: `1/min/{project}${scope === 'user' ? '/{user}' : ''}`,
              service,
            },
          },
          {
            '@type': 'type.googleapis.com/google.rpc.Help',
            links: [{ description: 'Request a higher quota limit.', url: 'https://cloud.google.com/docs/quotas/help/request_increase' }],
          },
        ],
      },
    );
  }
}
