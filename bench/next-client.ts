/**
 * N10: load of everyone and the candidates for a next client, from the records of a large department. No vendor is called: the
 * figures read plain records. Prints the median once the process is warm, and what the first request after a start costs.
 */
import { AGENCY } from '../core/team/agency.ts';
import { holidaysOf } from '../core/team/holidays.ts';
import type { LoadInput } from '../core/team/load.ts';
import { load } from '../core/team/load.ts';
import { nextClient } from '../core/team/next-client.ts';
import type { Client, Person, Task } from '../core/team/records.ts';
import { addDays, dayOf } from '../core/values/dates.ts';
import { median, print, timings, took } from './figure.ts';

const PEOPLE = 100;
const CLIENTS = 2_000;
const TASKS = 20_000;
const WARM_UP = 10;
const RUNS = 31;
const REACH_MS = 50;
const AS_OF = '2026-10-07';
const ASK = { tier: 'B', stage: 'Onboarding', start: '2026-10-19' };

/** Records come from a mirror as JSON, so that is how they lie in memory here. */
const input: LoadInput = JSON.parse(JSON.stringify(department()));
const first = await took(everyone);
for (let run = 0; run < WARM_UP; run += 1) everyone();
const warm = await timings(RUNS, everyone);
const show = (name: string, value: number, reach: number | null): void => print({ figure: 'N10', name, value, unit: 'ms', reach });
show('load and next client, 100 people, 2,000 clients, 20,000 tasks, median', median(warm), REACH_MS);
show('the same, slowest of 31', warm.at(-1) ?? Number.NaN, REACH_MS);
show('the same, first run of a process', first, null);
show('next client without load figures at hand, median', median(await timings(RUNS, () => nextClient(input, ASK))), REACH_MS);
show('floor: one bare pass that reads dates and adds minutes by owner, median', median(await timings(RUNS, barePass)), null);

function everyone(): void {
  const figures = load(input);
  const next = nextClient(input, ASK, figures);
  if (figures.people.length !== PEOPLE || next.candidates.length === 0) throw new Error('the figures are empty: nothing was measured');
}

/** The least that any program has to do with these records. */
function barePass(): void {
  const byOwner = new Map<string, number>();
  let days = 0;
  for (const { ownerIds, effortMinutes, due } of input.tasks) {
    if (due !== null) days += dayOf(due);
    for (const owner of ownerIds) byOwner.set(owner, (byOwner.get(owner) ?? 0) + (effortMinutes ?? 0));
  }
  for (const { roles } of input.clients) for (const owner of roles.manager ?? []) byOwner.set(owner, (byOwner.get(owner) ?? 0) + 1);
  if (byOwner.size === 0 || days === 0) throw new Error('the pass read nothing');
}

/** A department made by counting, so every run measures the same: shares, subitems, overdue and undated tasks among them. */
function department(): LoadInput {
  const pick = <T>(from: readonly T[], at: number): T => from[at % from.length] as T;
  const people = Array.from({ length: PEOPLE }, (_, n): Person => {
    const role = pick(['Account manager', 'Account manager', 'Sales', 'Business developer', 'Support'], n);
    const leave = n % 4 === 0 ? [{ from: addDays(AS_OF, n % 30), to: addDays(AS_OF, (n % 30) + 6) }] : [];
    const common = { id: `p${n}`, name: `Person ${n}`, role, team: `Team ${n % 12}`, leadId: n < 12 ? null : `p${n % 12}`, leave };
    const grade = pick(['junior', 'middle', 'senior', 'lead'], Math.floor(n / 5));
    return {
      ...common,
      grade,
      hoursPerWeek: pick([40, 40, 32, 20], n),
      startDate: addDays(AS_OF, -n * 9),
      leavingDate: null,
      country: pick(['DE', 'GB', 'PL'], n),
    };
  });
  const id = (n: number) => `p${n % PEOPLE}`;
  const stages = ['Running', 'Onboarding', 'Launch', 'Growth', 'Negotiation', 'Proposal', 'Lost'];
  const clients = Array.from({ length: CLIENTS }, (_, n): Client => {
    const roles = {
      manager: [id(n)],
      sales: [id(n * 7 + 2)],
      bizdev: [id(n * 3 + 3)],
      support: n % 9 === 0 ? [id(n), id(n + 4)] : [id(n + 4)],
    };
    return {
      id: `c${n}`,
      name: `Client ${n}`,
      stage: pick(stages, n),
      tier: pick(['A', 'B', 'C'], n),
      budget: null,
      startDate: null,
      roles,
    };
  });
  const tasks = Array.from({ length: TASKS }, (_, n): Task => {
    const due = n % 10 === 9 ? null : addDays(AS_OF, ((n * 37) % 75) - 20);
    const ownerIds = n % 8 === 0 ? [id(n), id(n + 1), id(n + 2)] : [id(n)];
    const subitem = n % 6 === 5;
    const effortMinutes = n % 5 === 0 ? null : 30 + ((n * 13) % 900);
    const status = pick(['Working on it', 'New', 'Done', 'Waiting', 'Stuck'], n * 3);
    const dates = { start: due === null ? null : addDays(due, -(n % 21)), due };
    const common = {
      id: `t${n}`,
      name: `Task ${n}`,
      clientId: `c${n % CLIENTS}`,
      ownerIds,
      status,
      kind: pick(['call', 'report', 'audit', null], n),
    };
    return { ...common, ...dates, effortMinutes, loggedMinutes: (n * 11) % 120, parentId: subitem ? `t${n - 5}` : null };
  });
  return { asOf: AS_OF, people, clients, tasks, settings: AGENCY, holidays: holidaysOf(['DE', 'GB', 'PL'], 2026, 2029) };
}
