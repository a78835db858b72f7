import { describe, expect, it } from 'vitest';
import type { KpiInput } from '../../../core/money/kpi.ts';
import { kpi } from '../../../core/money/kpi.ts';
import { figure, input, plan, row } from './samples.ts';

const usd = { currency: 'USD', clientId: 'bolt', clientName: 'Bolt' };
const usdRates = [
  { currency: 'USD', month: '2026-10', rate: '0.90' },
  { currency: 'USD', month: '2026-11', rate: '0.95' },
];

describe('fact and attainment', () => {
  const own: Partial<KpiInput> = {
    ledger: [
      row('a1', '2026-10', '3000'),
      row('a2', '2026-11', '1000.10'),
      row('b1', '2026-11', '500', { clientId: 'bolt' }),
      row('old', '2026-09', '9999'),
    ],
    plans: [plan('ann', '10000'), plan('ann', '2000', { id: 'second' }), plan('ben', '4000'), plan('ann', '77', { quarter: '2027-Q1' })],
  };

  it('are the quarter’s income of the clients a person leads, against the plans of the quarter', () => {
    expect(figure(own, 'ann')).toMatchObject({
      kind: 'person',
      quarter: '2026-Q4',
      currency: 'EUR',
      plan: '12000.00',
      fact: '4000.10',
      attainment: 0.3333, // 4000.10 ÷ 12000 = 0.33334
      parts: [
        { rowId: 'a1', clientName: 'Acme', month: '2026-10', income: '3000.00', amount: '3000.00', days: 31, monthDays: 31 },
        { rowId: 'a2', month: '2026-11', amount: '1000.10' },
      ],
      planParts: [{ planId: 'plan of ann', amount: '10000' }, { planId: 'second' }],
    });
    expect(figure(own, 'ben')).toMatchObject({ plan: '4000.00', fact: '500.00', attainment: 0.125 });
  });

  it('of a team and the department count each row once', () => {
    expect(figure(own, 'North')).toMatchObject({ kind: 'team', plan: '16000.00', fact: '4500.10' });
    expect(figure(own, 'department')).toMatchObject({ kind: 'department', plan: '16000.00', fact: '4500.10', attainment: 0.2813 });
    expect(figure(own, 'South')).toMatchObject({ plan: null, fact: '0.00', attainment: null, pace: null });
  });

  it('list the department, teams by name, and people with plan or income', () => {
    expect(kpi(input(own)).figures.map((one) => one.of)).toEqual(['department', 'North', 'South', 'ann', 'ben']);
  });

  it('negative lines and late entries count in their month', () => {
    const ledger = [row('a1', '2026-10', '3000'), row('credit', '2026-10', '-200.55'), row('late', '2026-10', '0.55')];
    expect(figure({ ledger }, 'ann').fact).toBe('2800.00');
  });

  it('rows without an income yet are no income and no finding', () => {
    const result = kpi(input({ ledger: [row('a1', '2026-11', null)] }));
    expect(result.figures[0]).toMatchObject({ fact: '0.00', parts: [], leftOut: [] });
    expect(result.findings).toEqual([]);
  });

  it('a plan of zero has no attainment', () => {
    expect(figure({ plans: [plan('ann', '0')], ledger: [row('a', '2026-10', '5')] }, 'ann')).toMatchObject({
      plan: '0.00',
      attainment: null,
      pace: null,
    });
  });
});

