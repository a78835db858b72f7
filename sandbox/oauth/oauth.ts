import type { SandboxWorld } from '../world/create-world.ts';
import type { RegisteredApps } from '../world/people/apps.ts';
import type { Vendor } from '../world/world.ts';
import { type AtlassianSite, createAtlassianOauth } from './atlassian.ts';
import { createGoogleOauth } from './google.ts';
import { createMondayOauth } from './monday.ts';

/** The consent and token endpoints of all three vendors, each under its vendor's own paths. */
export function createOauth(world: SandboxWorld, apps: RegisteredApps, site: AtlassianSite): Vendor[] {
  return [createMondayOauth(world, apps.monday), createGoogleOauth(world, apps.google), createAtlassianOauth(world, apps.atlassian, site)];
}
