/** What a connector is given for one connection: fetch with a time-out, valid tokens, and a place within the limits. */

import {
  codeRequest as atlassianCode,
  refreshRequest as atlassianRefresh,
  lackingScopes as lackingAtlassian,
  readTokens as readAtlassian,
} from '../../connectors/confluence/auth.ts';
import {
  codeRequest as googleCode,
  refreshRequest as googleRefresh,
  lackingScopes as lackingGoogle,
  readTokens as readGoogle,
} from '../../connectors/google-sheets/auth.ts';
import {
  lackingScopes as lackingMonday,
  codeRequest as mondayCode,
  migrateRequest as mondayMigrate,
  refreshRequest as mondayRefresh,
  readTokens as readMonday,
} from '../../connectors/monday/auth.ts';
import { SyncError, unknownOutcome } from '../../core/sync/errors.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Guest } from '../../platform/limits/gates.ts';
import type { Limits } from '../../platform/limits/limits.ts';
import type { App, Fetch } from '../app.ts';
import type { Grant, Refresh, Replace, StoredTokens, Vendor } from './connections.ts';
import { tokenSource } from './connections.ts';

type Parts = Pick<App, 'config' | 'db' | 'seal' | 'clock' | 'random' | 'gate' | 'log'> & { readonly fetch: Fetch };

/** One `ConnectorDeps` for each connection, kept while its grant is: its tokens are read once. */
export function connectorDeps(app: Parts & { readonly limits: Limits }): (account: AccountId, connection: Grant) => ConnectorDeps {
  const known = new Map<string, { readonly grant: number; readonly deps: ConnectorDeps }>();
  const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));
  const fetch = withTimeout(app.fetch, app.config.callTimeoutMs);
  return (account, connection) => {
    const id = `${account} ${connection.id}`;
    const kept = known.get(id);
    if (kept?.grant === connection.grant) return kept.deps;
    const deps: ConnectorDeps = {
      fetch: async (request) => {
        await app.gate.pass();
        return fetch(request);
      },
      now: () => app.clock.now(),
      sleep,
      token: tokenSource(app, { refresh: refresher(app), replace: replacer(app, account, connection.vendor) }, account, connection),
      limit: app.limits.of(guestOf(account, connection)),
      uuid: () => app.random.uuid(),
    };
    known.set(id, { grant: connection.grant, deps });
    return deps;
  };
}

function guestOf(account: AccountId, { id, vendor, facts: { user } }: Grant): Guest {
  return { vendor, account, connection: id, ...(user === undefined ? {} : { user }) };
}

/** What a consent gave. */
export interface Granted {
  readonly tokens: StoredTokens;
  /** Scopes that were asked for and not granted: with such tokens nothing may be begun. */
  readonly lacking: readonly string[];
  /** The vendor's own id of who granted it, where its answer says so. */
  readonly user: string | null;
}

/** Exchanges a consent's code for tokens. */
export async function exchangeCode(app: Parts, vendor: Vendor, code: string, verifier: string): Promise<Granted> {
  const { monday, google, atlassian } = vendorApps(app);
  if (vendor === 'monday') return asked(app, vendor, mondayCode(monday, code, verifier), null);
  if (vendor === 'google') return asked(app, vendor, googleCode(google, code, verifier), null);
  return asked(app, vendor, atlassianCode(atlassian, code), null);
}

function refresher(app: Parts): Refresh {
  const requestOf = (vendor: Vendor, refreshToken: string): Request => {
    const { monday, google, atlassian } = vendorApps(app);
    if (vendor === 'monday') return mondayRefresh(monday, refreshToken);
    return vendor === 'google' ? googleRefresh(google, refreshToken) : atlassianRefresh(atlassian, refreshToken);
  };
  return async (vendor, refreshToken) => (await asked(app, vendor, requestOf(vendor, refreshToken), refreshToken)).tokens;
}

/**
 * An app that has moved to OAuth 2.1 has its tokens of monday's first flow exchanged. Whatever goes wrong, the old one is
 * good: the exchange gives the same pair whenever it is asked for. A pair that has ended since it was made is renewed.
 */
