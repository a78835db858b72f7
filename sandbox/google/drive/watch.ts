/** files.watch, changes.watch and channels.stop. */
import type { drive_v3 } from 'googleapis/build/src/apis/drive/v3.js';
import type { Caller, World } from '../../world/world.ts';
import { GoogleError } from '../wire/errors.ts';
import { type ChannelDocument, channelTable, sendNotification } from './channels.ts';

const HOUR_MS = 3_600_000;
const FILE_LIMIT_MS = 86_400_000;
const CHANGES_LIMIT_MS = 604_800_000;

export interface Watched {
  /** A file's id, or null for all changes. */
  readonly fileId: string | null;
  readonly pageToken?: string;
}

/** Opens a channel and sends its `sync`. An expiration beyond Google's limit is cut to it. Throws Drive's 400s. */
export function openChannel(world: World, caller: Caller, given: drive_v3.Schema$Channel, watched: Watched): drive_v3.Schema$Channel {
  if (!given.id) throw badChannel('required', 'Required', 'resource.id');
  if (given.type !== 'web_hook' && given.type !== 'webhook') throw badChannel('channelUnknown', 'Unknown channel type');
  requireAddress(given.address ?? '');
  const now = world.clock.now();
  const table = channelTable(world.store);
  const taken = table.get(given.id);
  if (taken && taken.expiration > now) throw badChannel('channelIdNotUnique', `Channel id ${given.id} not unique`);
  const wanted = given.expiration ? Number(given.expiration) : now + HOUR_MS;
  if (wanted <= now) throw badChannel('channelExpirationInvalid', 'Invalid channel expiration: it lies in the past.');
  const channel: ChannelDocument = {
    id: given.id,
    resourceId: resourceId(caller, watched.fileId),
    resourceUri: watched.fileId === null ? changesUri(watched.pageToken ?? '') : fileUri(watched.fileId),
    fileId: watched.fileId,
    accountId: caller.person.accountId,
    personId: caller.person.id,
    ...(caller.pickedOnly && caller.app !== null && { pickedFor: caller.app }),
    address: given.address ?? '',
    ...(given.token && { token: given.token }),
    expiration: Math.min(wanted, now + (watched.fileId === null ? CHANGES_LIMIT_MS : FILE_LIMIT_MS)),
    messages: 0,
    dueAt: 0,
  };
  table.set(channel.id, channel);
  sendNotification(world, channel, { state: 'sync' });
  world.store.commit();
  return describeChannel(channel);
}

/** Throws 404 for a channel that isn't there, belongs to somebody else or watches something else. */
export function stopChannel(world: World, caller: Caller, given: drive_v3.Schema$Channel): void {
  const table = channelTable(world.store);
  const channel = table.get(given.id ?? '');
  const own = channel && channel.resourceId === given.resourceId && channel.accountId === caller.person.accountId;
  if (!own || channel.expiration <= world.clock.now()) {
    throw new GoogleError(404, `Channel '${given.id ?? ''}' not found for project`, { reason: 'notFound' });
  }
  table.delete(channel.id);
  world.store.commit();
}

function describeChannel(channel: ChannelDocument): drive_v3.Schema$Channel {
  return {
    kind: 'api#channel',
    id: channel.id,
    resourceId: channel.resourceId,
    resourceUri: channel.resourceUri,
    ...(channel.token !== undefined && { token: channel.token }),
    expiration: String(channel.expiration),
  };
}

/** Google wants HTTPS. Loopback may be plain, for there is nobody to certify it. */
function requireAddress(address: string): void {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const loopback = url !== undefined && /^(?:localhost|127(?:\.\d+){3}|\[::1\])$/.test(url.hostname);
  if (url?.protocol === 'https:' || (url?.protocol === 'http:' && loopback)) return;
  throw badChannel('push.webhookUrlNotHttps', `WebHook callback must be HTTPS: ${address}`);
}

/** The same for everybody who watches the same thing as the same account. */
function resourceId(caller: Caller, fileId: string | null): string {
  let hash = 17n;
  for (const letter of `${caller.person.accountId}/${fileId ?? 'changes'}`)
    hash = (hash * 1_000_003n + BigInt(letter.codePointAt(0) ?? 0)) % 2n ** 120n;
  return Buffer.from(hash.toString(16).padStart(30, '0'), 'hex').toString('base64url').padEnd(27, 'A');
}

const fileUri = (id: string) => `https://www.googleapis.com/drive/v3/files/${id}?alt=json`;
const changesUri = (pageToken: string) => `https://www.googleapis.com/drive/v3/changes?alt=json&pageToken=${pageToken}`;

function badChannel(reason: string, message: string, location?: string): GoogleError {
  return new GoogleError(400, message, { reason, ...(location !== undefined && { location: { name: location, type: 'parameter' } }) });
}
