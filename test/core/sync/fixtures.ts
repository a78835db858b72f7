/** Small worlds for the tests of `core/sync`: a board of clients on the left, a tab of budgets on the right. */
import type { ArchiveEntry, Base, BaseField } from '../../../core/sync/archive.ts';
import { filterOf } from '../../../core/sync/decide/filter.ts';
import type { GuardWindow } from '../../../core/sync/decide/guard.ts';
import type { PlanContext } from '../../../core/sync/decide/reconcile-record.ts';
import type { Directive, RecordState, SideState } from '../../../core/sync/decide/record-state.ts';
import type { FieldId, LocalId, RecordKey, StepId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { FieldMapping, PairSettings } from '../../../core/sync/mapping.ts';
import type { Cell, Cells, RawRecord } from '../../../core/sync/record.ts';
import type { Person, Value, ValueContext } from '../../../core/values/value.ts';
import { canonical } from '../../../core/values/value.ts';

export const PEOPLE: readonly Person[] = [
  { id: '11', name: 'Anna Petrova', email: 'anna@agency.example' },
  { id: '12', name: 'Boris Klein', email: 'boris@agency.example' },
  { id: '13', name: 'Chris Lee', email: 'chris.lee@agency.example' },
  { id: '14', name: 'Chris Lee', email: 'c.lee@agency.example' },
];

export const field = (over: Partial<FieldMapping> & Pick<FieldMapping, 'left' | 'type'>): FieldMapping => ({
  right: over.left.toUpperCase(),
  direction: 'two-way',
  policy: 'left',
  map: null,
  currency: null,
  ...over,
});

export const NAME = field({ left: 'name', type: 'text' });
export const NOTES = field({ left: 'notes', type: 'text', policy: 'ask' });
export const BUDGET = field({ left: 'budget', type: 'money', policy: 'right', currency: { left: 'cur', right: 'CUR' } });

export const settingsOf = (over: Partial<PairSettings> = {}): PairSettings => ({
  fields: [NAME, NOTES, BUDGET],
  key: ['name'],
  filter: { left: [], right: [] },
  deletes: { left: 'follow', right: 'ask' },
  guard: { deletes: { count: 5, share: 0.1 }, changes: { count: 25, share: 0.3 } },
  ...over,
});

export const valueContext = (over: Partial<ValueContext> = {}): ValueContext => ({
  locale: null,
  people: PEOPLE,
  labels: null,
  kinds: [],
  related: new Map(),
  ...over,
});

export const contextOf = (settings: PairSettings = settingsOf(), over: Partial<PlanContext> = {}): PlanContext => {
  const contexts = { left: () => valueContext(), right: () => valueContext({ locale: 'en-US' }), ...over };
  return {
    settings,
    creates: { left: true, right: true },
    passes: { left: filterOf(settings, 'left', contexts), right: filterOf(settings, 'right', contexts) },
    ...contexts,
  };
};

export const key = (text: string): RecordKey => brandAs<RecordKey>(text);
export const local = (text: string): LocalId => brandAs<LocalId>(text);
export const fid = (text: string): FieldId => brandAs<FieldId>(text);
export const sid = (text: string): StepId => brandAs<StepId>(text);

export const text = (value: string): Cell => (value === '' ? { kind: 'empty' } : { kind: 'text', text: value });
export const num = (value: string): Cell => ({ kind: 'number', number: value });

/** A record from short cells: a string is text, a number is a number; left columns are lower case, right ones upper. */
export function rec(id: string, cells: Readonly<Record<string, string | number | Cell>>, over: Partial<RawRecord> = {}): RawRecord {
  const made = Object.fromEntries(Object.entries(cells).map(([ref, one]) => [ref, cellOf(one)])) as Cells;
  const first = Object.values(cells).find((one) => typeof one === 'string');
  return {
    localId: local(id),
    key: null,
    name: typeof first === 'string' ? first : '',
    cells: made,
    position: null,
    version: null,
    ...over,
  };
}

const cellOf = (one: string | number | Cell): Cell => {
  if (typeof one === 'string') return text(one);
  return typeof one === 'number' ? num(String(one)) : one;
};

/** A base on which both sides showed the agreed value itself. */
export const agreed = (value: Value): BaseField => ({ agreed: value, left: canonical(value), right: canonical(value) });
export const baseOf = (values: Readonly<Record<string, Value>>): Base =>
  Object.fromEntries(Object.entries(values).map(([id, value]) => [id, agreed(value)])) as Base;

export const entryOf = (over: Partial<ArchiveEntry> = {}): ArchiveEntry => ({
  key: key('k1'),
  left: local('L1'),
  right: local('R1'),
  state: 'live',
  name: 'Acme',
  base: {},
  madeBy: { left: 'person', right: 'person' },
  ...over,
});

export const present = (record: RawRecord): SideState => ({ kind: 'present', record });
export const GONE: SideState = { kind: 'gone' };
export const NONE: SideState = { kind: 'none' };
export const UNCLEAR: SideState = { kind: 'unclear' };

export const stateOf = (left: SideState, right: SideState, over: Partial<RecordState> = {}): RecordState => ({
  key: key('k1'),
  entry: entryOf(),
  left,
  right,
  open: new Map(),
  directives: [],
  recent: [],
  ...over,
});

export const open = (...fields: string[]): RecordState['open'] =>
  new Map(fields.map((one) => [fid(one), { left: 'l', right: 'r', why: 'both-changed' as const }]));

export const set = (of: string, value: Value, over: Partial<Extract<Directive, { kind: 'set' }>> = {}): Directive => ({
  id: `set-${of}`,
  kind: 'set',
  field: fid(of),
  value,
  expect: undefined,
  why: 'taken',
  run: 'run-take',
  ...over,
});

export const eur = (amount: string | null): Value => ({ amount, currency: 'EUR' });

/** Nothing was done lately. */
export const QUIET: GuardWindow = {
  deletes: { left: 0, right: 0 },
  changes: { left: 0, right: 0 },
  emptied: { left: new Map(), right: new Map() },
};
