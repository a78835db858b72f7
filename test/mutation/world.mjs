/**
 * A test file and what it imports of ours, as a world that can be made anew in a millisecond: sources are compiled once, and run
 * again for each mutant, so that no cache of a module outlives it.
 */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import vm from 'node:vm';
import { chai, JestChaiExpect } from '@vitest/expect';
import { transformSync } from 'esbuild';
import fc from 'fast-check';

chai.use(JestChaiExpect);

const fromPackages = createRequire(import.meta.url);
const compiled = new Map();
/** Cases that a property is tried with, and where it is tried for each of sixty locales. */
const CASES = 50;
const CASES_OF_LOCALES = 10;

/** The tests of a file, by name. `load` throws what the file or one of its modules throws. */
export function testsOf(file) {
  const tests = new Map();
  const cases = file.endsWith('locales.test.ts') ? CASES_OF_LOCALES : CASES;
  load(file, new Map(), { vitest: collector(tests), 'fast-check': drawing(cases) });
  return tests;
}

function load(path, modules, packages) {
  const known = modules.get(path);
  if (known !== undefined) return known.exports;
  const module = { exports: {} };
  modules.set(path, module);
  const find = (name) => {
    if (name.startsWith('.')) return load(join(dirname(path), name), modules, packages);
    return packages[name] ?? fromPackages(name);
  };
  sourceOf(path)(module.exports, find, module);
  return module.exports;
}

function sourceOf(path) {
  const known = compiled.get(path);
  if (known !== undefined) return known;
  const { code } = transformSync(readFileSync(path, 'utf8'), { loader: 'ts', format: 'cjs', target: 'node20' });
  const run = new vm.Script(`(function (exports, require, module) {${code}\n})`, { filename: path }).runInThisContext();
  compiled.set(path, run);
  return run;
}

/** The same few cases each time. */
function drawing(cases) {
  const assert = (property, options) =>
    fc.assert(property, { seed: 20_261_123, ...options, numRuns: Math.min(options?.numRuns ?? cases, cases) });
  return { __esModule: true, default: { ...fc, assert } };
}

/** As much of the test runner's interface as the tests of core use; what they don't use is undefined, and fails at once. */
function collector(tests) {
  const within = [];
  const describe = (name, body) => {
    within.push(name);
    body();
    within.pop();
  };
  const test = (name, ...rest) => {
    const title = [...within, name].join(' ');
    tests.set(
      tests.has(title) ? `${title} (${tests.size})` : title,
      rest.find((one) => typeof one === 'function'),
    );
  };
  const each =
    (make) =>
    (rows) =>
    (name, ...rest) => {
      const body = rest.find((one) => typeof one === 'function');
      for (const [at, row] of rows.entries()) make(`${name} ${at + 1}`, () => (Array.isArray(row) ? body(...row) : body(row)));
    };
  const skipIf = (make) => (skipped) => (skipped ? () => undefined : make);
  Object.assign(describe, { each: each(describe), skipIf: skipIf(describe) });
  Object.assign(test, { each: each(test), skipIf: skipIf(test) });
  return { describe, test, it: test, expect: chai.expect };
}
