/** The last thing before a call to a vendor is sent: whoever works under a lease makes sure that it still covers the call. */
import { AsyncLocalStorage } from 'node:async_hooks';

export interface CallGate {
  /** Runs `work`; each call that it makes asks `mayCall` first. */
  run<T>(mayCall: () => Promise<void>, work: () => Promise<T>): Promise<T>;
  /** @throws SyncError when the call may not be sent. */
  pass(): Promise<void>;
}

export function createCallGate(): CallGate {
  const asked = new AsyncLocalStorage<() => Promise<void>>();
  return {
    run: (mayCall, work) => asked.run(mayCall, work),
    pass: async () => {
      await asked.getStore()?.();
    },
  };
}
