/**
 * Push notifications: who watches what, and the empty POST that says that something changed. Notifications of one
 * channel are gathered: while one waits to go out, further changes ride along with it.
 */
import type { Store, Table, World } from '../../world/world.ts';

/** Google's usual lag is longer; tests and demos want a short one. */
const PUSH_DELAY_MS = 500;

export interface ChannelDocument {
  readonly id: string;
  readonly resourceId: string;
  readonly resourceUri: string;
  /** A file's id, or null for all changes of the account. */
  readonly fileId: string | null;
  readonly accountId: string;
  readonly personId: string;
  /** The app that opened it, when that reaches only files that were picked for it. */
  readonly pickedFor?: string;
  readonly address: string;
  readonly token?: string;
  /** Ms since 1970 on the vendors' clock. */
  readonly expiration: number;
  readonly messages: number;
  /** When the last gathered notification goes or went out. */
  readonly dueAt: number;
}

export interface ChangeKind {
  readonly state: 'sync' | 'add' | 'remove' | 'update' | 'trash' | 'untrash' | 'change';
  readonly changed?: readonly string[];
}

export function channelTable(store: Store): Table<ChannelDocument> {
  return store.table<ChannelDocument>('google.channels');
}

/** Tells the file's watchers, and the watchers of the account's changes, unless a notification is on its way to them. */
export function notifyChange(world: World, file: { readonly id: string; readonly accountId: string }, kind: ChangeKind): void {
  const now = world.clock.now();
  for (const channel of [...channelTable(world.store).values()]) {
    if (channel.expiration <= now) {
      channelTable(world.store).delete(channel.id);
      continue;
    }
    if (channel.accountId !== file.accountId) continue;
    if (channel.fileId !== null && channel.fileId !== file.id) continue;
    if (channel.pickedFor !== undefined && !world.picks.reaches(channel.pickedFor, channel.personId, file.id)) continue;
    if (now < channel.dueAt) continue;
    sendNotification(world, channel, channel.fileId === null ? { state: 'change' } : kind);
  }
}

/** Sends one message of a channel; the first is its `sync`. */
export function sendNotification(world: World, channel: ChannelDocument, kind: ChangeKind): void {
  const sync = kind.state === 'sync';
  const number = sync ? 1 : channel.messages + 1 + Math.floor(world.random() * 3);
  const dueAt = sync ? 0 : world.clock.now() + PUSH_DELAY_MS;
  channelTable(world.store).set(channel.id, { ...channel, messages: number, dueAt });
  const headers: Record<string, string> = {
    Accept: '*/*',
    'Content-Type': 'application/json; utf-8',
    'Content-Length': '0',
    'User-Agent': 'APIs-Google; (+https://developers.google.com/webmasters/APIs-Google.html)',
    'X-Goog-Channel-ID': channel.id,
    'X-Goog-Channel-Expiration': new Date(channel.expiration).toUTCString(),
    'X-Goog-Resource-ID': channel.resourceId,
    'X-Goog-Resource-URI': channel.resourceUri,
    'X-Goog-Resource-State': kind.state,
    'X-Goog-Message-Number': String(number),
  };
  if (channel.token !== undefined) headers['X-Goog-Channel-Token'] = channel.token;
  if (kind.state === 'update') headers['X-Goog-Changed'] = (kind.changed ?? ['content', 'properties']).join(',');
  world.push({
    service: 'drive',
    operation: channel.fileId === null ? 'changes' : 'files',
    url: channel.address,
    headers,
    body: '',
    accepted: (status) => ![0, 500, 502, 503, 504].includes(status),
    retryAfterMs: [1000, 2000, 4000, 8000, 16_000, 32_000],
    delayMs: sync ? 0 : PUSH_DELAY_MS,
  });
}
