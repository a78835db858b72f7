/**
 * Subscriptions and their deliveries (developer.monday.com/api-reference/reference/webhooks, 2026-09). A webhook that an
 * app's token made carries a JWT, signed with the app's Signing Secret; one that a person made carries nothing.
 */
import { SignJWT } from 'jose';
import type { Change } from './change.ts';
import type { Actor, Core } from './core.ts';
import { invalidArgument, notFound, unauthorized } from './http/errors.ts';
import type { BoardDoc, WebhookDoc } from './state/model.ts';

const URL_MAX = 255;
/** Once a minute for half an hour. */
export const RETRIES_MS: readonly number[] = Array.from({ length: 30 }, () => 60_000);
/** Outlives the half hour of retries, which repeat the same header. */
export const TOKEN_S = 3600;

export interface NewWebhook {
  readonly board: BoardDoc;
  readonly event: string;
  readonly url: string;
  readonly config: Record<string, unknown>;
}

/** Posts the challenge, which must come back as it is; else nothing is created. */
export async function createWebhook(core: Core, actor: Actor, made: NewWebhook): Promise<WebhookDoc> {
  if (made.url.length > URL_MAX) throw invalidArgument(`url is too long (maximum is ${URL_MAX} characters)`, { url: made.url });
  if (!/^https?:\/\/\S+$/.test(made.url)) throw invalidArgument('url is not a valid URL', { url: made.url });
  checkConfig(made);
  const challenge = core.world.ids.opaque(32);
  const sent = { url: made.url, headers: { 'content-type': 'application/json' }, body: JSON.stringify({ challenge }) };
  const answer = await core.world.call(sent).catch((error: unknown) => ({ status: 0, body: String(error) }));
  if (answer.status !== 200 || !echoes(answer.body, challenge)) {
    throw invalidArgument('Failed to verify the webhook URL: it must answer 200 with the challenge that was sent', {
      url: made.url,
      response_status: answer.status,
    });
  }
  const webhook: WebhookDoc = {
    id: freshId(core),
    accountId: made.board.accountId,
    boardId: made.board.id,
    event: made.event,
    config: made.config,
    url: made.url,
    app: actor.app,
    userId: actor.person.mondayId,
  };
  core.tables.webhooks.set(webhook);
  return webhook;
}

/** Webhooks may outlive a reset of the world, which begins its numbers again. */
function freshId(core: Core): string {
  for (;;) {
    const id = String(core.world.ids.next('monday.webhook', 467_000_001));
    if (!core.tables.webhooks.get(id)) return id;
  }
}

/** People can't switch off what an app subscribed. */
export function deleteWebhook(core: Core, actor: Actor, id: string): WebhookDoc {
  const webhook = core.tables.webhooks.get(id);
  if (!webhook || webhook.accountId !== actor.person.accountId) throw notFound('Webhook', id);
  if (webhook.app !== null && webhook.app !== actor.app) throw unauthorized();
  core.tables.webhooks.delete(webhook);
  return webhook;
}

/** The webhooks that want to hear of the change; changes of subitems go to those of the parent's board. */
export function subscribersOf(core: Core, change: Change): readonly WebhookDoc[] {
  const home = change.board.parentBoardId ?? change.board.id;
  const wanted = namesOf(change);
  if (wanted.length === 0) return [];
  return core.tables.webhooks
    .of(home)
    .filter((webhook) => wanted.includes(webhook.event) && configFits(webhook, change))
    .sort((a, b) => Number(a.id) - Number(b.id));
}

/** Hands a request's deliveries over to the world; call it after the commit. */
export async function flush(core: Core, actor: Actor): Promise<void> {
  for (const delivery of actor.outbox.splice(0)) {
    const webhook = core.tables.webhooks.get(delivery.webhookId);
    if (!webhook) continue;
    const headers: Record<string, string> = { 'content-type': 'application/json' };
    if (webhook.app === core.options.app.clientId) headers.authorization = await sign(core, webhook);
    core.world.push({
      service: 'monday',
      operation: webhook.event,
      url: webhook.url,
      headers,
      body: JSON.stringify({ event: delivery.event }),
      whenRepeated: ['"isRetry":false', '"isRetry":true'],
      accepted: (status) => status === 200,
      retryAfterMs: RETRIES_MS,
      delayMs: 20,
    });
  }
}

const ITEM_EVENTS: Readonly<Record<string, { item: readonly string[]; subitem: readonly string[] }>> = {
  create_pulse: { item: ['create_item'], subitem: ['create_subitem'] },
  update_column_value: {
    item: ['change_column_value', 'change_specific_column_value', 'change_status_column_value'],
    subitem: ['change_subitem_column_value'],
  },
  update_name: { item: ['change_name'], subitem: ['change_subitem_name'] },
  archive_pulse: { item: ['item_archived'], subitem: ['subitem_archived'] },
  delete_pulse: { item: ['item_deleted'], subitem: ['subitem_deleted'] },
  restore_pulse: { item: ['item_restored'], subitem: [] },
  move_pulse_into_group: { item: ['item_moved_to_any_group', 'item_moved_to_specific_group'], subitem: ['move_subitem'] },
  create_update: { item: ['create_update'], subitem: ['create_subitem_update'] },
  edit_update: { item: ['edit_update'], subitem: [] },
  delete_update: { item: ['delete_update'], subitem: [] },
};

function namesOf(change: Change): readonly string[] {
  if (change.event === 'create_column') return change.board.parentBoardId === null ? ['create_column'] : [];
  const names = ITEM_EVENTS[change.event];
  if (!names) return [];
  return change.board.parentBoardId === null ? names.item : names.subitem;
}

function configFits(webhook: WebhookDoc, change: Change): boolean {
  const { config } = webhook;
  switch (webhook.event) {
    case 'change_specific_column_value':
      return config.columnId === change.columnId;
    case 'change_status_column_value':
      return change.statusIndex !== undefined && config.columnId === change.columnId && statusFits(config.columnValue, change.statusIndex);
    case 'item_moved_to_specific_group':
      return config.groupId === change.groupId;
    default:
      return true;
  }
}

function statusFits(wanted: unknown, index: number | null): boolean {
  if (typeof wanted !== 'object' || wanted === null) return true;
  const given = wanted as Record<string, unknown>;
  return given.$any$ === true || given.index === index;
}

function checkConfig(made: NewWebhook): void {
  const { config, event } = made;
  const column = made.board.columns.find((known) => known.id === config.columnId);
  if ((event === 'change_specific_column_value' || event === 'change_status_column_value') && !column) {
    throw invalidArgument(`config.columnId is required for ${event} and must name a column of the board`, { config });
  }
  if (event === 'item_moved_to_specific_group' && !made.board.groups.some((group) => group.id === config.groupId)) {
    throw invalidArgument(`config.groupId is required for ${event} and must name a group of the board`, { config });
  }
}

function echoes(body: string, challenge: string): boolean {
  try {
    const parsed: unknown = JSON.parse(body);
    return typeof parsed === 'object' && parsed !== null && (parsed as Record<string, unknown>).challenge === challenge;
  } catch (error) {
    if (error instanceof SyntaxError) return false;
    throw error;
  }
}

function sign(core: Core, webhook: WebhookDoc): Promise<string> {
  const now = Math.floor(core.world.clock.now() / 1000);
  return new SignJWT({ accountId: Number(webhook.accountId), userId: Number(webhook.userId) })
    .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
    .setAudience(webhook.url)
    .setIssuedAt(now)
    .setExpirationTime(now + TOKEN_S)
    .sign(new TextEncoder().encode(core.options.app.signingSecret));
}
