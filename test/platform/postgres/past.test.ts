/** What goes by itself, and what stays whatever its age. */
import pg from 'pg';
import { afterAll, expect, test } from 'vitest';
import { clearPast } from '../../../platform/postgres/past.ts';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import { ACCOUNT, seed } from './scale/seed.ts';

const database = await testDatabase();
const db = openDatabase<unknown>(openPool({ url: database.url, name: 'past', onError: () => undefined }));
const owner = new pg.Client(database.superuserUrl);
await owner.connect();
afterAll(async () => {
  await db.destroy();
  await owner.end();
});

test('events of three hours ago and intents closed for two days go; open ones stay', async () => {
  await seed(owner, 0);
  await owner.query(`
    insert into mailbox (container_id, event_id, body, at) select 'board', name, '{}', now() - age
    from (values ('old', interval '3 hours'), ('new', interval '1 hour')) as event(name, age)`);
  await owner.query(`
    insert into intents (id, run_id, pair_id, container_id, replica_id, writes, steps, state, at)
    select state || ' ' || age, 'run', 'pair', 'book', 'right', '[]', '{}', state, now() - age
    from unnest(array['open', 'covering', 'closed']) state, unnest(array[interval '1 hour', interval '2 days']) age`);
  await withAccount(db, ACCOUNT, clearPast);
  const { rows } = await owner.query<{ left: string }>('select event_id as left from mailbox union all select id from intents order by 1');
  expect(rows.map((row) => row.left)).toEqual([
    'closed 01:00:00',
    'covering 01:00:00',
    'covering 2 days',
    'new',
    'open 01:00:00',
    'open 2 days',
  ]);
});
