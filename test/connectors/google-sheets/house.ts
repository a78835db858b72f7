/** A played Google in memory, a person who edits through its API, and a container whose calls can be raced, lost and counted. */

import { prepareTab } from '../../../connectors/google-sheets/prepare.ts';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import type { TabLocator } from '../../../core/accounts/locator.ts';
import {
  brandAs,
  type ColumnRef,
  type IntentId,
  type LocalId,
  type RecordKey,
  type ReplicaId,
  type StepId,
} from '../../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Intent, Outcome, Reading, StepOutcome, Write } from '../../../core/sync/ports.ts';
import type { Cell, Cells, RawRecord } from '../../../core/sync/record.ts';
import { createGoogle } from '../../../sandbox/google/google.ts';
import { createWorld } from '../../../sandbox/world/create-world.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import { onTheWire } from '../../helpers/wire-log.ts';
import { manualTime } from '../../sandbox/world/manual-time.ts';

export const urls = { sheetsUrl: 'https://sheets.googleapis.com', driveUrl: 'https://www.googleapis.com' };
export const tabId = brandAs<ReplicaId>('budgets');
export const HEADERS = ['Client', 'Manager', 'Budget', 'Start'];

const PEOPLE = [
  { id: 'anna', name: 'Anna Ivanova', email: 'anna@polyus.example', admin: true },
  { id: 'boris', name: 'Boris Petrov', email: 'boris@polyus.example' },
];

export interface Trap {
  /** Which call it waits for; each trap springs once. */
  readonly on: (call: SeenCall) => boolean;
  /** What a person does before the call reaches Google. */
  readonly before?: () => Promise<unknown>;
  /** The call has its effect, and its answer is lost. */
  readonly lose?: boolean;
  /** Answered instead of Google; the call has no effect. */
  readonly instead?: () => Response;
  /** What a person does after the call had its effect, before its answer is read. */
  readonly after?: () => Promise<unknown>;
}

export interface SeenCall {
  readonly operation: string;
  readonly path: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of many shapes
  readonly body: any;
}

export type Value = string | number | boolean | null;

export function house() {
  const time = manualTime();
  const world = createWorld({
    state: memoryState(),
    seed: 'test',
    now: time.now,
    timers: time.timers,
    send: async () => new Response(''),
    people: PEOPLE,
  });
  world.setLimits('off');
  const vendors = createGoogle(world);
  const wire = onTheWire(vendors, time.now);
  const calls: SeenCall[] = [];
  const traps: Trap[] = [];
  let uuids = 0;

  async function google(request: Request): Promise<Response> {
    const vendor = vendors.find((one) => one.owns(new URL(request.url).pathname));
    if (!vendor) throw new Error(`nobody plays ${request.url}`);
    return vendor.handle(request);
  }

  async function seen(request: Request): Promise<Response> {
    const url = new URL(request.url);
    const text = await request.clone().text();
    const call: SeenCall = {
      operation: url.pathname.split(/[:/]/).at(-1) ?? '',
      path: url.pathname,
      body: text === '' ? null : JSON.parse(text),
    };
    calls.push(call);
    const at = traps.findIndex((trap) => trap.on(call));
    const [trap] = at < 0 ? [] : traps.splice(at, 1);
    await trap?.before?.();
    if (trap?.instead) return trap.instead();
    const response = await wire(request);
    await trap?.after?.();
    if (trap?.lose) throw new TypeError('fetch failed');
    return response;
  }

  const deps: ConnectorDeps = {
    fetch: seen,
    now: time.now,
    sleep: async () => undefined,
    token: async () => world.people.tokenOf('google', 'anna') ?? '',
    limit: (_call, run) => run(),
    uuid: () => {
      uuids += 1;
      return `00000000-0000-4000-8000-${(uuids * 7919).toString(16).padStart(12, '0')}`;
    },
  };

  /** A call of Boris's. */
  async function boris<T>(method: string, path: string, body?: unknown): Promise<T> {
    const headers = { authorization: `Bearer ${world.people.tokenOf('google', 'boris')}`, 'content-type': 'application/json' };
    const init = { method, headers, ...(body === undefined ? {} : { body: JSON.stringify(body) }) };
    const response = await google(new Request(`${urls.sheetsUrl}${path}`, init));
    const said = await response.text();
    const answer: unknown = said === '' ? null : JSON.parse(said);
    if (!response.ok) throw new Error(JSON.stringify(answer));
    return answer as T;
  }

  return { world, time, deps, calls, traps, boris };
}

export type House = ReturnType<typeof house>;

