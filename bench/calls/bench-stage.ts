/** The whole product for a benchmark: vendors, Postgres, server and a worker, with an account that has nothing yet. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ensureAccount, issueApiToken } from '../../app/use-cases/connect.ts';
import { connectAll } from '../../demo/provision.ts';
import type { Stage, StageOptions } from '../../test/e2e/stage.ts';
import { openStage } from '../../test/e2e/stage.ts';
import type { DatabaseUrls } from '../../test/helpers/postgres-server.ts';
import { testServer } from '../../test/helpers/postgres-server.ts';

export interface BenchStage {
  readonly stage: Stage;
  readonly database: DatabaseUrls;
  stop(): Promise<void>;
}

/** `agency`: with the demo's pairs; `bare`: connected to its vendors, without any pair. */
export async function benchStage(account: 'agency' | 'bare', options: Pick<StageOptions, 'variables'> = {}): Promise<BenchStage> {
  const server = testServer();
  const home = mkdtempSync(join(tmpdir(), 'evenkeel-bench-'));
  const database = await server.create();
  const logLevel = process.env.BENCH_LOG ?? 'fatal';
  // As in production: a machine that plays the vendors, too, may be slow to answer.
  const callTimeoutS = 60;
  const stage = await openStage({ callTimeoutS, ...options, database, home, logLevel, ...(account === 'bare' ? { provision: bare } : {}) });
  return {
    stage,
    database,
    async stop() {
      await stage.stop();
      await server.stop();
      rmSync(home, { recursive: true, force: true });
    },
  };
}

const bare: NonNullable<StageOptions['provision']> = async (app, agency) => {
  const account = await ensureAccount(app, { id: agency.monday.accountId, name: 'Northlight' });
  await connectAll(app, account);
  return { account, token: await issueApiToken(app, account, 'irina'), pairs: { clients: '', kpi: '', pages: '' } };
};
