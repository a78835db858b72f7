import type { RawRecord } from '../../sync/record.ts';
import type { Client, ClientRole } from '../../team/records.ts';
import { CLIENT_ROLES } from '../../team/records.ts';
import type { ClientsSource } from '../sources.ts';
import type { CellReader } from './cell-reader.ts';
import { cellReader, personIds } from './cell-reader.ts';
import type { FactReading } from './note.ts';

/** An item of the Clients board as a client. A budget without its currency counts as none, and is said. */
export function clientFact(record: RawRecord, { columns }: ClientsSource, reporting: string): FactReading<Client> {
  const read = cellReader('clients', record, null);
  const roles: Partial<Record<ClientRole, readonly string[]>> = {};
  for (const role of CLIENT_ROLES) {
    const holders = personIds(read.people(columns[role]));
    if (holders.length > 0) roles[role] = holders;
  }
  const fact: Client = {
    id: record.localId,
    name: record.name,
    stage: read.label(columns.stage),
    tier: read.label(columns.tier),
    budget: budgetOf(read, columns, reporting),
    startDate: read.day(columns.startDate, 'first'),
    roles,
  };
  return { fact, notes: read.notes };
}

function budgetOf(read: CellReader, columns: ClientsSource['columns'], reporting: string): Client['budget'] {
  const amount = read.decimal(columns.budget);
  if (columns.currency === '') return amount === null ? null : { amount, currency: reporting };
  const currency = read.currency(columns.currency);
  if (amount === null) return null;
  if (currency !== null) return { amount, currency };
  if (!read.notes.some((note) => note.column === columns.currency)) read.note('currency-missing', columns.currency);
  return null;
}
