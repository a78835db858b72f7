/** Records that are made again, and what of the old ones no vendor brings back: updates and files, comments, history. */
import type { End } from '../../core/protocol/api.ts';
import type { Step } from '../../core/sync/plan.ts';
import type { Language } from '../../core/words/words.ts';
import { goneForGoodWords } from '../../core/words/words.ts';

/** Why a record that was there before comes back. */
const AGAIN: ReadonlySet<string> = new Set(['undo', 'restored', 'edit-beats-delete']);

/** What is lost when a step or a line of the journal makes a record again; null where it does nothing of the kind. */
export function lossOf(made: { readonly kind: Step['kind']; readonly why: string }, end: End, language: Language): string | null {
  if (made.kind !== 'create' || !AGAIN.has(made.why)) return null;
  if ('monday' in end) return goneForGoodWords('monday', language);
  if ('sheet' in end) return goneForGoodWords('sheet', language);
  return 'page' in end ? goneForGoodWords('page', language) : null;
}
