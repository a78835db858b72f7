/** A process of ours from start to end: says when it is ready, leaves when told to, and never outlives its parent. */
import { SetupError } from '../platform/setup-error.ts';

/**
 * Runs `start`, which answers how to stop. SIGTERM and SIGINT stop; so does the end of the parent, which is noticed by
 * the channel between them. A `SetupError` is one line for the operator.
 */
export async function runProcess(start: () => Promise<() => Promise<void>>): Promise<void> {
  try {
    const stop = await start();
    let stopping = false;
    const leave = (): void => {
      if (stopping) return;
      stopping = true;
      stop().then(
        () => process.exit(0),
        (error: unknown) => fail(error),
      );
    };
    process.once('SIGTERM', leave);
    process.once('SIGINT', leave);
    process.once('disconnect', leave);
    // A parent that ended while we started.
    if (process.connected === false) leave();
    else process.send?.({ ready: true });
  } catch (error) {
    fail(error);
  }
}

function fail(error: unknown): never {
  process.stderr.write(`${error instanceof SetupError ? error.message : error instanceof Error ? error.stack : String(error)}\n`);
  process.exit(1);
}
