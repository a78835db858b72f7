/**
 * What vendors push. The sender is checked on the raw body, the event is stored with its hint in one transaction, and
 * only then answered; a queue that is away costs time, not the event (F19).
 */
import { sql } from 'kysely';
import { verifyDrivePush } from '../../connectors/google-sheets/changes.ts';
import { readWebhook, verifyWebhook } from '../../connectors/monday/webhook.ts';
import type { AccountId, ContainerId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { readConnections } from '../vendors/connections.ts';
import { mondayHook } from './subscribe-containers.ts';
import { wakeAccount } from './wake.ts';

export type PushAnswer = { readonly status: 200; readonly body: unknown } | { readonly status: 400 | 401 | 404; readonly body: null };

/** What an account's id can look like; anything else isn't even looked up. */
const ACCOUNT = /^[\w-]{1,64}$/;

export const REFUSED: PushAnswer = { status: 401, body: null };

/** A board's webhook. A challenge is echoed and changes nothing. */
export async function receiveMonday(app: App, hook: string, rawBody: string, authorization: string | null): Promise<PushAnswer> {
  const webhook = readWebhook(parseBody(rawBody));
  if (webhook === null) return { status: 400, body: null };
  if (webhook.kind === 'challenge') return { status: 200, body: { challenge: webhook.challenge } };
  const verified = await verifiedBy(app, rawBody, authorization, mondayHook(app, hook));
  if (verified === null) return REFUSED;
  const place = await containerOf(app, hook, verified.accountId);
  if (place === null) return { status: 404, body: null };
  if (!place.own) return REFUSED;
  const { event } = webhook;
  const wakes = await app.intake(place.account, place.container, { id: event.uuid ?? verified.digest, body: parseBody(rawBody), event });
  // The vendor's answer doesn't wait for the queue.
  if (wakes) void wakeAccount(app, place.account);
  return { status: 200, body: {} };
}

/** Drive says only that something changed: the connection's list of changes is asked at once. */
export async function receiveDrive(app: App, account: string, headers: Pick<Headers, 'get'>): Promise<PushAnswer> {
  if (!ACCOUNT.test(account)) return REFUSED;
  const id = brandAs<AccountId>(account);
  const known = await withAccount(app.db, id, readConnections);
  const google = known.find((one) => one.vendor === 'google');
  const channels = (google?.subscriptions ?? []).map((one) => ({ ...one, secret: one.secret ?? '' }));
  const push = verifyDrivePush(headers, channels);
  if (google === undefined || push === null) return REFUSED;
  if (push.state === 'sync') return { status: 200, body: {} };
  await withAccount(app.db, id, (tx) =>
    sql`update connections set next_poll_at = now() where id = ${google.id} and next_poll_at > now()`.execute(tx),
  );
  void wakeAccount(app, id);
  return { status: 200, body: {} };
}

async function verifiedBy(app: App, rawBody: string, authorization: string | null, url: string): ReturnType<typeof verifyWebhook> {
  for (const signingSecret of app.config.monday.signingSecrets) {
    const found = await verifyWebhook(rawBody, authorization, { signingSecret, url, now: app.clock.now() });
    if (found !== null) return found;
  }
  return null;
}

interface Place {
  readonly account: AccountId;
  readonly container: ContainerId;
  /** Whether the sender speaks for the account that the address was made for. */
  readonly own: boolean;
}

async function containerOf(app: App, hook: string, sender: string): Promise<Place | null> {
  const { rows } = await sql<Place>`
    select account, container, coalesce(account = account_of_external(${sender}), false) as own from container_of_hook(${hook})`.execute(
    app.db,
  );
  return rows[0] ?? null;
}

/** A body as JSON; null when it is none, which is none of the shapes that anybody knows. */
export function parseBody(text: string): unknown {
  try {
    // Postgres keeps no NUL: what somebody typed must not cost us the event, which is a hint only.
    return JSON.parse(
      text,
      text.includes('\\u0000') ? (_, value) => (typeof value === 'string' ? value.replaceAll('\0', '\ufffd') : value) : undefined,
    );
  } catch {
    // Not JSON is none of the shapes we know: the caller answers 400.
    return null;
  }
}
