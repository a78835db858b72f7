import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';

export interface BuiltRoom {
  /** The folder that holds `index.html`. */
  readonly dist: string;
  remove(): void;
}

const ROOT = path.join(import.meta.dirname, '../..');

/** `npm run build`: both rooms where the product looks for them. In a process of its own: a build can't be repeated in one. */
export async function buildPages(): Promise<void> {
  await promisify(execFile)(process.execPath, ['--import', 'tsx', path.join(ROOT, 'demo/build.ts')], { cwd: ROOT });
}

/**
 * Builds a browser room (`client`, `sandbox/page`) into a folder of its own: a test never sees an old build. With the test's
 * own environment, `NODE_ENV=test` and all: whoever builds must get what ships.
 */
export async function buildRoom(room: string): Promise<BuiltRoom> {
  const dist = mkdtempSync(path.join(tmpdir(), 'evenkeel-built-'));
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
  const config = path.join(ROOT, room, 'vite.config.ts');
  const built = ['build', '--config', config, '--configLoader', 'native', '--outDir', dist, '--logLevel', 'error'];
  await promisify(execFile)(process.execPath, ['--import', 'tsx', vite, ...built], { cwd: ROOT });
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}
