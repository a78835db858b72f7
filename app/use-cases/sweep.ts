/** Finds accounts whose wake-up was lost, whose poll is due, whose day has begun; wakes them. Crosses accounts by ids only. */
import { sql } from 'kysely';
import type { App } from '../app.ts';

/** One query, and one call to the queue when there is something. Returns how many were woken. */
export async function sweep(app: App): Promise<number> {
  const { rows } = await sql<{ id: string }>`select id from accounts_with_work() as id`.execute(app.db);
  const ids = rows.map((row) => row.id);
  if (ids.length > 0) await app.queue.wakeAll('sync', ids);
  return ids.length;
}
