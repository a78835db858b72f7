/**
 * Board webhooks as pure functions. The JWT says that monday sent it and to which address, not what is in it: an event
 * is a hint, and what it claims is only ever held against our own open writes and against what we have read.
 */
import { createHash } from 'node:crypto';
import { jwtVerify } from 'jose';
import { z } from 'zod';
import { brandAs, type ColumnRef, type LocalId } from '../../core/sync/ids.ts';
import type { Told } from '../../core/sync/ports.ts';
import type { Cell } from '../../core/sync/record.ts';
import { NAME } from './column-kinds.ts';
import { eventCell } from './events/event-values.ts';

export type EventKind = 'created' | 'changed' | 'renamed' | 'archived' | 'deleted' | 'restored' | 'moved' | 'schema' | 'other';

export interface WebhookEvent {
  readonly kind: EventKind;
  readonly board: string;
  /** `THE_BOARD` where it is about no item. */
  readonly itemIds: readonly LocalId[];
  /** Who did it; our own writes have the token owner's id, who edits too. */
  readonly userId: string | null;
  /** ms since 1970 on monday's clock. */
  readonly at: number | null;
  /** One for each change, the same in each retry. */
  readonly uuid: string | null;
  /** What of it a mirror may know already. */
  readonly told: Told | null;
  /** What was changed from what to what; null sides are in a form unknown to us. */
  readonly change?: { readonly column: ColumnRef; readonly value: Cell | null; readonly previous: Cell | null };
}

export type Webhook = { readonly kind: 'challenge'; readonly challenge: string } | { readonly kind: 'event'; readonly event: WebhookEvent };

/** Stands in a hint for the board itself: its schema is read, and no item. */
const THE_BOARD = brandAs<LocalId>('board');
/** Room for the leeway between monday's clock and ours. */
const SKEW_S = 60;
const CHALLENGE_LENGTH = 200;

const id = z.union([z.string(), z.number()]).transform(String);
const challenge = z.object({ challenge: z.string().min(1).max(CHALLENGE_LENGTH) });
const event = z.looseObject({
  type: z.string(),
  boardId: id,
  pulseId: id.nullish(),
  itemId: id.nullish(),
  userId: id.nullish(),
  columnId: z.string().nullish(),
  columnType: z.string().nullish(),
  value: z.unknown().optional(),
  previousValue: z.unknown().optional(),
  triggerTime: z.string().nullish(),
  changedAt: z.number().nullish(),
  triggerUuid: z.string().nullish(),
});

const kinds: Readonly<Record<string, EventKind>> = {
  create_pulse: 'created',
  update_column_value: 'changed',
  update_name: 'renamed',
  archive_pulse: 'archived',
  delete_pulse: 'deleted',
  restore_pulse: 'restored',
  move_pulse_into_group: 'moved',
  create_column: 'schema',
};

/** The parsed JSON body of a delivery; null for anything that is neither a challenge nor an event of a board. */
export function readWebhook(body: unknown): Webhook | null {
  const asked = challenge.safeParse(body);
  if (asked.success) return { kind: 'challenge', challenge: asked.data.challenge };
  const parsed = z.object({ event }).safeParse(body);
  return parsed.success ? { kind: 'event', event: toEvent(parsed.data.event) } : null;
}

function toEvent(raw: z.infer<typeof event>): WebhookEvent {
  const item = raw.pulseId ?? raw.itemId;
  const kind = kinds[raw.type] ?? 'other';
  const change = changeOf(raw, kind);
  return {
    kind,
    board: raw.boardId,
    itemIds: item ? [brandAs<LocalId>(item)] : kind === 'schema' ? [THE_BOARD] : [],
    userId: raw.userId ?? null,
    at: timeOf(raw.changedAt, raw.triggerTime),
    uuid: raw.triggerUuid ?? null,
    ...(change ? { change } : {}),
    told: toldOf(raw, kind, change),
  };
}

function toldOf(raw: z.infer<typeof event>, kind: EventKind, change: WebhookEvent['change']): Told | null {
  if (kind === 'created') return { kind: 'made' };
  if (kind === 'archived' || kind === 'deleted') return { kind: 'gone', how: kind };
  if (kind === 'schema') return raw.columnId ? { kind: 'column', column: brandAs<ColumnRef>(raw.columnId) } : null;
  return change?.value ? { kind: 'shows', column: change.column, cell: change.value } : null;
}

function changeOf(raw: z.infer<typeof event>, kind: EventKind): WebhookEvent['change'] {
  if (kind === 'renamed') return { column: NAME, value: eventCell('name', raw.value), previous: eventCell('name', raw.previousValue) };
  if (kind !== 'changed' || !raw.columnId || !raw.columnType) return undefined;
  const { columnId, columnType } = raw;
  return {
    column: brandAs<ColumnRef>(columnId),
    value: eventCell(columnType, raw.value),
    previous: eventCell(columnType, raw.previousValue),
  };
}

function timeOf(changedAt: number | null | undefined, triggerTime: string | null | undefined): number | null {
  if (typeof changedAt === 'number') return Math.round(changedAt * 1000);
  const at = Date.parse(triggerTime ?? '');
  return Number.isNaN(at) ? null : at;
}

/** Who sent a delivery, and the hash of its bytes (for deliveries that repeat without a uuid). */
export interface VerifiedWebhook {
  readonly accountId: string;
  readonly userId: string | null;
  readonly digest: string;
}

const claims = z.looseObject({ accountId: id, userId: id.nullish() });

/**
 * Checks a delivery's `Authorization`: HS256 with the Signing Secret and nothing else, `aud` our exact address, not
 * expired at `now` (ms) with a minute's leeway. Null: don't believe it, answer 401.
 */
export async function verifyWebhook(
  rawBody: string | Uint8Array,
  authorization: string | null | undefined,
  expected: { readonly signingSecret: string; readonly url: string; readonly now: number },
): Promise<VerifiedWebhook | null> {
  const payload = await verifyHs256(authorization, expected.signingSecret, { now: expected.now, audience: expected.url });
  const known = claims.safeParse(payload);
  if (!known.success) return null;
  return {
    accountId: known.data.accountId,
    userId: known.data.userId ?? null,
    digest: createHash('sha256').update(rawBody).digest('hex'),
  };
}

/** The claims of a token that monday signed with one of our secrets; null for any other, however it is wrong. */
export async function verifyHs256(
  token: string | null | undefined,
  secret: string,
  expected: { readonly now: number; readonly audience?: string },
): Promise<unknown> {
  if (!token || !secret) return null;
  try {
    const { payload } = await jwtVerify(token.replace(/^Bearer /i, ''), new TextEncoder().encode(secret), {
      algorithms: ['HS256'],
      requiredClaims: ['exp'],
      currentDate: new Date(expected.now),
      clockTolerance: SKEW_S,
      ...(expected.audience === undefined ? {} : { audience: expected.audience }),
    });
    return payload;
  } catch {
    // Every way of being wrong is one answer: not believed.
    return null;
  }
}
