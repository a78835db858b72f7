/** Makes a pair of two ends: finds them, checks the mapping against what is there, stores it; a worker does the rest. */
import type { Locator } from '../../core/accounts/locator.ts';
import type { CreatePair, End, PairView } from '../../core/protocol/api.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ContainerId, PairId, ReplicaId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import { columnsOf } from '../../core/sync/mapping.ts';
import type { ReplicaRow } from '../../core/sync/store.ts';
import {
  ensureContainer,
  hintContainers,
  insertPair,
  insertReplica,
  lockPlaces,
  markAllDirty,
  relocateReplica,
} from '../../platform/postgres/pairs.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';
import { readPairs, readReplicas } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { Problem } from '../problems.ts';
import type { FoundEnd } from '../vendors/find-end.ts';
import { endProblem, findEnd } from '../vendors/find-end.ts';
import type { FilterEnd } from './check-filter.ts';
import { checkFilter, filterEnd } from './check-filter.ts';
import { checkColumns, checkEnds, checkKinds, checkMapping, checkName } from './check-mapping.ts';
import { makeSheet } from './new-sheet.ts';
import { getPair } from './pair-views.ts';
import { wakeAccount } from './wake.ts';

const GUARD: PairSettings['guard'] = { deletes: { count: 5, share: 0.1 }, changes: { count: 25, share: 0.3 } };
/** An item archived by hand is meant; finance tidying a row must not archive a live client. */
const DELETES: PairSettings['deletes'] = { left: 'follow', right: 'ask' };
/** Of a spreadsheet that isn't made yet. */
const NEW_SHEET: FilterEnd = { columns: null, locale: undefined };

/** `id`: the pair's, when it had one before. @throws Problem with the field that is wrong and what stands there instead. */
export async function createPair(app: App, account: AccountId, request: CreatePair, id = pairId(app)): Promise<PairView> {
  checkEnds(request);
  const settings = settingsOf(request);
  checkMapping(settings);
  checkName(request.left, settings);
  const { left, start } = request;
  const people = await app.store(account).people();
  if ('newSheet' in request.right) {
    const pair = { id, settings, left: await found(app, account, left, settings, 'left') };
    checkFilter(settings, { left: filterEnd(pair.left), right: NEW_SHEET }, people);
    const made = await makeSheet(app, account, request.right.newSheet, pair);
    await storeMade(app, account, { ...pair, request: { left, right: made.end, start }, right: made.found });
  } else {
    const { right } = request;
    const ends = await Promise.all([found(app, account, left, settings, 'left'), found(app, account, right, settings, 'right')]);
    checkFilter(settings, { left: filterEnd(ends[0]), right: filterEnd(ends[1]) }, people);
    await withAccount(app.db, account, (tx) =>
      storePair(app, tx, { id, request: { left, right, start }, settings, left: ends[0], right: ends[1] }),
    );
  }
  await wakeAccount(app, account);
  return getPair(app, account, id);
}

export interface FoundPair {
  readonly id: PairId;
  readonly request: Pick<CreatePair, 'left' | 'start'> & { readonly right: End };
  readonly settings: PairSettings;
  readonly left: FoundEnd;
  readonly right: FoundEnd;
}

/** @throws Problem `sheet-unpaired` with the spreadsheet: it can be named, instead of having another one made. */
async function storeMade(app: App, account: AccountId, pair: FoundPair): Promise<void> {
  try {
    await withAccount(app.db, account, (tx) => storePair(app, tx, pair));
  } catch (error) {
    app.log.error({ err: error, pair: pair.id }, 'a spreadsheet was made, and its pair could not be stored');
    throw new Problem('sheet-unpaired', 503, { spreadsheet: pair.right.externalId, tab: pair.right.name });
  }
}

/** Stores a pair whose ends were found. @throws Problem `same-end`, `tab-taken` */
export async function storePair(app: Pick<App, 'random'>, tx: Tx, { id, request, settings, left, right }: FoundPair): Promise<void> {
  await lockPlaces(tx);
  const replicas = await readReplicas(tx);
  const leftId = await ensureReplica(app, tx, left, replicas);
  const rightId = await ensureReplica(app, tx, filledBy(left, right, settings), replicas);
  for (const pair of await readPairs(tx)) {
    if (pair.left === leftId && pair.right === rightId) throw new Problem('same-end', 409, { pair: pair.id }, 'right');
    if (pair.right === rightId) throw new Problem('tab-taken', 409, { pair: pair.id }, 'right');
  }
  const state = request.start === 'now' ? 'live' : 'preview';
  await insertPair(tx, {
    id,
    name: `${left.name} ↔ ${right.name}`,
    left: leftId,
    right: rightId,
    leftEnd: request.left,
    rightEnd: request.right,
    settings,
    state,
  });
  await markAllDirty(tx, id);
  await hintContainers(tx, id);
}

