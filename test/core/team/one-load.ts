import type { LoadInput } from '../../../core/team/load.ts';
import { load } from '../../../core/team/load.ts';
import type { Task } from '../../../core/team/records.ts';
import type { PersonLoad } from '../../../core/team/report.ts';
import { input, task } from './samples.ts';

/** One person's load of the sample department with these records instead. October 2026: the 5th, 12th, 19th and 26th are Mondays. */
export function of(own: Partial<LoadInput>, id = 'ann'): PersonLoad {
  const found = load(input(own)).people.find((one) => one.person === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

export const minutes = (own: Partial<LoadInput>, id?: string) => of(own, id).weeks.map((week) => week.minutes);
export const capacity = (own: Partial<LoadInput>, id?: string) => of(own, id).weeks.map((week) => week.capacityMinutes);
/** Minutes week by week of one task. */
export const oneTask = (own: Partial<Task>, rest: Partial<LoadInput> = {}) => minutes({ tasks: [task('t', own)], ...rest });
