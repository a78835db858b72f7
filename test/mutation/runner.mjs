/**
 * Judges mutants by the tests of their own room: what `core/values` gets wrong, `test/core/values` has to notice. In one process and
 * a fresh world for each mutant: starting the ordinary runner a few thousand times would take hours.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { testsOf } from './world.mjs';

const ROOMS = ['core/values', 'core/sync'];
/** Real files, long histories and crashes at every await, which take seconds each. */
const SLOW_FILES = /real-[a-z]+|histories|crashes/;
/** What counts the cost of long texts and thousands of records, and what takes half a second. */
const SLOW_TESTS = /10,000|\[V23\]|any text there and back|fault F59/;
/** What a first run measured, for processes beside its own and those that take the place of one that hung. */
const MEASURED = 'measured.json';
/** A promise that nobody keeps. */
const NEVER_MS = 60_000;

class Runner {
  static inject = [];
  #tests = [];
  /** Where instrumented sources look up which mutant is on, and count. */
  stryker = globalThis.__stryker__ ?? {};

  capabilities() {
    return { reloadEnvironment: true };
  }

  init() {
    globalThis.__stryker__ = this.stryker;
    process.on('unhandledRejection', () => undefined);
  }

  /** Each test in a world of its own: what it covers doesn't hang on who has filled a cache before. */
  async dryRun({ files }) {
    this.#tests = [];
    this.stryker.mutantCoverage = { static: {}, perTest: {} };
    this.stryker.activeMutant = undefined;
    const sources = files.map((file) => relative(process.cwd(), file));
    const rooms = ROOMS.filter((room) => sources.some((file) => file.startsWith(`${room}/`)));
    for (const file of rooms.flatMap((room) => testFiles(`test/${room}`))) {
      for (const name of testsOf(file).keys()) {
        if (SLOW_TESTS.test(name)) continue;
        const body = testsOf(file).get(name);
        const id = `${file}#${name}`;
        const start = performance.now();
        this.stryker.currentTestId = id;
        const failure = await failureOf(body);
        this.stryker.currentTestId = undefined;
        this.#tests.push({ id, file, name, ms: performance.now() - start, failure });
      }
    }
    writeFileSync(MEASURED, JSON.stringify(this.#tests));
    const tests = this.#tests.map(({ id, file, ms, failure }) => {
      const test = { id, name: id, fileName: resolve(file), timeSpentMs: ms };
      return failure === null ? { ...test, status: 0 } : { ...test, status: 1, failureMessage: failure };
    });
    return { status: 'complete', tests, mutantCoverage: this.stryker.mutantCoverage };
  }

  async mutantRun({ activeMutant, testFilter, mutantActivation, hitLimit, sandboxFileName }) {
    if (this.#tests.length === 0 && existsSync(MEASURED)) this.#tests = JSON.parse(readFileSync(MEASURED, 'utf8'));
    const source = relative(process.cwd(), sandboxFileName);
    const wanted = new Set(testFilter ?? this.#tests.map((one) => one.id));
    const tests = this.#tests.filter((one) => wanted.has(one.id) && isOfRoom(one.file, source)).sort(nearestFirst(source));
    const worlds = new Map();
    Object.assign(this.stryker, { hitCount: 0, hitLimit });
    if (this.#tests.length === 0) return { status: 'error', errorMessage: 'no first run' };
    let nrOfTests = 0;
    try {
      for (const { id, file, name } of tests) {
        nrOfTests += 1;
        const failure = await this.#judge(worlds, file, name, activeMutant.id, mutantActivation === 'static');
        if (this.stryker.hitCount > hitLimit) return { status: 'timeout', reason: 'hit limit' };
        if (failure !== null) return { status: 'killed', killedBy: [id], failureMessage: failure, nrOfTests };
      }
      return { status: 'survived', nrOfTests };
    } finally {
      this.stryker.activeMutant = undefined;
    }
  }

  async #judge(worlds, file, name, mutant, isStatic) {
    try {
      if (!worlds.has(file)) {
        this.stryker.activeMutant = isStatic ? mutant : undefined;
        worlds.set(file, testsOf(file));
      }
      this.stryker.activeMutant = mutant;
      const body = worlds.get(file).get(name);
      return body === undefined ? 'the test is gone' : await failureOf(body);
    } catch (error) {
      return String(error);
    }
  }
}

export const strykerPlugins = [{ kind: 'TestRunner', name: 'rooms', injectableClass: Runner }];

const testFiles = (folder) =>
  readdirSync(folder, { recursive: true })
    .filter((name) => name.endsWith('.test.ts') && !SLOW_FILES.test(name))
    .sort()
    .map((name) => join(folder, name));

const isOfRoom = (testFile, source) => {
  const room = ROOMS.find((one) => source.startsWith(`${one}/`));
  return room === undefined || testFile.startsWith(`test/${room}/`);
};

/** The test file of the same name, then the quickest tests: most mutants are dead after one. */
const nearestFirst = (source) => {
  const name = source.split('/').at(-1)?.replace('.ts', '.test.ts') ?? '';
  const far = ({ file }) => (file.endsWith(`/${name}`) ? 0 : 1);
  return (a, b) => far(a) - far(b) || a.ms - b.ms;
};

async function failureOf(body) {
  try {
    const running = body();
    if (running instanceof Promise) await inTime(running);
    return null;
  } catch (error) {
    return String(error?.message ?? error);
  }
}

async function inTime(running) {
  let timer;
  const late = new Promise((_, reject) => {
    timer = setTimeout(() => reject(new Error('never ends')), NEVER_MS);
  });
  try {
    await Promise.race([running, late]);
  } finally {
    clearTimeout(timer);
  }
}
