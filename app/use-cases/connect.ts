/** Accounts and their connections: who may act, and the vendors' grants behind it. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { z } from 'zod';
import { authorizeUrl as atlassianUrl, readSites, sitesRequest } from '../../connectors/confluence/auth.ts';
import { authorizeUrl as googleUrl } from '../../connectors/google-sheets/auth.ts';
import { authorizeUrl as mondayUrl } from '../../connectors/monday/auth.ts';
import { readPeople } from '../../connectors/monday/prepare.ts';
import type { AccountId, ConnectionId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import { json } from '../../platform/postgres/sync/context.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { Problem } from '../problems.ts';
import type { StoredTokens, Vendor } from '../vendors/connections.ts';
import { readConnections, saveConnection } from '../vendors/connections.ts';
import { exchangeCode, vendorApps } from '../vendors/deps.ts';

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
  return withAccount(app.db, account, async (tx) => {
    const { rows } = await sql<{ held: boolean }>`
      select lease_holder is not null and lease_until > now() as held from containers for update`.execute(tx);
    if (rows.some((row) => row.held)) return false;
    for (const table of ['pairs', 'replicas', 'containers', 'connections', 'runs']) await sql`delete from ${sql.table(table)}`.execute(tx);
    await sql`update accounts set settings = '{}', people = '[]', figures_dirty = false, figures_day = null`.execute(tx);
    return true;
  });
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

/** Finishes a consent that this browser began. @throws Problem `consent-stale` */
export async function finishConsent(app: App, vendor: Vendor, code: string, state: string, nonce: string): Promise<AccountId> {
  const begun = openState(app, vendor, state);
  if (begun === null || begun.nonce !== nonce || begun.until < app.clock.now()) throw new Problem('consent-stale', 400, { vendor });
  const account = brandAs<AccountId>(begun.account);
  await saveGrant(app, account, vendor, await exchangeCode(app, vendor, code, begun.verifier));
  return account;
}

/** Stores a grant and what calls with it need to know: the people of the hub, the site of the wiki. */
async function saveGrant(app: App, account: AccountId, vendor: Vendor, tokens: StoredTokens): Promise<void> {
  const id = brandAs<ConnectionId>(vendor);
  const facts = vendor === 'confluence' ? { cloudId: await firstSite(app, tokens) } : {};
  await withAccount(app.db, account, (tx) => saveConnection(tx, app, account, { id, vendor, facts }, tokens));
  await withAccount(app.db, account, (tx) => sql`update pairs set state = 'live' where state = 'reconnect'`.execute(tx));
  if (vendor === 'monday') await refreshPeople(app, account);
}

/** Reads the hub's people anew. One call. */
async function refreshPeople(app: App, account: AccountId): Promise<void> {
  const connection = (await withAccount(app.db, account, readConnections)).find((one) => one.vendor === 'monday');
  if (connection === undefined) return;
  const people = await readPeople(app.vendors.deps(account, connection), app.vendors.options.monday);
  await withAccount(app.db, account, (tx) => sql`update accounts set people = ${json(people)}, people_read_at = now()`.execute(tx));
}

async function firstSite(app: App, tokens: StoredTokens): Promise<string> {
  const [site] = await readSites(await app.fetch(sitesRequest({ apiUrl: app.config.atlassian.apiUrl }, tokens.accessToken)));
  if (site === undefined) throw new Problem('no-site', 422);
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

const tokenHash = (token: string): string => createHash('sha256').update(token).digest('hex');
