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

/**
 * Builds a browser room (`client`, `sandbox/page`) as it ships, into a folder of its own: a test never sees an old build.
 * In a process of its own, since a test's own environment would make libraries build themselves for development.
 */
export async function buildRoom(room: string): Promise<BuiltRoom> {
  const dist = mkdtempSync(path.join(tmpdir(), 'evenkeel-built-'));
  const vite = path.join(ROOT, 'node_modules/vite/bin/vite.js');
  const config = path.join(ROOT, room, 'vite.config.ts');
  const { NODE_ENV: _test, ...env } = process.env;
  await promisify(execFile)(process.execPath, [vite, 'build', '--config', config, '--outDir', dist, '--logLevel', 'error'], { env });
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}
