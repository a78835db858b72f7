/**
 * Runs before `npm run demo` and `npm test`: makes sure that Node is new enough and that the packages of the lock file
 * are installed, so that a fresh clone needs one command. Needs nothing installed itself, and is written so that an old
 * Node can still read it and say what is wrong. Does nothing, in a few milliseconds, when nothing is to be done.
 */
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const OLDEST = [20, 19];

/**
 * @param {{root: string, version: string, install: (command: string[]) => number, say: (line: string) => void}} on
 *   the project's folder, Node's version, what runs `npm <command>` and answers its exit code, where lines go
 * @returns {number} the exit code
 */
export function ensureInstalled(on) {
  if (isOlder(on.version)) {
    on.say(
      'Node ' +
        on.version +
        ' is too old: install Node ' +
        OLDEST.join('.') +
        ' or newer (24 LTS is best) from https://nodejs.org and run this again',
    );
    return 1;
  }
  const modules = join(on.root, 'node_modules');
  const stamp = join(modules, '.evenkeel-installed');
  const wanted = fingerprint(on.root);
  if (read(stamp) === wanted) return 0;
  if (!isInstalled(on.root)) {
    const command = read(join(on.root, 'package-lock.json')) === '' ? 'install' : 'ci';
    on.say(`Installing packages (npm ${command}), this once …`);
    // Tools of development too, whatever NODE_ENV says: the demo runs TypeScript as it is.
    const code = on.install([command, '--include=dev', '--no-audit', '--no-fund', '--loglevel=error']);
    if (code !== 0) {
      on.say(`npm ${command} failed (its words are above): if the registry was out of reach, run this again`);
      return 1;
    }
  }
  mkdirSync(modules, { recursive: true });
  // npm may have written the lock file.
  writeFileSync(stamp, fingerprint(on.root));
  return 0;
}

function isOlder(version) {
  const parts = version.split('.').map(Number);
  return parts[0] < OLDEST[0] || (parts[0] === OLDEST[0] && parts[1] < OLDEST[1]);
}

/** What the installed packages depend on: the lock file, and the machine, for packages with programs in them. */
function fingerprint(root) {
  const lock = read(join(root, 'package-lock.json')) || read(join(root, 'package.json'));
  return `${createHash('sha256').update(lock).digest('hex')} ${process.platform}-${process.arch}\n`;
}

/** Whether npm has put there what the lock file says: its own record of node_modules lists every package that isn't optional. */
function isInstalled(root) {
  const lock = parse(read(join(root, 'package-lock.json')));
  const record = parse(read(join(root, 'node_modules', '.package-lock.json')));
  if (lock === undefined || record === undefined) return false;
  return Object.keys(lock.packages).every((path) => {
    const wanted = lock.packages[path];
    const found = record.packages[path];
    if (path === '') return true;
    if (found === undefined) return wanted.optional === true || wanted.devOptional === true || wanted.peer === true;
    return found.version === wanted.version && found.integrity === wanted.integrity && existsSync(join(root, path));
  });
}

function parse(text) {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function read(path) {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const root = dirname(dirname(fileURLToPath(import.meta.url)));
  process.exitCode = ensureInstalled({
    root,
    version: process.versions.node,
    install: (command) =>
      spawnSync('npm', command, { cwd: root, stdio: ['ignore', 'inherit', 'inherit'], shell: process.platform === 'win32' }).status === 0
        ? 0
        : 1,
    say: (line) => console.log(line),
  });
}
