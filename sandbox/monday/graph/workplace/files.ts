/** Files on cells and updates. Names and sizes are kept, bytes aren't. */
import { isObject } from '../../columns/kind.ts';
import { isoSeconds, userById } from '../../core.ts';
import { invalidArgument } from '../../http/errors.ts';
import { accountOf } from '../../options.ts';
import { columnOf } from '../../state/board-columns.ts';
import { changeItem } from '../../state/items.ts';
import type { AssetDoc, ItemDoc } from '../../state/model.ts';
import { updateFor } from '../../state/updates.ts';
import { itemAnywhere } from '../mutations.ts';
import { type Args, listArg, needed, type Resolvers, type Turn } from '../turn.ts';

export const fileResolvers: Resolvers = {
  Query: {
    assets: (_: unknown, args: Args, { core, actor }: Turn) =>
      (listArg(args, 'ids') ?? [])
        .map((id) => core.tables.assets.get(id))
        .filter((asset) => asset !== undefined && asset.accountId === actor.person.accountId),
  },
  Mutation: {
    add_file_to_column: (_: unknown, args: Args, turn: Turn) => {
      const { board, item } = itemAnywhere(needed(args, 'item_id'), turn);
      const column = columnOf(board, needed(args, 'column_id'));
      if (column.type !== 'file') throw invalidArgument('Column is not a file column', { column_id: column.id });
      const asset = newAsset(args, turn, { itemId: item.id, columnId: column.id, updateId: null });
      changeItem(turn.core, turn.actor, board, item, { [column.id]: { added_asset: asset.id } }, false);
      return asset;
    },
    add_file_to_update: (_: unknown, args: Args, turn: Turn) => {
      const update = updateFor(turn.core, turn.actor, needed(args, 'update_id'));
      return newAsset(args, turn, { itemId: update.itemId, columnId: null, updateId: update.id });
    },
  },
  Item: {
    assets: (item: ItemDoc, args: Args, { core }: Turn) => {
      const columns = listArg(args, 'column_ids');
      return core.tables.assets
        .of(item.id)
        .filter((asset) => !columns || (asset.columnId !== null && columns.includes(asset.columnId)))
        .filter((asset) => args.assets_source !== 'columns' || asset.columnId !== null)
        .filter((asset) => args.assets_source !== 'gallery' || asset.columnId === null);
    },
  },
  Asset: {
    created_at: (asset: AssetDoc) => isoSeconds(asset.createdAt),
    file_extension: (asset: AssetDoc) => /\.[^.]*$/.exec(asset.name)?.[0] ?? '',
    file_size: (asset: AssetDoc) => asset.size,
    original_geometry: () => null,
    public_url: (asset: AssetDoc) =>
      `https://files-monday-com.s3.amazonaws.com/${asset.accountId}/${asset.id}/${encodeURIComponent(asset.name)}`,
    uploaded_by: (asset: AssetDoc, _args: Args, { core }: Turn) => userById(core, asset.accountId, asset.uploaderId),
    url: (asset: AssetDoc, _args: Args, { core }: Turn) =>
      `https://${accountOf(core.options, asset.accountId).slug}.monday.com/protected_static/${asset.accountId}/resources/${asset.id}/${encodeURIComponent(asset.name)}`,
    url_thumbnail: () => null,
  },
};

function newAsset(args: Args, { core, actor }: Turn, on: Pick<AssetDoc, 'itemId' | 'columnId' | 'updateId'>): AssetDoc {
  const file = isObject(args.file) ? args.file : {};
  if (typeof file.name !== 'string') throw invalidArgument('file is required: send it as multipart/form-data to /v2/file');
  const asset: AssetDoc = {
    id: String(core.world.ids.next('monday.asset', 1_950_000_001)),
    accountId: actor.person.accountId,
    name: file.name,
    size: typeof file.size === 'number' ? file.size : 0,
    ...on,
    uploaderId: actor.person.mondayId,
    createdAt: core.world.clock.now(),
  };
  core.tables.assets.set(asset);
  return asset;
}
