import fc from 'fast-check';
import { expect, it } from 'vitest';
import type { KpiInput } from '../../../core/money/kpi.ts';
import { kpi } from '../../../core/money/kpi.ts';
import type { Handover, LedgerRow, Plan } from '../../../core/money/records.ts';
import { addDays } from '../../../core/values/dates.ts';
import { Exact, exact, sumOf } from '../../../core/values/decimal.ts';
import { input } from './samples.ts';

const cents = fc.integer({ min: -1_000_000, max: 9_000_000 }).map((amount) => new Exact(amount).div(100).toFixed(2));
const people = ['ann', 'ben', 'eve', 'gone'];
const month = fc.constantFrom('2026-07', '2026-09', '2026-10', '2026-11', '2026-12');
const currency = fc.constantFrom('EUR', 'USD', 'GBP');

const ledger: fc.Arbitrary<LedgerRow[]> = fc
  .array(
    fc.record({
      clientId: fc.constantFrom('acme', 'bolt', 'coil', null),
      month,
      income: fc.option(cents, { nil: null }),
      currency: fc.option(currency, { nil: null }),
    }),
    { maxLength: 14 },
  )
  .map((rows) =>
    rows.map((one, index) => ({
      ...one,
      id: `r${index}`,
      clientName: one.clientId ?? 'Who?',
      budget: null,
      spend: null,
      closed: one.month < '2026-11',
    })),
  );
const handovers: fc.Arbitrary<Handover[]> = fc.array(
  fc.record({
    clientId: fc.constantFrom('acme', 'bolt', 'coil'),
    on: fc.integer({ min: 0, max: 110 }).map((offset) => addDays('2026-09-15', offset)),
    from: fc.subarray(people),
    to: fc.subarray(people),
  }),
  { maxLength: 6 },
);
const plans: fc.Arbitrary<Plan[]> = fc.array(
  fc.record({
    id: fc.uuid(),
    personId: fc.constantFrom(...people),
    quarter: fc.constantFrom('2026-Q3', '2026-Q4'),
    amount: fc.nat(90_000).map(String),
    currency,
  }),
  { maxLength: 6 },
);
const inputs: fc.Arbitrary<KpiInput> = fc
  .record({ ledger, handovers, plans, rate: fc.integer({ min: 1, max: 30_000 }) })
  .map(({ rate, ...own }) => {
    const at = new Exact(rate).div(10_000).toString();
    return input({ ...own, rates: ['2026-09', '2026-10', '2026-11'].map((one) => ({ currency: 'USD', month: one, rate: at })) });
  });

it('every fact, plan and forecast is the sum of its parts', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      for (const figure of kpi(given).figures) {
        const sum = (amounts: readonly { amount: string }[]) => sumOf(amounts.map((part) => exact(part.amount))).toFixed(2);
        if (figure.fact === null) expect(figure.parts).toEqual([]);
        else expect(sum(figure.parts)).toBe(figure.fact);
        if (figure.plan !== null) expect(sum(figure.planParts)).toBe(figure.plan);
        if (figure.forecast !== null) expect(sum(figure.forecastParts)).toBe(figure.forecast);
      }
    }),
  );
});

it('each row is in the department once: counted or left out; people and nobody together hold as much', () => {
  fc.assert(
    fc.property(inputs, (given) => {
      const { figures } = kpi(given);
      const [department, ...others] = figures;
      const typed = given.ledger.filter((row) => row.income !== null && row.month >= '2026-10').map((row) => row.id);
      const told = [
        ...(department?.parts.map((part) => part.rowId) ?? []),
        ...(department?.leftOut.filter((one) => one.kind === 'row').map((one) => one.id) ?? []),
      ];
      expect([...told].sort()).toEqual(typed.sort());
      for (const figure of figures) expect(new Set(figure.parts.map((part) => part.rowId)).size).toBe(figure.parts.length);
      // Each row: the shares of people never exceed it, and sum to it unless some days had no leader.
      for (const part of department?.parts ?? []) {
        const shares = others.filter((one) => one.kind === 'person').flatMap((one) => one.parts.filter((own) => own.rowId === part.rowId));
        const held = sumOf(shares.map((share) => exact(share.amount)));
        const whole = exact(part.amount);
        expect(held.abs().lte(whole.abs())).toBe(true);
        const days = new Set(given.ledger.filter((row) => row.id === part.rowId && row.clientId === null)).size;
        if (days > 0) expect(held.toNumber()).toBe(0);
      }
    }),
  );
});
