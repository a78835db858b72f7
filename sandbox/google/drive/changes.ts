/** changes.list: what happened to the files of an account since a token. */
import type { Caller, World } from '../../world/world.ts';
import { GoogleError } from '../wire/errors.ts';
import { prune } from '../wire/field-mask.ts';
import { DEFAULT_CHANGE_FIELDS, describeFile, driveMask, time } from './describe.ts';
import { fileTable, isReached, nextChange } from './files.ts';

/** Each file once, at its latest change; a token names the first change that its bearer hasn't seen. */
export function listChanges(world: World, caller: Caller, query: URLSearchParams, fields: string | null): unknown {
  const mask = driveMask(fields, 'ChangeList', DEFAULT_CHANGE_FIELDS);
  const from = requirePageToken(query);
  const size = Math.min(1000, Math.max(1, Number(query.get('pageSize') ?? 100) || 100));
  const removedToo = query.get('includeRemoved') !== 'false';
  const changed = [...fileTable(world.store).values()]
    .filter((file) => file.accountId === caller.person.accountId && file.change >= from && (removedToo || !file.removed))
    .filter((file) => isReached(world, caller, file.id))
    .sort((a, b) => a.change - b.change);
  const shown = changed.slice(0, size);
  const next = changed[size];
  const changes = shown.map((file) => ({
    kind: 'drive#change',
    type: 'file',
    changeType: 'file',
    time: time(file.changeTime),
    removed: file.removed ?? false,
    fileId: file.id,
    ...(!file.removed && { file: describeFile(world, caller, file) }),
  }));
  const tokens = next ? { nextPageToken: String(next.change) } : { newStartPageToken: String(nextChange(world.store)) };
  return prune({ kind: 'drive#changeList', ...tokens, changes }, mask);
}

/** Throws Drive's 400 when it is missing or no number. */
export function requirePageToken(query: URLSearchParams): number {
  const text = query.get('pageToken');
  if (!text)
    throw new GoogleError(400, 'Required parameter: pageToken', { reason: 'required', location: { name: 'pageToken', type: 'parameter' } });
  if (!/^\d+$/.test(text))
    throw new GoogleError(400, 'Invalid Value', { reason: 'invalid', location: { name: 'pageToken', type: 'parameter' } });
  return Number(text);
}
