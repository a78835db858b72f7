/** Bulk imports, by the words of monday's own pages. */
import { beforeEach, describe, expect, it } from 'vitest';
import { clientsBoard, type House, house } from './set-up.ts';

const MINUTE = 60_000;
let played: House;
let board: string;
let columns: Record<string, string>;
let key: string;

async function open(more: Parameters<typeof house>[0] = {}): Promise<void> {
  played = house(more);
  ({ board, columns } = await clientsBoard(played));
  key = columns.text ?? '';
}
beforeEach(() => open());

const c = (type: string): string => columns[type] ?? '';
const group = async (): Promise<string> => (await played.data(`{ boards(ids: [${board}]) { top_group { id } } }`)).boards[0].top_group.id;
const onKey = (behaviour = 'UPSERT', column = key): string => `, on_match: { behaviour: ${behaviour}, match_column_id: "${column}" }`;

async function started(match = onKey()): Promise<{ job_id: string; upload_url: string }> {
  const sent = `mutation { ingest_items(board_id: ${board}, group_id: "${await group()}"${match}) { job_id upload_url } }`;
  return (await played.data(sent)).ingest_items;
}

const put = (url: string, body: string, headers: Record<string, string> = {}): Promise<Response> =>
  played.monday.handle(new Request(url, { method: 'PUT', body, headers: { 'content-type': 'text/csv', ...headers } }));

const STATUS = `... on ItemsJobStatus { status counts { submitted invalid skipped created updated failed } progress_percentage
  failure_reason fully_imported report_created report_url }`;
// biome-ignore lint/suspicious/noExplicitAny: tests read answers of many shapes
const status = async (id: string): Promise<any> =>
  (await played.data(`{ fetch_job_status(job_id: "${id}") { ${STATUS} } }`)).fetch_job_status;

/** A whole import of these rows. */
// biome-ignore lint/suspicious/noExplicitAny: as above
async function imported(header: readonly string[], rows: readonly string[], match = onKey()): Promise<any> {
  const job = await started(match);
  expect((await put(job.upload_url, [header.join(','), ...rows].join('\n'))).status).toBe(200);
  await played.time.pass(MINUTE);
  return status(job.job_id);
}

async function items(): Promise<{ id: string; name: string; column_values: { id: string; text: string }[] }[]> {
  const asked = `{ boards(ids: [${board}]) { items_page(limit: 500) { items { id name column_values { id text } } } } }`;
  return (await played.data(asked)).boards[0].items_page.items;
}

const shown = async (): Promise<Record<string, Record<string, string>>> =>
  Object.fromEntries(
    (await items()).map((item) => [item.name, Object.fromEntries(item.column_values.map((cell) => [cell.id, cell.text]))]),
  );

describe('the file', () => {
  it('is taken for ten minutes without a token, as text/csv and without a checksum of its own', async () => {
    const job = await started();
    expect((await put(job.upload_url, 'name\nA', { 'x-amz-checksum-crc32': 'AAAAAA==' })).status).toBe(403);
    expect((await put(job.upload_url, 'name\nA', { 'content-type': 'application/json' })).status).toBe(403);
    expect((await put(job.upload_url.replace(/signature=./, 'signature='), 'name\nA')).status).toBe(403);
    expect((await status(job.job_id)).status).toBe('UPLOAD_PENDING');
    const taken = await put(job.upload_url, `name,${key}\nA,k1`);
    expect([taken.status, taken.headers.get('etag')]).toEqual([200, expect.stringMatching(/^"[0-9a-f]{32}"$/)]);
    const late = await started();
    await played.time.pass(10 * MINUTE);
    expect((await put(late.upload_url, 'name\nA')).status).toBe(403);
    expect((await status(late.job_id)).status).toBe('UPLOAD_PENDING');
  });

  it.each([
    ['title,KEY', ['A,1']],
    ['name,KEY,unknown_column', ['A,1,2']],
    ['name,KEY', ['A']],
    ['name', ['A']],
    ['name,KEY', ['"A,1']],
  ])('with the header %s and %j is rejected', async (header, rows) => {
    const job = await started();
    await put(job.upload_url, [header.replace('KEY', key), ...rows].join('\n'));
    expect(await status(job.job_id)).toMatchObject({ status: 'REJECTED', failure_reason: 'INVALID_UPLOAD', report_created: false });
    expect(await items()).toEqual([]);
  });

  it('has at most 10,000 rows, and as many as the board has room for', async () => {
    const many = (count: number): string[] => Array.from({ length: count }, (_, n) => `n${n},k${n}`);
    expect(await imported(['name', key], many(10_001))).toMatchObject({ status: 'REJECTED', failure_reason: 'INVALID_UPLOAD' });
    await imported(['name', key], ['here,old']);
    expect(await imported(['name', key], many(10_000))).toMatchObject({ status: 'REJECTED', failure_reason: 'BOARD_CAPACITY_EXCEEDED' });
    expect(await imported(['name', key], [...many(9999), 'here again,old'])).toMatchObject({
      status: 'COMPLETED',
      counts: { submitted: 10_000, created: 9999, updated: 1 },
    });
  });
});

