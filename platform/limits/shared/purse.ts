/**
 * What this process holds of the shared budgets. Who needs more takes it from the shelf for all who wait, and while calls
 * come thick a few ahead, so that not every call costs a visit there. What wasn't spent soon goes back with the next visit.
 */
import { z } from 'zod';
import type { Budget, Urgency } from '../budgets.ts';
import { rankOf } from '../budgets.ts';
import type { Credit, Taking } from './sheet.ts';
import { Sheet } from './sheet.ts';
import type { Shelf, ShelfKey } from './shelf.ts';
import { READ_ONLY } from './shelf.ts';
import type { Tally } from './tally.ts';
import { isOver, lastsMs, NO_USE, take, waitFor } from './tally.ts';

/** A budget of somebody: where it lies. */
export interface Place {
  readonly key: ShelfKey;
  readonly budget: Budget;
}

export interface Asker {
  readonly account: string;
  readonly urgency: Urgency;
  readonly asks: readonly (Place & { readonly amount: number })[];
}

/** Null: it has its place. Else how long to wait, and for which budget. */
export type Refusal = { readonly waitMs: number; readonly budget: Budget } | null;

interface Plan {
  readonly takings: ReadonlyMap<Sheet, readonly Taking[]>;
  readonly refusals: ReadonlyMap<Asker, NonNullable<Refusal>>;
}

/** A refusal rests on what the shelf said no longer ago than this. */
const FRESH_MS = 200;
/** Visits at which others were quicker, before we wait a moment. */
const TRIES = 12;
const RACE_MS = 25;
const NO_TAKINGS: Plan['takings'] = new Map();

export class Purse {
  private readonly sheets = new Map<string, Sheet>();
  /** The shelf's time less `monotonic`. */
  private lead: number | null = null;

  constructor(
    private readonly shelf: Shelf,
    private readonly monotonic: () => number,
  ) {}

  /** A place for each, in this order, whole or not at all. Not to be called while it runs. */
  async serve(askers: readonly Asker[]): Promise<readonly Refusal[]> {
    const answers = new Map<Asker, Refusal>();
    for (let tries = 1; tries <= TRIES && answers.size < askers.length; tries += 1) {
      const open = askers.filter((one) => !answers.has(one));
      if (this.lead === null) await this.visit(this.sheetsOf(open), NO_TAKINGS);
      const { takings, refusals } = this.plan(open);
      if (takings.size > 0) await this.visit([...takings.keys(), ...this.uncountedOf(open)], takings);
      for (const one of open) if (!refusals.has(one) && this.spend(one)) answers.set(one, null);
      const old = this.sheetsOf([...refusals.keys()]).filter((one) => this.monotonic() - one.seenAt > FRESH_MS);
      if (old.length > 0) await this.visit(old, NO_TAKINGS);
      else for (const [one, refusal] of refusals) answers.set(one, refusal);
    }
    return askers.map((one) => (answers.has(one) ? (answers.get(one) ?? null) : raced(one)));
  }

  /** Of what was heard just now. It counts here at once, and for others from the next visit to this budget. */
  note(place: Place, note: (tally: Tally, now: number) => Tally): void {
    const sheet = this.sheetOf(place);
    const now = this.now();
    const known = sheet.noted();
    if (note(known, now) !== known) sheet.notes = [...sheet.notes, (tally) => note(tally, now)];
  }

  /** Others are to know at once what was noted of these. */
  async tell(places: readonly Place[]): Promise<void> {
    for (let tries = 1; tries <= TRIES; tries += 1) {
      const untold = places.map((one) => this.sheetOf(one)).filter((one) => one.notes.length > 0);
      if (untold.length === 0) return;
      await this.visit([...new Set(untold)], NO_TAKINGS);
    }
  }

  /** A budget as it lies on the shelf now, and the shelf's time. */
  async look(place: Place): Promise<{ readonly tally: Tally; readonly now: number }> {
    const sheet = this.sheetOf(place);
    await this.visit([sheet], NO_TAKINGS);
    return { tally: sheet.tally, now: this.now() };
  }

  /** Gives back all that isn't spent, and tells what was noted. */
  async settle(): Promise<void> {
    for (const sheet of this.sheets.values()) sheet.release();
    await this.tell([...this.sheets.values()]);
  }

  private plan(askers: readonly Asker[]): Plan {
    const now = this.now();
    const drafts = new Map<Sheet, Tally>();
    const earmarked = new Map<Credit, number>();
    const takings = new Map<Sheet, Taking[]>();
    const refusals = new Map<Asker, NonNullable<Refusal>>();
    for (const one of askers) {
      const parts = one.asks.map(({ key, budget, amount }) => {
        const sheet = this.sheetOf({ key, budget });
        const credits = sheet.creditsFor(one, now).map((credit) => ({ credit, free: credit.left - (earmarked.get(credit) ?? 0) }));
        const held = Math.min(
          amount,
          credits.reduce((sum, { free }) => sum + free, 0),
        );
        return { budget, sheet, credits, held, short: amount - held, draft: drafts.get(sheet) ?? sheet.noted() };
      });
      const before = [...refusals].find(([other, { budget }]) => isBehind(one, other, budget))?.[1];
      const behind = before !== undefined && parts.some(({ short }) => short > 0) ? before : null;
      const refusal = worstOf(parts.map((part) => ({ waitMs: waitOf(part, one, part.short, now), budget: part.budget }))) ?? behind;
      if (refusal !== null) {
        refusals.set(one, refusal);
        continue;
      }
      for (const part of parts) {
        earmark(part.credits, part.held, earmarked);
        if (part.short === 0) continue;
        const more = part.short + part.sheet.ahead(one.account, this.monotonic());
        const amount = waitOf(part, one, more, now) === 0 ? more : part.short;
        drafts.set(part.sheet, take(part.draft, part.budget, one.account, amount, now));
        takings.set(part.sheet, [...(takings.get(part.sheet) ?? []), { account: one.account, rank: rankOf(one.urgency), amount }]);
      }
    }
    return { takings, refusals };
  }

