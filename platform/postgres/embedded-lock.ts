/** Who runs on an embedded Postgres' folder: its lock file `postmaster.pid`, read and judged. */
import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import type { Clock } from '../clock.ts';
import { SetupError } from '../setup-error.ts';
import type { EmbeddedFolder } from './embedded-folder.ts';

/** Within this a supervisor has noticed that its parent died. */
const NOTICE_TIMEOUT_MS = 1_000;
const STOP_TIMEOUT_MS = 8_000;
const POLL_MS = 10;

/**
 * A Postgres that still runs on this folder is either being stopped (its parent has just died), or somebody uses it, or
 * its supervisor was killed alone. The first is waited for, the second is refused, the third is stopped here.
 */
export async function endPrevious(folder: EmbeddedFolder, clock: Clock): Promise<void> {
  const lock = readLockFile(folder);
  if (lock === undefined) return;
  if (!isPostgresOn(lock.pid, folder)) {
    // The pid belongs to someone else by now (usual when a container starts again); Postgres would take it for a server.
    if (isAlive(lock.pid)) rmSync(join(folder.data, 'postmaster.pid'), { force: true });
    return;
  }
  const start = clock.monotonic();
  for (let asked = false; isPostgresOn(lock.pid, folder); ) {
    const supervised = isAlive(Number(readText(folder.pid)));
    if (!supervised && !asked) {
      asked = true;
      askToStop(lock.pid);
    }
    if (clock.monotonic() - start > (supervised ? NOTICE_TIMEOUT_MS : STOP_TIMEOUT_MS)) {
      throw new SetupError(
        `Another Evenkeel (pid ${readText(folder.pid) || lock.pid}) uses ${folder.root}: stop it, or set EVENKEEL_HOME to another folder`,
      );
    }
    await wait(POLL_MS);
  }
}

function askToStop(pid: number): void {
  try {
    process.kill(pid, 'SIGINT');
  } catch (error) {
    // It has just ended by itself; whatever else it is shows when it doesn't end.
    if (isAlive(pid)) throw error;
  }
}

/** The server's pid and what it says of itself: line 8, `ready` when it takes connections (https://www.postgresql.org/docs/18/storage-file-layout.html). */
export function readLockFile(folder: EmbeddedFolder): { pid: number; state: string } | undefined {
  const lines = readText(join(folder.data, 'postmaster.pid')).split('\n');
  const pid = Number(lines[0]);
  return Number.isInteger(pid) && pid > 0 ? { pid, state: lines[7]?.trim() ?? '' } : undefined;
}

/** A Postgres server works inside its data folder. Where the system doesn't tell the folder, its program's name must do. */
export function isPostgresOn(pid: number, folder: EmbeddedFolder): boolean {
  if (!isAlive(pid)) return false;
  try {
    if (process.platform === 'linux') return readlinkSync(`/proc/${pid}/cwd`) === folder.data;
    return (
      process.platform === 'win32' || execFileSync('ps', ['-o', 'comm=', '-p', String(pid)], { encoding: 'utf8' }).includes('postgres')
    );
  } catch {
    // Gone, or another user's: either way not ours.
    return false;
  }
}

function isAlive(pid: number): boolean {
  if (!Number.isInteger(pid) || pid <= 0) return false;
  try {
    process.kill(pid, 0);
  } catch (error) {
    return error instanceof Error && 'code' in error && error.code === 'EPERM';
  }
  // A dead process whose parent didn't ask after it (a container's first process rarely does) still has its pid.
  return !/^\d+ \(.*\) [ZX] /s.test(readText(`/proc/${pid}/stat`));
}

/** Empty when the file isn't there (yet). */
export function readText(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    // As said.
    return '';
  }
}
