/**
 * Tenants never meet (P9). Every table has `account_id` under forced row-level security (`tenant_table` in migration
 * 000); the policy compares it with the account that the transaction was opened for. Outside `withAccount` that is
 * null, nothing equals null, and so there are no rows: it fails closed.
 */
import { type Kysely, sql, type Transaction } from 'kysely';
import pg from 'pg';

/**
 * Runs `work` in one transaction that sees and writes only what belongs to the account; commits when it resolves,
 * rolls back and rethrows when it rejects. A row of another account is absent to reads, updates and deletes, and an
 * insert of one is error 42501. Work that Postgres broke off because of a deadlock is begun again: nothing of it
 * happened, so it must have no effect beside its statements.
 */
export function withAccount<Tables, Result>(
  db: Kysely<Tables>,
  accountId: string,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  if (accountId === '') throw new TypeError('withAccount needs an account id');
  return again(() => once(db, accountId, work));
}

const TRIES = 3;
const isDeadlock = (error: unknown): boolean => error instanceof Error && 'code' in error && error.code === '40P01';

async function again<Result>(work: () => Promise<Result>): Promise<Result> {
  for (let tries = 1; ; tries += 1) {
    try {
      return await work();
    } catch (error) {
      if (tries === TRIES || !isDeadlock(error)) throw error;
    }
  }
}

function once<Tables, Result>(
  db: Kysely<Tables>,
  accountId: string,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  return db.connection().execute(async (connection) => {
    // One message for both, as every piece of work begins so. The setting is local to the transaction: the connection
    // goes back to the pool without it.
    await sql.raw(`begin; select set_config('evenkeel.account', ${pg.escapeLiteral(accountId)}, true)`).execute(connection);
    try {
      // A Kysely bound to one connection with a transaction open is what Kysely calls a Transaction.
      const result = await work(connection as Transaction<Tables>);
      await sql`commit`.execute(connection);
      return result;
    } catch (error) {
      // When this fails too, the connection is gone and the transaction with it: the first error says more.
      await sql`rollback`.execute(connection).catch(() => undefined);
      throw error;
    }
  });
}
