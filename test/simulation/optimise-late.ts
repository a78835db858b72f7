import { setFlagsFromString } from 'node:v8';

/**
 * A history runs much code and little of it often. Left alone, the V8 of Node 20 optimises function after function, drops
 * what it made when the next history has other shapes, and begins anew: two fifths of the first thousand histories went
 * there. Later ones count calls instead, don't know the flag, and don't need it.
 */
export function optimiseLate(): void {
  if (Number(process.versions.v8.split('.')[0]) < 12) setFlagsFromString('--interrupt-budget=1500000');
}

/** For a process that runs histories: what one of them makes is garbage before it is old. */
export const ROOM_FOR_YOUNG = ['--min-semi-space-size=64', '--max-semi-space-size=64'];
