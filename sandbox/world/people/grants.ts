/**
 * What people allowed apps to do, as three tables: a grant, its access tokens, its refresh tokens. How long they live
 * and how they follow each other differs per vendor and stands in `TokenRules`; times are on the vendors' clock.
 */
import { createHash } from 'node:crypto';
import type { Ids, Store, VendorClock } from '../world.ts';
import type { AppVendor } from './apps.ts';

export interface TokenRules {
  readonly vendor: AppVendor;
  /** How long an access token lives; null: until it is revoked. */
  readonly accessMs: number | null;
  /** No refresh token; one that stays; one that is replaced by each use. */
  readonly refresh: 'none' | 'stays' | 'rotates';
  /** For how long after its first use a rotated refresh token may be used again. */
  readonly leewayMs: number;
  /** Use of a rotated token after the leeway ends the whole grant. */
  readonly reuseEndsGrant: boolean;
  /** A refresh token dies when not used for so long, and so long after the consent. */
  readonly idleMs: number | null;
  readonly absoluteMs: number | null;
  readonly access: (of: { grant: Grant; id: string; nowS: number }) => string;
  readonly refreshToken: (ids: Ids) => string;
}

interface Grant {
  readonly id: string;
  readonly vendor: AppVendor;
  readonly clientId: string;
  readonly personId: string;
  readonly scopes: readonly string[];
  readonly startedAt: number;
  revoked: boolean;
}

export interface Consent {
  readonly vendor: AppVendor;
  readonly clientId: string;
  readonly personId: string;
  readonly scopes: readonly string[];
  readonly redirectUri: string;
  /** PKCE, S256; null when the app sent none. */
  readonly challenge: string | null;
  /** The app asked for a refresh token (Google: `access_type=offline`). */
  readonly offline: boolean;
}

export interface Tokens {
  readonly grant: Grant;
  readonly access: string;
  readonly expiresInS: number | null;
  readonly refresh: string | null;
}

export interface Migrated extends Tokens {
  /** The number of the token that was exchanged. */
  readonly from: number;
  readonly again: boolean;
}

/** Why a code or refresh token is refused. */
export type Refusal = 'unknown' | 'expired' | 'reused' | 'wrong-client' | 'wrong-redirect' | 'wrong-verifier';

export interface Grants {
  /** A code good for ten minutes and one use. */
  consent(consent: Consent): string;
  redeem(rules: TokenRules, code: string, by: { clientId: string; redirectUri: string | null; verifier: string | null }): Tokens | Refusal;
  refresh(rules: TokenRules, token: string, clientId: string): Tokens | Refusal;
  /** Exchanges a token that doesn't end for a pair under `rules`; asked again, it gives the pair as it now stands. The token stays good. */
  migrate(rules: TokenRules, token: string, clientId: string): Migrated | 'unknown' | 'wrong-client' | 'ends-already';
  /** Ends the grant behind an access or refresh token; false when there is none. */
  revoke(token: string): boolean;
  /** Ends all that this person allowed this app: it was uninstalled. */
  endAll(vendor: AppVendor, clientId: string, personId: string): void;
  /** True when this person allowed this app before and hasn't taken it back. */
  knows(vendor: AppVendor, clientId: string, personId: string): boolean;
  /** True for every access token that an app was ever given, dead ones too. */
  gave(token: string): boolean;
  /** Who allowed an access token, a dead one too. */
  personOf(token: string): string | undefined;
  /** The grant behind an access token, or `expired`. */
  byAccessToken(vendor: AppVendor, token: string): Grant | 'expired' | undefined;
}

/** The tables that outlive `POST /reset`, so that connected apps stay connected. */
export const grantTables = ['oauth-ids', 'oauth-codes', 'oauth-grants', 'oauth-access', 'oauth-refresh', 'oauth-migrated'] as const;

const CODE_MS = 10 * 60_000;

