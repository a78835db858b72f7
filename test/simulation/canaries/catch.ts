/**
 * A process of its own for one canary: histories in the broken copy whose folder it is given, until one breaks a promise
 * that the same history keeps with the engine as it is.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type Outcome, runHistory } from '../history.ts';
import type { Violation } from '../oracle.ts';

export interface Caught {
  readonly seed: number;
  readonly violation: Violation;
}

const [folder = '', most = '0'] = process.argv.slice(2);
const broken = (await import(pathToFileURL(join(folder, 'test/simulation/history.ts')).href)) as {
  readonly runHistory: (seed: number) => Promise<Outcome>;
};

let caught: Caught | null = null;
for (let seed = 1; seed <= Number(most) && caught === null; seed += 1) {
  const violation = (await broken.runHistory(seed)).violations.find(isPromise);
  if (violation !== undefined && (await runHistory(seed)).violations.length === 0) caught = { seed, violation };
}
process.send?.(caught);

/** A canary that can't run isn't caught. */
function isPromise({ promise, what }: Violation): boolean {
  return promise !== 'engine' || what.startsWith('Error:');
}
