import type { End } from '../../core/protocol/api.ts';

/** Which product stands at an end of a pair. */
export function sideName(end: End): 'monday' | 'sheet' | 'page' | 'register' | 'computed' {
  if ('monday' in end) return 'monday';
  if ('sheet' in end) return 'sheet';
  if ('page' in end) return 'page';
  return 'register' in end ? 'register' : 'computed';
}