export function createGrants(store: Store, ids: Ids, clock: VendorClock): Grants {
  const codes = store.table<Consent & { expiresAt: number }>('oauth-codes');
  const grants = store.table<Grant>('oauth-grants');
  const accessTokens = store.table<{ grant: string; expiresAt: number | null }>('oauth-access');
  const refreshTokens = store.table<{ grant: string; usedAt: number; rotatedAt: number | null }>('oauth-refresh');

  const migrated = store.table<{ grant: string; from: number }>('oauth-migrated');

  function issue(rules: TokenRules, grant: Grant, refresh: string | null): Tokens {
    const now = clock.now();
    const access = rules.access({ grant, id: ids.uuid(), nowS: Math.floor(now / 1000) });
    accessTokens.set(access, { grant: grant.id, expiresAt: rules.accessMs === null ? null : now + rules.accessMs });
    return { grant, access, refresh, expiresInS: rules.accessMs === null ? null : rules.accessMs / 1000 };
  }

  function newRefreshToken(rules: TokenRules, grant: Grant): string {
    const token = rules.refreshToken(ids);
    refreshTokens.set(token, { grant: grant.id, usedAt: clock.now(), rotatedAt: null });
    return token;
  }

  /** The tokens that a grant's owner holds now: those that were given last. */
  function newestOf(id: string): Tokens | undefined {
    const grant = grants.get(id);
    const access = [...accessTokens.ids()].filter((token) => accessTokens.get(token)?.grant === id).at(-1);
    const refresh = [...refreshTokens.ids()].filter((token) => refreshTokens.get(token)?.grant === id).at(-1);
    if (!grant || grant.revoked || access === undefined) return undefined;
    const ends = accessTokens.get(access)?.expiresAt ?? null;
    return {
      grant,
      access,
      refresh: refresh ?? null,
      expiresInS: ends === null ? null : Math.max(0, Math.ceil((ends - clock.now()) / 1000)),
    };
  }

  return {
    consent(consent) {
      const code = ids.opaque(32);
      codes.set(code, { ...consent, expiresAt: clock.now() + CODE_MS });
      return code;
    },

    redeem(rules, code, by) {
      const consent = codes.get(code);
      if (!consent || consent.vendor !== rules.vendor) return 'unknown';
      if (consent.clientId !== by.clientId) return 'wrong-client';
      codes.delete(code);
      if (consent.expiresAt <= clock.now()) return 'expired';
      if (by.redirectUri !== consent.redirectUri) return 'wrong-redirect';
      if (!verifies(consent.challenge, by.verifier)) return 'wrong-verifier';
      const { vendor, clientId, personId, scopes } = consent;
      const grant: Grant = { id: ids.uuid(), vendor, clientId, personId, scopes, startedAt: clock.now(), revoked: false };
      grants.set(grant.id, grant);
      const refresh = rules.refresh !== 'none' && consent.offline ? newRefreshToken(rules, grant) : null;
      return issue(rules, grant, refresh);
    },

    refresh(rules, token, clientId) {
      const held = refreshTokens.get(token);
      const grant = held && grants.get(held.grant);
      if (!held || !grant || grant.revoked || grant.vendor !== rules.vendor) return 'unknown';
      if (grant.clientId !== clientId) return 'wrong-client';
      const now = clock.now();
      if (rules.idleMs !== null && now >= held.usedAt + rules.idleMs) return 'expired';
      if (rules.absoluteMs !== null && now >= grant.startedAt + rules.absoluteMs) return 'expired';
      if (held.rotatedAt !== null && now >= held.rotatedAt + rules.leewayMs) {
        if (rules.reuseEndsGrant) grants.set(grant.id, { ...grant, revoked: true });
        return 'reused';
      }
      const rotates = rules.refresh === 'rotates';
      refreshTokens.set(token, { ...held, usedAt: now, rotatedAt: rotates ? (held.rotatedAt ?? now) : null });
      return issue(rules, grant, rotates ? newRefreshToken(rules, grant) : null);
    },

    migrate(rules, token, clientId) {
      const held = accessTokens.get(token);
      const old = held && grants.get(held.grant);
      if (!held || !old || old.revoked || old.vendor !== rules.vendor) return 'unknown';
      if (held.expiresAt !== null) return 'ends-already';
      if (old.clientId !== clientId) return 'wrong-client';
      const known = migrated.get(token);
      if (known) {
        const now = newestOf(known.grant);
        return now ? { ...now, from: known.from, again: true } : 'unknown';
      }
      const grant: Grant = { ...old, id: ids.uuid(), startedAt: clock.now() };
      grants.set(grant.id, grant);
      const from = ids.next('oauth.api-token', 12_345_678);
      migrated.set(token, { grant: grant.id, from });
      return { ...issue(rules, grant, newRefreshToken(rules, grant)), from, again: false };
    },

    revoke(token) {
      const id = (accessTokens.get(token) ?? refreshTokens.get(token))?.grant;
      const grant = id === undefined ? undefined : grants.get(id);
      if (!grant || grant.revoked) return false;
      grants.set(grant.id, { ...grant, revoked: true });
      return true;
    },

    endAll(vendor, clientId, personId) {
      for (const grant of [...grants.values()]) {
        if (grant.vendor === vendor && grant.clientId === clientId && grant.personId === personId)
          grants.set(grant.id, { ...grant, revoked: true });
      }
    },

    knows(vendor, clientId, personId) {
      for (const grant of grants.values()) {
        if (!grant.revoked && grant.vendor === vendor && grant.clientId === clientId && grant.personId === personId) return true;
      }
      return false;
    },

    gave: (token) => accessTokens.get(token) !== undefined,
    personOf(token) {
      const held = accessTokens.get(token);
      return held && grants.get(held.grant)?.personId;
    },

    byAccessToken(vendor, token) {
      const held = accessTokens.get(token);
      const grant = held && grants.get(held.grant);
      if (!held || !grant || grant.revoked || grant.vendor !== vendor) return undefined;
      return held.expiresAt !== null && held.expiresAt <= clock.now() ? 'expired' : grant;
    },
  };
}

function verifies(challenge: string | null, verifier: string | null): boolean {
  if (challenge === null) return true;
  return verifier !== null && createHash('sha256').update(verifier).digest('base64url') === challenge;
}
