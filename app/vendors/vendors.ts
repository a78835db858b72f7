/**
 * The three vendors behind one door: opens containers and feeds for an account's connections. Opened containers are
 * kept while their replicas stay as they are, because a container remembers the layout that it last read.
 */

import { confluenceFeed } from '../../connectors/confluence/changes.ts';
import { openPages } from '../../connectors/confluence/replica.ts';
import { googleFeed } from '../../connectors/google-sheets/changes.ts';
import { openSpreadsheet } from '../../connectors/google-sheets/replica.ts';
import type { OpenOptions } from '../../connectors/monday/board.ts';
import { mondayFeed } from '../../connectors/monday/changes.ts';
import { Stride } from '../../connectors/monday/graphql/stride.ts';
import { openBoard } from '../../connectors/monday/replica.ts';
import type { Locator } from '../../core/accounts/locator.ts';
import { refused } from '../../core/sync/errors.ts';
import type { AccountId, ContainerId, ReplicaId } from '../../core/sync/ids.ts';
import type { ChangeFeed, ConnectorDeps, Container } from '../../core/sync/ports.ts';
import type { ContainerRow, ReplicaRow } from '../../core/sync/store.ts';
import type { Config } from '../../platform/config.ts';
import type { ConnectionRow, Grant } from './connections.ts';

export interface Vendors {
  open(account: AccountId, row: ContainerRow, replicas: readonly ReplicaRow[], connection: ConnectionRow): Container;
  feed(account: AccountId, connection: ConnectionRow): ChangeFeed;
  /** For use-cases that ask a vendor something once: a schema, a directory. */
  deps(account: AccountId, connection: Grant): ConnectorDeps;
  readonly options: VendorOptions;
}

export interface VendorOptions {
  readonly monday: OpenOptions;
  readonly google: { readonly sheetsUrl: string; readonly driveUrl: string };
  readonly confluence: { readonly apiUrl: string };
}

export function createVendors(config: Config, depsOf: (account: AccountId, connection: Grant) => ConnectorDeps): Vendors {
  const options: VendorOptions = {
    monday: { apiUrl: config.monday.apiUrl, apiVersion: config.monday.apiVersion, schemas: new Map() },
    google: { sheetsUrl: config.google.sheetsUrl, driveUrl: config.google.driveUrl },
    confluence: { apiUrl: config.atlassian.apiUrl },
  };
  const strides = new Map<AccountId, Stride>();
  const opened = new Map<ContainerId, { readonly shape: string; readonly container: Container }>();
  return {
    options,
    deps: depsOf,
    open(account, row, replicas, connection) {
      const shape = JSON.stringify([connection.grant, replicas.map((one) => [one.id, one.locator])]);
      const known = opened.get(row.id);
      if (known?.shape === shape) return known.container;
      const stride = strides.get(account) ?? new Stride();
      strides.set(account, stride);
      const container = openContainer({ ...options, monday: { ...options.monday, stride } }, depsOf(account, connection), row, replicas);
      opened.set(row.id, { shape, container });
      return container;
    },
    feed(account, connection) {
      const deps = depsOf(account, connection);
      if (connection.vendor === 'monday') return mondayFeed(deps, options.monday);
      if (connection.vendor === 'google') return googleFeed(deps, options.google);
      return confluenceFeed(deps, { ...options.confluence, cloudId: connection.facts.cloudId ?? '' });
    },
  };
}

function openContainer(options: VendorOptions, deps: ConnectorDeps, row: ContainerRow, replicas: readonly ReplicaRow[]): Container {
  switch (row.vendor) {
    case 'monday':
      return openBoard(deps, options.monday, row.externalId, located(replicas, 'monday'));
    case 'google':
      return openSpreadsheet(deps, options.google, row.externalId, located(replicas, 'google'));
    case 'confluence':
      return openPages(deps, options.confluence, row.externalId, located(replicas, 'confluence'));
    case 'computed':
      throw refused('monday', 'no-vendor', row.id);
  }
}

/** The locators of one vendor, by replica. */
function located<V extends Locator['vendor']>(replicas: readonly ReplicaRow[], vendor: V): Map<ReplicaId, Extract<Locator, { vendor: V }>> {
  const found = new Map<ReplicaId, Extract<Locator, { vendor: V }>>();
  for (const one of replicas) if (isOf(one.locator, vendor)) found.set(one.id, one.locator);
  return found;
}

const isOf = <V extends Locator['vendor']>(locator: Locator, vendor: V): locator is Extract<Locator, { vendor: V }> =>
  locator.vendor === vendor;
