import { expect, test } from 'vitest';
import { createIntake } from '../../app/use-cases/intake.ts';
import type { AccountId, ContainerId } from '../../core/sync/ids.ts';
import type { Database } from '../../platform/postgres/sync/context.ts';

test('a database that is away fails a burst in two tries, not one for each event, and the next event is tried anew', async () => {
  let tries = 0;
  const away = {
    connection: () => ({
      execute: async () => {
        tries += 1;
        throw new Error('timeout exceeded when trying to connect');
      },
    }),
  } as unknown as Database;
  const intake = createIntake(away);
  const arrive = (n: number) => intake('a' as AccountId, 'b' as ContainerId, { id: `${n}`, body: {}, event: { itemIds: [], told: null } });
  const burst = await Promise.allSettled(Array.from({ length: 50 }, (_, n) => arrive(n)));
  expect([new Set(burst.map((one) => one.status)), tries]).toEqual([new Set(['rejected']), 2]);
  await expect(arrive(50)).rejects.toThrow('timeout');
  expect(tries).toBe(3);
});
