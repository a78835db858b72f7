import { setFlagsFromString } from 'node:v8';

/**
 * A history runs much code and little of it often. Left alone, V8 optimises function after function, drops what it made
 * when the next history has other shapes, and begins anew: two fifths of the first thousand histories went there.
 */
export const optimiseLate = (): void => setFlagsFromString('--interrupt-budget=1500000');
