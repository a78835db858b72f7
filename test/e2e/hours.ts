/**
 * Hours in seconds: one clock for the product, its database and the vendors, moved from sweep to sweep as a worker sweeps. What the
 * account has to do then is done at once, so what happens in an hour can be counted exactly.
 */
import { sql } from 'kysely';
import { syncAccount } from '../../app/use-cases/sync-account.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import { movableTime } from '../helpers/moved-time.ts';
import type { Stage } from './stage.ts';

/** As a worker sweeps where nobody says otherwise. */
const SWEEP_MS = 60_000;
/** What a sweep has found is begun a moment later. */
const LAG_MS = 200;

export interface Hours {
  /** Lets so many minutes pass, in ms, or until `over` holds after a sweep; answers how much has passed. */
  pass(ms: number, over?: () => Promise<boolean> | boolean): Promise<number>;
  /** One wake-up now, without any time passing. */
  work(): Promise<void>;
  /** Time passes, and nobody is there to work. */
  skip(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** Ends the stage's worker: from here on time passes only here. */
export async function openHours(stage: Stage, superuserUrl: string): Promise<Hours> {
  const database = await movableTime(superuserUrl);
  await stage.watch.rest();
  await stage.stopWorker();
  const account: AccountId = brandAs(stage.provisioned.account);
  const hasWork = async (): Promise<boolean> => {
    const { rows } = await sql<{ id: string }>`select id from accounts_with_work() as id`.execute(stage.app.db);
    return rows.some((row) => row.id === account);
  };
  const advance = async (ms: number): Promise<void> => {
    await database.advance(ms);
    stage.advance(ms);
    stage.sandbox.world.clock.advance(ms / 1000);
  };
  let last = stage.sandbox.world.clock.now();
  const work = (): Promise<void> => syncAccount(stage.app, account, new AbortController().signal);
  return {
    work,
    async pass(ms, over = () => false) {
      for (let passed = SWEEP_MS; passed <= ms; passed += SWEEP_MS) {
        // The clocks go on by themselves, too: on a slow machine by seconds in an hour.
        last = Math.max(last + SWEEP_MS, stage.sandbox.world.clock.now());
        await advance(Math.max(0, last - stage.sandbox.world.clock.now()));
        const found = await hasWork();
        await advance(LAG_MS);
        if (found) await work();
        if (await over()) return passed;
      }
      return ms;
    },
    async skip(ms) {
      await advance(ms);
      last = stage.sandbox.world.clock.now();
    },
    close: () => database.close(),
  };
}
