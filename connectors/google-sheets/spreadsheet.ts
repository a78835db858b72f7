/** An opened spreadsheet: what reading, writing and settling share, and what it remembers between its calls. */
import type { TabLocator } from '../../core/accounts/locator.ts';
import type { IntentId, ReplicaId } from '../../core/sync/ids.ts';
import type { ConnectorDeps, Intent, Settled } from '../../core/sync/ports.ts';
import type { GoogleOptions } from './client.ts';
import type { TabLayout } from './layout.ts';
import type { OwnTabs } from './preparing/own-tabs.ts';
import type { NamedRange } from './wire.ts';

export interface Spreadsheet {
  readonly deps: ConnectorDeps;
  readonly options: GoogleOptions;
  readonly id: string;
  readonly book: () => Book;
  readonly keep: (next: Book) => void;
  /** Where a replica stands; throws `unknown-replica` for one that the container wasn't opened with. */
  readonly locator: (replica: ReplicaId) => TabLocator;
  /** The tab's layout as last read or written; reads it when there is none. Throws `tab-broken` when it can't be read as mapped. */
  readonly layout: (replica: ReplicaId) => Promise<TabLayout>;
}

/** Where things stood in the last answer, and what isn't settled yet. */
export interface Book extends OwnTabs {
  readonly layouts: ReadonlyMap<ReplicaId, TabLayout>;
  readonly namedRanges: readonly NamedRange[];
  /** Intents of ours whose outcome isn't known: their evidence must be read before another write covers it. */
  readonly open: ReadonlyMap<IntentId, Intent>;
  readonly settled: ReadonlyMap<IntentId, Settled>;
}

export const emptyBook: Book = { preimages: null, removed: null, layouts: new Map(), namedRanges: [], open: new Map(), settled: new Map() };

/** Forgets where things stand: the next write reads first. */
export function forgetLayouts(spreadsheet: Spreadsheet): void {
  spreadsheet.keep({ ...spreadsheet.book(), layouts: new Map() });
}

/** Keeps the layout that a write of ours left behind; other replicas of the same tab must be read anew. */
export function keepLayout(spreadsheet: Spreadsheet, replica: ReplicaId, layout: TabLayout): void {
  const others = [...spreadsheet.book().layouts].filter(([, other]) => other.locator.sheetId !== layout.locator.sheetId);
  spreadsheet.keep({ ...spreadsheet.book(), layouts: new Map([...others, [replica, layout]]) });
}
