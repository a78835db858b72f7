/** What is kept of an import with its intent, so that any process can ask after it. */
import { z } from 'zod';
import { underway } from '../../../core/sync/errors.ts';
import type { Keep } from '../../../core/sync/ports.ts';

const shape = z.object({
  job: z.string(),
  /** When it was begun, and before when monday isn't asked again; ms since 1970. */
  at: z.number(),
  next: z.number(),
  /** How much was done when monday was last asked. */
  percent: z.number(),
});
export type Ticket = z.infer<typeof shape>;

/** monday asks not to be asked more often. */
export const POLL_MS = 10_000;
const LONGEST_MS = 60_000;

export const writeTicket = (ticket: Ticket): string => JSON.stringify(ticket);

/** Null: monday was never given a file. Throws on what we didn't write. */
export const readTicket = (text: string | null | undefined): Ticket | null =>
  text === null || text === undefined ? null : shape.parse(JSON.parse(text));

/** Throws `underway`: monday is asked again when the job may be over by the look of it, within bounds. */
export async function comeAgain(ticket: Ticket, now: number, keep: Keep | undefined): Promise<never> {
  const { at, percent } = ticket;
  const left = percent > 0 ? ((now - at) * (100 - percent)) / percent : 0;
  const ms = Math.round(Math.min(LONGEST_MS, Math.max(POLL_MS, left)));
  await keep?.({ ticket: writeTicket({ ...ticket, next: now + ms }), percent });
  throw underway('monday', ms);
}