describe('values', () => {
  it('of every type that files can fill come as they stand there', async () => {
    const anna = played.world.people.get('anna');
    const types = ['text', 'numbers', 'status', 'dropdown', 'people', 'date', 'timeline', 'long_text', 'link', 'email', 'phone'];
    const row = ['"Acme, Inc."', 'k1', '12.5', 'Done', '"Gold, Silver"', `"${anna?.email}, user:${anna?.mondayId}, Sales"`];
    row.push('2026-03-01', '2026-03-01/2026-03-05', '"one\n""two"""', '[A](https://a.b/?x=1)', 'Boris <b@c.example>', '+4930123456');
    expect(await imported(['name', ...types.map(c)], [row.join(',')])).toMatchObject({
      status: 'COMPLETED',
      counts: { created: 1 },
      fully_imported: true,
    });
    expect((await shown())['Acme, Inc.']).toMatchObject({
      [c('text')]: 'k1',
      [c('numbers')]: '12.5',
      [c('status')]: 'Done',
      [c('dropdown')]: 'Gold, Silver',
      [c('people')]: 'Anna Ivanova, Sales',
      [c('date')]: '2026-03-01',
      [c('timeline')]: '2026-03-01 - 2026-03-05',
      [c('long_text')]: 'one\n"two"',
      [c('link')]: 'A - https://a.b/?x=1',
      [c('email')]: 'Boris',
      [c('phone')]: '4930123456',
    });
  });

  it.each([
    ['status', 'done'],
    ['status', 'Mars'],
    ['dropdown', 'Tin'],
    ['people', 'Nobody'],
    ['date', '1.3.2026'],
    ['checkbox', 'true'],
  ])('that a %s column does not take (%s) make their row invalid, and no other', async (type, value) => {
    const done = await imported(['name', key, c(type)], [`bad,k1,${value}`, 'good,k2,', `blank,k3,"  "`]);
    expect(done).toMatchObject({ status: 'COMPLETED', counts: { submitted: 3, invalid: 1, created: 2, failed: 0 } });
    expect(Object.keys(await shown()).sort()).toEqual(['blank', 'good']);
  });

  it('that are empty are kept, and cleared by a word', async () => {
    await imported(['name', key, c('numbers'), c('long_text')], ['A,k1,5,x']);
    await imported(['name', key, c('numbers'), c('long_text')], [' ,k1, ,<NULL>']);
    expect((await shown()).A).toMatchObject({ [c('numbers')]: '5', [c('long_text')]: '' });
  });
});

