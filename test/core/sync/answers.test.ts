/** What the answer to one intent moves: mirror, index of a tab, journal, list of work, and the intent itself. */
import { describe, expect, test } from 'vitest';
import { fingerprintOf } from '../../../core/sync/fingerprint.ts';
import type { KnownRow } from '../../../core/sync/identity/rows.ts';
import type { IntentId, LocalId, PairId, ReplicaId, RunId, StepId } from '../../../core/sync/ids.ts';
import type { Step } from '../../../core/sync/plan.ts';
import type { StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Column } from '../../../core/sync/record.ts';
import { type AnswerFacts, addAnswer, missedIds } from '../../../core/sync/run/answers.ts';
import { Book } from '../../../core/sync/run/book.ts';
import { draftCommit } from '../../../core/sync/run/draft.ts';
import type { DirtyRef, Lease, NewIntent, PairWork, StoredIntent } from '../../../core/sync/store.ts';
import { baseOf, contextOf, entryOf, eur, fid, key, local, num, rec, sid } from './fixtures.ts';

const K1 = key('k1');
const hash = (shown: string): string => shown;
const LEFT = rec('L1', { name: 'Acme', notes: 'new', budget: 5, cur: 'EUR' });
const RIGHT = rec('R1', { NAME: 'Acme', NOTES: 'old', BUDGET: 5, CUR: 'EUR' });
const ENTRY = entryOf({ base: baseOf({ name: 'Acme', notes: 'old', budget: eur('5') }) });
const REF: DirtyRef = { side: 'right', localId: local('R1'), seq: 1, age: 5_000 };
const ROW: KnownRow = { key: K1, position: 3, fingerprint: 'old', written: false };

const bookOf = (): Book => {
  const mirror = (record: typeof LEFT) => new Map([[record.localId, { record, fingerprint: '', gone: null }]]);
  const work: Partial<PairWork> = { entries: [ENTRY], mirrors: { left: mirror(LEFT), right: mirror(RIGHT) }, directives: new Map() };
  const book = new Book(work as PairWork);
  book.place({ states: [], refs: new Map([[K1, [REF]]]), idle: [], ambiguous: [], copiedKeys: [], strayed: [] });
  return book;
};

const STEP = {
  id: sid('k1/right/update/notes'),
  kind: 'update',
  side: 'right',
  key: K1,
  name: 'Acme',
  why: 'changed',
  run: null,
  field: fid('notes'),
  beforeToken: '"old"',
  before: 'old',
  after: 'new',
} as Step;
const UPDATE = {
  kind: 'update',
  step: sid('k1/right/update'),
  key: K1,
  localId: local('R1'),
  position: 3,
  cells: rec('', { NOTES: 'new' }).cells,
  before: rec('', { NOTES: 'old' }).cells,
  version: null,
} as Write;
const KEY = { kind: 'key', step: sid('k1/right/key'), key: K1, localId: local('k1'), position: 3, before: {} } as Write;

const applied = (over: object = {}): StepOutcome => ({
  kind: 'applied',
  localId: local('R1'),
  position: null,
  version: null,
  shown: rec('', { NOTES: 'new' }).cells,
  covered: { kind: 'none' },
  ...over,
});

const columns = ['NAME', 'NOTES'].map((ref) => ({ ref, title: ref, kind: 'text', writable: true, labels: null })) as unknown as Column[];
const facts = (over: Partial<AnswerFacts> = {}): AnswerFacts => ({
  engine: { hash },
  side: 'right',
  keyed: false,
  context: { ...contextOf(), run: 'run' as RunId, approved: new Set() },
  columns,
  ...over,
});

function answer(
  writes: readonly Write[],
  outcome: readonly (readonly [StepId, StepOutcome])[],
  over: Partial<AnswerFacts> = {},
  { book = bookOf(), rows = [] as readonly KnownRow[], steps = { [UPDATE.step]: [STEP] } as Record<StepId, readonly Step[]> } = {},
) {
  const commit = draftCommit('p' as PairId, []);
  const intent = { id: 'i' as IntentId, replica: 'tab' as ReplicaId, writes, steps } as StoredIntent;
  const index = new Map(rows.map((one) => [one.key, one]));
  addAnswer(commit, intent, new Map(outcome), facts(over), book, index);
  return { commit, book, index };
}

