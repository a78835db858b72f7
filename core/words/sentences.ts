/** What an edge says for a code, in the reader's language. `{name}` is filled with data. */
export interface Sentences {
  readonly findings: Readonly<Record<string, string>>;
  /** Why a vendor refused a write; `other` for a reason without a sentence of its own. */
  readonly refusals: Readonly<Record<string, string>> & { readonly other: string };
  readonly holds: Readonly<Record<string, string>>;
  /** What a place can't bring back with a record that is made again. */
  readonly losses: Readonly<Record<'monday' | 'sheet' | 'page', string>>;
  readonly problems: Readonly<Record<string, string>> & { readonly internal: string };
}
