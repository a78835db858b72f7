/**
 * Who is this row now. A sheet has no row ids, so a hidden column carries record keys; but people sort without it, copy
 * rows with it, cut and paste without it. Identity follows the key where the content fits, and the content where keys
 * and contents have come apart as wholes (`wholeRows`); of the few rows that are left, what each cell says (`likeness.ts`).
 * A partial fit is nobody's guess. SPEC [I*].
 */
import type { LocalId, RecordKey } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { RawRecord } from '../record.ts';
import { evidentRows, without } from './evident.ts';
import type { Claim } from './likeness.ts';
import { claimsOf, isHinted, settleClaims } from './likeness.ts';
import { placeByNeighbours } from './place.ts';
import { Roster } from './roster.ts';
import type { Missing, Row } from './sharing.ts';
import { filled, sharingOf } from './sharing.ts';

/** What the last reading knew of a row. */
export interface KnownRow {
  readonly key: RecordKey;
  readonly position: number;
  /** Hash of all read cells but the key. */
  readonly fingerprint: string;
  /** False while the key is ours alone and not yet in the sheet. */
  readonly written: boolean;
  /** The last reading couldn't tell where the row is: its key alone says nothing until it is found. */
  readonly doubtful?: boolean;
}

export interface IdentifiedRow {
  /** As read: under its place. */
  readonly record: RawRecord;
  readonly key: RecordKey;
  readonly fingerprint: string;
  readonly shows: RecordKey | null;
}

/** Whether the sheet shows the row's key in it now; false: a `key` write is due once the row is paired. */
export const isWritten = (row: IdentifiedRow): boolean => row.shows === row.key;

/** The row under its own name. */
export const recordOf = ({ record, key }: IdentifiedRow): RawRecord => ({ ...record, localId: brandAs<LocalId>(key) });

export interface Identified {
  readonly rows: readonly IdentifiedRow[];
  /** Rows whose key and content belong to different records: left alone, a finding. */
  readonly unclear: readonly IdentifiedRow[];
  /** Known rows that no row carries now. */
  readonly gone: readonly RecordKey[];
  /** Known rows that one of the unclear ones may be. */
  readonly uncertain: readonly RecordKey[];
}

/** How far whole contents tell who the rows are. */
export interface Wholes {
  readonly roster: Roster<KnownRow>;
  readonly rows: readonly Row[];
  /** Known rows that no whole content told. */
  readonly unfound: readonly KnownRow[];
  /** Of these it has to be known what they showed: rows that nobody has found while others are left, and former ones whose keys these show. */
  readonly missing: readonly RecordKey[];
}

const KEY = /^ek[a-z0-9]{12,40}$/;

/** Keys that we mint look like this; anything else in the key column is somebody's typing and is no key. */
export const isRecordKey = (text: string | null): text is RecordKey => text !== null && KEY.test(text);

/** The first step: a key over the content that it had, and whole contents that moved. */
export function wholeRows(known: readonly KnownRow[], read: readonly RawRecord[], fingerprint: (record: RawRecord) => string): Wholes {
  const roster = new Roster(known);
  const rows: Row[] = read.map((record) => ({
    record,
    fingerprint: fingerprint(record),
    shows: isRecordKey(record.key) ? record.key : null,
    key: null,
    unclear: false,
  }));
  ownersAsAgreed(rows, roster);
  contentsThatMoved(rows, roster);
  const unfound = roster.unfound();
  const loose = rows.filter((row) => row.key === null);
  // Keys that rows show and the last reading didn't have: of records that were gone, or of nobody here.
  const strange = loose.flatMap(({ shows }) => (shows === null || roster.has(shows) ? [] : [shows]));
  return { roster, rows, unfound, missing: loose.length === 0 ? [] : [...unfound.map((one) => one.key), ...new Set(strange)] };
}

