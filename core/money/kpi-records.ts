/** The records of the `KPI` tab: a line for the department and each team, and for people where the account has opted in. */
import { Exact } from '../values/decimal.ts';
import type { Figure } from './figure.ts';
import type { Kpi } from './kpi.ts';

/** Amounts and percents are decimal texts; null is an empty cell: nothing to show, which isn't zero. */
export type KpiRecord = {
  /** `<id>|2026-Q4`; teams as `team:<name>|…`, the department as `department|…`. */
  key: string;
  kind: Figure['kind'];
  name: string;
  quarter: string;
  currency: string;
  plan: string | null;
  fact: string | null;
  /** In percent, as `87.5`. */
  attainment: string | null;
  pace: string | null;
  forecast: string | null;
};

/** `people`: whether lines of single people are shown, by the account's choice. Lines of teams and the department always are. */
export function kpiRecords(kpi: Pick<Kpi, 'figures'>, options: { people: boolean }): KpiRecord[] {
  return kpi.figures
    .filter((figure) => options.people || figure.kind !== 'person')
    .map((figure) => {
      const { kind, name, quarter, currency, plan, fact, forecast } = figure;
      const shares = { attainment: percent(figure.attainment), pace: percent(figure.pace) };
      return { key: keyOf(figure), kind, name, quarter, currency, plan, fact, ...shares, forecast };
    });
}

function keyOf({ kind, of, quarter }: Figure): string {
  return `${kind === 'team' ? `team:${of}` : of}|${quarter}`;
}

function percent(share: number | null): string | null {
  return share === null ? null : new Exact(share).times(100).toString();
}
