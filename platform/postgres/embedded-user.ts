/**
 * Postgres refuses to run as root. When we are root (containers, mostly) it runs as another user of this machine, and
 * two things follow: its folder must belong to that user, and that user may be unable to reach the folders above
 * (a project below a home folder with mode 0700).
 */
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname } from 'node:path';

export interface RunAs {
  readonly uid: number;
  readonly gid: number;
}

/**
 * Whom Postgres runs as: undefined when we are no root (then as ourselves). For root: the owner of the cluster in
 * `data`, where there is one; else the owner of `folder`, if that is a user of this machine (initdb asks for its name);
 * else `postgres`, else `nobody`. Throws when there is none of them.
 */
export function runAs(folder: string, data: string): RunAs | undefined {
  if (process.getuid?.() !== 0) return undefined;
  if (existsSync(data)) {
    const { uid, gid } = statSync(data);
    if (uid !== 0) return { uid, gid };
  }
  const users = readUsers();
  const owner = statSync(folder).uid;
  const chosen =
    users.find((user) => user.uid !== 0 && user.uid === owner) ??
    users.find((user) => user.name === 'postgres') ??
    users.find((user) => user.name === 'nobody');
  if (chosen === undefined) throw new Error('no user postgres or nobody on this machine');
  return { uid: chosen.uid, gid: chosen.gid };
}

/** Whether the user may pass through every folder above `path` (the x bit; access lists are not looked at). */
export function mayReach(path: string, user: RunAs): boolean {
  for (let folder = dirname(path); ; folder = dirname(folder)) {
    const { mode, uid, gid } = statSync(folder);
    const bit = uid === user.uid ? 0o100 : gid === user.gid ? 0o010 : 0o001;
    if ((mode & bit) === 0) return false;
    if (folder === dirname(folder)) return true;
  }
}

function readUsers(): { name: string; uid: number; gid: number }[] {
  return readFileSync('/etc/passwd', 'utf8')
    .split('\n')
    .map((line) => line.split(':'))
    .filter((parts) => parts.length >= 4)
    .map(([name = '', , uid, gid]) => ({ name, uid: Number(uid), gid: Number(gid) }));
}
