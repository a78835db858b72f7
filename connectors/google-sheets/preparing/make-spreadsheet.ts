/** A spreadsheet of our own, for a person who has none that we may see. One call: its tab and its header are in it. */
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { createSpreadsheet, type GoogleOptions } from '../client.ts';

export interface WantedSpreadsheet {
  readonly title: string;
  /** The title of its only tab; what Google doesn't take is left out of it. */
  readonly tab: string;
  readonly headers: readonly string[];
  /** BCP 47 locale and IANA zone; null: Google's defaults. */
  readonly locale: string | null;
  readonly timeZone: string | null;
}

export interface MadeSpreadsheet {
  readonly spreadsheet: string;
  readonly sheetId: number;
  readonly tab: string;
}

/** Google's longest title of a tab. */
const LONGEST_TAB = 100;
/** What Google gives a new tab. */
const COLUMNS = 26;

/** Throws `unknown-outcome` when it may have been made all the same: nothing tells which one, and nobody may make another for it. */
export async function makeSpreadsheet(deps: ConnectorDeps, options: GoogleOptions, wanted: WantedSpreadsheet): Promise<MadeSpreadsheet> {
  const { title, headers, locale, timeZone } = wanted;
  // A header line that stays in place isn't taken along when somebody sorts the whole tab.
  const gridProperties = { frozenRowCount: 1, columnCount: Math.max(COLUMNS, headers.length) };
  const header = { values: headers.map((text) => ({ userEnteredValue: { stringValue: text } })) };
  const made = await createSpreadsheet(deps, options, {
    properties: { title, ...(locale === null ? {} : { locale: locale.replaceAll('-', '_') }), ...(timeZone === null ? {} : { timeZone }) },
    sheets: [{ properties: { title: tabTitle(wanted.tab), gridProperties }, data: [{ rowData: [header] }] }],
  });
  const { sheetId, title: tab } = made.sheets[0].properties;
  return { spreadsheet: made.spreadsheetId, sheetId, tab };
}

/** Cut where Google would refuse, and never within a character. */
const tabTitle = (title: string): string => title.slice(0, LONGEST_TAB).replace(/[\uD800-\uDBFF]$/, '');
