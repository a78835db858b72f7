import { type Call, iso } from '../core.ts';
import type { PageDoc, SpaceDoc, VersionStamp } from '../state/model.ts';
import { childrenOf } from '../state/pages.ts';
import { labelsOf } from '../v2/labels.ts';
import { linksOf, showBody } from '../v2/page-shape.ts';

/** What `expand` asks for, each path and all its beginnings. */
export function expansions(call: Call): ReadonlySet<string> {
  const wanted = new Set<string>();
  for (const path of call.query.getAll('expand').flatMap((one) => one.split(','))) {
    const parts = path.trim().split('.');
    for (let length = 1; length <= parts.length; length += 1) wanted.add(parts.slice(0, length).join('.'));
  }
  return wanted;
}

export function showUser(call: Call, accountId: string) {
  const person = call.core.world.people.all().find((one) => one.atlassianId === accountId);
  return {
    type: 'known',
    accountId,
    accountType: 'atlassian',
    email: person?.email ?? '',
    publicName: person?.name ?? 'Former user',
    displayName: person?.name ?? 'Former user',
    profilePicture: { path: '/wiki/aa-avatar/default', width: 48, height: 48, isDefault: true },
    isExternalCollaborator: false,
    _expandable: { operations: '', personalSpace: '' },
    _links: { self: `${call.site.url}/wiki/rest/api/user?accountId=${accountId}` },
  };
}

export function showSpace(call: Call, space: SpaceDoc) {
  return {
    id: Number(space.id),
    key: space.key,
    name: space.name,
    type: space.type,
    status: space.status,
    _expandable: {
      settings: `/rest/api/space/${space.key}/settings`,
      homepage: `/rest/api/content/${space.homepageId}`,
      description: '',
      metadata: '',
      operations: '',
    },
    _links: { webui: `/spaces/${space.key}`, self: `${call.site.url}/wiki/rest/api/space/${space.key}` },
  };
}

export function showVersion(call: Call, version: VersionStamp) {
  return {
    by: showUser(call, version.authorId),
    when: iso(version.createdAt),
    friendlyWhen: iso(version.createdAt).slice(0, 10),
    message: version.message,
    number: version.number,
    minorEdit: version.minorEdit,
    contentTypeModified: false,
  };
}

const formats = ['storage', 'view', 'export_view', 'styled_view', 'atlas_doc_format', 'editor'] as const;

/** A page with what was asked for beside it. `deep`: its ancestors without theirs. */
export function showContent(call: Call, page: PageDoc, expand: ReadonlySet<string>, deep = true): Record<string, unknown> {
  const { tables } = call.core;
  const space = tables.spaces.get(page.spaceId);
  const shown: Record<string, unknown> = {
    id: page.id,
    type: 'page',
    status: page.status,
    title: page.title,
    macroRenderedOutput: {},
    extensions: { position: page.position },
  };
  if (space && expand.has('space')) shown.space = showSpace(call, space);
  if (expand.has('version')) shown.version = showVersion(call, page.version);
  if (expand.has('history')) shown.history = showHistory(call, page);
  if (expand.has('ancestors') && deep) shown.ancestors = ancestorsOf(call, page).map((one) => showContent(call, one, new Set(), false));
  if (expand.has('body')) shown.body = showBodies(page, expand);
  if (expand.has('metadata.labels')) shown.metadata = { labels: showLabels(call, page), _expandable: {} };
  if (expand.has('children.page')) {
    const results = childrenOf(call, page.id).map((child) => showContent(call, child, new Set(), false));
    shown.children = { page: { results, start: 0, limit: 25, size: results.length } };
  }
  const { webui, editui, tinyui } = linksOf(page, space?.key ?? '');
  shown._expandable = { container: `/rest/api/space/${space?.key ?? ''}`, restrictions: '', children: '', descendants: '' };
  shown._links = {
    webui,
    edit: editui,
    tinyui,
    self: `${call.site.url}/wiki/rest/api/content/${page.id}`,
    base: `${call.site.url}/wiki`,
    context: '/wiki',
  };
  return shown;
}

export function showHistory(call: Call, page: PageDoc) {
  return {
    latest: true,
    createdBy: showUser(call, page.authorId),
    createdDate: iso(page.createdAt),
    lastUpdated: showVersion(call, page.version),
    _links: { self: `${call.site.url}/wiki/rest/api/content/${page.id}/history` },
  };
}

export function showLabels(call: Call, page: PageDoc) {
  const results = labelsOf(call, page.labels).map((label) => ({
    ...{ prefix: label.prefix, name: label.name, id: label.id, label: label.name },
  }));
  return {
    results,
    start: 0,
    limit: 200,
    size: results.length,
    _links: { self: `${call.site.url}/wiki/rest/api/content/${page.id}/label` },
  };
}

function showBodies(page: PageDoc, expand: ReadonlySet<string>): Record<string, unknown> {
  const body: Record<string, unknown> = {};
  for (const format of formats) {
    if (!expand.has(`body.${format}`)) continue;
    const [value] = Object.values(showBody(page.body, format));
    body[format] = {
      value: value?.value ?? '',
      representation: format,
      embeddedContent: [],
      _expandable: { content: `/rest/api/content/${page.id}` },
    };
  }
  return { ...body, _expandable: {} };
}

/** From the space's root down. */
export function ancestorsOf(call: Call, page: PageDoc): PageDoc[] {
  const up: PageDoc[] = [];
  for (let at = page.parentId; at !== null; ) {
    const parent = call.core.tables.pages.get(at);
    if (!parent) break;
    up.unshift(parent);
    at = parent.parentId;
  }
  return up;
}

/** The first API's list: counted from `start`. */
export function listed(call: Call, all: readonly unknown[], otherwise = 25) {
  const start = Math.max(0, Number(call.query.get('start') ?? 0) || 0);
  const limit = Math.min(1000, Math.max(1, Number(call.query.get('limit') ?? otherwise) || otherwise));
  const results = all.slice(start, start + limit);
  const links: Record<string, string> = { self: `${call.site.url}${call.path}`, base: `${call.site.url}/wiki`, context: '/wiki' };
  if (start + limit < all.length) {
    const query = new URLSearchParams(call.query);
    query.set('start', String(start + limit));
    query.set('limit', String(limit));
    links.next = `${call.path.replace(/^\/wiki/, '')}?${query}`;
  }
  return { results, start, limit, size: results.length, _links: links };
}