describe('pace', () => {
  const own: Partial<KpiInput> = { ledger: [row('a1', '2026-10', '3000'), row('a2', '2026-11', '1000')], plans: [plan('ann', '12600')] };

  it('expects closed months in full and the running one by its working days before today', () => {
    // November 2026 has 21 working days, 10 of them before Monday the 16th: 12600 × (1 + 10/21) ÷ 3 = 6200.
    expect(figure(own, 'ann')).toMatchObject({ expected: '6200.00', pace: 0.6452 }); // 4000 ÷ 6200 = 0.64516
  });

  it('leaves holidays out of the working days', () => {
    // 3 November off: 9 of 20. 12600 × 1.45 ÷ 3 = 6090. A holiday on a Sunday changes nothing.
    expect(figure({ ...own, holidays: ['2026-11-03', '2026-11-08'] }, 'ann').expected).toBe('6090.00');
  });

  it('goes by how the ledger is usually booked once there is a history', () => {
    expect(figure({ ...own, usuallyBookedPercent: 20 }, 'ann').expected).toBe('5040.00'); // 12600 × 1.2 ÷ 3
  });

  it('expects an ended month in full though nobody closed it, and nothing of the future', () => {
    const ledger = [row('a1', '2026-10', '3000', { closed: false })];
    expect(figure({ ...own, ledger, asOf: '2026-11-01' }, 'ann').expected).toBe('4200.00');
    expect(figure({ ...own, ledger: [], asOf: '2026-10-01' }, 'ann')).toMatchObject({ expected: '0.00', pace: null });
    expect(figure({ ...own, ledger: [], asOf: '2026-09-30' }, 'ann')).toMatchObject({ expected: '0.00', pace: null });
  });
});

describe('forecast', () => {
  const past = [row('p1', '2026-07', '9000'), row('p2', '2026-08', '2000'), row('p3', '2026-09', '2500'), row('a1', '2026-10', '3000')];

  it('takes closed months as they are and the average of the last three for the others, with its range', () => {
    // October 3000; November booked 1000 and December nothing: the average of August to October is 2500.
    expect(figure({ ledger: [...past, row('a2', '2026-11', '1000')] }, 'ann')).toMatchObject({
      forecast: '8000.00',
      forecastLow: '7000.00', // 3000 + 2 × 2000
      forecastHigh: '9000.00', // 3000 + 2 × 3000
      forecastParts: [
        { month: '2026-10', basis: 'closed', amount: '3000.00' },
        { month: '2026-11', basis: 'average', amount: '2500.00' },
        { month: '2026-12', basis: 'average', amount: '2500.00' },
      ],
    });
  });

  it('keeps what is booked when that is more', () => {
    expect(figure({ ledger: [...past, row('a2', '2026-11', '2600')] }, 'ann')).toMatchObject({
      forecast: '8100.00',
      forecastLow: '7600.00',
      forecastHigh: '9000.00',
    });
  });

  it('without closed months is what is booked', () => {
    const ledger = [row('a1', '2026-10', '3000', { closed: false }), row('a2', '2026-11', '1000')];
    expect(figure({ ledger }, 'ann')).toMatchObject({ forecast: '4000.00', forecastLow: '4000.00', forecastHigh: '4000.00' });
  });

  it('of a closed quarter is its fact, and its pace its attainment', () => {
    const ledger = [...past, row('a2', '2026-11', '100', { closed: true }), row('a3', '2026-12', '50', { closed: true })];
    const closed = kpi(input({ ledger, plans: [plan('ann', '6300')], asOf: '2027-02-01' }));
    expect(closed.closed).toBe(true);
    expect(closed.figures.find((one) => one.of === 'ann')).toMatchObject({
      fact: '3150.00',
      forecast: '3150.00',
      forecastLow: '3150.00',
      forecastHigh: '3150.00',
      attainment: 0.5,
      pace: 0.5,
    });
  });

  it('a month with one open row isn’t closed', () => {
    const ledger = [...past, row('a2', '2026-10', '1', { closed: false })];
    // Then July to September are what there is to go by: 4500 on average, more than the 3001 booked in October.
    expect(figure({ ledger }, 'ann').forecastParts[0]).toEqual({ month: '2026-10', basis: 'average', amount: '4500.00' });
  });
});

