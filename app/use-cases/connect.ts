/** Accounts and their connections: who may act, and the vendors' grants behind it. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { authorizeUrl as atlassianUrl, readSites, sitesRequest } from '../../connectors/confluence/auth.ts';
import { authorizeUrl as googleUrl } from '../../connectors/google-sheets/auth.ts';
import { authorizeUrl as mondayUrl } from '../../connectors/monday/auth.ts';
import { readAccountId } from '../../connectors/monday/prepare.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ConnectionId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import { placeOfUser } from '../../platform/limits/shared/shelf.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { readContainers } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { Problem } from '../problems.ts';
import type { StoredTokens, Vendor } from '../vendors/connections.ts';
import { readConnections, saveConnection } from '../vendors/connections.ts';
import { exchangeCode, vendorApps } from '../vendors/deps.ts';
import { refreshPeople } from './refresh-people.ts';
import { wakeAccount } from './wake.ts';

/** A consent has to be finished within this time. */
const CONSENT_MS = 600_000;

const consent = z.object({
  account: z.string(),
  vendor: z.enum(['monday', 'google', 'confluence']),
  verifier: z.string(),
  nonce: z.string(),
  until: z.number(),
});

/** The account of a monday account, made when it is new. */
export async function ensureAccount(
  app: Pick<App, 'db' | 'random'>,
  external: { readonly id: string; readonly name: string },
): Promise<AccountId> {
  const { rows } = await sql<{ id: AccountId | null }>`select account_of_external(${external.id}) as id`.execute(app.db);
  const known = rows[0]?.id;
  if (known) return known;
  const id = brandAs<AccountId>(app.random.uuid());
  await withAccount(app.db, id, (tx) =>
    sql`insert into accounts (account_id, name, external_id) values (${id}, ${external.name}, ${external.id})`.execute(tx),
  );
  return id;
}

/**
 * Forgets everything of an account but that it exists and who may act: connections, pairs, mirrors, journal. Both sides
 * stay. False, and nothing forgotten, while a run holds one of its containers: what it writes next would be of the past.
 */
export async function forgetAccount(app: Pick<App, 'db'>, account: AccountId): Promise<boolean> {
  const users = await withAccount(app.db, account, async (tx) => {
    const { rows } = await sql<{ held: boolean }>`
      select lease_holder is not null and lease_until > now() as held from containers for update`.execute(tx);
    if (rows.some((row) => row.held)) return null;
    const connected = await readConnections(tx);
    for (const table of ['inboxes', 'pairs', 'replicas', 'containers', 'connections', 'runs', 'usage', 'budgets'])
      await sql`delete from ${sql.table(table)}`.execute(tx);
    await sql`update accounts set settings = '{}', people = '[]', figures_dirty = false, figures_day = null, inbox_version = ''`.execute(
      tx,
    );
    return connected.flatMap(({ facts: { user } }) => user ?? []);
  });
  // What another account of the same person's used in the last minute goes with it, and is counted anew.
  for (const user of users ?? []) await withAccount(app.db, placeOfUser(user), (tx) => sql`delete from budgets`.execute(tx));
  return users !== null;
}

/** A bearer token for programs of the account; only its hash is kept. */
export async function issueApiToken(app: Pick<App, 'db' | 'random'>, account: AccountId, person: string): Promise<string> {
  const token = `evk_${app.random.secret(32)}`;
  await withAccount(app.db, account, (tx) =>
    sql`insert into api_tokens (token_hash, person) values (${tokenHash(token)}, ${person})`.execute(tx),
  );
  return token;
}

/** Whose token that is; null for a stranger's. */
export async function holderOf(app: Pick<App, 'db'>, token: string): Promise<{ account: AccountId; person: string } | null> {
  const { rows } = await sql<{
    account: AccountId;
    person: string;
  }>`select account, person from account_of_token(${tokenHash(token)})`.execute(app.db);
  return rows[0] ?? null;
}

/** Where the browser goes to consent. `nonce` is to be kept in the browser and given back with the callback. */
export function startConsent(app: App, account: AccountId, vendor: Vendor): { readonly url: string; readonly nonce: string } {
  const verifier = app.random.secret(48);
  const nonce = app.random.secret(16);
  const challenge = createHash('sha256').update(verifier).digest('base64url');
  const body = JSON.stringify({ account, vendor, verifier, nonce, until: app.clock.now() + CONSENT_MS });
  const state = app.seal.seal(body, { accountId: 'consent', provider: vendor, column: 'state' });
  const { monday, google, atlassian } = vendorApps(app);
  if (vendor === 'monday') return { url: mondayUrl(monday, { state, challenge }), nonce };
  if (vendor === 'google') return { url: googleUrl(google, { state, challenge }), nonce };
  return { url: atlassianUrl(atlassian, { state, challenge }), nonce };
}

