import { closeSync, fsyncSync, ftruncateSync, mkdirSync, openSync, readFileSync, renameSync, writeSync } from 'node:fs';
import path from 'node:path';
import type { Changes, Log } from './store.ts';

/** How many documents one line of a rewritten log holds. */
const DOCUMENTS_PER_LINE = 500;
/** A log may grow by this much, or to three times what it was when last rewritten, before it is rewritten. */
const SLACK_BYTES = 32 * 1024 * 1024;

/**
 * The log of a store in one file, a JSON line for each commit, written before `append` returns: what was committed
 * survives SIGKILL. A torn last line (the kill came in the middle of a write) was never committed and is cut off.
 * Opening gives what is `held`.
 *
 * Throws when a line that isn't the last can't be read: the file was changed by something else.
 */
export function openLogFile(file: string): { log: Log; held: Changes[] } {
  mkdirSync(path.dirname(file), { recursive: true });
  let fd = openSync(file, 'a+');
  const { held, bytes: length } = readLines(fd, file);
  ftruncateSync(fd, length);
  let bytes = length;
  let limit = SLACK_BYTES;

  function append(changes: Changes): void {
    bytes += writeLine(fd, changes);
  }

  function rewrite(tables: Iterable<readonly [string, ReadonlyMap<string, unknown>]>): void {
    const next = `${file}.next`;
    const target = openSync(next, 'w');
    bytes = 0;
    for (const changes of inLines(tables)) bytes += writeLine(target, changes);
    fsyncSync(target);
    renameSync(next, file);
    closeSync(fd);
    closeSync(target);
    fd = openSync(file, 'a+');
    limit = Math.max(SLACK_BYTES, bytes * 3);
  }

  return { held, log: { append, rewrite, overgrown: () => bytes > limit, close: () => closeSync(fd) } };
}

function readLines(fd: number, file: string): { held: Changes[]; bytes: number } {
  const content = readFileSync(fd);
  const held: Changes[] = [];
  let start = 0;
  for (let end = content.indexOf(10); end >= 0; end = content.indexOf(10, start)) {
    try {
      held.push(JSON.parse(content.toString('utf8', start, end)));
    } catch (error) {
      throw new Error(`${file} can't be read at byte ${start}: something else wrote into it. Delete it to start afresh.`, { cause: error });
    }
    start = end + 1;
  }
  return { held, bytes: start };
}

function writeLine(fd: number, changes: Changes): number {
  const line = Buffer.from(`${JSON.stringify(changes)}\n`);
  for (let written = 0; written < line.length; ) written += writeSync(fd, line, written);
  return line.length;
}

function* inLines(tables: Iterable<readonly [string, ReadonlyMap<string, unknown>]>): Generator<Changes> {
  for (const [name, documents] of tables) {
    let line: [string, unknown][] = [];
    for (const entry of documents) {
      line.push(entry);
      if (line.length < DOCUMENTS_PER_LINE) continue;
      yield { [name]: line };
      line = [];
    }
    if (line.length > 0) yield { [name]: line };
  }
}
