/** Turns what the store has of dirty records into states to decide on: who is paired with whom, and what each side shows. */
import type { ArchiveEntry } from './archive.ts';
import type { PlanContext } from './decide/reconcile-record.ts';
import { readFields } from './decide/reconcile-record.ts';
import type { RecordState, SideState } from './decide/record-state.ts';
import type { Unpaired } from './identity/match.ts';
import { match } from './identity/match.ts';
import { isRecordKey } from './identity/rows.ts';
import type { FieldId, LocalId, RecordKey } from './ids.ts';
import { brandAs } from './ids.ts';
import type { Side } from './mapping.ts';
import type { RawRecord } from './record.ts';
import type { DirtyRef, PairWork } from './store.ts';

export interface Assembled {
  readonly states: readonly RecordState[];
  /** Dirty refs that each state answers. */
  readonly refs: ReadonlyMap<RecordKey, readonly DirtyRef[]>;
  /** Refs with nothing behind them: filtered, gone and never paired. */
  readonly idle: readonly DirtyRef[];
  /** Same natural key several times and nothing to tell them apart. */
  readonly ambiguous: readonly { readonly side: Side; readonly record: RawRecord; readonly ref: DirtyRef }[];
  /** Left records that carry a copy of another record's key. */
  readonly copiedKeys: readonly RawRecord[];
  /** Unpaired rows that show another row's key, whatever becomes of them. */
  readonly strayed: readonly RawRecord[];
}

/** `keyOf` mints the key of a record born on a side that isn't a keyed tab. */
export function assemble(
  work: PairWork,
  context: PlanContext,
  keyed: Readonly<Record<Side, boolean>>,
  keyOf: (side: Side, localId: LocalId) => RecordKey,
): Assembled {
  const index = indexEntries(work.entries);
  const refs = new Map<RecordKey, DirtyRef[]>();
  const idle: DirtyRef[] = [];
  const loose: Record<Side, { record: RawRecord; ref: DirtyRef }[]> = { left: [], right: [] };
  const adopted = new Map<RecordKey, RawRecord>();
  const orphans = new Map<RecordKey, ArchiveEntry>();
  const copiedKeys: RawRecord[] = [];
  const note = (key: RecordKey, ref: DirtyRef): void => void refs.set(key, [...(refs.get(key) ?? []), ref]);
  for (const ref of work.dirty) {
    const entry = index[ref.side].get(ref.localId);
    const mirror = work.mirrors[ref.side].get(ref.localId);
    if (entry !== undefined) note(entry.key, ref);
    else if (mirror === undefined || mirror.gone !== null) {
      // Gone before we knew that its other side was made: the record never heard whose it is.
      const orphan = index.byKey.get(keyOf(ref.side, ref.localId));
      if (mirror === undefined || orphan?.state !== 'live' || orphan[ref.side] !== null) idle.push(ref);
      else {
        orphans.set(orphan.key, { ...orphan, [ref.side]: ref.localId });
        note(orphan.key, ref);
      }
    } else {
      const shown = mirror.record.key;
      const claimed = ref.side === 'left' && isRecordKey(shown) ? index.byKey.get(shown) : undefined;
      if (claimed !== undefined && isRecordKey(shown)) {
        if (claimed.left === null && !adopted.has(shown)) {
          adopted.set(shown, mirror.record);
          note(shown, ref);
          continue;
        }
        copiedKeys.push(mirror.record);
      }
      loose[ref.side].push({ record: mirror.record, ref });
    }
  }
  // An item that comes back after its record was made anew is a record of its own: its key is taken.
  const born = (side: Side, id: LocalId): RecordKey => {
    const key = keyOf(side, id);
    const holder = index.byKey.get(key);
    return holder === undefined || holder[side] === id ? key : keyOf(side, brandAs<LocalId>(`${id} again`));
  };
  const paired = pairLoose(loose, context, keyed, born);
  for (const { key, refs: of } of paired.states) for (const ref of of) note(key, ref);
  const known = work.entries
    .filter((entry) => refs.has(entry.key))
    .map((entry) => entryState(orphans.get(entry.key) ?? entry, work, adopted.get(entry.key)));
  const fresh = paired.states.map(
    ({ key, left, right }): RecordState => ({
      key,
      entry: null,
      left: presentOr(left),
      right: presentOr(right),
      open: new Map(),
      directives: work.directives.get(key) ?? [],
      recent: [],
    }),
  );
  return {
    states: [...known, ...fresh],
    refs,
    idle: [...idle, ...paired.idle],
    ambiguous: paired.ambiguous,
    copiedKeys: [...copiedKeys, ...paired.copies],
    strayed: loose.right.flatMap(({ record }) => (showsAnother(record) ? [record] : [])),
  };
}

function entryState(entry: ArchiveEntry, work: PairWork, adopted: RawRecord | undefined): RecordState {
  const side = (one: Side): SideState => {
    const id = entry[one];
    if (one === 'left' && adopted !== undefined) return { kind: 'present', record: adopted };
    if (id === null) return { kind: 'none' };
    const mirror = work.mirrors[one].get(id);
    if (mirror === undefined || mirror.gone === 'elsewhere') return { kind: 'unclear' };
    return mirror.gone === null ? { kind: 'present', record: mirror.record } : { kind: 'gone' };
  };
  return {
    key: entry.key,
    entry,
    left: side('left'),
    right: side('right'),
    open: work.open.get(entry.key) ?? new Map(),
    directives: work.directives.get(entry.key) ?? [],
    recent: work.recent.get(entry.key) ?? [],
  };
}

