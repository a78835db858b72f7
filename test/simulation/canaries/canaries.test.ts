import { expect, test } from 'vitest';
import { brokenFiles } from './broken-copy.ts';
import { CANARIES } from './canaries.ts';

test.each(CANARIES.map((one) => [one.name, one] as const))('canary “%s” still finds what it breaks', (_, canary) => {
  expect(brokenFiles(canary).size).toBeGreaterThan(0);
});

test('a canary whose text has gone, or stands twice, says so', () => {
  const edit = { file: 'core/sync/ids.ts', find: 'nowhere to be found', replace: '' };
  expect(() => brokenFiles({ name: 'stale', edits: [edit] })).toThrow('canary “stale”: its text stands 0 times in core/sync/ids.ts');
  expect(() => brokenFiles({ name: 'twice', edits: [{ ...edit, find: 'export' }] })).toThrow(/stands \d+ times/);
});

test('canaries have names of their own', () => {
  expect(new Set(CANARIES.map((one) => one.name)).size).toBe(CANARIES.length);
});
