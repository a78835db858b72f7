/** One demo a home: two would write over each other's state. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { SetupError } from '../app/local.ts';

/** Takes the home for this process; what a killed demo left is taken over. @throws SetupError when another demo runs there, or the folder can't be written. */
export function takeHome(home: string): { release(): void } {
  const file = join(home, 'demo.pid');
  for (;;) {
    try {
      mkdirSync(home, { recursive: true });
      writeFileSync(file, String(process.pid), { flag: 'wx', mode: 0o600 });
      return { release: () => rmSync(file, { force: true }) };
    } catch (cause) {
      if ((cause as NodeJS.ErrnoException).code !== 'EEXIST' || isFolder(cause, home))
        throw new SetupError(`The folder ${home} can't be written: make it writable, or choose another with EVENKEEL_HOME`, { cause });
    }
    const holder = Number(readFileSync(file, 'utf8'));
    if (isDemo(holder))
      throw new SetupError(`A demo runs in ${home} already (process ${holder}): end it, or choose another folder with EVENKEEL_HOME`);
    rmSync(file, { force: true });
  }
}

/** `home` itself is a file. */
const isFolder = (cause: unknown, home: string): boolean => (cause as NodeJS.ErrnoException).path === home;

/** Whether the process is there, and, where the system tells what it runs, is a demo: ids are given out again. */
function isDemo(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0 || pid === process.pid) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ESRCH') return false;
  }
  try {
    return process.platform !== 'linux' || readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('demo/main.ts');
  } catch {
    // It has just ended.
    return false;
  }
}
