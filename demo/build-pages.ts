/** Builds the board view and the demo page when their sources have changed since they were built. */
import { createHash } from 'node:crypto';
import { existsSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import { SetupError } from '../app/local.ts';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const PAGES = [
  { name: 'board view', folder: 'client', sources: ['client', 'core', 'package-lock.json'] },
  { name: 'demo page', folder: 'sandbox/page', sources: ['sandbox/page', 'package-lock.json'] },
] as const;

export async function buildPages(say: (line: string) => void): Promise<void> {
  for (const page of PAGES) {
    const dist = join(ROOT, page.folder, 'dist');
    const wanted = fingerprint(page.sources);
    if (builtFrom(dist) === wanted) continue;
    say(`building the ${page.name}, this once …`);
    // Loaded only when needed: it is the largest part of a warm start.
    const { build } = await import('vite');
    const scratch = scratchFolder();
    try {
      const made = join(scratch, 'new');
      const configFile = join(ROOT, page.folder, 'vite.config.ts');
      // The other loader writes beside the packages, which may be somebody else's.
      await build({ configFile, configLoader: 'native', logLevel: 'error', build: { outDir: made } });
      writeFileSync(join(made, STAMP), wanted);
      put(made, dist, join(scratch, 'old'));
    } finally {
      rmSync(scratch, { recursive: true, force: true });
    }
  }
}

const STAMP = '.built-from';

function builtFrom(dist: string): string | null {
  const stamp = join(dist, STAMP);
  return existsSync(stamp) ? readFileSync(stamp, 'utf8') : null;
}

/** In one move, so that nobody who serves the folder, or builds it too, meets a half of it. */
function put(made: string, dist: string, aside: string): void {
  try {
    if (existsSync(dist)) renameSync(dist, aside);
    renameSync(made, dist);
  } catch (error) {
    // Somebody else is putting theirs there, and it is as good.
    if (!['ENOENT', 'ENOTEMPTY', 'EEXIST'].includes(String((error as NodeJS.ErrnoException).code))) throw error;
  }
}

function scratchFolder(): string {
  try {
    return mkdtempSync(join(ROOT, '.evenkeel-build-'));
  } catch (cause) {
    throw new SetupError(`The pages can't be built here, ${ROOT} is not yours to write: run npm run build once as its owner`, { cause });
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
