import { describe, expect, it } from 'vitest';
import { adjustments } from '../../../core/money/adjustments.ts';
import { kpi } from '../../../core/money/kpi.ts';
import { kpiRecords } from '../../../core/money/kpi-records.ts';
import { ledgerLines } from '../../../core/money/ledger-lines.ts';
import { client, PLAIN } from '../team/samples.ts';
import { input, plan, row } from './samples.ts';

describe('ledger lines', () => {
  const budget = { amount: '4200.50', currency: 'EUR' };
  const lines = (clients: Parameters<typeof client>[1][], ledger = [row('x', '2026-10', null)]) =>
    ledgerLines({ asOf: '2026-11-16', clients: clients.map((own, index) => client(`c${index}`, own)), ledger, settings: PLAIN });

  it('fill the open month for each signed client that has begun', () => {
    const clients = [
      { budget },
      { budget, stage: 'Proposal' },
      { budget, stage: 'Lost' },
      { budget, startDate: '2026-11-30' },
      { budget, startDate: '2026-12-01' },
      { budget: null },
      { budget, stage: 'Dreaming' },
    ];
    expect(lines(clients)).toEqual([
      { key: 'c0|2026-11', clientId: 'c0', client: 'Client c0', month: '2026-11', budget: '4200.50', currency: 'EUR' },
      { key: 'c3|2026-11', clientId: 'c3', client: 'Client c3', month: '2026-11', budget: '4200.50', currency: 'EUR' },
      { key: 'c5|2026-11', clientId: 'c5', client: 'Client c5', month: '2026-11', budget: null, currency: null },
    ]);
  });

  it('never mention a line that is closed, nor another month', () => {
    const closed = [
      row('a', '2026-11', null, { clientId: 'c0', closed: true }),
      row('b', '2026-11', null, { clientId: null, clientName: ' client C1 ', closed: true }),
    ];
    expect(lines([{ budget }, { budget }, { budget }], closed).map((line) => line.key)).toEqual(['c2|2026-11']);
    const october = [row('a', '2026-10', null, { clientId: 'c0', closed: true })];
    expect(lines([{ budget }], october).map((line) => line.key)).toEqual(['c0|2026-11']);
  });
});

describe('adjustments', () => {
  it('are what changed in a month after it was closed: corrected, late and vanished rows', () => {
    const frozen = [{ month: '2026-10', rates: {}, income: { same: '100', fixed: '200.00', gone: '5' } }];
    const ledger = [
      row('same', '2026-10', '100.00'),
      row('fixed', '2026-10', '180.50'),
      row('late', '2026-10', '7'),
      row('open', '2026-11', '1'),
    ];
    expect(adjustments(ledger, frozen)).toEqual([
      { month: '2026-10', rowId: 'fixed', clientName: 'Acme', currency: 'EUR', was: '200.00', is: '180.50', difference: '-19.50' },
      { month: '2026-10', rowId: 'late', clientName: 'Acme', currency: 'EUR', was: null, is: '7', difference: '7.00' },
      { month: '2026-10', rowId: 'gone', clientName: '', currency: null, was: '5', is: null, difference: '-5.00' },
    ]);
  });
});

describe('records of the KPI tab', () => {
  const figures = kpi(input({ ledger: [row('a', '2026-10', '3150'), row('b', '2026-11', '0')], plans: [plan('ann', '12600')] }));

  it('are lines of the department and teams, keyed for ever by whose and quarter', () => {
    expect(kpiRecords(figures, { people: false })).toEqual([
      {
        key: 'department|2026-Q4',
        kind: 'department',
        name: 'department',
        quarter: '2026-Q4',
        currency: 'EUR',
        plan: '12600.00',
        fact: '3150.00',
        attainment: '25',
        pace: '50.81', // 3150 ÷ 6200
        forecast: '9450.00', // one closed month to go by: three times 3150
      },
      expect.objectContaining({ key: 'team:North|2026-Q4', name: 'North', attainment: '25' }),
      expect.objectContaining({ key: 'team:South|2026-Q4', plan: null, fact: '0.00', attainment: null, pace: null }),
    ]);
  });

  it('and of people where the account wants them', () => {
    expect(kpiRecords(figures, { people: true }).at(-1)).toMatchObject({
      key: 'ann|2026-Q4',
      kind: 'person',
      name: 'Name of ann',
      fact: '3150.00',
    });
  });
});
