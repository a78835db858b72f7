/** `npm run bench [-- plan simulation …]`: each subject in a process of its own, so that none warms or fills another's. */
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const SUBJECTS = ['plan', 'simulation', 'next-client', 'storm', 'calls', 'ten-thousand', 'sandbox'];

const asked = process.argv.slice(2);
for (const subject of asked.length === 0 ? SUBJECTS : asked) {
  const file = fileURLToPath(new URL(`${subject}.ts`, import.meta.url));
  const { status } = spawnSync(process.execPath, ['--expose-gc', '--import', 'tsx', file], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
