/**
 * Undo: takes back a run, a record, a field, or everything since a moment, on both sides as one run. It is a wish put to
 * the engine, so that the plan it becomes is previewed, guarded against newer edits, journaled and undoable like any.
 */
import { sql } from 'kysely';
import type { Undone, UndoRequest } from '../../core/protocol/api.ts';
import { decide } from '../../core/sync/decide/decide.ts';
import type { Held } from '../../core/sync/decide/guard.ts';
import { type UndoReach, undoDirectives } from '../../core/sync/decide/undo.ts';
import type { AccountId, PairId, RecordKey, RunId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Step } from '../../core/sync/plan.ts';
import { stepsOf } from '../../core/sync/plan.ts';
import type { Commit, PairRow, ReplicaRow } from '../../core/sync/store.ts';
import type { Person } from '../../core/values/value.ts';
import type { Language } from '../../core/words/words.ts';
import { addDirectives, beginRun } from '../../platform/postgres/sync/commit.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';
import { readPairs, readReplicas } from '../../platform/postgres/sync/store.ts';
import { readWork } from '../../platform/postgres/sync/work.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { JournalRow, UndoScope } from '../../platform/postgres/views.ts';
import { MOST_UNDONE, readPairOverviews, readUndoable } from '../../platform/postgres/views.ts';
import type { App } from '../app.ts';
import { keyOf } from '../engine.ts';
import { Problem } from '../problems.ts';
import { planIdOf, trialView } from './pair-views.ts';
import { lossOf } from './remade.ts';
import { rolledBack } from './rollback.ts';
import { wakeAccount } from './wake.ts';

/** @throws Problem `one-scope`, `nothing-to-undo`, `too-much-to-undo` */
export async function undo(app: App, account: AccountId, request: UndoRequest, who: string, language: Language = 'en'): Promise<Undone> {
  const scope = scopeOf(request);
  const run = brandAs<RunId>(app.random.uuid());
  const people = await app.store(account).people();
  const work = async (tx: Tx): Promise<Undone> => {
    const lines = await readUndoable(tx, scope);
    // Cut off, it would stop half-way through a record, and say nothing.
    if (lines.length > MOST_UNDONE) throw new Problem('too-much-to-undo', 422, { most: MOST_UNDONE });
    const wishes = wishesOf(lines, run, scope.kind === 'record' ? 'record' : 'span');
    if (wishes.size === 0) throw new Problem('nothing-to-undo', 404);
    const [only] = wishes.size === 1 ? [...wishes.keys()] : [null];
    await beginRun(tx, { id: run, pair: only ?? null, kind: 'undo', who });
    for (const [pair, list] of wishes) await addDirectives(tx, pair, list);
    const { heldId, steps, notes } = await predict(tx, wishes, people, language);
    return {
      run,
      ...(heldId === null ? {} : { planId: heldId }),
      ...(request.dryRun ? { plan: trialView(steps, people, language) } : {}),
      ...(notes.length === 0 ? {} : { notes }),
    };
  };
  if (request.dryRun) return rolledBack((fail) => withAccount(app.db, account, async (tx) => fail(await work(tx))));
  const result = await withAccount(app.db, account, work);
  await wakeAccount(app, account);
  return result;
}

/** The newest run of the account that changed something, and isn't an undo. */
export async function lastRun(app: App, account: AccountId): Promise<string | null> {
  const { rows } = await withAccount(app.db, account, (tx) =>
    sql<{
      id: string;
    }>`select j.run_id as id from journal j join runs r on r.account_id = j.account_id and r.id = j.run_id where r.kind <> 'undo'
        and not exists (select from inboxes i where i.pair_id = j.pair_id) order by j.id desc limit 1`.execute(tx),
  );
  return rows[0]?.id ?? null;
}

function scopeOf(request: UndoRequest): UndoScope {
  const pair = request.pair === undefined ? null : brandAs<PairId>(request.pair);
  const { run, record, field, since } = request;
  if (field !== undefined) {
    const at = typeof field === 'string' ? { record, field } : field;
    if (at.record === undefined || run !== undefined || since !== undefined) throw new Problem('one-scope', 422, {}, 'field');
    const own = typeof field === 'string' || field.pair === undefined ? pair : brandAs<PairId>(field.pair);
    return { kind: 'field', pair: own, key: at.record, field: at.field };
  }
  if ([run, record, since].filter((one) => one !== undefined).length !== 1) throw new Problem('one-scope', 422);
  if (run !== undefined) return { kind: 'run', pair, run };
  if (record !== undefined) return { kind: 'record', pair, record };
  return { kind: 'since', pair, since: since ?? '' };
}

type Wish = Commit['wishes'][number];

/** Lines come newest first. */
function wishesOf(lines: readonly JournalRow[], run: RunId, reach: UndoReach): ReadonlyMap<PairId, readonly Wish[]> {
  const byRecord = new Map<string, JournalRow[]>();
  for (const line of lines) {
    const id = `${line.pair} ${line.key}`;
    byRecord.set(id, [...(byRecord.get(id) ?? []), line]);
  }
  const wishes = new Map<PairId, Wish[]>();
  for (const group of byRecord.values()) {
    const [first] = group;
    if (first === undefined) continue;
    const list = wishes.get(first.pair) ?? [];
    list.push(...undoDirectives(group, run, reach).map((directive) => ({ key: brandAs<RecordKey>(first.key), directive })));
    wishes.set(first.pair, list);
  }
  return wishes;
}

/** What the engine will make of the wishes, as it decides at this moment. */
async function predict(
  tx: Tx,
  wishes: ReadonlyMap<PairId, readonly Wish[]>,
  people: readonly Person[],
  language: Language,
): Promise<{ steps: readonly Step[]; heldId: string | null; notes: string[] }> {
  const [rows, replicas] = [await readPairs(tx), await readReplicas(tx)];
  const steps: Step[] = [];
  const held: Held[] = [];
  const notes = new Set<string>();
  for (const [id, list] of wishes) {
    const sides = sidesOf(rows, replicas, id);
    const [shown] = await readPairOverviews(tx, id);
    if (sides === null || shown === undefined) continue;
    const keys = new Set(list.map((one) => one.key));
    const decision = decide(sides.pair, sides, await readWork(tx, id, (side, local) => keyOf(id, side, local)), people, keyOf);
    const own = stepsOf(decision.plan).filter((step) => keys.has(step.key));
    for (const step of own) {
      const lost = lossOf(step, step.side === 'left' ? shown.leftEnd : shown.rightEnd, language);
      if (lost !== null) notes.add(lost);
    }
    steps.push(...own);
    held.push(...decision.held);
  }
  return { steps, heldId: held.length === 0 ? null : planIdOf(held), notes: [...notes] };
}

export function sidesOf(
  pairs: readonly PairRow[],
  replicas: readonly ReplicaRow[],
  id: PairId,
): { pair: PairRow; left: ReplicaRow; right: ReplicaRow } | null {
  const pair = pairs.find((one) => one.id === id);
  const left = replicas.find((one) => one.id === pair?.left);
  const right = replicas.find((one) => one.id === pair?.right);
  return pair === undefined || left === undefined || right === undefined ? null : { pair, left, right };
}
