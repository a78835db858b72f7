/**
 * The door to Google: one typed function per call. Nothing is repeated but once with a renewed token after a 401. A
 * thrown `unknown-outcome` is the only error after which a write may have happened.
 */
import type { z } from 'zod';
import { rateLimited, refused, SyncError, unauthorized, unknownOutcome } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import { DRIVE, DRIVE_LIST, errorOf, limitOf, newsOf, parseJson, type Quota, type Reply, SHEETS, waitMs } from './calling/quota.ts';
import {
  type BatchRequest,
  batchAnswer,
  changesAnswer,
  channelAnswer,
  createdAnswer,
  type SpreadsheetAnswer,
  spreadsheetAnswer,
  startPageTokenAnswer,
} from './wire.ts';

export interface GoogleOptions {
  /** `https://sheets.googleapis.com`, without a slash at the end. */
  readonly sheetsUrl: string;
  /** `https://www.googleapis.com`, without a slash at the end. */
  readonly driveUrl: string;
}

/** Agencies keep their files on shared drives. */
const ALL_DRIVES = { supportsAllDrives: 'true', includeItemsFromAllDrives: 'true' };

export type DataFilter =
  | { readonly gridRange: { readonly sheetId: number; readonly startRowIndex?: number; readonly endRowIndex?: number } }
  | { readonly a1Range: string }
  | { readonly developerMetadataLookup: { readonly metadataKey: string; readonly metadataValue?: string } };

/** Reads parts of a spreadsheet in one consistent answer: tabs by id, whatever they are called now. */
export const getByDataFilter = (
  deps: ConnectorDeps,
  options: GoogleOptions,
  spreadsheet: string,
  asked: { readonly dataFilters: readonly DataFilter[]; readonly fields: string },
): Promise<SpreadsheetAnswer> =>
  call(deps, spreadsheetAnswer, {
    operation: 'spreadsheets.getByDataFilter',
    method: 'POST',
    url: sheetsUrl(options, `${encodeURIComponent(spreadsheet)}:getByDataFilter`, { fields: asked.fields }),
    body: { dataFilters: asked.dataFilters },
    write: false,
    quota: SHEETS,
  });

/** The tabs of a spreadsheet, without their cells. */
export const getTabs = (deps: ConnectorDeps, options: GoogleOptions, spreadsheet: string): Promise<SpreadsheetAnswer> =>
  call(deps, spreadsheetAnswer, {
    operation: 'spreadsheets.get',
    method: 'GET',
    url: sheetsUrl(options, encodeURIComponent(spreadsheet), { fields: 'properties(title),sheets(properties(sheetId,title))' }),
    body: null,
    write: false,
    quota: SHEETS,
  });

/** Makes a spreadsheet, owned by whose token it is. Sent twice it makes two. */
export const createSpreadsheet = (deps: ConnectorDeps, options: GoogleOptions, body: object): Promise<z.infer<typeof createdAnswer>> =>
  call(deps, createdAnswer, {
    operation: 'spreadsheets.create',
    method: 'POST',
    url: `${options.sheetsUrl}/v4/spreadsheets?${new URLSearchParams({ fields: 'spreadsheetId,sheets.properties(sheetId,title)' })}`,
    body,
    write: true,
    quota: SHEETS,
  });

/** One atomic batch. With `show` the answer holds these A1 ranges as they are after it. */
export async function batchUpdate(
  deps: ConnectorDeps,
  options: GoogleOptions,
  spreadsheet: string,
  batch: {
    readonly requests: readonly BatchRequest[];
    readonly show: { readonly ranges: readonly string[]; readonly fields: string } | null;
  },
): Promise<SpreadsheetAnswer | null> {
  const { requests, show } = batch;
  const shown = show && { includeSpreadsheetInResponse: true, responseIncludeGridData: true, responseRanges: show.ranges };
  const answer = await call(deps, batchAnswer, {
    operation: 'spreadsheets.batchUpdate',
    method: 'POST',
    url: sheetsUrl(options, `${encodeURIComponent(spreadsheet)}:batchUpdate`, {
      fields: show ? `spreadsheetId,updatedSpreadsheet(${show.fields})` : 'spreadsheetId',
    }),
    body: { requests, ...shown },
    write: true,
    quota: SHEETS,
  });
  if (show && !answer.updatedSpreadsheet)
    throw unknownOutcome('google', 'spreadsheets.batchUpdate', 'answered without the ranges asked for');
  return answer.updatedSpreadsheet ?? null;
}

export const getStartPageToken = (deps: ConnectorDeps, options: GoogleOptions): Promise<z.infer<typeof startPageTokenAnswer>> =>
  call(deps, startPageTokenAnswer, {
    operation: 'changes.getStartPageToken',
    method: 'GET',
    url: driveUrl(options, 'changes/startPageToken', { supportsAllDrives: 'true' }),
    body: null,
    write: false,
    quota: DRIVE,
  });

