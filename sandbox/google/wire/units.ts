/**
 * Drive's quota units, as projects have them since May 2026: what each method costs, 325,000 a minute for each user,
 * 1,000,000 for the project; refilled each minute.
 */
import type { Caller, World } from '../../world/world.ts';
import { GoogleError } from './errors.ts';
import { Minutes } from './quotas.ts';

const PER_USER = 325_000;
const PER_PROJECT = 1_000_000;

/** All other methods cost 5. */
const COSTS: Readonly<Record<string, number>> = {
  'files.list': 100,
  'changes.list': 100,
  'files.export': 200,
  'files.update': 50,
};
const OTHERWISE = 5;

export class DriveUnits {
  readonly #world: World;
  readonly #minutes: Minutes;

  constructor(world: World) {
    this.#world = world;
    this.#minutes = new Minutes(world);
  }

  /** Counts one call. Throws 403 over the user's quota, 429 over the project's; nothing is counted while limits are off. */
  take(method: string, caller: Caller): void {
    if (this.#world.limits.mode === 'off') return;
    const cost = COSTS[method] ?? OTHERWISE;
    const project = caller.app ?? 'person';
    if (!this.#minutes.fits(project, cost, PER_PROJECT)) throw new GoogleError(429, 'Rate Limit Exceeded', { reason: 'rateLimitExceeded' });
    if (!this.#minutes.fits(`${project} ${caller.person.id}`, cost, PER_USER)) {
      throw new GoogleError(403, 'User Rate Limit Exceeded', { reason: 'userRateLimitExceeded' });
    }
    this.#minutes.add(project, cost);
    this.#minutes.add(`${project} ${caller.person.id}`, cost);
  }
}
