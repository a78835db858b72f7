/** What nobody asks for any more. The journal stays: undo reads it. */
import { sql } from 'kysely';
import type { Tx } from './sync/context.ts';

/**
 * Events are kept as long as a vendor may deliver them again; a closed intent for a day, so that a run under way shows how
 * far it is and an operator finds what was sent.
 */
export async function clearPast(tx: Tx): Promise<void> {
  await sql`delete from mailbox where at < now() - interval '2 hours'`.execute(tx);
  await sql`delete from intents where state = 'closed' and at < now() - interval '1 day'`.execute(tx);
}
