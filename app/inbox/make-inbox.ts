/** Makes the Inbox of a spreadsheet: a tab of our own, and the pair that fills it. What is half made is made whole by the next try. */
import { makeTab } from '../../connectors/google-sheets/preparing/own-tabs.ts';
import type { TabLocator } from '../../core/accounts/locator.ts';
import type { AccountId, PairId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import type { InboxHeader } from '../../core/words/sentences.ts';
import type { Language } from '../../core/words/words.ts';
import { inboxWords } from '../../core/words/words.ts';
import { saveInbox } from '../../platform/postgres/inbox.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { computedSchema } from '../computed/columns.ts';
import { hash } from '../engine.ts';
import { storePair } from '../use-cases/create-pair.ts';
import type { ConnectionRow } from '../vendors/connections.ts';

const TITLE = 'Inbox';
/** The id comes first: by it a row is told from others when the keys were left behind by a sort. */
const HEADERS: readonly InboxHeader[] = ['id', 'what', 'record', 'field', 'left', 'right', 'todo', 'choices', 'choice', 'answer'];

/** Two calls, and what preparing a tab costs; once in a spreadsheet's life. @throws SyncError */
export async function makeInbox(
  app: App,
  account: AccountId,
  at: { readonly spreadsheet: string; readonly connection: ConnectionRow; readonly language: Language },
): Promise<void> {
  const { spreadsheet, connection, language } = at;
  const header = (name: InboxHeader): string => inboxWords(`header-${name}`, {}, language);
  const headers = HEADERS.map(header);
  const sheetId = tabId(account, spreadsheet);
  const deps = app.vendors.deps(account, connection);
  const title = await makeTab(deps, app.vendors.options.google, spreadsheet, { sheetId, title: TITLE, headers });
  const locator: TabLocator = {
    vendor: 'google',
    spreadsheet,
    sheetId,
    headerRow: 1,
    identity: 'keyed',
    keyMetadataId: null,
    columns: headers.map((ref) => ({ ref, metadataId: null })),
    dropDowns: [{ column: header('choice'), from: header('choices') }],
  };
  const id = brandAs<PairId>(app.random.uuid());
  await withAccount(app.db, account, async (tx) => {
    await storePair(app, tx, {
      id,
      request: { left: { computed: 'inbox' }, right: { sheet: { spreadsheet, tab: title } }, start: 'now' },
      settings: settingsOf(header),
      left: {
        name: TITLE,
        columns: computedSchema('inbox'),
        locator: { vendor: 'computed', name: 'inbox', spreadsheet },
        externalId: `inbox ${spreadsheet}`,
        connection: null,
      },
      right: { name: title, columns: null, locator, externalId: spreadsheet, connection: connection.id },
    });
    await saveInbox(tx, { spreadsheet, pair: id, off: false, pauseMs: 0 });
  });
}

/** Lines are ours; one that a person deletes comes back while it is open. What they choose between is no change of ours to fear. */
function settingsOf(header: (name: InboxHeader) => string): PairSettings {
  const fields = HEADERS.filter((name) => name !== 'choice').map((name) => ({
    left: name,
    right: header(name),
    type: 'text' as const,
    direction: 'left-to-right' as const,
    policy: 'left' as const,
    map: null,
    currency: null,
  }));
  return { fields, key: ['id'], filter: { left: [], right: [] }, deletes: { left: 'follow', right: 'restore' }, guard: 'off' };
}

/** Always the same for a spreadsheet of an account, so that a tab whose making was interrupted is found again. */
const tabId = (account: AccountId, spreadsheet: string): number =>
  Number.parseInt(hash(`inbox ${account} ${spreadsheet}`).slice(-7), 32) & 0x7fffffff || 1;
