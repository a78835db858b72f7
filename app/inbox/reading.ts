/** The computed side of an Inbox: its lines as they stand now, and which are over. 0 vendor calls. */
import type { AccountId, ColumnRef, LocalId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { Gone, Reading } from '../../core/sync/ports.ts';
import type { Cell, RawRecord } from '../../core/sync/record.ts';
import { EMPTY } from '../../core/sync/record.ts';
import type { ReplicaRow } from '../../core/sync/store.ts';
import { cellText } from '../../core/values/value.ts';
import { choiceWords, inboxWords, languageOf } from '../../core/words/words.ts';
import type { TypedChoice } from '../../platform/postgres/inbox.ts';
import { readChoices, readOpenThings } from '../../platform/postgres/inbox.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { App } from '../app.ts';
import { computedSchema } from '../computed/columns.ts';
import type { Line } from './lines.ts';
import { linesOf } from './lines.ts';

/**
 * A line that is over says so, and goes: unless somebody typed into its choice cell what was never used. Then it stays, and
 * asks for the cell to be cleared.
 */
export async function readInbox(app: Pick<App, 'db' | 'store'>, account: AccountId, replica: ReplicaRow): Promise<Reading> {
  const spreadsheet = replica.locator.vendor === 'computed' ? (replica.locator.spreadsheet ?? '') : '';
  const [people, before] = await Promise.all([app.store(account).people(), app.store(account).mirror(replica.id, 'all')]);
  const { open, typed } = await withAccount(app.db, account, async (tx) => ({
    open: await readOpenThings(tx, spreadsheet),
    typed: (await readChoices(tx)).filter((one) => one.spreadsheet === spreadsheet),
  }));
  const language = languageOf(open.locale ?? undefined);
  const choices = new Map(typed.map((one) => [one.line, one]));
  const lines = linesOf(open, people, language);
  const now = new Set(lines.map((one) => one.id));
  const past = before.filter((one) => !now.has(one.localId));
  const stays = past.filter((one) => isUnused(choices.get(one.localId)));
  const records = [
    ...lines.map((one) => answered(one.record, answerTo(one, choices.get(one.id)))),
    ...stays.map((one) => answered({ ...one, cells: { ...one.cells, [CHOICES]: EMPTY } }, inboxWords('answer-stale', {}, language))),
  ];
  const gone = past.filter((one) => !stays.includes(one)).map((one): Gone => ({ localId: one.localId, how: 'deleted' }));
  return { kind: 'records', complete: false, records, gone, columns: computedSchema('inbox'), locale: null };

  function answerTo(line: Line, choice: TypedChoice | undefined): string {
    if (choice === undefined || choice.typed !== cellText(choice.cell)) return '';
    const offered = line.choices.map((one) => choiceWords(one, language)).join(', ');
    return inboxWords(`answer-${choice.answer ?? 'stale'}`, { typed: choice.typed, choices: offered }, language);
  }
}

/** Line ids that are there now, without their words: what a choice may still be about. */
export async function openLines(
  app: Pick<App, 'db' | 'store'>,
  account: AccountId,
  spreadsheet: string,
): Promise<ReadonlyMap<LocalId, Line>> {
  const people = await app.store(account).people();
  const open = await withAccount(app.db, account, (tx) => readOpenThings(tx, spreadsheet));
  return new Map(linesOf(open, people, 'en').map((one) => [one.id, one]));
}

const isUnused = (choice: TypedChoice | undefined): boolean =>
  choice !== undefined && !(choice.answer === 'obeyed' && choice.typed === cellText(choice.cell));

function answered(record: RawRecord, answer: string): RawRecord {
  const cell: Cell = answer === '' ? EMPTY : { kind: 'text', text: answer };
  return { ...record, cells: { ...record.cells, [ANSWER]: cell } };
}

const ANSWER = brandAs<ColumnRef>('answer');
const CHOICES = brandAs<ColumnRef>('choices');
