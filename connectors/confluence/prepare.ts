/** Before a page set is mapped and written: what its parent is called, and the locator with what a write needs to know. */
import type { PagesLocator } from '../../core/accounts/locator.ts';
import { refused } from '../../core/sync/errors.ts';
import type { ConnectorDeps } from '../../core/sync/ports.ts';
import type { Column } from '../../core/sync/record.ts';
import { type ConfluenceOptions, openClient, pageById } from './client.ts';
import { columnsOf, isTitle } from './pages.ts';
import type { WirePage } from './wire.ts';

/** The parent's title and what a record of the set has: its title and the locator's properties. One call; `vendor-refused` with code `not-found`. */
export async function describePages(
  deps: ConnectorDeps,
  options: ConfluenceOptions,
  locator: PagesLocator,
): Promise<{ readonly name: string; readonly columns: readonly Column[]; readonly spaceId: string }> {
  const parent = await parentOf(deps, options, locator);
  return { name: parent.title, columns: columnsOf(locator), spaceId: parent.spaceId };
}

/** Completes a locator: the space by its id, the properties as wanted. One call; the same each time. */
export async function preparePages(
  deps: ConnectorDeps,
  options: ConfluenceOptions,
  locator: PagesLocator,
  wanted: readonly string[] | null,
): Promise<PagesLocator> {
  const parent = await parentOf(deps, options, locator);
  const properties = wanted === null ? locator.properties : wanted.filter((one) => !isTitle(one));
  return { ...locator, space: parent.spaceId, properties: [...new Set(properties)] };
}

async function parentOf(deps: ConnectorDeps, options: ConfluenceOptions, locator: PagesLocator): Promise<WirePage> {
  const parent = /^\d+$/.test(locator.parent) ? await pageById(openClient(deps, options, locator.cloudId), locator.parent) : null;
  if (parent?.status !== 'current') throw refused('confluence', 'not-found', `page ${locator.parent}`);
  return parent;
}
