/**
 * Events are stored before they are answered, and thousands may come at once. While some of a container are being stored,
 * those that come are gathered and stored together: a burst costs few transactions, and no connection waits for another.
 */
import type { WebhookEvent } from '../../connectors/monday/webhook.ts';
import type { AccountId, ContainerId, LocalId } from '../../core/sync/ids.ts';
import type { Told } from '../../core/sync/ports.ts';
import { putInMailbox } from '../../platform/postgres/mailbox.ts';
import type { Database } from '../../platform/postgres/sync/context.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';

export interface Arrived {
  /** The event's own id: stored once, however often it comes. */
  readonly id: string;
  readonly body: unknown;
  readonly event: Pick<WebhookEvent, 'itemIds' | 'told'>;
}

/**
 * Resolves when the event is stored with its hint: true for one of those that were stored together, who wakes the account.
 * Rejects when it isn't stored, and the vendor will come again.
 */
export type Intake = (account: AccountId, container: ContainerId, arrived: Arrived) => Promise<boolean>;

/** Most events that one transaction takes. */
const MOST = 500;

export function createIntake(db: Database): Intake {
  const gathering = new Map<string, Waiting[]>();

  const run = async (account: AccountId, container: ContainerId, key: string): Promise<void> => {
    for (let batch = gathering.get(key) ?? []; batch.length > 0; batch = gathering.get(key) ?? []) {
      gathering.set(key, batch.slice(MOST));
      await storeAll(db, account, container, batch.slice(0, MOST));
    }
    gathering.delete(key);
  };

  return (account, container, arrived) =>
    new Promise((done, failed) => {
      const key = `${account} ${container}`;
      const batch = gathering.get(key);
      if (batch !== undefined) batch.push({ arrived, done, failed });
      else {
        gathering.set(key, [{ arrived, done, failed }]);
        void run(account, container, key);
      }
    });
}

interface Waiting {
  readonly arrived: Arrived;
  readonly done: (wakes: boolean) => void;
  readonly failed: (error: unknown) => void;
}

/** One that can't be stored keeps no other from it; a database that is away fails all at once, and the vendor comes again. */
async function storeAll(db: Database, account: AccountId, container: ContainerId, batch: readonly Waiting[]): Promise<void> {
  try {
    await store(
      db,
      account,
      container,
      batch.map((one) => one.arrived),
    );
    for (const [n, { done }] of batch.entries()) done(n === 0);
  } catch (error) {
    if (batch.length === 1 || !isAboutData(error)) for (const { failed } of batch) failed(error);
    else for (const one of batch) await storeAll(db, account, container, [one]);
  }
}

/** Postgres' class 22: what an event holds has no place in a column. */
const isAboutData = (error: unknown): boolean =>
  error instanceof Error && 'code' in error && typeof error.code === 'string' && error.code.startsWith('22');

async function store(db: Database, account: AccountId, container: ContainerId, events: readonly Arrived[]): Promise<void> {
  await withAccount(db, account, async (tx) => {
    const fresh = new Set(await putInMailbox(tx, container, events));
    const news = events.filter((one) => fresh.delete(one.id)).map((one) => one.event);
    const named = news.filter((one) => one.itemIds.length > 0);
    if (named.length > 0) {
      const told = tellingsOf(named);
      await addHints(
        tx,
        container,
        [...told.keys()],
        new Map([...told].flatMap(([id, all]) => (all === null ? [] : [[id, all] as const]))),
      );
    }
    if (named.length < news.length) await addHints(tx, container, 'all');
  });
}

/** By item, what was told of it, oldest first; null where one of its events tells nothing: then it is read in any case. */
function tellingsOf(events: readonly Arrived['event'][]): ReadonlyMap<LocalId, readonly Told[] | null> {
  const tellings = new Map<LocalId, readonly Told[] | null>();
  for (const { itemIds, told } of events) {
    for (const id of itemIds) {
      const before = tellings.get(id);
      tellings.set(id, told === null || before === null ? null : [...(before ?? []), told]);
    }
  }
  return tellings;
}
