/**
 * Journal lines of one record turned back into wishes: what of it was made leaves, what was removed returns, fields go back.
 * And which of such wishes still count.
 */
import type { Value } from '../../values/value.ts';
import type { FieldId } from '../ids.ts';
import { brandAs } from '../ids.ts';
import type { Side } from '../mapping.ts';
import type { Directive } from './record-state.ts';

/** What an undo has to know of a line of the journal. */
export interface UndoneLine {
  readonly side: Side;
  readonly kind: 'create' | 'update' | 'remove';
  readonly field: string | null;
  readonly before: Value | Readonly<Record<string, Value>>;
  readonly after: Value | Readonly<Record<string, Value>>;
}

/** Lines come newest first: the first line of a field says what must still stand, the last one what shall stand again. */
export function undoDirectives(lines: readonly UndoneLine[], run: string): readonly Directive[] {
  const oldest = lines.at(-1);
  const created = lines.findLast((line) => line.kind === 'create');
  const removed = lines.find((line) => line.kind === 'remove');
  if (created !== undefined && created === oldest && removed === undefined) return [{ id: '', kind: 'uncreate', side: created.side, run }];
  if (removed !== undefined)
    return [{ id: '', kind: 'recreate', side: removed.side, fields: removed.before as Record<FieldId, Value>, run }];
  const fields = new Map<string, { value: Value; expect: Value }>();
  for (const line of lines) {
    if (line.kind !== 'update' || line.field === null) continue;
    const known = fields.get(line.field);
    fields.set(line.field, { value: line.before as Value, expect: known === undefined ? (line.after as Value) : known.expect });
  }
  return [...fields].map(([field, one]) => ({
    id: '',
    kind: 'set' as const,
    field: brandAs<FieldId>(field),
    value: one.value,
    expect: one.expect,
    why: 'undo' as const,
    run,
  }));
}

/**
 * Of taking a record off a side and bringing it back there the later wish counts: the earlier one may have been done, and
 * its answer lost. Only what was typed under a removal comes back all the same: it is nowhere else.
 */
export function inForce(directives: readonly Directive[]): readonly Directive[] {
  const isOver = (one: Directive, later: Directive): boolean =>
    (one.kind === 'uncreate' && later.kind === 'recreate' && later.side === one.side) ||
    (one.kind === 'recreate' && one.why !== 'edit-beats-delete' && later.kind === 'uncreate' && later.side === one.side);
  return directives.filter((one, n) => !directives.slice(n + 1).some((later) => isOver(one, later)));
}
