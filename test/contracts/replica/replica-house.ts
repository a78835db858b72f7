/** What an implementation of the `Container` port hands in, to be held against its contract: itself, a person at the vendor's own door, and a wire that can be cut. */

import { isUnderway } from '../../../core/sync/errors.ts';
import {
  brandAs,
  type ColumnRef,
  type IntentId,
  type LocalId,
  type RecordKey,
  type ReplicaId,
  type StepId,
} from '../../../core/sync/ids.ts';
import type {
  ChangeFeed,
  Container,
  Intent,
  Keep,
  Outcome,
  Reading,
  Scope,
  Settled,
  StepOutcome,
  Write,
} from '../../../core/sync/ports.ts';
import type { Cell, Cells, RawRecord } from '../../../core/sync/record.ts';

/** What the contract leaves to a vendor. */
export interface Traits {
  /** Whether a read of some records is one of these only, or is widened to all. */
  readonly reads: 'named' | 'all';
  /** When it is known what an update covered. */
  readonly covers: 'at-once' | 'later';
  /** A call that comes after it was settled as never made: refused whole, or it acts and a later look knows it. */
  readonly late: 'refused' | 'known';
  /** What becomes of a record that a person takes away between our look and our write: it stays away, or the write brings it back as it was. */
  readonly takenAway: 'stays' | 'returns';
  /** What becomes of a text with spaces around it. */
  readonly keeps: 'spaces' | 'words';
}

export interface Person {
  /** Makes a record of this name, without a key of ours. */
  readonly add: (name: string) => Promise<void>;
  readonly type: (record: RawRecord, column: ColumnRef, text: string) => Promise<void>;
  readonly remove: (record: RawRecord) => Promise<void>;
  /** Moves records about; none says anything else for it. */
  readonly shuffle: () => Promise<void>;
}

/** What befalls the next write that goes out; reads of `cut` the next read. */
export interface Wire {
  /** Something happens before the write takes effect. */
  readonly before: (happens: () => Promise<void>) => void;
  /** It takes effect, and the answer never comes. */
  readonly lose: () => void;
  /** It never arrives. */
  readonly drop: () => void;
  /** Writes that took effect so far. */
  readonly writes: () => number;
}

export interface ReplicaHouse {
  readonly replica: ReplicaId;
  /** The record's name; another column of texts. */
  readonly name: ColumnRef;
  readonly words: ColumnRef;
  readonly traits: Traits;
  /** A worker that remembers nothing. */
  readonly open: () => Container;
  readonly person: Person;
  /** Time goes by at the vendor. */
  readonly pass: (ms: number) => Promise<void>;
  readonly wire: Wire;
  /** The answer to the next read comes short; null where a model can't. */
  readonly cut: (() => void) | null;
  /** The container goes; null where a model can't. */
  readonly destroy: (() => Promise<void>) | null;
  /** A value of `name` that can't be held; null where a model holds all. */
  readonly unholdable: Cell | null;
  /** Makes the vendor refuse whatever is written to this record. */
  readonly forbid: ((record: RawRecord) => Promise<void>) | null;
  /** How changes are heard of; null for a model. */
  readonly feed: {
    readonly of: ChangeFeed;
    readonly container: string;
    readonly other: string;
    /** How long the vendor pushes what is subscribed once. */
    readonly pushes: 'for good' | 'for a while' | 'never';
  } | null;
}

export const text = (value: string): Cell => (value === '' ? { kind: 'empty' } : { kind: 'text', text: value });
export const step = (id: string): StepId => brandAs<StepId>(id);
const key = (id: string): RecordKey => brandAs<RecordKey>(id);

/** A house with a worker in it. */
export interface Bench {
  readonly at: ReplicaHouse;
  readonly container: Container;
  readonly read: (scope?: Scope, container?: Container) => Promise<Extract<Reading, { kind: 'records' }>>;
  /** What people see: name and words of each record, by name. */
  readonly seen: () => Promise<readonly (readonly [name: string, words: string])[]>;
  /** The record of this name, as last read by the worker. */
  readonly named: (name: string) => Promise<RawRecord>;
  readonly cells: (name: string, words?: string) => Cells;
  readonly create: (id: string, cells: Cells) => Write;
  readonly update: (record: RawRecord, cells: Cells) => Write;
  readonly remove: (record: RawRecord) => Write;
  readonly keyWrite: (record: RawRecord, id: string | null) => Write;
  readonly note: (record: RawRecord, words: string | null) => Write;
  readonly intent: (...writes: readonly Write[]) => Intent;
  /** Writes as the engine sends them: packed, each call an intent of its own, and what runs on at the vendor waited for. */
  readonly perform: (...writes: readonly Write[]) => Promise<Outcome>;
  /** What becomes of an intent whose work runs on at the vendor, by a worker that remembers nothing. */
  readonly waitFor: (intent: Intent, ticket: string | null) => Promise<Settled>;
  /** Records of ours: names with words. */
  readonly made: (...names: readonly (readonly [name: string, words: string])[]) => Promise<void>;
}

