/**
 * Journal lines of one record turned back into wishes: what of it was made leaves, what was removed returns, fields go back.
 * And which of such wishes still count.
 */
import { sameValue, type Value } from '../../values/value.ts';
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

/** Of what the undone lines are: all that there are of one record, or a span of time or of runs. */
export type UndoReach = 'record' | 'span';

/**
 * Lines come newest first. An undo aims at what was before the oldest of them: a record that they made leaves where they
 * made it, one that they removed comes back as it was then, fields go back while the last line of each still stands; what
 * later lines took back by themselves is no wish. Who asks for one record that was made and removed wants it back.
 */
export function undoDirectives(lines: readonly UndoneLine[], run: string, reach: UndoReach = 'span'): readonly Directive[] {
  const first = lines.findLast((line) => line.kind !== 'update' || line.field !== null);
  if (first === undefined) return [];
  const removed = lines.findLast((line) => line.kind === 'remove');
  const last = lines.find((line) => line.kind !== 'update');
  if (first.kind === 'create') {
    if (reach === 'record' && last?.kind === 'remove') return [recreate(lines, last, run)];
    return SIDES.flatMap((side): Directive[] => {
      const own = lines.filter((line) => line.side === side && line.kind !== 'update');
      return own[0]?.kind === 'create' && own.at(-1)?.kind === 'create' ? [{ id: '', kind: 'uncreate', side, run }] : [];
    });
  }
  if (removed !== undefined && last?.kind === 'remove') return [recreate(lines, removed, run)];
  return fieldsBack(lines, run);
}

const SIDES = ['left', 'right'] as const;

/** As it was before all of the lines: what the removal took, and what lines before it wrote over. */
function recreate(lines: readonly UndoneLine[], removed: UndoneLine, run: string): Directive {
  const fields = { ...(removed.before as Record<FieldId, Value>) };
  // From the removal back in time, the oldest counts.
  for (const line of lines.slice(lines.indexOf(removed) + 1))
    if (line.kind === 'update' && line.field !== null) fields[brandAs<FieldId>(line.field)] = line.before as Value;
  return { id: '', kind: 'recreate', side: removed.side, fields, run };
}

function fieldsBack(lines: readonly UndoneLine[], run: string): readonly Directive[] {
  const fields = new Map<FieldId, { value: Value; expect: Value }>();
  const goesBack = (field: FieldId, value: Value, expect: Value): void =>
    void fields.set(field, { ...(fields.get(field) ?? { expect }), value });
  const made = lines.find((line) => line.kind === 'create');
  for (const line of lines) {
    if (line.kind === 'update' && line.field !== null) goesBack(brandAs<FieldId>(line.field), line.before as Value, line.after as Value);
    // Removed and made again: what it was made with is what stands, what the removal took is what stood.
    if (line.kind !== 'remove') continue;
    const now = (made?.after ?? {}) as Record<FieldId, Value>;
    for (const [field, before] of Object.entries(line.before as Record<FieldId, Value>) as [FieldId, Value][])
      if (field in now || fields.has(field)) goesBack(field, before, now[field] ?? null);
  }
  return [...fields]
    .filter(([, { value, expect }]) => !sameValue(value, expect))
    .map(([field, one]) => ({ id: '', kind: 'set' as const, field, ...one, why: 'undo' as const, run }));
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