function replacer(app: Parts, account: AccountId, vendor: Vendor): Replace {
  const { monday } = vendorApps(app);
  return async (accessToken) => {
    if (vendor !== 'monday' || monday.flow === 'legacy') return null;
    try {
      const { tokens } = await asked(app, vendor, mondayMigrate(monday, accessToken), null);
      if (tokens.refreshToken === null) return null;
      if (tokens.expiresAt === null || tokens.expiresAt > app.clock.now()) return tokens;
      return await refresher(app)(vendor, tokens.refreshToken);
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      app.log.warn({ account, vendor, code: error.code, data: error.data }, 'a token of the first flow was not exchanged and goes on');
      return null;
    }
  };
}

const readers = {
  monday: { read: readMonday, lacking: lackingMonday },
  google: { read: readGoogle, lacking: lackingGoogle },
  confluence: { read: readAtlassian, lacking: lackingAtlassian },
} as const;
interface Answer extends StoredTokens {
  readonly scopes: readonly string[] | null;
  readonly user?: string | null;
}

/** Tokens are asked for under the row's lock: whoever waits for it mustn't wait for long. */
const OAUTH_TIMEOUT_MS = 20_000;

/** The answer of a vendor's token endpoint. A vendor that sends no new refresh token lets the `old` one live. */
async function asked(app: Parts, vendor: Vendor, request: Request, old: string | null): Promise<Granted> {
  const fetch = withTimeout(app.fetch, Math.min(app.config.callTimeoutMs, OAUTH_TIMEOUT_MS));
  const response = await fetch(request).catch((cause: unknown) => {
    throw unknownOutcome(vendor, 'oauth', 'no answer', cause);
  });
  const { read, lacking } = readers[vendor];
  const answer: Answer = await read(response, app.clock.now());
  const { accessToken, refreshToken, expiresAt, user = null } = answer;
  return {
    tokens: { accessToken, refreshToken: refreshToken ?? old, expiresAt },
    lacking: lacking(answer),
    user,
  };
}

/** Where each vendor sends the browser back to. */
const redirectUri = (app: Pick<App, 'config'>, vendor: Vendor): string => `${app.config.publicUrl}/connect/${vendor}/callback`;

/** Our registrations at the vendors, as their OAuth files want them. */
export function vendorApps(app: Pick<App, 'config'>) {
  const { monday, google, atlassian } = app.config;
  return {
    monday: {
      authUrl: monday.authUrl,
      clientId: monday.clientId,
      clientSecret: monday.clientSecrets[0],
      redirectUri: redirectUri(app, 'monday'),
      flow: monday.oauthFlow,
    },
    google: {
      accountsUrl: google.accountsUrl,
      tokenUrl: google.oauthUrl,
      clientId: google.clientId,
      clientSecret: google.clientSecrets[0],
      redirectUri: redirectUri(app, 'google'),
    },
    atlassian: {
      authUrl: atlassian.authUrl,
      clientId: atlassian.clientId,
      clientSecret: atlassian.clientSecrets[0],
      redirectUri: redirectUri(app, 'confluence'),
    },
  };
}

/**
 * A call never outlasts the lease that was extended for it, its body included. The signal ends the exchange, but isn't
 * relied upon: Node may collect what listens to it while the exchange is still under way.
 */
export const withTimeout =
  (fetch: Fetch, ms: number): Fetch =>
  async (request) => {
    const whole = async (): Promise<Response> => {
      const { status, headers, body } = await fetch(new Request(request, { signal: AbortSignal.timeout(ms), redirect: 'error' }));
      return new Response(body === null ? null : await new Response(body).arrayBuffer(), { status, headers });
    };
    let timer: NodeJS.Timeout | undefined;
    const late = new Promise<never>((_, reject) => {
      timer = setTimeout(() => reject(new DOMException(`no answer within ${ms} ms`, 'TimeoutError')), ms);
    });
    try {
      return await Promise.race([whole(), late]);
    } finally {
      clearTimeout(timer);
    }
  };
