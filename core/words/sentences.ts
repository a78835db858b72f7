import type { Choice } from './choices.ts';

/** What an edge says for a code, in the reader's language. `{name}` is filled with data. */
export interface Sentences {
  readonly findings: Readonly<Record<string, string>>;
  /** Why a vendor refused a write; `other` for a reason without a sentence of its own. */
  readonly refusals: Readonly<Record<string, string>> & { readonly other: string };
  /** Why a field is frozen, where it isn’t simply that both sides changed it. */
  readonly conflicts: Readonly<Record<string, string>>;
  readonly holds: Readonly<Record<string, string>>;
  /** What an `Inbox` tab says: its headers, what a line is about, what to do, how a choice is answered. */
  readonly inbox: Readonly<Record<InboxCode, string>>;
  /** The words that are typed into its choice cells. */
  readonly choices: Readonly<Record<Choice, string>>;
  /** Notes on cells whose value didn't stay, by the reason. */
  readonly notes: Readonly<Record<string, string>> & { readonly other: string };
  /** What a place can't bring back with a record that is made again. */
  readonly losses: Readonly<Record<'monday' | 'sheet' | 'page', string>>;
  readonly problems: Readonly<Record<string, string>> & { readonly internal: string };
}

export type InboxCode = `header-${InboxHeader}` | `what-${InboxWhat}` | InboxSentence;

/** A column of the tab; `choice` is the one that people type in. */
export type InboxHeader = 'id' | 'what' | 'record' | 'field' | 'left' | 'right' | 'todo' | 'choices' | 'choice' | 'answer';

/** What a line is about. */
export type InboxWhat = 'conflict' | 'held' | 'preview' | 'finding' | 'more';

type InboxSentence =
  | 'conflict'
  | 'many-held'
  | 'more'
  // Answers to a choice: not offered here, too late, obeyed and yet nothing is over.
  | 'answer-unknown'
  | 'answer-stale'
  | 'answer-obeyed';
