/** What people ask of the engine itself: an undo, a side of a conflict, a word on a held step; as `app/use-cases` asks for them. */
import type { Directive } from '../../core/sync/decide/record-state.ts';
import { undoDirectives } from '../../core/sync/decide/undo.ts';
import type { FieldId, RecordKey } from '../../core/sync/ids.ts';
import { draftCommit } from '../../core/sync/run/draft.ts';
import { type HeldRow, type JournalRow, within } from './memory-tables.ts';
import type { OracleSide } from './seen.ts';
import { norm, SIDES, stampOf, textsIn } from './seen.ts';
import { at, type Bag, same, textOf } from './vendors/cells.ts';
import { columnOf, FIELDS, LEFT, PAIR, RIGHT, type World } from './world.ts';

/** People undo what happened lately. */
const LATELY = 40;

export class Requests {
  private runs = 0;

  constructor(private readonly world: World) {}

  /** One request, if there is anything to ask for. */
  async act(): Promise<void> {
    const kind = this.world.random.pick([
      'field',
      'field',
      'field',
      'record',
      'run',
      'create',
      'create',
      'take',
      'take',
      'approve',
      'drop',
    ] as const);
    switch (kind) {
      case 'take':
        return this.take();
      case 'approve':
      case 'drop':
        return this.judge(kind);
      case undefined:
        return;
      default:
        return this.undo(kind);
    }
  }

  private async undo(scope: 'field' | 'record' | 'run' | 'create'): Promise<void> {
    const newest = [...this.world.store.tables.journal].reverse();
    const wanted = newest.slice(0, LATELY).filter((one) => scope !== 'create' || one.kind === 'create');
    const line = this.world.random.pick(scope === 'field' ? wanted.filter((one) => one.kind === 'update') : wanted);
    if (line === undefined) return;
    const run = this.run();
    const isOf = (one: JournalRow): boolean => {
      if (scope === 'run' || scope === 'create') return one.run === line.run;
      return one.key === line.key && (scope === 'record' || one.field === line.field);
    };
    const byRecord = new Map<RecordKey, JournalRow[]>();
    for (const one of newest.filter(isOf)) within(byRecord, one.key, () => []).push(one);
    this.world.scheduler.note(`person undoes the ${scope} of ${line.name}, ${byRecord.size} records`);
    const wishes = [...byRecord].flatMap(([key, lines]) =>
      undoDirectives(lines, run, scope === 'record' ? 'record' : 'span')
        .filter((one) => one.kind !== 'uncreate' || this.world.requests === 'all')
        .map((directive) => ({ key, directive })),
    );
    for (const { key, directive } of wishes) this.expect(key, directive);
    await this.wish(wishes);
  }

  /** A side of a conflict; of a settled one the loser can be taken, too. */
  private async take(): Promise<void> {
    const { tables } = this.world.store;
    const conflict = this.world.random.pick(tables.conflicts.slice(-LATELY));
    if (conflict === undefined) return;
    const side = this.world.random.pick(SIDES) ?? 'left';
    this.world.scheduler.note(`person takes ${side} in ${conflict.field} of ${conflict.name}`);
    const stamps = this.about(conflict.key);
    if (this.isLocked(conflict.key, conflict.field)) for (const one of stamps) this.world.oracle.asked.leave(one, conflict.field);
    const isNothing = (value: unknown): boolean => norm(textsIn(value)[0] ?? '') === '';
    const [taken, other] = side === 'left' ? [conflict.left, conflict.right] : [conflict.right, conflict.left];
    if (!isNothing(other)) this.world.oracle.gone(textsIn(other));
    await this.world.answers.settle(conflict);
    const saw = { left: conflict.left, right: conflict.right };
    const field = conflict.field as FieldId;
    const directive: Directive = { id: '', kind: 'set', field, value: taken, expect: undefined, saw, why: 'taken', run: this.run() };
    await this.wish([{ key: conflict.key, directive }]);
  }

  /** One held step, or all. */
  private async judge(verdict: 'approve' | 'drop'): Promise<void> {
    const { tables } = this.world.store;
    const one = this.world.random.pick(tables.held);
    if (one === undefined) return;
    const chosen = this.world.random.chance(0.3) ? tables.held : [one];
    const run = this.run();
    this.world.scheduler.note(`person ${verdict}s ${chosen.map((each) => each.step.id).join()}`);
    for (const each of chosen) this.accept(each, verdict);
    await this.world.answers.judge(chosen);
    await this.wish(
      chosen.map(({ key, step, token }) => ({
        key,
        directive:
          verdict === 'approve' ? { id: '', kind: verdict, step: step.id, token } : { id: '', kind: verdict, step: step.id, token, run },
      })),
    );
  }

