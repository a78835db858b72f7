/**
 * Whether a vendor is there for an account. After a few failures in a row it counts as away: one call at a time tries it,
 * ever more rarely, and the others are told at once when to come back. A person who waits may always be the one that tries.
 */
import type { Urgency } from './budgets.ts';

const FAILURES = 5;
const FIRST_MS = 1_000;
const LONGEST_MS = 30_000;

export class Breaker {
  private failures = 0;
  /** How often it was found away since it last answered. */
  private closed = 0;
  private until = 0;
  private probing = false;

  /** 0: go on; a call that goes on while the vendor is away is the one that tries, until it is over. */
  waitOf(urgency: Urgency, now: number): number {
    if (this.closed === 0) return 0;
    if (!this.probing && (urgency === 'person' || this.until <= now)) return 0;
    return Math.max(this.until - now, FIRST_MS);
  }

  /** A call goes out. */
  enter(): void {
    if (this.closed > 0) this.probing = true;
  }

  /** A call that went out came to nothing that says anything: it was refused before it was sent. */
  leave(): void {
    this.probing = false;
  }

  answered(): void {
    this.failures = 0;
    this.closed = 0;
    this.probing = false;
  }

  /** `chance` in [0, 1): so that all who wait for it don't come back together. */
  failed(now: number, chance: number): void {
    this.failures += 1;
    const tried = this.probing;
    this.probing = false;
    if (!tried && (this.failures < FAILURES || this.closed > 0)) return;
    this.closed += 1;
    const ms = Math.min(FIRST_MS * 2 ** (this.closed - 1), LONGEST_MS);
    this.until = now + ms * (1 + chance / 4);
  }

  get away(): boolean {
    return this.closed > 0;
  }
}
