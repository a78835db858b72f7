/** A board and a tab in the sandbox, a store, and the connectors between them: a world of the second level. */
import { prepareTab } from '../../../connectors/google-sheets/prepare.ts';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import { prepareBoard } from '../../../connectors/monday/prepare.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import type { BoardLocator, Locator, TabLocator } from '../../../core/accounts/locator.ts';
import type { ContainerId } from '../../../core/sync/ids.ts';
import type { ConnectorDeps, Container } from '../../../core/sync/ports.ts';
import type { ReplicaRow } from '../../../core/sync/store.ts';
import type { MondayOptions } from '../../../sandbox/monday/options.ts';
import type { WireLog } from '../../../sandbox/server/wire-log.ts';
import { MemoryStore } from '../memory-store.ts';
import { emptyTables } from '../memory-tables.ts';
import { hinter } from '../mishaps.ts';
import { Oracle } from '../oracle.ts';
import { type Random, seeded } from '../random.ts';
import type { Actor } from '../scheduler.ts';
import { Scheduler } from '../scheduler.ts';
import type { Site as WorkerSite } from '../site.ts';
import type { FaultKind } from '../vendors/wire.ts';
import { BOARD, BOOK, LEFT, PAIR, RIGHT, settingsFor } from '../world.ts';
import { type Doorway, depsFor, type Process } from './door.ts';
import { HEADERS, MAPPED, MONDAY_URL, Places, type Shown, URLS } from './places.ts';
import { Watcher } from './watcher.ts';

const MONDAY = { apiUrl: MONDAY_URL, apiVersion: '2026-10' };

export interface Site extends WorkerSite {
  readonly seed: number;
  readonly oracle: Oracle;
  readonly places: Places;
  readonly watcher: Watcher;
  /** Write calls that acted. */
  writes: number;
  /** Told of each item that a write of ours made or changed. */
  automation: ((item: string) => void) | null;
}

/** What stood on either side when the pair was made: items by column id, rows in the order of the headers. */
export interface Beginning {
  readonly items: readonly Shown[];
  readonly rows: readonly (readonly (string | number)[])[];
}

/** `begin` is told the oracle, so that what stands there is known as typed. */
export async function makeSite(
  seed: number,
  begin: (site: Pick<Site, 'oracle' | 'random'>) => Beginning,
  wireLog: WireLog | null = null,
): Promise<Site> {
  const random = seeded(seed);
  const scheduler = new Scheduler(seeded(seed + 0x5eed));
  const settings = settingsFor(random);
  const oracle = new Oracle();
  const faults = { on: true, share: random.chance(0.5) ? 0.12 : 0.04, counts: new Map<FaultKind, number>() };
  const places = new Places(scheduler, `seed ${seed}`, mondayOptions(random), wireLog);
  const { items, rows } = begin({ oracle, random });
  await places.makeBoard(items);
  await places.makeTab(rows, rows.length + random.between(2, 30));
  const mint = { ids: 0, uuids: 0 };
  const uuid = (): string => {
    mint.uuids += 1;
    return `00000000-0000-4000-8000-${(mint.uuids * 7919).toString(16).padStart(12, '0')}`;
  };
  const [left, right] = await prepare(places, uuid);
  const tables = emptyTables([]);
  const container = (id: ContainerId, vendor: 'monday' | 'google', externalId: string) => {
    const row = { id, vendor, externalId, connection: 'c', hintSeq: 0, readSeq: 0 };
    tables.containers.set(id, { row, holder: null, token: 0, until: null });
  };
  container(BOARD, 'monday', places.board);
  container(BOOK, 'google', places.book);
  for (const row of [replica('left', left), replica('right', right)]) tables.replicas.set(row.id, row);
  tables.pairs.set(PAIR, { id: PAIR, name: 'pair', left: LEFT, right: RIGHT, settings, state: 'live' });
  const store = new MemoryStore(tables, () => scheduler.now);
  const hint = hinter({ scheduler, random, faults }, (container, ids) => site.statements.hint(container, ids));
  const watcher = new Watcher(places, {
    hint: (place, ids) => hint(place === 'board' ? BOARD : BOOK, ids),
    note: (line) => scheduler.note(line),
    wrote: (item) => site.automation?.(item),
    typedOver: (covered) => oracle.gone([covered]),
    keyColumn: left.keyColumn ?? '',
    isOpen: (intent) => store.tables.intents.get(intent.id)?.state === 'open',
  });
  const way: Doorway = { places, watcher, uuid, looked: () => oracle.looked() };
  const processes = new WeakMap<Actor, Opened>();
  const site: Site = {
    seed,
    random,
    scheduler,
    store,
    statements: store,
    oracle,
    places,
    watcher,
    writes: 0,
    automation: null,
    minted: 0,
    line: {
      scheduler,
      random,
      faults,
      wrote: () => {
        site.writes += 1;
      },
    },
    open: (id, line) => {
      const known = processes.get(line.actor) ?? openAll(way, { actor: line.actor, line, intent: null }, places, left, right);
      known.process.line = line;
      processes.set(line.actor, known);
      return id === BOARD ? known.board : known.book;
    },
  };
  await store.hint(BOARD, 'all');
  await store.hint(BOOK, 'all');
  return site;
}

