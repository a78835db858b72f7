/** A Confluence site: one cloud id, one address, the people of one account. */
export interface ConfluenceSite {
  readonly cloudId: string;
  /** `https://<site>.atlassian.net`: stands in every absolute link. */
  readonly url: string;
  /** The account in the world whose people work here (`Person.accountId`). */
  readonly accountId: string;
}

export interface ConfluenceOptions {
  /** The first one is served under `/wiki/` too. */
  readonly sites: readonly ConfluenceSite[];
  /** Whether what is stored is rewritten as the editor does it (local ids, paragraphs in cells). Default false. */
  readonly normalises?: boolean;
  /** Whether page calls of the first API answer 410, as newer sites do. Default false. */
  readonly v1ContentGone?: boolean;
}
