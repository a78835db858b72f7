/**
 * Two people, two clients, four tasks, five ledger rows: small enough to be added up by hand. Today is Monday,
 * 2026-11-23; November 2026 has 21 working days, 15 of them before today; Germany has no holiday until 25 December.
 */
import type { RawRecord } from '../../../core/sync/record.ts';
import { day, label, link, people, record } from '../../core/accounts/samples.ts';
import type { Office, Part } from './office.ts';

export const anna = {
  person: people('7=Anna'),
  role: label('Account manager'),
  grade: label('Senior'),
  team: label('Retail'),
  lead: people('8=Ben'),
  hours: 40,
};
const ben = { person: people('8=Ben'), role: label('Account manager'), grade: label('Lead'), team: label('Retail'), hours: 40 };
const row = (id: string, name: string, client: string, month: string, income: number, currency: string, closed: boolean) =>
  record(id, name, { Client: client, Month: day(`${month}-01`), Budget: 1, Spend: 1, Income: income, Currency: currency, Closed: closed });

/** Fills every mirror but those left out. */
export async function fill(whole: Office, without: readonly Part[] = []): Promise<void> {
  const office = {
    put: async (part: Part, records: readonly RawRecord[]) => (without.includes(part) ? undefined : whole.put(part, records)),
  };
  await office.put('team', [record('900', 'Anna Petrova', anna), record('901', 'Ben Carter', ben)]);
  await office.put('clients', [
    record('50', 'Northwind', {
      stage: label('Running'),
      tier: label('B'),
      budget: 6900,
      currency: label('EUR'),
      start: day('2025-01-06'),
      manager: people('7=Anna'),
    }),
    record('51', 'Заря', {
      stage: label('Running'),
      tier: label('C'),
      budget: 1_680_000.5,
      currency: label('RUB'),
      start: day('2025-01-06'),
      manager: people('8=Ben'),
    }),
    record('52', 'Ёлка', { stage: label('Paused'), tier: label('C'), budget: 100, currency: label('EUR'), manager: people('8=Ben') }),
  ]);
  await office.put('tasks', [
    record('70', 'Media plan', {
      client: link('50'),
      owner: people('7=Anna'),
      status: label('Working on it'),
      effort: 10,
      logged: 4,
      due: day('2026-11-27'),
    }),
    record('71', 'Audit', {
      client: link('50'),
      owner: people('7=Anna', '8=Ben'),
      status: label('To do'),
      effort: 3,
      start: day('2026-11-30'),
      due: day('2026-12-04'),
    }),
    record('72', 'Old report', { owner: people('7=Anna'), status: label('Done'), effort: 50, due: day('2026-11-27') }),
    record('73', 'Report', {
      client: link('51'),
      owner: people('8=Ben'),
      status: label('To do'),
      kind: label('Report'),
      due: day('2026-11-24'),
    }),
  ]);
  await office.put('ledger', [
    row('row:2', 'a', 'Northwind', '2026-10', 1000, 'EUR', true),
    row('row:3', 'b', 'northwind', '2026-11', 500, 'EUR', false),
    row('row:4', 'c', 'Заря', '2026-11', 100_000, 'RUB', false),
    row('row:5', 'd', 'Northwind', '2026-07', 777, 'EUR', true),
    record('row:6', 'Total', { Client: 'Total', Income: 102_277 }),
  ]);
  await office.put('plans', [
    record('row:2', '', { Person: 'Anna Petrova', Quarter: '2026-Q4', 'Income plan': 6000, Currency: 'EUR' }),
    record('row:3', '', { Person: 'Anna Petrova', Quarter: '2026-Q3', 'Income plan': 777, Currency: 'EUR' }),
  ]);
  await office.put('rates', [
    record('row:2', '', { Currency: 'RUB', Month: day('2026-10-01'), Rate: 0.011 }),
    record('row:3', '', { Currency: 'RUB', Month: day('2026-11-01'), Rate: 0.01 }),
  ]);
}
