/** Columns of the computed replicas: the left refs of their pairs' fields. */
import type { ComputedLocator } from '../../core/accounts/locator.ts';
import type { ColumnRef } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Column } from '../../core/sync/record.ts';

type Name = ComputedLocator['name'];
type Kind = 'text' | 'number' | 'date';

const COLUMNS = {
  kpi: [
    ['name', 'Name', 'text'],
    ['kind', 'Kind', 'text'],
    ['quarter', 'Quarter', 'text'],
    ['currency', 'Currency', 'text'],
    ['plan', 'Plan', 'number'],
    ['fact', 'Fact', 'number'],
    ['attainment', 'Attainment', 'number'],
    ['pace', 'Pace', 'number'],
    ['forecast', 'Forecast', 'number'],
  ],
  ledger: [
    ['client', 'Client', 'text'],
    ['month', 'Month', 'date'],
    ['budget', 'Budget', 'number'],
    ['currency', 'Currency', 'text'],
  ],
  inbox: [
    ['id', 'Id', 'text'],
    ['what', 'What', 'text'],
    ['record', 'Record', 'text'],
    ['field', 'Field', 'text'],
    ['left', 'Left', 'text'],
    ['right', 'Right', 'text'],
    ['todo', 'What to do', 'text'],
    ['choices', 'Choices', 'text'],
    ['answer', 'Answer', 'text'],
  ],
} as const satisfies Record<Name, readonly (readonly [string, string, Kind])[]>;

/** Refs of a computed replica's columns, in order. */
export function computedColumns(name: Name): readonly string[] {
  return COLUMNS[name].map(([ref]) => ref);
}

/** The same as a replica's schema: nobody writes there. */
export function computedSchema(name: Name): readonly Column[] {
  return COLUMNS[name].map(([ref, title, kind]) => ({ ref: brandAs<ColumnRef>(ref), title, kind, writable: false, labels: null }));
}
