/** What an account used of its vendors by day, what is left of the day, and who has to be left alone for now. Asks no vendor. */
import { sql } from 'kysely';
import type { UsageView } from '../../core/protocol/usage.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import type { Language } from '../../core/words/words.ts';
import { problemWords } from '../../core/words/words.ts';
import { readUsage } from '../../platform/limits/meter.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import type { Vendor } from '../vendors/connections.ts';

interface Connected {
  readonly id: string;
  readonly vendor: Vendor;
  readonly until: Date | null;
  readonly why: string | null;
}

export async function usage(
  app: Pick<App, 'db' | 'clock' | 'limits'>,
  account: AccountId,
  days: number,
  language: Language = 'en',
): Promise<UsageView> {
  const now = app.clock.now();
  const today = new Date(now).toISOString().slice(0, 10);
  const { connections, used } = await withAccount(app.db, account, async (tx) => ({
    connections: (
      await sql<Connected>`select id, vendor, case when wait_until > now() then wait_until end as until, wait_why as why from connections order by id`.execute(
        tx,
      )
    ).rows,
    used: await readUsage(tx, today, days),
  }));
  const vendors = connections.map(async ({ id, vendor, until, why }) => ({
    vendor,
    day: await dayOf(app, account, vendor, id),
    waits:
      until === null || why === null ? null : { until: until.toISOString(), code: why, message: problemWords(why, { vendor }, language) },
  }));
  return { asOf: new Date(now).toISOString(), vendors: await Promise.all(vendors), days: [...used] };
}

async function dayOf(
  app: Pick<App, 'limits'>,
  account: AccountId,
  vendor: Vendor,
  connection: string,
): Promise<UsageView['vendors'][number]['day']> {
  const standing = await app.limits.standing({ vendor, account, connection }, 'calls per day');
  if (standing === null || standing.resetsAt === null) return null;
  const { max, used, resetsAt } = standing;
  return { max, left: Math.max(0, Math.round((max - used) * 10) / 10), resetsAt: new Date(resetsAt).toISOString() };
}