describe('matching', () => {
  it('updates or skips what is there; the last row of a key counts; a row without a key is new', async () => {
    expect(await imported(['name', key], ['A,k1', 'B,k2', 'A2,k1', 'C,', 'D,'])).toMatchObject({
      counts: { submitted: 5, created: 4, skipped: 1 },
    });
    expect(await imported(['name', key], ['A3,k1', 'E,k5'])).toMatchObject({ counts: { created: 1, updated: 1 } });
    expect(await imported(['name', key], ['A4,k1', 'F,k6'], onKey('SKIP'))).toMatchObject({ counts: { created: 1, skipped: 1 } });
    expect(Object.keys(await shown()).sort()).toEqual(['A3', 'B', 'C', 'D', 'E', 'F']);
  });

  it('takes the youngest of several, and only by columns that can be matched', async () => {
    await imported(['name', key], ['old,k1', 'young,k1'], '');
    await imported(['name', key], ['chosen,k1']);
    expect(Object.keys(await shown()).sort()).toEqual(['chosen', 'old']);
    const reply = await played.ask(
      `mutation { ingest_items(board_id: ${board}, group_id: "${await group()}"${onKey('UPSERT', c('people'))}) { job_id } }`,
    );
    expect(reply.errors?.[0].extensions.code).toBe('InvalidArgumentException');
  });
});

describe('a job', () => {
  const rows = Array.from({ length: 2000 }, (_, n) => `n${n},k${n}`).join('\n');

  it('moves with time, is logged and told to webhooks', async () => {
    await played.data(`mutation { create_webhook(board_id: ${board}, url: "https://app.example/hook", event: create_item) { id } }`);
    const job = await started();
    await put(job.upload_url, `name,${key}\n${rows}`);
    expect(await status(job.job_id)).toMatchObject({
      status: 'PROCESSING',
      progress_percentage: 0,
      counts: { submitted: 2000, created: 0 },
    });
    await played.time.pass(1000);
    expect(await status(job.job_id)).toMatchObject({ status: 'PROCESSING', progress_percentage: 25, report_url: null });
    await played.time.pass(3000);
    expect(await status(job.job_id)).toMatchObject({ status: 'COMPLETED', progress_percentage: 100, counts: { created: 2000 } });
    await played.deliver();
    expect(played.pushed).toHaveLength(2000);
    const logs = await played.data(`{ boards(ids: [${board}]) { activity_logs(limit: 10000) { event } } }`);
    expect(logs.boards[0].activity_logs.filter((log: { event: string }) => log.event === 'create_pulse')).toHaveLength(2000);
  });

  it('without webhooks tells nobody', async () => {
    await open({ options: { bulk: { webhooks: false } } });
    await played.data(`mutation { create_webhook(board_id: ${board}, url: "https://app.example/hook", event: create_item) { id } }`);
    await imported(['name', key], ['A,k1']);
    await played.deliver();
    expect(played.pushed).toEqual([]);
  });

  it.each([
    [false, 'row,name,status,error'],
    [true, 'row,name,status,error,item_id'],
  ])('reports its rows, with item ids: %s', async (reportIds, header) => {
    await open({ options: { bulk: { reportIds } } });
    const done = await imported(['name', key, c('status')], ['A,k1,Done', 'B,k2,Mars']);
    const report = await played.monday.handle(new Request(done.report_url));
    const [first, second, third] = (await report.text()).split('\n');
    expect(first).toBe(header);
    expect(second).toBe(reportIds ? `1,A,created,,${(await items())[0]?.id}` : '1,A,created,');
    expect(third).toContain('2,B,invalid,"This status label doesn\'t exist');
    await played.time.pass(10 * MINUTE);
    expect((await played.monday.handle(new Request(done.report_url))).status).toBe(403);
  });

  it('may fail in single rows, or break down in the middle', async () => {
    played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'bulk_row' }, times: 1 });
    expect(await imported(['name', key], ['A,k1', 'B,k2'])).toMatchObject({
      status: 'COMPLETED',
      counts: { failed: 1, created: 1 },
      fully_imported: false,
    });
    const job = await started();
    await put(job.upload_url, `name,${key}\n${rows}`);
    await played.time.pass(1000);
    await status(job.job_id);
    played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'bulk_job' }, times: 1 });
    await played.time.pass(1000);
    expect(await status(job.job_id)).toMatchObject({
      status: 'FAILED',
      failure_reason: 'INTERNAL_ERROR',
      counts: { created: 499, updated: 1 },
    });
  });

  it('is nobody else’s', async () => {
    const job = await started();
    const reply = await played.ask(`{ fetch_job_status(job_id: "${job.job_id}") { ${STATUS} } }`, { as: 'boris' });
    expect(reply.errors?.[0].extensions.code).toBe('ResourceNotFoundException');
  });
});

