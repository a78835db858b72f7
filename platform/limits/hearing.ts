/** What a vendor's answer changes in the budgets that all processes share. */
import type { LimitNews } from '../../core/sync/limit-news.ts';
import { dailyCalls, KEPT_FREE } from './budgets.ts';
import type { Place } from './shared/purse.ts';
import type { Tally } from './shared/tally.ts';
import { countOthers, giveBack, maxOf, slotEnd, slotOf, usedOf } from './shared/tally.ts';

type Note = (tally: Tally, now: number) => Tally;

/** A request of monday's that hits a limit costs a tenth of a call. */
const TENTHS_BACK = 9;
/** What others use of a budget counts from this part of it on: smaller differences are calls under way. */
const NOTABLE = 0.02;

/** `places`: the call's budgets. `account`: by what name they know its account. `everybodyMs`: how long everybody's rest. */
export function notesOf(
  places: readonly Place[],
  news: LimitNews,
  account: string,
  everybodyMs: number,
): readonly { readonly place: Place; readonly note: Note }[] {
  return places.flatMap((place) => {
    const notes = [told(place, news), hitLimit(news) && place.budget.counts === 'tenths' ? cheaper(place, account) : null];
    if (news.refused?.budget === place.budget.name) notes.push(spent(place, news.refused.afterMs));
    if (everybodyMs > 0 && place.budget.of === 'everybody') notes.push(paused(everybodyMs));
    return notes.flatMap((note) => (note === null ? [] : [{ place, note }]));
  });
}

/** How large the vendor says that the budget is, and how much of it is used, by whomever. */
function told({ budget }: Place, news: LimitNews): Note | null {
  if (budget.fixed) return null;
  const perMinute = news.budgets?.find((one) => one.name === 'calls per minute')?.max ?? null;
  // monday's headers don't tell of the day, but of the plan.
  if (budget.name === 'calls per day') return perMinute === null ? null : larger(Math.max(budget.max, dailyCalls(perMinute) * 10));
  const own = news.budgets?.find((one) => one.name === budget.name);
  if (own === undefined || own.max === null) return null;
  const { max, left } = own;
  const grow = larger(Math.floor(max * (1 - KEPT_FREE)));
  return (tally, now) => {
    const known = grow(tally, now);
    const used = left === null ? 0 : Math.max(0, max - left);
    const differs = used - usedOf(known, budget, now) > maxOf(known, budget) * NOTABLE;
    return differs ? countOthers(known, budget, used, now) : known;
  };
}

/** A board that is locked is no limit: monday charges for that answer as for any. */
const hitLimit = ({ refused }: LimitNews): boolean => refused !== undefined && refused.of !== 'record';

const larger =
  (max: number): Note =>
  (tally) =>
    tally.max === max ? tally : { ...tally, max };

const cheaper =
  ({ budget }: Place, account: string): Note =>
  (tally, now) =>
    giveBack(tally, { at: slotOf(budget.window, now), of: account, amount: TENTHS_BACK });

/** The vendor says that nothing is left until the budget begins anew: whatever we counted, and whatever of it comes back. */
const spent =
  ({ budget }: Place, afterMs: number | null): Note =>
  (tally, now) =>
    paused(Math.min(slotEnd(budget.window, now) - now, afterMs ?? Number.POSITIVE_INFINITY))(tally, now);

const paused =
  (ms: number): Note =>
  (tally, now) => ({ ...tally, pausedUntil: Math.max(tally.pausedUntil, now + ms) });
