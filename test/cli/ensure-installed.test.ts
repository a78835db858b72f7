import { spawnSync } from 'node:child_process';
import { chmodSync, copyFileSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';

/** A project of one needed and one optional package, with an npm of its own that notes how it was called. */
let root = '';
const lock = (version: string) => ({
  packages: {
    '': { name: 'x' },
    'node_modules/a': { version, integrity: `sha512-${version}` },
    'node_modules/b-mac': { version: '1.0.0', integrity: 'sha512-b', optional: true },
  },
});
const put = (path: string, content: unknown) => {
  mkdirSync(join(root, path, '..'), { recursive: true });
  writeFileSync(join(root, path), typeof content === 'string' ? content : JSON.stringify(content));
};
const calls = () => (existsSync(join(root, 'calls')) ? readFileSync(join(root, 'calls'), 'utf8').trim().split('\n') : []);
const run = (nodeOptions: string[] = []) => {
  const { stdout, status } = spawnSync(process.execPath, [...nodeOptions, join(root, 'cli/ensure-installed.mjs')], {
    encoding: 'utf8',
    env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
  });
  return { said: stdout.trim(), status };
};

beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'evenkeel-install-'));
  mkdirSync(join(root, 'cli'));
  copyFileSync(new URL('../../cli/ensure-installed.mjs', import.meta.url), join(root, 'cli/ensure-installed.mjs'));
  put('package-lock.json', lock('1.0.0'));
  // Puts there what npm would: the packages and its record of them.
  put(
    'bin/npm',
    `#!/bin/sh\necho "$*" >> ${root}/calls\n[ -e ${root}/broken ] && exit 1\nmkdir -p ${root}/node_modules/a && cp ${root}/package-lock.json ${root}/node_modules/.package-lock.json\n`,
  );
  chmodSync(join(root, 'bin/npm'), 0o755);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

it('installs what the lock file says, tools included, and then never again', () => {
  expect(run()).toEqual({ said: 'Installing packages (npm ci), this once …', status: 0 });
  expect(calls()).toEqual(['ci --include=dev --no-audit --no-fund --loglevel=error']);
  expect(run()).toEqual({ said: '', status: 0 });
  expect(calls()).toHaveLength(1);
});

it('installs again when the lock file has changed', () => {
  run();
  put('package-lock.json', lock('2.0.0'));
  expect(run().said).toContain('Installing');
  expect(calls()).toHaveLength(2);
  expect(run().said).toBe('');
});

it('leaves packages alone that somebody installed by hand, also without those of other machines', () => {
  put('node_modules/a/package.json', {});
  put('node_modules/.package-lock.json', { packages: { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-1.0.0' } } });
  expect(run()).toEqual({ said: '', status: 0 });
  expect(calls()).toEqual([]);
});

it.each([
  ['of another version', { 'node_modules/a': { version: '0.9.0', integrity: 'sha512-0.9.0' } }],
  ['of other bytes', { 'node_modules/a': { version: '1.0.0', integrity: 'sha512-other' } }],
  ['missing', {}],
])('installs when a package is %s', (_, packages) => {
  put('node_modules/a/package.json', {});
  put('node_modules/.package-lock.json', { packages });
  expect(run().said).toContain('Installing');
});

it('installs when the folder of a package was removed, or the record is damaged', () => {
  put('node_modules/.package-lock.json', lock('1.0.0'));
  expect(run().said).toContain('Installing');
  put('node_modules/.evenkeel-installed', 'old');
  put('node_modules/.package-lock.json', '{"packages":');
  expect(run().said).toContain('Installing');
});

it('says so when npm fails, and tries anew the next time', () => {
  put('broken', '');
  const { said, status } = run();
  expect(status).toBe(1);
  expect(said.split('\n').at(-1)).toBe('npm ci failed (its words are above): if the registry was out of reach, run this again');
  rmSync(join(root, 'broken'));
  expect(run().status).toBe(0);
});

it('makes the lock file where there is none', () => {
  rmSync(join(root, 'package-lock.json'));
  put('package.json', { name: 'x' });
  run();
  expect(calls()).toEqual(['install --include=dev --no-audit --no-fund --loglevel=error']);
});

it('refuses an old Node in one line that says what to do, before anything else', () => {
  put('old.cjs', "Object.defineProperty(process.versions, 'node', { value: '20.18.3' });");
  expect(run(['--require', join(root, 'old.cjs')])).toEqual({
    said: 'Node 20.18.3 is too old: install Node 20.19 or newer (24 LTS is best) from https://nodejs.org and run this again',
    status: 1,
  });
  expect(calls()).toEqual([]);
  for (const version of ['20.19.0', '24.0.0']) {
    put('old.cjs', `Object.defineProperty(process.versions, 'node', { value: '${version}' });`);
    expect(run(['--require', join(root, 'old.cjs')]).status).toBe(0);
  }
});
