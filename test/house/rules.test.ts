/** The checkers find what they look for: each rule on made-up files, with the line that it must name. */
import { describe, expect, it } from 'vitest';
import { readSource, type Source } from './read-source.ts';
import { arrows, barrels, clock, cycles, defaultExports, environment, length, packages } from './rules.ts';

const files = (texts: Readonly<Record<string, string>>): Source[] => Object.entries(texts).map(([path, text]) => readSource(path, text));

describe('arrows', () => {
  it.each([
    [
      'core/team/load.ts',
      "import { clock } from '../../platform/clock.ts';",
      'core/team/load.ts:1 imports platform/clock.ts: core imports nothing of ours',
    ],
    ['core/a.ts', "\n\nimport type { App } from '../app/app.ts';", 'core/a.ts:3 imports app/app.ts: core imports nothing of ours'],
    ['core/a.ts', "type A = import('../app/app.ts').App;", 'core/a.ts:1 imports app/app.ts: core imports nothing of ours'],
    ['core/a.ts', "export const a = await import('../app/app.ts');", 'core/a.ts:1 imports app/app.ts: core imports nothing of ours'],
    ['core/a.ts', "const a = require('../app/app.ts');", 'core/a.ts:1 imports app/app.ts: core imports nothing of ours'],
    ['core/a.ts', "export { app } from '../app/app.ts';", 'core/a.ts:1 imports app/app.ts: core imports nothing of ours'],
    [
      'connectors/monday/client.ts',
      "import { cell } from '../google-sheets/codec.ts';",
      'connectors/monday/client.ts:1 imports connectors/google-sheets/codec.ts: a connector imports only itself and core',
    ],
    [
      'connectors/monday/a.ts',
      "import '../../platform/log.ts';",
      'connectors/monday/a.ts:1 imports platform/log.ts: a connector imports only itself and core',
    ],
    ['platform/a.ts', "import '../app/app.ts';", 'platform/a.ts:1 imports app/app.ts: platform imports only core'],
    ['app/a.ts', "import '../server/main.ts';", 'app/a.ts:1 imports server/main.ts: app imports only connectors, platform and core'],
    ['server/a.ts', "import '../workers/main.ts';", 'server/a.ts:1 imports workers/main.ts: server imports only app and core'],
    [
      'server/routes/a.ts',
      "import '../../platform/log.ts';",
      'server/routes/a.ts:1 imports platform/log.ts: server imports only app and core',
    ],
    ['workers/a.ts', "import '../server/main.ts';", 'workers/a.ts:1 imports server/main.ts: workers import only app and core'],
    ['demo/a.ts', "import '../sandbox/main.ts';", 'demo/a.ts:1 imports sandbox/main.ts: demo imports only app and core'],
    [
      'client/a.tsx',
      "import '../core/sync/plan.ts';",
      'client/a.tsx:1 imports core/sync/plan.ts: client imports only core/protocol and the parts of core that it shows',
    ],
    [
      'sandbox/world/a.ts',
      "import '../../core/values/date.ts';",
      'sandbox/world/a.ts:1 imports core/values/date.ts: sandbox imports nothing of ours',
    ],
    [
      'core/a.ts',
      'export const load = (name: string) => import(name);',
      'core/a.ts:1 imports a computed name: no arrow can be read from it',
    ],
    ['connectors/notion/a.ts', '', 'connectors/notion/a.ts stands in no room that the arrows know'],
  ])('%s may not: %s', (path, text, offence) => {
    expect(arrows(files({ [path]: text }))).toEqual([offence]);
  });

  it('let through what DESIGN allows, and all in tests and benchmarks', () => {
    const sources = files({
      'core/team/load.ts': "import '../values/date.ts'; import { z } from 'zod';",
      'connectors/monday/write.ts': "import './wire.ts'; import '../../core/sync/ports.ts';",
      'app/compose.ts': "import '../connectors/monday/replica.ts'; import '../platform/log.ts'; import '../core/sync/ids.ts';",
      'server/main.ts': "import '../app/compose.ts'; import './routes/pairs.ts';",
      'client/main.tsx': "import './view.css?inline'; import '../core/protocol/api.ts';",
      'test/a.test.ts': "import '../sandbox/main.ts'; import '../server/main.ts';",
      'bench/a.ts': "import '../sandbox/main.ts'; import '../platform/log.ts';",
      'vitest.config.ts': "import './test/a.test.ts';",
    });
    expect(arrows(sources)).toEqual([]);
  });

  it('read code, not words about code', () => {
    expect(arrows(files({ 'core/a.ts': "// import '../app/app.ts'\nexport const text = \"import '../app/app.ts'\";" }))).toEqual([]);
  });
});

