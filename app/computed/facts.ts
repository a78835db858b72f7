/**
 * The facts of an account as its mirrors show them now, ready for the business rules; 0 vendor calls. Kept in the
 * process while nothing moved, so that asking again costs one small query; when something moved, only the records that
 * did are read and decoded anew.
 */
import { dayIn } from '../../core/accounts/day.ts';
import type { FigureFacts } from '../../core/accounts/facts/assemble.ts';
import type { FactNote } from '../../core/accounts/facts/note.ts';
import type { Sources } from '../../core/accounts/sources.ts';
import { sources as sourcesSchema } from '../../core/accounts/sources.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import { AGENCY } from '../../core/team/agency.ts';
import type { Holidays } from '../../core/team/holidays.ts';
import { holidaysOf } from '../../core/team/holidays.ts';
import type { TeamSettings } from '../../core/team/settings.ts';
import { withOverrides } from '../../core/team/settings.ts';
import type { IsoDate } from '../../core/values/dates.ts';
import type { Person as HubPerson } from '../../core/values/value.ts';
import { readFigureState } from '../../platform/postgres/figures.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import type { Decoded } from './decode.ts';
import { decodeSources, sourceReplicas } from './decode.ts';

export interface AccountFacts extends FigureFacts {
  /** The day that figures are of, where the account is. */
  readonly asOf: IsoDate;
  readonly sources: Sources;
  readonly settings: TeamSettings;
  readonly holidays: Holidays;
  /** What next client may be asked for, in the Clients board's own words and order. */
  readonly choices: { readonly tiers: readonly string[]; readonly stages: readonly string[] };
  readonly notes: readonly FactNote[];
  /** Everyone of the account, on the Team board or not. */
  readonly hub: readonly HubPerson[];
  /** False until every source has been read once: figures would be of half the facts. */
  readonly complete: boolean;
}

/** Accounts whose facts are kept; the one asked for longest ago goes first. */
const KEPT_ACCOUNTS = 32;

interface Entry {
  readonly version: string;
  readonly decoded: Decoded;
  readonly facts: AccountFacts;
}

interface Shelf {
  readonly accounts: Map<AccountId, Entry>;
  /** By country and year. */
  readonly holidays: Map<string, Holidays>;
}

const shelves = new WeakMap<App['db'], Shelf>();

/** Null when the account hasn't said where its facts live. The same object as long as nothing moved and the day lasts. */
export async function accountFacts(app: Pick<App, 'db' | 'clock'>, account: AccountId): Promise<AccountFacts | null> {
  const shelf = shelfOf(app);
  return withAccount(app.db, account, async (tx) => {
    const state = await readFigureState(tx);
    if (state === null || state.sources === null) return null;
    const kept = shelf.accounts.get(account);
    const moved = kept?.version !== state.version;
    const sources = moved ? sourcesSchema.parse(state.sources) : kept.facts.sources;
    const asOf = dayOfAccount(app, sources);
    if (!moved && kept.facts.asOf === asOf) {
      remember(shelf, account, kept);
      return kept.facts;
    }
    const decoded = moved ? await decode(tx, sources, state.parts, kept?.decoded) : kept.decoded;
    const facts = withSettings(shelf, sources, decoded, asOf);
    remember(shelf, account, { version: state.version, decoded, facts });
    return facts;
  });
}

/** The moment at which figures are told, as an ISO instant. */
export const momentOf = (app: Pick<App, 'clock'>): string => new Date(app.clock.now()).toISOString();

/** Today where the account is. */
const dayOfAccount = (app: Pick<App, 'clock'>, sources: Pick<Sources, 'timeZone'> | null): IsoDate =>
  dayIn(app.clock.now(), sources?.timeZone ?? 'UTC');

const decode = (tx: Tx, sources: Sources, parts: unknown, before: Decoded | undefined): Promise<Decoded> =>
  decodeSources(tx, sources, sourceReplicas.parse(parts), before);

function withSettings(shelf: Shelf, sources: Sources, decoded: Decoded, asOf: IsoDate): AccountFacts {
  const settings = withOverrides(AGENCY, { country: sources.country, ...sources.teamOverrides });
  const { facts, hub, choices, complete } = decoded;
  return { ...facts, hub, asOf, sources, settings, holidays: holidaysFor(shelf, settings.country, asOf), choices, complete };
}

/** Last year's, for months that are closed late, to the end of next year's, for clients who start then. */
function holidaysFor(shelf: Shelf, country: string, asOf: IsoDate): Holidays {
  const year = Number(asOf.slice(0, 4));
  const key = `${country} ${year}`;
  const holidays = shelf.holidays.get(key) ?? holidaysOf([country], year - 1, year + 2);
  shelf.holidays.set(key, holidays);
  return holidays;
}

function remember(shelf: Shelf, account: AccountId, entry: Entry): void {
  shelf.accounts.delete(account);
  shelf.accounts.set(account, entry);
  for (const oldest of shelf.accounts.keys()) {
    if (shelf.accounts.size <= KEPT_ACCOUNTS) break;
    shelf.accounts.delete(oldest);
  }
}

function shelfOf(app: Pick<App, 'db'>): Shelf {
  const shelf = shelves.get(app.db) ?? { accounts: new Map(), holidays: new Map() };
  shelves.set(app.db, shelf);
  return shelf;
}
