/** Carries a result out of a transaction that must not commit: a preview decides on rows that never come to be. */
class Rollback<T> extends Error {
  constructor(readonly result: T) {
    super('rolled back on purpose');
  }
}

/** Runs `work`, which ends by `fail(result)`; answers the result after everything is rolled back. */
export async function rolledBack<T>(work: (fail: (result: T) => never) => Promise<unknown>): Promise<T> {
  try {
    await work((result) => {
      throw new Rollback(result);
    });
  } catch (error) {
    if (error instanceof Rollback) return error.result as T;
    throw error;
  }
  throw new TypeError('a preview has to end by fail(result)');
}
