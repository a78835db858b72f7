/** Turns steps that may go into intents, one for each vendor call. Pure but for the ids that are minted. */

import type { Assembled } from '../assemble.ts';
import { showsAnother } from '../assemble.ts';
import type { Sides } from '../decide/decide.ts';
import type { PlanContext } from '../decide/reconcile-record.ts';
import type { Engine, Opened } from '../engine.ts';
import type { KnownRow } from '../identity/rows.ts';
import type { RecordKey, RunId, StepId } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { Side } from '../mapping.ts';
import type { FindingRaised, Step } from '../plan.ts';
import type { Write } from '../ports.ts';
import type { RawRecord } from '../record.ts';
import type { NewIntent, PairRow } from '../store.ts';
import type { Book } from './book.ts';
import { clearKeyWrites, keyWrites, writesFor } from './write-steps.ts';

export interface IntentFacts {
  readonly pair: PairRow;
  readonly sides: Sides;
  readonly run: RunId;
  readonly context: PlanContext;
  readonly openedAt: (side: Side) => Opened | null;
  readonly rows: ReadonlyMap<RecordKey, KnownRow>;
  readonly mint: Engine['mint'];
}

export interface Intents {
  readonly intents: readonly NewIntent[];
  /** Values that a side can't show, by record. */
  readonly unholdable: ReadonlyMap<RecordKey, readonly FindingRaised[]>;
}

/** Keys first, then what depends on them: a row must carry its key before a record is made for it. */
export function intentsFor(going: readonly Step[], assembled: Assembled, book: Book, facts: IntentFacts): Intents {
  const intents: NewIntent[] = [];
  const unholdable = new Map<RecordKey, FindingRaised[]>();
  const { pair, rows, context } = facts;
  if (pair.state !== 'live' && going.length === 0) return { intents, unholdable };
  const writing = {
    ...context,
    rows,
    record: (side: Side, key: RecordKey) => book.working(key)[side],
    localId: (side: Side, key: RecordKey) => book.localId(side, key),
  };
  // Of a preview only what a person approved is touched.
  const { states, copiedKeys, strayed } = pair.state === 'live' ? assembled : { states: [], copiedKeys: [], strayed: [] };
  intents.push(...pack('right', keyWrites(unkeyedRows(going, { states, strayed }, book, rows), writing, 'right'), {}, facts));
  intents.push(...pack('left', clearKeyWrites(copiedKeys), {}, facts));
  for (const side of ['right', 'left'] as const) {
    const own = going.filter((step) => step.side === side);
    const made = writesFor(side, own, writing);
    for (const one of made.unholdable) unholdable.set(one.key, [...(unholdable.get(one.key) ?? []), one.finding]);
    intents.push(...pack(side, made.writes, made.steps, facts));
  }
  return { intents, unholdable };
}

/**
 * Rows that are, or are about to be, records of the pair and don't carry their key yet; and rows that a sort has put
 * under another record's key, whatever they wait for: as long as it stands there, that record can't be made again.
 */
function unkeyedRows(
  going: readonly Step[],
  { states, strayed }: Pick<Assembled, 'states' | 'strayed'>,
  book: Book,
  rows: ReadonlyMap<RecordKey, KnownRow>,
): readonly RawRecord[] {
  const found = new Map<RecordKey, RawRecord | null>(going.map(({ key }) => [key, book.working(key).right]));
  for (const { key, left, right } of states)
    if (right.kind === 'present' && (left.kind === 'present' || showsAnother(right.record))) found.set(key, right.record);
  for (const row of strayed) found.set(brandAs<RecordKey>(row.localId), row);
  return [...found].flatMap(([key, row]) => (rows.get(key)?.written === false ? (row ?? []) : []));
}

function pack(
  side: Side,
  writes: readonly Write[],
  steps: Readonly<Record<StepId, readonly Step[]>>,
  facts: IntentFacts,
): readonly NewIntent[] {
  const at = facts.openedAt(side);
  if (at === null || writes.length === 0) return [];
  return at.container.pack(writes).map((group) => ({
    id: facts.mint.intent(),
    run: facts.run,
    pair: facts.pair.id,
    container: at.row.id,
    replica: facts.sides[side].id,
    writes: group,
    steps: Object.fromEntries(group.flatMap((write) => (steps[write.step] === undefined ? [] : [[write.step, steps[write.step] ?? []]]))),
  }));
}
