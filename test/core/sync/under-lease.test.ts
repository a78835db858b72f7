import { expect, test } from 'vitest';
import { type Engine, underLease } from '../../../core/sync/engine.ts';
import type { ContainerId } from '../../../core/sync/ids.ts';
import type { Lease } from '../../../core/sync/store.ts';

const LEASE: Lease = { container: 'c' as ContainerId, holder: 'one', token: 1 };

const MINUTES = 5 * 60_000;

/** Each call asks before it is sent. */
const calls: { mayCall: () => Promise<void> } = { mayCall: async () => undefined };
const gate: Engine['gate'] = (mayCall, work) => {
  calls.mayCall = mayCall;
  return work();
};

/** An engine whose extensions take as long as told, one after the other. */
function slow(...took: readonly number[]) {
  let now = 0;
  const renewed: number[] = [];
  const renew = async (_: readonly Lease[], forMs: number): Promise<void> => {
    now += took[renewed.length] ?? 0;
    renewed.push(forMs);
  };
  const engine = { store: { renew }, now: () => now, callTimeoutMs: 8_000, repeat: () => () => undefined, gate } as unknown as Engine;
  const sleep = (ms: number): void => {
    now += ms;
  };
  return { engine, renewed, sleep };
}

test('[L1] a call starts only with a lease that covers all of it: one that was slept over is extended anew', async () => {
  const { engine, renewed } = slow(5_000, 100);
  expect(await underLease(engine, [LEASE], async () => 'called')).toBe('called');
  expect(renewed).toEqual([10_000, 10_000]);
});

test('[L1] where that never succeeds nothing is called', async () => {
  const { engine, renewed } = slow(5_000, 5_000, 5_000, 5_000);
  let called = false;
  const work = async (): Promise<void> => {
    called = true;
  };
  await expect(underLease(engine, [LEASE], work)).rejects.toMatchObject({ code: 'lease-lost', next: { kind: 'replan' } });
  expect([called, renewed.length]).toEqual([false, 3]);
});

test('[L1] nor is one sent after its process slept behind the extension: the lease is extended again, or is gone', async () => {
  const { engine, renewed, sleep } = slow(100, 100, 5_000, 5_000, 5_000);
  const sent: string[] = [];
  const work = async (): Promise<void> => {
    for (const pause of [1_000, 20_000, 20_000]) {
      sleep(pause);
      await calls.mayCall();
      sent.push(`after ${pause}`);
    }
  };
  await expect(underLease(engine, [LEASE], work)).rejects.toMatchObject({ code: 'lease-lost' });
  expect(sent).toEqual(['after 1000', 'after 20000']);
  expect(renewed.length).toBe(5);
});

test('[L1] fault F37: after a clock that jumped back nothing says how old the extension is: it is extended again before the call', async () => {
  const { engine, renewed, sleep } = slow(100, -MINUTES, 100);
  const work = async (): Promise<void> => {
    // Five minutes back, while the process sleeps for twenty seconds.
    sleep(20_000 - MINUTES);
    await calls.mayCall();
  };
  await underLease(engine, [LEASE], work);
  // The second extension met the next jump, so it was made once more.
  expect(renewed).toEqual([10_000, 10_000, 10_000]);
});
