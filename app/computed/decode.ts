/** Mirrors to facts, record by record: what is known of a record whose fingerprint hasn't changed is kept. */
import { z } from 'zod';
import type { FactReadings, FigureFacts } from '../../core/accounts/facts/assemble.ts';
import { assembleFacts } from '../../core/accounts/facts/assemble.ts';
import { clientFact } from '../../core/accounts/facts/client.ts';
import { ledgerFact, planFact, rateFact } from '../../core/accounts/facts/money.ts';
import type { FactNote, FactReading, FactSource, FactWhy } from '../../core/accounts/facts/note.ts';
import { personFact } from '../../core/accounts/facts/person.ts';
import { taskFact } from '../../core/accounts/facts/task.ts';
import type { Sources } from '../../core/accounts/sources.ts';
import type { LocalId, ReplicaId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { RawRecord } from '../../core/sync/record.ts';
import type { Person } from '../../core/values/value.ts';
import type { SourceReplica } from '../../platform/postgres/figures.ts';
import { readHubPeople, readMirrorSince, readSourceReplicas } from '../../platform/postgres/figures.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';

const replicaId = z.string().transform((id) => brandAs<ReplicaId>(id));

/** `settings.sourceReplicas`: the replica that plays each part; boards of tasks in the order of the sources. */
export const sourceReplicas = z.object({
  clients: replicaId.exactOptional(),
  tasks: z.array(replicaId),
  team: replicaId.exactOptional(),
  ledger: replicaId.exactOptional(),
  plans: replicaId.exactOptional(),
  rates: replicaId.exactOptional(),
});
export type SourceReplicas = z.infer<typeof sourceReplicas>;

export interface Decoded {
  readonly facts: FigureFacts;
  readonly hub: readonly Person[];
  readonly choices: { readonly tiers: readonly string[]; readonly stages: readonly string[] };
  readonly complete: boolean;
  /** What each mirror read as, by replica and part. */
  readonly mirrors: ReadonlyMap<string, DecodedMirror<unknown>>;
}

interface DecodedMirror<Fact> {
  /** Settings and locale that it was decoded with. */
  readonly by: string;
  readonly seq: number;
  readonly records: ReadonlyMap<LocalId, { readonly fingerprint: string; readonly reading: FactReading<Fact> }>;
  readonly readings: readonly FactReading<Fact>[];
}

/** Reads what moved since `before` and puts all facts together. */
export async function decodeSources(tx: Tx, sources: Sources, parts: SourceReplicas, before: Decoded | undefined): Promise<Decoded> {
  const replicas = new Map((await readSourceReplicas(tx)).map((one) => [one.id, one]));
  const mirrors = new Map<string, DecodedMirror<unknown>>();
  const notes: FactNote[] = [];
  let complete = true;
  const reporting = sources.reportingCurrency;

  async function part<Fact, Config extends object>(
    source: FactSource,
    config: Config | undefined,
    id: ReplicaId | undefined,
    read: (record: RawRecord, config: Config, locale: string | null, reporting: string) => FactReading<Fact>,
  ): Promise<readonly FactReading<Fact>[]> {
    const replica = id === undefined ? undefined : replicas.get(id);
    if (config === undefined || replica === undefined) return [];
    if (replica.state === 'new') complete = false;
    notes.push(...notesOn(source, config, replica));
    const key = `${source} ${replica.id}`;
    const by = JSON.stringify([config, replica.locale, reporting]);
    const mirror = await decodeMirror(tx, replica, by, before?.mirrors.get(key) as DecodedMirror<Fact> | undefined, (record) =>
      read(record, config, replica.locale?.locale ?? null, reporting),
    );
    mirrors.set(key, mirror);
    return mirror.readings;
  }

  const tasks: FactReadings['tasks'][number][] = [];
  for (const [at, source] of sources.tasks.entries()) tasks.push(...(await part('tasks', source, parts.tasks[at], taskFact)));
  const readings: FactReadings = {
    tasks,
    clients: await part('clients', sources.clients, parts.clients, (record, source) => clientFact(record, source, reporting)),
    team: await part('team', sources.team, parts.team, personFact),
    ledger: await part('ledger', sources.ledger, parts.ledger, ledgerFact),
    plans: await part('plans', sources.plans, parts.plans, planFact),
    rates: await part('rates', sources.rates, parts.rates, rateFact),
  };
  const hub = await readHubPeople(tx);
  const facts = assembleFacts(readings, hub);
  const clients = parts.clients === undefined ? undefined : replicas.get(parts.clients);
  return { facts: { ...facts, notes: [...notes, ...facts.notes] }, hub, choices: choicesOf(sources, clients, facts), complete, mirrors };
}

async function decodeMirror<Fact>(
  tx: Tx,
  replica: SourceReplica,
  by: string,
  before: DecodedMirror<Fact> | undefined,
  read: (record: RawRecord) => FactReading<Fact>,
): Promise<DecodedMirror<Fact>> {
  const same = before?.by === by ? before : undefined;
  if (same?.seq === replica.seq) return same;
  const known = new Map([...(same?.records ?? [])].map(([id, one]) => [id, one.fingerprint]));
  const { order, changed } = await readMirrorSince(tx, replica.id, known);
  const anew = new Map(changed.map((record) => [record.localId, read(record)]));
  const records = new Map<LocalId, { fingerprint: string; reading: FactReading<Fact> }>();
  for (const { localId, fingerprint } of order) {
    const reading = anew.get(localId) ?? same?.records.get(localId)?.reading;
    // Gone between the two statements of the reading: the next one says so.
    if (reading !== undefined) records.set(localId, { fingerprint, reading });
  }
  return { by, seq: replica.seq, records, readings: [...records.values()].map((one) => one.reading) };
}

/** What is wrong with a board or tab as a whole. */
function notesOn(source: FactSource, config: object, replica: SourceReplica): readonly FactNote[] {
  const about = (why: FactWhy, column: string | null): FactNote => ({ source, why, record: null, name: '', column, shown: column ?? '' });
  if (replica.state === 'new') return [about('source-unread', null)];
  const named = Object.values('columns' in config ? (config.columns as object) : 'headers' in config ? (config.headers as object) : {});
  const there = new Set<string>(replica.columns.map((one) => one.ref));
  const missing = named.filter((column): column is string => typeof column === 'string' && column !== '' && !there.has(column));
  return [
    ...(replica.state === 'broken' ? [about('source-broken', null)] : []),
    ...missing.map((column) => about('column-missing', column)),
  ];
}

function choicesOf(sources: Sources, clients: SourceReplica | undefined, facts: FigureFacts): Decoded['choices'] {
  const labels = (column: string | undefined, used: (at: number) => string): readonly string[] => {
    const listed = clients?.columns.find((one) => one.ref === column)?.labels ?? [];
    return listed.length > 0 ? listed : [...new Set(facts.clients.map((_, at) => used(at)))].filter((label) => label !== '').sort();
  };
  return {
    tiers: labels(sources.clients?.columns.tier, (at) => facts.clients[at]?.tier ?? ''),
    stages: labels(sources.clients?.columns.stage, (at) => facts.clients[at]?.stage ?? ''),
  };
}
