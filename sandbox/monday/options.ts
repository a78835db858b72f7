/** What the played monday.com is told about its accounts and about the app under test. */

export interface MondayTeam {
  /** Digits, as monday's own team ids. */
  readonly id: string;
  readonly name: string;
  /** World ids of the people in it; the first is the owner. */
  readonly people: readonly string[];
}

export type Tier = 'free' | 'basic' | 'standard' | 'pro' | 'enterprise';

export interface MondayAccount {
  readonly id: string;
  readonly name: string;
  /** `https://<slug>.monday.com` stands in every url that the API answers. */
  readonly slug: string;
  readonly tier: Tier;
  readonly teams: readonly MondayTeam[];
  /** IANA zone in which dates with a time are shown in `text`. */
  readonly timeZone?: string;
}

export interface MondayApp {
  readonly appId: string;
  readonly appVersionId: string;
  readonly name: string;
  /** The OAuth client id: what `Caller.app` holds. */
  readonly clientId: string;
  /** Signs session tokens. */
  readonly clientSecret: string;
  /** Signs webhooks that were created with the app's token. */
  readonly signingSecret: string;
  /** Marketplace apps are exempt from the daily call limit. */
  readonly marketplace?: boolean;
}

export interface MondayOptions {
  readonly accounts: readonly MondayAccount[];
  readonly app: MondayApp;
  /** Whether text cells and item names lose spaces at their ends; the vendor's pages don't say, so both can be played. Default false. */
  readonly trims?: boolean;
  /** How bulk imports run; what the vendor's pages leave open can be played either way. */
  readonly bulk?: {
    /** Default 500. */
    readonly rowsPerSecond?: number;
    /** Whether imported rows are told to webhooks. Default true. */
    readonly webhooks?: boolean;
    /** Whether the report names the items. Default false. */
    readonly reportIds?: boolean;
  };
}

/** The account's facts; an account that nobody described is an unremarkable Pro one without teams. */
export function accountOf(options: MondayOptions, accountId: string): MondayAccount {
  const known = options.accounts.find((account) => account.id === accountId);
  return known ?? { id: accountId, name: `Account ${accountId}`, slug: `account-${accountId}`, tier: 'pro', teams: [] };
}
