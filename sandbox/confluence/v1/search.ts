import { type Answer, type Call, iso, ok } from '../core.ts';
import { badRequest } from '../http/errors.ts';
import { limitOf } from '../http/input.ts';
import type { Route } from '../http/router.ts';
import type { PageDoc } from '../state/model.ts';
import { visiblePages } from '../state/pages.ts';
import { parseStorage, textOf } from '../storage/xml.ts';
import { labelsOf } from '../v2/labels.ts';
import { parseCql, type Term } from './cql.ts';
import { ancestorsOf, expansions, showContent, showSpace } from './shape.ts';

const scopes = ['search:confluence', 'read:content-details:confluence', 'read:confluence-content.summary'];
const DAY_MS = 86_400_000;

export const searchRoutes: readonly Route[] = [
  { method: 'GET', template: '/wiki/rest/api/search', operation: 'searchByCQL', scopes, run: search },
  { method: 'GET', template: '/wiki/rest/api/content/search', operation: 'searchContentByCQL', scopes, run: searchContent },
];

function searchContent(call: Call): Answer {
  const expand = expansions(call);
  return answer(call, (page) => showContent(call, page, expand));
}

function search(call: Call): Answer {
  return answer(call, (page) => {
    const space = call.core.tables.spaces.get(page.spaceId);
    return {
      content: showContent(call, page, new Set(['space'])),
      title: page.title,
      excerpt: textOf(parseStorage(page.body)).trim().slice(0, 200),
      url: `/spaces/${space?.key ?? ''}/pages/${page.id}`,
      resultGlobalContainer: space ? { title: space.name, displayUrl: `/spaces/${space.key}` } : {},
      ...(space ? { space: showSpace(call, space) } : {}),
      breadcrumbs: [],
      entityType: 'content',
      iconCssClass: 'aui-icon content-type-page',
      lastModified: iso(page.version.createdAt),
      friendlyLastModified: iso(page.version.createdAt).slice(0, 10),
      score: 0,
    };
  });
}

function answer(call: Call, show: (page: PageDoc) => unknown): Answer {
  const cql = call.query.get('cql');
  if (cql === null || cql.trim() === '') throw badRequest('cql is required');
  const { where, order } = parseCql(cql);
  const limit = limitOf(call, 1000);
  const found = visiblePages(call, (page) => page.status === 'current' && (where === null || holds(call, where, page)));
  for (const { field, descending } of [...order].reverse()) {
    const sign = descending ? -1 : 1;
    found.sort((a, b) => sign * compare(orderKey(field, a), orderKey(field, b)));
  }
  const from = Number(Buffer.from(call.query.get('cursor') ?? '', 'base64url').toString() || call.query.get('start') || 0) || 0;
  const results = found.slice(from, from + limit);
  const links: Record<string, string> = { base: `${call.site.url}/wiki`, context: '/wiki', self: `${call.site.url}${call.path}` };
  if (from + limit < found.length) {
    const query = new URLSearchParams(call.query);
    query.set('cursor', Buffer.from(String(from + limit)).toString('base64url'));
    links.next = `${call.path.replace(/^\/wiki/, '')}?${query}`;
  }
  const body = {
    results: results.map(show),
    start: from,
    limit,
    size: results.length,
    totalSize: found.length,
    cqlQuery: cql,
    searchDuration: 7,
    _links: links,
  };
  return ok(body, results.length);
}

function holds(call: Call, term: Term, page: PageDoc): boolean {
  if (term.kind === 'and') return term.terms.every((one) => holds(call, one, page));
  if (term.kind === 'or') return term.terms.some((one) => holds(call, one, page));
  if (term.kind === 'not') return !holds(call, term.term, page);
  return compares(call, term, page);
}

