/** Finds what an end of a pair names at its vendor, with one call: its name, its columns, and a locator for it. */
import { preparePages } from '../../connectors/confluence/prepare.ts';
import { describeTab } from '../../connectors/google-sheets/prepare.ts';
import { describeBoard } from '../../connectors/monday/prepare.ts';
import type { Locator } from '../../core/accounts/locator.ts';
import type { End } from '../../core/protocol/api.ts';
import type { SyncError } from '../../core/sync/errors.ts';
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
  const end = keyedTab(connection, { spreadsheet: at.spreadsheet, sheetId: found.sheetId, tab: found.tab }, wanted ?? []);
  const locator = wanted === null && end.locator.vendor === 'google' ? { ...end.locator, identity: 'rows' as const } : end.locator;
  return { ...end, locator, columns: found.columns.length === 0 ? null : found.columns };
}

/** A tab with these columns, whose rows get keys of ours. */
export function keyedTab(
  connection: Pick<ConnectionRow, 'id'>,
  { spreadsheet, sheetId, tab }: { readonly spreadsheet: string; readonly sheetId: number; readonly tab: string },
  wanted: readonly string[],
): FoundEnd {
  const columns = wanted.map((ref) => ({ ref, metadataId: null }));
  const locator: Locator = { vendor: 'google', spreadsheet, sheetId, headerRow: 1, identity: 'keyed', keyMetadataId: null, columns };
  return { name: tab, columns: null, locator, externalId: spreadsheet, connection: connection.id };
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

/** @throws Problem `no-connection` */
export async function connectionTo(app: App, account: AccountId, vendor: Vendor): Promise<ConnectionRow> {
  const found = (await withAccount(app.db, account, readConnections)).find((one) => one.vendor === vendor);
  if (found === undefined) throw new Problem('no-connection', 422, { vendor });
  return found;
}

/** What a vendor said to an end, as whoever named it reads it. `field`: where it was named. */
export function endProblem(error: SyncError, field: string): Problem {
  const { vendor = field, detail = '' } = error.data;
  return new Problem(codeOf(error), 422, { vendor: String(vendor), detail: shortened(String(detail)) }, field);
}

/** Google says of a spreadsheet that it doesn't show us that it isn't there: most of them are meant by that. */
function codeOf({ code, data }: SyncError): string {
  if (code === 'unauthorized') return 'grant-lost';
  const isHidden = data.vendor === 'google' && (data.code === 'not-found' || data.code === 'no-access');
  return code === 'vendor-refused' && isHidden ? 'sheet-hidden' : code;
}

/** A vendor's words inside a sentence of ours: without their full stop, and no longer than a person reads. */
const shortened = (detail: string): string => (detail.length > 120 ? `${detail.slice(0, 120)}…` : detail.replace(/\.$/, ''));
