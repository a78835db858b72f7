import type { Client, Currency } from './clients.ts';
import { addMonths, monthOf, quarterOf } from './days.ts';

export interface LedgerLine {
  readonly client: string;
  readonly month: string;
  readonly budget: number;
  readonly spend: number;
  readonly income: number;
  readonly currency: Currency;
  readonly closed: boolean;
}

export interface Plan {
  /** Id of a person. */
  readonly person: string;
  readonly quarter: string;
  readonly income: number;
  readonly currency: Currency;
}

/** What one unit of `currency` is worth in euros in a month. */
export interface Rate {
  readonly currency: Currency;
  readonly month: string;
  readonly rate: number;
}

const LEDGER_MONTHS = 18;

/** Share of the spend that a client pays as income, by tier. */
const fee = { A: 0.11, B: 0.14, C: 0.18 } as const;

/** A line for each client and month it was served in, the last 18 months with the current one, which alone is open. */
export function ledger(today: string, clients: readonly Client[], chance: () => number): LedgerLine[] {
  const current = monthOf(today);
  const lines: LedgerLine[] = [];
  for (let back = LEDGER_MONTHS - 1; back >= 0; back -= 1) {
    const month = addMonths(current, -back);
    for (const [index, client] of clients.entries()) {
      if (!served(client, month, back)) {
        // A credit note that came after the last month of a client who paused.
        if (client.stage === 'Paused' && client.budget !== null && back === 2) {
          const income = -cents(client.budget * fee[client.tier] * 0.05);
          lines.push({ client: client.name, month, budget: 0, spend: 0, income, currency: client.currency, closed: true });
        }
        continue;
      }
      const open = back === 0;
      const booked = open ? Number(today.slice(8)) / 31 : 0.9 + chance() * 0.14;
      const season = 1 + 0.18 * Math.sin(((Number(month.slice(5)) + index) / 12) * 2 * Math.PI);
      const budget = Math.round((client.budget ?? 0) * (open ? 1 : grown(client, back) * season) * 100) / 100;
      const spend = cents(budget * booked);
      lines.push({
        client: client.name,
        month,
        budget,
        spend,
        income: cents(spend * fee[client.tier]),
        currency: client.currency,
        closed: !open,
      });
    }
  }
  return lines;
}

/** Income plans of everyone who leads clients, for each quarter that the ledger holds from its start, in each currency of their clients. */
export function plans(today: string, lines: readonly LedgerLine[], clients: readonly Client[], chance: () => number): Plan[] {
  const clientOf = new Map(clients.map((client) => [client.name, client]));
  const first = addMonths(monthOf(today), 1 - LEDGER_MONTHS);
  const sums = new Map<string, Plan>();
  for (const { client: name, month, budget } of lines) {
    const client = clientOf.get(name);
    const quarter = quarterOf(month);
    if (!client?.manager || firstMonthOf(quarter) < first) continue;
    const id = `${quarter} ${client.manager} ${client.currency}`;
    const income = (sums.get(id)?.income ?? 0) + (budget * fee[client.tier]) / shareBooked(quarter, today);
    sums.set(id, { person: client.manager, quarter, currency: client.currency, income });
  }
  return [...sums.values()].map((plan) => {
    const step = plan.currency === 'EUR' ? 500 : 10_000;
    return { ...plan, income: Math.max(step, Math.round((plan.income * (0.92 + chance() * 0.18)) / step) * step) };
  });
}

/** A rate for each month of the ledger; the euro stands for itself. */
export function rates(today: string, chance: () => number): Rate[] {
  return Array.from({ length: LEDGER_MONTHS }, (_, index) => addMonths(monthOf(today), index - LEDGER_MONTHS + 1)).flatMap((month) => [
    { currency: 'EUR' as const, month, rate: 1 },
    { currency: 'RUB' as const, month, rate: Math.round(1_000_000 / (92 + chance() * 9)) / 1_000_000 },
  ]);
}

function firstMonthOf(quarter: string): string {
  return `${quarter.slice(0, 4)}-${String(Number(quarter.slice(6)) * 3 - 2).padStart(2, '0')}`;
}

/** The share of a quarter's months that the ledger can hold on the day `today`: a plan is for the whole quarter. */
function shareBooked(quarter: string, today: string): number {
  if (quarter !== quarterOf(monthOf(today))) return 1;
  return (((Number(today.slice(5, 7)) - 1) % 3) + 1) / 3;
}

function served(client: Client, month: string, back: number): boolean {
  if (client.startDate === null || client.budget === null || monthOf(client.startDate) > month) return false;
  if (client.stage === 'Paused') return back > 2;
  return client.stage === 'Onboarding' || client.stage === 'Running' || client.stage === 'Growth';
}

/** Clients in growth spent less in the past. */
function grown(client: Client, back: number): number {
  return client.stage === 'Growth' ? 1 - 0.03 * back : 1;
}

function cents(amount: number): number {
  return Math.round(amount * 100) / 100;
}
