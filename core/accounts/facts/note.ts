/** What couldn't be read for figures: said beside them, never passed over in silence. Words are in `core/words/reasons.ts`. */
import type { InvalidWhy } from '../../values/value.ts';

export type FactSource = 'clients' | 'tasks' | 'team' | 'ledger' | 'plans' | 'rates';

export type FactWhy =
  | InvalidWhy
  /** Without it the record can't be counted. */
  | 'person-missing'
  | 'client-missing'
  | 'month-missing'
  | 'quarter-missing'
  | 'plan-missing'
  | 'rate-missing'
  | 'currency-missing'
  | 'not-a-month'
  | 'not-a-quarter'
  | 'not-a-period'
  | 'negative'
  | 'too-large'
  | 'not-above-zero'
  /** The cell names several people where one is meant; the first counts. */
  | 'several-people'
  /** A task of several clients; the first counts. */
  | 'several-clients'
  /** Contract hours aren't given; the usual ones are assumed. */
  | 'hours-missing'
  /** The person stands on the Team board before; the first row counts. */
  | 'person-twice'
  /** Several clients have this name, so money under it is nobody's. */
  | 'client-name-twice'
  | 'person-name-twice'
  /** A column that the settings name isn't there. */
  | 'column-missing'
  /** The board or tab can't be read now; what it last showed counts. */
  | 'source-broken'
  /** The board or tab hasn't been read yet. */
  | 'source-unread';

export interface FactNote {
  readonly source: FactSource;
  readonly why: FactWhy;
  /** Local id of the record; null when it is about the whole board or tab. */
  readonly record: string | null;
  readonly name: string;
  /** The column that it is about; null when about the record. */
  readonly column: string | null;
  /** What stands there. */
  readonly shown: string;
}

/** A record as a fact, or null where it can't be one; with what couldn't be read of it. */
export interface FactReading<Fact> {
  readonly fact: Fact | null;
  readonly notes: readonly FactNote[];
}