describe('two currencies', () => {
  const ledger = [row('b1', '2026-10', '1000', usd), row('b2', '2026-11', '500.33', usd), row('a1', '2026-11', '100')];

  it('facts take their month’s rate, plans the rate of the quarter’s first month, and the exchange effect stands apart', () => {
    // 1000 × 0.90 = 900; 500.33 × 0.95 = 475.3135 → 475.31; at the plan's rate 500.33 × 0.90 = 450.297 → 450.30.
    expect(figure({ ledger, rates: usdRates, plans: [plan('ben', '4000', { currency: 'USD' })] }, 'ben')).toMatchObject({
      currency: 'EUR',
      plan: '3600.00',
      fact: '1375.31',
      exchangeEffect: '25.01',
      attainment: 0.382, // 1375.31 ÷ 3600 = 0.38203
      parts: [
        { income: '1000.00', currency: 'USD', rate: '0.9', amount: '900.00' },
        { income: '500.33', currency: 'USD', rate: '0.95', amount: '475.31' },
      ],
      planParts: [{ planned: '4000', currency: 'USD', rate: '0.9', amount: '3600' }],
    });
    expect(figure({ ledger, rates: usdRates }, 'department')).toMatchObject({ fact: '1475.31', exchangeEffect: '25.01' });
  });

  it('a rate fixed with the plan comes first, the last known before the quarter after the first month’s', () => {
    const plans = [plan('ben', '4000', { currency: 'USD' })];
    const planRates = [{ currency: 'usd', quarter: '2026-Q4', rate: '0.80' }];
    expect(figure({ plans, rates: usdRates, planRates }, 'ben').plan).toBe('3200.00');
    const older = [
      { currency: 'USD', month: '2026-07', rate: '0.5' },
      { currency: 'USD', month: '2026-08', rate: '0.7' },
      ...usdRates.slice(1),
    ];
    expect(figure({ plans, rates: older }, 'ben').plan).toBe('2800.00');
  });

  it('a closed month keeps the rate it was closed with', () => {
    const frozen = [{ month: '2026-10', rates: { USD: '0.88' }, income: {} }];
    expect(figure({ ledger: ledger.slice(0, 1), rates: usdRates, frozen }, 'ben').fact).toBe('880.00');
  });

  it('a missing rate is a finding, and every total says what it leaves out', () => {
    const result = kpi(input({ ledger: [...ledger, row('b3', '2026-11', '-0.33', usd)], rates: usdRates.slice(0, 1) }));
    const [department] = result.figures;
    expect(department).toMatchObject({
      fact: '1000.00', // 900 + 100
      leftOut: [
        { kind: 'row', id: 'b2', name: 'Bolt', month: '2026-11', amount: '500.33', currency: 'USD' },
        { kind: 'row', id: 'b3', amount: '-0.33' },
      ],
    });
    expect(result.findings).toEqual([{ code: 'rateMissing', currency: 'USD', month: '2026-11', rows: ['b2', 'b3'], amount: '500.00' }]);
  });

  it('is never a zero: with everything left out there is no fact', () => {
    const result = kpi(
      input({
        ledger: ledger.slice(0, 1),
        plans: [plan('ben', '4000', { currency: 'USD' })],
        rates: [{ currency: 'USD', month: '2026-10', rate: '0' }],
      }),
    );
    expect(result.figures.find((one) => one.of === 'ben')).toMatchObject({
      plan: null,
      fact: null,
      forecast: null,
      attainment: null,
      pace: null,
    });
    expect(result.figures.find((one) => one.of === 'ben')?.leftOut.map((one) => one.kind)).toEqual(['row', 'plan']);
    expect(result.findings.map((one) => one.code)).toEqual(['rateMissing', 'planRateMissing']);
  });

  it('income without a currency is left out and told', () => {
    const result = kpi(input({ ledger: [row('x', '2026-11', '5', { currency: null }), row('a', '2026-11', '7')] }));
    expect(result.figures[0]).toMatchObject({ fact: '7.00', leftOut: [{ id: 'x', currency: null }] });
    expect(result.findings).toEqual([{ code: 'currencyMissing', rowId: 'x', clientName: 'Acme', month: '2026-11' }]);
  });

  it('amounts without a minor unit stay whole', () => {
    const rates = [{ currency: 'EUR', month: '2026-11', rate: '162.337' }];
    expect(figure({ reporting: 'JPY', ledger: [row('a', '2026-11', '10.01')], rates }, 'ann').fact).toBe('1625'); // 1624.99
  });
});

