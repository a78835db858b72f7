import { createHash } from 'node:crypto';
import type { Caller, People, Person, Store } from '../world.ts';
import type { AppVendor } from './apps.ts';
import type { Grants } from './grants.ts';
import { signJwt } from './jwt.ts';

/** Who a person is before the vendors gave them ids. */
export interface PersonSeed {
  readonly id: string;
  readonly name: string;
  readonly email: string;
  readonly admin?: boolean;
  readonly viewOnly?: boolean;
  /** The monday account; left out: the agency's. */
  readonly accountId?: string;
}

type TokenService = Parameters<People['byToken']>[0];

export interface SandboxPeople extends People {
  /** Someone joins; an id that is known already is left as it is. */
  add(person: PersonSeed): Person;
  /** `app` or a person's id for an `Authorization` header, also when its token is dead; undefined for a stranger's. */
  labelOf(authorization: string | null): string | undefined;
  /** The person by whose consent an app calls with this header. */
  grantOf(authorization: string | null): string | undefined;
  /** A person's own token, the same for ever; undefined for someone unknown. */
  tokenOf(service: TokenService, personId: string): string | undefined;
}

export const AGENCY_ACCOUNT = '26104417';

const FIRST_MONDAY_ID = 67_214_700;

/** What a person's own token may do: everything that the vendor knows. */
const ownScopes: Readonly<Record<TokenService, readonly string[]>> = {
  monday: [
    'me:read',
    'account:read',
    'boards:read',
    'boards:write',
    'workspaces:read',
    'workspaces:write',
    'users:read',
    'users:write',
    'teams:read',
    'teams:write',
    'updates:read',
    'updates:write',
    'assets:read',
    'tags:read',
    'notifications:write',
    'webhooks:read',
    'webhooks:write',
    'docs:read',
    'docs:write',
  ],
  google: [
    'https://www.googleapis.com/auth/drive',
    'https://www.googleapis.com/auth/drive.file',
    'https://www.googleapis.com/auth/drive.readonly',
    'https://www.googleapis.com/auth/spreadsheets',
    'https://www.googleapis.com/auth/spreadsheets.readonly',
    'openid',
    'email',
    'profile',
  ],
  confluence: [
    'read:page:confluence',
    'write:page:confluence',
    'delete:page:confluence',
    'read:space:confluence',
    'write:space:confluence',
    'read:label:confluence',
    'write:label:confluence',
    'read:task:confluence',
    'write:task:confluence',
    'read:attachment:confluence',
    'read:comment:confluence',
    'write:comment:confluence',
    'read:content.metadata:confluence',
    'read:content-details:confluence',
    'read:user:confluence',
    'search:confluence',
    'offline_access',
  ],
};

const vendorOf: Readonly<Record<TokenService, AppVendor>> = { monday: 'monday', google: 'google', confluence: 'atlassian' };
const services = Object.keys(vendorOf) as TokenService[];

/** The people of the world and everyone's tokens: their own, and those that `grants` gave to apps. */
export function createPeople(options: { store: Store; seed: string; people: readonly PersonSeed[]; grants: Grants }): SandboxPeople {
  const { store, seed, grants } = options;
  const table = store.table<Person>('people');
  const ownTokens = new Map<string, Caller>();

  function tokenOf(service: TokenService, person: Person): string {
    const secret = createHash('sha256').update(`${seed}/token/${service}/${person.id}`).digest('base64url');
    if (service === 'google') return `ya29.${secret}`;
    if (service === 'confluence') return `ATATT3xFfGF0${secret}`;
    const claims = {
      tid: person.mondayId,
      aai: 11,
      uid: Number(person.mondayId),
      per: 'me:write',
      actid: Number(person.accountId),
      rgn: 'euc1',
    };
    return signJwt(claims, secret);
  }

  function remember(person: Person): void {
    for (const service of services) {
      ownTokens.set(`${service} ${tokenOf(service, person)}`, { person, app: null, label: person.id, scopes: ownScopes[service] });
    }
  }

  function add(seedOf: PersonSeed): Person {
    const known = table.get(seedOf.id);
    if (known) return known;
    const hash = createHash('sha256').update(`${seed}/person/${seedOf.id}`).digest('hex');
    const person: Person = {
      id: seedOf.id,
      name: seedOf.name,
      email: seedOf.email,
      mondayId: String(FIRST_MONDAY_ID + table.size),
      atlassianId: `712020:${hash.slice(0, 8)}-${hash.slice(8, 12)}-4${hash.slice(13, 16)}-8${hash.slice(17, 20)}-${hash.slice(20, 32)}`,
      admin: seedOf.admin ?? false,
      viewOnly: seedOf.viewOnly ?? false,
      accountId: seedOf.accountId ?? AGENCY_ACCOUNT,
    };
    table.set(person.id, person);
    remember(person);
    return person;
  }

  for (const person of table.values()) remember(person);
  for (const person of options.people) add(person);
  store.commit();

  return {
    all: () => [...table.values()],
    get: (id) => table.get(id),
    add,
    tokenOf(service, personId) {
      const person = table.get(personId);
      return person && tokenOf(service, person);
    },
    labelOf(authorization) {
      const token = tokenIn(authorization ?? '');
      if (grants.gave(token)) return 'app';
      return services.map((service) => ownTokens.get(`${service} ${token}`)?.label).find((label) => label !== undefined);
    },
    grantOf: (authorization) => grants.personOf(tokenIn(authorization ?? '')),
    byToken(service, token) {
      const own = ownTokens.get(`${service} ${token}`);
      if (own) return own;
      const grant = grants.byAccessToken(vendorOf[service], token);
      if (grant === undefined || grant === 'expired') return grant;
      const person = table.get(grant.personId);
      return person && { person, app: grant.clientId, label: 'app', scopes: grant.scopes };
    },
  };
}

/** The token of a header: bare as monday takes it, after `Bearer`, or the password after `Basic`. */
function tokenIn(authorization: string): string {
  const [, scheme = '', token = ''] = /^(?:(bearer|basic)\s+)?(\S*)$/i.exec(authorization) ?? [];
  if (scheme.toLowerCase() !== 'basic') return token;
  const login = Buffer.from(token, 'base64').toString();
  return login.slice(login.indexOf(':') + 1);
}
