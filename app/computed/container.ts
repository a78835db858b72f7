/**
 * A computed replica behind the engine's port: it is read like a board, so that what changed in it is known by
 * fingerprint and travels like any change. Nothing is ever written to it.
 */
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ReplicaId } from '../../core/sync/ids.ts';
import type { Container, Reading } from '../../core/sync/ports.ts';
import type { RawRecord } from '../../core/sync/record.ts';
import type { ReplicaRow } from '../../core/sync/store.ts';
import { quarterOf, shiftQuarter } from '../../core/values/dates.ts';
import type { App } from '../app.ts';
import { readInbox } from '../inbox/reading.ts';
import { computedSchema } from './columns.ts';
import type { AccountFacts } from './facts.ts';
import { accountFacts } from './facts.ts';
import { budgetLines, kpiLines, quarterOfLine, unfilled } from './records.ts';

/** Opens a computed container of the account. Reading is 0 vendor calls. */
export function openComputed(app: Pick<App, 'db' | 'clock' | 'store'>, account: AccountId, replicas: readonly ReplicaRow[]): Container {
  return {
    async read(asked) {
      const readings = new Map<ReplicaId, Reading>();
      for (const replica of replicas) {
        if (!asked.has(replica.id) || replica.locator.vendor !== 'computed') continue;
        const { name } = replica.locator;
        if (name === 'inbox') {
          readings.set(replica.id, await readInbox(app, account, replica));
          continue;
        }
        // Kept while nothing moves: a second replica of the container asks for nothing.
        const facts = await accountFacts(app, account);
        const records = facts?.complete === true ? await recordsOf(name, facts, () => app.store(account).mirror(replica.id, 'all')) : [];
        readings.set(replica.id, { kind: 'records', complete: false, records, gone: [], columns: computedSchema(name), locale: null });
      }
      return readings;
    },
    pack: (writes) => (writes.length === 0 ? [] : refuse()),
    apply: async () => refuse(),
    settle: async () => ({ kind: 'none' }),
    covered: async () => new Map(),
  };
}

/**
 * Readings are never complete: a line that isn't mentioned any more (a past quarter, a closed month) keeps its row, so
 * its absence must not read as a delete. `before`: what the replica's own mirror holds.
 */
async function recordsOf(
  name: 'kpi' | 'ledger',
  facts: AccountFacts,
  before: () => Promise<readonly RawRecord[]>,
): Promise<readonly RawRecord[]> {
  if (name === 'ledger') return budgetLines(facts);
  const known = await before();
  const now = quarterOf(facts.asOf.slice(0, 7));
  const last = shiftQuarter(now, -1);
  // A quarter that was shown while it ran is followed until the next one ends: its months are closed late.
  const quarters = known.some((record) => quarterOfLine(record) === last) ? [last, now] : [now];
  const records = quarters.flatMap((quarter) => kpiLines(facts, quarter));
  const mentioned = new Set(records.map((record) => record.localId));
  const silent = known.filter((record) => {
    const quarter = quarterOfLine(record);
    return !mentioned.has(record.localId) && quarter !== null && quarters.includes(quarter);
  });
  return [...records, ...silent.map(unfilled)];
}

function refuse(): never {
  throw new SyncError('computed-is-read-only', { kind: 'stop' });
}
