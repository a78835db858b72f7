/**
 * `npm run simulate -- --seeds 2000 [--from 1] [--jobs 2]`: runs histories and prints one table; any that breaks a promise
 * with its seed and the end of its story. `--seed 17 [--log] [--about R5]`: one history, twice, with all that was noted.
 * `--level connectors`: through the connectors and the played vendors; `--without 'faults,sorts without keys'` leaves
 * these out there, `--wire FILE` keeps what went over the wire. `--store postgres`: every statement goes to a real database as well, which has to answer alike.
 * `--requests none` or `no-uncreates`: what people ask of the engine at the models, if not everything.
 * `--canaries [--only guard]`: breaks the engine in named ways, and fails when one isn't caught.
 */
import { fork } from 'node:child_process';
import { availableParallelism } from 'node:os';
import { parseArgs } from 'node:util';
import { openWireLog } from '../../sandbox/server/wire-log.ts';
import { runCanaries } from './canaries/run-canaries.ts';
import { runConnectorHistory } from './connectors/history.ts';
import { type Outcome, runHistory } from './history.ts';
import { type HistoryDatabase, historyDatabase } from './lockstep/database.ts';
import { optimiseLate, ROOM_FOR_YOUNG } from './optimise-late.ts';
import { add, count, emptyTally, print, type Tally } from './tally.ts';
import { REQUESTS } from './world.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    jobs: { type: 'string' },
    seed: { type: 'string' },
    level: { type: 'string', default: 'models' },
    without: { type: 'string', default: '' },
    log: { type: 'boolean', default: false },
    about: { type: 'string' },
    requests: { type: 'string', default: 'all' },
    store: { type: 'string', default: 'memory' },
    wire: { type: 'string' },
    canaries: { type: 'boolean', default: false },
    only: { type: 'string', default: '' },
  },
});

/** Lines of a history that are shown before what went wrong, and histories of which they are. */
const SHOWN = 70;
const STORIES = 10;

const without = values.without.split(',');
const requests = REQUESTS.find((one) => one === values.requests) ?? refuse(`--requests is one of ${REQUESTS.join()}`);
const wire = values.wire === undefined ? {} : { wireLog: openWireLog(values.wire) };
/** Started by the first history that wants one: a process that only deals seeds out has none. */
const real: { database: Promise<HistoryDatabase> | null } = { database: null };
async function history(seed: number): Promise<Outcome> {
  if (values.level === 'connectors') return runConnectorHistory(seed, { faults: !without.includes('faults'), without, ...wire });
  if (values.store !== 'postgres') return runHistory(seed, { requests });
  real.database ??= historyDatabase();
  return runHistory(seed, { requests, database: await real.database });
}

function refuse(why: string): never {
  throw new Error(why);
}

async function main(): Promise<void> {
  optimiseLate();
  if (values.canaries) {
    if (!(await runCanaries(Number(values.jobs ?? availableParallelism()), values.only))) process.exitCode = 1;
    return;
  }
  const began = performance.now();
  const tally = values.seed === undefined ? await many(Number(values.from), Number(values.seeds)) : await one(Number(values.seed));
  if (process.send !== undefined) process.send(tally);
  else print(tally, (performance.now() - began) / 1_000);
  if (tally.sums.violations > 0 || tally.sums.histories === 0) process.exitCode = 1;
}

/** Seeds dealt over processes, in runs of neighbours. */
async function many(from: number, seeds: number): Promise<Tally> {
  const jobs = Math.min(Number(values.jobs ?? availableParallelism()), Math.ceil(seeds / 20));
  if (jobs <= 1) return run(from, seeds);
  const tally = emptyTally();
  const each = Math.ceil(seeds / jobs);
  await Promise.all(
    Array.from({ length: jobs }, (_, n) => {
      const mine = Math.min(each, seeds - n * each);
      return apart(
        [
          '--level',
          values.level,
          '--requests',
          values.requests,
          '--store',
          values.store,
          '--without',
          values.without,
          ...(values.wire === undefined ? [] : ['--wire', values.wire]),
          '--jobs',
          '1',
          '--from',
          String(from + n * each),
          '--seeds',
          String(mine),
        ],
        (part) => add(tally, part),
      );
    }),
  );
  return tally;
}

function apart(args: readonly string[], heard: (part: Tally) => void): Promise<void> {
  return new Promise((done, failed) => {
    const child = fork(import.meta.filename, args, { execArgv: [...process.execArgv, ...ROOM_FOR_YOUNG] });
    let told = false;
    child.on('message', (part) => {
      told = true;
      heard(part as Tally);
    });
    child.on('error', failed);
    // Who found something wrong ends with 1, as one does that broke down: that one told nothing.
    child.on('exit', (code) => (told ? done() : failed(new Error(`a process of histories ended with ${code} and told nothing`))));
  });
}

async function run(from: number, seeds: number): Promise<Tally> {
  const tally = emptyTally();
  let stories = 0;
  for (let seed = from; seed < from + seeds; seed += 1) {
    const outcome = await history(seed);
    count(tally, outcome);
    if (outcome.violations.length === 0 || stories === STORIES) continue;
    stories += 1;
    report(outcome, SHOWN);
  }
  return tally;
}

async function one(seed: number): Promise<Tally> {
  const tally = emptyTally();
  const outcome = await history(seed);
  count(tally, outcome);
  report(outcome, values.log ? 0 : SHOWN);
  if (values.log) console.log(outcome.log.join('\n'));
  if (values.about !== undefined) console.log(outcome.about(values.about).join('\n'));
  if ((await history(seed)).hash !== outcome.hash) throw new Error(`seed ${seed} isn't the same history twice`);
  return tally;
}

function report(outcome: Outcome, lines: number): void {
  console.log(`\nseed ${outcome.seed}`);
  for (const { promise, what } of outcome.violations) console.log(`  ${promise} ${what}`);
  if (lines === 0) return;
  const stamps = [...new Set(outcome.violations.flatMap((one) => one.what.match(/\bR\d+\b/g) ?? []))];
  const about = outcome.log.filter(
    (line) => stamps.some((stamp) => new RegExp(`\\b${stamp}\\b`).test(line)) || /dies|starts|stalls|met |person/.test(line),
  );
  console.log(about.slice(-lines).join('\n'));
}

try {
  await main();
} finally {
  await (await real.database)?.close();
}
