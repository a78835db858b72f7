/** An app registered with one of the vendors: its OAuth client, and with monday also its secrets and its board view. */
export interface RegisteredApp {
  readonly clientId: string;
  readonly clientSecret: string;
  /** Signs board webhooks; only monday has one. */
  readonly signingSecret: string;
  /** A consent returns to one of these, exactly. */
  readonly redirectUris: readonly string[];
  /** What monday shows in the board view's iframe; null when the app has no view. */
  readonly boardViewUrl: string | null;
  /** Where monday tells what becomes of the app: installed, uninstalled, paid for; left out or null: nowhere. */
  readonly lifecycleUrl?: string | null;
}

/** Whose consent and token endpoints they are. */
export type AppVendor = 'monday' | 'google' | 'atlassian';

export type RegisteredApps = Readonly<Record<AppVendor, readonly RegisteredApp[]>>;

export const noApps: RegisteredApps = { monday: [], google: [], atlassian: [] };
