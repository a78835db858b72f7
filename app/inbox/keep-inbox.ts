/**
 * Keeps the Inboxes of an account: does what people chose in them, makes one where something is open and there is none, and
 * has their lines read anew when what is open has changed. Two queries when nothing has.
 */
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId, PairId } from '../../core/sync/ids.ts';
import { languageOf } from '../../core/words/words.ts';
import type { InboxRow, TypedChoice } from '../../platform/postgres/inbox.ts';
import {
  forgetAnswers,
  inboxContainers,
  openSpreadsheets,
  readChoices,
  readInboxes,
  readOpenVersion,
  saveInbox,
  saveOpenVersion,
  shownLines,
  tabContainers,
} from '../../platform/postgres/inbox.ts';
import { deletePair, forgetOrphans, lockPlaces } from '../../platform/postgres/pairs.ts';
import { addHints } from '../../platform/postgres/sync/mirrors.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { hash } from '../engine.ts';
import type { Trouble } from '../use-cases/trouble.ts';
import { isOpen, readConnections } from '../vendors/connections.ts';
import { makeInbox } from './make-inbox.ts';
import { obeyChoices } from './obey.ts';
import { openLines } from './reading.ts';

/** Where no tab could be made it is tried again after so long. */
const AGAIN_MS = 600_000;

/** True when there is more to do: lines to be read, a tab to be filled. */
export async function keepInbox(app: App, account: AccountId, trouble: Trouble): Promise<boolean> {
  const { open, inboxes, choices } = await withAccount(app.db, account, async (tx) => ({
    open: await readOpenVersion(tx),
    inboxes: await readInboxes(tx),
    choices: await readChoices(tx),
  }));
  const version = hash(JSON.stringify([open.now, inboxes, choices]));
  if (version === open.known) return false;
  if (open.known !== READ_FIRST && (await readFirst(app, account, inboxes, choices))) return true;
  await tidy(app, account, inboxes);
  await obeyChoices(app, account, choices);
  await makeMissing(app, account, inboxes, trouble);
  return withAccount(app.db, account, async (tx) => {
    await forgetAnswers(tx, choices);
    const computed = await inboxContainers(tx);
    for (const id of computed) await addHints(tx, id, 'all');
    await saveOpenVersion(tx, version);
    return computed.length > 0;
  });
}

/** What stands for a version while tabs are read: a line that is over may hold a choice that nobody has read yet. */
const READ_FIRST = 'read first';

/** True when lines are about to go: their tabs are read before. Those whose choice was done hold nothing new. */
async function readFirst(app: App, account: AccountId, inboxes: readonly InboxRow[], choices: readonly TypedChoice[]): Promise<boolean> {
  const known = new Set(choices.map((one) => one.line));
  const tabs: PairId[] = [];
  for (const { spreadsheet, pair, paired, missing } of inboxes) {
    if (pair === null || !paired || missing) continue;
    const [now, shown] = [await openLines(app, account, spreadsheet), await withAccount(app.db, account, (tx) => shownLines(tx, pair))];
    if (shown.some((line) => !now.has(line) && !known.has(line))) tabs.push(pair);
  }
  if (tabs.length === 0) return false;
  await withAccount(app.db, account, async (tx) => {
    for (const id of await tabContainers(tx, tabs)) await addHints(tx, id, 'all');
    await saveOpenVersion(tx, READ_FIRST);
  });
  return true;
}

/** A pair that a person has disconnected isn't wanted. A tab that was deleted is forgotten, and made again when it is needed. */
async function tidy(app: App, account: AccountId, inboxes: readonly InboxRow[]): Promise<void> {
  for (const { spreadsheet, pair, paired, missing, off } of inboxes) {
    if (off || pair === null || (paired && !missing)) continue;
    await withAccount(app.db, account, async (tx) => {
      await lockPlaces(tx);
      if (paired) {
        await deletePair(tx, pair);
        await forgetOrphans(tx);
      }
      await saveInbox(tx, { spreadsheet, pair: null, off: !paired, pauseMs: 0 });
    });
  }
}

async function makeMissing(app: App, account: AccountId, inboxes: readonly InboxRow[], trouble: Trouble): Promise<void> {
  const known = new Map(inboxes.map((one) => [one.spreadsheet, one]));
  const wanted = (await withAccount(app.db, account, openSpreadsheets)).filter(({ spreadsheet }) => {
    const inbox = known.get(spreadsheet);
    return inbox === undefined || (!inbox.off && inbox.due && (inbox.pair === null || inbox.missing));
  });
  if (wanted.length === 0) return;
  const connection = (await withAccount(app.db, account, readConnections)).find((one) => one.vendor === 'google');
  for (const { spreadsheet, locale } of wanted) {
    const pause = (pauseMs: number): Promise<void> =>
      withAccount(app.db, account, (tx) => saveInbox(tx, { spreadsheet, pair: null, off: false, pauseMs }));
    if (connection === undefined || !isOpen(connection, app.clock.now())) {
      await pause(AGAIN_MS);
      continue;
    }
    try {
      await makeInbox(app, account, { spreadsheet, connection, language: languageOf(locale ?? undefined) });
    } catch (error) {
      if (!(error instanceof SyncError)) throw error;
      await pause(AGAIN_MS);
      await trouble.met(error, {});
    }
  }
}
