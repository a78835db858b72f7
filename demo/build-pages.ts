/** Builds the board view and the demo page when their sources have changed since they were built. */
import { createHash } from 'node:crypto';
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGES = [
  { name: 'board view', folder: 'client', sources: ['client', 'core', 'package-lock.json'] },
  { name: 'demo page', folder: 'sandbox/page', sources: ['sandbox/page', 'package-lock.json'] },
] as const;

export async function buildPages(say: (line: string) => void): Promise<void> {
  for (const page of PAGES) {
    const stamp = join(ROOT, page.folder, 'dist', '.built-from');
    const wanted = fingerprint(page.sources);
    if (existsSync(stamp) && readFileSync(stamp, 'utf8') === wanted) continue;
    say(`building the ${page.name}, this once …`);
    // Loaded only when needed: it is the largest part of a warm start.
    const { build } = await import('vite');
    await build({ configFile: join(ROOT, page.folder, 'vite.config.ts'), logLevel: 'warn' });
    writeFileSync(stamp, wanted);
  }
}

function fingerprint(sources: readonly string[]): string {
  const hash = createHash('sha256');
  for (const file of sources.flatMap((source) => filesOf(join(ROOT, source))).sort()) {
    hash.update(relative(ROOT, file)).update(readFileSync(file));
  }
  return hash.digest('hex');
}

function filesOf(path: string): readonly string[] {
  if (/\.\w+$/.test(path)) return [path];
  return readdirSync(path, { withFileTypes: true, recursive: true })
    .filter((one) => one.isFile() && !join(one.parentPath, one.name).includes(`${join(path, 'dist')}`))
    .map((one) => join(one.parentPath, one.name));
}
