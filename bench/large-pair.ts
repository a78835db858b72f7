/** A pair of many records with twelve fields each, in step: what N7 is measured on. Made by counting, so every run measures the same. */
import type { ArchiveEntry, BaseField } from '../core/sync/archive.ts';
import { planContext, type Sides } from '../core/sync/decide/decide.ts';
import { readFields } from '../core/sync/decide/reconcile-record.ts';
import type { Opened } from '../core/sync/engine.ts';
import {
  brandAs,
  type ColumnRef,
  type ContainerId,
  type FieldId,
  type LocalId,
  type PairId,
  type RecordKey,
  type ReplicaId,
} from '../core/sync/ids.ts';
import type { FieldMapping, Side } from '../core/sync/mapping.ts';
import type { Reading } from '../core/sync/ports.ts';
import type { Cell, Cells, RawRecord } from '../core/sync/record.ts';
import type { PairRow, ReplicaRow } from '../core/sync/store.ts';
import { type Person, shownToken } from '../core/values/value.ts';

const field = (left: string, type: FieldMapping['type'], over: Partial<FieldMapping> = {}): FieldMapping => {
  return { left, right: left.toUpperCase(), type, direction: 'two-way', policy: 'left', map: null, currency: null, ...over };
};

const FIELDS: readonly FieldMapping[] = [
  field('name', 'text'),
  field('contact', 'text'),
  field('notes', 'longText', { policy: 'ask' }),
  field('budget', 'money', { policy: 'right', currency: { left: 'currency', right: 'CURRENCY' } }),
  field('hours', 'number'),
  field('discount', 'number'),
  field('start', 'date'),
  field('renewal', 'date'),
  field('stage', 'choice', { map: { Running: 'running', Onboarding: 'onboarding', Lost: 'lost' } }),
  field('tier', 'choice'),
  field('manager', 'person'),
  field('vat', 'checkbox'),
];

export const PEOPLE: readonly Person[] = Array.from({ length: 100 }, (_, n) => {
  return { id: `${1000 + n}`, name: `Person ${n}`, email: `person${n}@agency.example` };
});

export const PAIR: PairRow = {
  id: brandAs<PairId>('pair'),
  name: 'Clients',
  left: brandAs<ReplicaId>('left'),
  right: brandAs<ReplicaId>('right'),
  settings: {
    fields: [...FIELDS],
    key: ['name'],
    filter: { left: [{ field: 'stage', any: ['Lost'], not: true }], right: [] },
    deletes: { left: 'follow', right: 'ask' },
    guard: { deletes: { count: 5, share: 0.1 }, changes: { count: 25, share: 0.3 } },
  },
  state: 'live',
};

const replica = (id: ReplicaId, locator: ReplicaRow['locator']): ReplicaRow => {
  return { id, container: brandAs<ContainerId>(id), name: id, locator, columns: [], locale: null, state: 'ready' };
};

export const SIDES: Sides = {
  left: replica(PAIR.left, { vendor: 'monday', board: '1', keyColumn: 'key', columns: null }),
  right: {
    ...replica(PAIR.right, {
      vendor: 'google',
      spreadsheet: 's',
      sheetId: 1,
      headerRow: 1,
      identity: 'keyed',
      keyMetadataId: 1,
      columns: [],
    }),
    locale: { locale: 'en-US', timeZone: 'Europe/Berlin' },
  },
};

export const keyOf = (n: number): RecordKey => brandAs<RecordKey>(`ek${String(n).padStart(24, '0')}`);
/** The n of a row's key. */
export const numberOf = (key: LocalId): number => Number(key.slice(2));
/** Under which the mirror has it. */
export const localIdOf = (side: Side, n: number): LocalId => brandAs<LocalId>(side === 'left' ? String(4_000_000_000 + n) : keyOf(n));

/** The nth record as a connector decodes it. `edited`: somebody has typed other hours. */
export function decoded(side: Side, n: number, edited: boolean): RawRecord {
  const typed = side === 'left' ? leftCells(n, edited) : rightCells(n, edited);
  return {
    localId: side === 'left' ? localIdOf(side, n) : brandAs<LocalId>(`row:${n + 2}`),
    key: keyOf(n),
    name: `Client ${n} and partners`,
    cells: Object.fromEntries(Object.entries(typed).map(([ref, cell]) => [brandAs<ColumnRef>(ref), cell])) as Cells,
    position: side === 'left' ? null : n + 2,
    version: null,
  };
}

