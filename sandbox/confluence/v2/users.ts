import { type Answer, type Call, ok } from '../core.ts';
import { badRequest } from '../http/errors.ts';
import { bodyOf } from '../http/input.ts';
import type { Route } from '../http/router.ts';

export const userRoutes: readonly Route[] = [
  {
    method: 'POST',
    template: '/wiki/api/v2/users-bulk',
    operation: 'createBulkUserLookup',
    scopes: ['read:user:confluence', 'read:confluence-user'],
    run: lookup,
  },
];

/** People of the site by account id; ids that nobody has are left out. */
function lookup(call: Call): Answer {
  const { accountIds } = bodyOf(call);
  if (!Array.isArray(accountIds) || accountIds.length === 0 || accountIds.length > 250)
    throw badRequest("'accountIds' must have between 1 and 250 ids");
  const wanted = new Set(accountIds.map(String));
  const results = call.core.world.people
    .all()
    .filter((person) => person.accountId === call.site.accountId && wanted.has(person.atlassianId))
    .map((person) => ({
      accountId: person.atlassianId,
      accountType: 'atlassian',
      accountStatus: 'active',
      displayName: person.name,
      publicName: person.name,
      email: person.email,
      timeZone: null,
      personalSpaceId: null,
      isExternalCollaborator: false,
      profilePicture: { path: '/wiki/aa-avatar/default', isDefault: true },
    }));
  return ok({ results, _links: { base: `${call.site.url}/wiki` } }, results.length * 2);
}
