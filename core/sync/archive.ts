/** What the archive remembers of one record of a pair: the last agreement, and what each side showed for it. */
import type { Value } from '../values/value.ts';
import type { FieldId, LocalId, RecordKey } from './ids.ts';

/** One field's last agreement. A side has changed when it shows another token than `left`/`right` here. */
export interface BaseField {
  readonly agreed: Value;
  /** `shownToken` of what each side showed when this was agreed. */
  readonly left: string;
  readonly right: string;
}

/** A field without an entry was never agreed (a first match, a field added to the mapping). */
export type Base = Readonly<Record<FieldId, BaseField>>;

export interface ArchiveEntry {
  readonly key: RecordKey;
  readonly left: LocalId | null;
  readonly right: LocalId | null;
  /**
   * `live`: on both sides. `removed`: gone on both, a tombstone. `parked`: not to be paired until a person asks
   * (an undone create, a detached twin). `filtered`: left the filter; both sides stand, nothing is synced.
   */
  readonly state: 'live' | 'removed' | 'parked' | 'filtered';
  readonly name: string;
  readonly base: Base;
  /** Who made each side's record: only what we made may an undo remove. */
  readonly madeBy: { readonly left: 'us' | 'person'; readonly right: 'us' | 'person' };
}
