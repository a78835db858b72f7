/**
 * Holds one Postgres for a parent process and makes sure that it never outlives it, also when the parent is killed
 * with SIGKILL: the parent keeps the write end of our standard input, and the system closes it however the parent
 * ends. Runs in a process group of its own, so that Ctrl-C in a terminal reaches the parent only, which then stops
 * things in its own order. Plain JavaScript, because it has to start in milliseconds and outlive loaders.
 *
 * argv[2]: JSON {command, args, cwd, uid?, gid?, logFile, pidFile}. Exits 0 after a stop that was asked for, 1 otherwise.
 */
import { spawn } from 'node:child_process';
import { openSync, rmSync, writeFileSync } from 'node:fs';

const SIGNALS = [
  // Fast: ends sessions, writes a checkpoint. Immediate: recovery at the next start. Each with the wait before it, ms.
  { signal: 'SIGINT', afterMs: 0 },
  { signal: 'SIGQUIT', afterMs: 4000 },
  { signal: 'SIGKILL', afterMs: 6000 },
];

const { command, args, cwd, uid, gid, logFile, pidFile } = JSON.parse(process.argv[2] ?? '{}');
// Another user's may be left (a run of root's that was killed): in our folder it can be replaced, not written.
rmSync(pidFile, { force: true });
writeFileSync(pidFile, String(process.pid));
const log = openSync(logFile, 'a', 0o600);
const postgres = spawn(command, args, { cwd, stdio: ['ignore', log, log], ...(uid === undefined ? {} : { uid, gid }) });
let stopping = false;

postgres.once('error', (error) => {
  writeFileSync(log, `FATAL:  ${error.message}\n`);
  process.exit(1);
});
postgres.once('exit', () => {
  rmSync(pidFile, { force: true });
  process.exit(stopping ? 0 : 1);
});
process.stdin.once('close', stop).once('error', stop).resume();
for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP']) process.on(signal, stop);

function stop() {
  if (stopping) return;
  stopping = true;
  // From here on the folder is not in use any more, though not free yet.
  rmSync(pidFile, { force: true });
  for (const { signal, afterMs } of SIGNALS) setTimeout(() => postgres.kill(signal), afterMs);
}
