/** Keeps the hub's people up to date: a name that nobody is called may be a colleague who joined since. */
import { sql } from 'kysely';
import { readPeople } from '../../connectors/monday/prepare.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { json, type Tx } from '../../platform/postgres/sync/context.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { isOpen, readConnections } from '../vendors/connections.ts';

/** While somebody is looked for in vain, the people are read anew this often. */
const AGAIN_MS = 3_600_000;

/**
 * Reads the hub's people anew, one call for a thousand; records whose people weren't known are looked at again. True
 * when anybody has changed.
 */
export async function refreshPeople(app: App, account: AccountId): Promise<boolean> {
  const connection = (await withAccount(app.db, account, readConnections)).find((one) => one.vendor === 'monday');
  if (connection === undefined || !isOpen(connection, app.clock.now())) return false;
  // A try counts as one whatever becomes of it, so that a refusal isn't asked for again at once.
  await withAccount(app.db, account, (tx) => sql`update accounts set people_read_at = now()`.execute(tx));
  const people = await readPeople(app.vendors.deps(account, connection), app.vendors.options.monday);
  return withAccount(app.db, account, async (tx) => {
    const { rows } = await sql<{ changed: boolean }>`
      update accounts a set people = ${json(people)}, people_read_at = now() from (select account_id, people from accounts) old
      where old.account_id = a.account_id returning old.people is distinct from a.people as changed`.execute(tx);
    const changed = rows[0]?.changed === true;
    if (changed) await lookAgain(tx);
    return changed;
  });
}

/** One query when nobody is looked for. Somebody newly typed is looked for once, at once; then with the hour. */
export async function refreshMissedPeople(app: App, account: AccountId): Promise<boolean> {
  const { rows } = await withAccount(app.db, account, (tx) =>
    sql`select 1 from accounts a where exists (
      select from findings f where f.account_id = a.account_id and f.kind = 'unknown-person' and f.state = 'open'
        and (a.people_read_at is null or f.at > a.people_read_at or a.people_read_at < now() - ${AGAIN_MS} * interval '1 millisecond'))`.execute(
      tx,
    ),
  );
  return rows.length > 0 && refreshPeople(app, account);
}

/** The next run reads the people anew if anybody is missed. */
export async function forgetPeopleRead(tx: Tx): Promise<void> {
  await sql`update accounts set people_read_at = null`.execute(tx);
}

/** Records with an open finding about a person. */
async function lookAgain(tx: Tx): Promise<void> {
  await sql`
    insert into dirty_records (pair_id, side, local_id)
    select distinct f.pair_id, s.side, s.local_id
    from findings f join archive a on a.account_id = f.account_id and a.pair_id = f.pair_id and a.record_key = f.record_key
      cross join lateral (values ('left', a.left_id), ('right', a.right_id)) as s(side, local_id)
    where f.kind = 'unknown-person' and f.state <> 'settled' and s.local_id is not null
    on conflict (account_id, pair_id, side, local_id) do update set seq = default, not_before = null`.execute(tx);
}