/** The columns of a tab that a computed replica fills are told to its connector: whoever types there is warned. */
function filledBy(left: FoundEnd, right: FoundEnd, settings: PairSettings): FoundEnd {
  if (left.locator.vendor !== 'computed' || right.locator.vendor !== 'google') return right;
  return { ...right, locator: { ...right.locator, filled: settings.fields.flatMap((field) => columnsOf(field, 'right')) } };
}

const pairId = (app: Pick<App, 'random'>): PairId => brandAs<PairId>(app.random.uuid());

/** The settings that a request means, with the defaults of DESIGN.md section 5. */
export function settingsOf(request: Pick<CreatePair, 'fields' | 'key' | 'filter' | 'deletes' | 'guard'>): PairSettings {
  return {
    fields: request.fields.map((field) => ({ ...field, map: field.map ?? null, currency: field.currency ?? null })),
    key: request.key,
    filter: request.filter ?? { left: [], right: [] },
    deletes: request.deletes ?? DELETES,
    guard: request.guard ?? GUARD,
  };
}

/** An end as it is at its vendor. @throws Problem with the column that isn't there. */
export async function found(app: App, account: AccountId, end: End, settings: PairSettings, side: 'left' | 'right'): Promise<FoundEnd> {
  const wanted = settings.fields.flatMap((field) => columnsOf(field, side));
  try {
    const place = await findEnd(app, account, end, wanted);
    checkColumns(settings, side, place.columns);
    if (place.locator.vendor === 'monday') checkKinds(settings, side, place.columns ?? []);
    return place;
  } catch (error) {
    if (!(error instanceof SyncError)) throw error;
    throw endProblem(error, side);
  }
}

/** One replica for each board, tab or page set, shared by all pairs and mirrors of it. */
export async function ensureReplica(app: Pick<App, 'random'>, tx: Tx, end: FoundEnd, replicas: readonly ReplicaRow[]): Promise<ReplicaId> {
  const container = await ensureContainer(tx, {
    id: brandAs<ContainerId>(app.random.uuid()),
    connection: end.connection,
    vendor: end.locator.vendor,
    externalId: end.externalId,
    hook: app.random.secret(24),
  });
  const known = replicas.find((one) => one.container === container && samePlace(one.locator, end.locator));
  if (known === undefined) {
    const id = brandAs<ReplicaId>(app.random.uuid());
    await insertReplica(tx, { id, container, locator: end.locator, name: end.name });
    return id;
  }
  const merged = mergeLocator(known.locator, end.locator);
  if (JSON.stringify(merged) !== JSON.stringify(known.locator)) {
    const forget = merged.vendor === 'google' && known.locator.vendor === 'google' && merged.identity !== known.locator.identity;
    await relocateReplica(tx, known.id, merged, forget);
  }
  return known.id;
}

function samePlace(a: Locator, b: Locator): boolean {
  if (a.vendor === 'google' && b.vendor === 'google') return a.sheetId === b.sheetId;
  if (a.vendor === 'confluence' && b.vendor === 'confluence') return a.parent === b.parent;
  if (a.vendor === 'computed' && b.vendor === 'computed') return a.name === b.name;
  return a.vendor === b.vendor;
}

/** A tab that was only read becomes a keyed one when a pair writes it; columns add up. */
function mergeLocator(known: Locator, wanted: Locator): Locator {
  if (known.vendor === 'google' && wanted.vendor === 'google') {
    const added = wanted.columns.filter((one) => !known.columns.some((there) => there.ref === one.ref));
    const identity = known.identity === 'keyed' ? known.identity : wanted.identity;
    const filled = wanted.filled ?? known.filled;
    const isPrepared = identity === known.identity && added.length === 0 && String(filled) === String(known.filled);
    if (isPrepared) return known;
    return { ...known, identity, columns: [...known.columns, ...added], keyMetadataId: null, ...(filled ? { filled } : {}) };
  }
  if (known.vendor === 'confluence' && wanted.vendor === 'confluence') return wanted;
  return known;
}
