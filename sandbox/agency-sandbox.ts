/** The sandbox that everything uses: the three vendors with their OAuth, the agency in them, and the demo page. */
import { createConfluence } from './confluence/confluence.ts';
import { createGoogle } from './google/google.ts';
import { createMonday } from './monday/monday.ts';
import type { MondayOptions } from './monday/options.ts';
import { createOauth } from './oauth/oauth.ts';
import type { AgencyIds } from './seed/agency-ids.ts';
import { colleagues, OWNER, teams } from './seed/data/people.ts';
import { seedAgency, seededAgency } from './seed/seed-agency.ts';
import { lifecycleControl } from './server/lifecycle-control.ts';
import { createPage } from './server/page.ts';
import { createSandbox, type Sandbox, type SandboxOptions } from './server/sandbox.ts';
import type { RegisteredApps } from './world/people/apps.ts';
import { AGENCY_ACCOUNT } from './world/people/people.ts';
import type { Vendor, World } from './world/world.ts';

export interface AgencySandboxOptions extends Omit<SandboxOptions, 'people' | 'vendors' | 'fill' | 'page' | 'controls'> {
  /** The day that the agency is seeded for, `2026-11-23`. */
  readonly today: string;
  /** The demo page, built; null: no page. */
  readonly pageFolder?: string | null;
  /** Where the page's strip sends its actions; null: nobody takes them. */
  readonly actionsUrl?: string | null;
}

export interface AgencySandbox {
  readonly sandbox: Sandbox;
  /** Where everything of the agency is; the same before and after a reset. */
  readonly agency: () => AgencyIds;
}

export const SITE = {
  cloudId: '7d9f0a52-1c3e-4b8a-9e61-2f5b8c4d7a10',
  name: 'northlight',
  url: 'https://northlight.atlassian.net',
} as const;

/** A sandbox with the agency in it; seeded now when its state is new. */
export async function createAgencySandbox(options: AgencySandboxOptions): Promise<AgencySandbox> {
  const { today, pageFolder = null, actionsUrl = null, ...rest } = options;
  const agencyOf = (world: World): AgencyIds => {
    const ids = seededAgency(world);
    if (!ids) throw new Error('The agency is not seeded yet.');
    return ids;
  };
  const sandbox = await createSandbox({
    ...rest,
    people: colleagues(today),
    vendors: vendorsOf,
    fill: async (empty) => {
      await seedAgency(empty, { today, cloudId: SITE.cloudId });
    },
    controls: (whole) => lifecycleControl(whole, () => mondayOptions(whole.apps)),
    page: (whole) =>
      createPage(whole, { folder: pageFolder, actionsUrl, agency: () => agencyOf(whole.world), monday: mondayOptions(whole.apps) }),
  });
  return { sandbox, agency: () => agencyOf(sandbox.world) };
}

function vendorsOf(world: Sandbox['world'], apps: RegisteredApps): Vendor[] {
  return [
    ...createOauth(world, apps, SITE),
    { ...createMonday(world, mondayOptions(apps)), keptOnReset: ['monday.webhooks'] },
    ...createGoogle(world).map((vendor) => ({ ...vendor, keptOnReset: ['google.channels', 'google.changes'] })),
    createConfluence(world, { sites: [{ cloudId: SITE.cloudId, url: SITE.url, accountId: AGENCY_ACCOUNT }] }),
  ];
}

function mondayOptions(apps: RegisteredApps): MondayOptions {
  const [app] = apps.monday;
  return {
    accounts: [
      {
        id: AGENCY_ACCOUNT,
        name: 'Northlight',
        slug: 'northlight',
        tier: 'pro',
        timeZone: 'Europe/Berlin',
        teams: teams.map((name, index) => ({ id: String(1_110_001 + index), name, people: membersOf(name) })),
      },
    ],
    app: {
      appId: '10000001',
      appVersionId: '10000011',
      name: 'Evenkeel',
      clientId: app?.clientId ?? '',
      clientSecret: app?.clientSecret ?? '',
      signingSecret: app?.signingSecret ?? '',
      marketplace: true,
    },
  };
}

/** The lead first: monday takes the first for the team's owner. */
function membersOf(team: string): string[] {
  const members = colleagues('2026-01-01').filter((one) => one.team === team);
  return members.sort((a, b) => Number(b.lead === OWNER) - Number(a.lead === OWNER)).map(({ id }) => id);
}
