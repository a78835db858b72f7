/** What a reading of a keyed tab changes: its rows are told first (`identity/rows.ts`), then compared like any record. */
import type { Engine } from './engine.ts';
import { fingerprintOf } from './fingerprint.ts';
import type { IdentifiedRow, KnownRow } from './identity/rows.ts';
import { identifyRows, isRecordKey, wholeRows } from './identity/rows.ts';
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
  const wholes = wholeRows(known, read, (record) => fingerprintOf(engine, record));
  const missing = wholes.missing.map((key) => brandAs<LocalId>(key));
  const shown = missing.length === 0 ? [] : await engine.store.mirror(replica.id, missing);
  const identified = identifyRows(wholes, new Map(shown.map((one) => [brandAs<RecordKey>(one.localId), one])), engine.mint.rowKey);
  const { byKey } = wholes;
  // A row whose key no longer stands in it, or that shows another's, is looked at, too: it gets its own.
  const changed = identified.rows
    .filter((row) => {
      const was = byKey.get(row.key);
      const misplaced = !row.written && isRecordKey(row.record.key);
      return was?.fingerprint !== row.fingerprint || (was.written && !row.written) || was.doubtful === true || misplaced;
    })
    .map((row): MirrorRecord => ({ record: row.record, fingerprint: row.fingerprint, gone: null }));
  // Of an incomplete reading nothing is concluded from absence, nor of a row that an unclear one may be.
  const absent = new Set(complete ? identified.uncertain : [...identified.uncertain, ...identified.gone]);
  const doubts = new Set(identified.uncertain);
  const gone = [
    ...(complete ? identified.gone.map((key) => ({ localId: brandAs<LocalId>(key), how: 'deleted' as const })) : []),
    ...identified.uncertain.flatMap((key) =>
      byKey.get(key)?.doubtful === true ? [] : [{ localId: brandAs<LocalId>(key), how: 'elsewhere' as const }],
    ),
  ];
  const index = [
    ...known.filter((one) => absent.has(one.key)).map((one) => (doubts.has(one.key) ? { ...one, doubtful: true } : one)),
    ...identified.rows.map(({ key, record, fingerprint, written }) => ({ key, position: record.position ?? 0, fingerprint, written })),
  ];
  return { changed, gone, index: sameIndex(known, index) ? null : index, findings: identified.unclear.map(unclearRow) };
}

const unclearRow = ({ record }: IdentifiedRow): ReplicaFinding => ({
  kind: 'identity-unclear',
  side: 'right',
  field: null,
  shown: `${record.position}: ${record.name}`,
  key: `row/${record.position ?? 0}`,
  name: record.name,
});

const sameIndex = (a: readonly KnownRow[], b: readonly KnownRow[]): boolean =>
  a.length === b.length &&
  a.every(
    (row, i) =>
      row.key === b[i]?.key &&
      row.position === b[i]?.position &&
      row.fingerprint === b[i]?.fingerprint &&
      row.written === b[i]?.written &&
      row.doubtful === b[i]?.doubtful,
  );