/** What is agreed of a record that nobody has edited since. */
export function entryOf(n: number): ArchiveEntry {
  const context = planContext(PAIR, SIDES, PEOPLE);
  const [left, right] = (['left', 'right'] as const).map((side) => readFields(decoded(side, n, false), side, context));
  const base: Record<FieldId, BaseField> = {};
  for (const [id, reading] of left ?? []) {
    const other = right?.get(id);
    if (reading.kind !== 'value' || other === undefined || shownToken(other) !== shownToken(reading)) throw new Error(`not in step: ${id}`);
    base[id] = { agreed: reading.value, left: shownToken(reading), right: shownToken(other) };
  }
  const made = { left: 'person', right: 'us' } as const;
  return {
    key: keyOf(n),
    left: localIdOf('left', n),
    right: localIdOf('right', n),
    state: 'live',
    name: `Client ${n}`,
    base,
    madeBy: made,
  };
}

/** A container that says these records, leased. */
export function opened(side: Side, records: readonly RawRecord[]): Opened {
  const replica = SIDES[side];
  const reading: Reading = { kind: 'records', complete: true, records, gone: [], columns: [], locale: null };
  const unused = async (): Promise<never> => {
    throw new Error('nothing is written here');
  };
  const vendor = side === 'left' ? 'monday' : 'google';
  return {
    row: { id: replica.container, vendor, externalId: '1', connection: null, hintSeq: 1, readSeq: 0 },
    replicas: new Map([[replica.id, replica]]),
    container: { read: async () => new Map([[replica.id, reading]]), pack: () => [], apply: unused, settle: unused, covered: unused },
    lease: { container: replica.container, holder: 'bench', token: 1 },
  };
}

const STAGES = ['Running', 'Onboarding'];
const TIERS = ['A', 'B', 'C'];
const day = (n: number): string => `2026-${String((n % 12) + 1).padStart(2, '0')}-${String((n % 28) + 1).padStart(2, '0')}`;
const text = (value: string): Cell => ({ kind: 'text', text: value });
const number = (value: string): Cell => ({ kind: 'number', number: value });
const hours = (n: number, edited: boolean): string => String((n % 60) + (edited ? 100 : 1));

function leftCells(n: number, edited: boolean): Record<string, Cell> {
  const { id, name, email } = PEOPLE[n % PEOPLE.length] ?? { id: '', name: '', email: '' };
  return {
    name: text(`Client ${n} and partners`),
    contact: text(`office@client${n}.example`),
    notes: text(`Met at the fair in ${2000 + (n % 26)}, wants a report every month`),
    budget: number(`${n % 9000}.5`),
    currency: text('EUR'),
    hours: number(hours(n, edited)),
    discount: number(`0.${(n % 9) + 1}`),
    start: { kind: 'date', date: day(n), time: null },
    renewal: { kind: 'date', date: day(n * 7), time: null },
    stage: { kind: 'choice', labels: [STAGES[n % 2] ?? ''] },
    tier: { kind: 'choice', labels: [TIERS[n % 3] ?? ''] },
    manager: { kind: 'people', people: [{ id, name, email }] },
    vat: { kind: 'bool', bool: n % 3 === 0 },
  };
}

function rightCells(n: number, edited: boolean): Record<string, Cell> {
  const left = leftCells(n, edited);
  const typed = Object.entries(left).map(([ref, cell]): [string, Cell] => {
    if (cell.kind === 'people') return [ref, text(cell.people[0]?.name ?? '')];
    if (ref === 'stage' && cell.kind === 'choice') return [ref, text((cell.labels[0] ?? '').toLowerCase())];
    return [ref, cell.kind === 'choice' ? text(cell.labels[0] ?? '') : cell];
  });
  return Object.fromEntries(typed.map(([ref, cell]) => [ref.toUpperCase(), cell]));
}
