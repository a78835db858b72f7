/**
 * What monday hands to a board view in its iframe: the session token (a JWT signed with the app's Client Secret; no board in
 * it) and the context object of monday-sdk-js.
 */
import { SignJWT } from 'jose';
import type { Person } from '../world/world.ts';
import { accountOf, type MondayApp, type MondayOptions } from './options.ts';

const LIFETIME_S = 5 * 60;

/** `now`: ms on the vendors' clock. Valid for five minutes. */
export function mintSessionToken(options: MondayOptions, person: Person, now: number): Promise<string> {
  const { app } = options;
  const account = accountOf(options, person.accountId);
  const issued = Math.floor(now / 1000);
  const dat = {
    client_id: app.clientId,
    user_id: Number(person.mondayId),
    account_id: Number(person.accountId),
    slug: account.slug,
    app_id: Number(app.appId),
    app_version_id: Number(app.appVersionId),
    install_id: -2,
    is_admin: person.admin,
    is_view_only: person.viewOnly,
    is_guest: false,
    user_kind: person.admin ? 'admin' : person.viewOnly ? 'viewer' : 'member',
  };
  return new SignJWT({ dat })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setIssuedAt(issued)
    .setExpirationTime(issued + LIFETIME_S)
    .sign(new TextEncoder().encode(app.clientSecret));
}

export type Theme = 'light' | 'dark' | 'black';

/** The board view's `context` (monday-sdk-js, types/client-context.type.ts), as plain data. */
export function boardViewContext(
  options: MondayOptions,
  person: Person,
  view: { boardId: string; viewId: string; workspaceId: string | null; theme: Theme; language?: string },
): Record<string, unknown> {
  const boardId = Number(view.boardId);
  return {
    boardId,
    boardIds: [boardId],
    boardViewId: Number(view.viewId),
    viewMode: 'fullScreen',
    instanceId: Number(view.viewId),
    instanceType: 'board_view',
    workspaceId: view.workspaceId === null ? null : Number(view.workspaceId),
    theme: view.theme,
    themeConfig: null,
    account: { id: person.accountId },
    user: {
      id: person.mondayId,
      isAdmin: person.admin,
      isGuest: false,
      isViewOnly: person.viewOnly,
      countryCode: 'DE',
      currentLanguage: view.language ?? 'en',
      timeFormat: '24H',
      timeZoneOffset: 0,
    },
    region: 'use1',
    app: appOf(options.app),
    appVersion: {
      id: Number(options.app.appVersionId),
      name: options.app.name,
      status: 'live',
      type: 'major',
      versionData: { major: 1, minor: 0, patch: 0, displayNumber: 'v1' },
    },
    permissions: { approvedScopes: SCOPES, requiredScopes: SCOPES },
  };
}

const SCOPES = ['me:read', 'boards:read', 'boards:write', 'webhooks:read', 'webhooks:write', 'users:read', 'account:read'];

const appOf = (app: MondayApp): Record<string, unknown> => ({ id: Number(app.appId), clientId: app.clientId });
