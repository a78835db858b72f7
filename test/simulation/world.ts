/** A board and a tab, a store between them, and everything that a history needs to know of both. */
import type { ColumnRef, ContainerId, FieldId, PairId, ReplicaId } from '../../core/sync/ids.ts';
import type { FieldMapping, PairSettings } from '../../core/sync/mapping.ts';
import type { Column } from '../../core/sync/record.ts';
import type { ReplicaRow } from '../../core/sync/store.ts';
import { automation } from './automation.ts';
import { HintWatch } from './hint-watch.ts';
import { MemoryStore } from './memory-store.ts';
import type { ConflictRow, HeldRow } from './memory-tables.ts';
import { emptyTables } from './memory-tables.ts';
import { hinter } from './mishaps.ts';
import { Oracle } from './oracle.ts';
import type { Random } from './random.ts';
import { seeded } from './random.ts';
import { Scheduler } from './scheduler.ts';
import type { Site } from './site.ts';
import { Board } from './vendors/board.ts';
import { Sheet } from './vendors/sheet.ts';
import { openBoard, openSheet } from './vendors/wire.ts';

export const BOARD = 'a-board' as ContainerId;
export const BOOK = 'b-book' as ContainerId;
export const LEFT = 'a-left' as ReplicaId;
export const RIGHT = 'b-right' as ReplicaId;
export const PAIR = 'pair' as PairId;

export interface World extends Site {
  readonly seed: number;
  readonly board: Board;
  readonly sheet: Sheet;
  readonly oracle: Oracle;
  readonly hints: HintWatch;
  readonly requests: RequestsOption;
  /** What the API does to the store beside a person's wish. */
  answers: Answers;
  /** Write calls that acted. */
  writes: number;
}

export interface WorldOptions {
  readonly requests?: RequestsOption;
}

export interface Answers {
  readonly settle: (conflict: ConflictRow) => Promise<void>;
  readonly judge: (held: readonly HeldRow[]) => Promise<void>;
}

/** Whether people ask for undos, take sides and judge held steps; whether they undo creates, too. */
export const REQUESTS = ['none', 'no-uncreates', 'all'] as const;
type RequestsOption = (typeof REQUESTS)[number];

export function makeWorld(seed: number, { requests = 'all' }: WorldOptions = {}): World {
  const random = seeded(seed);
  const scheduler = new Scheduler(seeded(seed + 0x5eed));
  const settings = settingsFor(random);
  const oracle = new Oracle({ now: () => scheduler.now, guarded: settings.guard !== 'off' });
  const faults = { on: true, share: random.chance(0.5) ? 0.12 : 0.04, counts: new Map() };
  const hint = hinter({ scheduler, random, faults }, (container, ids) => world.statements.hint(container, ids));
  const watch = (effect: Parameters<Oracle['effect']>[0]): void => {
    scheduler.note(
      `effect ${effect.side} ${effect.kind} ${effect.name} ${effect.column ?? ''} ${JSON.stringify(effect.from)} -> ${JSON.stringify(effect.to)}`,
    );
    oracle.effect(effect);
  };
  const board = new Board(columnsOf('left'), watch, (id) => hint(BOARD, [id]));
  const sheet = new Sheet(columnsOf('right'), watch, () => hint(BOOK, 'all'));
  const tables = emptyTables([]);
  const containers = [
    { id: BOARD, vendor: 'monday' as const, externalId: '1', connection: 'c', hintSeq: 0, readSeq: 0 },
    { id: BOOK, vendor: 'google' as const, externalId: 's', connection: 'c', hintSeq: 0, readSeq: 0 },
  ];
  for (const row of containers) tables.containers.set(row.id, { row, holder: null, token: 0, until: null });
  for (const row of replicas()) tables.replicas.set(row.id, row);
  tables.pairs.set(PAIR, { id: PAIR, name: 'pair', left: LEFT, right: RIGHT, settings, state: 'live' });
  const store = new MemoryStore(tables, () => scheduler.now);
  const hints = new HintWatch(store);
  const looked = (): void => {
    hints.read(BOOK);
    oracle.looked();
  };
  if (random.chance(0.5)) board.answer = automation(board, oracle, scheduler, random);
  const world: World = {
    seed,
    random,
    scheduler,
    board,
    sheet,
    store,
    statements: store,
    oracle,
    hints,
    requests,
    answers: {
      settle: async (conflict) => {
        tables.conflicts = tables.conflicts.map((one) => (one === conflict ? { ...one, state: 'settled' } : one));
      },
      judge: async (held) => {
        tables.held = tables.held.filter((one) => !held.includes(one));
      },
    },
    line: {
      scheduler,
      random,
      faults,
      wrote: () => {
        world.writes += 1;
      },
    },
    open: (id, line) => (id === BOARD ? openBoard(line, board, () => hints.read(BOARD)) : openSheet(line, sheet, looked)),
    writes: 0,
    minted: 0,
  };
  return world;
}

const field = (
  left: string,
  type: FieldMapping['type'],
  policy: FieldMapping['policy'],
  direction: FieldMapping['direction'] = 'two-way',
): FieldMapping => ({
  left,
  right: left.toUpperCase(),
  type,
  direction,
  policy,
  map: null,
  currency: type === 'money' ? 'EUR' : null,
});

export const FIELDS: readonly FieldMapping[] = [
  field('name', 'text', 'left'),
  field('notes', 'text', 'ask'),
  field('tag', 'text', 'left'),
  field('budget', 'money', 'right'),
  field('due', 'text', 'left', 'left-to-right'),
];

export const columnOf = (id: FieldId | string, side: 'left' | 'right'): string => (side === 'left' ? id : id.toUpperCase());

export function settingsFor(random: Random): PairSettings {
  const policy = () => random.pick(['follow', 'follow', 'ask', 'restore'] as const) ?? 'follow';
  return {
    fields: [...FIELDS],
    key: ['name'],
    filter: { left: [], right: [] },
    deletes: { left: policy(), right: policy() },
    guard: random.chance(0.3) ? 'off' : { deletes: { count: 5, share: 0.1 }, changes: { count: 25, share: 0.3 } },
  };
}

const columnsOf = (side: 'left' | 'right'): Column[] =>
  FIELDS.map((one) => ({
    ref: one[side] as ColumnRef,
    title: one[side],
    kind: one.type === 'money' ? 'number' : 'text',
    writable: true,
    labels: null,
  }));

const replicas = (): readonly ReplicaRow[] => [
  {
    id: LEFT,
    container: BOARD,
    name: 'Clients',
    locator: { vendor: 'monday', board: '1', keyColumn: 'key', columns: null },
    columns: [],
    locale: null,
    state: 'new',
  },
  {
    id: RIGHT,
    container: BOOK,
    name: 'Budget',
    locator: { vendor: 'google', spreadsheet: 's', sheetId: 1, headerRow: 1, identity: 'keyed', keyMetadataId: 1, columns: [] },
    columns: [],
    locale: null,
    state: 'new',
  },
];
