/** Load and KPI of an account as its boards and tabs say now, from mirrors: 0 vendor calls. */
import type { Figures } from '../../core/protocol/api.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import type { LoadReport } from '../../core/team/report.ts';
import { quarterOf } from '../../core/values/dates.ts';
import { moneyWords, noteWords } from '../../core/words/reasons.ts';
import type { App } from '../app.ts';
import type { AccountFacts } from '../computed/facts.ts';
import { accountFacts, momentOf } from '../computed/facts.ts';
import { loadOf } from '../computed/load.ts';
import { kpiOf } from '../computed/records.ts';

type Told = Omit<Figures, 'asOf'>;

/** Notes told at most; a list of hundreds helps nobody. */
const MOST_NOTES = 100;

const known = new WeakMap<AccountFacts, Told>();

/** Figures as of now; worked out once while nothing moves and the account's day lasts. An account without sources has none. */
export async function figures(app: Pick<App, 'db' | 'clock'>, account: AccountId): Promise<Figures> {
  const facts = await accountFacts(app, account);
  const asOf = momentOf(app);
  if (facts === null) return { asOf, load: [], kpi: [] };
  const told = known.get(facts) ?? figuresOf(facts);
  known.set(facts, told);
  return { asOf, ...told };
}

function figuresOf(facts: AccountFacts): Told {
  const money =
    facts.sources.ledger === undefined && facts.sources.plans === undefined ? null : kpiOf(facts, quarterOf(facts.asOf.slice(0, 7)));
  const report = loadOf(facts);
  const notes = [
    ...facts.notes.map((note) => ({ code: note.why, source: note.source, record: note.record, text: noteWords(note) })),
    ...(money?.findings ?? []).map((finding) => ({ code: finding.code, source: 'kpi', record: null, text: moneyWords(finding) })),
  ];
  return {
    load: loadView(facts, report),
    kpi: (money?.figures ?? []).flatMap(kpiView),
    choices: { tiers: [...facts.choices.tiers], stages: [...facts.choices.stages] },
    notes: notes.slice(0, MOST_NOTES),
  };
}

function loadView(facts: AccountFacts, report: LoadReport): Figures['load'] {
  const teams = new Map(facts.people.map((person) => [person.id, person.team]));
  return report.people.map(({ person, name, weeks }) => {
    const team = teams.get(person) ?? '';
    return {
      person,
      name,
      ...(team === '' ? {} : { team }),
      weeks: weeks.map(({ start, minutes, capacityMinutes, band, parts }) => ({
        start,
        minutes,
        capacityMinutes,
        band,
        parts: parts.map((part) => ({ kind: part.kind, id: part.id, name: part.name, minutes: part.minutes })),
      })),
    };
  });
}

/** A figure that is known: where everything had to be left out for want of rates, the notes say so instead of a zero. */
function kpiView(figure: ReturnType<typeof kpiOf>['figures'][number]): Figures['kpi'] {
  const { of, kind, name, quarter, currency, plan, fact, attainment, pace, forecast } = figure;
  if (fact === null || forecast === null) return [];
  return [{ of, kind, name, quarter, currency, plan, fact, attainment, pace, forecast }];
}
