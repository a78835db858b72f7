/** All canaries, each in a process of its own: who caught it, and when. */
import { fork } from 'node:child_process';
import { join } from 'node:path';
import { brokenCopy, brokenFiles } from './broken-copy.ts';
import { CANARIES, type Canary } from './canaries.ts';
import type { Caught } from './catch.ts';

/** A canary is caught within so many histories, or the simulation can't see it. */
const MOST_SEEDS = 500;

/** Prints a table. True when every canary was caught. */
export async function runCanaries(jobs: number, only: string): Promise<boolean> {
  const canaries = CANARIES.filter((one) => one.name.includes(only));
  for (const one of canaries) brokenFiles(one);
  const caught = new Map<string, Caught | null>();
  const waiting = [...canaries];
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) caught.set(next.name, await tryOne(next));
  };
  await Promise.all(Array.from({ length: jobs }, work));
  console.table(
    canaries.map(({ name }) => {
      const found = caught.get(name);
      return {
        canary: name,
        promise: found?.violation.promise ?? 'NOT CAUGHT',
        seed: found?.seed ?? null,
        what: found?.violation.what ?? '',
      };
    }),
  );
  return canaries.length > 0 && [...caught.values()].every((one) => one !== null);
}

function tryOne(canary: Canary): Promise<Caught | null> {
  const copy = brokenCopy(canary);
  return new Promise<Caught | null>((done, failed) => {
    const child = fork(join(import.meta.dirname, 'catch.ts'), [copy.folder, canary.name, String(MOST_SEEDS)], {
      execArgv: process.execArgv,
    });
    let caught: Caught | null = null;
    child.on('message', (told) => {
      caught = told as Caught | null;
    });
    child.on('error', failed);
    child.on('exit', (code) => (code === 0 ? done(caught) : failed(new Error(`canary “${canary.name}” ended with ${code}`))));
  }).finally(() => copy.remove());
}
