/**
 * P10, the whole way: an account's edits through webhook, queue and a worker's process, alone, while another account's people
 * edit, too, and while monday refuses every call of theirs. In turns, so that a machine that grows slower doesn't count;
 * what the others' edits cost without any refusal is the share of the machine that plays the vendors as well.
 */
import { setTimeout } from 'node:timers/promises';
import { sql } from 'kysely';
import { ensureAccount, issueApiToken } from '../../app/use-cases/connect.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { consent } from '../../demo/provision.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import { fault } from '../../test/e2e/faults.ts';
import type { MadeBoard } from '../../test/e2e/makings.ts';
import { fillBoard, makeBoard, makeSheet } from '../../test/e2e/makings.ts';
import { Product } from '../../test/e2e/product.ts';
import type { Stage } from '../../test/e2e/stage.ts';
import { print } from '../figure.ts';
import { latencies, quantile, timedPair } from './latency.ts';
import { PATIENCE_MS, show } from './scene.ts';

const TURNS = 3;
const EDITS = 10;
const REACH_SHARE = 1.2;
/** The stormy account's people edit so often, and so often its waits end early: a storm, not one refusal that is waited out. */
const GUSTS_MS = 250;
const LIFTED_MS = 1_000;
const CLIENTS = 20;
const PERSON = 'stormy';
const REFUSAL = {
  errors: [{ message: 'Minute limit rate exceeded', extensions: { code: 'RATE_LIMIT_EXCEEDED', status_code: 429, retry_in_seconds: 1 } }],
};

interface Stormy {
  readonly account: AccountId;
  readonly board: MadeBoard;
  readonly items: readonly string[];
}

export async function stormBeside(stage: Stage): Promise<void> {
  const stormy = await otherAccount(stage);
  const timed = await timedPair(stage);
  await stage.people.control('POST', '/limits', { mode: 'vendor' });
  await latencies(stage, timed, 0, 5);
  const quiet: number[] = [];
  const busy: number[] = [];
  const beside: number[] = [];
  let from = 50;
  let [refusals, edits] = [0, 0];
  const timeSome = async (into: number[]): Promise<void> => {
    into.push(...(await latencies(stage, timed, from, EDITS)));
    from += EDITS;
  };
  for (let turn = 0; turn < TURNS; turn += 1) {
    await timeSome(quiet);
    for (const refuses of [false, true]) {
      const others = await startOthers(stage, stormy, refuses);
      await timeSome(refuses ? beside : busy);
      const ended = await others.stop();
      refusals += ended.refusals;
      edits += refuses ? ended.edits : 0;
      await stage.watch.rest(PATIENCE_MS);
    }
  }
  const ms = (name: string, value: number, reach: number | null): void => print({ figure: 'P10', name, value, unit: 'ms', reach });
  const of = `webhook accepted to sheet written, ${TURNS * EDITS} edits of one account`;
  for (const share of [0.5, 0.95]) {
    const [alone, shared, storming] = [at(quiet, share), at(busy, share), at(beside, share)];
    ms(`${of}, alone: p${share * 100}`, alone, null);
    ms(`the same while another account’s people edit, too, and nothing is refused: p${share * 100}`, shared, null);
    ms(`the same beside another account’s 429 storm: p${share * 100}`, storming, share === 0.5 ? alone * REACH_SHARE : null);
    ms(`the storm’s cost: p${share * 100}`, storming - alone, share === 0.5 ? alone * (REACH_SHARE - 1) : null);
  }
  show('P10', 'edits of the stormy account meanwhile', edits, null);
  show('P10', 'its calls that monday refused', refusals, null);
}

const at = (all: readonly number[], share: number): number =>
  quantile(
    [...all].sort((a, b) => a - b),
    share,
  );

/** A second customer: a monday account of its own, a board and a sheet in step. */
async function otherAccount(stage: Stage): Promise<Stormy> {
  const { app, people, product, sandbox, watch } = stage;
  const external = '424242';
  sandbox.world.people.add({ id: PERSON, name: 'Storm Weber', email: 'storm@other.example', admin: true, accountId: external });
  const account = await ensureAccount(app, { id: external, name: 'Another agency' });
  for (const vendor of ['monday', 'google'] as const) await consent(app, account, vendor, PERSON);
  const theirs = new Product(product.root, await issueApiToken(app, account, PERSON));
  const board = await makeBoard(stage, 'Storm', { Notes: 'text' }, PERSON);
  const rows = Array.from({ length: CLIENTS }, (_, n) => ({ name: `Stormy ${n}`, values: { [board.columns.Notes ?? '']: 'calm' } }));
  await fillBoard(stage, board.id, rows, PERSON);
  const spreadsheet = await makeSheet(stage, 'Storm', [], PERSON);
  const field = (left: string, right: string) => ({ left, right, type: 'text', direction: 'two-way', policy: 'left' });
  const pair = await theirs.post<{ id: string }>('/pairs', {
    left: { monday: { board: board.id } },
    right: { sheet: { spreadsheet, tab: 'Sheet' } },
    fields: [field('name', 'Client'), field(board.columns.Notes ?? '', 'Notes')],
    key: 'name',
    guard: 'off',
    start: 'now',
  });
  await watch.until('the other pair in step', async () => (await theirs.pair(pair.id)).settled, PATIENCE_MS);
  const { boards } = await people.monday<{ boards: { items_page: { items: { id: string }[] } }[] }>(
    'query ($b: [ID!]) { boards(ids: $b) { items_page(limit: 100) { items { id } } } }',
    { b: [board.id] },
    PERSON,
  );
  return { account, board, items: (boards[0]?.items_page.items ?? []).map(({ id }) => id) };
}

/** The other account's people edit, and monday takes it or refuses the product every call for them. */
async function startOthers(
  stage: Stage,
  { account, board, items }: Stormy,
  refuses: boolean,
): Promise<{ stop(): Promise<{ refusals: number; edits: number }> }> {
  const refusal = {
    service: 'monday',
    match: { grantOf: PERSON },
    kind: 'status',
    status: 429,
    headers: { 'retry-after': '1' },
    body: REFUSAL,
  };
  const refused = refuses ? await fault(stage, refusal) : null;
  let over = false;
  const gusts = async (): Promise<number> => {
    let edits = 0;
    for (; !over; edits += 1) {
      await stage.people.change(board.id, items[edits % items.length] ?? '', { [board.columns.Notes ?? '']: `gust ${edits}` }, PERSON);
      await setTimeout(GUSTS_MS);
    }
    return edits;
  };
  const lift = async (): Promise<void> => {
    for (; !over; await setTimeout(LIFTED_MS)) await endWaits(stage, account);
  };
  const running = Promise.all([gusts(), lift()]);
  return {
    async stop() {
      over = true;
      const [edits] = await running;
      const refusals = (await refused?.hits()) ?? 0;
      await refused?.remove();
      await endWaits(stage, account);
      return { refusals, edits };
    },
  };
}

const endWaits = (stage: Stage, account: AccountId): Promise<unknown> =>
  withAccount(stage.app.db, account, (tx) =>
    sql`update connections set wait_until = now(), wait_ms = 0 where wait_until is not null`.execute(tx),
  );
