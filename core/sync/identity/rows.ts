/**
 * Who is this row now. A sheet has no row ids, so a hidden column carries record keys; but people sort without it, copy
 * rows with it, cut and paste without it. Identity follows the key where the content fits, and the content where keys
 * and contents have come apart as wholes. A partial fit is nobody's guess. SPEC [I*].
 */
import type { LocalId, RecordKey } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { RawRecord } from '../record.ts';

/** What the last reading knew of a row. */
export interface KnownRow {
  readonly key: RecordKey;
  readonly position: number;
  /** Hash of all read cells but the key. */
  readonly fingerprint: string;
  /** False while the key is ours alone and not yet in the sheet. */
  readonly written: boolean;
}

export interface IdentifiedRow {
  readonly record: RawRecord;
  readonly key: RecordKey;
  readonly fingerprint: string;
  /** Whether the sheet shows this key in the row now; false: a `key` write is due once the row is paired. */
  readonly written: boolean;
}

export interface Identified {
  readonly rows: readonly IdentifiedRow[];
  /** Rows whose key and content belong to different records: left alone, a finding. */
  readonly unclear: readonly IdentifiedRow[];
  /** Known rows that no row carries now. */
  readonly gone: readonly RecordKey[];
}

const KEY = /^ek[a-z0-9]{12,40}$/;

/** Keys that we mint look like this; anything else in the key column is somebody's typing and is no key. */
export const isRecordKey = (text: string | null): text is RecordKey => text !== null && KEY.test(text);

interface Row {
  readonly record: RawRecord;
  readonly fingerprint: string;
  readonly shows: RecordKey | null;
  key: RecordKey | null;
  unclear: boolean;
}

export function identifyRows(
  known: readonly KnownRow[],
  read: readonly RawRecord[],
  fingerprint: (record: RawRecord) => string,
  mint: () => RecordKey,
): Identified {
  const byKey = new Map(known.map((one) => [one.key, one]));
  const rows: Row[] = read.map((record) => ({
    record,
    fingerprint: fingerprint(record),
    shows: isRecordKey(record.key) ? record.key : null,
    key: null,
    unclear: false,
  }));
  const taken = new Set<RecordKey>();
  const give = (row: Row, key: RecordKey): void => {
    row.key = key;
    taken.add(key);
  };
  ownersAsAgreed(rows, byKey, taken, give);
  contentsThatMoved(rows, known, byKey, taken, give);
  keptKeys(rows, byKey, taken, give);
  pendingByPlace(rows, known, taken, give);
  for (const row of rows) if (row.key === null) give(row, mint());
  const identified = rows.map((row): IdentifiedRow & { unclear: boolean } => {
    const key = row.key ?? mint();
    return {
      record: { ...row.record, localId: brandAs<LocalId>(key) },
      key,
      fingerprint: row.fingerprint,
      written: row.shows === key,
      unclear: row.unclear,
    };
  });
  return {
    rows: identified.filter((one) => !one.unclear),
    unclear: identified.filter((one) => one.unclear),
    gone: known.filter((one) => !taken.has(one.key)).map((one) => one.key),
  };
}

/** A key over the content that it had: the ordinary row, and the owner among copies. Of equal copies the one nearest its old place. */
function ownersAsAgreed(
  rows: readonly Row[],
  byKey: ReadonlyMap<RecordKey, KnownRow>,
  taken: ReadonlySet<RecordKey>,
  give: (row: Row, key: RecordKey) => void,
): void {
  const fitting = rows.filter((row) => row.shows !== null && byKey.get(row.shows)?.fingerprint === row.fingerprint);
  for (const row of byDistance(fitting, byKey)) if (row.shows !== null && !taken.has(row.shows)) give(row, row.shows);
}

/** Whole contents of known rows under another key or none: sorted without the keys, or cut and pasted. */
function contentsThatMoved(
  rows: readonly Row[],
  known: readonly KnownRow[],
  byKey: ReadonlyMap<RecordKey, KnownRow>,
  taken: ReadonlySet<RecordKey>,
  give: (row: Row, key: RecordKey) => void,
): void {
  const homeless = new Map<string, KnownRow[]>();
  for (const one of known) if (!taken.has(one.key)) homeless.set(one.fingerprint, [...(homeless.get(one.fingerprint) ?? []), one]);
  for (const row of rows) {
    if (row.key !== null) continue;
    // A copy of a row that still stands shows the owner's key over the owner's content: it is a new record.
    if (row.shows !== null && byKey.get(row.shows)?.fingerprint === row.fingerprint) continue;
    const owner = homeless.get(row.fingerprint)?.shift();
    if (owner !== undefined) give(row, owner.key);
  }
}

/** An edited row keeps its key; when its content's whole neighbours moved and the key went elsewhere, nothing is certain. */
function keptKeys(
  rows: readonly Row[],
  byKey: ReadonlyMap<RecordKey, KnownRow>,
  taken: ReadonlySet<RecordKey>,
  give: (row: Row, key: RecordKey) => void,
): void {
  const waiting = rows.filter((row) => row.key === null && row.shows !== null);
  for (const row of byDistance(waiting, byKey)) {
    if (row.shows === null) continue;
    const copied =
      byKey.get(row.shows)?.fingerprint === row.fingerprint ||
      rows.some((other) => other !== row && other.key === row.shows && other.shows === row.shows);
    if (!taken.has(row.shows)) give(row, row.shows);
    else if (!copied) row.unclear = true;
  }
}

/** A row whose key we have not written yet, typed on since: still the one at its place. */
function pendingByPlace(
  rows: readonly Row[],
  known: readonly KnownRow[],
  taken: ReadonlySet<RecordKey>,
  give: (row: Row, key: RecordKey) => void,
): void {
  const pending = new Map(known.filter((one) => !one.written && !taken.has(one.key)).map((one) => [one.position, one.key]));
  for (const row of rows) {
    const key = row.key === null && row.shows === null && row.record.position !== null ? pending.get(row.record.position) : undefined;
    if (key !== undefined && !taken.has(key)) give(row, key);
  }
}

const byDistance = (rows: readonly Row[], byKey: ReadonlyMap<RecordKey, KnownRow>): readonly Row[] => {
  const distance = (row: Row): number =>
    Math.abs((row.record.position ?? 0) - (row.shows === null ? 0 : (byKey.get(row.shows)?.position ?? 0)));
  return [...rows].sort((a, b) => distance(a) - distance(b));
};
