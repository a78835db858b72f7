/**
 * How many mutations one call carries: monday has 60 s for a call, runs its mutations one after the other, and no page says
 * how long one takes. So it is learned from how long the account's calls took: at once when they are slower than thought,
 * by and by when they are quicker. Of an account's points of a minute one call takes two thirds at most: a call that wanted
 * all of them would wait for a minute in which nobody else writes, and leave nothing to a single edit.
 */
import type { LimitNews } from '../../../core/sync/limit-news.ts';
import { writeCost } from './queries.ts';

/** More than this no call has, whatever it takes: records from here on are imported (bulk/pack.ts). */
export const MOST_MUTATIONS = 150;
/** Fewer aren't made for the sake of time: even at two seconds each they are answered in time. */
const LEAST = 25;
/** What a call may be expected to take: a third of what monday gives it. */
const CALL_MS = 20_000;
/** Until a call was made: fifty of these are a call. */
const FIRST_MS = 400;
/** So much of a call's time may be the network's. */
const NETWORK_MS = 1_000;
/** Of so many mutations on a call tells how long one takes; of fewer it tells less. */
const TELLING = 10;
/** How far a quicker call is believed. Thus a call has at most three times as many mutations as the one before. */
const BELIEVED = 2 / 3;
/** Of an app's token, as published. */
const MINUTE_POINTS = 5_000_000;
const POINTS_SHARE = 2 / 3;

/** Of one account; it begins with fifty mutations a call. */
export class Stride {
  private msEach = FIRST_MS;
  private readonly minutePoints: { read?: number; write?: number } = {};
  private mostInPoints = MOST_MUTATIONS;

  /** The mutations that a call may have now. */
  get most(): number {
    const inTime = Math.max(LEAST, Math.round(CALL_MS / this.msEach));
    const points = this.minutePoints.write ?? this.minutePoints.read ?? MINUTE_POINTS;
    const inPoints = Math.floor((points * POINTS_SHARE) / writeCost(1));
    return Math.max(1, Math.min(inTime, inPoints, this.mostInPoints));
  }

  /** So many mutations were answered, `ms` after they were sent. */
  took(mutations: number, ms: number): void {
    if (mutations === 0) return;
    // One took between these two: the fewer there were, the less is known.
    const atLeast = (ms - NETWORK_MS) / mutations;
    const atMost = Math.max(0, ms) / mutations;
    if (atLeast > this.msEach && mutations >= TELLING) this.msEach = atLeast;
    else if (atMost < this.msEach) this.msEach -= (this.msEach - atMost) * BELIEVED * Math.min(1, mutations / TELLING);
  }

  /** No answer came to so many: the next call has half of them. Fewer than the least weren't too many. */
  lost(mutations: number): void {
    if (mutations >= LEAST) this.msEach = Math.max(this.msEach, (2 * CALL_MS) / mutations);
  }

  /** So many were more than monday takes in one call, whatever is left of the minute: no later call has more than half of them. */
  tooComplex(mutations: number): void {
    this.mostInPoints = Math.max(1, Math.min(this.mostInPoints, Math.floor(mutations / 2)));
  }

  /** What an answer says of the points of a minute, be it a refusal. What it says of reads counts until a write was answered. */
  heard(news: LimitNews): void {
    for (const { name, max } of news.budgets ?? []) {
      if (max === null) continue;
      if (name === 'read complexity per minute') this.minutePoints.read = max;
      if (name === 'write complexity per minute') this.minutePoints.write = max;
    }
  }
}
