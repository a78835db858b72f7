/** Every exchange of one run of the end-to-end tests, to be held against the vendors' contracts. */
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const WIRE_LOG = fileURLToPath(new URL('../../.evenkeel-test/wire.jsonl', import.meta.url));

/** Vitest's hook (`globalSetup`): a run begins without the lines of the one before, and no file of it takes another's away. */
export function setup(): void {
  rmSync(WIRE_LOG, { force: true });
}
