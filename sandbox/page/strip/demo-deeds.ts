/** What the strip's buttons do for a visitor: the same calls to the vendors that a person makes by hand. */
import type { Bootstrap, PagePerson } from '../contract.ts';
import { type Board, readBoard } from '../monday/board-data.ts';
import { setCell } from '../monday/board-edits.ts';
import { readTab, readTabNames, type Tab } from '../sheet/book-data.ts';
import { restructure, typeInto } from '../sheet/book-edits.ts';

export interface Stage {
  readonly bootstrap: Bootstrap;
  readonly person: PagePerson;
  /** Uniform in [0, 1): which client is taken. */
  readonly random: () => number;
}

interface Found {
  readonly spreadsheet: string;
  readonly tab: Tab;
  readonly row: number;
  readonly budget: number;
  readonly client: string;
  readonly amount: number;
}

const TAB = 'Budgets';
const INBOX = 'Inbox';
const CLIENT = 'Client';
const BUDGET = 'Monthly budget';

/** Raises one client's budget in the sheet; tells what to watch. */
export async function editBudget(stage: Stage): Promise<string> {
  const found = await someClient(stage);
  const next = found.amount + 500;
  await typeInto(stage.person, found.spreadsheet, TAB, found.row, found.budget, String(next));
  return `${found.client}: ${plain(found.amount)} → ${plain(next)} in the sheet. Watch the same client on the board.`;
}

/** Sorts the rows by budget and leaves hidden columns behind, as a careless sort does. */
export async function sortSheet(stage: Stage): Promise<string> {
  const { spreadsheet, tab, budget } = await someClient(stage);
  const seen =
    tab.rows[0]?.reduce((last, cell, column) => (cell.kind !== 'empty' && !tab.hiddenColumns.has(column) ? column : last), 0) ?? 0;
  const ordered = tab.rows.slice(1).map((row) => Number(row[budget]?.typed ?? ''));
  const ascending = ordered.some((amount, index) => index > 0 && amount < (ordered[index - 1] ?? 0));
  await restructure(stage.person, spreadsheet, tab.sheetId, {
    do: 'sort',
    column: budget,
    ascending,
    rows: tab.rows.length,
    columns: seen + 1,
  });
  return `Rows sorted by budget, without their hidden keys. Watch: nothing changes on the board, the keys follow the rows.`;
}

/** Types two different budgets for one client, one on each side, at the same moment. */
export async function editBothSides(stage: Stage): Promise<string> {
  const { bootstrap, person } = stage;
  const board = bootstrap.board === null ? null : await readBoard(person, bootstrap.board);
  if (board === null) throw new Error('There is no Clients board to edit.');
  const column = board.columns.find(({ title }) => title === BUDGET);
  if (column === undefined) throw new Error(`The board has no column ${BUDGET}.`);
  const found = await someClient(stage, board);
  const item = board.items.find(({ name }) => name === found.client);
  if (item === undefined) throw new Error(`${found.client} is not on the board.`);
  await Promise.all([
    setCell(person, board.id, item.id, column.id, String(found.amount + 1000)),
    typeInto(person, found.spreadsheet, TAB, found.row, found.budget, String(found.amount + 2000)),
  ]);
  return `${found.client}: ${plain(found.amount + 1000)} on the board, ${plain(found.amount + 2000)} in the sheet. Watch both agree, and the other value offered under Evenkeel › Sync.`;
}

/** Types a word where an amount belongs. */
export async function typeWord(stage: Stage): Promise<string> {
  const found = await someClient(stage);
  await typeInto(stage.person, found.spreadsheet, TAB, found.row, found.budget, 'about 9k');
  return `${found.client}: “about 9k” typed as a budget. Watch: the board keeps ${plain(found.amount)}, the cell what was typed, and Evenkeel › Sync says what to mend.`;
}

/** Answers the first line of the Inbox with the last word that it offers: what changes least. */
export async function answerLine({ bootstrap, person }: Stage): Promise<string> {
  const { spreadsheet } = bootstrap;
  if (spreadsheet === null) throw new Error('There is no spreadsheet to edit.');
  const names = await readTabNames(person, spreadsheet);
  if (!names.some(({ title }) => title === INBOX)) return 'Nothing has waited for an answer yet. Type a word into a budget first.';
  const { rows } = await readTab(person, spreadsheet, INBOX);
  const at = (header: string): number => rows[0]?.findIndex(({ shown }) => shown === header) ?? -1;
  const [record, choices, choice] = [at('Record'), at('Choices'), at('Choice')];
  const row = rows.findIndex((cells, index) => index > 0 && cells[choices]?.kind === 'text' && (cells[choice]?.shown ?? '') === '');
  const word = rows[row]?.[choices]?.shown.split(', ').at(-1);
  if (word === undefined) return 'Nothing waits for an answer now. Type a word into a budget first.';
  await typeInto(person, spreadsheet, INBOX, row, choice, word);
  return `“${word}” typed beside ${rows[row]?.[record]?.shown ?? 'the first line'} in the tab ${INBOX}. Watch: it counts like a click, and the line goes.`;
}

/** Any client with a plain typed budget; with a board, one whose name is there once. */
async function someClient({ bootstrap, person, random }: Stage, board?: Board): Promise<Found> {
  const { spreadsheet } = bootstrap;
  if (spreadsheet === null) throw new Error('There is no spreadsheet to edit.');
  const tab = await readTab(person, spreadsheet, TAB);
  const headers = tab.rows[0]?.map(({ shown }) => shown.trim()) ?? [];
  const client = headers.indexOf(CLIENT);
  const budget = headers.indexOf(BUDGET);
  if (client === -1 || budget === -1) throw new Error(`The tab ${TAB} has no columns ${CLIENT} and ${BUDGET} now.`);
  const rows = tab.rows.flatMap((cells, row) => {
    const name = cells[client]?.shown ?? '';
    const amount = cells[budget];
    const fits = row > 0 && name !== '' && amount?.kind === 'number' && !amount.formula;
    const known = board === undefined || board.items.filter((item) => item.name === name).length === 1;
    return fits && known ? [{ row, client: name, amount: Number(amount.typed) }] : [];
  });
  const chosen = rows[Math.floor(random() * Math.min(rows.length, 12))];
  if (chosen === undefined) throw new Error(`No row of ${TAB} has a client and a typed budget.`);
  return { spreadsheet, tab, budget, ...chosen };
}

function plain(amount: number): string {
  return new Intl.NumberFormat('en').format(amount);
}