function compares(call: Call, { field, operator, values }: Extract<Term, { kind: 'compare' }>, page: PageDoc): boolean {
  if (field === 'created' || field === 'lastmodified')
    return datesHold(call, field === 'created' ? page.createdAt : page.version.createdAt, operator, values[0] ?? '');
  const has = valuesOf(call, field, page);
  const wanted = values.map((value) => (value === 'currentUser()' ? call.caller.person.atlassianId : value).toLowerCase());
  if (operator === '=' || operator === 'in') return wanted.some((value) => has.includes(value));
  if (operator === '!=') return !wanted.some((value) => has.includes(value));
  if (operator === '~') return has.some((one) => matches(one, wanted[0] ?? ''));
  if (operator === '!~') return !has.some((one) => matches(one, wanted[0] ?? ''));
  throw badRequest(`The operator '${operator}' is not supported by the '${field}' field.`);
}

/** All words, each whole or, with a star at its end, begun. */
function matches(text: string, wanted: string): boolean {
  const words = text.split(/[^\p{L}\p{N}]+/u);
  return wanted
    .replaceAll('"', '')
    .split(/[^\p{L}\p{N}*]+/u)
    .filter(Boolean)
    .every((one) => (one.endsWith('*') ? words.some((word) => word.startsWith(one.slice(0, -1))) : words.includes(one)));
}

function valuesOf(call: Call, field: string, page: PageDoc): string[] {
  const space = call.core.tables.spaces.get(page.spaceId);
  switch (field) {
    case 'id':
    case 'content':
      return [page.id];
    case 'type':
      return ['page'];
    case 'space':
    case 'space.key':
      return [(space?.key ?? '').toLowerCase()];
    case 'space.id':
      return [page.spaceId];
    case 'title':
      return [page.title.toLowerCase()];
    case 'text':
      return [`${page.title} ${textOf(parseStorage(page.body))}`.toLowerCase()];
    case 'label':
      return labelsOf(call, page.labels).map((label) => label.name);
    case 'parent':
      return page.parentId === null ? [] : [page.parentId];
    case 'ancestor':
      return ancestorsOf(call, page).map((one) => one.id);
    case 'creator':
      return [page.authorId.toLowerCase()];
    case 'contributor':
      return [page.authorId.toLowerCase(), page.version.authorId.toLowerCase()];
    default:
      throw badRequest(`Unknown field : ${field}`);
  }
}

/** Dates are compared in minutes, as the index does; `now("-2h")` and the like count from the vendors' clock. */
function datesHold(call: Call, at: number, operator: string, value: string): boolean {
  const wanted = dateOf(call, value);
  const minute = (ms: number) => Math.floor(ms / 60_000);
  const [a, b] = [minute(at), minute(wanted)];
  const results: Record<string, boolean> = { '=': a === b, '!=': a !== b, '>': a > b, '>=': a >= b, '<': a < b, '<=': a <= b };
  const held = results[operator];
  if (held === undefined) throw badRequest(`The operator '${operator}' is not supported by dates.`);
  return held;
}

function dateOf(call: Call, value: string): number {
  const now = call.core.world.clock.now();
  const relative = /^(?:now\()?([+-]?\d+)([mhdwMy])\)?$/.exec(value);
  const units: Record<string, number> = { m: 60_000, h: 3_600_000, d: DAY_MS, w: 7 * DAY_MS, M: 30 * DAY_MS, y: 365 * DAY_MS };
  if (relative) return now + Number(relative[1]) * (units[relative[2] ?? 'd'] ?? DAY_MS);
  if (value === 'now()') return now;
  if (/^startOfDay\(\)$/i.test(value)) return now - (now % DAY_MS);
  const at = Date.parse(
    /^\d{4}[-/]\d{2}[-/]\d{2}( \d{2}:\d{2})?$/.test(value)
      ? `${value.replaceAll('/', '-').replace(' ', 'T')}${value.includes(' ') ? 'Z' : 'T00:00Z'}`
      : value,
  );
  if (Number.isNaN(at)) throw badRequest(`Could not parse date: ${value}`);
  return at;
}

function orderKey(field: string, page: PageDoc): string | number {
  if (field === 'title') return page.title.toLowerCase();
  if (field === 'created') return page.createdAt;
  if (field === 'lastmodified') return page.version.createdAt;
  if (field === 'id') return Number(page.id);
  throw badRequest(`Cannot order by the field : ${field}`);
}

const compare = (a: string | number, b: string | number): number => (a < b ? -1 : a > b ? 1 : 0);
