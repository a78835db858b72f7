/** What stands in a store in the end, of everything that outlives a run: the same form for both stores. */
import { sql } from 'kysely';
import type { Tx } from '../../../platform/postgres/sync/context.ts';
import type { Tables } from '../memory-tables.ts';

/** By table; what a database numbers or stamps by itself is left out. */
export type Rows = Readonly<Record<'archive' | 'conflicts' | 'findings' | 'held' | 'intents' | 'journal' | 'runs', readonly unknown[]>>;

export async function readRows(tx: Tx): Promise<Rows> {
  const all = async (query: ReturnType<typeof sql>): Promise<readonly unknown[]> => (await query.execute(tx)).rows;
  return {
    archive: await all(
      sql`select record_key as key, left_id as left, right_id as right, state, name, base, made_by as "madeBy" from archive`,
    ),
    conflicts: await all(
      sql`select record_key as key, name, field, left_value as left, right_value as right, kept, why, state from conflicts`,
    ),
    findings: await all(sql`select record_key as key, name, side, kind, field, shown, state from findings`),
    held: await all(sql`select record_key as key, step, token, why from held_steps`),
    intents: await all(sql`select id, state from intents`),
    journal: await all(sql`select run_id as run, side, kind, record_key as key, name, field, before, after, why from journal order by id`),
    runs: await all(sql`select id, kind, error from runs`),
  };
}

export function rowsOf(tables: Tables): Rows {
  return {
    archive: [...tables.archive.values()].flatMap((one) => [...one.values()]),
    conflicts: tables.conflicts.map(({ pair, ...one }) => one),
    findings: tables.findings.map(({ pair, ...one }) => ({ ...one, field: one.field ?? '' })),
    held: tables.held.map(({ pair, ...one }) => one),
    intents: [...tables.intents.values()].map(({ id, state }) => ({ id, state })),
    journal: tables.journal.map(({ pair, at, ...one }) => one),
    runs: [...tables.runs].map(([id, run]) => ({ id, ...run })),
  };
}
