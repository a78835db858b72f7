/** What one commit does to the tables, statement by statement as `platform/postgres/sync/commit.ts` does it. */
import type { ArchiveEntry } from '../../core/sync/archive.ts';
import type { Directive } from '../../core/sync/decide/record-state.ts';
import type { LocalId, PairId, RecordKey, ReplicaId } from '../../core/sync/ids.ts';
import type { Side } from '../../core/sync/mapping.ts';
import type { Commit, MirrorRecord, ReplicaFinding } from '../../core/sync/store.ts';
import { type FindingRow, type HeldRow, once, type Tables, within } from './memory-tables.ts';

/** Throws before anything is changed, or not at all. */
export function commitTo(tables: Tables, commit: Commit, now: number): void {
  refuseTwice(commit);
  putEntries(tables, commit);
  for (const mirror of commit.mirrors) {
    putMirror(tables, mirror.replica, mirror.records);
    const known = within(tables.mirrors, mirror.replica, () => new Map<LocalId, MirrorRecord>());
    for (const id of mirror.gone) {
      const one = known.get(id);
      if (one !== undefined) known.set(id, { ...one, gone: 'deleted' });
    }
  }
  for (const { replica, upsert, drop } of commit.rows) {
    const moved = new Set([...upsert.map((one) => one.key), ...drop]);
    const kept = (tables.indexes.get(replica) ?? []).filter((one) => !moved.has(one.key));
    if (moved.size > 0)
      tables.indexes.set(
        replica,
        [...kept, ...upsert].sort((a, b) => a.position - b.position),
      );
  }
  for (const line of commit.journal) tables.journal.push({ ...line, pair: commit.pair, at: now });
  putConflicts(tables, commit);
  putFindings(tables, commit);
  putHeld(tables, commit);
  putDirty(tables, commit, now);
  const done = new Set(commit.directivesDone);
  if (done.size > 0) tables.directives = tables.directives.filter((one) => !done.has(one.id));
  for (const { key, directive } of commit.wishes) putWish(tables, commit.pair, key, directive, now);
  const intent = commit.intent === null ? undefined : tables.intents.get(commit.intent.id);
  if (intent !== undefined && commit.intent !== null) tables.intents.set(intent.id, { ...intent, state: commit.intent.state });
}

/** What one statement would put under one unique key. */
function refuseTwice(commit: Commit): void {
  once(commit.entries, (one) => one.key, 'archive');
  for (const { records } of commit.mirrors) once(records, (one) => one.record.localId, 'mirror');
  const open = commit.conflicts.filter((one) => one.kept === null);
  once(open, (one) => `${one.key} ${one.field}`, 'conflicts');
  once(raisedBy(commit), nameOfFinding, 'findings');
  once(heldBy(commit), (one) => one.step.id, 'held steps');
}

export function putMirror(tables: Tables, replica: ReplicaId, records: readonly MirrorRecord[]): void {
  const known = within(tables.mirrors, replica, () => new Map<LocalId, MirrorRecord>());
  // A row's place is the index's: the mirror keeps what it shows.
  for (const one of records) known.set(one.record.localId, { ...one, record: { ...one.record, position: null } });
}

/** Puts a record on a pair's list: a new number, the old beginning. */
export function mark(tables: Tables, pair: PairId, side: Side, localId: LocalId, now: number): void {
  const id = `${pair} ${side} ${localId}`;
  tables.serial += 1;
  const known = tables.dirty.get(id);
  tables.dirty.delete(id);
  tables.dirty.set(id, { pair, side, localId, seq: tables.serial, since: known?.since ?? now, notBefore: null });
}

/** Stores a wish about a record and puts the record on the list. */
function putWish(tables: Tables, pair: PairId, key: RecordKey, body: Directive, now: number): void {
  tables.serial += 1;
  tables.directives = [...tables.directives, { id: `wish${tables.serial}`, pair, key, body }];
  const entry = tables.archive.get(pair)?.get(key);
  for (const side of ['left', 'right'] as const) {
    const id = entry?.[side] ?? null;
    if (id !== null) mark(tables, pair, side, id, now);
  }
}

function putEntries(tables: Tables, commit: Commit): void {
  if (commit.entries.length === 0) return;
  const archive = new Map(tables.archive.get(commit.pair));
  const held = (side: Side, entry: ArchiveEntry, other: ArchiveEntry): boolean =>
    other.key !== entry.key && entry[side] !== null && other[side] === entry[side];
  for (const entry of commit.entries) {
    for (const other of archive.values()) {
      if (other.state === 'live' || (!held('left', entry, other) && !held('right', entry, other))) continue;
      const next = { left: held('left', entry, other) ? null : other.left, right: held('right', entry, other) ? null : other.right };
      archive.set(other.key, { ...other, ...next });
    }
  }
  for (const entry of commit.entries) {
    for (const other of archive.values())
      if (held('left', entry, other) || held('right', entry, other))
        throw new Error(`archive: ${entry.key} and ${other.key} share a record`);
    archive.set(entry.key, entry);
  }
  tables.archive.set(commit.pair, archive);
}

