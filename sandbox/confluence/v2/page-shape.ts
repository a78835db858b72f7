import { type Call, iso } from '../core.ts';
import { badRequest } from '../http/errors.ts';
import type { PageDoc } from '../state/model.ts';
import { showVersion } from '../state/pages.ts';
import { adfOf } from '../storage/adf-write.ts';
import { view } from '../storage/view.ts';

const singleFormats = ['storage', 'atlas_doc_format', 'view', 'export_view', 'anonymous_export_view', 'styled_view', 'editor'] as const;
export type BodyFormat = (typeof singleFormats)[number];

function bodyFormat(call: Call, allowed: readonly BodyFormat[]): BodyFormat | null {
  const asked = call.query.get('body-format');
  if (asked === null) return null;
  const known = allowed.find((one) => one === asked.toLowerCase());
  if (!known) throw badRequest(`Provided value {${asked}} for 'body-format' is not valid. Valid values are: [${allowed.join(', ')}]`);
  return known;
}

export const bulkFormat = (call: Call): BodyFormat | null => bodyFormat(call, ['storage', 'atlas_doc_format']);
export const singleFormat = (call: Call): BodyFormat | null => bodyFormat(call, singleFormats);

/** A body in the asked format; every other one is left out, as the vendor does. */
export function showBody(source: string, format: BodyFormat | null): Record<string, { representation: string; value: string }> {
  if (format === null) return {};
  if (format === 'storage' || format === 'editor') return { storage: { representation: 'storage', value: source } };
  if (format === 'atlas_doc_format')
    return { atlas_doc_format: { representation: 'atlas_doc_format', value: JSON.stringify(adfOf(source)) } };
  return { view: { representation: format, value: view(source) } };
}

function common(call: Call, page: PageDoc) {
  const space = call.core.tables.spaces.get(page.spaceId);
  return {
    space,
    shown: {
      id: page.id,
      status: page.status,
      title: page.title,
      spaceId: page.spaceId,
      parentId: page.parentId,
      parentType: page.parentId === null ? null : 'page',
      position: page.position,
      authorId: page.authorId,
      ownerId: page.ownerId,
      lastOwnerId: page.lastOwnerId,
      createdAt: iso(page.createdAt),
    },
  };
}

/** A page in a list. */
export function showBulk(call: Call, page: PageDoc, format: BodyFormat | null) {
  const { shown, space } = common(call, page);
  return { ...shown, version: showVersion(page.version), body: showBody(page.body, format), _links: linksOf(page, space?.key ?? '') };
}

/** A page by itself. */
export function showSingle(call: Call, page: PageDoc, format: BodyFormat | null) {
  const { shown } = common(call, page);
  return { ...shown, version: showVersion(page.version), body: showBody(page.body, format), _links: { base: `${call.site.url}/wiki` } };
}

export function linksOf(page: PageDoc, key: string) {
  const id = Buffer.from(page.id).toString('base64url');
  return {
    webui: `/spaces/${key}/pages/${page.id}/${encodeURIComponent(page.title).replaceAll('%20', '+')}`,
    editui: `/pages/resumedraft.action?draftId=${page.id}`,
    tinyui: `/x/${id}`,
  };
}