/** A spreadsheet of Boris's with one tab, `Budgets`. */
export async function book(at: House, rows: readonly (readonly Value[])[], rowCount = 20) {
  const gridProperties = { rowCount, columnCount: 8 };
  const made = await at.boris<{ spreadsheetId: string; sheets: { properties: { sheetId: number } }[] }>('POST', '/v4/spreadsheets', {
    properties: { title: 'Agency' },
    sheets: [{ properties: { title: 'Budgets', gridProperties } }],
  });
  const id = made.spreadsheetId;
  const sheetId = made.sheets[0]?.properties.sheetId ?? 0;
  const path = `/v4/spreadsheets/${id}`;
  const sheet = {
    id,
    sheetId,
    batch: (...requests: object[]) => at.boris(`POST`, `${path}:batchUpdate`, { requests }),
    /** Types as a person would: formulas and numbers are understood. */
    type: (range: string, values: readonly (readonly Value[])[]) =>
      at.boris('PUT', `${path}/values/${encodeURIComponent(range)}?valueInputOption=USER_ENTERED`, { values }),
    /** Unformatted values, formulas as their text. */
    values: async (range: string, render = 'FORMULA'): Promise<Value[][]> => {
      const answer = await at.boris<{ values?: Value[][] }>(
        'GET',
        `${path}/values/${encodeURIComponent(range)}?valueRenderOption=${render}`,
      );
      return answer.values ?? [];
    },
    get: <T>(query: string) => at.boris<T>('GET', `${path}?${query}`),
    insertRow: (row: number) =>
      at.boris('POST', `${path}:batchUpdate`, {
        requests: [
          { insertDimension: { range: { sheetId, dimension: 'ROWS', startIndex: row - 1, endIndex: row }, inheritFromBefore: row > 2 } },
        ],
      }),
    insertColumn: (index: number) =>
      at.boris('POST', `${path}:batchUpdate`, {
        requests: [{ insertDimension: { range: { sheetId, dimension: 'COLUMNS', startIndex: index, endIndex: index + 1 } } }],
      }),
  };
  if (rows.length > 0) await sheet.type('Budgets!A1', rows);
  return sheet;
}

export type Sheet = Awaited<ReturnType<typeof book>>;

export const bareLocator = (sheet: Sheet): TabLocator => ({
  vendor: 'google',
  spreadsheet: sheet.id,
  sheetId: sheet.sheetId,
  headerRow: 1,
  identity: 'keyed',
  keyMetadataId: null,
  columns: [],
});

/** The tab prepared for these headers, and opened. */
export async function open(
  at: House,
  sheet: Sheet,
  headers: readonly string[] = HEADERS,
): Promise<{ container: Container; locator: TabLocator }> {
  const locator = await prepareTab(at.deps, urls, bareLocator(sheet), headers);
  return { locator, container: openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]])) };
}

export async function readAll(container: Container): Promise<Extract<Reading, { kind: 'records' }>> {
  const reading = (await container.read(new Map([[tabId, { kind: 'all' }]]))).get(tabId);
  if (reading?.kind !== 'records') throw new Error(`read ${JSON.stringify(reading)}`);
  return reading;
}

/** Gives every row its key: `k2` for row 2, and so on; then reads. */
export async function keyed(container: Container): Promise<readonly RawRecord[]> {
  const { records } = await readAll(container);
  const writes = records.filter((record) => record.key === null).map((record): Write => keyWrite(record, `k${record.position}`));
  if (writes.length > 0) await container.apply(intent('keys', writes));
  return (await readAll(container)).records;
}

export const step = (id: string): StepId => brandAs<StepId>(id);
export const text = (value: string): Cell => ({ kind: 'text', text: value });
export const number = (value: string): Cell => ({ kind: 'number', number: value });
const cells = (values: Record<string, Cell>): Cells => values as Record<ColumnRef, Cell>;
export const intent = (id: string, writes: readonly Write[]): Intent => ({ id: brandAs<IntentId>(id), replica: tabId, writes });
export const byKey = (records: readonly RawRecord[], key: string): RawRecord => {
  const found = records.find((record) => record.key === key);
  if (!found) throw new Error(`no record ${key}`);
  return found;
};

export const create = (key: string, values: Record<string, Cell>): Write => ({
  kind: 'create',
  step: step(`create ${key}`),
  key: brandAs<RecordKey>(key),
  cells: cells(values),
});

export function update(record: RawRecord, values: Record<string, Cell>): Write {
  const before: Record<string, Cell> = {};
  for (const ref of Object.keys(values)) before[ref] = record.cells[brandAs<ColumnRef>(ref)] ?? { kind: 'empty' };
  const { localId, position } = record;
  return {
    kind: 'update',
    step: step(`update ${record.key}`),
    key: brandAs<RecordKey>(record.key ?? ''),
    localId,
    position,
    cells: cells(values),
    before: cells(before),
    version: null,
  };
}

export const keyWrite = (record: RawRecord, key: string | null): Write => ({
  kind: 'key',
  step: step(`key ${key}`),
  key: key === null ? null : brandAs<RecordKey>(key),
  localId: record.localId,
  position: record.position,
  before: record.cells,
});

export const remove = (record: RawRecord): Write => ({
  kind: 'remove',
  step: step(`remove ${record.key}`),
  key: brandAs<RecordKey>(record.key ?? ''),
  localId: record.localId,
  position: record.position,
});

export const note = (record: RawRecord, column: string, words: string | null): Write => ({
  kind: 'note',
  step: step(`note ${record.key}`),
  key: brandAs<RecordKey>(record.key ?? ''),
  localId: record.localId,
  position: record.position,
  column: brandAs<ColumnRef>(column),
  text: words,
});

export function outcomeOf(outcome: Outcome, id: string): StepOutcome {
  const found = outcome.get(step(id));
  if (!found) throw new Error(`no outcome of ${id}`);
  return found;
}

export const localId = (id: string): LocalId => brandAs<LocalId>(id);
export const isWrite = (call: SeenCall): boolean => call.operation === 'batchUpdate';
export const operations = (at: House): string[] => at.calls.map((call) => call.operation);