it('packages: core does no I/O, and takes only what it was given', () => {
  const sources = files({
    'core/a.ts':
      "import { z } from 'zod'; import D from 'decimal.js';\nimport { readFileSync } from 'node:fs';\nimport x from '@scope/x/deep';",
    'platform/a.ts': "import { readFileSync } from 'node:fs';",
  });
  expect(packages(sources)).toEqual([
    'core/a.ts:2 imports node:fs: core takes only zod, decimal.js, date-holidays',
    'core/a.ts:3 imports @scope/x: core takes only zod, decimal.js, date-holidays',
  ]);
});

it.each([
  'process.env.PORT',
  "process['env']",
  'const { env } = process',
  'globalThis.process.env',
  "import { env } from 'node:process'",
  'const { pid, ...rest } = process',
])('environment: %s', (text) => {
  expect(environment(files({ 'server/a.ts': `\n${text};` }))).toEqual(['server/a.ts:2 process.env is read only in platform/config.ts']);
  expect(environment(files({ 'platform/config.ts': text, 'test/a.ts': text, 'sandbox/main.ts': text }))).toEqual([]);
});

it('environment: other members and types are free', () => {
  expect(
    environment(files({ 'server/a.ts': 'process.exit(1); type E = NodeJS.ProcessEnv; const { pid } = process; app.env = 1;' })),
  ).toEqual([]);
});

it.each(['Date.now()', 'const now = Date.now', 'new Date()', 'Date()', 'performance.now()', 'globalThis.Date.now()', 'process.hrtime()'])(
  'clock: %s',
  (text) => {
    const offence = ':2 the time comes in as a parameter; only platform/clock.ts asks for it';
    expect(clock(files({ 'app/a.ts': `\n${text};` }))).toEqual([`app/a.ts${offence}`]);
    expect(clock(files({ 'sandbox/monday/a.ts': `\n${text};` }))).toEqual([`sandbox/monday/a.ts${offence}`]);
    expect(clock(files({ 'platform/clock.ts': text, 'test/a.ts': text, 'bench/a.ts': text }))).toEqual([]);
  },
);

it('clock: a date that is given is free', () => {
  expect(clock(files({ 'app/a.ts': 'new Date(stamp); Date.UTC(2026, 0, 1); clock.now(); date.now();' }))).toEqual([]);
});

it('default exports: none but where a tool demands one', () => {
  const sources = files({
    'core/a.ts': 'const a = 1;\nexport default a;',
    'core/b.ts': 'const b = 1;\nexport { b as default };',
    'client/vite.config.ts': 'export default {};',
    'core/c.ts': 'export const c = 1;',
  });
  expect(defaultExports(sources)).toEqual([
    'core/a.ts:2 exports by default: exports are named',
    'core/b.ts:2 exports by default: exports are named',
  ]);
});

it('barrels: a file with nothing of its own, and any export of everything', () => {
  const sources = files({
    'core/index.ts': "export { a } from './a.ts';",
    'core/again.ts': "import { a } from './a.ts';\nexport { a };",
    'core/types.ts': "export type { A } from './a.ts';",
    'core/all.ts': "export * from './a.ts';\nexport const own = 1;",
    'core/a.ts': 'export type A = 1;\nexport const a: A = 1;',
    'core/main.ts': "import './a.ts';",
  });
  expect(barrels(sources)).toEqual([
    'core/index.ts only passes on what others export: import from where it stands',
    'core/again.ts only passes on what others export: import from where it stands',
    'core/types.ts only passes on what others export: import from where it stands',
    'core/all.ts:1 exports * of another file: import from where it stands',
  ]);
});

it('cycles: each once, of any length, by types too', () => {
  const sources = files({
    'core/a.ts': "import './b.ts';",
    'core/b.ts': "import type { C } from './c.ts';",
    'core/c.ts': "import './a.ts'; import './leaf.ts';",
    'core/leaf.ts': '',
    'core/self.ts': "import './self.ts';",
    'core/diamond.ts': "import './leaf.ts'; import './left.ts';",
    'core/left.ts': "import './leaf.ts';",
  });
  expect(cycles(sources)).toEqual(['core/a.ts → core/b.ts → core/c.ts → core/a.ts: no cycles', 'core/self.ts → core/self.ts: no cycles']);
});

it('length: 400 lines are the most', () => {
  const sources = files({ 'core/long.ts': 'f();\n'.repeat(401), 'core/fine.ts': 'f();\n'.repeat(400) });
  expect(length(sources)).toEqual(['core/long.ts has 401 lines: say what the second thing in it is, and split (at most 400)']);
});

it('a file that cannot be parsed is said, not skipped', () => {
  expect(() => readSource('core/a.ts', 'import {')).toThrow('core/a.ts');
});
