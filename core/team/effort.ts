/**
 * What is left to do of each task, and which tasks stand for which: no effort counts twice, and none vanishes.
 *
 * - Remaining = estimate − logged, never below zero; without an estimate the default of the kind, marked assumed.
 * - Of a parent and its subitems one level counts. Where a subitem has a typed effort, the parent doesn't count. Where only an
 *   open parent has one, the subitems don't: they are covered. Where nobody typed any, the unfinished subitems count with their
 *   defaults, and the parent doesn't.
 */
import type { Task } from './records.ts';
import { label } from './records.ts';
import type { TeamSettings } from './settings.ts';
import { byLabel } from './settings.ts';

type TaskState = 'open' | 'waiting' | 'done';

export type Remaining = { task: Task; state: Exclude<TaskState, 'done'>; minutes: number; assumed: boolean };

/** The tasks that count, each with what is left of it (0 when its estimate is used up), in the order given. Done ones are left out. */
export function* remainingEfforts(tasks: readonly Task[], settings: TeamSettings): Generator<Remaining> {
  const stateOf = stateReader(settings);
  const counts = levelRule(tasks, stateOf);
  for (const task of tasks) {
    const state = stateOf(task);
    if (state === 'done' || !counts(task)) continue;
    const estimate = task.effortMinutes ?? byLabel(settings.kindMinutes, task.kind ?? '') ?? settings.otherKindMinutes;
    const minutes = Math.max(0, estimate - Math.max(0, task.loggedMinutes));
    yield { task, state, minutes, assumed: task.effortMinutes === null };
  }
}

/** Reads a task's state; a status that the settings don't list is open. Remembers labels: there are few, and many tasks. */
function stateReader(settings: TeamSettings): (task: Task) => TaskState {
  const known = new Map<string, TaskState>();
  for (const status of settings.statuses.waiting) known.set(label(status), 'waiting');
  for (const status of settings.statuses.done) known.set(label(status), 'done');
  const seen = new Map<string | null, TaskState>([[null, 'open']]);
  return ({ status }) => {
    let state = seen.get(status);
    if (state === undefined) {
      state = known.get(label(status ?? '')) ?? 'open';
      seen.set(status, state);
    }
    return state;
  };
}

/** Which tasks count as themselves, by the rule of one level. Most tasks are neither parent nor subitem: they are told by one look-up. */
function levelRule(tasks: readonly Task[], stateOf: (task: Task) => TaskState): (task: Task) => boolean {
  const subitems = tasks.filter((task) => task.parentId !== null);
  if (subitems.length === 0) return () => true;
  const parentIds = new Set(subitems.map((subitem) => subitem.parentId));
  const byId = new Map<string, Task>();
  for (const task of tasks) if (parentIds.has(task.id)) byId.set(task.id, task);
  const typedBelow = new Set<Task>();
  const unfinishedBelow = new Set<Task>();
  const above = new Map(subitems.map((subitem) => [subitem, ancestors(subitem, byId)]));
  for (const [subitem, parents] of above) {
    if (isTyped(subitem)) for (const parent of parents) typedBelow.add(parent);
    if (stateOf(subitem) !== 'done') for (const parent of parents) unfinishedBelow.add(parent);
  }
  const stands = (task: Task) => isTyped(task) && !typedBelow.has(task) && stateOf(task) === 'open';
  return (task) => {
    if (typedBelow.has(task)) return false;
    if (isTyped(task)) return true;
    if (above.get(task)?.some(stands)) return false;
    return !unfinishedBelow.has(task);
  };
}

function isTyped(task: Task): boolean {
  return task.effortMinutes !== null && task.effortMinutes > 0;
}

/** Known ancestors, nearest first; none for a task that is its own ancestor. */
function ancestors(task: Task, byId: ReadonlyMap<string, Task>): Task[] {
  const found: Task[] = [];
  for (let next = parentOf(task, byId); next !== undefined && !found.includes(next); next = parentOf(next, byId)) {
    if (next === task) return [];
    found.push(next);
  }
  return found;
}

function parentOf(task: Task, byId: ReadonlyMap<string, Task>): Task | undefined {
  return task.parentId === null ? undefined : byId.get(task.parentId);
}
