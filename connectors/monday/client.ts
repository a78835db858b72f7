/**
 * The door to monday's GraphQL API: one function that asks, and knows what an answer means. It repeats a call on its
 * own in two cases only: once with a renewed token after a 401, and while monday still works on the same
 * `Idempotency-Key` (409), with the same bytes.
 */
import type { z } from 'zod';
import { addressRestricted, SyncError, unauthorized, unknownOutcome } from '../../core/sync/errors.ts';
import type { LimitNews } from '../../core/sync/limit-news.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import {
  asRefusal,
  asWait,
  type Complaint,
  isCursorExpired,
  isFailure,
  isTooComplex,
  noComplaint,
  retryAfter,
  toComplaint,
} from './graphql/errors.ts';
import { newsOf } from './graphql/limits.ts';
import type { Stride } from './graphql/stride.ts';
import { envelope } from './wire.ts';

export interface MondayOptions {
  /** `https://api.monday.com/v2`, whole. */
  readonly apiUrl: string;
  /** `YYYY-MM`; the product runs on `2026-10`. */
  readonly apiVersion: string;
  /** Hears what the answers say of the account's points. */
  readonly stride?: Stride;
}

export interface Call {
  /** For logs and errors. */
  readonly operation: string;
  readonly query: string;
  readonly variables: Readonly<Record<string, unknown>>;
  /** Estimated complexity points. */
  readonly cost: number;
  readonly write: boolean;
  /** The operation has a limit of its own: a wait longer than this is about that one, and keeps no other call back. */
  readonly ownLimitMs?: number;
  /** Sent as `Idempotency-Key`, for 30 minutes. */
  readonly idempotencyKey?: string;
}

export interface Answer {
  /** By root field or alias; empty when monday gave none. */
  readonly data: Readonly<Record<string, unknown>>;
  readonly complaints: readonly Complaint[];
  /** On the wire, without any wait before; null: monday had the answer in store, which says nothing of the work. */
  readonly tookMs: number | null;
}

/** How often, and for how long at most, a 409 on our own key is waited out. */
const CONFLICT_TRIES = 6;
const CONFLICT_WAIT_MS = 2000;
const CONFLICT_WAIT_MAX_MS = 15_000;

/**
 * Asks monday. Partial answers (data and errors that name an alias) are returned; everything else that isn't data throws:
 * a limit `rate-limited`/`daily-limit`, a lost grant `unauthorized`, a closed door `address-restricted`, a refusal `vendor-refused`, `cursor-expired`,
 * `too-complex`, and whatever leaves the effect in doubt `unknown-outcome`.
 */
export async function ask(deps: ConnectorDeps, options: MondayOptions, call: Call): Promise<Answer> {
  const token = await deps.token();
  const first = await send(deps, options, call, token);
  if (first.status !== 401) return judge(deps, call, first);
  // No token opens a door that is shut against our address: the one we have may be needed yet.
  if (isAddressRefused(first)) throw addressRestricted('monday', ADDRESS_REFUSED);
  const renewed = await deps.token({ rejected: token });
  const second = await send(deps, options, call, renewed);
  if (second.status === 401) throw isAddressRefused(second) ? addressRestricted('monday', ADDRESS_REFUSED) : unauthorized('monday');
  return judge(deps, call, second);
}

/** Asks, and throws when monday complains at all: for reads, where half an answer is none. */
export async function askWhole(deps: ConnectorDeps, options: MondayOptions, call: Call): Promise<Answer['data']> {
  const answer = await ask(deps, options, call);
  const [complaint] = answer.complaints;
  if (complaint) throw asError(complaint, deps.now(), call);
  return answer.data;
}

interface Reply {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly tookMs: number;
}

async function send(deps: ConnectorDeps, options: MondayOptions, call: Call, token: string): Promise<Reply> {
  const body = JSON.stringify({ query: call.query, variables: call.variables });
  for (let tries = 1; ; tries += 1) {
    const reply = await deps.limit(
      { cost: call.cost, write: call.write },
      () => post(deps, options, call, token, body),
      (answer) => {
        const news = newsOf(answer, call.write, refusalOf(answer, deps.now()));
        options.stride?.heard(news);
        return ofItsOwn(call, news);
      },
    );
    const ours = reply.status === 409 && call.idempotencyKey !== undefined && /IDEMPOTENCY_CONFLICT/.test(reply.text);
    if (!ours) return reply;
    if (tries === CONFLICT_TRIES) throw unknownOutcome('monday', call.operation, 'still in flight under the same idempotency key');
    await deps.sleep(Math.min(retryAfter(reply.headers, deps.now()) ?? CONFLICT_WAIT_MS, CONFLICT_WAIT_MAX_MS));
  }
}

function ofItsOwn({ ownLimitMs }: Call, news: LimitNews): LimitNews {
  const afterMs = news.refused?.afterMs ?? 0;
  return ownLimitMs === undefined || afterMs <= ownLimitMs ? news : { ...news, refused: { of: 'record', afterMs } };
}

