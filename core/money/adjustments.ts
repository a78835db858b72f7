/**
 * What was corrected after a month had been closed. The correction shows in its month's fact at the month's frozen rate; here it
 * stands row by row, so that it can be settled in the open quarter instead of rewriting what was paid.
 */
import type { Month } from '../values/dates.ts';
import { amountText, exact, ZERO } from '../values/decimal.ts';
import type { FrozenMonth, LedgerRow } from './records.ts';

/** A row's income when its month was closed and now, in the row's currency; `was` null: a late row, `is` null: gone or emptied. */
export type Adjustment = {
  month: Month;
  rowId: string;
  clientName: string;
  currency: string | null;
  was: string | null;
  is: string | null;
  difference: string;
};

/** Rows of frozen months whose income isn't what it was, in the order of months and rows. */
export function adjustments(ledger: readonly LedgerRow[], frozen: readonly FrozenMonth[]): Adjustment[] {
  return frozen.flatMap(({ month, income }) => {
    const rows = ledger.filter((row) => row.month === month);
    const present = new Set(rows.map((row) => row.id));
    const gone = Object.keys(income).filter((rowId) => !present.has(rowId));
    return [
      ...rows.flatMap((row) => adjusted(month, row, Object.hasOwn(income, row.id) ? (income[row.id] ?? null) : null, row.income)),
      ...gone.flatMap((rowId) => adjusted(month, { id: rowId, clientName: '', currency: null }, income[rowId] ?? null, null)),
    ];
  });
}

function adjusted(
  month: Month,
  row: Pick<LedgerRow, 'id' | 'clientName' | 'currency'>,
  was: string | null,
  is: string | null,
): Adjustment[] {
  const difference = (is === null ? ZERO : exact(is)).minus(was === null ? ZERO : exact(was));
  if (difference.isZero()) return [];
  const { id: rowId, clientName, currency } = row;
  return [{ month, rowId, clientName, currency, was, is, difference: amountText(difference, currency ?? '') }];
}
