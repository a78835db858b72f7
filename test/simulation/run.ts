/** `npm run simulate -- --seeds 2000 [--from 1] [--seed 17]`: runs histories, prints one table, and what was wrong. */
import { parseArgs } from 'node:util';
import { type Outcome, runHistory } from './history.ts';

const { values } = parseArgs({
  options: {
    seeds: { type: 'string', default: '200' },
    from: { type: 'string', default: '1' },
    seed: { type: 'string' },
    log: { type: 'boolean', default: false },
    about: { type: 'string' },
  },
});

/** Lines of a history that are shown before what went wrong. */
const SHOWN = 70;

async function main(): Promise<void> {
  const from = Number(values.seed ?? values.from);
  const to = values.seed === undefined ? from + Number(values.seeds) - 1 : from;
  const began = performance.now();
  const sums = { histories: 0, edits: 0, crashes: 0, conflicts: 0, held: 0, findings: 0, violations: 0 };
  const faults = new Map<string, number>();
  const kinds = new Map<string, number[]>();
  for (let seed = from; seed <= to; seed += 1) {
    const outcome = await runHistory(seed);
    sums.histories += 1;
    for (const one of ['edits', 'crashes', 'conflicts', 'held', 'findings'] as const) sums[one] += outcome[one];
    sums.violations += outcome.violations.length;
    for (const [kind, n] of outcome.faults) faults.set(kind, (faults.get(kind) ?? 0) + n);
    for (const { promise } of outcome.violations.slice(0, 1)) kinds.set(promise, [...(kinds.get(promise) ?? []), seed]);
    if (outcome.violations.length > 0 && (values.seed !== undefined || sums.violations <= 40)) report(outcome);
    if (values.log) console.log(outcome.log.join('\n'));
    if (values.about !== undefined) console.log(outcome.about(values.about).join('\n'));
    if (values.seed !== undefined && (await runHistory(seed)).hash !== outcome.hash)
      throw new Error(`seed ${seed} isn't the same history twice`);
  }
  const seconds = (performance.now() - began) / 1_000;
  console.table({
    ...sums,
    ...Object.fromEntries([...faults].map(([kind, n]) => [`fault ${kind}`, n])),
    'histories/s': Math.round(sums.histories / seconds),
  });
  for (const [promise, seeds] of kinds) console.log(`${promise}: ${seeds.length} seeds, ${seeds.slice(0, 20).join(' ')}`);
  if (sums.violations > 0) process.exitCode = 1;
}

function report(outcome: Outcome): void {
  console.log(`\nseed ${outcome.seed}`);
  for (const { promise, what } of outcome.violations) console.log(`  ${promise} ${what}`);
  if (values.seed === undefined || values.log) return;
  const stamps = [...new Set(outcome.violations.flatMap((one) => one.what.match(/\bR\d+\b/g) ?? []))];
  const about = outcome.log.filter(
    (line) => stamps.some((stamp) => new RegExp(`\\b${stamp}\\b`).test(line)) || /dies|starts|stalls|met |person/.test(line),
  );
  console.log(about.slice(-SHOWN).join('\n'));
}

await main();
