import type { Call } from '../core.ts';
import { badRequest } from '../http/errors.ts';
import type { PageDoc, SpaceDoc } from './model.ts';
import { stamp, storePage } from './pages.ts';
import { spacesOf } from './space-lookup.ts';

export interface NewSpace {
  readonly key: string;
  readonly name: string;
  readonly description: string;
}

/** A space with its home page, under which pages without a parent go. */
export function createSpace(call: Call, made: NewSpace): SpaceDoc {
  const { core, site, caller } = call;
  if (!/^[A-Za-z0-9]{1,255}$/.test(made.key)) throw badRequest(`Space key is not valid: '${made.key}'`);
  if (made.name.trim() === '') throw badRequest('Space name must not be blank');
  if (spacesOf(call).some((one) => one.key.toLowerCase() === made.key.toLowerCase()))
    throw badRequest(`A space already exists with key ${made.key}`);
  const id = String(core.world.ids.next('confluence.content', 65_601));
  const homepageId = String(core.world.ids.next('confluence.content', 65_601));
  const authorId = caller.person.atlassianId;
  const version = stamp(call, 1);
  const space: SpaceDoc = {
    ...made,
    id,
    cloudId: site.cloudId,
    type: 'global',
    status: 'current',
    authorId,
    createdAt: version.createdAt,
    homepageId,
  };
  const home: PageDoc = {
    id: homepageId,
    cloudId: site.cloudId,
    spaceId: id,
    status: 'current',
    title: made.name,
    parentId: null,
    position: 0,
    authorId,
    ownerId: authorId,
    lastOwnerId: null,
    createdAt: version.createdAt,
    version,
    body: '<p />',
    labels: [],
    readers: null,
  };
  core.tables.spaces.set(id, space);
  storePage(call, home);
  return space;
}
