/** What a vendor's refusal means beyond the call that met it: stored, so that no later wake-up runs into it again. */
import { sql } from 'kysely';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ContainerId, ReplicaId } from '../../core/sync/ids.ts';
import { raiseFindings } from '../../platform/postgres/sync/findings.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { markReconnect, markWait, readConnections } from '../vendors/connections.ts';

/** A container that refuses us is asked again after this long, or when a person says so. */
const REST_MS = 600_000;

/**
 * A lost grant waits for a person; a limit shuts the connection for its time. A lock on one board is no limit of the
 * account, and where a first sync or a poll has used up its part of a budget, changes that travel go on.
 */
export async function noteTrouble(app: Pick<App, 'db' | 'log'>, account: AccountId, error: unknown): Promise<void> {
  if (!(error instanceof SyncError)) return;
  const { next, data, code } = error;
  const lost = code === 'unauthorized';
  const limited =
    next.kind === 'retry-after' && (code === 'rate-limited' || code === 'daily-limit') && !isLock(data.limit) && !isLesser(data);
  if (!lost && !limited) return;
  await withAccount(app.db, account, async (tx) => {
    for (const connection of await readConnections(tx)) {
      if (connection.vendor !== data.vendor) continue;
      if (lost) await markReconnect(tx, connection.id);
      else if (next.kind === 'retry-after') await markWait(tx, connection.id, next.afterMs, code, data.ours === true ? 'us' : 'vendor');
    }
  });
  app.log.warn({ account, vendor: data.vendor, code }, lost ? 'a grant is gone' : 'a vendor asks us to wait');
}

/** Refusals that are findings of their own: nothing is missing. */
const SAID_BY_THEMSELVES = new Set(['address-restricted', 'too-complex']);

/** A container that can't be read as things stand rests, and a finding on each pair of it says why. */
export async function noteRefusal(app: Pick<App, 'db'>, account: AccountId, container: ContainerId, error: unknown): Promise<void> {
  if (!(error instanceof SyncError) || error.next.kind !== 'stop') return;
  const shown = String(error.data.detail ?? error.code);
  const kind = SAID_BY_THEMSELVES.has(error.code) ? error.code : 'container-missing';
  await withAccount(app.db, account, async (tx) => {
    await sql`update containers set rest_until = now() + ${REST_MS} * interval '1 millisecond' where id = ${container}`.execute(tx);
    const { rows } = await sql<{ id: ReplicaId }>`select id from replicas where container_id = ${container}`.execute(tx);
    for (const { id } of rows) await raiseFindings(tx, id, [{ kind, side: 'left', field: null, shown, key: '', name: '' }]);
  });
}

const isLock = (limit: unknown): boolean => limit === 'locked' || limit === 'RESOURCE_LOCKED';

const isLesser = (data: SyncError['data']): boolean => data.ours === true && (data.urgency === 'backfill' || data.urgency === 'poll');
