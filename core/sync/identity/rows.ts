/**
 * Who is this row now. A sheet has no row ids, so a hidden column carries record keys; but people sort without it, copy
 * rows with it, cut and paste without it. Identity follows the key where the content fits, and the content where keys
 * and contents have come apart as wholes. A partial fit is nobody's guess. SPEC [I*].
 */
import type { LocalId, RecordKey } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { RawRecord } from '../record.ts';
import { placeByNeighbours } from './place.ts';

/** What the last reading knew of a row. */
export interface KnownRow {
  readonly key: RecordKey;
  readonly position: number;
  /** Hash of all read cells but the key, a dot, and a hash of the row's name. */
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

/** A row on its way to its identity. */
interface Row {
  readonly record: RawRecord;
  readonly fingerprint: string;
  readonly shows: RecordKey | null;
  key: RecordKey | null;
  unclear: boolean;
}

/** Who has been found: the row of each known key. */
type Taken = Map<RecordKey, Row>;

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
  const taken: Taken = new Map();
  const give = (row: Row, key: RecordKey): void => {
    row.key = key;
    taken.set(key, row);
  };
  ownersAsAgreed(rows, byKey, taken, give);
  contentsThatMoved(rows, known, byKey, taken, give);
  keptKeys(rows, known, byKey, taken, give);
  vanishedNames(rows, known, byKey, taken, give);
  const pending = known.filter((one) => !one.written && !taken.has(one.key));
  placeByNeighbours(rows, pending, new Map(known.map((one) => [one.key, one.position])), give);
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
  taken: Taken,
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
  taken: Taken,
  give: (row: Row, key: RecordKey) => void,
): void {
  const homeless = groupBy(
    known.filter((one) => !taken.has(one.key)),
    (one) => one.fingerprint,
  );
  const next = new Map<string, number>();
  for (const row of rows) {
    if (row.key !== null) continue;
    // A copy of a row that still stands shows the owner's key over the owner's content: it is a new record.
    if (row.shows !== null && byKey.get(row.shows)?.fingerprint === row.fingerprint) continue;
    const at = next.get(row.fingerprint) ?? 0;
    const owner = homeless.get(row.fingerprint)?.[at];
    if (owner === undefined) continue;
    next.set(row.fingerprint, at + 1);
    give(row, owner.key);
  }
}

/**
 * An edited row keeps its key. When the key's content stands elsewhere, or the row bears the name of another row that
 * nobody has found, key and content may belong to different records: then nothing is certain.
 */
function keptKeys(
  rows: readonly Row[],
  known: readonly KnownRow[],
  byKey: ReadonlyMap<RecordKey, KnownRow>,
  taken: Taken,
  give: (row: Row, key: RecordKey) => void,
): void {
  const waiting = byDistance(
    rows.filter((row) => row.key === null && row.shows !== null),
    byKey,
  );
  const shown = new Set(rows.map((row) => row.shows));
  const vanished = new Set(known.filter((one) => !taken.has(one.key) && !shown.has(one.key)).map((one) => nameIn(one.fingerprint)));
  const renamed: Row[] = [];
  for (const row of waiting) {
    if (row.shows === null) continue;
    const before = byKey.get(row.shows);
    const holder = taken.get(row.shows);
    const copied = before?.fingerprint === row.fingerprint || holder?.shows === row.shows;
    // An edited copy is a new record, unless it bears the name of a row that vanished: then it may be that one.
    const doubtful = before?.fingerprint !== row.fingerprint && row.record.name.trim() !== '' && vanished.has(nameIn(row.fingerprint));
    if (holder !== undefined) row.unclear = !copied || doubtful;
    else if (before === undefined || nameIn(before.fingerprint) !== nameIn(row.fingerprint)) renamed.push(row);
    else give(row, row.shows);
  }
  const unfound = groupBy(
    known.filter((one) => !taken.has(one.key)),
    (one) => nameIn(one.fingerprint),
  );
  for (const row of renamed) {
    if (row.shows === null) continue;
    const others = row.record.name.trim() === '' ? [] : (unfound.get(nameIn(row.fingerprint)) ?? []);
    if (taken.has(row.shows)) continue;
    if (others.some((one) => one.key !== row.shows)) row.unclear = true;
    else give(row, row.shows);
  }
}

/**
 * A row whose key says nothing (it has none, one of nobody here, or one whose whole content was found elsewhere), and that
 * bears the name of the one row of that name which nobody has found, is that row.
 */
function vanishedNames(
  rows: readonly Row[],
  known: readonly KnownRow[],
  byKey: ReadonlyMap<RecordKey, KnownRow>,
  taken: Taken,
  give: (row: Row, key: RecordKey) => void,
): void {
  const saysNothing = (row: Row): boolean => row.shows === null || (row.unclear && (taken.has(row.shows) || !byKey.has(row.shows)));
  const loose = rows.filter((row) => row.key === null && saysNothing(row) && row.record.name.trim() !== '');
  if (loose.length === 0) return;
  const vanished = groupBy(
    known.filter((one) => !taken.has(one.key)),
    (one) => nameIn(one.fingerprint),
  );
  for (const [name, [row, twin]] of groupBy(loose, (one) => nameIn(one.fingerprint))) {
    const [owner, other] = vanished.get(name) ?? [];
    if (name === '' || row === undefined || twin !== undefined || owner === undefined || other !== undefined) continue;
    row.unclear = false;
    give(row, owner.key);
  }
}

/** The part of a fingerprint that stands for the row's name; empty where it has none. */
const nameIn = (fingerprint: string): string => fingerprint.slice(fingerprint.lastIndexOf('.') + 1 || fingerprint.length);

function groupBy<T>(all: readonly T[], by: (one: T) => string): ReadonlyMap<string, readonly T[]> {
  const groups = new Map<string, T[]>();
  for (const one of all) {
    const group = groups.get(by(one));
    if (group === undefined) groups.set(by(one), [one]);
    else group.push(one);
  }
  return groups;
}

const byDistance = (rows: readonly Row[], byKey: ReadonlyMap<RecordKey, KnownRow>): readonly Row[] => {
  const distance = (row: Row): number =>
    Math.abs((row.record.position ?? 0) - (row.shows === null ? 0 : (byKey.get(row.shows)?.position ?? 0)));
  return [...rows].sort((a, b) => distance(a) - distance(b));
};
