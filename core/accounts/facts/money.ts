/** Rows of the tabs Ledger, Plans and Rates as facts. Who and which client is meant is found out later, by name. */
import type { LedgerRow, Plan, Rate } from '../../money/records.ts';
import type { RawRecord } from '../../sync/record.ts';
import { exact } from '../../values/decimal.ts';
import { cellText } from '../../values/value.ts';
import type { LedgerSource, PlansSource, RatesSource } from '../sources.ts';
import type { CellReader } from './cell-reader.ts';
import { cellReader } from './cell-reader.ts';
import type { FactReading, FactSource } from './note.ts';
import { readMonth, readQuarter } from './typed-period.ts';

export type LedgerLineFact = Omit<LedgerRow, 'clientId'>;
/** `person`: name or e-mail as typed, or the hub's id. */
export type PlanFact = Omit<Plan, 'personId'> & { readonly person: string };

export function ledgerFact(record: RawRecord, { headers }: LedgerSource, locale: string | null): FactReading<LedgerLineFact> {
  const read = rowReader('ledger', record, Object.values(headers), locale);
  if (read === null) return NOTHING;
  const month = readMonth(read.cell(headers.month), locale);
  const clientName = read.label(headers.client);
  if (month === null) read.note(isEmpty(read, headers.month) ? 'month-missing' : 'not-a-month', headers.month);
  if (clientName === '') read.note('client-missing', headers.client);
  if (month === null || clientName === '') return { fact: null, notes: read.notes };
  const fact: LedgerLineFact = {
    id: record.localId,
    clientName,
    month,
    budget: read.decimal(headers.budget),
    spend: read.decimal(headers.spend),
    income: read.decimal(headers.income),
    currency: read.currency(headers.currency),
    closed: read.ticked(headers.closed),
  };
  return { fact, notes: read.notes };
}

export function planFact(record: RawRecord, { headers }: PlansSource, locale: string | null, reporting: string): FactReading<PlanFact> {
  const read = rowReader('plans', record, Object.values(headers), locale);
  if (read === null) return NOTHING;
  const quarter = readQuarter(read.cell(headers.quarter), locale);
  const person = personIn(read, headers.person);
  const amount = read.decimal(headers.plan);
  const currency = headers.currency === '' ? reporting : read.currency(headers.currency);
  if (quarter === null) read.note(isEmpty(read, headers.quarter) ? 'quarter-missing' : 'not-a-quarter', headers.quarter);
  if (person === '') read.note('person-missing', headers.person);
  if (amount === null && isEmpty(read, headers.plan)) read.note('plan-missing', headers.plan);
  if (currency === null && isEmpty(read, headers.currency)) read.note('currency-missing', headers.currency);
  if (quarter === null || person === '' || amount === null || currency === null) return { fact: null, notes: read.notes };
  return { fact: { id: record.localId, person, quarter, amount, currency }, notes: read.notes };
}

export function rateFact(record: RawRecord, { headers }: RatesSource, locale: string | null): FactReading<Rate> {
  const read = rowReader('rates', record, Object.values(headers), locale);
  if (read === null) return NOTHING;
  const month = readMonth(read.cell(headers.month), locale);
  const currency = read.currency(headers.currency);
  const rate = read.decimal(headers.rate);
  if (month === null) read.note(isEmpty(read, headers.month) ? 'month-missing' : 'not-a-month', headers.month);
  if (currency === null && isEmpty(read, headers.currency)) read.note('currency-missing', headers.currency);
  if (rate === null && isEmpty(read, headers.rate)) read.note('rate-missing', headers.rate);
  if (month === null || currency === null || rate === null) return { fact: null, notes: read.notes };
  if (!exact(rate).gt(0)) {
    read.note('not-above-zero', headers.rate);
    return { fact: null, notes: read.notes };
  }
  return { fact: { currency, month, rate }, notes: read.notes };
}

const NOTHING: FactReading<never> = { fact: null, notes: [] };

/** Null for a row in which none of our columns holds anything: somebody's remark beside the list, a spacer. */
function rowReader(source: FactSource, record: RawRecord, headers: readonly string[], locale: string | null): CellReader | null {
  const read = cellReader(source, record, locale);
  return headers.every((header) => isEmpty(read, header) || isUnticked(read, header)) ? null : read;
}

const isEmpty = (read: CellReader, header: string): boolean => cellText(read.cell(header)).trim() === '';

/** A column of tick boxes goes on below the list. */
function isUnticked(read: CellReader, header: string): boolean {
  const cell = read.cell(header);
  return cell.kind === 'bool' && !cell.bool;
}

function personIn(read: CellReader, header: string): string {
  const cell = read.cell(header);
  if (cell.kind === 'people') return cell.people[0]?.id ?? cell.people[0]?.email ?? cell.people[0]?.name ?? '';
  return read.label(header);
}
