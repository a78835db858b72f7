/**
 * The only place of the product that asks the machine for the time. Everything else takes a `Clock` as a parameter, so
 * that a test or a simulation can hand in its own.
 */

export interface Clock {
  /** Milliseconds since 1970, UTC; may jump when the machine's clock is set. For stamps, never for measuring. */
  now(): number;
  /** Milliseconds since some fixed moment; never goes back. For measuring and deadlines inside one process. */
  monotonic(): number;
}

/** The machine's clock. */
export const systemClock: Clock = {
  now: () => Date.now(),
  monotonic: () => performance.now(),
};
