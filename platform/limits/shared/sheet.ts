/** One budget as this process knows it: the tally as last seen on the shelf, what was taken from it and not spent yet, and what is to be told there. */
import type { Budget, Urgency } from '../budgets.ts';
import { rankOf } from '../budgets.ts';
import type { ShelfKey } from './shelf.ts';
import type { Tally, Use } from './tally.ts';
import { giveBack, maxOf, NO_USE, slotEnd, slotOf, take } from './tally.ts';

/** A change of a tally that isn't a call's own: what a vendor told, what goes back. */
export type Note = (tally: Tally) => Tally;

/** Taken from the shelf and not spent yet: for calls of one account, as urgent as those that it was taken for or more. */
export interface Credit {
  readonly use: Use;
  readonly rank: number;
  left: number;
  /** By the shelf's time. */
  readonly until: number;
}

export interface Taking {
  readonly account: string;
  readonly rank: number;
  readonly amount: number;
}

export interface Draft {
  readonly tally: Tally;
  readonly changed: boolean;
  /** So many notes are in it. */
  readonly notes: number;
  readonly ended: readonly Credit[];
  readonly taken: readonly Credit[];
}

/** What is taken ahead is spent within this time, or goes back. */
const CREDIT_MS = 3_000;
/** The most that is taken ahead, as a part of the budget: as much as the last calls took, where there are so many. */
const AHEAD = 0.05;
const LATELY_MS = 1_000;
const THICK = 3;

export class Sheet {
  version = 0;
  tally: Tally = NO_USE;
  /** When it was last compared with the shelf, by `monotonic`. */
  seenAt = Number.NEGATIVE_INFINITY;
  credits: readonly Credit[] = [];
  notes: readonly Note[] = [];
  private lately: readonly { readonly at: number; readonly account: string; readonly amount: number }[] = [];

  constructor(
    readonly key: ShelfKey,
    readonly budget: Budget,
  ) {}

  /** The tally with what isn't told yet. */
  noted(): Tally {
    return this.notes.reduce((tally, note) => note(tally), this.tally);
  }

  creditsFor(one: { readonly account: string; readonly urgency: Urgency }, now: number): readonly Credit[] {
    const rank = rankOf(one.urgency);
    return this.credits.filter((credit) => credit.left > 0 && credit.until > now && credit.use.of === one.account && credit.rank >= rank);
  }

  /** Spends `amount` of these credits, which hold it. */
  spend(account: string, amount: number, credits: readonly Credit[], at: number): void {
    let wanted = amount;
    for (const credit of credits) {
      const some = Math.min(wanted, credit.left);
      credit.left -= some;
      wanted -= some;
    }
    this.lately = [...this.lately.filter((use) => use.at + LATELY_MS > at), { at, account, amount }];
  }

  /** How much to take beside what is needed, because more calls are likely to follow. */
  ahead(account: string, at: number): number {
    const uses = this.lately.filter((one) => one.account === account && one.at + LATELY_MS > at);
    if (uses.length < THICK) return 0;
    const spent = uses.reduce((sum, { amount }) => sum + amount, 0);
    return Math.min(spent, Math.floor(maxOf(this.tally, this.budget) * AHEAD));
  }

  /** The tally as it should lie on the shelf: what ended unspent goes back, what was noted is in it, and this is taken. */
  draft(takings: readonly Taking[], now: number): Draft {
    const ended = this.credits.filter((one) => one.until <= now || one.left === 0);
    const back = ended.filter((one) => one.left > 0);
    const changed = this.notes.length + back.length + takings.length > 0;
    let tally = back.reduce((sum, one) => giveBack(sum, { ...one.use, amount: one.left }), this.tally);
    for (const note of this.notes) tally = note(tally);
    const { window } = this.budget;
    const until = Math.min(slotEnd(window, now), now + CREDIT_MS);
    const taken = takings.map(({ account, rank, amount }): Credit => {
      tally = take(tally, this.budget, account, amount, now);
      return { use: { at: slotOf(window, now), of: account, amount }, rank, left: amount, until };
    });
    return { tally, changed, notes: this.notes.length, ended, taken };
  }

  /** Nobody was quicker: the draft lies there. */
  keep({ tally, notes, ended, taken }: Draft): void {
    this.tally = tally;
    this.notes = this.notes.slice(notes);
    this.credits = [...this.credits.filter((one) => !ended.includes(one)), ...taken];
  }

  /** All that isn't spent goes back with the next visit. */
  release(): void {
    for (const { use, left } of this.credits)
      if (left > 0) this.notes = [...this.notes, (tally) => giveBack(tally, { ...use, amount: left })];
    this.credits = [];
  }
}
