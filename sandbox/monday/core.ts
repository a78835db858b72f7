import type { Person, World } from '../world/world.ts';
import type { MondayOptions } from './options.ts';
import type { BoardDoc } from './state/model.ts';
import type { Tables } from './state/tables.ts';

/** What every part of the played monday.com works on. */
export interface Core {
  readonly world: World;
  readonly options: MondayOptions;
  readonly tables: Tables;
}

/** Who acts in one request, and what the request has set off so far. */
export interface Actor {
  readonly person: Person;
  /** OAuth client id when the token is the app's, else null. */
  readonly app: string | null;
  readonly scopes: readonly string[];
  readonly label: string;
  /** Webhook deliveries, sent after the commit and before the answer. */
  readonly outbox: Delivery[];
  /** A backfill: what it changes is neither logged nor told. */
  readonly quiet?: boolean;
}

export interface Delivery {
  readonly webhookId: string;
  readonly event: Record<string, unknown>;
}

/** Private boards exist only for their owners and subscribers; other accounts' boards for nobody. */
export function sees(actor: Actor, board: BoardDoc): boolean {
  if (board.accountId !== actor.person.accountId) return false;
  return board.kind !== 'private' || board.owners.includes(actor.person.mondayId) || board.subscribers.includes(actor.person.mondayId);
}

/** People of the account, by monday user id. */
export function userById(core: Core, accountId: string, mondayId: string): Person | undefined {
  return core.world.people.all().find((person) => person.mondayId === mondayId && person.accountId === accountId);
}

/** `2026-02-05T17:56:59Z`, as items and boards show their times. */
export const isoSeconds = (ms: number): string => `${new Date(ms).toISOString().slice(0, 19)}Z`;