/** The second step. `before`: what the missing rows showed when last read. Uses up `wholes`. */
export function identifyRows(
  { roster, rows, unfound }: Wholes,
  before: ReadonlyMap<RecordKey, Pick<RawRecord, 'name' | 'cells'>>,
  mint: () => RecordKey,
): Identified {
  const give = (row: Row, key: RecordKey): void => roster.give(row, key);
  const missing = [...before].flatMap(([key, record]): Missing[] => {
    const one = roster.get(key);
    const then = { position: one?.position ?? 0, written: one?.written ?? true, doubtful: one?.doubtful === true };
    return roster.isFound(key) ? [] : [{ key, ...then, gone: one === undefined, record }];
  });
  const loose = rows.filter((row) => row.key === null);
  // A sort that leaves the keys behind puts rows under the keys of others.
  const trusted = !rows.some((row) => row.key !== null && row.shows !== null && row.shows !== row.key && roster.has(row.shows));
  const shared = sharingOf(loose, missing);
  const evident = trusted ? evidentRows(shared) : new Map<Row, Missing>();
  for (const [row, { key }] of evident) give(row, key);
  const claims = claimsOf(without(shared, evident), rows, trusted);
  settleClaims(claims, give);
  const claimsBy = new Map<Row, Claim[]>();
  for (const one of claims) claimsBy.set(one.row, [...(claimsBy.get(one.row) ?? []), one]);
  const pending = unfound.filter((one) => !one.written && !roster.isFound(one.key));
  placeByNeighbours(rows, pending, roster, (row, key) => {
    // A row of which nothing is left that it showed is another one, unless it had only been begun.
    const one = before.get(key);
    if (one === undefined || filled(one) <= 1 || claimsBy.get(row)?.some((claim) => claim.missing.key === key && claim.weight > 0))
      give(row, key);
  });
  const isMissing = (key: RecordKey): boolean => !roster.isFound(key);
  for (const row of loose) if (row.key === null && isHinted(claimsBy.get(row) ?? [], isMissing, trusted)) row.unclear = true;
  shownKeys(loose, roster, new Set(missing.map((one) => one.key)), trusted);
  for (const row of rows) if (row.key === null) give(row, mint());
  const maybe = new Set(claims.flatMap(({ row, missing: { key } }) => (row.unclear ? [key] : [])));
  const absent = unfound.filter((one) => !roster.isFound(one.key)).map((one) => one.key);
  return { ...told(rows), gone: absent.filter((key) => !maybe.has(key)), uncertain: absent.filter((key) => maybe.has(key)) };
}

/** A key over the content that it had: the ordinary row, and the owner among copies. Of equal copies the one nearest its old place. */
function ownersAsAgreed(rows: readonly Row[], roster: Roster<KnownRow>): void {
  for (const row of rows) {
    if (row.shows === null) continue;
    const before = roster.get(row.shows);
    if (before?.fingerprint !== row.fingerprint) continue;
    const holder = roster.rowOf(row.shows);
    if (holder !== undefined && distance(row, before) >= distance(holder, before)) continue;
    if (holder !== undefined) holder.key = null;
    roster.give(row, row.shows);
  }
}

/** Whole contents of known rows under another key or none: sorted without the keys, or cut and pasted. */
function contentsThatMoved(rows: readonly Row[], roster: Roster<KnownRow>): void {
  const homeless = new Map<string, KnownRow[]>();
  for (const one of roster.unfound()) {
    const same = homeless.get(one.fingerprint);
    if (same === undefined) homeless.set(one.fingerprint, [one]);
    else same.push(one);
  }
  const next = new Map<string, number>();
  for (const row of rows) {
    if (row.key !== null) continue;
    // A copy of a row that still stands shows the owner's key over the owner's content: it is a new record.
    if (row.shows !== null && roster.get(row.shows)?.fingerprint === row.fingerprint) continue;
    const at = next.get(row.fingerprint) ?? 0;
    const owner = homeless.get(row.fingerprint)?.[at];
    if (owner === undefined) continue;
    next.set(row.fingerprint, at + 1);
    roster.give(row, owner.key);
  }
}

/**
 * What is left of the shown keys. One that nobody here ever had is taken as it stands. Where nothing is left of what its
 * bearer showed, the row was typed anew, or it is another: under the key of a row that was gone before it is another, as
 * when a new row is typed where the hidden key of an emptied one had stayed; else it isn't sure.
 */
function shownKeys(loose: readonly Row[], roster: Roster<KnownRow>, claimed: ReadonlySet<RecordKey>, trusted: boolean): void {
  for (const row of byDistance(loose, roster)) {
    if (row.key !== null || row.unclear || row.shows === null || roster.isFound(row.shows)) continue;
    if (!claimed.has(row.shows)) roster.give(row, row.shows);
    else if (!trusted || roster.has(row.shows)) row.unclear = true;
  }
}

function told(rows: readonly Row[]): Pick<Identified, 'rows' | 'unclear'> {
  const identified = rows.filter((row): row is Row & IdentifiedRow => row.key !== null);
  if (!identified.some((row) => row.unclear)) return { rows: identified, unclear: [] };
  return { rows: identified.filter((one) => !one.unclear), unclear: identified.filter((one) => one.unclear) };
}

const distance = (row: Row, before: KnownRow | undefined): number => Math.abs((row.record.position ?? 0) - (before?.position ?? 0));

const byDistance = (rows: readonly Row[], roster: Roster<KnownRow>): readonly Row[] => {
  const far = (row: Row): number => distance(row, row.shows === null ? undefined : roster.get(row.shows));
  return [...rows].sort((a, b) => far(a) - far(b));
};