describe('whose income it is', () => {
  const handover = { clientId: 'acme', on: '2026-11-11', from: ['ann'], to: ['ben'] };
  const ledger = [row('o', '2026-10', '300'), row('n', '2026-11', '100.01'), row('d', '2026-12', '60')];

  it('whoever led the client that month, by days in the month of a handover, to the cent', () => {
    // November: 10 and 20 days of 30. 10,001 cents: 3333.67 and 6667.33; the cent left over goes to the larger rest.
    const own = { ledger, handovers: [handover] };
    expect(figure(own, 'ann')).toMatchObject({
      fact: '333.34',
      parts: [
        { rowId: 'o', days: 31 },
        { rowId: 'n', amount: '33.34', days: 10, monthDays: 30 },
      ],
    });
    expect(figure(own, 'ben')).toMatchObject({
      fact: '126.67',
      parts: [
        { rowId: 'n', amount: '66.67', days: 20 },
        { rowId: 'd', amount: '60.00', days: 31 },
      ],
    });
    // Ann and Ben are one team: the row is one part of it, whole.
    expect(figure(own, 'North')).toMatchObject({
      fact: '460.01',
      parts: [{ rowId: 'o' }, { rowId: 'n', amount: '100.01', days: 30 }, { rowId: 'd' }],
    });
  });

  it('there and back again inside a month', () => {
    const handovers = [
      { ...handover, on: '2026-11-21', from: ['eve'], to: ['ann'] },
      { ...handover, on: '2026-11-06', to: ['eve'] },
    ];
    const own = { ledger: [row('n', '2026-11', '300')], handovers }; // Ann 5, Eve 15, Ann 10 of 30
    expect(figure(own, 'ann')).toMatchObject({ fact: '150.00', parts: [{ days: 15 }] });
    expect(figure(own, 'eve')).toMatchObject({ fact: '150.00', parts: [{ days: 15 }] });
    expect(figure(own, 'North').fact).toBe('150.00');
    expect(figure(own, 'department')).toMatchObject({ fact: '300.00', parts: [{ amount: '300.00', days: 30 }] });
  });

  it('on the first of a month is no split; before the first handover it was whoever handed over', () => {
    const handovers = [{ ...handover, on: '2026-12-01', from: ['eve'] }];
    expect(figure({ ledger, handovers }, 'eve').fact).toBe('400.01');
    expect(figure({ ledger, handovers }, 'ben').fact).toBe('60.00');
  });

  it('several who lead together share equally', () => {
    const handovers = [{ ...handover, on: '2026-01-01', from: [], to: ['ben', 'ann'] }];
    expect(figure({ ledger: ledger.slice(1, 2), handovers }, 'ann').fact).toBe('50.01');
    expect(figure({ ledger: ledger.slice(1, 2), handovers }, 'ben').fact).toBe('50.00');
    expect(figure({ ledger: ledger.slice(1, 2), handovers }, 'North')).toMatchObject({ fact: '100.01', parts: [{ days: 30 }] });
  });

  it('days that nobody led, and names that are no client, count for the department only and are told', () => {
    const handovers = [{ ...handover, to: [] }];
    const result = kpi(
      input({ ledger: [...ledger.slice(1, 2), row('x', '2026-11', '5', { clientId: null, clientName: 'Who?' })], handovers }),
    );
    expect(result.figures.map((one) => [one.of, one.fact])).toEqual([
      ['department', '105.01'],
      ['North', '33.34'],
      ['South', '0.00'],
      ['ann', '33.34'],
    ]);
    expect(result.findings.map((one) => one.code)).toEqual(['leaderMissing', 'clientUnknown']);
  });

  it('someone who left the team keeps their line under their id, and a plan for a stranger is told', () => {
    const handovers = [{ ...handover, from: ['old'], to: ['ann'] }];
    const result = kpi(input({ ledger: ledger.slice(0, 1), handovers, plans: [plan('ghost', '10')] }));
    expect(result.figures.map((one) => one.of)).toEqual(['department', 'North', 'South', 'ghost', 'old']);
    expect(result.findings).toEqual([{ code: 'personUnknown', planId: 'plan of ghost', personId: 'ghost' }]);
  });
});
