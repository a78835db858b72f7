/** A copy of the engine and its simulation with one canary in it. The code itself is never touched. */
import { cpSync, mkdtempSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Canary, Edit } from './canaries.ts';

const ROOT = join(import.meta.dirname, '../../..');

export interface BrokenCopy {
  readonly folder: string;
  remove(): void;
}

export function brokenCopy(canary: Canary): BrokenCopy {
  const folder = mkdtempSync(join(tmpdir(), 'evenkeel-canary-'));
  for (const part of ['core', 'test/simulation', 'package.json', 'tsconfig.json'])
    cpSync(join(ROOT, part), join(folder, part), { recursive: true });
  symlinkSync(realpathSync(join(ROOT, 'node_modules')), join(folder, 'node_modules'));
  for (const [file, broken] of brokenFiles(canary)) writeFileSync(join(folder, file), broken);
  return { folder, remove: () => rmSync(folder, { recursive: true }) };
}

/** @throws Error when a text that a canary replaces doesn't stand in its file exactly once. */
export function brokenFiles({ name, edits }: Canary): ReadonlyMap<string, string> {
  const files = new Map<string, string>();
  for (const edit of edits) files.set(edit.file, broken(name, edit, files.get(edit.file) ?? readFileSync(join(ROOT, edit.file), 'utf8')));
  return files;
}

function broken(name: string, { file, find, replace }: Edit, source: string): string {
  const parts = source.split(find);
  if (parts.length !== 2) throw new Error(`canary “${name}”: its text stands ${parts.length - 1} times in ${file}`);
  return parts.join(replace);
}
