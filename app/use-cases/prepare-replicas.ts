/** Makes the places of new pairs ready to be written: key columns, marks on columns, our hidden tabs. */
import { sql } from 'kysely';
import { prepareTab } from '../../connectors/google-sheets/prepare.ts';
import { prepareBoard } from '../../connectors/monday/prepare.ts';
import type { Locator } from '../../core/accounts/locator.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { unpreparedReplicas } from '../../platform/postgres/pairs.ts';
import { json } from '../../platform/postgres/sync/context.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { readContainers } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import type { ConnectionRow } from '../vendors/connections.ts';
import { isOpen, readConnections } from '../vendors/connections.ts';
import type { Trouble } from './trouble.ts';

/**
 * One call or two for each replica that isn't prepared; none when all are. A refusal makes the replica `broken`; any
 * other failure is the run's trouble, and stops no other replica.
 */
export async function prepareReplicas(app: App, account: AccountId, trouble: Trouble): Promise<void> {
  const waiting = await withAccount(app.db, account, unpreparedReplicas);
  if (waiting.length === 0) return;
  const [containers, connections] = await withAccount(
    app.db,
    account,
    async (tx) => [await readContainers(tx), await readConnections(tx)] as const,
  );
  for (const replica of waiting) {
    const container = containers.find((one) => one.id === replica.container);
    const connection = connections.find((one) => one.id === container?.connection);
    if (connection === undefined || !isOpen(connection, app.clock.now()) || trouble.containers.has(replica.container)) continue;
    try {
      const locator = await prepare(app, account, connection, replica.locator);
      await withAccount(app.db, account, async (tx) => {
        await sql`update replicas set locator = ${json(locator)} where id = ${replica.id}`.execute(tx);
        await addHints(tx, replica.container, 'all');
      });
    } catch (error) {
      if (!(error instanceof SyncError) || error.next.kind !== 'stop') {
        await trouble.met(error, { container: replica.container });
        continue;
      }
      app.log.warn({ account, replica: replica.id, code: error.code, data: error.data }, 'a replica could not be prepared');
      await withAccount(app.db, account, (tx) => sql`update replicas set state = 'broken' where id = ${replica.id}`.execute(tx));
    }
  }
}

async function prepare(app: App, account: AccountId, connection: ConnectionRow, locator: Locator): Promise<Locator> {
  const deps = app.vendors.deps(account, connection);
  if (locator.vendor === 'monday') return prepareBoard(deps, app.vendors.options.monday, locator, locator.columns);
  if (locator.vendor !== 'google') return locator;
  return prepareTab(deps, app.vendors.options.google, locator, null);
}
