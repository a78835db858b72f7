/** How each vendor's tokens live and follow each other. */
import { createHash } from 'node:crypto';
import type { TokenRules } from './grants.ts';
import { signJwt } from './jwt.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** monday's first flow: a token that lives until the app is uninstalled. */
export const mondayLegacy: TokenRules = {
  vendor: 'monday',
  accessMs: null,
  refresh: 'none',
  leewayMs: 0,
  reuseEndsGrant: false,
  idleMs: null,
  absoluteMs: null,
  access: ({ grant, id, nowS }) =>
    signJwt({ tid: id, aai: grant.clientId, uid: grant.personId, iat: nowS, per: grant.scopes.join(' ') }, grant.id),
  refreshToken: (ids) => ids.opaque(64),
};

/** monday's OAuth 2.1: an hour, and no grace for a refresh token that was used. */
export const mondayOauth21: TokenRules = {
  ...mondayLegacy,
  accessMs: HOUR_MS,
  refresh: 'rotates',
  access: ({ grant, id, nowS }) =>
    signJwt(
      { jti: id, sub: grant.personId, client_id: grant.clientId, scope: grant.scopes.join(' '), iat: nowS, exp: nowS + 3600 },
      grant.id,
    ),
};

/** Google: an hour; the refresh token stays, and dies after six months without use. */
export const googleRules: TokenRules = {
  vendor: 'google',
  accessMs: HOUR_MS,
  refresh: 'stays',
  leewayMs: 0,
  reuseEndsGrant: false,
  idleMs: 183 * DAY_MS,
  absoluteMs: null,
  access: ({ id, grant }) =>
    `ya29.${createHash('sha256')
      .update(id + grant.id)
      .digest('base64url')}${id.replaceAll('-', '')}`,
  refreshToken: (ids) => `1//0${ids.opaque(98)}`,
};

/** Atlassian: an hour; rotating with ten minutes' leeway, 90 days idle, a year at most. */
export const atlassianRules: TokenRules = {
  vendor: 'atlassian',
  accessMs: HOUR_MS,
  refresh: 'rotates',
  leewayMs: 10 * 60_000,
  reuseEndsGrant: true,
  idleMs: 90 * DAY_MS,
  absoluteMs: 365 * DAY_MS,
  access: ({ grant, id, nowS }) =>
    signJwt(
      { jti: id, sub: grant.personId, client_id: grant.clientId, scope: grant.scopes.join(' '), iat: nowS, exp: nowS + 3600 },
      grant.id,
    ),
  refreshToken: (ids) => ids.opaque(180),
};
