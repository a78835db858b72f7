/** Types that a sync seldom meets. What the API can't write stands here read-only and empty. */

import type { Core } from '../core.ts';
import { isoSeconds, userById } from '../core.ts';
import { accountOf } from '../options.ts';
import type { AssetDoc } from '../state/model.ts';
import { badValue, type Cell, type ColumnKind, idIn, isObject, type Site, stored, stringIn, updatedAt } from './kind.ts';

const country: ColumnKind = {
  ...named('country', 'CountryValue', 'country'),
  write: (input, site) => {
    const [code, name] = isObject(input) ? [stringIn(input, 'countryCode'), stringIn(input, 'countryName')] : [null, null];
    if (code === null || name === null || !/^[A-Z]{2}$/.test(code)) throw badValue(site, input);
    return { countryCode: code, countryName: name, changed_at: site.now };
  },
  text: (cell) => stringIn(stored(cell), 'countryName') ?? '',
  fields: {
    country: (cell) => (cell.stored === undefined ? null : { code: stored(cell).countryCode, name: stored(cell).countryName }),
    updated_at: updatedAt,
  },
};

const location: ColumnKind = {
  ...named('location', 'LocationValue', 'location'),
  write: (input, site) => {
    const given = isObject(input) ? input : {};
    const [lat, lng] = [Number(given.lat), Number(given.lng)];
    if (given.lat === undefined || given.lng === undefined || !(Math.abs(lat) <= 90) || !(Math.abs(lng) <= 180))
      throw badValue(site, input);
    return { lat: String(given.lat), lng: String(given.lng), address: stringIn(given, 'address') ?? '', changed_at: site.now };
  },
  writeText: (text, site) => {
    const [, lat, lng, address] = /^(-?[\d.]+) (-?[\d.]+) ?(.*)$/s.exec(text) ?? [];
    return location.write?.({ lat, lng, address }, site);
  },
  text: (cell) => stringIn(stored(cell), 'address') ?? '',
  fields: {
    ...Object.fromEntries(
      ['address', 'city', 'country', 'street', 'street_number', 'place_id'].map((name) => [
        name,
        (cell: Cell) => stringIn(stored(cell), name),
      ]),
    ),
    lat: (cell) => numberIn(cell, 'lat'),
    lng: (cell) => numberIn(cell, 'lng'),
    updated_at: updatedAt,
  },
};

const worldClock: ColumnKind = {
  ...named('world_clock', 'WorldClockValue', 'world_clock'),
  write: (input, site) => {
    const zone = isObject(input) ? stringIn(input, 'timezone') : null;
    if (zone === null || !/^[A-Za-z_]+(\/[A-Za-z_+-]+)+$/.test(zone)) throw badValue(site, input);
    return { timezone: zone, changed_at: site.now };
  },
  writeText: (text, site) => worldClock.write?.({ timezone: text }, site),
  text: (cell) => stringIn(stored(cell), 'timezone') ?? '',
  fields: { timezone: (cell) => stringIn(stored(cell), 'timezone'), updated_at: updatedAt },
};

const team: ColumnKind = {
  ...named('team', 'TeamValue', 'team'),
  write: (input, site) => {
    const id = isObject(input) ? idIn(input.team_id) : null;
    if (id === null || !accountOf(site.core.options, site.board.accountId).teams.some((known) => known.id === id))
      throw badValue(site, input);
    return { team_id: Number(id), changed_at: site.now };
  },
  text: (cell, core) =>
    accountOf(core.options, cell.board.accountId).teams.find((known) => Number(known.id) === stored(cell).team_id)?.name ?? '',
  fields: { team_id: (cell) => stored(cell).team_id ?? null, updated_at: updatedAt },
};

/** Files come by add_file_to_column; the cell itself can only be emptied. */
const file: ColumnKind = {
  ...named('file', 'FileValue', 'file'),
  write: (input, site) => {
    if (!isObject(input)) throw badValue(site, input);
    if (input.clear_all === true) return undefined;
    const asset = typeof input.added_asset === 'string' ? site.core.tables.assets.get(input.added_asset) : undefined;
    if (!asset) throw badValue(site, input);
    return {
      files: assetsOn(site, asset).map((one) => ({
        name: one.name,
        assetId: Number(one.id),
        isImage: 'false',
        fileType: 'ASSET',
        createdAt: one.createdAt,
        createdBy: one.uploaderId,
      })),
    };
  },
  text: (cell, core) =>
    assetsIn(cell, core)
      .map(
        (asset) =>
          `https://${accountOf(core.options, asset.accountId).slug}.monday.com/protected_static/${asset.accountId}/resources/${asset.id}/${encodeURIComponent(asset.name)}`,
      )
      .join(', '),
  fields: {
    files: (cell, core) =>
      assetsIn(cell, core).map((asset) => ({
        __typename: 'FileAssetValue',
        asset,
        asset_id: asset.id,
        created_at: isoSeconds(asset.createdAt),
        creator: userById(core, asset.accountId, asset.uploaderId) ?? null,
        creator_id: asset.uploaderId,
        is_image: false,
        name: asset.name,
      })),
  },
};

export const SELDOM: readonly ColumnKind[] = [
  country,
  location,
  worldClock,
  team,
  file,
  named('color_picker', 'ColorPickerValue', 'color_picker', { color: () => null, updated_at: () => null }),
  named('progress', 'ProgressValue', 'progress'),
  named('button', 'ButtonValue', 'button', { color: () => null, label: () => null }),
  named('vote', 'VoteValue', 'vote', { vote_count: () => 0, voter_ids: () => [], voters: () => [], updated_at: () => null }),
  named('time_tracking', 'TimeTrackingValue', 'time_tracking', {
    duration: () => 0,
    history: () => [],
    running: () => false,
    started_at: () => null,
    updated_at: () => null,
  }),
  named('doc', 'DocValue', 'doc', { file: () => null }),
  named('direct_doc', 'DirectDocValue', 'direct_doc', { file: () => null }),
  named('integration', 'IntegrationValue', 'integration', { entity_id: () => null, issue_api_url: () => null, issue_id: () => null }),
  named('person', 'PersonValue', 'person', { person_id: () => null, updated_at: () => null }),
  named('group', 'GroupValue', 'group', { group: () => null, group_id: () => null }),
];

/** A type that is known by name and holds nothing. */
function named(type: string, typename: string, idPrefix: string, fields: ColumnKind['fields'] = {}): ColumnKind {
  return { type, typename, idPrefix, eventType: type.replaceAll('_', '-'), text: () => null, fields };
}

const numberIn = (cell: Cell, name: string): number | null => (cell.stored === undefined ? null : Number(stored(cell)[name]));

/** The cell's files and the new one. */
function assetsOn(site: Site, added: AssetDoc): AssetDoc[] {
  return site.core.tables.assets.of(added.itemId).filter((asset) => asset.columnId === site.column.id);
}

function assetsIn(cell: Cell, core: Core): AssetDoc[] {
  const files = stored(cell).files;
  if (!Array.isArray(files)) return [];
  return files
    .map((entry) => core.tables.assets.get(String((entry as { assetId: number }).assetId)))
    .filter((asset) => asset !== undefined);
}
