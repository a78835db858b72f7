/**
 * Puts notes on cells and takes ours away again: why a value isn't taken, what lost and how to get it back. A note is no
 * record: it has no line in the journal, moves no base, and is nobody's edit. It is stored as an intent like any write, for
 * what stands in a row may have moved on.
 */
import type { Engine, Opened, OpenedContainers } from '../../core/sync/engine.ts';
import { underLease } from '../../core/sync/engine.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ColumnRef, StepId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import { columnsOf, fieldId } from '../../core/sync/mapping.ts';
import type { Outcome, Write } from '../../core/sync/ports.ts';
import { cellOf } from '../../core/sync/ports.ts';
import type { RawRecord } from '../../core/sync/record.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import type { PairRow } from '../../core/sync/store.ts';
import type { Person } from '../../core/values/value.ts';
import type { Language } from '../../core/words/words.ts';
import { findingWords, languageOf, lossWords } from '../../core/words/words.ts';
import type { DueNote, NoteChange } from '../../platform/postgres/notes.ts';
import { readDueNotes, saveNotes } from '../../platform/postgres/notes.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { valueText } from '../use-cases/pair-views.ts';

/** A note that met another row waits for this long. */
const MISSED_MS = 60_000;

type NoteWrite = Extract<Write, { kind: 'note' }>;

/** All notes that are due on the right sides of these pairs, as far as they are opened. True when one was put or taken away. */
export async function keepNotes(
  app: Pick<App, 'db'>,
  account: AccountId,
  engine: Engine,
  pairs: readonly PairRow[],
  opened: OpenedContainers,
  people: readonly Person[],
): Promise<boolean> {
  const due = await withAccount(app.db, account, readDueNotes);
  let did = false;
  for (const pair of pairs) {
    const own = due.filter((one) => one.pair === pair.id);
    const at = [...opened.values()].find((one) => one.replicas.has(pair.right));
    if (own.length === 0 || at === undefined) continue;
    const save = (changes: readonly NoteChange[]): Promise<void> => withAccount(app.db, account, (tx) => saveNotes(tx, pair.id, changes));
    const written = await keepOne(engine, pair, at, own, people, save);
    did ||= written;
  }
  return did;
}

async function keepOne(
  engine: Engine,
  pair: PairRow,
  at: Opened,
  due: readonly DueNote[],
  people: readonly Person[],
  save: (changes: readonly NoteChange[]) => Promise<void>,
): Promise<boolean> {
  const language = languageOf(at.replicas.get(pair.right)?.locale?.locale);
  const keyed = new Set((await engine.store.rows(pair.right)).filter((row) => row.written).map((row) => row.key));
  const notes = due.flatMap((one) => notesOf(one, pair, people, language));
  // The row is gone, and our note with it.
  await save(notes.flatMap((one) => (one.write === null ? (one.change ?? []) : [])));
  const writes = new Map(notes.flatMap(({ write, change }) => (write !== null && keyed.has(write.key) ? [[write, change] as const] : [])));
  const run = engine.mint.run();
  let did = false;
  for (const group of at.container.pack([...writes.keys()])) {
    const intent = {
      id: engine.mint.intent(),
      run,
      pair: pair.id,
      container: at.row.id,
      replica: pair.right,
      writes: group,
      steps: {},
    };
    await engine.store.saveIntents([intent], [at.lease]);
    const close = (): Promise<void> =>
      engine.store.commit({ ...draftCommit(pair.id, [at.lease]), intent: { id: intent.id, state: 'closed' } });
    const outcome = await underLease(engine, [at.lease], () => at.container.apply(intent)).catch(async (error: unknown) => {
      if (error instanceof SyncError && error.code !== 'unknown-outcome') await close();
      throw error;
    });
    if (isUnknown(group, outcome)) throw new SyncError('unknown-outcome', { kind: 'retry' }, { intent: intent.id });
    const changes = group.flatMap((write) => changed(write, outcome, writes) ?? []);
    await save(changes);
    await close();
    engine.log('notes', { pair: pair.id, cells: changes.length, missed: changes.filter((one) => one.pauseMs !== null).length });
    did ||= changes.some((one) => one.pauseMs === null);
  }
  return did;
}

/** An unknown one stays an open intent, and is settled before anything else is done in the tab. */
const isUnknown = (group: readonly Write[], outcome: Outcome): boolean =>
  group.some((write) => (outcome.get(write.step)?.kind ?? 'unknown') === 'unknown');

/** A refused note isn't tried again until something else is to be said. */
function changed(write: Write, outcome: Outcome, writes: ReadonlyMap<Write, NoteChange | null>): NoteChange | null {
  const change = writes.get(write) ?? null;
  return change !== null && outcome.get(write.step)?.kind === 'missed' ? { ...change, pauseMs: MISSED_MS } : change;
}

interface NoteWork {
  /** null: the row isn't there any more. */
  readonly write: NoteWrite | null;
  /** What is to be remembered then; null: nothing. */
  readonly change: NoteChange | null;
}

/** The note, and one of ours that stands in another cell of the field. None where the mapping knows the field no more. */
function notesOf(one: DueNote, pair: PairRow, people: readonly Person[], language: Language): readonly NoteWork[] {
  const { key, field, stamp, record } = one;
  const column = one.wanted === null ? one.column : columnOf(one, pair);
  if (column === null) return [];
  const change: NoteChange = { key, field, stamp, column, pauseMs: null };
  if (record === null) return [{ write: null, change: { ...change, stamp: null } }];
  const at = (ref: string, text: string | null): NoteWrite => ({
    kind: 'note',
    step: brandAs<StepId>(`${key}/right/note/${ref}`),
    key,
    localId: record.localId,
    position: null,
    column: brandAs<ColumnRef>(ref),
    text,
    identity: identityOf(pair, record, text === null ? null : brandAs<ColumnRef>(ref)),
  });
  const moved = one.column !== null && one.column !== column ? [{ write: at(one.column, null), change: null }] : [];
  return [...moved, { write: at(column, textOf(one, people, language)), change }];
}

/** Of an amount the cell that it is about: a currency that is none stands in its own. */
function columnOf({ field, wanted }: DueNote, { settings }: PairRow): string | null {
  const mapping = settings.fields.find((one) => fieldId(one) === field);
  if (mapping === undefined) return null;
  const [main, currency] = columnsOf(mapping, 'right');
  return (wanted?.kind === 'invalid' && wanted.why === 'not-a-currency' ? currency : undefined) ?? main ?? null;
}

function textOf({ wanted }: DueNote, people: readonly Person[], language: Language): string | null {
  if (wanted === null) return null;
  if (wanted.kind === 'invalid') return findingWords(wanted.why, wanted.shown, language);
  return lossWords(wanted.why, brief(valueText(wanted.lost, people)), brief(valueText(wanted.kept, people)), language);
}

/** A note is read at a glance; the whole value is offered under the conflict. */
const brief = (text: string | null): string | null => (text !== null && text.length > MOST_SHOWN ? `${text.slice(0, MOST_SHOWN)}…` : text);
const MOST_SHOWN = 200;

/** By its natural key the row is told from another under its key; by the cell itself, that the note is still about what stands there. */
function identityOf({ settings }: PairRow, record: RawRecord, column: ColumnRef | null): RawRecord['cells'] {
  const refs = settings.fields.filter((field) => settings.key.includes(field.left)).flatMap((field) => columnsOf(field, 'right'));
  const told = column === null ? refs : [...refs, column];
  return Object.fromEntries(told.map((ref) => [ref, cellOf(record.cells, ref)]));
}
