import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { readSource } from './read-source.ts';
import type { Rule } from './rules.ts';
import { arrows, barrels, clock, cycles, defaultExports, environment, length, packages } from './rules.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const NOT_OURS = new Set(['node_modules', 'dist', 'coverage']);

const sources = filesIn('').map((path) => readSource(path, readFileSync(join(ROOT, path), 'utf8')));

const RULES: Readonly<Record<string, Rule>> = {
  'imports follow the arrows': arrows,
  'core and connectors take only their packages': packages,
  'the environment is read in one place': environment,
  'the clock is read in one place': clock,
  'exports are named': defaultExports,
  'there are no barrels': barrels,
  'there are no cycles': cycles,
  'no file has two things in it': length,
};

describe('the house', () => {
  it('is all read', () => {
    const rooms = new Set(sources.map(({ path }) => path.split('/')[0]));
    expect([...rooms]).toEqual(expect.arrayContaining(['core', 'connectors', 'platform', 'app', 'server', 'workers', 'client', 'sandbox']));
    expect(sources.flatMap(({ imports }) => imports).length).toBeGreaterThan(1_000);
  });

  it.each(Object.entries(RULES))('%s', (_, rule) => {
    expect(rule(sources)).toEqual([]);
  });
});

/** All source files below a folder, from the project's root. */
function filesIn(folder: string): string[] {
  return readdirSync(join(ROOT, folder), { withFileTypes: true }).flatMap((one) => {
    const path = folder === '' ? one.name : `${folder}/${one.name}`;
    if (one.isDirectory()) return NOT_OURS.has(one.name) || one.name.startsWith('.') ? [] : filesIn(path);
    return /\.(ts|tsx|mjs)$/.test(one.name) ? [path] : [];
  });
}
