/**
 * A process of its own for one canary: histories in the broken copy whose folder it is given, until one breaks a promise
 * that the same history keeps with the engine as it is.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { runHistory } from '../history.ts';
import type { Violation } from '../seen.ts';
import { CANARIES } from './canaries.ts';

export interface Caught {
  readonly seed: number;
  readonly violation: Violation;
}

const [folder = '', name = '', most = '0'] = process.argv.slice(2);
const canary = CANARIES.find((one) => one.name === name);
if (canary === undefined) throw new Error(`no canary “${name}”`);
const broken = (await import(pathToFileURL(join(folder, 'test/simulation/history.ts')).href)) as {
  readonly runHistory: typeof runHistory;
};

let caught: Caught | null = null;
for (let seed = 1; seed <= Number(most) && caught === null; seed += 1) {
  const violation = (await broken.runHistory(seed)).violations.find(
    (one) => isPromise(one) && one.promise === (canary.promise ?? one.promise),
  );
  if (violation !== undefined && (await runHistory(seed)).violations.length === 0) caught = { seed, violation };
}
process.send?.(caught);

/** A canary that can't run isn't caught. */
function isPromise({ promise, what }: Violation): boolean {
  return promise !== 'engine' || what.startsWith('Error:');
}