function putConflicts(tables: Tables, commit: Commit): void {
  const closed = new Set(commit.closes.map((one) => `${one.key} ${one.field}`));
  if (closed.size > 0)
    tables.conflicts = tables.conflicts.map((one) =>
      one.pair === commit.pair && closed.has(`${one.key} ${one.field}`) ? { ...one, state: 'settled' } : one,
    );
  for (const one of commit.conflicts) {
    const isSame = (other: (typeof tables.conflicts)[number]): boolean =>
      other.state === 'open' && other.pair === commit.pair && other.key === one.key && other.field === one.field;
    if (one.kept === null && tables.conflicts.some(isSame))
      tables.conflicts = tables.conflicts.map((other) => (isSame(other) ? { ...other, left: one.left, right: one.right } : other));
    else tables.conflicts = [...tables.conflicts, { ...one, pair: commit.pair, state: one.kept === null ? 'open' : 'settled' }];
  }
}

function putFindings(tables: Tables, commit: Commit): void {
  const about = new Set<string>(commit.findings.map((one) => one.key));
  if (about.size === 0) return;
  const raised = raisedBy(commit);
  settleFindings(tables, raised, (one) => one.pair === commit.pair && about.has(one.key));
  for (const one of raised) {
    const at = tables.findings.findIndex((other) => isOpenTwin(one, other));
    tables.findings = at < 0 ? [...tables.findings, one] : tables.findings.with(at, { ...(tables.findings[at] ?? one), shown: one.shown });
  }
}

/** Findings about a replica and rows of it that can't be told, on every pair of it. */
export function putReplicaFindings(tables: Tables, replica: ReplicaId, findings: readonly ReplicaFinding[]): void {
  for (const pair of tables.pairs.values()) {
    const side: Side | null = pair.left === replica ? 'left' : pair.right === replica ? 'right' : null;
    if (side === null) continue;
    const raised = findings.map((one): FindingRow => ({ ...one, side, pair: pair.id, state: 'open' }));
    const isOurs = (key: string): boolean => key === '' || key.startsWith('row/');
    settleFindings(tables, raised, (one) => one.pair === pair.id && isOurs(one.key) && one.side === side);
    for (const one of raised) {
      const at = tables.findings.findIndex((other) => isOpenTwin(one, other));
      tables.findings = at < 0 ? [...tables.findings, one] : tables.findings.with(at, one);
    }
  }
}

const raisedBy = (commit: Commit): readonly FindingRow[] =>
  commit.findings.flatMap(({ key, name, raised }) =>
    raised.map((one): FindingRow => ({ ...one, key, name, pair: commit.pair, state: 'open' })),
  );

/** Open ones that hold no more. */
function settleFindings(tables: Tables, raised: readonly FindingRow[], isMeant: (one: FindingRow) => boolean): void {
  const ids = new Set(raised.map(nameOfFinding));
  const isOver = (one: FindingRow): boolean => one.state === 'open' && isMeant(one) && !ids.has(nameOfFinding(one));
  if (tables.findings.some(isOver)) tables.findings = tables.findings.map((one) => (isOver(one) ? { ...one, state: 'settled' } : one));
}

const nameOfFinding = (one: FindingRow): string => `${one.key} ${one.side} ${one.field ?? ''} ${one.kind}`;
const isOpenTwin = (one: FindingRow, other: FindingRow): boolean =>
  other.state === 'open' && other.pair === one.pair && nameOfFinding(other) === nameOfFinding(one);

const heldBy = (commit: Commit): readonly HeldRow[] =>
  commit.held.flatMap(({ key, steps }) => steps.map((one) => ({ ...one, key, pair: commit.pair })));

function putHeld(tables: Tables, commit: Commit): void {
  const about = new Set(commit.held.map((one) => one.key));
  if (about.size === 0) return;
  const rows = heldBy(commit);
  const ids = new Set(rows.map((one) => one.step.id));
  tables.held = [...tables.held.filter((one) => one.pair !== commit.pair || (!about.has(one.key) && !ids.has(one.step.id))), ...rows];
}

function putDirty(tables: Tables, commit: Commit, now: number): void {
  const find = (side: Side, localId: LocalId) => tables.dirty.get(`${commit.pair} ${side} ${localId}`);
  for (const ref of commit.clean) {
    const one = find(ref.side, ref.localId);
    if (one !== undefined && one.seq <= ref.seq) tables.dirty.delete(`${commit.pair} ${ref.side} ${ref.localId}`);
  }
  for (const ref of commit.later) {
    const one = find(ref.side, ref.localId);
    if (one !== undefined && one.seq <= ref.seq)
      tables.dirty.set(`${commit.pair} ${ref.side} ${ref.localId}`, { ...one, notBefore: now + ref.waitMs });
  }
  for (const { side, localId } of commit.again) mark(tables, commit.pair, side, localId, now);
}
