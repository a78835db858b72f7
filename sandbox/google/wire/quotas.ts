/** Sheets' quotas: 60 reads and 60 writes a minute for each user, 300 of each for the project; refilled each minute. */
import type { Caller, World } from '../../world/world.ts';
import { GoogleError } from './errors.ts';

const MINUTE_MS = 60_000;
const PER_USER = 60;
const PER_PROJECT = 300;

interface Count {
  readonly minute: number;
  used: number;
}

export class Quotas {
  readonly #world: World;
  readonly #project: string;
  readonly #counts = new Map<string, Count>();

  constructor(world: World, project: string) {
    this.#world = world;
    this.#project = project;
  }

  /** Counts one call. Throws 429 over a quota; nothing is counted while limits are off. */
  take(kind: 'read' | 'write', caller: Caller): void {
    if (this.#world.limits.mode === 'off') return;
    const project = caller.app ?? 'person';
    this.#count(`${kind} ${project}`, kind, 'project', PER_PROJECT);
    this.#count(`${kind} ${project} ${caller.person.id}`, kind, 'user', PER_USER);
  }

  #count(key: string, kind: 'read' | 'write', scope: 'user' | 'project', limit: number): void {
    const minute = Math.floor(this.#world.clock.now() / MINUTE_MS);
    let count = this.#counts.get(key);
    if (count?.minute !== minute) {
      count = { minute, used: 0 };
      this.#counts.set(key, count);
    }
    if (count.used >= limit) throw this.#exceeded(kind, scope, limit);
    count.used += 1;
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
