/** Pairs, conflicts, findings, the journal and plans as the API shows them. */
import type { ConflictView, FindingView, JournalView, PairView, PlanView } from '../../core/protocol/api.ts';
import type { Held } from '../../core/sync/decide/guard.ts';
import type { AccountId, PairId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import type { PairSettings } from '../../core/sync/mapping.ts';
import type { Step } from '../../core/sync/plan.ts';
import type { Person, Value } from '../../core/values/value.ts';
import { isList, isMoney } from '../../core/values/value.ts';
import type { Language } from '../../core/words/words.ts';
import { conflictWords, findingWords, holdWords, problemWords } from '../../core/words/words.ts';
import { isStarted } from '../../platform/postgres/pairs.ts';
import { withAccount } from '../../platform/postgres/tenancy.ts';
import type { ConflictRow, FindingRow, JournalRow, Page, PairOverview } from '../../platform/postgres/views.ts';
import { readConflicts, readFindings, readHeld, readJournal, readPairOverviews } from '../../platform/postgres/views.ts';
import type { App } from '../app.ts';
import { hash } from '../engine.ts';
import { notFound } from '../problems.ts';
import { lossOf } from './remade.ts';

export async function listPairs(app: App, account: AccountId, language: Language = 'en'): Promise<readonly PairView[]> {
  return (await withAccount(app.db, account, (tx) => readPairOverviews(tx, null))).map((row) => pairView(row, language));
}

/** @throws Problem `not-found` */
export async function getPair(app: App, account: AccountId, id: string, language: Language = 'en'): Promise<PairView> {
  const [found] = await withAccount(app.db, account, (tx) => readPairOverviews(tx, brandAs<PairId>(id)));
  if (found === undefined) throw notFound('pair', id);
  return pairView(found, language);
}

/** The steps that wait for a person; `planId` changes with any of them. */
export async function getPlan(app: App, account: AccountId, id: string, language: Language = 'en'): Promise<PlanView> {
  await getPair(app, account, id);
  const pair = brandAs<PairId>(id);
  const [held, started] = await withAccount(app.db, account, async (tx) => [await readHeld(tx, pair), await isStarted(tx, pair)] as const);
  const people = await app.store(account).people();
  return planView(held, started ? 'held' : 'preview', people, language);
}

/** A plan that waits; the steps are `held`, so that a person decides. */
export function planView(held: readonly Held[], state: 'held' | 'preview', people: readonly Person[], language: Language = 'en'): PlanView {
  if (held.length === 0) return { planId: null, steps: [] };
  const count = (kind: Step['kind']): number => held.filter((one) => one.step.kind === kind).length;
  return {
    planId: planIdOf(held),
    state,
    why: [...new Set(held.map((one) => one.why))].map((why) => holdWords(why, language)),
    counts: { creates: count('create'), updates: count('update'), removes: count('remove') },
    steps: held.map(({ step }) => stepView(step, people)),
  };
}

/** A plan that nobody asked to carry out: what an undo, or a change of the settings, would do. */
export function trialView(steps: readonly Step[], people: readonly Person[], language: Language = 'en'): PlanView {
  const view = planView(
    steps.map((step) => ({ step, why: 'preview', token: '' })),
    'preview',
    people,
    language,
  );
  return view.planId === null ? view : { ...view, why: [holdWords('trial', language)] };
}

export const planIdOf = (held: readonly Held[]): string =>
  hash(
    held
      .map((one) => `${one.step.id} ${one.token}`)
      .sort()
      .join('\n'),
  );

export async function listConflicts(
  app: App,
  account: AccountId,
  pair: string,
  page: Page,
  language: Language = 'en',
): Promise<readonly ConflictView[]> {
  await getPair(app, account, pair);
  const people = await app.store(account).people();
  return (await withAccount(app.db, account, (tx) => readConflicts(tx, { pair: brandAs<PairId>(pair) }, page))).map((row) =>
    conflictView(row, people, conflictWords(row.why, language)),
  );
}

export async function listFindings(
  app: App,
  account: AccountId,
  pair: string,
  page: Page,
  language: Language = 'en',
): Promise<readonly FindingView[]> {
  await getPair(app, account, pair);
  return (await withAccount(app.db, account, (tx) => readFindings(tx, { pair: brandAs<PairId>(pair) }, page))).map((row) =>
    findingView(row, language),
  );
}

export async function listJournal(
  app: App,
  account: AccountId,
  pair: string,
  page: Page,
  language: Language = 'en',
): Promise<readonly JournalView[]> {
  const ends = await getPair(app, account, pair);
  const people = await app.store(account).people();
  return (await withAccount(app.db, account, (tx) => readJournal(tx, brandAs<PairId>(pair), page))).map((row) =>
    journalView(row, people, lossOf(row, ends[row.side], language)),
  );
}

/** A value as people read it. */
export function valueText(value: Value | Record<string, Value>, people: readonly Person[]): string | null {
  if (value === null) return null;
  if (typeof value === 'string') return value;
  if (typeof value === 'boolean') return value ? 'yes' : 'no';
  if (Array.isArray(value)) return value.map((id) => people.find((one) => one.id === id)?.name ?? id).join(', ');
  if (isValueMoney(value)) return [value.amount, value.currency].filter((part) => part !== null).join(' ');
  return JSON.stringify(value);
}

const isValueMoney = (value: Value | Record<string, Value>): value is Extract<Value, { amount: string | null }> =>
  value !== null &&
  typeof value === 'object' &&
  !Array.isArray(value) &&
  'amount' in value &&
  'currency' in value &&
  isMoney(value as Value) &&
  !isList(value as Value);

function pairView(row: PairOverview, language: Language): PairView {
  const { settings, waits } = row;
  return {
    id: row.id,
    name: row.name,
    state: stateOf(row),
    settled: !row.busy,
    left: row.leftEnd,
    right: row.rightEnd,
    fields: settings.fields.map(fieldView),
    key: settings.key,
    filter: settings.filter,
    deletes: settings.deletes,
    guard: settings.guard,
    counts: { records: row.records, conflicts: row.conflicts, findings: row.findings, held: row.held },
    progress: row.progress,
    waits: waits === null ? null : { ...waits, message: problemWords(waits.code, { vendor: waits.vendor }, language) },
    lastRun: row.lastRun,
  };
}

function stateOf(row: PairOverview): PairView['state'] {
  if (row.reconnect && row.state !== 'paused') return 'reconnect';
  return row.state === 'live' && row.held > 0 ? 'held' : row.state;
}

function fieldView(field: PairSettings['fields'][number]): PairView['fields'][number] {
  const { map, currency, ...rest } = field;
  return { ...rest, ...(map === null ? {} : { map }), ...(currency === null ? {} : { currency }) };
}

function stepView(step: Step, people: readonly Person[]): PlanView['steps'][number] {
  const base = { id: step.id, side: step.side, kind: step.kind, record: { key: step.key, name: step.name } };
  if (step.kind === 'update')
    return { ...base, field: step.field, before: valueText(step.before, people), after: valueText(step.after, people) };
  return base;
}

const conflictView = (row: ConflictRow, people: readonly Person[], message: string | null): ConflictView => ({
  id: row.id,
  state: row.state,
  record: { key: row.key, name: row.name },
  field: row.field,
  left: valueText(row.left, people),
  right: valueText(row.right, people),
  kept: row.kept,
  ...(message === null || row.state !== 'open' ? {} : { message }),
  at: row.at.toISOString(),
});

const findingView = (row: FindingRow, language: Language): FindingView => ({
  id: row.id,
  state: row.state === 'open' ? 'open' : 'settled',
  kind: row.kind,
  side: row.side,
  ...(row.key === '' ? {} : { record: { key: row.key, name: row.name } }),
  ...(row.field === '' ? {} : { field: row.field }),
  value: row.shown,
  message: findingWords(row.kind, row.shown, language),
  at: row.at.toISOString(),
});

const journalView = (row: JournalRow, people: readonly Person[], lost: string | null): JournalView => ({
  id: String(row.id),
  run: row.run,
  at: row.at.toISOString(),
  who: row.who,
  why: row.why,
  side: row.side,
  kind: row.kind,
  record: { key: row.key, name: row.name },
  ...(row.field === null ? {} : { field: row.field }),
  before: valueText(row.before, people),
  after: valueText(row.after, people),
  ...(lost === null ? {} : { note: lost }),
});
