/** The groups of a board. */
import type { Actor, Core } from '../core.ts';
import { invalidArgument, notFound } from '../http/errors.ts';
import { boardChange } from './board.ts';
import { freshId } from './board-columns.ts';
import type { BoardDoc, GroupDoc } from './model.ts';

const GROUP_COLORS = ['#579bfc', '#a25ddc', '#00c875', '#fdab3d', '#e2445c', '#ffcb00', '#037f4c', '#cab641'];

export interface NewGroup {
  readonly title: string;
  readonly color: string | null;
  /** Beside that group; without one the new group comes first, as on monday. */
  readonly relativeTo: string | null;
  readonly after: boolean;
}

export function createGroup(core: Core, actor: Actor, board: BoardDoc, made: NewGroup): GroupDoc {
  if (made.title.trim() === '') throw invalidArgument('Group name is invalid', { group_name: made.title });
  const group: GroupDoc = {
    id: freshId(core, 'group'),
    title: made.title,
    color: made.color ?? GROUP_COLORS[board.groups.length % GROUP_COLORS.length] ?? '#579bfc',
    position: placeBeside(board.groups, made.relativeTo, made.after),
    state: 'active',
  };
  board.groups.push(group);
  board.groups.sort((a, b) => a.position - b.position);
  core.tables.reorder(board.id);
  boardChange(core, actor, board, 'create_group', { group_id: group.id, group_title: group.title });
  return group;
}

export function groupOf(board: BoardDoc, id: string): GroupDoc {
  const group = board.groups.find((known) => known.id === id && known.state === 'active');
  if (!group) throw notFound('Group', id);
  return group;
}

/** The first group that still stands. */
export function topGroup(board: BoardDoc): GroupDoc {
  const group = board.groups.find((known) => known.state === 'active');
  if (!group) throw notFound('Group', 'topics');
  return group;
}

/** A position right after or before the group, or before all when there is none of that id. */
export function placeBeside(groups: readonly GroupDoc[], relativeTo: string | null, after: boolean): number {
  const positions = groups.map((group) => group.position).sort((a, b) => a - b);
  const anchor = groups.find((group) => group.id === relativeTo)?.position;
  if (anchor === undefined) return (positions[0] ?? 1) - 1;
  const at = positions.indexOf(anchor);
  const neighbour = positions[after ? at + 1 : at - 1];
  return neighbour === undefined ? anchor + (after ? 1 : -1) : (anchor + neighbour) / 2;
}
