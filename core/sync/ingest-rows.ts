/** What a reading of a keyed tab changes: its rows are told first (`identity/rows.ts`), then compared like any record. */
import type { Engine } from './engine.ts';
import { fingerprinter } from './fingerprint.ts';
import type { IdentifiedRow, KnownRow } from './identity/rows.ts';
import { identifyRows, isWritten, recordOf, wholeRows } from './identity/rows.ts';
import type { LocalId, RecordKey } from './ids.ts';
import { brandAs } from './ids.ts';
import type { RawRecord } from './record.ts';
import type { MirrorChange, MirrorRecord, ReplicaFinding, ReplicaRow } from './store.ts';

export async function readRows(
  engine: Engine,
  replica: ReplicaRow,
  read: readonly RawRecord[],
  complete: boolean,
): Promise<Pick<MirrorChange, 'changed' | 'gone' | 'index' | 'findings'>> {
  const known = await engine.store.rows(replica.id);
  const wholes = wholeRows(known, read, fingerprinter(engine));
  const missing = wholes.missing.map((key) => brandAs<LocalId>(key));
  const shown = missing.length === 0 ? [] : await engine.store.mirror(replica.id, missing);
  const identified = identifyRows(wholes, new Map(shown.map((one) => [brandAs<RecordKey>(one.localId), one])), engine.mint.rowKey);
  const { roster } = wholes;
  // Of an incomplete reading nothing is concluded from absence, nor of a row that an unclear one may be.
  const absent = new Set(complete ? identified.uncertain : [...identified.uncertain, ...identified.gone]);
  const doubts = new Set(identified.uncertain);
  const gone = [
    ...(complete ? identified.gone.map((key) => ({ localId: brandAs<LocalId>(key), how: 'deleted' as const })) : []),
    ...identified.uncertain.flatMap((key) =>
      roster.get(key)?.doubtful === true ? [] : [{ localId: brandAs<LocalId>(key), how: 'elsewhere' as const }],
    ),
  ];
  const kept = absent.size === 0 ? [] : known.filter((one) => absent.has(one.key));
  const index: KnownRow[] = kept.map((one) => (doubts.has(one.key) && one.doubtful !== true ? { ...one, doubtful: true } : one));
  const changed: MirrorRecord[] = [];
  for (const row of identified.rows) {
    const was = roster.get(row.key);
    index.push(knownAs(row, was));
    if (isChanged(row, was)) changed.push({ record: recordOf(row), fingerprint: row.fingerprint, gone: null });
  }
  return { changed, gone, index: sameIndex(known, index) ? null : index, findings: identified.unclear.map(unclearRow) };
}

/** A row whose key no longer stands in it, or that shows another's, is looked at, too: it gets its own. */
function isChanged(row: IdentifiedRow, was: KnownRow | undefined): boolean {
  if (was?.fingerprint !== row.fingerprint || was.doubtful === true) return true;
  return !isWritten(row) && (was.written || row.shows !== null);
}

/** Mostly the very row that was known. */
function knownAs(row: IdentifiedRow, was: KnownRow | undefined): KnownRow {
  const [position, written] = [row.record.position ?? 0, isWritten(row)];
  const same = was?.fingerprint === row.fingerprint && was.position === position && was.written === written && was.doubtful !== true;
  return same ? was : { key: row.key, position, fingerprint: row.fingerprint, written };
}

const unclearRow = ({ record, shows }: IdentifiedRow): ReplicaFinding => ({
  kind: shows === null ? 'identity-doubtful' : 'identity-unclear',
  side: 'right',
  field: null,
  shown: `${record.position}: ${record.name}`,
  key: `row/${record.position ?? 0}`,
  name: record.name,
});

/** Rows that are as they were known are the known ones themselves. */
const sameIndex = (a: readonly KnownRow[], b: readonly KnownRow[]): boolean => a.length === b.length && a.every((row, i) => row === b[i]);
