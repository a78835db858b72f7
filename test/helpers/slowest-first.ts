import type { TestSpecification } from 'vitest/node';
import { BaseSequencer } from 'vitest/node';

/** Files that start processes, browsers and whole products come first: at the end of a run only short ones are left. */
const SLOW = ['test/e2e/demo/', 'test/app/', 'test/e2e/', 'test/browser/', 'test/platform/', 'test/cli/', 'test/workers/'];

/** The order of files: by what they start, then as the runner would have it. */
export class SlowestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    return (await super.sort(files)).sort((a, b) => rank(a.moduleId) - rank(b.moduleId));
  }
}

const rank = (file: string): number => {
  const at = SLOW.findIndex((folder) => file.includes(folder));
  return at < 0 ? SLOW.length : at;
};
