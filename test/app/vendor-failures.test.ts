/** Failures of the vendors (F43, F46–F48): each costs time, nothing is lost or doubled, no try is counted where a limit refused, and nobody is stormed. */
import { beforeEach, describe, expect, test } from 'vitest';
import { clientsOf } from '../e2e/clients.ts';
import { fault } from '../e2e/faults.ts';
import { testStage } from '../e2e/set-up.ts';

const stage = await testStage({ callTimeoutS: 3 });
const clients = clientsOf(stage);
const { product, watch } = stage;
let last = 0;

beforeEach(() => watch.rest());

const refusal = (message: string, code: string, more: object = {}) => ({
  errors: [{ message, extensions: { code, status_code: 429, ...more } }],
  extensions: { request_id: 'r' },
});
const COMPLEXITY = refusal(
  'Complexity budget exhausted, query cost 30001 budget remaining 1200 out of 10000000 reset in 1 seconds',
  'COMPLEXITY_BUDGET_EXHAUSTED',
  { retry_in_seconds: 1 },
);

/** Edits one client on a side, waits for the other. */
async function travels(side: 'board' | 'sheet'): Promise<void> {
  last += 1;
  const [name, words] = ['Beacon Outdoor', `edit ${last}`];
  await (side === 'board' ? clients.change(name, 'notes', words) : clients.type(name, 'Notes', words));
  await clients.agree(40_000);
  expect((await clients.onBoard(name)).Notes).toBe(words);
}

describe.each<[string, 'board' | 'sheet', object]>([
  ['fault F43: a 429 of monday while reading', 'board', { service: 'monday', kind: 'status', status: 429 }],
  ['fault F43: an empty complexity budget', 'board', { service: 'monday', kind: 'status', status: 200, body: COMPLEXITY }],
  ['fault F48: a gateway’s page instead of a board', 'board', { service: 'monday', kind: 'status', status: 502 }],
  ['fault F48: half an answer of monday', 'board', { service: 'monday', kind: 'truncate' }],
  [
    'fault F46: errors without data',
    'board',
    { service: 'monday', kind: 'status', status: 200, body: { errors: [{ message: 'Internal server error' }] } },
  ],
  [
    'fault F43: a 429 of Sheets while writing',
    'board',
    { service: 'sheets', match: { operation: 'spreadsheets.batchUpdate' }, kind: 'status', status: 429 },
  ],
  [
    'fault F47: a 503 of Sheets while writing',
    'board',
    { service: 'sheets', match: { operation: 'spreadsheets.batchUpdate' }, kind: 'status', status: 503 },
  ],
  [
    'fault F48: half an answer of Sheets after it wrote',
    'board',
    { service: 'sheets', match: { operation: 'spreadsheets.batchUpdate' }, kind: 'truncate' },
  ],
  ['fault F47: a 500 of Sheets while reading', 'sheet', { service: 'sheets', kind: 'status', status: 500 }],
  ['fault F48: half a spreadsheet', 'sheet', { service: 'sheets', kind: 'truncate' }],
  ['fault F43: a 429 of Drive while it is asked what changed', 'sheet', { service: 'drive', kind: 'status', status: 429 }],
  [
    'fault F48: half an answer of monday after it wrote',
    'sheet',
    { service: 'monday', match: { operation: 'change_multiple_column_values' }, kind: 'truncate' },
  ],
  [
    'fault F43: too many calls of monday’s at once',
    'sheet',
    { service: 'monday', kind: 'status', status: 429, body: refusal('Concurrency limit exceeded', 'maxConcurrencyExceeded') },
  ],
  [
    'fault F43: too many calls from one address',
    'board',
    {
      service: 'monday',
      kind: 'status',
      status: 429,
      headers: { 'retry-after': '1' },
      body: refusal('IP rate limit exceeded', 'IP_RATE_LIMIT_EXCEEDED'),
    },
  ],
  [
    'fault F43: a board that somebody else’s write has locked',
    'sheet',
    { service: 'monday', match: { operation: 'change_multiple_column_values' }, kind: 'status', status: 423 },
  ],
  ['fault F47: a reading of monday that isn’t answered in time', 'board', { service: 'monday', kind: 'timeout' }],
  [
    'fault F47: a write of Sheets whose answer is lost with the connection',
    'board',
    { service: 'sheets', match: { operation: 'spreadsheets.batchUpdate' }, kind: 'lost-reply' },
  ],
  [
    'fault F47: a write of monday whose answer is lost with the connection',
    'sheet',
    { service: 'monday', match: { operation: 'change_multiple_column_values' }, kind: 'lost-reply' },
  ],
  [
    'fault F48: a page in words with status 200',
    'board',
    { service: 'monday', kind: 'status', status: 200, headers: { 'content-type': 'text/html' }, body: 'We’ll be right back' },
  ],
])('%s', (_, side, spec) => {
  test('costs time only', async () => {
    const before = { rows: (await clients.rows()).length, journal: (await product.journal(clients.pair)).length, mark: watch.mark };
    const match = { caller: 'app', ...(spec as { match?: object }).match };
    const met = await fault(stage, { ...spec, match, times: 1 });
    await travels(side);
    expect(await met.hits()).toBe(1);
    await met.remove();
    await watch.rest();
    expect((await clients.rows()).length).toBe(before.rows);
    expect((await product.journal(clients.pair)).length).toBe(before.journal + 1);
    expect((await product.pair(clients.pair)).counts).toMatchObject({ conflicts: 0, findings: 0, held: 0 });
    expect(watch.since(before.mark).length).toBeLessThan(25);
  });
});
