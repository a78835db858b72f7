/**
 * Who calls which site. OAuth tokens are good at `/ex/confluence/{cloudId}` only; API tokens with the person's e-mail
 * at both. A site of another account isn't there at all.
 */
import type { Caller, World } from '../../world/world.ts';
import type { Answer } from '../core.ts';
import type { ConfluenceOptions, ConfluenceSite } from '../options.ts';
import { gateway } from './errors.ts';

export interface Addressed {
  readonly site: ConfluenceSite | undefined;
  /** From `/wiki/…` on. */
  readonly path: string;
  readonly through: 'gateway' | 'site';
}

const GATEWAY = /^\/ex\/confluence\/([^/]+)(\/.*)$/;

export function addressed(options: ConfluenceOptions, pathname: string): Addressed {
  const found = GATEWAY.exec(pathname);
  if (!found) return { site: options.sites[0], path: pathname, through: 'site' };
  return { site: options.sites.find((site) => site.cloudId === found[1]), path: found[2] ?? '', through: 'gateway' };
}

/** The caller behind the `Authorization` header, for logs too. */
export function callerOf(world: World, request: Request): Caller | 'expired' | undefined {
  const header = request.headers.get('authorization') ?? '';
  const bearer = /^bearer\s+(.+)$/i.exec(header)?.[1];
  if (bearer) return world.people.byToken('confluence', bearer.trim());
  const basic = /^basic\s+(.+)$/i.exec(header)?.[1];
  if (!basic) return undefined;
  const [email, token] = splitLogin(Buffer.from(basic, 'base64').toString('utf8'));
  const caller = world.people.byToken('confluence', token);
  if (caller === undefined || caller === 'expired') return caller;
  return caller.app === null && caller.person.email.toLowerCase() === email.toLowerCase() ? caller : undefined;
}

/** The caller and site, or the refusal. */
export function login(world: World, to: Addressed, request: Request): { readonly caller: Caller; readonly site: ConfluenceSite } | Answer {
  const caller = callerOf(world, request);
  if (caller === undefined || caller === 'expired') return unauthorized(to);
  if (to.through === 'site' && caller.app !== null) return unauthorized(to);
  if (!to.site || to.site.accountId !== caller.person.accountId)
    return to.through === 'site' ? unauthorized(to) : gateway(404, 'Not Found');
  return { caller, site: to.site };
}

function unauthorized(to: Addressed): Answer {
  const body =
    to.through === 'gateway'
      ? { code: 401, message: 'Unauthorized' }
      : { errors: [{ status: 401, code: 'UNAUTHORIZED', title: 'Unauthorized', detail: null }] };
  return { status: 401, body, headers: { 'www-authenticate': 'Basic realm="Confluence"' } };
}

function splitLogin(login: string): [string, string] {
  const colon = login.indexOf(':');
  return colon < 0 ? [login, ''] : [login.slice(0, colon), login.slice(colon + 1)];
}