interface Loose {
  readonly record: RawRecord;
  readonly ref: DirtyRef;
}

interface Paired {
  readonly states: readonly { key: RecordKey; left: RawRecord | null; right: RawRecord | null; refs: readonly DirtyRef[] }[];
  readonly idle: readonly DirtyRef[];
  readonly ambiguous: Assembled['ambiguous'];
  readonly copies: readonly RawRecord[];
}

function pairLoose(
  loose: Readonly<Record<Side, readonly Loose[]>>,
  context: PlanContext,
  keyed: Readonly<Record<Side, boolean>>,
  keyOf: (side: Side, localId: LocalId) => RecordKey,
): Paired {
  const byId = {
    left: new Map(loose.left.map((one) => [one.record.localId, one])),
    right: new Map(loose.right.map((one) => [one.record.localId, one])),
  };
  const idle: DirtyRef[] = [];
  const states: { key: RecordKey; left: RawRecord | null; right: RawRecord | null; refs: readonly DirtyRef[] }[] = [];
  const key = (left: RawRecord | null, right: RawRecord | null): RecordKey => {
    if (right !== null && keyed.right) return brandAs<RecordKey>(right.localId);
    if (left !== null && right !== null && left.key === keyOf('right', right.localId)) return left.key as RecordKey;
    if (left !== null) return keyOf('left', left.localId);
    return keyOf('right', right?.localId ?? brandAs<LocalId>(''));
  };
  const join = (left: Loose | undefined, right: Loose | undefined): void => {
    const [l, r] = [left?.record ?? null, right?.record ?? null];
    states.push({ key: key(l, r), left: l, right: r, refs: [left, right].flatMap((one) => (one === undefined ? [] : [one.ref])) });
  };
  const { twins, copies } = twinsOf(
    loose,
    (right) => key(null, right.record),
    (left) => keyOf('left', left.record.localId),
  );
  for (const [left, right] of twins) join(left, right);
  const settled = new Set(twins.flat());
  const candidates: Record<Side, Unpaired[]> = { left: [], right: [] };
  for (const side of ['left', 'right'] as const) {
    for (const one of loose[side]) {
      if (!settled.has(one)) {
        const readings = readFields(one.record, side, context);
        if (context.passes[side](readings)) candidates[side].push({ localId: one.record.localId, readings });
        else idle.push(one.ref);
      }
    }
  }
  const matching = match(candidates.left, candidates.right, context.settings.key as FieldId[]);
  for (const [left, right] of matching.pairs) join(byId.left.get(left.localId), byId.right.get(right.localId));
  for (const one of matching.surplus.left) join(byId.left.get(one.localId), undefined);
  for (const one of matching.surplus.right) join(undefined, byId.right.get(one.localId));
  const ambiguous = (['left', 'right'] as const).flatMap((side) =>
    matching.ambiguous[side].flatMap((one) => {
      const found = byId[side].get(one.localId);
      return found === undefined ? [] : [{ side, record: found.record, ref: found.ref }];
    }),
  );
  return { states, idle, ambiguous, copies };
}

/**
 * Left records that carry the key of an unpaired right one, and right ones under the key that a left one gives: made by us,
 * the answer was lost. Any left one after the first is a copy.
 */
function twinsOf(
  loose: Readonly<Record<Side, readonly Loose[]>>,
  keyOfRight: (right: Loose) => RecordKey,
  keyOfLeft: (left: Loose) => RecordKey,
): { readonly twins: readonly (readonly [Loose, Loose])[]; readonly copies: readonly RawRecord[] } {
  const rights = new Map(loose.right.map((one) => [keyOfRight(one), one]));
  const twins = new Map<Loose, Loose>();
  const copies: RawRecord[] = [];
  for (const one of loose.left) {
    const right = isRecordKey(one.record.key) ? rights.get(one.record.key) : undefined;
    if (right === undefined) continue;
    if (twins.has(right)) copies.push(one.record);
    else twins.set(right, one);
  }
  const paired = new Set(twins.values());
  for (const one of rights.size === 0 ? [] : loose.left) {
    const right = paired.has(one) ? undefined : rights.get(keyOfLeft(one));
    if (right !== undefined && !twins.has(right)) twins.set(right, one);
  }
  return { twins: [...twins].map(([right, left]) => [left, right] as const), copies };
}

function indexEntries(
  entries: readonly ArchiveEntry[],
): Readonly<Record<Side, ReadonlyMap<LocalId, ArchiveEntry>>> & { byKey: ReadonlyMap<RecordKey, ArchiveEntry> } {
  const of = (side: Side): Map<LocalId, ArchiveEntry> =>
    new Map(entries.flatMap((one) => (one[side] === null ? [] : [[one[side], one] as const])));
  return { left: of('left'), right: of('right'), byKey: new Map(entries.map((one) => [one.key, one])) };
}

/** A row of a keyed tab under the key of another record. */
export const showsAnother = ({ key, localId }: RawRecord): boolean => isRecordKey(key) && key !== (localId as string);

const presentOr = (record: RawRecord | null): SideState => (record === null ? { kind: 'none' } : { kind: 'present', record });
