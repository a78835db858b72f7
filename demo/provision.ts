/** Sets the demo's account up as a customer would: connects the three vendors, says where the facts live, makes the pairs. */
import { join } from 'node:path';
import { z } from 'zod';
import type { Composed } from '../app/compose.ts';
import { readKept, SetupError, writeWhole } from '../app/local.ts';
import { ensureAccount, finishConsent, forgetAccount, issueApiToken, startConsent } from '../app/use-cases/connect.ts';
import { createPair } from '../app/use-cases/create-pair.ts';
import { getPair } from '../app/use-cases/pair-views.ts';
import { setSources } from '../app/use-cases/set-sources.ts';
import type { AccountId, PairId } from '../core/sync/ids.ts';
import { brandAs } from '../core/sync/ids.ts';
import { agencyPairs, agencySources } from './agency-settings.ts';
import type { AgencyIds } from './ready.ts';

const file = z.object({
  account: z.string().transform((id) => id as AccountId),
  token: z.string(),
  pairs: z.object({ clients: z.string(), kpi: z.string(), pages: z.string() }).nullable(),
});

export interface Provisioned {
  account: AccountId;
  token: string;
  pairs: { clients: string; kpi: string; pages: string };
}

/** Who owns the demo's account: the seeded agency's administrator. */
const OWNER = 'irina';
const STEP_MS = 100;
const STEPS = 600;
/** In step for so many looks: a push about our own writes comes half a second later and is read once more. */
const STILL = 8;

/** Does what a former run has not done yet; resolves when every pair is in step. */
export async function provision(app: Composed, agency: AgencyIds, home: string, say: (line: string) => void): Promise<Provisioned> {
  const path = join(home, 'demo.json');
  const account = await ensureAccount(app, { id: agency.monday.accountId, name: 'Northlight' });
  const known = readKept(path, file);
  const token = known?.account === account ? known.token : await issueApiToken(app, account, OWNER);
  const remember = (pairs: Provisioned['pairs'] | null): void =>
    writeWhole(path, `${JSON.stringify({ account, token, pairs }, null, 2)}\n`);
  remember(null);
  const pairs = (known?.account === account ? known.pairs : null) ?? (await setUp(app, account, agency, say));
  remember(pairs);
  await settled(app, account, Object.values(pairs));
  return { account, token, pairs };
}

/** Before the sandbox is reset: the product ends its runs and forgets the account, so that nothing of the past is written into the new world. */
export const leaveAccount = (app: Composed, { account }: Provisioned): Promise<void> =>
  eventually(() => forgetAccount(app, account), 'A run of the demo did not come to its end');

/** After the sandbox was reset: the product meets the seeded agency anew. Token and pairs keep their ids. */
export async function resetAccount(app: Composed, agency: AgencyIds, provisioned: Provisioned, say: (line: string) => void): Promise<void> {
  const { account, pairs } = provisioned;
  await setUp(app, account, agency, say, pairs);
  await settled(app, account, Object.values(pairs));
}

async function setUp(
  app: Composed,
  account: AccountId,
  agency: AgencyIds,
  say: (line: string) => void,
  ids?: Provisioned['pairs'],
): Promise<Provisioned['pairs']> {
  await connectAll(app, account);
  say('connected to monday, Google and Confluence');
  await setSources(app, account, agencySources(agency));
  const wanted = agencyPairs(agency);
  const made = async (name: keyof typeof wanted): Promise<string> =>
    (await createPair(app, account, wanted[name], ids === undefined ? undefined : brandAs<PairId>(ids[name]))).id;
  const clients = await made('clients');
  const kpi = await made('kpi');
  const pages = await made('pages');
  say('first sync of clients, KPI and client pages …');
  return { clients, kpi, pages };
}

/** The account's three vendors, connected as the agency's administrator. */
export async function connectAll(app: Composed, account: AccountId): Promise<void> {
  for (const vendor of ['monday', 'google', 'confluence'] as const) await consent(app, account, vendor);
}

/** Walks through the vendor's consent, as the agency's administrator where nobody else is named; the sandbox's Allow button, pressed by a program. */
export async function consent(
  app: Composed,
  account: AccountId,
  vendor: 'monday' | 'google' | 'confluence',
  person = OWNER,
): Promise<void> {
  const { url, nonce } = startConsent(app, account, vendor);
  const asked = new URL(url);
  asked.searchParams.set('auto', '1');
  asked.searchParams.set('login_hint', person);
  const answer = await fetch(asked, { redirect: 'manual' });
  const back = new URL(answer.headers.get('location') ?? 'http://invalid/');
  const code = back.searchParams.get('code');
  const state = back.searchParams.get('state');
  if (code === null || state === null) throw new SetupError(`The sandbox's ${vendor} consent answered ${answer.status} without a code`);
  await finishConsent(app, vendor, code, state, nonce);
}

async function settled(app: Composed, account: AccountId, pairs: readonly string[]): Promise<void> {
  const inStep = async (): Promise<boolean> => {
    const views = await Promise.all(pairs.map((id) => getPair(app, account, id)));
    return views.every((one) => one.settled);
  };
  let still = 0;
  const stays = async (): Promise<boolean> => {
    still = (await inStep()) ? still + 1 : 0;
    return still >= STILL;
  };
  await eventually(stays, 'The demo’s pairs did not come into step');
}

async function eventually(look: () => Promise<boolean>, otherwise: string): Promise<void> {
  for (let step = 0; step < STEPS; step += 1) {
    if (await look()) return;
    await new Promise((resolve) => setTimeout(resolve, STEP_MS));
  }
  throw new SetupError(`${otherwise} within a minute: look at the log above, or begin anew with another EVENKEEL_HOME`);
}
