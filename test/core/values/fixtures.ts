import type { Cell } from '../../../core/sync/record.ts';
import type { Person, ValueContext, ValueReading, ValueType } from '../../../core/values/value.ts';

const PEOPLE: readonly Person[] = [
  { id: '11', name: 'Anna Petrova', email: 'anna@agency.example' },
  { id: '12', name: 'Klein, Boris', email: 'boris@agency.example' },
  { id: '13', name: 'Chris Lee', email: 'chris.lee@agency.example' },
  { id: '14', name: 'Chris Lee', email: null },
  { id: '9', name: 'Zoë', email: 'zoe@agency.example' },
];

export const context = (over: Partial<ValueContext> = {}): ValueContext => ({
  locale: 'en-US',
  people: PEOPLE,
  labels: null,
  kinds: [],
  related: new Map(),
  ...over,
});

export const text = (value: string): Cell => ({ kind: 'text', text: value });
export const EMPTY: Cell = { kind: 'empty' };
export const ERROR: Cell = { kind: 'error', text: '#REF!' };

/** A reading in short: the value, or why there is none. */
export const short = (reading: ValueReading): unknown => (reading.kind === 'value' ? reading.value : `${reading.why}: ${reading.shown}`);
export const read = (type: ValueType, cell: Cell, over: Partial<ValueContext> = {}): unknown => short(type.read(cell, context(over)));