interface Opened {
  readonly process: Process;
  readonly board: Container;
  readonly book: Container;
}

/** What a process keeps: it remembers what it last read, and forgets it with its life. */
function openAll(way: Doorway, process: Process, places: Places, left: BoardLocator, right: TabLocator): Opened {
  const monday = depsFor(way, process, 'monday');
  const google = depsFor(way, process, 'google');
  return {
    process,
    board: telling(process, openBoard(monday, { ...MONDAY, schemas: new Map() }, places.board, new Map([[LEFT, left]]))),
    book: telling(process, openSpreadsheet(google, URLS, places.book, new Map([[RIGHT, right]]))),
  };
}

/** Calls are known by the intent that they serve. */
function telling(process: Process, container: Container): Container {
  const during = async <T>(intent: Process['intent'], run: () => Promise<T>): Promise<T> => {
    process.intent = intent;
    try {
      return await run();
    } finally {
      process.intent = null;
    }
  };
  return {
    ...container,
    apply: (intent) => during(intent, () => container.apply(intent)),
    settle: (intent) => during(intent, () => container.settle(intent)),
  };
}

async function prepare(places: Places, uuid: () => string): Promise<readonly [BoardLocator, TabLocator]> {
  const deps = (vendor: 'monday' | 'google'): ConnectorDeps => ({
    fetch: places.wire,
    now: () => places.world.clock.now(),
    sleep: async () => undefined,
    token: async () => places.token(vendor),
    limit: (_, run) => run(),
    uuid,
  });
  const { board, book: spreadsheet, sheetId } = places;
  const left: BoardLocator = { vendor: 'monday', board, keyColumn: null, columns: null };
  const columns = HEADERS.filter((one) => (MAPPED as readonly string[]).includes(one));
  const right: TabLocator = { vendor: 'google', spreadsheet, sheetId, headerRow: 1, identity: 'keyed', keyMetadataId: null, columns: [] };
  return [
    await prepareBoard(
      deps('monday'),
      MONDAY,
      left,
      MAPPED.map((one) => one.toLowerCase()),
    ),
    await prepareTab(deps('google'), URLS, right, columns),
  ];
}

const replica = (side: 'left' | 'right', locator: Locator): ReplicaRow => ({
  id: side === 'left' ? LEFT : RIGHT,
  container: side === 'left' ? BOARD : BOOK,
  name: side === 'left' ? 'Clients' : 'Budget',
  locator,
  columns: [],
  locale: null,
  state: 'new',
});

const mondayOptions = (random: Random): MondayOptions => ({
  accounts: [{ id: '26104417', name: 'Polyus', slug: 'polyus', tier: 'pro', teams: [] }],
  app: {
    appId: '10001',
    appVersionId: '20001',
    name: 'Evenkeel',
    clientId: 'client-id',
    clientSecret: 'client-secret',
    signingSecret: 'signing-secret',
  },
  trims: random.chance(0.5),
});
