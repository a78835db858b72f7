/**
 * A database whose time can be moved: `now()`, which stamps rows and says what is due, is answered by a function of ours in this
 * one database (a body that the planner puts in its place: by its number it would be called as ever). So an hour takes as long as
 * what happens in it.
 */
import pg from 'pg';

export interface MovedTime {
  /** Moves the database's time forward; transactions that begin later see it. */
  advance(ms: number): Promise<void>;
  close(): Promise<void>;
}

/** `superuserUrl` of a test database, which is good for nothing else afterwards. */
export async function movableTime(superuserUrl: string): Promise<MovedTime> {
  const client = new pg.Client(superuserUrl);
  await client.connect();
  await client.query(`
    create schema moved;
    create table moved.ahead as select 0::bigint as ms;
    grant usage on schema moved to public;
    grant select on moved.ahead to public;
    create function moved.clock() returns timestamptz stable language sql as
      $$ select transaction_timestamp() + (select ms from moved.ahead) * interval '1 millisecond' $$;
    grant execute on function moved.clock() to public;
    create or replace function pg_catalog.now() returns timestamptz stable language sql as $$ select moved.clock() $$`);
  return {
    advance: async (ms) => void (await client.query('update moved.ahead set ms = ms + $1', [Math.round(ms)])),
    close: () => client.end(),
  };
}
