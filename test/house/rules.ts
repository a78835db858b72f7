/**
 * The rules of the house, each a function from all source files to its offenders. An offence is one line: where, what,
 * and the rule that it breaks.
 */
import { posix } from 'node:path';
import type { Import, Source } from './read-source.ts';

export type Rule = (sources: readonly Source[]) => string[];

/** Which rooms a room may import from. Longer names count first: a room inside a room has its own arrows. */
const ARROWS: readonly Arrow[] = [
  { room: 'core', may: ['core'], rule: 'core imports nothing of ours' },
  { room: 'connectors/monday', may: ['connectors/monday', 'core'], rule: 'a connector imports only itself and core' },
  { room: 'connectors/google-sheets', may: ['connectors/google-sheets', 'core'], rule: 'a connector imports only itself and core' },
  { room: 'connectors/confluence', may: ['connectors/confluence', 'core'], rule: 'a connector imports only itself and core' },
  { room: 'platform', may: ['platform', 'core'], rule: 'platform imports only core' },
  { room: 'app', may: ['app', 'connectors', 'platform', 'core'], rule: 'app imports only connectors, platform and core' },
  { room: 'server', may: ['server', 'app', 'core'], rule: 'server imports only app and core' },
  { room: 'workers', may: ['workers', 'app', 'core'], rule: 'workers import only app and core' },
  { room: 'cli', may: ['cli', 'app', 'core'], rule: 'cli imports only app and core' },
  { room: 'demo', may: ['demo', 'app', 'core'], rule: 'demo imports only app and core' },
  {
    room: 'client',
    may: ['client', 'core/protocol', 'core/team', 'core/money', 'core/values', 'core/words'],
    rule: 'client imports only core/protocol and the parts of core that it shows',
  },
  { room: 'sandbox', may: ['sandbox'], rule: 'sandbox imports nothing of ours' },
];

/** These may import all: what proves, what measures, and a plugin of the bundler. */
const FREE = ['test', 'bench', 'client/build'];

interface Arrow {
  readonly room: string;
  readonly may: readonly string[];
  readonly rule: string;
}

/** Each import follows an arrow, and each file stands in a room that has one, so that a new room gets its line above. */
export const arrows: Rule = (sources) =>
  sources.flatMap((source) => {
    if (isIn(source.path, FREE) || !source.path.includes('/')) return [];
    const arrow = arrowOf(source.path);
    if (arrow === undefined) return [`${source.path} stands in no room that the arrows know`];
    return source.imports.flatMap((one) => {
      if (one.specifier === null) return [at(source, one.line, 'imports a computed name: no arrow can be read from it')];
      const target = resolved(source, one);
      if (target === null || isIn(target, arrow.may)) return [];
      return [at(source, one.line, `imports ${target}: ${arrow.rule}`)];
    });
  });

/** npm packages and parts of Node that a room may import; a room that isn't named may import any. */
const PACKAGES: Readonly<Record<string, readonly string[]>> = {
  core: ['zod', 'decimal.js', 'date-holidays'],
  connectors: ['zod', 'decimal.js', 'jose', 'node:crypto', 'node:util'],
};

export const packages: Rule = (sources) =>
  sources.flatMap((source) =>
    Object.entries(PACKAGES).flatMap(([room, allowed]) =>
      !isIn(source.path, [room])
        ? []
        : source.imports.flatMap((one) => {
            const name = one.specifier === null ? null : packageOf(one.specifier);
            if (name === null || allowed.includes(name)) return [];
            return [at(source, one.line, `imports ${name}: ${room} takes only ${allowed.join(', ')}`)];
          }),
    ),
  );

/** Where the environment may be read: the product's one place, and programs that stand for themselves. */
export const environment: Rule = (sources) =>
  sources
    .filter(({ path }) => !isIn(path, [...FREE, 'cli', 'platform/config.ts', 'sandbox/main.ts']))
    .flatMap((source) => source.environment.map((line) => at(source, line, 'process.env is read only in platform/config.ts')));

/** Where the machine may be asked for the time: the product's one place, the browser's edge, and the sandbox's, never its vendors. */
export const clock: Rule = (sources) =>
  sources
    .filter(({ path }) => !isIn(path, [...FREE, 'platform/clock.ts', 'client/main.tsx', 'sandbox/main.ts', 'sandbox/server']))
    .flatMap((source) =>
      source.clock.map((line) => at(source, line, 'the time comes in as a parameter; only platform/clock.ts asks for it')),
    );

export const defaultExports: Rule = (sources) =>
  sources
    .filter(({ path }) => !/(^|\/)(vite|vitest)\.config\.ts$/.test(path))
    .flatMap((source) => source.defaultExports.map((line) => at(source, line, 'exports by default: exports are named')));

export const barrels: Rule = (sources) =>
  sources.flatMap((source) => [
    ...source.starExports.map((line) => at(source, line, 'exports * of another file: import from where it stands')),
    ...(source.onlyReexports ? [`${source.path} only passes on what others export: import from where it stands`] : []),
  ]);

/** Each cycle once, from its first file by name. Type imports count: two files that need each other's types are one thought. */
export const cycles: Rule = (sources) => {
  const known = new Set(sources.map((source) => source.path));
  const edges = new Map(
    sources.map((source) => [source.path, source.imports.map((one) => resolved(source, one)).filter((to) => to !== null && known.has(to))]),
  );
  const found = new Set<string>();
  const done = new Set<string>();
  const walk = (path: string, trail: readonly string[]): void => {
    const from = trail.indexOf(path);
    if (from >= 0) {
      const ring = trail.slice(from);
      const first = ring.indexOf([...ring].sort()[0] ?? path);
      const turned = [...ring.slice(first), ...ring.slice(0, first)];
      found.add(`${[...turned, turned[0]].join(' → ')}: no cycles`);
      return;
    }
    if (done.has(path)) return;
    for (const next of edges.get(path) ?? []) if (next !== null) walk(next, [...trail, path]);
    done.add(path);
  };
  for (const path of [...known].sort()) walk(path, []);
  return [...found];
};

const MOST_LINES = 400;

export const length: Rule = (sources) =>
  sources
    .filter((source) => source.lines > MOST_LINES)
    .map((source) => `${source.path} has ${source.lines} lines: say what the second thing in it is, and split (at most ${MOST_LINES})`);

function arrowOf(path: string): Arrow | undefined {
  return ARROWS.filter((arrow) => isIn(path, [arrow.room])).sort((a, b) => b.room.length - a.room.length)[0];
}

function isIn(path: string, rooms: readonly string[]): boolean {
  return rooms.some((room) => path === room || path.startsWith(`${room}/`));
}

/** The file of ours that is meant, from the project's root; null for a package. */
function resolved(source: Source, one: Import): string | null {
  if (one.specifier === null || !/^\.{1,2}(\/|$)/.test(one.specifier)) return null;
  return posix.join(posix.dirname(source.path), one.specifier.replace(/\?.*$/, ''));
}

/** `@scope/name`, `name`, `node:fs`; null for a file of ours. */
function packageOf(specifier: string): string | null {
  if (specifier.startsWith('.')) return null;
  const [first = '', second = ''] = specifier.split('/');
  return specifier.startsWith('@') ? `${first}/${second}` : first;
}

function at(source: Source, line: number, what: string): string {
  return `${source.path}:${line} ${what}`;
}