/** One page of the changes to all files that the connection sees. */
export const listChanges = (deps: ConnectorDeps, options: GoogleOptions, pageToken: string): Promise<z.infer<typeof changesAnswer>> =>
  call(deps, changesAnswer, {
    operation: 'changes.list',
    method: 'GET',
    url: driveUrl(options, 'changes', {
      ...ALL_DRIVES,
      pageToken,
      pageSize: '1000',
      fields: 'nextPageToken,newStartPageToken,changes(fileId)',
    }),
    body: null,
    write: false,
    quota: DRIVE_LIST,
  });

export const watchChanges = (
  deps: ConnectorDeps,
  options: GoogleOptions,
  pageToken: string,
  channel: { readonly id: string; readonly address: string; readonly token: string; readonly expiration: string },
): Promise<z.infer<typeof channelAnswer>> =>
  call(deps, channelAnswer, {
    operation: 'changes.watch',
    method: 'POST',
    url: driveUrl(options, 'changes/watch', { ...ALL_DRIVES, pageToken }),
    body: { ...channel, type: 'web_hook' },
    write: true,
    quota: DRIVE,
  });

/** Stops a channel; one that is gone already is fine. */
export async function stopChannel(
  deps: ConnectorDeps,
  options: GoogleOptions,
  channel: { readonly id: string; readonly resourceId: string },
): Promise<void> {
  const url = driveUrl(options, 'channels/stop', {});
  const reply = await send(deps, { operation: 'channels.stop', method: 'POST', url, body: channel, write: true, quota: DRIVE });
  if (reply.status >= 400 && reply.status !== 404) throw failure(deps, 'channels.stop', reply);
}

/** Whether Google refused for this reason: `not-found`, `no-access`, `bad-request`. */
export const isRefusal = (error: unknown, code: string): error is SyncError =>
  error instanceof SyncError && error.code === 'vendor-refused' && error.data.code === code;

interface Call {
  readonly operation: string;
  readonly method: 'GET' | 'POST';
  readonly url: string;
  readonly body: unknown;
  readonly write: boolean;
  readonly quota: Quota;
}

async function call<T>(deps: ConnectorDeps, schema: z.ZodType<T>, what: Call): Promise<T> {
  const reply = await send(deps, what);
  if (reply.status >= 300) throw failure(deps, what.operation, reply);
  const parsed = schema.safeParse(parseJson(reply.text));
  if (!parsed.success)
    throw unknownOutcome('google', what.operation, `an answer that can't be read: ${parsed.error.issues[0]?.message ?? ''}`);
  return parsed.data;
}

async function send(deps: ConnectorDeps, what: Call): Promise<Reply> {
  const token = await deps.token();
  const first = await post(deps, what, token);
  if (first.status !== 401) return first;
  const second = await post(deps, what, await deps.token({ rejected: token }));
  if (second.status === 401) throw unauthorized('google');
  return second;
}

async function post(deps: ConnectorDeps, what: Call, token: string): Promise<Reply> {
  const headers: Record<string, string> = { authorization: `Bearer ${token}`, accept: 'application/json' };
  if (what.body !== null) headers['content-type'] = 'application/json';
  const init: RequestInit = {
    method: what.method,
    headers,
    redirect: 'error',
    ...(what.body === null ? {} : { body: JSON.stringify(what.body) }),
  };
  const run = async (): Promise<Reply> => {
    try {
      const response = await deps.fetch(new Request(what.url, init));
      return { status: response.status, retryAfter: response.headers.get('retry-after'), text: await response.text() };
    } catch (cause) {
      if (cause instanceof SyncError) throw cause;
      throw unknownOutcome('google', what.operation, 'no answer', cause);
    }
  };
  return deps.limit({ ...what.quota, write: what.write }, run, newsOf);
}

function failure(deps: ConnectorDeps, operation: string, reply: Reply): SyncError {
  const error = errorOf(reply);
  const limited = limitOf(reply);
  if (limited !== null) return rateLimited('google', waitMs(deps, reply.retryAfter), limited);
  if (reply.status >= 500 || reply.status === 408 || reply.status < 400 || !error) {
    return unknownOutcome('google', operation, `status ${reply.status}: ${error?.message ?? 'no error in the answer'}`);
  }
  const code = reply.status === 404 ? 'not-found' : reply.status === 403 ? 'no-access' : 'bad-request';
  return refused('google', code, error.message);
}

const sheetsUrl = (options: GoogleOptions, path: string, query: Readonly<Record<string, string>>): string =>
  `${options.sheetsUrl}/v4/spreadsheets/${path}?${new URLSearchParams(query)}`;

const driveUrl = (options: GoogleOptions, path: string, query: Readonly<Record<string, string>>): string =>
  `${options.driveUrl}/drive/v3/${path}?${new URLSearchParams(query)}`;
