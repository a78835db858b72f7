/** How monday's day stands for a person who looks: most of it left, little, or nothing. */
import type { UsageView } from '../../core/protocol/usage.ts';

export interface Day {
  readonly state: 'fine' | 'low' | 'gone';
  /** Whole calls; null where nobody counts them and monday only said that they are spent. */
  readonly calls: { readonly max: number; readonly used: number; readonly left: number } | null;
  /** When it begins anew: ISO. */
  readonly anew: string;
}

/** Less than this part left is worth a word. */
const FEW = 0.1;

/** Null: nothing counts monday's calls by the day, and nobody was refused for it. */
export function dayOf({ vendors }: UsageView): Day | null {
  const monday = vendors.find(({ vendor }) => vendor === 'monday');
  if (monday === undefined) return null;
  const { day, waits } = monday;
  const calls = day === null ? null : callsOf(day);
  if (waits?.code === 'daily-limit') return { state: 'gone', calls, anew: waits.until };
  if (day === null || calls === null) return null;
  const state = calls.left === 0 ? 'gone' : calls.left < calls.max * FEW ? 'low' : 'fine';
  return { state, calls, anew: day.resetsAt };
}

function callsOf({ max, left }: { readonly max: number; readonly left: number }): NonNullable<Day['calls']> {
  const whole = Math.max(0, Math.floor(left));
  return { max, used: max - whole, left: whole };
}
