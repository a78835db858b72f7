/** Users, teams and the account as the API shows them. */
import type { Person } from '../../world/world.ts';
import { isoSeconds } from '../core.ts';
import { accountOf, type MondayAccount, type MondayTeam } from '../options.ts';
import { type Args, listArg, paged, type Resolvers, type Turn } from './turn.ts';

/** When everybody joined; nothing of the product depends on it. */
const JOINED = Date.UTC(2024, 0, 15, 9);

export const peopleResolvers: Resolvers = {
  User: {
    id: (person: Person) => person.mondayId,
    account: (person: Person, _args: Args, { core }: Turn) => accountOf(core.options, person.accountId),
    account_id: (person: Person) => person.accountId,
    birthday: () => null,
    country_code: () => null,
    created_at: () => isoSeconds(JOINED),
    current_language: () => 'en',
    is_deleted: () => false,
    is_email_confirmed: () => true,
    kind: (person: Person) => (person.admin ? 'admin' : person.viewOnly ? 'viewer' : 'member'),
    last_activity: () => null,
    location: () => null,
    mobile_phone: () => null,
    phone: () => '',
    photo_url: () => ({ original: null, small: null, thumb: null, thumb_small: null, tiny: null }),
    status: () => 'ACTIVE',
    teams: (person: Person, args: Args, { core }: Turn) => {
      const ids = listArg(args, 'ids');
      return accountOf(core.options, person.accountId).teams.filter(
        (team) => team.people.includes(person.id) && (!ids || ids.includes(team.id)),
      );
    },
    time_zone_identifier: (person: Person, _args: Args, { core }: Turn) => accountOf(core.options, person.accountId).timeZone ?? 'UTC',
    title: () => '',
    url: (person: Person, _args: Args, { core }: Turn) =>
      `https://${accountOf(core.options, person.accountId).slug}.monday.com/users/${person.mondayId}`,
    utc_hours_diff: () => 0,
  },
  Team: {
    created_at: () => isoSeconds(JOINED),
    is_guest: () => false,
    owners: (team: MondayTeam, _args: Args, { core }: Turn) => members(team.people.slice(0, 1), (id) => core.world.people.get(id)),
    picture_url: () => null,
    users: (team: MondayTeam, args: Args, { core }: Turn) => {
      const ids = listArg(args, 'ids');
      const found = members(team.people, (id) => core.world.people.get(id)).filter((person) => !ids || ids.includes(person.mondayId));
      return typeof args.limit === 'number' ? paged(found, args) : found;
    },
  },
  Account: {
    active_members_count: (account: MondayAccount, _args: Args, { core }: Turn) =>
      core.world.people.all().filter((person) => person.accountId === account.id).length,
    country_code: () => null,
    created_at: () => isoSeconds(JOINED),
    first_day_of_the_week: () => 'monday',
    is_during_trial: () => false,
    is_trial_expired: () => false,
    logo: () => null,
    plan: (account: MondayAccount) => ({ max_users: 100, period: 'yearly', tier: account.tier, version: 20 }),
    show_timeline_weekends: () => true,
    sign_up_product_kind: () => 'core',
  },
};

function members(ids: readonly string[], get: (id: string) => Person | undefined): Person[] {
  return ids.map((id) => get(id)).filter((person) => person !== undefined);
}
