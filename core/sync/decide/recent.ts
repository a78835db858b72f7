/**
 * What our own latest writes of a field say about its next one: that something answers each of them (a loop), or that a
 * formula's results change by themselves. Rules [R12] and [R13].
 */
import type { FieldId } from '../ids.ts';
import type { Side } from '../mapping.ts';
import type { Why } from '../plan.ts';

/** A field that we wrote, by the journal. */
export interface RecentWrite {
  readonly field: FieldId;
  readonly side: Side;
  readonly why: string;
  /** How long ago, ms. */
  readonly ago: number;
}

/** How far back a record's writes are looked at. */
export const RECENT_MS = 60 * 60_000;

/** An answer comes within this after our write; more than so many of them within the longer time are a loop. */
const ANSWER_MS = 5_000;
const LOOP_MS = 2 * 60_000;
const LOOP_ANSWERS = 8;
/** A formula that has travelled so often of late changes by itself, as far as we can tell: its results travel this far apart. */
const VOLATILE_TRAVELS = 3;
const VOLATILE_MS = 15 * 60_000;

/** Whether something changes the field again whenever we have written it. `writes` are the record's, oldest first. */
export function isLoop(writes: readonly RecentWrite[], field: FieldId): boolean {
  const all = writes.filter((one) => one.field === field);
  // Who has taken a value has had a look: what comes after that is counted anew.
  const own = all.slice(all.findLastIndex((one) => CHOSEN.has(one.why)) + 1);
  const answers = own.filter((one, at) => {
    const before = own[at - 1];
    return before !== undefined && one.ago <= LOOP_MS && before.ago - one.ago <= ANSWER_MS && isAnswered(before, one);
  });
  return answers.length > LOOP_ANSWERS;
}

/** What the engine decides by itself when a side changes; a person's choice is nobody's answer. */
export const isOwnDecision = (why: string): boolean => ACROSS.has(why) || BACK.has(why);

/** How long a formula's result has to wait after its last travel, ms; null: it may go. */
export function formulaWait(writes: readonly RecentWrite[], field: FieldId): number | null {
  const travels = writes.filter((one) => one.field === field && one.why === 'changed');
  const last = travels.at(-1);
  if (last === undefined || travels.length < VOLATILE_TRAVELS || last.ago >= VOLATILE_MS) return null;
  return VOLATILE_MS - last.ago;
}

/** Whether the side that we wrote had changed when we wrote next: what it showed went across, or was taken back. */
const isAnswered = (before: RecentWrite, next: RecentWrite): boolean => (next.side === before.side ? BACK : ACROSS).has(next.why);

const CHOSEN: ReadonlySet<string> = new Set(['taken', 'undo', 'approved']);
const ACROSS: ReadonlySet<string> = new Set<Why>(['changed', 'policy']);
const BACK: ReadonlySet<string> = new Set<Why>(['direction', 'policy']);
