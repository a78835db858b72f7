/**
 * Tenants never meet (P9). Every table has `account_id` under forced row-level security (`tenant_table` in migration
 * 000); the policy compares it with the account that the transaction was opened for. Outside `withAccount` that is
 * null, nothing equals null, and so there are no rows: it fails closed.
 */
import { type Kysely, sql, type Transaction } from 'kysely';

/**
 * Runs `work` in one transaction that sees and writes only what belongs to the account; commits when it resolves,
 * rolls back and rethrows when it rejects. A row of another account is absent to reads, updates and deletes, and an
 * insert of one is error 42501.
 */
export function withAccount<Tables, Result>(
  db: Kysely<Tables>,
  accountId: string,
  work: (transaction: Transaction<Tables>) => Promise<Result>,
): Promise<Result> {
  if (accountId === '') throw new TypeError('withAccount needs an account id');
  return db.transaction().execute(async (transaction) => {
    // Local to the transaction: the connection goes back to the pool without it.
    await sql`select set_config('evenkeel.account', ${accountId}, true)`.execute(transaction);
    return work(transaction);
  });
}
