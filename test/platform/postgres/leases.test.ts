/** What may happen beside a commit that stands on a lease, and what may not. */
import { sql } from 'kysely';
import { afterAll, expect, test } from 'vitest';
import type { ContainerId } from '../../../core/sync/ids.ts';
import { openDatabase, openPool } from '../../../platform/postgres/pool.ts';
import { fence, type Tx } from '../../../platform/postgres/sync/context.ts';
import { takeLeases } from '../../../platform/postgres/sync/leases.ts';
import { addHints } from '../../../platform/postgres/sync/mirrors.ts';
import { withAccount } from '../../../platform/postgres/tenancy.ts';
import { testDatabase } from '../../helpers/postgres.ts';

const { url } = await testDatabase();
const pool = openPool({ url, name: 'leases', onError: () => undefined });
const db = openDatabase<unknown>(pool);
afterAll(() => db.destroy());

const board = 'board' as ContainerId;
const inAccount = <T>(work: (tx: Tx) => Promise<T>): Promise<T> =>
  withAccount(db, 'a', async (tx) => {
    // Whoever waits for a lock fails instead.
    await sql`set local lock_timeout = '200ms'`.execute(tx);
    return work(tx);
  });
await inAccount(async (tx) => {
  await sql`insert into accounts (account_id, name, external_id) values ('a', 'A', '1')`.execute(tx);
  await sql`insert into containers (id, vendor, external_id, hook) values (${board}, 'monday', '1', 'hook')`.execute(tx);
});

test('[L1] while a commit goes on, pushes are taken in, and nobody else gets the lease, though it has run out', async () => {
  const leases = await inAccount((tx) => takeLeases(tx, [board], 'one', 0));
  await inAccount(async (tx) => {
    await fence(tx, leases);
    await inAccount((other) => addHints(other, board, ['1' as never]));
    await expect(inAccount((other) => takeLeases(other, [board], 'two', 60_000))).rejects.toThrow('lock timeout');
  });
  const [taken] = await inAccount((tx) => takeLeases(tx, [board], 'two', 60_000));
  expect(taken?.token).toBe((leases[0]?.token ?? 0) + 1);
  await expect(inAccount((tx) => fence(tx, leases))).rejects.toThrow('lease-lost');
});

test('[L1] a container whose push is being taken in is free: whoever wants it waits for the push', async () => {
  await inAccount((tx) => sql`update containers set lease_until = null, lease_holder = null`.execute(tx));
  const taken = await inAccount(async (push) => {
    await addHints(push, board, ['2' as never]);
    return { lease: inAccount((tx) => takeLeases(tx, [board], 'three', 60_000)) };
  });
  expect((await taken.lease).map((one) => one.container)).toEqual([board]);
});