describe('limits', () => {
  it('are a hundred starts and 19,000 items an hour', async () => {
    played.world.setLimits('vendor');
    const { data: second } = await played.ask('mutation { create_board(board_name: "Two", board_kind: public, empty: true) { id } }');
    expect(
      await imported(
        ['name', key],
        Array.from({ length: 10_000 }, (_, n) => `n${n},k${n}`),
      ),
    ).toMatchObject({ status: 'COMPLETED' });
    board = second.create_board.id;
    const made = await played.data(`mutation { create_column(board_id: ${board}, title: "Key", column_type: text) { id } }`);
    key = made.create_column.id;
    const more = Array.from({ length: 9001 }, (_, n) => `n${n},k${n}`);
    expect(await imported(['name', key], more)).toMatchObject({ status: 'REJECTED', failure_reason: 'ACCOUNT_CAPACITY_EXCEEDED' });
    expect(await imported(['name', key], more.slice(1))).toMatchObject({ status: 'COMPLETED' });
    for (let start = 3; start < 100; start += 1) await started();
    const reply = await played.ask(`mutation { ingest_items(board_id: ${board}, group_id: "${await group()}") { job_id } }`);
    expect([reply.status, reply.errors?.[0].extensions]).toMatchObject([429, { code: 'RATE_LIMIT_EXCEEDED' }]);
    expect(reply.errors?.[0].extensions.retryAfterMs).toBe(57 * MINUTE);
  });
});

it('backfill is for admins, creates always, and is neither logged nor told', async () => {
  await played.data(`mutation { create_webhook(board_id: ${board}, url: "https://app.example/hook", event: create_item) { id } }`);
  const sent = `mutation { backfill_items(board_id: ${board}, group_id: "${await group()}") { job_id upload_url } }`;
  expect((await played.ask(sent, { as: 'boris' })).errors?.[0].extensions.code).toBe('UserUnauthorizedException');
  for (let time = 0; time < 2; time += 1) {
    const job = (await played.data(sent)).backfill_items;
    await put(job.upload_url, `name,${key}\nA,k1`);
    await played.time.pass(MINUTE);
    expect(await status(job.job_id)).toMatchObject({ status: 'COMPLETED', counts: { created: 1 } });
  }
  await played.deliver();
  expect([(await items()).length, played.pushed]).toEqual([2, []]);
  const logs = await played.data(`{ boards(ids: [${board}]) { activity_logs(limit: 100) { event } } }`);
  expect(logs.boards[0].activity_logs.filter((log: { event: string }) => log.event === 'create_pulse')).toEqual([]);
});

it('pages of 2,000 are read at the root, from API 2027-01 on', async () => {
  await imported(
    ['name', key],
    Array.from({ length: 2100 }, (_, n) => `n${n},k${n}`),
  );
  const sizes: number[] = [];
  let cursor: string | null = null;
  do {
    const asked: string = cursor === null ? `input: { board_id: ${board} }` : `cursor: "${cursor}"`;
    const { items_page: page } = await played.data(`{ items_page(${asked}, limit: 2000) { cursor items { id } } }`, {
      headers: { 'api-version': '2027-01' },
    });
    sizes.push(page.items.length);
    cursor = page.cursor;
  } while (cursor !== null);
  expect(sizes).toEqual([2000, 100]);
  const old = await played.ask(`{ items_page(input: { board_id: ${board} }, limit: 2000) { items { id } } }`);
  expect(old.errors?.[0].extensions.code).toBe('GRAPHQL_VALIDATION_FAILED');
  const nested = await played.ask(`{ boards(ids: [${board}]) { items_page(limit: 501) { cursor } } }`, {
    headers: { 'api-version': '2027-01' },
  });
  expect(nested.errors?.[0].message).toContain('no more than 500');
});
