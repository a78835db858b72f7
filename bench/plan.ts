/**
 * N7: decoded records → plan, hashing included, on 100,000 records of 12 fields. A board is told by fingerprints, a tab by
 * its row index; what moved is decided on. Beside it a bare loop over the same cells: the least that any program has to do.
 */
import { getHeapStatistics } from 'node:v8';
import { hash } from '../app/engine.ts';
import type { ArchiveEntry } from '../core/sync/archive.ts';
import { decide } from '../core/sync/decide/decide.ts';
import type { Engine } from '../core/sync/engine.ts';
import { fingerprintOf } from '../core/sync/fingerprint.ts';
import type { LocalId } from '../core/sync/ids.ts';
import { ingest } from '../core/sync/ingest.ts';
import type { Side } from '../core/sync/mapping.ts';
import { stepsOf } from '../core/sync/plan.ts';
import type { RawRecord } from '../core/sync/record.ts';
import type { MirrorChange, MirrorRecord, PairWork, SyncStore } from '../core/sync/store.ts';
import { median, print, timings, took } from './figure.ts';
import { decoded, entryOf, keyOf, localIdOf, numberOf, opened, PAIR, PEOPLE, SIDES } from './large-pair.ts';

const RECORDS = 100_000;
const SIZES = '100,000 records x 12 fields';
const RUNS = 7;
const MB = 1024 * 1024;
const heap = { most: 0, asked: 0 };

for (const side of ['left', 'right'] as const) {
  for (const every of [null, 100]) {
    const name = `${side === 'left' ? 'a board' : 'a tab'} of ${SIZES} to a plan, ${every === null ? 'nothing' : '1 %'} changed`;
    const work = prepared(side, every);
    const first = await took(work);
    const reach = every === null ? 800 : 1_000;
    print({ figure: 'N7', name, value: median(await timings(RUNS, work)), unit: 'ms', reach });
    print({ figure: 'N7', name: `${name}, first time in a process`, value: first, unit: 'ms', reach: null });
    print({ figure: 'N7', name: `${name}, peak heap, records included`, value: (await peakOf(work)) / MB, unit: 'MB', reach: 250 });
  }
}
const floor = read('left', null);
const bare = median(await timings(RUNS, () => bareLoop(floor)));
print({ figure: 'N7', name: `floor: one bare loop over the cells of ${SIZES}`, value: bare, unit: 'ms', reach: null });

/** One reading with its decision. What the store knows is made before; one of `every` records has been edited since. */
function prepared(side: Side, every: number | null): () => Promise<void> {
  const known = knownOf(side);
  const records = read(side, every);
  const others = othersOf(side, every);
  return async () => {
    const changes: MirrorChange[] = [];
    const store: Partial<SyncStore> = {
      ...known,
      unread: async () => ({ scope: 'all', upTo: 1 }),
      openIntents: async () => [],
      renew: async () => undefined,
      ingest: async (all) => void changes.push(...all),
    };
    await ingest(engineOver(store), opened(side, records));
    const plan = decide(
      PAIR,
      SIDES,
      workOf(
        side,
        changes.flatMap((one) => one.changed),
        others,
      ),
      PEOPLE,
      () => keyOf(0),
    ).plan;
    if (stepsOf(plan).length !== (every === null ? 0 : RECORDS / every)) throw new Error(`${stepsOf(plan).length} steps`);
  };
}

function knownOf(side: Side): Pick<SyncStore, 'fingerprints' | 'rows' | 'mirror'> {
  const records = read(side, null);
  const prints = new Map(side === 'left' ? records.map((one) => [one.localId, fingerprintOf({ hash }, one)]) : []);
  const rows = (side === 'left' ? [] : records).map((one, n) => {
    return { key: keyOf(n), position: n + 2, fingerprint: fingerprintOf({ hash }, one), written: true };
  });
  const mirrored = (id: LocalId): RawRecord => ({ ...decoded(side, numberOf(id), false), localId: id });
  return { fingerprints: async () => prints, rows: async () => rows, mirror: async (_, ids) => (ids === 'all' ? [] : ids).map(mirrored) };
}

/** What the store gives a run beside the changed records: entries and the other side's mirror, of these only. */
function othersOf(side: Side, every: number | null): ReadonlyMap<string, { readonly entry: ArchiveEntry; readonly other: MirrorRecord }> {
  const edited = every === null ? [] : Array.from({ length: RECORDS / every }, (_, n) => n * every);
  return new Map(
    edited.map((n) => {
      const there = side === 'left' ? 'right' : 'left';
      const record = { ...decoded(there, n, false), localId: localIdOf(there, n) };
      return [localIdOf(side, n), { entry: entryOf(n), other: { record, fingerprint: '', gone: null } }];
    }),
  );
}

function workOf(side: Side, changed: readonly MirrorRecord[], others: ReturnType<typeof othersOf>): PairWork {
  const around = changed.flatMap((one) => others.get(one.record.localId) ?? []);
  const here = new Map(changed.map((one) => [one.record.localId, one]));
  const there = new Map(around.map((one) => [one.other.record.localId, one.other]));
  return {
    dirty: changed.map((one, seq) => ({ side, localId: one.record.localId, seq, age: 0 })),
    entries: around.map((one) => one.entry),
    mirrors: side === 'left' ? { left: here, right: there } : { left: there, right: here },
    open: new Map(),
    directives: new Map(),
    records: RECORDS,
    window: { deletes: { left: 0, right: 0 }, changes: { left: 0, right: 0 }, emptied: { left: new Map(), right: new Map() } },
    recent: new Map(),
  };
}

/** Bytes, the most that stood at any time: looked at before every thousandth hash, so what is garbage by then counts, too. */
async function peakOf(work: () => Promise<void>): Promise<number> {
  globalThis.gc?.();
  heap.most = 0;
  await work();
  lookAtHeap();
  return heap.most;
}

function lookAtHeap(): void {
  heap.most = Math.max(heap.most, getHeapStatistics().used_heap_size);
}

function engineOver(store: Partial<SyncStore>): Engine {
  const unused = (): never => {
    throw new Error('nothing is minted here');
  };
  return {
    store: store as SyncStore,
    holder: 'bench',
    callTimeoutMs: 1_000,
    now: () => 0,
    repeat: () => () => undefined,
    gate: (_, work) => work(),
    mint: { run: unused, intent: unused, rowKey: unused, keyOf: unused },
    hash: (text) => {
      heap.asked += 1;
      if (heap.asked % 1_000 === 0) lookAtHeap();
      return hash(text);
    },
    log: () => undefined,
  };
}

function read(side: Side, every: number | null): RawRecord[] {
  return Array.from({ length: RECORDS }, (_, n) => decoded(side, n, every !== null && n % every === 0));
}

/** Reads every cell once. */
function bareLoop(records: readonly RawRecord[]): void {
  let seen = 0;
  for (const { cells } of records) for (const cell of Object.values(cells)) seen += cell.kind.length;
  if (seen === 0) throw new Error('the loop read nothing');
}
