/** A person settles a conflict or a finding. */
import { sql } from 'kysely';
import { type FindingAction, findingActionsOf } from '../../core/protocol/api.ts';
import { planContext } from '../../core/sync/decide/decide.ts';
import type { Directive } from '../../core/sync/decide/record-state.ts';
import type { AccountId, FieldId, PairId, RecordKey, RunId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Side } from '../../core/sync/mapping.ts';
import { fieldId, readField } from '../../core/sync/mapping.ts';
import type { Value } from '../../core/values/value.ts';
import { hastenDirty, hintContainers, markUnpairedDirty, relocateReplica } from '../../platform/postgres/pairs.ts';
import { addDirectives, beginRun } from '../../platform/postgres/sync/commit.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';
import { readPairs, readReplicas } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { ConflictRow } from '../../platform/postgres/views.ts';
import { readConflicts, readFindings } from '../../platform/postgres/views.ts';
import type { App } from '../app.ts';
import { notFound, Problem } from '../problems.ts';
import { forgetPeopleRead } from './refresh-people.ts';
import { sidesOf } from './undo.ts';
import { wakeAccount } from './wake.ts';

/**
 * Takes one side's value, or another one typed as the left side would show it. The loser of a settled conflict can be
 * taken, too. `still`: whether the conflict is what the taker saw. @throws Problem `not-found`, `settled`
 */
export async function takeConflict(
  app: App,
  account: AccountId,
  id: string,
  take: string,
  who: string,
  still: (conflict: ConflictRow) => boolean = () => true,
): Promise<{ run: string }> {
  const run = brandAs<RunId>(app.random.uuid());
  const people = await app.store(account).people();
  await withAccount(app.db, account, async (tx) => {
    const [conflict] = await readConflicts(tx, { id }, { cursor: 0, limit: 1 });
    if (conflict === undefined) throw notFound('conflict', id);
    if (!still(conflict)) throw new Problem('settled', 409);
    const value = take === 'left' ? conflict.left : take === 'right' ? conflict.right : await typedValue(tx, conflict, take, people);
    await beginRun(tx, { id: run, pair: conflict.pair, kind: 'take', who });
    const directive: Directive = {
      id: '',
      kind: 'set',
      field: brandAs<FieldId>(conflict.field),
      value,
      expect: undefined,
      saw: { left: conflict.left, right: conflict.right },
      why: 'taken',
      run,
    };
    const kept = take === 'left' || take === 'right' ? take : null;
    await sql`update conflicts set state = 'settled', kept = ${kept} where id = ${id}`.execute(tx);
    await addDirectives(tx, conflict.pair, [{ key: brandAs<RecordKey>(conflict.key), directive }]);
  });
  await wakeAccount(app, account);
  return { run };
}

/** `retry` looks at the record again, at its container when the finding is about that, at the people when nobody was known; `dismiss` hides the finding until what is shown changes; `prepare` has its place made ready anew. @throws Problem `not-found`, `bad-request` for what isn't offered of it */
export async function settleFinding(app: App, account: AccountId, id: string, action: FindingAction): Promise<void> {
  await withAccount(app.db, account, async (tx) => {
    const [finding] = await readFindings(tx, { id }, { cursor: 0, limit: 1 });
    if (finding === undefined) throw notFound('finding', id);
    if (!findingActionsOf(finding.kind).includes(action)) throw new Problem('bad-request', 422, { detail: action }, 'action');
    if (action === 'dismiss') await sql`update findings set state = 'dismissed' where id = ${id} and state = 'open'`.execute(tx);
    else {
      // In the order in which workers lock: containers, the account, records.
      if (finding.key === '' || finding.key.startsWith('row/')) await hintContainers(tx, finding.pair);
      if (finding.kind === 'unknown-person') await forgetPeopleRead(tx);
      await markRecordDirty(tx, finding.pair, finding.key);
      if (action === 'prepare') await forgetKeyColumn(tx, finding.pair, finding.side);
      await markUnpairedDirty(tx, finding.pair);
      await hastenDirty(tx, finding.pair);
    }
  });
  await wakeAccount(app, account);
}

/** Without a key column in its locator a place is prepared before it is read: what it has of one is found, else it gets one. */
async function forgetKeyColumn(tx: Tx, pair: PairId, side: Side): Promise<void> {
  const replica = sidesOf(await readPairs(tx), await readReplicas(tx), pair)?.[side];
  if (replica === undefined || replica.state !== 'broken') return;
  const { id, locator } = replica;
  if (locator.vendor === 'google') await relocateReplica(tx, id, { ...locator, keyMetadataId: null }, false);
  if (locator.vendor === 'monday') await relocateReplica(tx, id, { ...locator, keyColumn: null }, false);
}

async function markRecordDirty(tx: Tx, pair: PairId, key: string): Promise<void> {
  await sql`
    insert into dirty_records (pair_id, side, local_id)
    select a.pair_id, s.side, s.local_id from archive a cross join lateral (values ('left', a.left_id), ('right', a.right_id)) as s(side, local_id)
    where a.pair_id = ${pair} and a.record_key = ${key} and s.local_id is not null
    on conflict (account_id, pair_id, side, local_id) do update
      set seq = default, not_before = null`.execute(tx);
}

async function typedValue(
  tx: Tx,
  conflict: ConflictRow,
  typed: string,
  people: Awaited<ReturnType<ReturnType<App['store']>['people']>>,
): Promise<Value> {
  const sides = sidesOf(await readPairs(tx), await readReplicas(tx), conflict.pair);
  const field = sides?.pair.settings.fields.find((one) => fieldId(one) === conflict.field);
  if (sides === null || field === undefined) throw notFound('field', conflict.field);
  // An amount brings its currency along, as it does in a sheet's cell.
  const cells = { [field.left]: { kind: 'text' as const, text: typed } };
  const reading = readField(field, 'left', cells, planContext(sides.pair, sides, people).left(field));
  if (reading.kind === 'invalid') throw new Problem('bad-request', 422, { detail: `${typed.slice(0, 120)} is ${reading.why}` }, 'take');
  return reading.value;
}