/**
 * Finishes a consent that this browser began. @throws Problem `consent-stale` (also of a code that was used before),
 * `scopes-unticked`,
 * `scopes-lacking`, `other-account`, `other-site`, `no-site`; nothing is stored then, and what was connected before stays so.
 */
export async function finishConsent(app: App, vendor: Vendor, code: string, state: string, nonce: string): Promise<AccountId> {
  const begun = openState(app, vendor, state);
  if (begun === null || begun.nonce !== nonce || begun.until < app.clock.now()) throw new Problem('consent-stale', 400, { vendor });
  const account = brandAs<AccountId>(begun.account);
  const { tokens, lacking, user } = await exchangeCode(app, vendor, code, begun.verifier).catch((error: unknown) => {
    if (error instanceof SyncError && error.next.kind === 'reconnect') throw new Problem('consent-stale', 400, { vendor });
    throw error;
  });
  // Not given back: Google would end an earlier, whole grant of the same person with it.
  if (lacking.length > 0) throw new Problem(UNTICKED[vendor] ?? 'scopes-lacking', 422, { vendor, scopes: lacking.join(', ') });
  await saveGrant(app, account, vendor, tokens, user);
  return account;
}

/** Where people choose for themselves what to grant. */
const UNTICKED: Partial<Record<Vendor, string>> = { google: 'scopes-unticked' };

/**
 * Stores a grant and what calls with it need to know: the people of the hub, the site of the wiki. It may be another person's,
 * who takes over every pair of the vendor as it stands: all is read again, and told to us by webhooks of the new grant.
 */
async function saveGrant(app: App, account: AccountId, vendor: Vendor, tokens: StoredTokens, user: string | null): Promise<void> {
  const id = brandAs<ConnectionId>(vendor);
  const known = (await withAccount(app.db, account, readConnections)).find((one) => one.id === id);
  const site = vendor === 'confluence' ? { cloudId: await siteOf(app, tokens, known?.facts.cloudId) } : {};
  const facts = { ...site, ...(user === null ? {} : { user: userHash(vendor, user) }) };
  if (vendor === 'monday') await checkAccount(app, account, tokens);
  await withAccount(app.db, account, async (tx) => {
    await saveConnection(tx, app, account, { id, vendor, facts }, tokens);
    for (const one of await readContainers(tx)) if (one.connection === id) await addHints(tx, one.id, 'all');
    await sql`update containers set rest_until = null, subscribe_at = now(), subscribed = vendor <> 'monday' where connection_id = ${id}`.execute(
      tx,
    );
  });
  if (vendor === 'monday') await refreshPeople(app, account);
  await wakeAccount(app, account);
}

/** A person with several monday accounts may have consented in another one, whose boards are another tenant's. */
async function checkAccount(app: App, account: AccountId, tokens: StoredTokens): Promise<void> {
  const { rows } = await withAccount(app.db, account, (tx) => sql<{ external_id: string }>`select external_id from accounts`.execute(tx));
  const deps = app.vendors.deps(account, { id: brandAs<ConnectionId>('consent'), vendor: 'monday', grant: 0, facts: {} });
  const own = await readAccountId({ ...deps, token: async () => tokens.accessToken }, app.vendors.options.monday);
  if (rows[0]?.external_id !== own) throw new Problem('other-account', 422);
}

/** The site that is connected already, where there is one: pages of another would be taken for its own. */
async function siteOf(app: App, tokens: StoredTokens, connected: string | undefined): Promise<string> {
  const sites = await readSites(await app.fetch(sitesRequest({ apiUrl: app.config.atlassian.apiUrl }, tokens.accessToken)));
  const site = connected === undefined ? sites[0] : sites.find((one) => one.id === connected);
  if (site === undefined) throw new Problem(sites.length === 0 ? 'no-site' : 'other-site', 422);
  return site.id;
}

function openState(app: App, vendor: Vendor, state: string): z.infer<typeof consent> | null {
  try {
    return consent.parse(JSON.parse(app.seal.open(state, { accountId: 'consent', provider: vendor, column: 'state' })));
  } catch {
    // Whatever is wrong with it, it is no state of ours: the caller says so.
    return null;
  }
}

/** The same in every account: it tells that two grants are one person's, and not whose. */
const userHash = (vendor: Vendor, user: string): string =>
  createHash('sha256').update(`${vendor} ${user}`).digest('base64url').slice(0, 22);

const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
