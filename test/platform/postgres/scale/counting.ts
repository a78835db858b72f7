/** What a piece of work costs in Postgres: queries sent, and rows that each table had read and written. */
import type pg from 'pg';

export interface Cost {
  readonly queries: number;
  /** Rows fetched by scans and index entries, by table. */
  readonly read: Readonly<Record<string, number>>;
  /** Rows inserted, updated and deleted, by table. */
  readonly written: Readonly<Record<string, number>>;
}

/** `pool` has one connection, so that its counters are told in order. */
export function counting(pool: pg.Pool, watcher: pg.Client): (work: () => Promise<unknown>) => Promise<Cost> {
  let queries = 0;
  pool.on('connect', (client) => {
    const query = client.query.bind(client) as (...args: unknown[]) => unknown;
    client.query = ((...args: unknown[]) => {
      queries += 1;
      return query(...args);
    }) as typeof client.query;
  });
  return async (work) => {
    const before = await counters(pool, watcher);
    queries = 0;
    await work();
    const sent = queries;
    const after = await counters(pool, watcher);
    return { queries: sent, read: grown(before, after, 'read'), written: grown(before, after, 'written') };
  };
}

interface Counter {
  readonly table: string;
  readonly read: number;
  readonly written: number;
}

async function counters(pool: pg.Pool, watcher: pg.Client): Promise<readonly Counter[]> {
  // Told at the end of the transaction that asks for it.
  await pool.query('select pg_stat_force_next_flush()');
  const { rows } = await watcher.query<Counter>(`
    select t.relname as table, (t.seq_tup_read + coalesce(i.read, 0))::float as read, (t.n_tup_ins + t.n_tup_upd + t.n_tup_del)::float as written
    from pg_stat_user_tables t
    left join (select relid, sum(idx_tup_read) as read from pg_stat_user_indexes group by relid) i on i.relid = t.relid
    where t.schemaname = 'evenkeel'`);
  return rows;
}

function grown(before: readonly Counter[], after: readonly Counter[], what: 'read' | 'written'): Record<string, number> {
  const old = new Map(before.map((one) => [one.table, one[what]]));
  return Object.fromEntries(after.map((one) => [one.table, one[what] - (old.get(one.table) ?? 0)] as const).filter(([, n]) => n > 0));
}
