/** One request to `/v2`, from the token to the answer. */
import { isBulkPath, serveFile } from '../bulk/files.ts';
import { catchUp } from '../bulk/run.ts';
import type { Actor, Core } from '../core.ts';
import type { PlayedSchema } from '../graph/schema.ts';
import type { Turn } from '../graph/turn.ts';
import { flush } from '../webhooks.ts';
import { costOf, type Operation } from './complexity.ts';
import { MondayError } from './errors.ts';
import { type GraphRequest, operationOf, type Prepared, rootFields, run, statusOf, wireError } from './execute.ts';
import type { Answer, Idempotency } from './idempotency.ts';
import type { Meter, Meters } from './limits.ts';
import { readRequest, tokenOf } from './request.ts';
import { versionFor } from './versions.ts';

export interface Parts {
  readonly core: Core;
  readonly meters: Meters;
  /** The schema of an API version, and its parsed queries. */
  readonly schemaOf: (version: string) => PlayedSchema;
  readonly idempotency: Idempotency;
}

interface Exchange extends Parts {
  readonly request: Request;
  readonly requestId: string;
  readonly version: string;
}

const CORS = {
  'access-control-allow-origin': '*',
  'access-control-allow-headers': '*',
  'access-control-allow-methods': 'POST, PUT, GET, OPTIONS',
  'access-control-expose-headers': '*',
};

export async function exchange(parts: Parts, request: Request): Promise<Response> {
  if (request.method === 'OPTIONS') return new Response(null, { status: 204, headers: CORS });
  const requestId = parts.core.world.ids.uuid();
  const version = versionFor(request.headers.get('api-version'));
  const context: Exchange = { ...parts, request, requestId, version };
  try {
    await catchUp(parts.core);
    if (isBulkPath(new URL(request.url).pathname)) {
      const served = await serveFile(parts.core, request);
      await catchUp(parts.core);
      return served;
    }
    return await authenticated(context);
  } catch (error) {
    return failure(context, error, {});
  }
}

async function authenticated(context: Exchange): Promise<Response> {
  // On loopback all come from one address, unless they say otherwise as a proxy does.
  context.meters.arrive(context.request.headers.get('x-forwarded-for') ?? 'loopback');
  const token = tokenOf(context.request);
  const caller = token === null ? undefined : context.core.world.people.byToken('monday', token);
  if (caller === undefined || caller === 'expired') throw new MondayError('Unauthorized', 'Not Authenticated', { status: 401 });
  const actor: Actor = { ...caller, outbox: [] };
  const meter = context.meters.of(actor);
  try {
    meter.enter();
  } catch (error) {
    return failure(context, error, meter.headers(false));
  }
  try {
    return await metered(context, actor, meter);
  } finally {
    meter.leave();
  }
}

async function metered(context: Exchange, actor: Actor, meter: Meter): Promise<Response> {
  let mutation = false;
  try {
    const asked = readRequest(context.request.headers.get('content-type'), await context.request.text());
    const { document, errors } = context.schemaOf(context.version).prepare(asked.query);
    if (errors.length > 0) {
      meter.spendDay(1);
      return answer(
        context,
        200,
        JSON.stringify({
          errors: errors.map((error) => wireError(error, context.requestId)),
          extensions: { request_id: context.requestId },
        }),
        meter.headers(false),
      );
    }
    const operation = operationOf(document, asked);
    if (!operation) throw new MondayError('BadRequest', 'Bad request: no operation of that name', { status: 400 });
    mutation = operation.node.operation === 'mutation';
    const key = mutation ? context.request.headers.get('idempotency-key') : null;
    const run = (): Promise<Answer> => operate(context, actor, meter, { asked, document, operation, mutation, key });
    if (key === null) {
      const made = await run();
      return answer(context, made.status, made.body, meter.headers(mutation));
    }
    return await once(context, actor, meter, key, run);
  } catch (error) {
    if (error instanceof MondayError && error.status === 429) meter.spendDay(0.1);
    return failure(context, error, meter.headers(mutation));
  }
}

async function once(context: Exchange, actor: Actor, meter: Meter, key: string, run: () => Promise<Answer>): Promise<Response> {
  const known = context.idempotency.recall(actor, key);
  if (known) {
    meter.spendDay(1);
    return answer(context, known.status, known.body, { ...meter.headers(true), 'idempotency-replayed': 'true' });
  }
  context.idempotency.begin(actor, key);
  try {
    const made = await run();
    return answer(context, made.status, made.body, meter.headers(true));
  } finally {
    context.idempotency.end(actor, key);
  }
}

interface Job {
  readonly asked: GraphRequest;
  readonly document: Prepared['document'];
  readonly operation: Operation;
  readonly mutation: boolean;
  readonly key: string | null;
}

/** Executes, commits with the answer under its key, and only then sends the webhooks. */
async function operate(context: Exchange, actor: Actor, meter: Meter, job: Job): Promise<Answer> {
  const { core, requestId, version } = context;
  const { schema } = context.schemaOf(version);
  const fields = rootFields(job.operation);
  meter.spendFields(fields);
  const complexity = meter.spendComplexity(costOf(schema, job.operation), job.mutation);
  meter.spendDay(fields.every((field) => field === 'complexity') ? 0.1 : 1);
  const turn: Turn = { core, actor, meter, version, origin: new URL(context.request.url).origin, complexity };
  const result = await run(schema, job.document, job.asked, turn);
  const errors = result.errors?.map((error) => wireError(error, requestId));
  const body = JSON.stringify({
    ...(result.data === undefined ? {} : { data: result.data }),
    ...(errors ? { errors } : {}),
    extensions: { request_id: requestId },
  });
  const made = { status: statusOf(result), body };
  if (job.mutation) {
    if (job.key !== null) context.idempotency.keep(actor, job.key, made);
    core.world.store.commit();
    await flush(core, actor);
    // A job that this request began goes on by itself.
    await catchUp(core);
  }
  return made;
}

function failure(context: Exchange, error: unknown, headers: Record<string, string>): Response {
  const { requestId } = context;
  if (!(error instanceof MondayError)) console.error(error);
  const known = error instanceof MondayError ? error : new MondayError('INTERNAL_SERVER_ERROR', 'Internal server error', { status: 500 });
  const body = {
    errors: [{ message: known.message, extensions: { ...known.extensions(), request_id: requestId } }],
    extensions: { request_id: requestId },
  };
  return answer(context, known.status, JSON.stringify(body), { ...headers, ...known.headers });
}

function answer(context: Exchange, status: number, body: string, headers: Record<string, string>): Response {
  return new Response(body, {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', 'api-version': context.version, ...CORS, ...headers },
  });
}