  /** Compares with the shelf, and takes what is to be taken where nobody else was quicker. */
  private async visit(sheets: readonly Sheet[], takings: Plan['takings']): Promise<void> {
    if (sheets.length === 0) return;
    const ordered = [...sheets].sort((a, b) => compare(a.key, b.key));
    const drafts = ordered.map((sheet) => (this.lead === null ? null : sheet.draft(takings.get(sheet) ?? [], this.now())));
    const sent = this.monotonic();
    const { at, lying } = await this.shelf.swap(
      ordered.map((sheet, n) => ({
        ...sheet.key,
        version: drafts[n]?.changed ? sheet.version : READ_ONLY,
        text: JSON.stringify(drafts[n]?.tally ?? sheet.tally),
        lastsMs: lastsMs(drafts[n]?.tally ?? sheet.tally, sheet.budget.window, this.now()),
      })),
    );
    const back = this.monotonic();
    this.lead = at - (sent + back) / 2;
    for (const [n, sheet] of ordered.entries()) {
      const found = lying[n];
      if (found === undefined) continue;
      sheet.version = found.version;
      sheet.seenAt = back;
      const draft = drafts[n];
      if (found.swapped && draft) sheet.keep(draft);
      else sheet.tally = readTally(found.text);
    }
  }

  /** Takes the call's parts from what is held. False: some of it was lost to another process, or a refusal came to light. */
  private spend(one: Asker): boolean {
    // What came back from the shelf just now counts, though its slot ended on the way.
    const now = this.now() - RACE_MS;
    const parts = one.asks.map((ask) => {
      const sheet = this.sheetOf(ask);
      return { amount: ask.amount, sheet, credits: sheet.creditsFor(one, now) };
    });
    if (parts.some(({ sheet }) => isOver(sheet.noted(), this.now()))) return false;
    if (parts.some(({ amount, credits }) => credits.reduce((sum, { left }) => sum + left, 0) < amount)) return false;
    for (const { amount, sheet, credits } of parts) sheet.spend(one.account, amount, credits, this.monotonic());
    return true;
  }

  /** Nothing is taken from these: they are looked at along with the others, so that a refusal that another process met is known. */
  private uncountedOf(askers: readonly Asker[]): readonly Sheet[] {
    return this.sheetsOf(askers).filter(({ budget }) => budget.counts === 'nothing');
  }

  private sheetsOf(askers: readonly Asker[]): readonly Sheet[] {
    return [...new Set(askers.flatMap((one) => one.asks.map((ask) => this.sheetOf(ask))))];
  }

  private sheetOf({ key, budget }: Place): Sheet {
    const id = JSON.stringify([key.account, key.name]);
    const known = this.sheets.get(id) ?? new Sheet(key, budget);
    this.sheets.set(id, known);
    return known;
  }

  private now(): number {
    return this.monotonic() + (this.lead ?? 0);
  }
}

interface Part {
  readonly budget: Budget;
  readonly draft: Tally;
}

const waitOf = ({ draft, budget }: Part, one: Asker, amount: number, now: number): number =>
  waitFor(draft, budget, { account: one.account, urgency: one.urgency, amount }, now);

function worstOf(waits: readonly NonNullable<Refusal>[]): Refusal {
  const worst = [...waits].sort((a, b) => b.waitMs - a.waitMs)[0];
  return worst === undefined || worst.waitMs === 0 ? null : worst;
}

function earmark(
  credits: readonly { readonly credit: Credit; readonly free: number }[],
  held: number,
  earmarked: Map<Credit, number>,
): void {
  let wanted = held;
  for (const { credit, free } of credits) {
    const some = Math.min(wanted, free);
    earmarked.set(credit, (earmarked.get(credit) ?? 0) + some);
    wanted -= some;
  }
}

/** Of one account, whoever is more urgent or came earlier is served first, however much it needs. */
const isBehind = (one: Asker, other: Asker, budget: Budget): boolean =>
  one.account === other.account && one.asks.some((ask) => ask.budget === budget);

const raced = (one: Asker): Refusal => {
  const [ask] = one.asks;
  return ask === undefined ? null : { waitMs: RACE_MS, budget: ask.budget };
};

const compare = (a: ShelfKey, b: ShelfKey): number => {
  if (a.account !== b.account) return a.account < b.account ? -1 : 1;
  return a.name < b.name ? -1 : 1;
};

const tallySchema = z.object({
  uses: z.array(z.object({ at: z.number(), of: z.string(), amount: z.number() })),
  max: z.number().nullable(),
  pausedUntil: z.number(),
});
const readTally = (text: string): Tally => (text === '' ? NO_USE : tallySchema.parse(JSON.parse(text)));
