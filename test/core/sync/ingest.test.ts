/** What a reading changes in the mirrors of a container. */
import { describe, expect, test } from 'vitest';
import type { Engine, Opened } from '../../../core/sync/engine.ts';
import { fingerprintOf } from '../../../core/sync/fingerprint.ts';
import type { LocalId, ReplicaId } from '../../../core/sync/ids.ts';
import { ingest } from '../../../core/sync/ingest.ts';
import type { Reading, Scope } from '../../../core/sync/ports.ts';
import type { Column, RawRecord } from '../../../core/sync/record.ts';
import type { MirrorChange, ReplicaRow, StoredIntent } from '../../../core/sync/store.ts';
import { local, rec } from './fixtures.ts';

const hash = (shown: string): string => shown;
const BOARD = 'board' as ReplicaId;
const TAB = 'tab' as ReplicaId;
const column = (ref: string): Column =>
  ({ ref, title: `Title of ${ref}`, kind: 'text', writable: true, labels: null }) as unknown as Column;
const replica = (id: ReplicaId, locator: object, over: Partial<ReplicaRow> = {}): ReplicaRow =>
  ({ id, locator, columns: [column('name')], state: 'ready', ...over }) as unknown as ReplicaRow;
const MONDAY = { vendor: 'monday' };
const KEYED = { vendor: 'google', identity: 'keyed' };

const ACME = rec('1', { name: 'Acme' });
const BETA = rec('2', { name: 'Beta' });
const print = (record: RawRecord): string => fingerprintOf({ hash }, record);
const reading = (over: Partial<Extract<Reading, { kind: 'records' }>> = {}): Reading =>
  ({ kind: 'records', records: [], gone: [], columns: [column('name')], locale: null, complete: false, ...over }) as Reading;

interface Scene {
  readonly unread?: { readonly scope: 'all' | readonly LocalId[]; readonly upTo: number } | null;
  readonly replicas?: readonly ReplicaRow[];
  readonly readings?: readonly (readonly [ReplicaId, Reading])[];
  /** What the vendor says when it is asked again. */
  readonly again?: Reading;
  readonly known?: ReadonlyMap<string, string>;
  readonly intents?: readonly Partial<StoredIntent>[];
  /** Rows that a keyed tab showed when last read. */
  readonly rows?: readonly RawRecord[];
}

async function take(scene: Scene) {
  const reads: ReadonlyMap<ReplicaId, Scope>[] = [];
  const asked: unknown[] = [];
  const taken: { changes: readonly MirrorChange[]; how: unknown }[] = [];
  const store = {
    unread: async () => (scene.unread === undefined ? { scope: 'all', upTo: 7 } : scene.unread),
    openIntents: async (containers: unknown) => {
      asked.push(containers);
      return scene.intents ?? [];
    },
    pairs: async () => [],
    fingerprints: async (_: ReplicaId, ids: unknown) => {
      asked.push(ids);
      return scene.known ?? new Map();
    },
    rows: async () =>
      (scene.rows ?? []).map((row) => ({ key: row.localId, position: row.position, fingerprint: print(row), written: false })),
    mirror: async () => scene.rows ?? [],
    ingest: async (changes: readonly MirrorChange[], how: unknown) => void taken.push({ changes, how }),
    renew: async () => undefined,
  };
  const engine = {
    store,
    hash,
    now: () => 0,
    callTimeoutMs: 8_000,
    repeat: () => () => undefined,
    gate: async <T>(mayCall: () => Promise<void>, work: () => Promise<T>) => {
      await mayCall();
      return work();
    },
    mint: { rowKey: () => 'ek000000000001' },
  } as unknown as Engine;
  const replicas = scene.replicas ?? [replica(BOARD, MONDAY)];
  const container = {
    read: async (scopes: ReadonlyMap<ReplicaId, Scope>) => {
      reads.push(scopes);
      return new Map(reads.length === 1 ? scene.readings : [[replicas[0]?.id, scene.again ?? reading()]]);
    },
  };
  const lease = { container: 'c', holder: 'me', token: 1 };
  const opened = { row: { id: 'c' }, replicas: new Map(replicas.map((one) => [one.id, one])), container, lease } as unknown as Opened;
  const count = await ingest(engine, opened);
  return { count, reads, asked, taken, lease, change: taken[0]?.changes[0] };
}