/** How often a worker asks after work that runs on, before the test gives up. */
const MOST_ASKED = 200;

export function bench(at: ReplicaHouse): Bench {
  const container = at.open();
  let intents = 0;
  const shown = (record: RawRecord, column: ColumnRef): string => {
    const cell = record.cells[column];
    return cell?.kind === 'text' ? cell.text : '';
  };
  const read: Bench['read'] = async (scope = { kind: 'all' }, by = container) => {
    const reading = (await by.read(new Map([[at.replica, scope]]))).get(at.replica);
    if (reading?.kind !== 'records') throw new Error(`read ${JSON.stringify(reading)}`);
    return reading;
  };
  const cells: Bench['cells'] = (name, words) => ({ [at.name]: text(name), ...(words === undefined ? {} : { [at.words]: text(words) }) });
  const intent: Bench['intent'] = (...writes) => ({ id: brandAs<IntentId>(`intent-${++intents}`), replica: at.replica, writes });
  const perform: Bench['perform'] = async (...writes) => {
    const outcome = new Map<StepId, StepOutcome>();
    for (const group of container.pack(writes)) {
      for (const [id, one] of await applied(intent(...group))) outcome.set(id, one);
    }
    return outcome;
  };
  async function applied(one: Intent): Promise<Outcome> {
    let ticket: string | null = null;
    const keep: Keep = async (told) => {
      ticket = told.ticket;
    };
    try {
      return await container.apply(one, keep);
    } catch (error) {
      if (!isUnderway(error)) throw error;
    }
    const settled = await waitFor(one, ticket);
    if (settled.kind === 'none') throw new Error('what ran on at the vendor never happened');
    return settled.outcome;
  }
  const waitFor: Bench['waitFor'] = async (one, ticket) => {
    let known = ticket;
    for (let asked = 0; asked < MOST_ASKED; asked += 1) {
      try {
        return await at.open().settle({ ...one, ticket: known }, async (told) => {
          known = told.ticket;
        });
      } catch (error) {
        if (!isUnderway(error) || error.next.kind !== 'retry-after') throw error;
        await at.pass(error.next.afterMs);
      }
    }
    throw new Error('never done');
  };
  const create: Bench['create'] = (id, all) => ({ kind: 'create', step: step(`create ${id}`), key: key(id), cells: all });
  const place = (record: RawRecord): { key: RecordKey; localId: LocalId; position: number | null } => ({
    key: key(record.key ?? ''),
    localId: record.localId,
    position: record.position,
  });
  return {
    at,
    container,
    read,
    seen: async () =>
      (await read(undefined, at.open())).records
        .map((record) => [shown(record, at.name), shown(record, at.words)] as const)
        .sort((a, b) => (a[0] < b[0] ? -1 : 1)),
    named: async (name) => {
      const { records } = await read();
      const found = records.find((record) => shown(record, at.name) === name);
      if (!found) throw new Error(`no record ${name} among ${records.map((record) => shown(record, at.name)).join(', ')}`);
      return found;
    },
    cells,
    create,
    update: (record, to) => ({
      kind: 'update',
      step: step(`update ${record.key}`),
      ...place(record),
      cells: to,
      before: Object.fromEntries(Object.keys(to).map((ref) => [ref, record.cells[brandAs<ColumnRef>(ref)] ?? { kind: 'empty' }])),
      version: record.version,
    }),
    remove: (record) => ({ kind: 'remove', step: step(`remove ${record.key}`), ...place(record) }),
    keyWrite: (record, id) => ({
      kind: 'key',
      step: step(`key ${id}`),
      ...place(record),
      key: id === null ? null : key(id),
      before: record.cells,
    }),
    note: (record, words) => ({ kind: 'note', step: step(`note ${record.key}`), ...place(record), column: at.words, text: words }),
    intent,
    perform,
    waitFor,
    made: async (...names) => {
      await read();
      await perform(...names.map(([name, words]) => create(name.toLowerCase(), cells(name, words))));
    },
  };
}

/** An outcome that must be there. */
export function outcomeOf(outcome: Outcome, id: string): StepOutcome {
  const found = outcome.get(step(id));
  if (!found) throw new Error(`no outcome of ${id} among ${[...outcome.keys()].join(', ')}`);
  return found;
}
