/**
 * A task is spread evenly over its owner's working days from its start (never before today) to its due date.
 *
 * A week holds the rounded share up to its end less the rounded share up to its start: so weeks sum exactly, and none changes
 * when one looks further ahead. An owner without a working day in that span has all of it in the week of the due date.
 */
import type { EpochDay } from '../values/dates.ts';
import { roundedRatio } from '../values/split.ts';
import type { Frame, WorkCalendar } from './calendar.ts';

/** Calls `put` for each week of the frame that gets minutes; returns the minutes that fall after the frame. `due` is not before today. */
export function spread(
  minutes: number,
  start: EpochDay,
  due: EpochDay,
  frame: Frame,
  calendar: WorkCalendar,
  put: (week: number, minutes: number) => void,
): number {
  const from = Math.max(start, frame.today);
  const dueWeek = Math.floor((due - frame.monday) / 7);
  const days = calendar.workingDays(from, due);
  if (days === 0) {
    if (dueWeek >= frame.weeks) return minutes;
    put(dueWeek, minutes);
    return 0;
  }
  let placed = 0;
  for (let week = Math.floor((from - frame.monday) / 7); week <= dueWeek && week < frame.weeks; week++) {
    const daysSoFar = calendar.workingDays(from, Math.min(due, frame.monday + 7 * week + 6));
    const soFar = roundedRatio(minutes * daysSoFar, days);
    if (soFar > placed) put(week, soFar - placed);
    placed = soFar;
  }
  return minutes - placed;
}