describe('an applied write', () => {
  test('[E1] moves mirror, entry and journal at once, and takes the record off the list', () => {
    const { commit, book } = answer([UPDATE], [[UPDATE.step, applied()]]);
    const record = { ...RIGHT, key: 'k1', cells: { ...RIGHT.cells, ...rec('', { NOTES: 'new' }).cells } };
    expect(commit.mirrors).toEqual([
      {
        replica: 'tab',
        records: [{ record, fingerprint: fingerprintOf({ hash }, record), gone: null }],
        gone: [],
      },
    ]);
    expect(commit.entries).toMatchObject([{ key: 'k1', name: 'Acme', base: { notes: { agreed: 'new' } } }]);
    expect(commit.journal).toMatchObject([{ kind: 'update', field: 'notes', before: 'old', after: 'new' }]);
    expect([commit.clean, commit.later, commit.again, commit.rows]).toEqual([[REF], [], [], []]);
    expect([commit.findings, commit.conflicts, commit.wishes, commit.closes, commit.held, commit.directivesDone]).toEqual([
      [],
      [],
      [],
      [],
      [],
      [],
    ]);
    expect(commit.intent).toEqual({ id: 'i', state: 'closed' });
    expect(book.working(K1).right).toEqual(record);
  });

  test('[E2] what shows something else is looked at again', () => {
    const { commit } = answer([UPDATE], [[UPDATE.step, applied({ shown: rec('', { NOTES: 'by an automation' }).cells })]]);
    expect(commit.again).toEqual([{ side: 'right', localId: 'R1' }]);
  });

  test('[L4] a row is known by its key', () => {
    const { commit, index } = answer(
      [UPDATE],
      [[UPDATE.step, applied({ position: 7, localId: local('row:7'), version: '9' })]],
      { keyed: true },
      { rows: [ROW] },
    );
    const written = { key: 'k1', position: 3, written: true };
    expect(commit.rows).toMatchObject([{ replica: 'tab', upsert: [written], drop: [] }]);
    const shown = commit.mirrors[0]?.records[0];
    expect(shown?.record).toMatchObject({ localId: 'k1', name: 'Acme', version: '9' });
    // As the next reading of the tab will have it, which knows no versions.
    expect(shown?.fingerprint).toBe(fingerprintOf({ hash }, { ...(shown?.record ?? RIGHT), version: null }));
    expect(index.get(K1)).toMatchObject(written);
  });

  test('[I12] seed 23037: the index says where rows stood when all were read, and of a new one where it was made', () => {
    const create = { kind: 'create', step: sid('k1/right/create'), key: K1, cells: UPDATE.kind === 'update' ? UPDATE.cells : {} } as Write;
    const made = { ...STEP, kind: 'create', why: 'new', fields: { notes: 'new' } } as unknown as Step;
    const steps = { [UPDATE.step]: [STEP], [create.step]: [made] } as Record<StepId, readonly Step[]>;
    const where = (write: Write, position: number | null, rows: readonly KnownRow[]) =>
      answer([write], [[write.step, applied({ position })]], { keyed: true }, { rows, steps }).commit.rows[0]?.upsert[0]?.position;
    expect([where(UPDATE, 7, [ROW]), where(UPDATE, null, [ROW]), where(UPDATE, 7, []), where(UPDATE, null, [])]).toEqual([3, 3, 7, 0]);
    expect([where(create, 7, []), where(create, 7, [ROW])]).toEqual([7, 7]);
  });

  test('[P8] a record is named as the next reading will name it', () => {
    const named = (cells: typeof RIGHT.cells, over: Partial<AnswerFacts>) =>
      answer([UPDATE], [[UPDATE.step, applied({ shown: cells })]], over).commit.mirrors[0]?.records[0]?.record.name;
    expect(named(rec('', { NAME: num('5'), NOTES: 'new' }).cells, { keyed: true })).toBe('new');
    expect(named(rec('', { NAME: num('5'), NOTES: num('6') }).cells, { keyed: true })).toBe('');
    expect(named(rec('', { NAME: num('5'), NOTES: 'new' }).cells, { keyed: true, columns: [] })).toBe('Acme');
    expect(named(rec('', { NOTES: 'new' }).cells, {})).toBe('Acme');
    expect(named(rec('', { name: 'Acme Ltd', NOTES: 'new' }).cells, {})).toBe('Acme Ltd');
    expect(named(rec('', { title: 'A page', NOTES: 'new' }).cells, {})).toBe('A page');
  });

  test('[P8] an entry bears the name of its left side', () => {
    const onLeft = { ...UPDATE, step: sid('k1/left/update'), localId: local('L1'), cells: rec('', { name: 'Acme Ltd' }).cells } as Write;
    const step = { ...STEP, side: 'left', field: fid('name'), after: 'Acme Ltd' } as Step;
    const outcome = applied({ localId: local('L1'), shown: rec('', { name: 'Acme Ltd' }).cells });
    const { commit } = answer(
      [onLeft],
      [[onLeft.step, outcome]],
      { side: 'left' },
      { steps: { [onLeft.step]: [step] } as Record<StepId, readonly Step[]> },
    );
    expect(commit.entries[0]?.name).toBe('Acme Ltd');
    expect(
      answer([UPDATE], [[UPDATE.step, applied({ shown: rec('', { name: 'Other', NOTES: 'new' }).cells })]]).commit.entries[0]?.name,
    ).toBe('Acme');
  });

  test('[A2] what it covered is a conflict of that name', () => {
    const covered = { kind: 'value', cells: rec('', { NOTES: 'typed' }).cells };
    const { commit } = answer([UPDATE], [[UPDATE.step, applied({ covered })]]);
    expect(commit.conflicts).toMatchObject([{ key: 'k1', name: 'Acme', field: 'notes', right: 'typed', why: 'covered' }]);
    expect(commit.closes).toEqual([{ key: 'k1', field: 'notes' }]);
  });

  test('[C4] a removal takes record and row away', () => {
    const step = { ...STEP, kind: 'remove', why: 'gone', fields: {} } as unknown as Step;
    const remove = { kind: 'remove', step: sid('k1/right/remove'), key: K1, localId: local('R1'), position: 3 } as Write;
    const { commit } = answer(
      [remove],
      [[remove.step, applied()]],
      { keyed: true },
      { rows: [ROW], steps: { [remove.step]: [step] } as Record<StepId, readonly Step[]> },
    );
    expect(commit.mirrors).toEqual([{ replica: 'tab', records: [], gone: ['k1'] }]);
    expect(commit.rows).toEqual([{ replica: 'tab', upsert: [], drop: ['k1'] }]);
    expect(commit.entries).toMatchObject([{ state: 'removed' }]);
  });

  test('[R13] what was put off is looked at again then', () => {
    const book = bookOf();
    book.putOff(K1, 900);
    const { commit } = answer([UPDATE], [[UPDATE.step, applied()]], {}, { book });
    expect([commit.clean, commit.later]).toEqual([[], [{ ...REF, waitMs: 900 }]]);
  });

  test('[L3] a record stays on the list while something of it is to be done', () => {
    const book = bookOf();
    book.expect([K1, K1]);
    expect(answer([UPDATE], [[UPDATE.step, applied()]], {}, { book }).commit.clean).toEqual([]);
    expect(answer([UPDATE], [[UPDATE.step, applied()]], {}, { book }).commit.clean).toEqual([REF]);
  });
});

