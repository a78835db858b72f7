/** The hub says what becomes of an account: it is noted before the answer, and a worker does what follows from it. */
import { sql } from 'kysely';
import { readLifecycle, verifyLifecycle } from '../../connectors/monday/lifecycle.ts';
import type { Lifecycle, LifecycleStanding } from '../../core/accounts/lifecycle.ts';
import { afterEvent } from '../../core/accounts/lifecycle.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { readContainers } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { ensureAccount } from '../use-cases/connect.ts';
import type { PushAnswer } from '../use-cases/receive-push.ts';
import { parseBody, REFUSED } from '../use-cases/receive-push.ts';
import { wakeAccount } from '../use-cases/wake.ts';

/** An event of an account that we don't know is answered and changes nothing, but for its installation. */
export async function hearLifecycle(app: App, rawBody: string, authorization: string | null): Promise<PushAnswer> {
  const event = readLifecycle(parseBody(rawBody));
  if (event === null) return { status: 400, body: null };
  if ((await senderOf(app, authorization)) !== event.account.id) return REFUSED;
  const account = event.kind === 'installed' ? await ensureAccount(app, event.account) : await knownAccount(app, event.account.id);
  if (account === null) return { status: 200, body: {} };
  const changed = await withAccount(app.db, account, async (tx) => {
    const now = await lockStanding(tx);
    const next = now === null ? null : afterEvent(now, event);
    if (next !== null) await enter(tx, next);
    return next !== null;
  });
  if (changed) void wakeAccount(app, account);
  return { status: 200, body: {} };
}

async function senderOf(app: App, authorization: string | null): Promise<string | null> {
  const url = `${app.config.publicUrl}/webhooks/monday/lifecycle`;
  for (const clientSecret of app.config.monday.clientSecrets) {
    const found = await verifyLifecycle(authorization, { clientSecret, url, now: app.clock.now() });
    if (found !== null) return found;
  }
  return null;
}

async function knownAccount(app: App, external: string): Promise<AccountId | null> {
  const { rows } = await sql<{ id: AccountId | null }>`select account_of_external(${external}) as id`.execute(app.db);
  return rows[0]?.id ?? null;
}

async function lockStanding(tx: Tx): Promise<LifecycleStanding | null> {
  const { rows } = await sql<{ lifecycle: Lifecycle; at: string }>`
    select lifecycle, (extract(epoch from lifecycle_at) * 1000)::bigint as at from accounts for update`.execute(tx);
  const [row] = rows;
  return row === undefined ? null : { lifecycle: row.lifecycle, at: Number(row.at) };
}

/** Nobody's token opens an account that has left. Who comes back is read anew: what happened meanwhile was told to nobody. */
async function enter(tx: Tx, { lifecycle, at }: LifecycleStanding): Promise<void> {
  await sql`update accounts set lifecycle = ${lifecycle}, lifecycle_at = ${new Date(at)},
    left_at = case when ${lifecycle} = 'uninstalled' then left_at end`.execute(tx);
  if (lifecycle === 'uninstalled') await sql`delete from api_tokens`.execute(tx);
  if (lifecycle === 'active') for (const { id } of await readContainers(tx)) await addHints(tx, id, 'all');
}
