/** A board and a tab, paired, with the engine between them: what a worker does, without a worker. */
import type { Engine, Opened } from '../../../core/sync/engine.ts';
import { SyncError } from '../../../core/sync/errors.ts';
import type { ColumnRef, ContainerId, IntentId, PairId, ReplicaId, RunId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import { ingest } from '../../../core/sync/ingest.ts';
import type { PairSettings } from '../../../core/sync/mapping.ts';
import { columnsOf } from '../../../core/sync/mapping.ts';
import type { Cell, Column } from '../../../core/sync/record.ts';
import type { SyncStore } from '../../../core/sync/store.ts';
import { syncPair } from '../../../core/sync/sync-pair.ts';
import type { Person } from '../../../core/values/value.ts';
import { key, PEOPLE, settingsOf } from './fixtures.ts';
import { BoardModel, TabModel } from './models.ts';
import { WatchedStore } from './watched-store.ts';

/** The process dies: thrown out of whatever it was doing. */
export class Crash extends Error {}

export const BOARD = brandAs<ContainerId>('board');
export const BOOK = brandAs<ContainerId>('book');
const LEFT = brandAs<ReplicaId>('left');
const RIGHT = brandAs<ReplicaId>('right');
const PAIR = brandAs<PairId>('pair');

export interface World {
  readonly board: BoardModel;
  readonly tab: TabModel;
  readonly store: WatchedStore;
  /** Runs until nothing is due. A crash ends it. */
  sync(): Promise<void>;
  /** People have touched both sides; then `sync`. */
  settle(): Promise<void>;
  /** The nth await from now on is the last one of this process. */
  crashAfter(awaits: number): void;
  /** Awaits that the last `sync` came by. */
  awaits(): number;
  pass(ms: number): void;
}

/** What a test may bring along. */
export interface Manners {
  /** In which people type in the tab, and who they are. */
  readonly locale?: string;
  readonly people?: readonly Person[];
  /** A board that another pair has, too. */
  readonly board?: BoardModel;
  /** How far the worker's clock is ahead of the database's, ms, whenever it is looked at. */
  readonly ahead?: () => number;
}

export function world(
  over: Partial<PairSettings> = {},
  { locale = 'en-US', people = PEOPLE, board: shared, ahead = () => 0 }: Manners = {},
): World {
  const settings = settingsOf({ deletes: { left: 'follow', right: 'follow' }, guard: 'off', ...over });
  const board = shared ?? new BoardModel(columns(settings, 'left'));
  const tab = new TabModel(columns(settings, 'right'), locale);
  let now = Date.UTC(2026, 0, 1);
  const containers = [container(BOARD, 'monday'), container(BOOK, 'google')];
  const replicas = [
    replica(LEFT, BOARD, { vendor: 'monday', board: '1', keyColumn: 'key', columns: null }),
    replica(RIGHT, BOOK, {
      vendor: 'google',
      spreadsheet: 's',
      sheetId: 1,
      headerRow: 1,
      identity: 'keyed',
      keyMetadataId: 1,
      columns: [],
    }),
  ];
  const store = new WatchedStore(
    containers,
    replicas,
    { id: PAIR, name: 'pair', left: LEFT, right: RIGHT, settings, state: 'live' },
    people,
    () => now,
  );
  let left = Number.POSITIVE_INFINITY;
  let passed = 0;
  const breathe = (): void => {
    passed += 1;
    left -= 1;
    if (left === 0) throw new Crash('crash');
  };
  const engine = engineOver(mortal(store, breathe), () => now + ahead());
  const opened = new Map<ContainerId, Opened>(
    (
      [
        [BOARD, mortal(board, breathe), replicas[0]],
        [BOOK, mortal(tab, breathe), replicas[1]],
      ] as const
    ).map(([id, model, one]) => {
      if (one === undefined) throw new Error(id);
      const open = { replicas: new Map([[one.id, one]]), container: model, lease: store.held(id) };
      return [
        id,
        {
          ...open,
          // As it stands when it is looked at: hints are counted on.
          get row() {
            return store.row(id);
          },
        },
      ];
    }),
  );
  const sync = async (): Promise<void> => {
    passed = 0;
    for (let round = 0; round < 40; round += 1) {
      // What missed its row waits a second before it is tried again.
      now += 2_000;
      let did = false;
      for (const one of opened.values()) {
        if (one.row.hintSeq <= one.row.readSeq) continue;
        did = true;
        await ingest(engine, one);
      }
      if ((await store.due()).length > 0 || store.openCalls > 0) {
        did = true;
        const [pair] = await store.pairs();
        const [one, two] = await store.replicas();
        if (pair === undefined || one === undefined || two === undefined) throw new Error('no pair');
        await syncPair(engine, pair, { left: one, right: two }, opened, people).catch((error: unknown) => {
          if (!(error instanceof SyncError)) throw error;
        });
      }
      if (!did) return;
    }
    throw new Error('never quiet');
  };
  const touch = async (): Promise<void> => {
    await store.hint(BOARD, 'all');
    await store.hint(BOOK, 'all');
  };
  return {
    board,
    tab,
    store,
    sync,
    settle: async () => {
      await touch();
      await sync();
    },
    crashAfter: (awaits) => {
      left = awaits;
    },
    awaits: () => passed,
    pass: (ms) => {
      now += ms;
    },
  };
}

const container = (id: ContainerId, vendor: 'monday' | 'google') => ({
  id,
  vendor,
  externalId: id as string,
  connection: 'c',
  hintSeq: 1,
  readSeq: 0,
});

const replica = (id: ReplicaId, of: ContainerId, locator: Parameters<typeof Object.freeze>[0]) => ({
  id,
  container: of,
  name: id as string,
  locator: locator as never,
  columns: [],
  locale: null,
  state: 'ready' as const,
});

const KINDS: Partial<Record<PairSettings['fields'][number]['type'], Cell['kind']>> = {
  money: 'number',
  number: 'number',
  date: 'date',
  dateRange: 'range',
  choice: 'choice',
  choices: 'choice',
  person: 'people',
};

const columns = (settings: PairSettings, side: 'left' | 'right'): Column[] =>
  settings.fields.flatMap((field) =>
    columnsOf(field, side).map((ref, n): Column => {
      const kind = n === 0 ? (KINDS[field.type] ?? 'text') : 'text';
      return { ref: ref as ColumnRef, title: ref, kind, writable: true, labels: null };
    }),
  );

function engineOver(store: SyncStore, now: () => number): Engine {
  let ids = 0;
  const next = (): number => {
    ids += 1;
    return ids;
  };
  const hash = (text: string): string => {
    let [a, b] = [0x811c9dc5, 0x1b873593];
    for (let at = 0; at < text.length; at += 1) {
      a = Math.imul(a ^ text.charCodeAt(at), 0x01000193) >>> 0;
      b = Math.imul(b + text.charCodeAt(at), 0x85ebca6b) >>> 0;
    }
    return a.toString(36).padStart(7, '0') + b.toString(36).padStart(7, '0');
  };
  return {
    store,
    holder: 'test',
    callTimeoutMs: 1_000,
    now,
    repeat: () => () => undefined,
    gate: (_, work) => work(),
    mint: {
      run: () => brandAs<RunId>(`run${next()}`),
      intent: () => brandAs<IntentId>(`intent${next()}`),
      rowKey: () => key(`ek${String(next()).padStart(12, '0')}`),
      keyOf: (pair, side, id) => key(`ek${hash(`${pair} ${side} ${id}`)}`),
    },
    hash,
    log: () => undefined,
  };
}

/** Every call is an await at which the process may die: before its effect or after it. */
function mortal<T extends object>(of: T, breathe: () => void): T {
  return new Proxy(of, {
    get(target, name, receiver) {
      const member: unknown = Reflect.get(target, name, receiver);
      if (typeof member !== 'function' || name === 'pack') return member;
      return async (...given: unknown[]) => {
        breathe();
        const answer: unknown = await Reflect.apply(member, target, given);
        breathe();
        return answer;
      };
    },
  });
}
