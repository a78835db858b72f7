import { availableParallelism } from 'node:os';
import { defineConfig } from 'vitest/config';
import { SlowestFirst } from './test/helpers/slowest-first.ts';

export default defineConfig({
  test: {
    include: ['test/**/*.test.ts', 'test/**/*.test.tsx'],
    testTimeout: 20_000,
    hookTimeout: 60_000,
    pool: 'forks',
    // A process takes one file after another and loads a module once: half of a run would be imports. No file mocks a module
    // or changes its process; what one opens ends with it.
    isolate: false,
    // One more than cores: whole products that wait for their vendors are a third of a run. By itself the runner leaves one
    // core alone: on two it would take one file at a time.
    maxWorkers: availableParallelism() + 1,
    sequence: { sequencer: SlowestFirst },
    setupFiles: ['test/helpers/properties.ts'],
    globalSetup: ['test/helpers/postgres-server.ts', 'test/helpers/wire-log.ts'],
    passWithNoTests: false,
  },
});
