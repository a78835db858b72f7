import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { build } from 'vite';

export interface BuiltView {
  /** The folder that holds `index.html`. */
  readonly dist: string;
  remove(): void;
}

/** Builds a browser room (`client`, `sandbox/page`) into a folder of its own: a test never sees an old build. */
export async function buildRoom(room: string): Promise<BuiltView> {
  const dist = mkdtempSync(path.join(tmpdir(), 'evenkeel-built-'));
  const configFile = path.join(import.meta.dirname, '../..', room, 'vite.config.ts');
  await build({ configFile, logLevel: 'error', build: { outDir: dist, emptyOutDir: true } });
  return { dist, remove: () => rmSync(dist, { recursive: true, force: true }) };
}