describe('a key', () => {
  test('[L4] [I12] stands in its row, wherever that is now: until all are read again the index has the former place', () => {
    const write = (outcome: StepOutcome, rows: readonly KnownRow[] = [ROW]) =>
      answer([KEY], [[KEY.step, outcome]], { keyed: true }, { rows, steps: {} });
    expect(write(applied({ position: 8 })).commit.rows).toEqual([{ replica: 'tab', upsert: [{ ...ROW, written: true }], drop: [] }]);
    expect(write(applied()).commit.rows).toEqual([{ replica: 'tab', upsert: [{ ...ROW, written: true }], drop: [] }]);
    expect(write(applied(), []).commit.rows).toEqual([{ replica: 'tab', upsert: [], drop: [] }]);
    expect(write(applied()).commit.clean).toEqual([REF]);
    expect(write(applied()).book.isUnkeyed(K1)).toBe(false);
    expect(write(applied()).commit.entries).toEqual([]);
  });

  test('[L4] where it doesn’t, nothing may count on it', () => {
    for (const outcome of [{ kind: 'missed' }, { kind: 'unknown' }] as StepOutcome[])
      expect(answer([KEY], [[KEY.step, outcome]], { keyed: true }).book.isUnkeyed(K1)).toBe(true);
    expect(answer([UPDATE], [[UPDATE.step, { kind: 'missed' } as StepOutcome]]).book.isUnkeyed(K1)).toBe(false);
  });

  test('[S7] [N14] one that is taken off, and a note, are nobody’s record', () => {
    const off = { ...KEY, key: null } as Write;
    const note = {
      kind: 'note',
      step: sid('n'),
      key: K1,
      localId: local('R1'),
      position: 3,
      column: 'NOTES',
      text: 'why',
    } as unknown as Write;
    const { commit } = answer(
      [off, note],
      [
        [off.step, applied()],
        [note.step, applied()],
      ],
      { keyed: true },
      { rows: [ROW] },
    );
    expect([commit.entries, commit.clean, commit.rows]).toEqual([[], [], [{ replica: 'tab', upsert: [], drop: [] }]]);
    expect(commit.intent).toEqual({ id: 'i', state: 'closed' });
  });
});

