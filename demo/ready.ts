/** `ready.json`: where everything of the demo is, for programs that drive it from outside. */
import type { Addresses } from './variables.ts';

/** The seeded agency as the sandbox tells it. */
export interface AgencyIds {
  readonly monday: {
    readonly token: string;
    readonly accountId: string;
    readonly boards: { readonly clients: string; readonly tasks: string; readonly team: string };
    readonly columns: Readonly<Record<'clients' | 'tasks' | 'team', Readonly<Record<string, string>>>>;
  };
  readonly google: {
    readonly token: string;
    readonly spreadsheetId: string;
    readonly tabs: Readonly<Record<'budgets' | 'ledger' | 'plans' | 'rates' | 'kpi', string>>;
  };
  readonly confluence: { readonly token: string; readonly cloudId: string; readonly spaceId: string; readonly parentId: string };
}

export interface Pids {
  readonly sandbox: number;
  readonly server: number;
  readonly workers: readonly number[];
}

/** What of the account a program outside may know. */
interface Open {
  readonly token: string;
  readonly pairs: { readonly clients: string };
}

export function readyFile(at: Addresses, provisioned: Open, agency: AgencyIds, pids: Pids, wireLog: string | null): object {
  const root = at.page;
  const { cloudId, spaceId, token } = agency.confluence;
  return {
    app: at.app,
    page: at.page,
    api: { root: `${at.app}/api`, token: provisioned.token },
    pids,
    monday: { api: `${root}v2`, ...agency.monday },
    // The product makes it when something first waits for an answer.
    google: { root, ...agency.google, tabs: { ...agency.google.tabs, inbox: 'Inbox' } },
    confluence: { root, cloudId, token, spaceId, parentId: agency.confluence.parentId },
    sandbox: { root },
    pair: provisioned.pairs.clients,
    pairs: provisioned.pairs,
    ...(wireLog === null ? {} : { wireLog }),
  };
}
