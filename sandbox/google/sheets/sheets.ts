/** Google Sheets v4 as a played vendor: `/v4/spreadsheets`. */
import type { sheets_v4 } from 'googleapis/build/src/apis/sheets/v4.js';
import type { Caller, Vendor, World } from '../../world/world.ts';
import { requestKinds } from '../batch/batch.ts';
import { GoogleError, sheetsErrorBody } from '../wire/errors.ts';
import { authenticate, type Exchange, json, parseJson, readExchange, type Scopes, withinScopes } from '../wire/exchange.ts';
import { Quotas } from '../wire/quotas.ts';
import { isWrite, playCall } from './calls.ts';
import type { Library } from './library.ts';
import { findRoute, ROOT, spelled } from './routes.ts';

const WRITE_SCOPES: Scopes = { wide: ['spreadsheets', 'drive'], perFile: ['drive.file'] };
const READ_SCOPES: Scopes = { ...WRITE_SCOPES, wide: [...WRITE_SCOPES.wide, 'spreadsheets.readonly', 'drive.readonly'] };

export function createSheets(world: World, library: Library, project: string): Vendor {
  const quotas = new Quotas(world, project);

  function answer(exchange: Exchange): Response {
    const route = findRoute(exchange.method, exchange.path);
    if (!route) return unknownPath();
    const write = isWrite(route.method);
    const caller = withinScopes(authenticate(world, 'sheets', exchange), write ? WRITE_SCOPES : READ_SCOPES);
    quotas.take(write ? 'write' : 'read', caller);
    const fields = exchange.query.get('fields') ?? exchange.query.get('$fields') ?? exchange.headers.get('x-goog-fieldmask');
    const body = exchange.method === 'GET' ? {} : parseJson(exchange.body);
    return json(200, playCall({ world, library, caller, route, query: exchange.query, fields, body }));
  }

  return {
    service: 'sheets',
    owns: (pathname) => pathname === ROOT || pathname.startsWith(`${ROOT}/`),
    async handle(request) {
      try {
        return answer(await readExchange(request));
      } catch (error) {
        return refused(error);
      }
    },
    describe(request, body) {
      const url = new URL(request.url);
      const route = findRoute(request.method, url.pathname);
      const kinds = route?.method === 'spreadsheets.batchUpdate' ? kindsOf(body) : [];
      return {
        service: 'sheets',
        operations: [route?.method ?? 'unknown', ...kinds],
        caller: callerLabel(world, request.headers),
        ...(spelled(url.pathname) !== url.pathname && { path: spelled(url.pathname) }),
      };
    },
  };
}

/** What the wire log calls whoever holds the bearer token. */
export function callerLabel(world: World, headers: Headers): string {
  const token = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '')?.[1];
  const caller: Caller | 'expired' | undefined = token ? world.people.byToken('google', token) : undefined;
  if (caller === undefined) return 'unknown';
  return caller === 'expired' ? 'expired' : caller.label;
}

function kindsOf(body: string): string[] {
  try {
    const { requests } = parseJson(body) as sheets_v4.Schema$BatchUpdateSpreadsheetRequest;
    return Array.isArray(requests) ? requestKinds(requests) : [];
  } catch (error) {
    if (error instanceof GoogleError) return [];
    throw error;
  }
}

function refused(error: unknown): Response {
  if (error instanceof GoogleError) return json(error.status, sheetsErrorBody(error));
  console.error('sheets:', error);
  return json(500, sheetsErrorBody(new GoogleError(500, 'Internal error encountered.')));
}

function unknownPath(): Response {
  const html =
    '<!DOCTYPE html><html lang=en><title>Error 404 (Not Found)!!1</title><p>The requested URL was not found on this server.</html>';
  return new Response(html, { status: 404, headers: { 'content-type': 'text/html; charset=UTF-8' } });
}