async function post(deps: ConnectorDeps, options: MondayOptions, call: Call, token: string, body: string): Promise<Reply> {
  const headers: Record<string, string> = { 'content-type': 'application/json', 'api-version': options.apiVersion, authorization: token };
  if (call.idempotencyKey !== undefined) headers['idempotency-key'] = call.idempotencyKey;
  const sent = deps.now();
  try {
    const response = await deps.fetch(new Request(options.apiUrl, { method: 'POST', headers, body, redirect: 'error' }));
    const text = await response.text();
    return { status: response.status, headers: response.headers, text, tookMs: deps.now() - sent };
  } catch (cause) {
    if (cause instanceof SyncError) throw cause;
    throw unknownOutcome('monday', call.operation, 'no answer', cause);
  }
}

/** Errors stand in answers without much else: a long one isn't read twice. */
const SHORT = 4_096;

/** Whether a limit refused the call, and how long to wait then. */
function refusalOf(reply: Reply, now: number): SyncError | null {
  const silent = noComplaint(reply.status, retryAfter(reply.headers, now));
  if (reply.text.length > SHORT || !reply.text.includes('error')) return asWait(silent, now);
  const parsed = envelope.safeParse(parseJson(reply.text));
  const complaints = parsed.success ? complaintsOf(parsed.data, silent) : [];
  const limited = [...complaints, silent].map((one) => asWait(one, now));
  return limited.find((one) => one !== null) ?? null;
}

function complaintsOf(body: z.infer<typeof envelope>, answer: Pick<Complaint, 'status' | 'waitMs'>): readonly Complaint[] {
  const complaints = (body.errors ?? []).map((error) => toComplaint(error, answer));
  if (body.error_code === undefined && body.error_message === undefined) return complaints;
  const extensions = { code: body.error_code ?? '', error_data: body.error_data ?? {}, status_code: body.status_code };
  return [toComplaint({ message: body.error_message ?? '', path: [], extensions, retry_in_seconds: undefined }, answer), ...complaints];
}

function judge(deps: ConnectorDeps, call: Call, reply: Reply): Answer {
  const parsed = envelope.safeParse(parseJson(reply.text));
  const silent = noComplaint(reply.status, retryAfter(reply.headers, deps.now()));
  if (!parsed.success) {
    const limited = asWait(silent, deps.now());
    throw limited ?? unknownOutcome('monday', call.operation, `status ${reply.status}, no JSON answer`);
  }
  const body = parsed.data;
  const complaints = complaintsOf(body, silent);
  const data = isRecord(body.data) ? body.data : {};
  const partial = complaints.length > 0 && complaints.every((one) => typeof one.path[0] === 'string');
  if (partial || (complaints.length === 0 && reply.status === 200 && isRecord(body.data)))
    return { data, complaints, tookMs: isReplay(reply) ? null : reply.tookMs };
  // Of a complaint that names no alias nobody knows what it is about; but what stands beside it ran.
  if (call.write && Object.values(data).some((one) => one !== null))
    throw unknownOutcome('monday', call.operation, `data, and ${complaints[0]?.message ?? `status ${reply.status}`}`);
  throw failure(complaints, silent, deps.now(), call);
}

function failure(complaints: readonly Complaint[], silent: Complaint, now: number, call: Call): SyncError {
  for (const complaint of complaints) {
    const limited = asWait(complaint, now);
    if (limited) return limited;
  }
  const [first] = complaints;
  if (!first) {
    const limited = asWait(silent, now);
    return limited ?? unknownOutcome('monday', call.operation, `status ${silent.status}, neither data nor errors`);
  }
  return asError(first, now, call);
}

/** What a complaint that stands for a whole call means. */
export function asError(complaint: Complaint, now: number, call: Pick<Call, 'operation'>): SyncError {
  const limited = asWait(complaint, now);
  if (limited) return limited;
  if (isCursorExpired(complaint)) return new SyncError('cursor-expired', { kind: 'retry' }, { vendor: 'monday' });
  if (isTooComplex(complaint)) return new SyncError('too-complex', { kind: 'stop' }, { vendor: 'monday', operation: call.operation });
  if (isFailure(complaint)) return unknownOutcome('monday', call.operation, `status ${complaint.status}: ${complaint.message}`);
  return asRefusal(complaint);
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    // Not JSON: a gateway's page or a cut-off answer. The schema refuses undefined, and the caller says so.
    return undefined;
  }
}

const ADDRESS_REFUSED = 'Your ip is restricted';
/** However it is wrapped. */
const isAddressRefused = (reply: Reply): boolean => reply.status === 401 && /\bip\b.{0,20}\brestricted\b/i.test(reply.text);

const isReplay = (reply: Reply): boolean => reply.headers.get('idempotency-replayed') === 'true';

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null && !Array.isArray(value);
