/** What a person reads when a vendor refuses: every reason that a connector gives has a sentence that says what to do. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { refusalOf } from '../../connectors/google-sheets/writing/refusal.ts';
import { refused } from '../../core/sync/errors.ts';
import { en } from '../../core/words/en.ts';

const root = fileURLToPath(new URL('../../connectors', import.meta.url));

/** Reasons as they stand in the code: `why: 'x'`, `refusal('x')`, and what monday's own codes are reduced to. */
function reasonsInCode(): readonly string[] {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.ts'));
  const found = new Set<string>();
  for (const name of files) {
    const code = readFileSync(`${root}/${name}`, 'utf8');
    for (const [, why] of code.matchAll(/(?:why: |refusal\()'([a-z]+(?:-[a-z]+)+)'/g)) if (why) found.add(why);
    if (name.endsWith('graphql/errors.ts'))
      for (const [, why] of code.matchAll(/(?:Exception|ERROR\w*|ED|Permissions): '([a-z-]+)'/g)) if (why) found.add(why);
    if (name.endsWith('writing/refusal.ts')) for (const [, why] of code.matchAll(/return '([a-z-]+)'/g)) if (why) found.add(why);
  }
  return [...found].sort();
}

/** Said of a whole replica or a request, not of a record's value; or of a reason that the vendor alone knows. */
const ELSEWHERE = ['container-missing', 'replica-missing', 'key-column-missing', 'invalid-argument', 'vendor-refused'];

test('fault F61: every reason has a sentence of its own', () => {
  const reasons = reasonsInCode();
  expect(reasons).toEqual(expect.arrayContaining(['protected-range', 'merged-cells', 'cell-too-long', 'unknown-person', 'title-taken']));
  expect(reasons.filter((why) => !(why in en.refusals) && !ELSEWHERE.includes(why))).toEqual([]);
});

test.each([
  [
    'You are trying to edit a protected cell or object. Please contact the spreadsheet owner to remove protection if you need to edit.',
    'protected-range',
  ],
  ['This action would increase the number of cells in the workbook above the limit of 10000000 cells.', 'spreadsheet-full'],
  ['Your input contains more than the maximum of 50000 characters in a single cell.', 'cell-too-long'],
  ['You must select all cells in a merged range to merge or unmerge them.', 'merged-cells'],
  ['Range (Budgets!A1001:B1001) exceeds grid limits. Max rows: 1000, max columns: 26', 'tab-changed'],
])('fault F61: %s', (said, why) => {
  const request = { updateCells: {} };
  const refusal = refusalOf(refused('google', 'bad-request', `Invalid requests[0].updateCells: ${said}`), {
    requests: [request],
    owners: [[]],
  });
  expect(refusal.why).toBe(why);
});
