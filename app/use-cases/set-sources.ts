/** Says where an account's facts live: stores it, and makes sure that each board and tab of it is mirrored. */
import type { Sources } from '../../core/accounts/sources.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, ReplicaId } from '../../core/sync/ids.ts';
import { saveSources } from '../../platform/postgres/figures.ts';
import { lockPlaces } from '../../platform/postgres/pairs.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { readReplicas } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import type { SourceReplicas } from '../computed/decode.ts';
import { Problem } from '../problems.ts';
import type { FoundEnd } from '../vendors/find-end.ts';
import { board, endProblem, tab } from '../vendors/find-end.ts';
import { ensureReplica } from './create-pair.ts';
import { wakeAccount } from './wake.ts';

interface Found {
  readonly clients: FoundEnd | null;
  readonly tasks: readonly FoundEnd[];
  readonly team: FoundEnd | null;
  readonly ledger: FoundEnd | null;
  readonly plans: FoundEnd | null;
  readonly rates: FoundEnd | null;
}

/** One vendor call for each board and tab. @throws Problem with the part that isn't there or lacks a column. */
export async function setSources(app: App, account: AccountId, sources: Sources): Promise<void> {
  const found = await findAll(app, account, sources);
  await withAccount(app.db, account, async (tx) => {
    await lockPlaces(tx);
    const parts = await mirrorAll(found, async (end) => ensureReplica(app, tx, end, await readReplicas(tx)));
    const ids = [...new Set([...parts.tasks, parts.clients, parts.team, parts.ledger, parts.plans, parts.rates].flatMap((id) => id ?? []))];
    const containers = new Set((await readReplicas(tx)).filter((one) => ids.includes(one.id)).map((one) => one.container));
    for (const container of [...containers].sort()) await addHints(tx, container, 'all');
    await saveSources(tx, { sources, sourceReplicas: parts }, ids);
  });
  await wakeAccount(app, account);
}

async function findAll(app: App, account: AccountId, sources: Sources): Promise<Found> {
  const onBoard = (part: string, source: { readonly board: string; readonly columns: object } | undefined): Promise<FoundEnd | null> =>
    source === undefined ? Promise.resolve(null) : checked(part, namesIn(source.columns), () => board(app, account, source.board));
  const inTab = (
    part: string,
    source: { readonly spreadsheet: string; readonly tab: string | number; readonly headers: object } | undefined,
  ): Promise<FoundEnd | null> =>
    source === undefined
      ? Promise.resolve(null)
      : checked(part, namesIn(source.headers), async () => onlyThese(await tab(app, account, source, null), namesIn(source.headers)));
  const [clients, team, ledger, plans, rates, ...tasks] = await Promise.all([
    onBoard('clients', sources.clients),
    onBoard('team', sources.team),
    inTab('ledger', sources.ledger),
    inTab('plans', sources.plans),
    inTab('rates', sources.rates),
    ...sources.tasks.map((source) => onBoard('tasks', source)),
  ]);
  return { clients, team, ledger, plans, rates, tasks: tasks.flatMap((end) => end ?? []) };
}

/** One after the other: two parts may stand on one board. */
async function mirrorAll(found: Found, ensure: (end: FoundEnd) => Promise<ReplicaId>): Promise<SourceReplicas> {
  const one = async (end: FoundEnd | null): Promise<ReplicaId | undefined> => (end === null ? undefined : ensure(end));
  const tasks: ReplicaId[] = [];
  for (const end of found.tasks) tasks.push(await ensure(end));
  const clients = await one(found.clients);
  const team = await one(found.team);
  const ledger = await one(found.ledger);
  const plans = await one(found.plans);
  const rates = await one(found.rates);
  return {
    tasks,
    ...(clients === undefined ? {} : { clients }),
    ...(team === undefined ? {} : { team }),
    ...(ledger === undefined ? {} : { ledger }),
    ...(plans === undefined ? {} : { plans }),
    ...(rates === undefined ? {} : { rates }),
  };
}

/** Of a tab only the named columns are read: what else stands there is nobody's business of ours. */
function onlyThese(end: FoundEnd, headers: readonly string[]): FoundEnd {
  if (end.locator.vendor !== 'google') return end;
  return { ...end, locator: { ...end.locator, columns: headers.map((ref) => ({ ref, metadataId: null })) } };
}

async function checked(part: string, named: readonly string[], find: () => Promise<FoundEnd>): Promise<FoundEnd> {
  const end = await find().catch((error: unknown) => {
    if (!(error instanceof SyncError)) throw error;
    throw endProblem(error, part);
  });
  const there: readonly string[] = (end.columns ?? []).map((one) => one.ref);
  const missing = named.find((ref) => !there.includes(ref));
  if (missing !== undefined) throw new Problem('unknown-column', 422, { column: missing, side: part, has: there.join(', ') }, part);
  return end;
}

const namesIn = (columns: object): readonly string[] => [
  ...new Set(Object.values(columns).filter((name): name is string => typeof name === 'string' && name !== '')),
];