describe('[P10] what is read', () => {
  test('nothing without hints', async () => {
    expect(await take({ unread: null })).toMatchObject({ count: 0, reads: [], taken: [] });
  });

  test('what the hints name, and all of a replica that was never read', async () => {
    const scene = { replicas: [replica(BOARD, MONDAY), replica(TAB, MONDAY, { state: 'new' })] };
    const some = await take({ ...scene, unread: { scope: [local('1')], upTo: 7 }, readings: [[BOARD, reading()]] });
    expect(some.reads).toEqual([
      new Map([
        [BOARD, { kind: 'records', ids: ['1'] }],
        [TAB, { kind: 'all' }],
      ]),
    ]);
    const all = await take({ ...scene, readings: [] });
    expect(all.reads).toEqual([
      new Map([
        [BOARD, { kind: 'all' }],
        [TAB, { kind: 'all' }],
      ]),
    ]);
  });

  test('nothing of a container that holds no replica, but its hints are over', async () => {
    const none = await take({ replicas: [] });
    expect([none.reads, none.taken]).toEqual([[], [{ changes: [], how: { leases: [none.lease], container: 'c', upTo: 7 } }]]);
  });
});

describe('[L3] while intents of a keyed tab are open', () => {
  const tab = [replica(TAB, KEYED)];
  const read = async (intents: readonly Partial<StoredIntent>[], replicas = tab): Promise<number> =>
    (await take({ replicas, intents, readings: [[TAB, reading()]] })).reads.length;

  test('it isn’t read', async () => {
    expect(await read([{ state: 'open', replica: TAB }])).toBe(0);
    expect(
      await read([
        { state: 'covering', replica: TAB },
        { state: 'open', replica: TAB },
      ]),
    ).toBe(0);
  });

  test('those that are applied, or another replica’s, don’t matter', async () => {
    expect([await read([]), await read([{ state: 'covering', replica: TAB }]), await read([{ state: 'open', replica: BOARD }])]).toEqual([
      1, 1, 1,
    ]);
    expect(await read([{ state: 'open', replica: TAB }], [replica(TAB, { vendor: 'google', identity: 'plain' })])).toBe(1);
    expect(await read([{ state: 'open', replica: TAB }], [replica(TAB, { vendor: 'monday', identity: 'keyed' })])).toBe(1);
  });
});

