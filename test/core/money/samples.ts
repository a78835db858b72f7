import type { KpiInput } from '../../../core/money/kpi.ts';
import { kpi } from '../../../core/money/kpi.ts';
import type { LedgerRow, Plan } from '../../../core/money/records.ts';
import { client, person } from '../team/samples.ts';

export function row(id: string, month: string, income: string | null, own: Partial<LedgerRow> = {}): LedgerRow {
  const closed = month < '2026-11';
  return { id, clientId: 'acme', clientName: 'Acme', month, budget: null, spend: null, income, currency: 'EUR', closed, ...own };
}

export function plan(personId: string, amount: string, own: Partial<Plan> = {}): Plan {
  return { id: `plan of ${personId}`, personId, quarter: '2026-Q4', amount, currency: 'EUR', ...own };
}

/** Monday 16 November 2026: October closed, November running, December ahead. Ann leads Acme, Ben leads Bolt; both in team North. */
export function input(own: Partial<KpiInput> = {}): KpiInput {
  return {
    asOf: '2026-11-16',
    quarter: '2026-Q4',
    reporting: 'EUR',
    people: [person('ann'), person('ben'), person('eve', { team: 'South' })],
    clients: [
      client('acme', { roles: { manager: ['ann'] } }),
      client('bolt', { roles: { manager: ['ben'] } }),
      client('coil', { roles: { manager: ['eve'] } }),
    ],
    ledger: [],
    plans: [],
    rates: [],
    holidays: [],
    ...own,
  };
}

export function figure(own: Partial<KpiInput>, of: string) {
  const found = kpi(input(own)).figures.find((one) => one.of === of);
  if (found === undefined) throw new Error(`no figure of ${of}`);
  return found;
}