  /** Whoever judges a step has seen what it takes away, or what is taken back with it. */
  private accept({ key, step }: HeldRow, verdict: 'approve' | 'drop'): void {
    const { oracle } = this.world;
    const stamps = this.about(key);
    if (verdict === 'drop') {
      if (step.kind !== 'update' || step.why === 'undo-newer') return;
      // What can't go back where it was made stays as it is: two values that whoever drops it has seen.
      oracle.gone([...textsIn(step.before), ...textsIn(step.after)]);
      for (const stamp of stamps) oracle.asked.leave(stamp, step.field);
      return;
    }
    // The undo of a field is one thing on both sides.
    const isSame = ({ step: other }: HeldRow): boolean =>
      other.kind === 'update' && step.kind === 'update' && other.why === step.why && other.key === step.key && other.field === step.field;
    const both = step.why === 'undo-newer' ? this.world.store.tables.held.filter(isSame) : [];
    for (const { step: one } of both) if (one.kind === 'update') oracle.gone(textsIn(one.before));
    oracle.gone(step.kind === 'update' ? textsIn(step.before) : textsIn(step.fields));
    if (step.kind !== 'remove') return;
    for (const stamp of new Set([...stamps, ...textsIn(step.fields).map(stampOf)])) {
      oracle.deleted(step.side === 'left' ? 'right' : 'left', stamp);
      oracle.asked.agree(step.side, stamp);
    }
  }

  /** What must have become of an undo in the end. */
  private expect(key: RecordKey, directive: Directive): void {
    const { oracle } = this.world;
    const stamps = this.about(key);
    const [stamp = ''] = stamps;
    const isOne = stamps.length === 1 && oracle.isSingle(stamp);
    const stands = { left: this.cells(key, 'left'), right: this.cells(key, 'right') };
    const shows = (side: OracleSide, field: string): string => norm(textOf(at(stands[side] ?? {}, columnOf(field, side))));
    if (directive.kind === 'recreate') for (const one of stamps) oracle.asked.lift(one);
    if (directive.kind === 'uncreate') {
      const equal = FIELDS.every((one) => shows('left', one.left as string) === shows('right', one.left as string));
      const other = directive.side === 'left' ? 'right' : 'left';
      // Taken off the other side as well, by another undo: what stands there leaves with it.
      if (stamps.some((one) => oracle.asked.agreedTo(other, one)))
        oracle.gone(SIDES.flatMap((side) => FIELDS.map((one) => textOf(at(stands[side] ?? {}, columnOf(one.left as string, side))))));
      for (const one of stamps) {
        oracle.deleted(other, one);
        oracle.asked.uncreate(one, directive.side, isOne && equal && this.isRead(key, directive.side));
      }
    }
    if (directive.kind !== 'set') return;
    const { field } = directive;
    const [from = '', to = ''] = [textsIn(directive.expect)[0], textsIn(directive.value)[0]];
    oracle.gone([from]);
    // A formula stays, whatever is wished beside it.
    const locked = this.isLocked(key, field);
    if (locked) for (const one of stamps) oracle.asked.leave(one, field);
    const isOpen = this.world.store.tables.conflicts.some((one) => one.key === key && one.field === field && one.state === 'open');
    const stood = SIDES.every((side) => stands[side] !== null && shows(side, field) === norm(from));
    if (isOne && stood && !isOpen && !locked) oracle.asked.undo(stamp, { field, from, to });
  }

  private async wish(wishes: readonly { readonly key: RecordKey; readonly directive: Directive }[]): Promise<void> {
    await this.world.statements.commit({ ...draftCommit(PAIR, []), wishes });
  }

  /** The stamps that the record bears: on its sides, and to us. */
  private about(key: RecordKey): readonly string[] {
    const names = SIDES.map((side) => textOf(at(this.cells(key, side) ?? {}, columnOf('name', side))));
    const stamps = new Set([...names, this.world.store.tables.archive.get(PAIR)?.get(key)?.name ?? ''].map(stampOf));
    stamps.delete('');
    for (const stamp of stamps) this.world.oracle.asked.about(stamp);
    return [...stamps];
  }

  private isLocked(key: RecordKey, field: string): boolean {
    return SIDES.some((side) => at(this.cells(key, side) ?? {}, columnOf(field, side)).formula === true);
  }

  /**
   * What stands there was read. What a person typed since, nothing can tell from what they type after their wish: met under
   * the removal that they wished for it brings the record back [C9].
   */
  private isRead(key: RecordKey, side: OracleSide): boolean {
    const { tables } = this.world.store;
    const id = tables.archive.get(PAIR)?.get(key)?.[side] ?? null;
    const known = id === null ? undefined : tables.mirrors.get(side === 'left' ? LEFT : RIGHT)?.get(id);
    const now = this.cells(key, side);
    const isSame = (column: string): boolean => same(at(known?.record.cells ?? {}, column), at(now ?? {}, column));
    return FIELDS.every((one) => isSame(columnOf(one.left, side)));
  }

  /** What really stands on a side of the record now. */
  private cells(key: RecordKey, side: OracleSide): Bag | null {
    const { store, board, sheet } = this.world;
    const entry = store.tables.archive.get(PAIR)?.get(key);
    const item = side === 'left' ? board.items.get(entry?.left ?? '') : undefined;
    if (side === 'left') return item?.state === 'active' ? item.cells : null;
    const rows = sheet.records().filter((line) => line.key === entry?.right);
    return rows.length === 1 ? (rows[0]?.cells ?? null) : null;
  }

  private run(): string {
    this.runs += 1;
    return `asked${this.runs}`;
  }
}
