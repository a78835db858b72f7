/** A killed `npm run` can't pass its end on: we look whether those who started us are still there. */
import { readFileSync } from 'node:fs';
import { startedByNpm } from '../app/local.ts';

const LOOK_MS = 300;

/** Calls `leave` once npm, or the shell that it runs scripts in, is gone. Does nothing for a demo that was started otherwise. */
export function whenNpmIsGone(leave: () => void): void {
  if (!startedByNpm()) return;
  const before = ancestors();
  const timer = setInterval(() => {
    if (ancestors() === before) return;
    clearInterval(timer);
    leave();
  }, LOOK_MS);
  timer.unref();
}

/** Parent and grandparent; where the system doesn't tell it, the parent alone. */
function ancestors(): string {
  const parent = process.ppid;
  try {
    // Behind the program's name, which may hold anything, stand its state and its parent.
    const [, grandparent] = /\)\s\S+\s(\d+)\s[^)]*$/.exec(readFileSync(`/proc/${parent}/stat`, 'utf8')) ?? [];
    return `${parent} ${grandparent}`;
  } catch {
    return String(parent);
  }
}
