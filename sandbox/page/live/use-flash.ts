import { useEffect, useRef, useState } from 'react';

/** Counts how often `text` has changed since it was first shown; 0 at first. As a key of an element it replays an animation. */
export function useFlash(text: string): number {
  const last = useRef(text);
  const [changes, setChanges] = useState(0);
  useEffect(() => {
    if (last.current === text) return;
    last.current = text;
    setChanges((count) => count + 1);
  }, [text]);
  return changes;
}
