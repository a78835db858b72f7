/**
 * Finds out what our writes on monday covered. Its webhook says what stood there before; where that isn't what we had
 * read, or no webhook came within a minute, one read of the board's log tells. A person's value that was covered
 * becomes a conflict like any other.
 */

import { readWebhook } from '../../connectors/monday/webhook.ts';
import { planContext } from '../../core/sync/decide/decide.ts';
import type { Engine } from '../../core/sync/engine.ts';
import type { AccountId, ColumnRef, StepId } from '../../core/sync/ids.ts';
import type { Container } from '../../core/sync/ports.ts';
import type { Cell, Cells } from '../../core/sync/record.ts';
import { absorbCovered } from '../../core/sync/run/absorb.ts';
import { togetherOf } from '../../core/sync/run/covering.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import type { Commit, StoredIntent } from '../../core/sync/store.ts';
import { sameShown } from '../../core/sync/told.ts';
import { readMailbox } from '../../platform/postgres/mailbox.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { readConnections } from '../vendors/connections.ts';

const WAIT_MS = 60_000;

export async function closeCovering(app: App, account: AccountId, engine: Engine): Promise<void> {
  const containers = await engine.store.containers();
  const open = await engine.store.openIntents(containers.map((one) => one.id));
  if (!open.some(isCovering)) return;
  const replicas = await engine.store.replicas();
  const connections = await withAccount(app.db, account, readConnections);
  for (const row of containers) {
    const groups = togetherOf(open.filter((one) => one.container === row.id)).filter((group) => group.every(isCovering));
    const intents = groups.flat();
    const connection = connections.find((one) => one.id === row.connection);
    if (intents.length === 0 || connection === undefined) continue;
    const since = new Date(Math.min(...intents.map((one) => one.at)) - WAIT_MS);
    const events = await withAccount(app.db, account, (tx) => readMailbox(tx, row.id, since));
    const heard = new Map(intents.map((intent) => [intent.id, heardOf(intent, events)]));
    const isQuiet = ({ id }: StoredIntent): boolean => heard.get(id)?.every((one) => one.asKnown) === true;
    const isDue = ({ id, at }: StoredIntent): boolean => heard.get(id) !== null || at + WAIT_MS <= app.clock.now();
    const due = groups.filter((group) => group.every(isDue));
    const doubtful = due.filter((group) => !group.every(isQuiet)).flat();
    for (const intent of due.filter((group) => group.every(isQuiet)).flat()) await close(engine, intent, []);
    if (doubtful.length === 0) continue;
    const container = app.vendors.open(
      account,
      row,
      replicas.filter((one) => one.container === row.id),
      connection,
    );
    await askLog(
      engine,
      container,
      doubtful.toSorted((a, b) => a.at - b.at),
      replicas,
    );
  }
}

const isCovering = (intent: StoredIntent): boolean => intent.state === 'covering';

async function askLog(
  engine: Engine,
  container: Container,
  intents: readonly StoredIntent[],
  replicas: Awaited<ReturnType<Engine['store']['replicas']>>,
): Promise<void> {
  const known = await container.covered(intents.map((one) => ({ id: one.id, replica: one.replica, writes: one.writes })));
  const [pairs, people] = await Promise.all([engine.store.pairs(), engine.store.people()]);
  for (const intent of intents) {
    const pair = pairs.find((one) => one.id === intent.pair);
    const left = replicas.find((one) => one.id === pair?.left);
    const right = replicas.find((one) => one.id === pair?.right);
    if (pair === undefined || left === undefined || right === undefined) continue;
    const side = intent.replica === left.id ? 'left' : 'right';
    const context = { ...planContext(pair, { left, right }, people), run: intent.run, approved: new Set<string>() };
    const found = Object.entries(intent.steps).flatMap(([id, steps]) => {
      const covered = known.get(intent.id)?.get(id as StepId);
      const key = steps[0]?.key;
      if (covered?.kind !== 'value' || key === undefined) return [];
      return [{ key, name: steps[0]?.name ?? '', ...absorbCovered(side, steps, covered.cells, context) }];
    });
    await close(engine, intent, found);
  }
}

type Found = { readonly key: Commit['wishes'][number]['key']; readonly name: string } & ReturnType<typeof absorbCovered>;

async function close(engine: Engine, intent: StoredIntent, found: readonly Found[]): Promise<void> {
  const commit = draftCommit(intent.pair, []);
  commit.conflicts.push(...found.flatMap((one) => one.conflicts.map((conflict) => ({ ...conflict, key: one.key, name: one.name }))));
  commit.closes.push(...found.flatMap((one) => one.closes.map((field) => ({ key: one.key, field }))));
  commit.wishes.push(...found.flatMap((one) => one.wishes.map((directive) => ({ key: one.key, directive }))));
  await engine.store.commit({ ...commit, intent: { id: intent.id, state: 'closed' } });
}

/** What webhooks said of every column that the intent wrote; null while one is missing. */
function heardOf(intent: StoredIntent, events: readonly unknown[]): readonly { readonly asKnown: boolean }[] | null {
  const changes = events.flatMap((body) => {
    const webhook = readWebhook(body);
    return webhook?.kind === 'event' && webhook.event.change !== undefined
      ? [{ item: webhook.event.itemIds[0], ...webhook.event.change }]
      : [];
  });
  const out: { asKnown: boolean }[] = [];
  for (const write of intent.writes) {
    if (write.kind !== 'update') continue;
    for (const [ref, cell] of entries(write.cells)) {
      const before = write.before[ref] ?? { kind: 'empty' };
      if (sameShown(cell, before)) continue;
      const told = changes.filter(
        (one) => one.item === write.localId && one.column === ref && one.value !== null && sameShown(one.value, cell),
      );
      if (!told.some((one) => one.previous !== null)) return null;
      // The same value may have been written twice: one telling that fits is ours.
      out.push({ asKnown: told.some((one) => one.previous !== null && sameShown(one.previous, before)) });
    }
  }
  return out;
}

const entries = (cells: Cells): readonly (readonly [ColumnRef, Cell])[] => Object.entries(cells) as [ColumnRef, Cell][];
