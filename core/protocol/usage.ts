/** What an account used of its vendors, and what is left of the day: `GET /usage?days=7`. */
import { z } from 'zod';

const counted = {
  /** Sent. */
  calls: z.number(),
  /** Of them, those that waited for their place within a limit, and how long together. */
  waited: z.number(),
  waitedMs: z.number(),
  /** Refused by a limit of the vendor's. */
  refused: z.number(),
  /** Not sent, because they would have waited long: they come again by themselves. */
  held: z.number(),
  /** Without an answer, or with a failure of the vendor's own. */
  failed: z.number(),
};

export const usage = z.object({
  asOf: z.iso.datetime({ offset: true }),
  vendors: z.array(
    z.object({
      vendor: z.string(),
      /** Calls of the day, where the vendor counts them so; null where it doesn't. */
      day: z.object({ max: z.number(), left: z.number(), resetsAt: z.iso.datetime({ offset: true }) }).nullable(),
      /** The vendor asked to be left alone: everything goes on by itself at `until`. */
      waits: z.object({ until: z.iso.datetime({ offset: true }), code: z.string(), message: z.string() }).nullable(),
    }),
  ),
  /** By day (UTC) and vendor, newest first; a few seconds old. */
  days: z.array(z.object({ day: z.iso.date(), vendor: z.string(), ...counted })),
});

export type UsageView = z.infer<typeof usage>;
