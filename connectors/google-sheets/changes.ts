/**
 * What tells us that a spreadsheet changed: one Drive channel for the whole connection, whose pushes say no more than
 * "something", and a list of changed files behind a page token. Which cells changed only a read can tell.
 */
import { timingSafeEqual } from 'node:crypto';
import { unknownOutcome } from '../../core/sync/errors.ts';
import type { ChangeFeed, ConnectorDeps, Hint, Subscription } from '../../core/sync/ports.ts';
import { type GoogleOptions, getStartPageToken, isRefusal, listChanges, stopChannel, watchChanges } from './client.ts';

/** Google's longest life of a channel on changes. It can't be renewed: the next one overlaps. */
const CHANNEL_MS = 604_800_000;

export function googleFeed(deps: ConnectorDeps, options: GoogleOptions): ChangeFeed {
  return {
    async subscribe(to) {
      const startPageToken = to.cursor ?? (await getStartPageToken(deps, options)).startPageToken;
      const expiration = String(deps.now() + CHANNEL_MS);
      const channel = await watchChanges(deps, options, startPageToken, { id: deps.uuid(), address: to.url, token: to.secret, expiration });
      return [{ id: channel.id, resource: channel.resourceId, expiresAt: Number(channel.expiration ?? expiration) }];
    },
    async unsubscribe(subscriptions) {
      for (const { id, resource } of subscriptions) if (resource !== null) await stopChannel(deps, options, { id, resourceId: resource });
    },
    async poll({ containers, cursor }) {
      if (cursor === null) return { hints: [], cursor: (await getStartPageToken(deps, options)).startPageToken };
      const changed = await changesSince(deps, options, cursor).catch((error: unknown) => {
        if (isRefusal(error, 'bad-request') || isRefusal(error, 'not-found')) return null;
        throw error;
      });
      // Google doesn't know the token: whatever happened since it was given is found by a look at everything.
      if (changed === null) return { hints: containers.map(anything), cursor: (await getStartPageToken(deps, options)).startPageToken };
      return {
        hints: containers.filter((id) => changed.files.has(id)).map(anything),
        cursor: changed.cursor,
      };
    },
  };
}

const anything = (container: string): Hint => ({ container, localIds: 'all' });

/** A push that came through one of our channels. */
export interface DrivePush {
  readonly channel: string;
  /** `sync` comes first and says nothing but that the channel is open. */
  readonly state: string;
  /** Grows within a channel; not by one. */
  readonly number: number;
}

/**
 * The push that these headers bring, or null: an unknown channel, a wrong secret, another resource. `channels` are the
 * open subscriptions with the secret that each was made with.
 */
export function verifyDrivePush(
  headers: Pick<Headers, 'get'>,
  channels: readonly (Pick<Subscription, 'id' | 'resource'> & { readonly secret: string })[],
): DrivePush | null {
  const id = headers.get('x-goog-channel-id');
  const channel = channels.find((one) => one.id === id);
  if (!channel || !sameSecret(headers.get('x-goog-channel-token') ?? '', channel.secret)) return null;
  if (channel.resource !== null && headers.get('x-goog-resource-id') !== channel.resource) return null;
  const state = headers.get('x-goog-resource-state') ?? '';
  return { channel: channel.id, state, number: Number(headers.get('x-goog-message-number') ?? 0) };
}

async function changesSince(
  deps: ConnectorDeps,
  options: GoogleOptions,
  cursor: string,
): Promise<{ files: ReadonlySet<string>; cursor: string }> {
  const files = new Set<string>();
  for (let token = cursor; ; ) {
    const page = await listChanges(deps, options, token);
    for (const change of page.changes) if (change.fileId !== undefined) files.add(change.fileId);
    if (page.newStartPageToken !== undefined) return { files, cursor: page.newStartPageToken };
    if (page.nextPageToken === undefined) throw unknownOutcome('google', 'changes.list', 'neither a next nor a last page');
    token = page.nextPageToken;
  }
}

function sameSecret(given: string, secret: string): boolean {
  const a = Buffer.from(given);
  const b = Buffer.from(secret);
  return secret !== '' && a.length === b.length && timingSafeEqual(a, b);
}
