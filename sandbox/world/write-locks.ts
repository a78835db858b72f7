/** What is being written now, by the fault under which it is locked. One thing may be held several times: a clash that the fault let pass. */
export interface WriteLocks {
  isHeld(by: string, things: readonly string[]): boolean;
  /** The answer gives them back. */
  hold(by: string, things: readonly string[]): () => void;
}

export function openLocks(): WriteLocks {
  const held = new Map<string, number>();
  const add = (name: string, change: number): void => {
    const left = (held.get(name) ?? 0) + change;
    if (left > 0) held.set(name, left);
    else held.delete(name);
  };
  return {
    isHeld: (by, things) => things.some((thing) => held.has(`${by} ${thing}`)),
    hold(by, things) {
      for (const thing of things) add(`${by} ${thing}`, 1);
      return () => {
        for (const thing of things) add(`${by} ${thing}`, -1);
      };
    },
  };
}
