import { load } from '../../core/team/load.ts';
import type { LoadReport } from '../../core/team/report.ts';
import type { AccountFacts } from './facts.ts';

const known = new WeakMap<AccountFacts, LoadReport>();

/** The load report of these facts, made once: the figures and next client both start from it. */
export function loadOf(facts: AccountFacts): LoadReport {
  const before = known.get(facts);
  if (before !== undefined) return before;
  const { asOf, people, clients, tasks, settings, holidays } = facts;
  const report = load({ asOf, people, clients, tasks, settings, holidays });
  known.set(facts, report);
  return report;
}
