/** Addresses of the demo's parts, and the environment that each is started with. */
import { join } from 'node:path';
import type { LocalSecrets, Variables } from '../app/local.ts';

export interface Addresses {
  readonly app: string;
  readonly page: string;
  readonly actions: string;
  readonly ports: { readonly app: number; readonly page: number; readonly actions: number };
}

export function addresses(base: number): Addresses {
  const at = (port: number): string => `http://127.0.0.1:${port}`;
  return { app: at(base), page: `${at(base + 1)}/`, actions: at(base + 2), ports: { app: base, page: base + 1, actions: base + 2 } };
}

const CLIENT = { monday: 'evenkeel-monday', google: 'evenkeel-google', atlassian: 'evenkeel-atlassian' } as const;

export function sandboxVariables(at: Addresses, secrets: LocalSecrets, home: string, wireLog: string | null, day: string): Variables {
  const callback = (vendor: string): string => `${at.app}/connect/${vendor}/callback`;
  const app = (clientId: string, clientSecret: string, vendor: string) => ({ clientId, clientSecret, redirectUris: [callback(vendor)] });
  const apps = {
    monday: [
      {
        ...app(CLIENT.monday, secrets.mondayClient, 'monday'),
        signingSecret: secrets.mondaySigning,
        boardViewUrl: `${at.app}/view/`,
        lifecycleUrl: `${at.app}/webhooks/monday/lifecycle`,
      },
    ],
    google: [app(CLIENT.google, secrets.googleClient, 'google')],
    atlassian: [app(CLIENT.atlassian, secrets.atlassianClient, 'confluence')],
  };
  return {
    SANDBOX_PORT: String(at.ports.page),
    SANDBOX_HOME: join(home, 'sandbox'),
    SANDBOX_DAY: day,
    SANDBOX_APPS: JSON.stringify(apps),
    SANDBOX_ACTIONS: at.actions,
    WIRE_LOG: wireLog ?? undefined,
  };
}

/** The product as it would run anywhere, but for the vendors' addresses. */
export function productVariables(at: Addresses, secrets: LocalSecrets, home: string, databaseUrl: string): Variables {
  const vendors = at.page.replace(/\/$/, '');
  return {
    NODE_ENV: 'development',
    EVENKEEL_HOME: home,
    PORT: String(at.ports.app),
    DATABASE_URL: databaseUrl,
    EVENKEEL_PUBLIC_URL: at.app,
    EVENKEEL_MASTER_KEY: secrets.masterKey,
    MONDAY_CLIENT_ID: CLIENT.monday,
    MONDAY_CLIENT_SECRET: secrets.mondayClient,
    MONDAY_SIGNING_SECRET: secrets.mondaySigning,
    MONDAY_API_URL: `${vendors}/v2`,
    MONDAY_AUTH_URL: vendors,
    GOOGLE_CLIENT_ID: CLIENT.google,
    GOOGLE_CLIENT_SECRET: secrets.googleClient,
    GOOGLE_SHEETS_URL: vendors,
    GOOGLE_DRIVE_URL: vendors,
    GOOGLE_OAUTH_URL: vendors,
    GOOGLE_ACCOUNTS_URL: vendors,
    ATLASSIAN_CLIENT_ID: CLIENT.atlassian,
    ATLASSIAN_CLIENT_SECRET: secrets.atlassianClient,
    ATLASSIAN_API_URL: vendors,
    ATLASSIAN_AUTH_URL: vendors,
    // The played vendors answer in milliseconds: a killed worker's work goes on soon.
    EVENKEEL_CALL_TIMEOUT_S: '6',
    // They have no limits unless they are asked to play them; then their answers hold us back.
    EVENKEEL_LIMITS: 'off',
    WIRE_LOG: undefined,
  };
}
