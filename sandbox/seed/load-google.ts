import type { Agency } from './agency.ts';
import { tabTitles } from './agency-ids.ts';
import { type Caller, pick } from './call.ts';
import { serialOf } from './data/days.ts';

type Cell = string | number | boolean | null | { readonly day: string } | { readonly month: string };

interface Tab {
  readonly title: string;
  readonly headers: readonly string[];
  readonly rows: readonly (readonly Cell[])[];
}

/** The first row of `Budgets`; the product adds its key column behind. */
const budgetHeaders = ['Client', 'Account manager', 'Stage', 'Tier', 'Monthly budget', 'Currency', 'Start date', 'Notes'] as const;

/** Rows that a new tab has beyond those that are filled. */
const SPARE_ROWS = 200;

/** Creates the agency's spreadsheet with its five tabs, filled, in one call; its id. `nameOf` gives a person's name. */
export async function loadGoogle(caller: Caller, agency: Agency, nameOf: (person: string) => string): Promise<string> {
  const sheets = tabsOf(agency, nameOf).map(({ title, headers, rows }, index) => ({
    properties: {
      sheetId: index,
      index,
      title,
      gridProperties: { rowCount: rows.length + 1 + SPARE_ROWS, columnCount: Math.max(headers.length, 8) + 6, frozenRowCount: 1 },
    },
    data: [
      { startRow: 0, startColumn: 0, rowData: [{ values: headers.map(headerCell) }, ...rows.map((row) => ({ values: row.map(toCell) }))] },
    ],
  }));
  const body = { properties: { title: 'Northlight: budgets and KPI', locale: 'en_GB', timeZone: 'Europe/Berlin' }, sheets };
  return pick(await caller.json('POST', '/v4/spreadsheets', body), 'spreadsheetId');
}

function tabsOf(agency: Agency, nameOf: (person: string) => string): Tab[] {
  return [
    {
      title: tabTitles.budgets,
      headers: budgetHeaders,
      rows: agency.clients.map(({ name, manager, stage, tier, budget, currency, startDate, notes }) => [
        name,
        manager && nameOf(manager),
        stage,
        tier,
        budget,
        currency,
        startDate && { day: startDate },
        notes || null,
      ]),
    },
    {
      title: tabTitles.ledger,
      headers: ['Client', 'Month', 'Budget', 'Spend', 'Income', 'Currency', 'Closed'],
      rows: agency.ledger.map(({ client, month, budget, spend, income, currency, closed }) => [
        client,
        { month },
        budget,
        spend,
        income,
        currency,
        closed,
      ]),
    },
    {
      title: tabTitles.plans,
      headers: ['Person', 'Quarter', 'Income plan', 'Currency'],
      rows: agency.plans.map(({ person, quarter, income, currency }) => [nameOf(person), quarter, income, currency]),
    },
    {
      title: tabTitles.rates,
      headers: ['Currency', 'Month', 'Rate'],
      rows: agency.rates.map(({ currency, month, rate }) => [currency, { month }, rate]),
    },
    { title: tabTitles.kpi, headers: [], rows: [] },
  ];
}

function headerCell(text: string): unknown {
  return { userEnteredValue: { stringValue: text }, userEnteredFormat: { textFormat: { bold: true } } };
}

function toCell(cell: Cell): unknown {
  if (cell === null) return {};
  if (typeof cell === 'string') return { userEnteredValue: { stringValue: cell } };
  if (typeof cell === 'number') return { userEnteredValue: { numberValue: cell } };
  if (typeof cell === 'boolean') return { userEnteredValue: { boolValue: cell } };
  const [day, pattern] = 'day' in cell ? [cell.day, 'yyyy-mm-dd'] : [`${cell.month}-01`, 'yyyy-mm'];
  return { userEnteredValue: { numberValue: serialOf(day) }, userEnteredFormat: { numberFormat: { type: 'DATE', pattern } } };
}