describe('a reading', () => {
  test('[P4] changes the records that show something else than they did, and tells how many', async () => {
    const known = new Map([
      ['1', print(ACME)],
      ['2', 'other'],
    ]);
    const found = await take({
      known,
      readings: [
        [BOARD, reading({ records: [ACME, BETA], locale: { locale: 'de-DE', timeZone: 'UTC' } })],
        ['?' as ReplicaId, reading()],
      ],
    });
    expect(found.taken).toEqual([
      {
        changes: [
          {
            replica: BOARD,
            columns: [column('name')],
            locale: { locale: 'de-DE', timeZone: 'UTC' },
            changed: [{ record: BETA, fingerprint: print(BETA), gone: null }],
            gone: [],
            index: null,
            complete: false,
            broken: false,
            findings: [],
          },
        ],
        how: { leases: [found.lease], container: 'c', upTo: 7 },
      },
    ]);
    expect([found.count, found.asked]).toEqual([1, [['1', '2']]]);
  });

  test('[P5] of some records: gone is what the vendor says is, of those that were known, once', async () => {
    const known = new Map([
      ['1', print(ACME)],
      ['3', 'gone archived'],
      ['4', 'gone elsewhere'],
    ]);
    const gone = ['1', '3', '4', '9'].map((id) => ({ localId: local(id), how: 'archived' as const }));
    const found = await take({ known, readings: [[BOARD, reading({ records: [BETA], gone })]] });
    expect(found.change?.gone.map((one) => one.localId)).toEqual(['1', '4']);
    expect([found.count, found.reads.length, found.asked]).toEqual([3, 1, [['2', '1', '3', '4', '9']]]);
  });

  test('[P5] of all: what a board lacks is asked for by id, and only a clear answer counts', async () => {
    const known = new Map([
      ['1', print(ACME)],
      ['2', print(BETA)],
      ['3', 'x'],
    ]);
    const all = [[BOARD, reading({ records: [ACME], complete: true })]] as const;
    const gone = [{ localId: local('3'), how: 'deleted' as const }];
    const found = await take({ known, readings: all, again: reading({ gone }) });
    expect(found.reads[1]).toEqual(new Map([[BOARD, { kind: 'records', ids: ['2', '3'] }]]));
    expect([found.change?.gone, found.asked]).toEqual([gone, ['all']]);
    const broken = { kind: 'broken', why: 'no-access', columns: [] } as unknown as Reading;
    expect((await take({ known, readings: all, again: broken })).change?.gone).toEqual([]);
    const whole = await take({ known: new Map([['1', print(ACME)]]), readings: all });
    expect([whole.reads.length, whole.count]).toEqual([1, 0]);
  });

  test.each([{ vendor: 'computed' }, { vendor: 'google', identity: 'plain' }])(
    '[P5] of all of %j: what is absent is deleted',
    async (locator) => {
      const known = new Map([
        ['1', print(ACME)],
        ['2', print(BETA)],
      ]);
      const found = await take({
        known,
        replicas: [replica(TAB, locator)],
        readings: [[TAB, reading({ records: [ACME], complete: true })]],
      });
      expect([found.change?.gone, found.reads.length]).toEqual([[{ localId: '2', how: 'deleted' }], 1]);
    },
  );

  test('[I3] of a keyed tab its rows are told first', async () => {
    const found = await take({
      replicas: [replica(TAB, KEYED)],
      readings: [[TAB, reading({ records: [{ ...ACME, position: 2 }], complete: true })]],
    });
    expect(found.change).toMatchObject({ broken: false, index: [{ key: 'ek000000000001', position: 2, written: false }] });
  });

  test('[I12] a row that may be one whose key was never written is a finding of its own kind', async () => {
    const was = { ...rec('ek000000000007', { name: 'Acme', notes: 'calls back', tag: 'x' }), name: 'Acme', position: 2 };
    const now = { ...rec('', { name: 'Acme Ltd', notes: 'gone quiet', tag: 'x' }), name: 'Acme Ltd', position: 9 };
    const found = await take({
      replicas: [replica(TAB, KEYED)],
      rows: [was],
      readings: [[TAB, reading({ records: [now, { ...rec('', { name: 'Zed' }), name: 'Zed', position: 10 }], complete: true })]],
    });
    expect(found.change?.findings).toEqual([
      { kind: 'identity-doubtful', side: 'right', field: null, shown: '9: Acme Ltd', key: 'row/9', name: 'Acme Ltd' },
    ]);
    expect(found.change?.gone).toEqual([{ localId: 'ek000000000007', how: 'elsewhere' }]);
  });

  test('[P5] that can’t be taken as it is says why, column by column, and changes nothing', async () => {
    const broken = (columns: readonly string[]) =>
      [[BOARD, { kind: 'broken', why: 'column-missing', columns } as unknown as Reading]] as const;
    const finding = { kind: 'column-missing', side: 'right', field: null, key: '', name: '' };
    const found = await take({ readings: broken(['name', 'former']) });
    expect(found.change).toEqual({
      replica: BOARD,
      columns: [column('name')],
      locale: null,
      changed: [],
      gone: [],
      index: null,
      complete: false,
      broken: true,
      findings: [
        { ...finding, shown: 'Title of name' },
        { ...finding, shown: 'former' },
      ],
    });
    expect((await take({ readings: broken([]) })).change?.findings).toEqual([{ ...finding, shown: null }]);
  });
});
