/** Finds what an end of a pair names at its vendor, with one call: its name, its columns, and a locator for it. */
import { preparePages } from '../../connectors/confluence/prepare.ts';
import { describeTab } from '../../connectors/google-sheets/prepare.ts';
import { describeBoard } from '../../connectors/monday/prepare.ts';
import type { Locator } from '../../core/accounts/locator.ts';
import type { End } from '../../core/protocol/api.ts';
import type { AccountId, ConnectionId } from '../../core/sync/ids.ts';
import type { Column } from '../../core/sync/record.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { computedSchema } from '../computed/columns.ts';
import { Problem } from '../problems.ts';
import type { ConnectionRow, Vendor } from './connections.ts';
import { readConnections } from './connections.ts';

export interface FoundEnd {
  readonly name: string;
  /** The columns that are there; null: any may be named (an empty tab, a page's block). */
  readonly columns: readonly Column[] | null;
  readonly locator: Locator;
  /** Board id, spreadsheet id, parent page id, name of a computed list. */
  readonly externalId: string;
  readonly connection: ConnectionId | null;
}

/** @throws SyncError as the vendor answers; Problem `no-connection`, `unsupported-end`. */
export async function findEnd(app: App, account: AccountId, end: End, wanted: readonly string[]): Promise<FoundEnd> {
  if ('monday' in end) return board(app, account, end.monday.board);
  if ('sheet' in end) return tab(app, account, end.sheet, wanted);
  if ('page' in end) return pages(app, account, end.page, wanted);
  // The Inbox of a spreadsheet is made by the product itself, in a tab of its own.
  if ('computed' in end && end.computed === 'inbox') throw new Problem('inbox-by-itself', 422, {}, 'left');
  if ('computed' in end) {
    const columns = computedSchema(end.computed);
    return {
      name: end.computed === 'kpi' ? 'KPI' : 'Ledger',
      columns,
      locator: { vendor: 'computed', name: end.computed },
      externalId: end.computed,
      connection: null,
    };
  }
  throw new Problem('unsupported-end', 422, { end: 'register' }, 'right');
}

export async function board(app: App, account: AccountId, id: string): Promise<FoundEnd> {
  const connection = await connectionTo(app, account, 'monday');
  const found = await describeBoard(app.vendors.deps(account, connection), app.vendors.options.monday, id);
  const locator: Locator = { vendor: 'monday', board: id, keyColumn: null, columns: null };
  return { name: found.name, columns: found.columns, locator, externalId: id, connection: connection.id };
}

/** `wanted` null: the tab is only read, every header of it. */
export async function tab(
  app: App,
  account: AccountId,
  at: { readonly spreadsheet: string; readonly tab: string | number },
  wanted: readonly string[] | null,
): Promise<FoundEnd> {
  const connection = await connectionTo(app, account, 'google');
  const found = await describeTab(app.vendors.deps(account, connection), app.vendors.options.google, at);
  const columns = (wanted ?? []).map((ref) => ({ ref, metadataId: null }));
  const identity = wanted === null ? ('rows' as const) : ('keyed' as const);
  const locator: Locator = {
    vendor: 'google',
    spreadsheet: at.spreadsheet,
    sheetId: found.sheetId,
    headerRow: 1,
    identity,
    keyMetadataId: null,
    columns,
  };
  return {
    name: found.tab,
    columns: found.columns.length === 0 ? null : found.columns,
    locator,
    externalId: at.spreadsheet,
    connection: connection.id,
  };
}

async function pages(
  app: App,
  account: AccountId,
  at: { readonly space: string; readonly parent: string },
  wanted: readonly string[],
): Promise<FoundEnd> {
  const connection = await connectionTo(app, account, 'confluence');
  const cloudId = connection.facts.cloudId ?? '';
  const asked = { vendor: 'confluence' as const, cloudId, space: at.space, parent: at.parent, properties: [] };
  const locator = await preparePages(app.vendors.deps(account, connection), app.vendors.options.confluence, asked, wanted);
  return { name: 'Pages', columns: null, locator, externalId: at.parent, connection: connection.id };
}

async function connectionTo(app: App, account: AccountId, vendor: Vendor): Promise<ConnectionRow> {
  const found = (await withAccount(app.db, account, readConnections)).find((one) => one.vendor === vendor);
  if (found === undefined) throw new Problem('no-connection', 422, { vendor });
  return found;
}
