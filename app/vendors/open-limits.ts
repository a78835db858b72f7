/** The limits of this process: shared with the others by Redis or Postgres, metered by account and day, told to Prometheus. */

import { budgetsFor } from '../../platform/limits/budgets.ts';
import type { Limits } from '../../platform/limits/limits.ts';
import { createLimits } from '../../platform/limits/limits.ts';
import type { Meter } from '../../platform/limits/meter.ts';
import { openMeter } from '../../platform/limits/meter.ts';
import { postgresShelf } from '../../platform/limits/shared/postgres-shelf.ts';
import { redisShelf } from '../../platform/limits/shared/redis-shelf.ts';
import { urgencyNow } from '../../platform/limits/urgency.ts';
import type { Metrics } from '../../platform/metrics.ts';
import type { App } from '../app.ts';

export function openLimits(app: Pick<App, 'config' | 'db' | 'clock' | 'random' | 'metrics' | 'log'>): Limits {
  const { config, db, clock, log } = app;
  const shelf =
    config.redisUrl === null ? postgresShelf(db) : redisShelf(config.redisUrl, (err) => log.warn({ err }, 'limits can’t reach Redis'));
  const meter = openMeter({
    db,
    now: () => clock.now(),
    later: (task, ms) => void setTimeout(task, ms).unref(),
    onError: (err) => log.warn({ err }, 'usage could not be told'),
  });
  const limits = createLimits({
    budgets: config.limits === 'off' ? [] : budgetsFor(config),
    shelf,
    monotonic: () => clock.monotonic(),
    sleep: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    chance: () => app.random.fraction(),
    urgency: urgencyNow,
    onCall: (call) => {
      meter.count(call);
      tell(call);
      away.set({ vendor: call.guest.vendor }, limits.away(call.guest.vendor));
    },
  });
  const tell = figures(app.metrics);
  const away = app.metrics.gauge('vendor_away_accounts', 'Accounts for which a vendor does not answer', ['vendor']);
  return {
    ...limits,
    async close() {
      await limits.close().catch((err: unknown) => log.warn({ err }, 'places within limits could not be given back'));
      await meter.flush();
      await shelf.close();
    },
  };
}

/** Calls to vendors, by vendor, urgency and what became of them: how many, how long, and how long they waited for their place (P10). */
function figures(metrics: Metrics): Meter['count'] {
  const calls = metrics.counter('vendor_calls_total', 'Calls to vendors: answered, refused by a limit, failed, or held back by us', [
    'vendor',
    'urgency',
    'outcome',
  ]);
  const seconds = metrics.timer('vendor_call_seconds', 'Calls to vendors, by vendor and kind', ['vendor', 'kind']);
  const waited = metrics.timer('vendor_wait_seconds', 'Waits for a place within a vendor’s limits', ['vendor']);
  return ({ guest: { vendor }, write, urgency, ms, waitedMs, outcome }) => {
    calls.inc({ vendor, urgency, outcome });
    waited.observe({ vendor }, waitedMs / 1000);
    if (outcome !== 'held') seconds.observe({ vendor, kind: write ? 'write' : 'read' }, ms / 1000);
  };
}
