/** Load and KPI of an account as its boards and tabs say now, from mirrors: 0 vendor calls. */
import type { Figures } from '../../core/protocol/api.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import type { LoadPart, LoadReport, PersonLoad, Sum } from '../../core/team/report.ts';
import { seenBy } from '../../core/team/sight.ts';
import { quarterOf } from '../../core/values/dates.ts';
import { moneyWords, noteWords, unassignedWords, unknownOwnerWords, unratedWords } from '../../core/words/notes.ts';
import type { App } from '../app.ts';
import type { AccountFacts } from '../computed/facts.ts';
import { accountFacts, momentOf } from '../computed/facts.ts';
import { loadOf } from '../computed/load.ts';
import { kpiOf } from '../computed/records.ts';
import type { Caller } from './identify.ts';

type Told = Omit<Figures, 'asOf'>;
type Row = Figures['load'][number];
type Apart = NonNullable<Row['apart']>;

/** Notes told at most; a list of hundreds helps nobody. */
const MOST_NOTES = 100;

const known = new WeakMap<AccountFacts, Told>();

/**
 * Figures as of now, as far as the viewer may see them; worked out once while nothing moves and the account's day lasts. An
 * account without sources has none.
 */
export async function figures(
  app: Pick<App, 'db' | 'clock'>,
  account: AccountId,
  viewer: Pick<Caller, 'person' | 'owns'>,
): Promise<Figures> {
  const facts = await accountFacts(app, account);
  const asOf = momentOf(app);
  if (facts === null) return { asOf, load: [], kpi: [] };
  const told = known.get(facts) ?? figuresOf(facts);
  known.set(facts, told);
  return { asOf, ...told, kpi: viewer.owns ? told.kpi : kpiFor(viewer.person, facts, told.kpi) };
}

/** Without other people's own figures, and without their plans among what a total leaves out. */
function kpiFor(viewer: string, { people }: AccountFacts, all: Figures['kpi']): Figures['kpi'] {
  const seen = seenBy(viewer, people);
  const hidden = new Set(people.filter((one) => !seen.has(one.id)).map((one) => one.name));
  return all.flatMap(({ leftOut, ...row }) => {
    if (row.kind === 'person' && !seen.has(row.of)) return [];
    const told = leftOut?.filter((one) => !hidden.has(one.name)) ?? [];
    return [told.length === 0 ? row : { ...row, leftOut: told }];
  });
}

function figuresOf(facts: AccountFacts): Told {
  const money =
    facts.sources.ledger === undefined && facts.sources.plans === undefined ? null : kpiOf(facts, quarterOf(facts.asOf.slice(0, 7)));
  const report = loadOf(facts);
  const notes = [
    ...facts.notes.map((note) => ({ code: note.why, source: note.source, record: note.record, text: noteWords(note) })),
    ...(money?.findings ?? []).map((finding) => ({ code: finding.code, source: 'kpi', record: null, text: moneyWords(finding) })),
    ...loadNotes(facts, report),
  ];
  return {
    load: loadView(facts, report),
    kpi: (money?.figures ?? []).map((figure) => kpiView(facts, figure)),
    choices: { tiers: [...facts.choices.tiers], stages: [...facts.choices.stages] },
    notes: notes.slice(0, MOST_NOTES),
  };
}

/** Work that is in nobody's figure, and clients that count with no hours. */
function loadNotes({ hub }: AccountFacts, report: LoadReport): NonNullable<Figures['notes']> {
  const nameOf = (id: string): string => hub.find((person) => person.id === id)?.name ?? id;
  return [
    ...report.unassigned
      .filter((one) => one.minutes > 0)
      .map((one) => ({ code: 'unassigned', source: 'tasks', record: null, text: unassignedWords(one) })),
    ...report.unknownOwners
      .filter((one) => one.minutes > 0)
      .map((one) => ({ code: 'owner-unknown', source: 'team', record: null, text: unknownOwnerWords(one, nameOf(one.owner)) })),
    ...report.unrated.map((one) => ({ code: 'unrated', source: 'clients', record: one.clientId, text: unratedWords(one) })),
  ];
}

function loadView(facts: AccountFacts, report: LoadReport): Figures['load'] {
  const teams = new Map(facts.people.map((person) => [person.id, person.team]));
  return report.people.map((one) => {
    const team = teams.get(one.person) ?? '';
    return {
      person: one.person,
      name: one.name,
      ...(team === '' ? {} : { team }),
      weeks: one.weeks.map(({ start, minutes, capacityMinutes, band, parts }) => ({
        start,
        minutes,
        capacityMinutes,
        band,
        parts: parts.map(partView),
      })),
      apart: apartView(one),
    };
  });
}

/** Work that is in no week, and this week's hours on clients that aren't signed yet. */
function apartView({ later, stale, undated, waiting, weeks }: PersonLoad): Apart {
  const tentative = weeks[0]?.tentative ?? { minutes: 0, parts: [] };
  const sums: [Apart[number]['reason'], Sum<LoadPart>][] = [
    ['later', later],
    ['stale', stale],
    ['undated', undated],
    ['waiting', waiting],
    ['tentative', tentative],
  ];
  return sums.flatMap(([reason, { minutes, parts }]) => (parts.length === 0 ? [] : [{ reason, minutes, parts: parts.map(partView) }]));
}

const partView = (part: LoadPart): Apart[number]['parts'][number] => ({
  kind: part.kind,
  id: part.id,
  name: part.name,
  minutes: part.minutes,
  ...(part.kind === 'task' && part.assumed ? { assumed: true } : {}),
});

/** With what it leaves out for want of a rate: a row by its client, a plan by its person. */
function kpiView({ people }: AccountFacts, figure: ReturnType<typeof kpiOf>['figures'][number]): Figures['kpi'][number] {
  const { of, kind, name, quarter, currency, plan, fact, attainment, expected, pace, forecast } = figure;
  const leftOut = figure.leftOut.map((one) => ({
    id: one.id,
    name: one.kind === 'row' ? one.name : (people.find((person) => person.id === one.name)?.name ?? one.name),
    amount: one.amount,
    currency: one.currency,
  }));
  return {
    of,
    kind,
    name,
    quarter,
    currency,
    plan,
    fact,
    attainment,
    expected,
    pace,
    forecast,
    ...(leftOut.length === 0 ? {} : { leftOut }),
  };
}