describe('what wasn’t written', () => {
  test('[L4] a miss is tried again: soon at first, then ever more rarely', () => {
    const pause = (age: number): number | undefined => {
      const book = bookOf();
      book.place({ states: [], refs: new Map([[K1, [{ ...REF, age }]]]), idle: [], ambiguous: [], copiedKeys: [], strayed: [] });
      const { commit } = answer([UPDATE], [[UPDATE.step, { kind: 'missed' } as StepOutcome]], {}, { book });
      expect(commit.clean).toEqual([]);
      return commit.later[0]?.waitMs;
    };
    expect([pause(5_000), pause(0), pause(3_600_000)]).toEqual([5_000, 1_000, 600_000]);
  });

  test('[L3] it is missed for good in this run', () => {
    const { book } = answer([UPDATE], [[UPDATE.step, { kind: 'missed' } as StepOutcome]]);
    expect(book.done(K1, 1)).toBe(false);
  });

  test('[W3] a refusal is a finding of the field that it names, in three hundred letters, and the rest goes once more', () => {
    const both = {
      ...UPDATE,
      cells: rec('', { NOTES: 'new', BUDGET: 6 }).cells,
      before: rec('', { NOTES: 'old', BUDGET: 5 }).cells,
    } as Write;
    const budget = { ...STEP, id: sid('b'), field: fid('budget') } as Step;
    const steps = { [both.step]: [STEP, budget] } as Record<StepId, readonly Step[]>;
    const refused = { kind: 'refused', why: 'bad-value', detail: 'x'.repeat(400), column: 'NOTES' } as unknown as StepOutcome;
    const book = bookOf();
    book.expect([K1, K1]);
    const { commit } = answer([both], [[both.step, refused]], {}, { book, steps });
    expect(commit.findings).toEqual([
      { key: 'k1', name: 'Acme', raised: [{ kind: 'refused-bad-value', side: 'right', field: 'notes', shown: 'x'.repeat(300) }] },
    ]);
    // Its other field isn’t done with.
    expect([commit.clean, book.done(K1, 1)]).toEqual([[], true]);
    const whole = answer([UPDATE], [[UPDATE.step, { ...refused, column: undefined } as unknown as StepOutcome]]);
    expect(whole.commit.findings[0]?.raised[0]).toMatchObject({ field: null });
    expect([whole.commit.clean, whole.commit.intent?.state]).toEqual([[REF], 'closed']);
  });

  test('[W3] of a record that isn’t known yet it bears the step’s name', () => {
    const other = { ...UPDATE, key: key('k9') } as Write;
    const { commit } = answer(
      [other],
      [[other.step, { kind: 'refused', why: 'bad-value', detail: 'no' } as unknown as StepOutcome]],
      {},
      { steps: { [other.step]: [{ ...STEP, name: 'Beta' }] } as Record<StepId, readonly Step[]> },
    );
    expect(commit.findings[0]?.name).toBe('Beta');
  });

  test('[L2] what nobody knows stays open; what will be known later is being covered', () => {
    const second = { ...UPDATE, step: sid('k2'), key: key('k2') } as Write;
    const state = (...outcome: (readonly [StepId, StepOutcome])[]) => answer([UPDATE, second], outcome).commit.intent?.state;
    expect(state([UPDATE.step, applied()])).toBe('open');
    expect(state([UPDATE.step, applied()], [second.step, { kind: 'unknown' } as StepOutcome])).toBe('open');
    expect(state([UPDATE.step, applied({ covered: { kind: 'later' } })], [second.step, applied()])).toBe('covering');
    expect(state([UPDATE.step, { kind: 'missed' } as StepOutcome], [second.step, applied()])).toBe('closed');
    expect(answer([UPDATE], []).commit.clean).toEqual([]);
  });
});

test('[L4] after a miss the whole tab is read again, or the records that were missed', () => {
  const second = { ...UPDATE, step: sid('k2'), key: key('k2'), localId: 'R2' as LocalId } as Write;
  const create = { kind: 'create', step: sid('k3'), key: key('k3'), cells: {} } as Write;
  const intent = { writes: [UPDATE, second, create] } as unknown as NewIntent;
  const missed = { kind: 'missed' } as StepOutcome;
  const outcome = new Map<StepId, StepOutcome>([
    [UPDATE.step, applied()],
    [second.step, missed],
    [create.step, missed],
  ]);
  expect([missedIds(intent, outcome, false), missedIds(intent, outcome, true)]).toEqual([['R2'], 'all']);
  expect(missedIds(intent, new Map([[UPDATE.step, applied()]]), true)).toBeNull();
});

test('[L1] a commit begins empty, under the leases that it names', () => {
  const lease = { container: 'c', holder: 'me', token: 1 } as Lease;
  const { pair, leases, intent, ...lists } = draftCommit('p' as PairId, [lease]);
  expect([pair, leases, intent]).toEqual(['p', [lease], null]);
  for (const [name, list] of Object.entries(lists)) expect(list, name).toEqual([]);
});
