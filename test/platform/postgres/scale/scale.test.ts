/** A pair of 100,000 records costs Postgres what has changed of it, never what it holds. Counts, no times. */
import { beforeAll, expect, test } from 'vitest';
import type { Engine, Opened } from '../../../../core/sync/engine.ts';
import type { ContainerId, IntentId, LocalId, RecordKey, ReplicaId, RunId } from '../../../../core/sync/ids.ts';
import { brandAs } from '../../../../core/sync/ids.ts';
import { ingest } from '../../../../core/sync/ingest.ts';
import type { Container, Reading, StepOutcome } from '../../../../core/sync/ports.ts';
import type { RawRecord } from '../../../../core/sync/record.ts';
import { syncPair } from '../../../../core/sync/sync-pair.ts';
import type { Cost } from './counting.ts';
import { item, keyOf, md5, row, seed } from './seed.ts';
import { watchedDatabase } from './watched.ts';

const RECORDS = 100_000;
/** ms; a machine may be busy with other tests. */
const PATIENCE = 60_000;
const BOARD = brandAs<ContainerId>('board');
const BOOK = brandAs<ContainerId>('book');

const { store, owner, cost } = await watchedDatabase();
beforeAll(async () => {
  await seed(owner, RECORDS);
}, 2 * PATIENCE);

test(
  '50 changed items are 50 rows of each table, in as many queries as 5 are',
  async () => {
    const few = await cost(() => change(BOARD, numbers(1, 5), 1));
    const many = await cost(() => change(BOARD, numbers(101, 50), 1));
    expect(written(BOOK)).toEqual(numbers(101, 50).map((n) => [keyOf(n), String(n + 1)]));
    expect(many.queries).toBe(few.queries);
    expect(proportional(many, 50)).toEqual([]);
    expect(many.written).toMatchObject({ archive: 50, mirror_records: 100, journal: 50 });
  },
  PATIENCE,
);

test(
  'a board read whole: what has moved is read and packed; with nothing changed one packed row is read, none is written',
  async () => {
    for (const n of numbers(401, 50)) paid.set(n, n + 3);
    const moved = await cost(sweep);
    // Also what the runs before have moved.
    expect(proportional(moved, 105)).toEqual([]);
    const again = await cost(sweep);
    expect(again.read.mirror_records ?? 0).toBe(0);
    expect(proportional(again, 1)).toEqual([]);
    // The hint comes and goes; two leases are taken, one is extended.
    expect(again.written).toEqual({ containers: 5, hints: 2 });
  },
  PATIENCE,
);

test(
  'a tab read whole with 50 rows changed: its index is one row, and so are keys and places',
  async () => {
    const few = await cost(() => change(BOOK, numbers(201, 5), 2));
    const many = await cost(() => change(BOOK, numbers(301, 50), 2));
    expect(written(BOARD)).toEqual(numbers(301, 50).map((n) => [String(n), String(n + 2)]));
    expect(many.queries).toBe(few.queries);
    expect(proportional(many, 50)).toEqual([]);
    expect(many.written).toMatchObject({ archive: 50, mirror_records: 100, journal: 50 });
  },
  PATIENCE,
);

/** What stands on both sides where it isn't the seed's. */
const paid = new Map<number, number>();
const was = (n: number): number => paid.get(n) ?? n;
const applied = new Map<ContainerId, [string, string][]>();
const written = (container: ContainerId): readonly [string, string][] => applied.get(container) ?? [];

/** Tables of which much more was read or written than `records` rows. */
function proportional(of: Cost, records: number): readonly string[] {
  const most = records * ROWS_FOR_ONE + 20;
  return [...Object.entries(of.read), ...Object.entries(of.written)].filter(([, n]) => n > most).map(([table, n]) => `${table}: ${n}`);
}
/** A table is asked for a record by several statements: its entry by two ids and a key, its mirror on two sides. */
const ROWS_FOR_ONE = 12;

/** People change the budgets of these on one side; the account wakes up. */
async function change(where: ContainerId, which: readonly number[], by: number): Promise<void> {
  for (const n of which) paid.set(n, n + by);
  await store.hint(where, where === BOARD ? which.map((n) => brandAs<LocalId>(String(n))) : 'all');
  await wake(where === BOARD ? which.map((n) => item(n, was(n))) : numbers(1, RECORDS).map((n) => row(n, was(n))), where === BOOK);
}

async function sweep(): Promise<void> {
  await store.hint(BOARD, 'all');
  await wake(
    numbers(1, RECORDS).map((n) => item(n, was(n))),
    true,
  );
}

async function wake(records: readonly RawRecord[], complete: boolean): Promise<void> {
  const [board, book] = await store.containers();
  const leases = await store.lease([BOARD, BOOK], 'test', 60_000);
  const [left, right] = await store.replicas();
  const [pair] = await store.pairs();
  if (board === undefined || book === undefined || left === undefined || right === undefined || pair === undefined) throw new Error('seed');
  const opened = new Map<ContainerId, Opened>();
  for (const [container, replica] of [[board, left] as const, [book, right] as const]) {
    const lease = leases.find((one) => one.container === container.id);
    if (lease === undefined) throw new Error('lease');
    const vendor = answering(container.id, records, complete);
    opened.set(container.id, { row: container, replicas: new Map([[replica.id, replica]]), container: vendor, lease });
  }
  for (const one of opened.values()) if (one.row.hintSeq > one.row.readSeq) await ingest(engine, one);
  if ((await store.due()).length > 0) await syncPair(engine, pair, { left, right }, opened, []);
  expect(await store.due()).toEqual([]);
}

/** A vendor that shows these records and takes every write, all in one call. */
function answering(id: ContainerId, records: readonly RawRecord[], complete: boolean): Container {
  const reading: Reading = { kind: 'records', complete, records, gone: [], columns: [], locale: null };
  return {
    read: async (asked) => new Map([...asked.keys()].map((replica: ReplicaId) => [replica, reading])),
    pack: (writes) => (writes.length === 0 ? [] : [writes]),
    settle: async () => ({ kind: 'none' }),
    covered: async () => new Map(),
    async apply({ writes }) {
      applied.set(id, []);
      return new Map(
        writes.map((write): [typeof write.step, StepOutcome] => {
          if (write.kind !== 'update') throw new Error(write.kind);
          const { localId, position, cells, before } = write;
          const text = Object.values(cells).map((cell) => (cell.kind === 'number' ? cell.number : cell.kind));
          applied.get(id)?.push([localId, text.join()]);
          return [
            write.step,
            { kind: 'applied', localId, position, version: null, shown: cells, covered: { kind: 'value', cells: before } },
          ];
        }),
      );
    },
  };
}

let minted = 0;
const mint = (): string => {
  minted += 1;
  return `m${minted}`;
};
const engine: Engine = {
  store,
  holder: 'test',
  callTimeoutMs: 10_000,
  now: () => Date.now(),
  repeat: () => () => undefined,
  gate: (_, work) => work(),
  mint: {
    run: () => brandAs<RunId>(mint()),
    intent: () => brandAs<IntentId>(mint()),
    rowKey: () => brandAs<RecordKey>(mint()),
    keyOf: () => brandAs<RecordKey>(mint()),
  },
  hash: md5,
  log: () => undefined,
};

function numbers(from: number, count: number): readonly number[] {
  return Array.from({ length: count }, (_, n) => from + n);
}
