/** Google Drive v3 as a played vendor: `/drive/v3`, the part of it that concerns spreadsheets, changes and watching. */
import type { Vendor, World } from '../../world/world.ts';
import type { Library } from '../sheets/library.ts';
import { callerLabel } from '../sheets/sheets.ts';
import { driveErrorBody, GoogleError } from '../wire/errors.ts';
import { authenticate, type Exchange, empty, json, parseJson, readExchange, type Scopes, withinScopes } from '../wire/exchange.ts';
import { DriveUnits } from '../wire/units.ts';
import type { DriveCall } from './call.ts';
import { CALLS, type DriveMethod } from './calls.ts';

const ROOT = '/drive/v3';
const WRITE_SCOPES: Scopes = { wide: ['drive'], perFile: ['drive.file', 'drive.appdata'] };
const READ_SCOPES: Scopes = { ...WRITE_SCOPES, wide: ['drive', 'drive.readonly', 'drive.metadata', 'drive.metadata.readonly'] };
const WRITES: ReadonlySet<DriveMethod> = new Set([
  'files.create',
  'files.copy',
  'files.update',
  'files.delete',
  'permissions.create',
  'permissions.update',
  'permissions.delete',
]);

export function createDrive(world: World, library: Library): Vendor {
  const units = new DriveUnits(world);

  function answer(exchange: Exchange): Response {
    const known = authenticate(world, 'drive', exchange);
    const route = findRoute(exchange.method, exchange.path);
    if (!route) throw new GoogleError(404, 'Not Found', { reason: 'notFound' });
    const caller = withinScopes(known, WRITES.has(route.method) ? WRITE_SCOPES : READ_SCOPES);
    units.take(route.method, caller);
    const fields = exchange.query.get('fields') ?? exchange.query.get('$fields');
    const body = exchange.method === 'GET' ? {} : parseJson(exchange.body);
    const play: (call: DriveCall) => unknown = CALLS[route.method];
    const result = play({ world, library, caller, fileId: route.fileId, part: route.part, query: exchange.query, fields, body });
    if (result instanceof Response) return result;
    return result === undefined ? empty() : json(200, result);
  }

  return {
    service: 'drive',
    owns: (pathname) => pathname === ROOT || pathname.startsWith(`${ROOT}/`),
    async handle(request) {
      try {
        return answer(await readExchange(request));
      } catch (error) {
        return refused(error);
      }
    },
    describe(request) {
      const { pathname } = new URL(request.url);
      const route = findRoute(request.method, pathname);
      const caller = callerLabel(world, request.headers);
      return {
        service: 'drive',
        operations: [route?.method ?? 'unknown'],
        caller,
        ...(spelled(pathname) !== pathname && { path: spelled(pathname) }),
      };
    },
  };
}

const PATHS: readonly (readonly [verb: string, pattern: RegExp, method: DriveMethod])[] = [
  ['GET', /^\/about$/, 'about.get'],
  ['GET', /^\/files$/, 'files.list'],
  ['POST', /^\/files$/, 'files.create'],
  ['GET', /^\/files\/generateIds$/, 'files.generateIds'],
  ['GET', /^\/files\/([^/]+)\/export$/, 'files.export'],
  ['GET', /^\/files\/([^/]+)\/revisions$/, 'revisions.list'],
  ['GET', /^\/files\/([^/]+)\/comments$/, 'comments.list'],
  ['GET', /^\/drives$/, 'drives.list'],
  ['GET', /^\/files\/([^/]+)$/, 'files.get'],
  ['PATCH', /^\/files\/([^/]+)$/, 'files.update'],
  ['DELETE', /^\/files\/([^/]+)$/, 'files.delete'],
  ['POST', /^\/files\/([^/]+)\/copy$/, 'files.copy'],
  ['POST', /^\/files\/([^/]+)\/watch$/, 'files.watch'],
  ['GET', /^\/files\/([^/]+)\/permissions$/, 'permissions.list'],
  ['POST', /^\/files\/([^/]+)\/permissions$/, 'permissions.create'],
  ['GET', /^\/files\/([^/]+)\/permissions\/([^/]+)$/, 'permissions.get'],
  ['PATCH', /^\/files\/([^/]+)\/permissions\/([^/]+)$/, 'permissions.update'],
  ['DELETE', /^\/files\/([^/]+)\/permissions\/([^/]+)$/, 'permissions.delete'],
  ['GET', /^\/changes\/startPageToken$/, 'changes.getStartPageToken'],
  ['GET', /^\/changes$/, 'changes.list'],
  ['POST', /^\/changes\/watch$/, 'changes.watch'],
  ['POST', /^\/channels\/stop$/, 'channels.stop'],
];

/** As the API's documents spell it: a slash at the end is let pass. */
const spelled = (path: string): string => path.replace(/\/$/, '');

function findRoute(verb: string, path: string): { method: DriveMethod; fileId: string; part: string } | undefined {
  const rest = spelled(path).slice(ROOT.length);
  for (const [wanted, pattern, method] of PATHS) {
    const match = verb === wanted ? pattern.exec(rest) : null;
    if (match) return { method, fileId: match[1] ?? '', part: match[2] ?? '' };
  }
  return undefined;
}

function refused(error: unknown): Response {
  if (error instanceof GoogleError) return json(error.status, driveErrorBody(error));
  console.error('drive:', error);
  return json(500, driveErrorBody(new GoogleError(500, 'Internal Error', { reason: 'internalError' })));
}
