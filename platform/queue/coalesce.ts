/**
 * Joins calls for one key. While a run for the key is under way, everybody who asks for it waits for one run that starts
 * after it: the one under way may have passed the point that the newcomer's fact should have been seen at, so it is
 * never shared. However many ask, a key has one run going and one to come.
 */
export function coalesce(run: (key: string) => Promise<void>): (key: string) => Promise<void> {
  const current = new Map<string, Promise<void>>();
  const next = new Map<string, Promise<void>>();

  const start = (key: string): Promise<void> => {
    const running = run(key).finally(() => {
      if (current.get(key) === running) current.delete(key);
    });
    current.set(key, running);
    return running;
  };

  return (key) => {
    const waiting = next.get(key);
    if (waiting !== undefined) return waiting;
    const under = current.get(key);
    if (under === undefined) return start(key);
    const after = () => {
      next.delete(key);
      return start(key);
    };
    const planned = under.then(after, after);
    next.set(key, planned);
    return planned;
  };
}
