import type { SandboxWorld } from '../world/create-world.ts';
import type { Handler, World } from '../world/world.ts';
import { describeAgency } from './agency.ts';
import { type AgencyIds, tabTitles } from './agency-ids.ts';
import { createCaller } from './call.ts';
import { OWNER } from './data/people.ts';
import { loadConfluence } from './load-confluence.ts';
import { loadGoogle } from './load-google.ts';
import { loadMonday } from './load-monday.ts';

export interface SeedOptions {
  /** The day that the agency lives in, `2026-11-23`: tasks, leaves and the open month lie around it. */
  readonly today: string;
  readonly cloudId: string;
}

/** What the seed needs of the sandbox. */
export interface Seedable {
  readonly world: SandboxWorld;
  readonly origin: string;
  readonly fetch: Handler;
}

/**
 * Fills an empty sandbox with the agency, through the vendors' own APIs, as the account's owner; where it all is. Kept, so
 * that a second call, also after a restart, answers the same and does nothing.
 */
export async function seedAgency(sandbox: Seedable, options: SeedOptions): Promise<AgencyIds> {
  const { world, origin, fetch } = sandbox;
  const seeded = seededAgency(world);
  if (seeded) return seeded;
  const agency = describeAgency(options.today);
  const person = (id: string) => {
    const found = world.people.get(id);
    if (!found) throw new Error(`${id} isn't in this world`);
    return found;
  };
  const [monday, google, confluence] = (['monday', 'google', 'confluence'] as const).map(
    (service) => world.people.tokenOf(service, OWNER) ?? '',
  );
  const caller = (token = '') => createCaller(fetch, origin, `Bearer ${token}`);
  const boards = await loadMonday(caller(monday), agency, (id) => person(id).mondayId);
  const spreadsheetId = await loadGoogle(caller(google), agency, (id) => person(id).name);
  const wiki = await loadConfluence(caller(confluence), agency, `/ex/confluence/${options.cloudId}`);
  const ids: AgencyIds = {
    monday: { token: monday ?? '', accountId: person(OWNER).accountId, ...boards },
    google: { token: google ?? '', spreadsheetId, tabs: tabTitles },
    confluence: { token: confluence ?? '', cloudId: options.cloudId, ...wiki },
  };
  world.store.table<AgencyIds>('seed-agency').set('ids', ids);
  world.store.commit();
  return ids;
}

/** Where the agency is in a world that was seeded; undefined before. */
export function seededAgency(world: World): AgencyIds | undefined {
  return world.store.table<AgencyIds>('seed-agency').get('ids');
}
