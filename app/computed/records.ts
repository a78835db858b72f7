/** The records of the computed replicas: pure functions of facts. */
import { kpi } from '../../core/money/kpi.ts';
import type { KpiRecord } from '../../core/money/kpi-records.ts';
import { kpiRecords } from '../../core/money/kpi-records.ts';
import { ledgerLines } from '../../core/money/ledger-lines.ts';
import type { ColumnRef, LocalId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Cell, RawRecord } from '../../core/sync/record.ts';
import { EMPTY } from '../../core/sync/record.ts';
import type { Quarter } from '../../core/values/dates.ts';
import { Exact, exact, toMinorUnit } from '../../core/values/decimal.ts';
import type { AccountFacts } from './facts.ts';

/** KPI of a quarter as the account's facts and settings have it. */
export function kpiOf(facts: AccountFacts, quarter: Quarter): ReturnType<typeof kpi> {
  const { asOf, people, clients, ledger, plans, rates, settings, holidays, sources } = facts;
  return kpi({
    asOf,
    quarter,
    reporting: sources.reportingCurrency,
    people,
    clients,
    ledger,
    plans,
    rates,
    holidays: holidays[settings.country] ?? [],
    workdays: settings.workdays,
  });
}

/** A line of each figure of the quarter. Without money sources there are none. */
export function kpiLines(facts: AccountFacts, quarter: Quarter): readonly RawRecord[] {
  if (facts.sources.ledger === undefined && facts.sources.plans === undefined) return [];
  const records = kpiRecords(kpiOf(facts, quarter), { people: facts.sources.personalKpi ?? false });
  const repeated = namesTwice(records);
  return records.map((record) => kpiLine(record, repeated));
}

/** A budget line of each signed client for the open month. */
export function budgetLines(facts: AccountFacts): readonly RawRecord[] {
  const lines = ledgerLines({ asOf: facts.asOf, clients: facts.clients, ledger: facts.ledger, settings: facts.settings });
  return lines.map(({ key, client, month, budget, currency }) =>
    line(`ledger:${key}`, client, {
      client: text(client),
      month: { kind: 'date', date: `${month}-01`, time: null, asShown: month },
      budget: budget === null ? EMPTY : amount(budget, currency ?? ''),
      currency: text(currency ?? ''),
    }),
  );
}

/** What our cells of a KPI line show when nothing is to be said of it any more: whose it was, and nothing else. */
export function unfilled(record: RawRecord): RawRecord {
  const kept = new Set(['name', 'kind', 'quarter']);
  const cells = Object.fromEntries(Object.entries(record.cells).map(([ref, cell]) => [ref, kept.has(ref) ? cell : EMPTY]));
  return { ...record, cells };
}

/** The quarter that a KPI line is of. */
export function quarterOfLine(record: RawRecord): Quarter | null {
  const cell = record.cells[brandAs<ColumnRef>('quarter')];
  return cell?.kind === 'text' ? cell.text : null;
}

function kpiLine(record: KpiRecord, repeated: ReadonlySet<string>): RawRecord {
  const { key, kind, quarter, currency, plan, fact, attainment, pace, forecast } = record;
  const [id = ''] = key.split('|');
  const shown = kind === 'department' ? 'Department' : record.name;
  const name = repeated.has(`${kind} ${record.name}`) ? `${shown} (${id})` : shown;
  const money = (value: string | null): Cell => (value === null ? EMPTY : amount(value, currency));
  return line(`kpi:${key}`, name, {
    name: text(name),
    kind: text(kind),
    quarter: text(quarter),
    currency: text(currency),
    plan: money(plan),
    fact: money(fact),
    attainment: share(attainment),
    pace: share(pace),
    forecast: money(forecast),
  });
}

/** Two people of one name would be one line: they carry their ids. */
function namesTwice(records: readonly KpiRecord[]): ReadonlySet<string> {
  const seen = new Set<string>();
  const twice = new Set<string>();
  for (const { kind, name } of records) {
    const key = `${kind} ${name}`;
    if (seen.has(key)) twice.add(key);
    seen.add(key);
  }
  return twice;
}

function line(id: string, name: string, cells: Readonly<Record<string, Cell>>): RawRecord {
  return { localId: brandAs<LocalId>(id), key: null, name, cells, position: null, version: null };
}

const text = (value: string): Cell => (value === '' ? EMPTY : { kind: 'text', text: value });

const amount = (value: string, currency: string): Cell => ({ kind: 'number', number: toMinorUnit(exact(value), currency).toString() });

/** Percent as a share with four decimals: 87.5 is 0.875. */
const share = (percent: string | null): Cell =>
  percent === null ? EMPTY : { kind: 'number', number: new Exact(percent).div(100).toDecimalPlaces(4).toString() };
