/** The conversation under items: updates, their replies, who liked and pinned them. */
import { isoSeconds, sees, userById } from '../../core.ts';
import { invalidArgument } from '../../http/errors.ts';
import type { BoardDoc, ItemDoc, UpdateDoc } from '../../state/model.ts';
import { replyKey } from '../../state/tables.ts';
import { clearUpdates, createUpdate, deleteUpdate, editUpdate, newestFirst, updateFor } from '../../state/updates.ts';
import { itemAnywhere } from '../mutations.ts';
import { type Args, intArg, listArg, needed, paged, type Resolvers, stringArg, type Turn } from '../turn.ts';

export const talkResolvers: Resolvers = {
  Query: {
    updates: (_: unknown, args: Args, { core, actor }: Turn) => {
      const boards = [...core.tables.boards.values()].filter((board) => sees(actor, board));
      return paged(
        within(
          boards.flatMap((board) => updatesOf(core, board)),
          args,
        ),
        args,
      );
    },
    replies: (_: unknown, args: Args, { core, actor }: Turn) => {
      const boards = (listArg(args, 'board_ids') ?? []).map((id) => core.tables.boards.get(id)).filter((board) => board !== undefined);
      const updates = boards.filter((board) => sees(actor, board)).flatMap((board) => updatesOf(core, board));
      const [from, to] = [timeArg(args, 'created_at_from'), timeArg(args, 'created_at_to')];
      const replies = updates.flatMap((update) => core.tables.updates.of(replyKey(update.id)));
      return paged(
        newestFirst(replies).filter((reply) => reply.createdAt >= (from ?? 0) && reply.createdAt <= (to ?? Number.POSITIVE_INFINITY)),
        args,
      );
    },
  },
  Mutation: {
    create_update: (_: unknown, args: Args, turn: Turn) => {
      const { core, actor } = turn;
      const parent = stringArg(args, 'parent_id');
      const answered = parent === null ? null : updateFor(core, actor, parent);
      const itemId = answered?.itemId ?? stringArg(args, 'item_id');
      if (itemId === null) throw invalidArgument('item_id or parent_id is required');
      const { board, item } = itemAnywhere(itemId, turn);
      return createUpdate(core, actor, board, item, needed(args, 'body'), answered && (answered.parentId ?? answered.id));
    },
    edit_update: (_: unknown, args: Args, { core, actor }: Turn) => editUpdate(core, actor, needed(args, 'id'), needed(args, 'body')),
    delete_update: (_: unknown, args: Args, { core, actor }: Turn) => deleteUpdate(core, actor, needed(args, 'id')),
    clear_item_updates: (_: unknown, args: Args, turn: Turn) => {
      const { item } = itemAnywhere(needed(args, 'item_id'), turn);
      clearUpdates(turn.core, item);
      return item;
    },
    like_update: (_: unknown, args: Args, { core, actor }: Turn) => {
      const update = updateFor(core, actor, needed(args, 'update_id'));
      const others = (update.likes ?? []).filter((like) => like.userId !== actor.person.mondayId);
      const like = {
        id: String(core.world.ids.next('monday.like', 61_000_001)),
        userId: actor.person.mondayId,
        reaction: stringArg(args, 'reaction_type') ?? 'Like',
        at: core.world.clock.now(),
      };
      update.likes = [...others, like];
      core.tables.updates.set(update);
      return update;
    },
    unlike_update: (_: unknown, args: Args, { core, actor }: Turn) => {
      const update = updateFor(core, actor, needed(args, 'update_id'));
      update.likes = (update.likes ?? []).filter((like) => like.userId !== actor.person.mondayId);
      core.tables.updates.set(update);
      return update;
    },
    pin_to_top: (_: unknown, args: Args, turn: Turn) => pin(args, turn, true),
    unpin_from_top: (_: unknown, args: Args, turn: Turn) => pin(args, turn, false),
    create_notification: (_: unknown, args: Args, { core, actor }: Turn) => {
      if (!userById(core, actor.person.accountId, needed(args, 'user_id'))) {
        throw invalidArgument('The user does not exist in the account', { user_id: needed(args, 'user_id') });
      }
      // monday answers an id of -1: a notification is made later, and isn't promised.
      return { id: '-1', text: needed(args, 'text') };
    },
  },
  Board: {
    updates: (board: BoardDoc, args: Args, { core }: Turn) => paged(within(updatesOf(core, board), args), args),
    updates_page: (board: BoardDoc, args: Args, { core }: Turn) => updatesPage(updatesOf(core, board), args),
  },
  Item: {
    updates: (item: ItemDoc, args: Args, { core }: Turn) => paged(within(core.tables.updates.of(item.id), args), args),
    updates_page: (item: ItemDoc, args: Args, { core }: Turn) => updatesPage(core.tables.updates.of(item.id), args),
  },
  Update: {
    ...shown(),
    item: (update: UpdateDoc, _args: Args, { core }: Turn) => core.tables.items.get(update.itemId),
    item_id: (update: UpdateDoc) => update.itemId,
    original_creation_date: () => null,
    replies: (update: UpdateDoc, _args: Args, { core }: Turn) => newestFirst(core.tables.updates.of(replyKey(update.id))).reverse(),
  },
  Reply: { ...shown(), kind: () => 'reply' },
  Like: {
    attribution_entity_ref: () => null,
    attribution_entity_type: () => null,
    created_at: (like: { at: number }) => isoSeconds(like.at),
    updated_at: (like: { at: number }) => isoSeconds(like.at),
    creator: (like: { userId: string }, _args: Args, { core, actor }: Turn) => userById(core, actor.person.accountId, like.userId),
    creator_id: (like: { userId: string }) => like.userId,
    reaction_type: (like: { reaction: string }) => like.reaction,
  },
};

