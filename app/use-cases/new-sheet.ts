/**
 * A spreadsheet that is made for a new pair: with the access that people grant, we see no spreadsheet but those that we made.
 * Google knows no key by which a repeated call makes nothing, so all that can be refused is refused before it is made.
 */
import { isDeepStrictEqual } from 'node:util';
import { makeSpreadsheet } from '../../connectors/google-sheets/preparing/make-spreadsheet.ts';
import type { NewSheet } from '../../core/protocol/api.ts';
import { SyncError } from '../../core/sync/errors.ts';
import type { AccountId } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import { columnsOf } from '../../core/sync/mapping.ts';
import { readStaleness } from '../../platform/postgres/figures.ts';
import type { Tx } from '../../platform/postgres/sync/context.ts';
import { readContainers, readPairs, readReplicas } from '../../platform/postgres/sync/store.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { Problem } from '../problems.ts';
import type { FoundEnd } from '../vendors/find-end.ts';
import { connectionTo, endProblem, keyedTab } from '../vendors/find-end.ts';

export interface MadeEnd {
  readonly end: { readonly sheet: { readonly spreadsheet: string; readonly tab: string } };
  readonly found: FoundEnd;
}

/**
 * Makes the spreadsheet with the mapped columns as its header, in their order. Call it when all else of the pair is found and checked. @throws Problem
 * `header-blanks`, `paired-so`, `no-connection`, and what Google says; nothing is made then, but after `sheet-unsure` one may be.
 */
export async function makeSheet(
  app: App,
  account: AccountId,
  asked: NewSheet['newSheet'],
  pair: { readonly left: FoundEnd; readonly settings: PairSettings },
): Promise<MadeEnd> {
  const headers = pair.settings.fields.flatMap((field) => columnsOf(field, 'right'));
  const blank = headers.find((header) => header !== header.trim());
  if (blank !== undefined) throw new Problem('header-blanks', 422, { column: blank }, 'fields');
  const connection = await connectionTo(app, account, 'google');
  const habits = await withAccount(app.db, account, async (tx) => {
    await refuseRepeated(tx, pair.left, pair.settings);
    return habitsOf(tx);
  });
  const title = asked.title ?? pair.left.name;
  const wanted = { title, tab: asked.tab ?? pair.left.name, headers, ...habits };
  const made = await makeSpreadsheet(app.vendors.deps(account, connection), app.vendors.options.google, wanted).catch((error: unknown) => {
    if (!(error instanceof SyncError)) throw error;
    if (error.code === 'unknown-outcome') throw new Problem('sheet-unsure', 503, { vendor: 'google', title }, 'right');
    throw endProblem(error, 'right');
  });
  const { spreadsheet, tab } = made;
  return { end: { sheet: { spreadsheet, tab } }, found: keyedTab(connection, made, headers) };
}

/**
 * Whoever didn't hear that a pair was made asks for it again: the same board with the same mapping in one more new spreadsheet.
 * @throws Problem `paired-so` with the pair that there is.
 */
async function refuseRepeated(tx: Tx, left: FoundEnd, settings: PairSettings): Promise<void> {
  const { vendor } = left.locator;
  const containers = (await readContainers(tx)).filter((one) => one.vendor === vendor && one.externalId === left.externalId);
  const replicas = await readReplicas(tx);
  const ours = replicas.filter((one) => containers.some(({ id }) => id === one.container)).map((one) => one.id);
  const stored: unknown = JSON.parse(JSON.stringify(settings));
  for (const pair of await readPairs(tx)) {
    const isInSheet = replicas.some((one) => one.id === pair.right && one.locator.vendor === 'google');
    if (isInSheet && ours.includes(pair.left) && isDeepStrictEqual(pair.settings, stored))
      throw new Problem('paired-so', 409, { pair: pair.id }, 'right');
  }
}

/** How the account's people type and where, as far as it is known: from a spreadsheet of theirs, and from its own settings. */
async function habitsOf(tx: Tx): Promise<{ readonly locale: string | null; readonly timeZone: string | null }> {
  const seen = (await readReplicas(tx)).find((one) => one.locator.vendor === 'google' && one.locale !== null)?.locale ?? null;
  const set = (await readStaleness(tx))?.timeZone ?? null;
  return { locale: seen?.locale ?? null, timeZone: set ?? seen?.timeZone ?? null };
}
