/** A live pair's settings are decisions, too: paused, resumed, synced now, mapped anew (previewed on wish), disconnected. */

import type { Locator } from '../../core/accounts/locator.ts';
import type { PairView, PatchPair, PlanView } from '../../core/protocol/api.ts';
import { decide } from '../../core/sync/decide/decide.ts';
import type { AccountId, FieldId, PairId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { FieldMapping, PairSettings } from '../../core/sync/mapping.ts';
import { columnsOf, fieldId } from '../../core/sync/mapping.ts';
import { stepsOf } from '../../core/sync/plan.ts';
import {
  deletePair,
  forgetFields,
  forgetOrphans,
  hastenDirty,
  hintContainers,
  lockPlaces,
  markAllDirty,
  relocateReplica,
  unpausePair,
  updatePair,
} from '../../platform/postgres/pairs.ts';
import { readPairs, readReplicas } from '../../platform/postgres/sync/store.ts';
import { readWork } from '../../platform/postgres/sync/work.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { keyOf } from '../engine.ts';
import { notFound, Problem } from '../problems.ts';
import { isOpen, readConnections } from '../vendors/connections.ts';
import { changedRules, checkFilter, filterEnd } from './check-filter.ts';
import { checkMapping, checkName } from './check-mapping.ts';
import { found, settingsOf } from './create-pair.ts';
import { getPair, trialView } from './pair-views.ts';
import { rolledBack } from './rollback.ts';
import { sidesOf } from './undo.ts';
import { wakeAccount } from './wake.ts';

/** Reads both sides whole, and looks again at what waits. */
export async function syncNow(app: App, account: AccountId, id: string): Promise<PairView> {
  return change(app, account, id, async (tx, pair) => {
    await hintContainers(tx, pair);
    await hastenDirty(tx, pair);
  });
}

/** Nothing is read or written for the pair until it is resumed; what changes meanwhile waits. */
export const pausePair = (app: App, account: AccountId, id: string): Promise<PairView> =>
  change(app, account, id, (tx, pair) => updatePair(tx, pair, { state: 'paused' }));

/** Goes on; where the first run was never approved, with its preview. */
export async function resumePair(app: App, account: AccountId, id: string): Promise<PairView> {
  return change(app, account, id, async (tx, pair) => {
    await unpausePair(tx, pair);
    await hintContainers(tx, pair);
    await hastenDirty(tx, pair);
  });
}

/** Both sides stay as they are; our memory of the pair goes, and of boards and files that nothing else uses. */
export async function disconnectPair(app: App, account: AccountId, id: string): Promise<void> {
  await getPair(app, account, id);
  const { orphans, connections } = await withAccount(app.db, account, async (tx) => {
    await lockPlaces(tx);
    await deletePair(tx, brandAs<PairId>(id));
    return { orphans: await forgetOrphans(tx), connections: await readConnections(tx) };
  });
  for (const { connection: named, subscriptions } of orphans) {
    const connection = connections.find((one) => one.id === named);
    if (connection === undefined || subscriptions.length === 0 || !isOpen(connection, app.clock.now())) continue;
    // One that stays is answered 404, and monday gives it up.
    await app.vendors
      .feed(account, connection)
      .unsubscribe(subscriptions)
      .catch((err: unknown) => app.log.warn({ account, err }, 'a subscription could not be ended'));
  }
}

/** Changes the settings at once, or answers the plan that the change would make. */
export async function patchPair(app: App, account: AccountId, id: string, patch: PatchPair): Promise<PairView | PlanView> {
  const pairId = brandAs<PairId>(id);
  const people = await app.store(account).people();
  const before = (await app.store(account).pairs()).find((one) => one.id === id);
  if (before === undefined) throw notFound('pair', id);
  const settings = patched(before.settings, patch);
  checkMapping(settings);
  if (patch.fields !== undefined) {
    const pair = await getPair(app, account, id);
    checkName(pair.left, settings);
    await checkColumns(app, account, pair, settings);
  }
  await checkRules(app, account, id, changedRules(before.settings, settings));
  if (patch.preview) {
    return rolledBack((fail) =>
      withAccount(app.db, account, async (tx) => {
        await updatePair(tx, pairId, { settings });
        await forgetFields(tx, pairId, remapped(before.settings, settings));
        await markAllDirty(tx, pairId);
        const sides = sidesOf(await readPairs(tx), await readReplicas(tx), pairId);
        if (sides === null) throw notFound('pair', id);
        const decision = decide(sides.pair, sides, await readWork(tx, pairId, (side, id) => keyOf(pairId, side, id)), people, keyOf);
        return fail(trialView(stepsOf(decision.plan), people));
      }),
    );
  }
  return change(app, account, id, async (tx, pair) => {
    await updatePair(tx, pair, { settings });
    await forgetFields(tx, pair, remapped(before.settings, settings));
    const sides = sidesOf(await readPairs(tx), await readReplicas(tx), pair);
    const wider = sides === null ? null : withColumns(sides.right.locator, settings);
    if (sides !== null && wider !== null) await relocateReplica(tx, sides.right.id, wider, false);
    await hintContainers(tx, pair);
    await markAllDirty(tx, pair);
  });
}

/** Newly mapped columns have to be there, as for a new pair. */
async function checkColumns(app: App, account: AccountId, pair: PairView, settings: PairSettings): Promise<void> {
  await Promise.all([found(app, account, pair.left, settings, 'left'), found(app, account, pair.right, settings, 'right')]);
}

/** Stored columns tell, so that a filter can be changed while a vendor is away; a label that they lack may be a new one. */
async function checkRules(app: App, account: AccountId, id: string, settings: PairSettings): Promise<void> {
  if (settings.filter.left.length + settings.filter.right.length === 0) return;
  const store = app.store(account);
  const [pairs, replicas, people] = await Promise.all([store.pairs(), store.replicas(), store.people()]);
  const sides = sidesOf(pairs, replicas, brandAs<PairId>(id));
  if (sides === null) throw notFound('pair', id);
  try {
    checkFilter(settings, { left: filterEnd(sides.left), right: filterEnd(sides.right) }, people);
  } catch (error) {
    if (!(error instanceof Problem) || error.code !== 'filter-not-a-label') throw error;
    const pair = await getPair(app, account, id);
    const [left, right] = await Promise.all([
      found(app, account, pair.left, settings, 'left'),
      found(app, account, pair.right, settings, 'right'),
    ]);
    const { locale } = sides.right;
    checkFilter(settings, { left: filterEnd(left), right: filterEnd({ ...right, locale }) }, people);
  }
}

function patched(before: PairSettings, patch: PatchPair): PairSettings {
  const next = settingsOf({
    fields: patch.fields ?? [],
    key: before.key,
    ...(patch.filter === undefined ? {} : { filter: patch.filter }),
    ...(patch.deletes === undefined ? {} : { deletes: patch.deletes }),
    ...(patch.guard === undefined ? {} : { guard: patch.guard }),
  });
  return {
    key: before.key,
    fields: patch.fields === undefined ? before.fields : next.fields,
    filter: patch.filter === undefined ? before.filter : next.filter,
    deletes: patch.deletes === undefined ? before.deletes : next.deletes,
    guard: patch.guard === undefined ? before.guard : next.guard,
  };
}

/**
 * Fields that stand in another column, or mean something else, than when they were last agreed: what their new place
 * shows is no change of anybody's.
 */
function remapped(before: PairSettings, after: PairSettings): readonly FieldId[] {
  const place = (field: FieldMapping | undefined): string =>
    JSON.stringify(field === undefined ? null : [field.right, field.type, field.map, field.currency]);
  const ids = new Set([...before.fields, ...after.fields].map(fieldId));
  const at = (settings: PairSettings, id: FieldId): string => place(settings.fields.find((one) => fieldId(one) === id));
  return [...ids].filter((id) => at(before, id) !== at(after, id));
}

/** The right side's locator with newly mapped columns, to be prepared again; null when none is new. */
function withColumns(locator: Locator, settings: PairSettings): Locator | null {
  const wanted = settings.fields.flatMap((field) => columnsOf(field, 'right')) as readonly string[];
  if (locator.vendor === 'confluence') return { ...locator, properties: [...wanted] };
  if (locator.vendor !== 'google') return null;
  const added = wanted.filter((ref) => !locator.columns.some((one) => one.ref === ref));
  return added.length === 0
    ? null
    : { ...locator, columns: [...locator.columns, ...added.map((ref) => ({ ref, metadataId: null }))], keyMetadataId: null };
}

async function change(
  app: App,
  account: AccountId,
  id: string,
  work: (tx: Parameters<typeof readPairs>[0], pair: PairId) => Promise<void>,
): Promise<PairView> {
  await getPair(app, account, id);
  await withAccount(app.db, account, (tx) => work(tx, brandAs<PairId>(id)));
  await wakeAccount(app, account);
  return getPair(app, account, id);
}