/** What an update and a reply have in common. */
function shown(): Resolvers[string] {
  return {
    creator_id: (update: UpdateDoc) => update.creatorId,
    creator: (update: UpdateDoc, _args: Args, { core }: Turn) => userById(core, update.accountId, update.creatorId),
    created_at: (update: UpdateDoc) => isoSeconds(update.createdAt),
    edited_at: (update: UpdateDoc) => isoSeconds(update.updatedAt),
    updated_at: (update: UpdateDoc) => isoSeconds(update.updatedAt),
    text_body: (update: UpdateDoc) => update.body.replace(/<[^>]*>/g, ''),
    likes: (update: UpdateDoc) => update.likes ?? [],
    pinned_to_top: (update: UpdateDoc) => (update.pinned ? [{ item_id: update.itemId }] : []),
    viewers: () => [],
    assets: (update: UpdateDoc, _args: Args, { core }: Turn) =>
      core.tables.assets.of(update.itemId).filter((asset) => asset.updateId === update.id),
  };
}

const updatesOf = (core: Turn['core'], board: BoardDoc): UpdateDoc[] =>
  core.tables.items.of(board.id).flatMap((item) => core.tables.updates.of(item.id));

/** Newest first, those of `ids` and of the days from `from_date` to `to_date`. */
function within(updates: readonly UpdateDoc[], args: Args): UpdateDoc[] {
  const ids = listArg(args, 'ids');
  const [from, to] = [timeArg(args, 'from_date'), timeArg(args, 'to_date')];
  return newestFirst(updates).filter(
    (update) =>
      (!ids || ids.includes(update.id)) && update.createdAt >= (from ?? 0) && update.createdAt <= (to ?? Number.POSITIVE_INFINITY),
  );
}

function timeArg(args: Args, name: string): number | undefined {
  const parsed = Date.parse(stringArg(args, name) ?? '');
  return Number.isNaN(parsed) ? undefined : parsed;
}

/** The cursor is the last update that was shown. */
function updatesPage(updates: readonly UpdateDoc[], args: Args): { updates: UpdateDoc[]; cursor: string | null } {
  const limit = Math.max(1, intArg(args, 'limit', 25));
  const after = Number(stringArg(args, 'cursor') ?? Number.POSITIVE_INFINITY);
  const rest = newestFirst(updates).filter((update) => Number(update.id) < after);
  const page = rest.slice(0, limit);
  return { updates: page, cursor: rest.length > limit ? (page.at(-1)?.id ?? null) : null };
}

function pin(args: Args, { core, actor }: Turn, pinned: boolean): UpdateDoc {
  const update = updateFor(core, actor, needed(args, 'id'));
  update.pinned = pinned;
  core.tables.updates.set(update);
  return update;
}
