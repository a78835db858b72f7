/** Imports in bulk against the played monday.com, in standing time: what is made, by how many calls, whatever is lost on the way. */
import { beforeEach, describe, expect, it } from 'vitest';
import { prepareBoard } from '../../../connectors/monday/prepare.ts';
import { openBoard } from '../../../connectors/monday/replica.ts';
import type { BoardLocator } from '../../../core/accounts/locator.ts';
import { brandAs, type IntentId } from '../../../core/sync/ids.ts';
import type { ConnectorDeps, Container, Intent, Outcome, Settled, Underway, Write } from '../../../core/sync/ports.ts';
import type { Cell } from '../../../core/sync/record.ts';
import type { MondayOptions } from '../../../sandbox/monday/options.ts';
import { clientsBoard, type House, house } from '../../sandbox/monday/set-up.ts';
import { cells, key, number, replica, step, text } from './scripted.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const options = { apiUrl: 'http://monday.test/v2', apiVersion: '2026-10' };

let played: House;
let board: string;
let columns: Record<string, string>;
let locator: BoardLocator;
let deps: ConnectorDeps;
let container: Container;
/** Root fields that were asked for, and what is done at the addresses beside the API. */
let calls: string[];
/** Calls of these are lost: their answers, or they themselves. */
let lost: { field: string; before: boolean }[];
let intents = 0;

async function open(bulk: MondayOptions['bulk'] = {}): Promise<void> {
  played = house({ options: { bulk } });
  ({ board, columns } = await clientsBoard(played));
  const token = played.appToken('boris');
  deps = {
    now: () => played.world.clock.now(),
    sleep: (ms) => played.time.pass(ms),
    uuid: () => played.world.ids.uuid(),
    token: async () => token,
    limit: (_call, run) => run(),
    fetch: async (request) => {
      const fields = played.monday.describe(request, await request.clone().text()).operations;
      // `boards` rides along with most questions.
      calls.push((fields.length > 1 ? fields.filter((one) => one !== 'boards') : fields).join('+'));
      const at = lost.findIndex((one) => fields.includes(one.field));
      const [loss] = at < 0 ? [] : lost.splice(at, 1);
      if (loss?.before) throw new Error('socket hang up');
      const response = await played.monday.handle(request);
      if (loss) throw new Error('socket hang up');
      return response;
    },
  };
  calls = [];
  lost = [];
  locator = await prepareBoard(deps, options, { vendor: 'monday', board, keyColumn: null, columns: null }, Object.values(columns));
  container = reopened();
  await container.read(new Map([[replica, { kind: 'all' }]]));
  calls = [];
}
beforeEach(() => open());

/** As another process opens it. */
const reopened = (): Container => openBoard(deps, options, board, new Map([[replica, locator]]));

const c = (type: string): string => columns[type] ?? '';
const create = (id: string, more: Record<string, Cell> = {}): Write => ({
  kind: 'create',
  step: step(id),
  key: key(`key-${id}`),
  cells: cells({ name: text(`Client ${id}`), ...more }),
});
const creates = (count: number, more: (n: number) => Record<string, Cell> = () => ({})): Write[] =>
  Array.from({ length: count }, (_, n) => create(String(n), more(n)));
const intent = (writes: readonly Write[]): Intent => ({ id: brandAs<IntentId>(`intent-${++intents}`), replica, writes });
const choice = (...labels: string[]): Cell => ({ kind: 'choice', labels });

/** What an engine does with one intent: it keeps its ticket, and settles it until it is over. */
class Run {
  ticket: string | null = null;
  readonly percents: number[] = [];
  constructor(readonly intent: Intent) {}

  readonly keep = async ({ ticket, percent }: Underway): Promise<void> => {
    this.ticket = ticket;
    this.percents.push(percent);
  };

  /** What was thrown stands for an outcome. */
  apply(by = container): Promise<Outcome | { code: string }> {
    return by.apply(this.intent, this.keep).catch((error: { code: string }) => error);
  }

  settle(by = container): Promise<Settled | { code: string; next: { afterMs: number } }> {
    return by.settle({ ...this.intent, ticket: this.ticket }, this.keep).catch((error) => error);
  }

  /** Waits as long as it is told to. */
  async settled(by = container): Promise<Settled> {
    for (let polls = 0; polls < 50; polls += 1) {
      const settled = await this.settle(by);
      if ('kind' in settled) return settled;
      expect(settled.code).toBe('underway');
      await played.time.pass(settled.next.afterMs);
    }
    throw new Error('never settled');
  }
}

/** Packs, performs and settles, as often as something is missed; how each write ended. */
async function made(writes: readonly Write[], by = container): Promise<Record<string, number>> {
  const ends: Record<string, number> = {};
  let left: readonly Write[] = writes;
  for (let round = 0; round < 4 && left.length > 0; round += 1) {
    const missed: Write[] = [];
    for (const group of by.pack(left)) {
      const run = new Run(intent(group));
      const applied = await run.apply(by);
      const settled: Settled = 'code' in applied ? await run.settled(by) : { kind: 'happened', outcome: applied };
      for (const write of group) {
        const what = settled.kind === 'none' ? { kind: 'missed' as const } : settled.outcome.get(write.step);
        if (what?.kind === 'missed') missed.push(write);
        else {
          const end = what?.kind === 'refused' ? what.why : (what?.kind ?? 'lost');
          ends[end] = (ends[end] ?? 0) + 1;
        }
      }
    }
    left = missed;
  }
  return { ...ends, ...(left.length > 0 ? { left: left.length } : {}) };
}

async function items(): Promise<{ id: string; name: string; key: string }[]> {
  const found: { id: string; name: string; key: string }[] = [];
  let cursor: string | null = null;
  const fields = `cursor items { id name column_values(ids: ["${locator.keyColumn}"]) { text } }`;
  do {
    const asked: string =
      cursor === null
        ? `boards(ids: [${board}]) { items_page(limit: 500) { ${fields} } }`
        : `next_items_page(cursor: "${cursor}", limit: 500) { ${fields} }`;
    const answer = await played.data(`{ ${asked} }`);
    const page = answer.next_items_page ?? answer.boards[0].items_page;
    for (const item of page.items) found.push({ id: item.id, name: item.name, key: item.column_values[0].text });
    cursor = page.cursor;
  } while (cursor !== null);
  return found;
}

/** As many items as keys, each key once. */
async function expectOnce(count: number): Promise<void> {
  const keys = (await items()).map((item) => item.key);
  expect([keys.length, new Set(keys).size]).toEqual([count, count]);
}

describe('packing', () => {
  it('imports many new records at once, and the others by mutations, first', () => {
    const few = creates(150);
    expect(container.pack(few).map((group) => group.length)).toEqual([50, 50, 50]);
    const update: Write = { ...create('u'), kind: 'remove', localId: brandAs('1'), position: null } as Write;
    const groups = container.pack([...creates(151), update]);
    expect(groups.map((group) => group.length)).toEqual([1, 151]);
    expect(container.pack(creates(10_001)).map((group) => group.length)).toEqual([10_000, 1]);
  });

  it('leaves what a file can’t carry to mutations', () => {
    const odd: Record<string, Cell>[] = [
      { [c('checkbox')]: { kind: 'bool', bool: true } },
      { [c('status')]: choice('Mars') },
      { [c('status')]: { kind: 'choice', labels: ['New'], create: true } },
      { [c('dropdown')]: choice('Gold', 'Mars') },
      { [c('text')]: text(' x') },
      { [c('text')]: text('<NULL>') },
      { [c('long_text')]: text('a\r\nb') },
      { [c('date')]: { kind: 'date', date: '2026-03-01', time: '10:00:00' } },
      {
        [c('people')]: {
          kind: 'people',
          people: [
            { id: '1', name: null, email: null },
            { id: '2', name: null, email: null },
          ],
        },
      },
      { [c('link')]: { kind: 'link', url: 'https://a.b/(c)', text: 'c' } },
      { [c('phone')]: text('call me') },
      { name: text('  ') },
    ];
    const plain = creates(200);
    const groups = container.pack([...odd.map((more, n) => create(`odd${n}`, more)), ...plain]);
    expect(groups.map((group) => group.length)).toEqual([odd.length, 200]);
    expect(groups[1]).toEqual(plain);
  });
});

describe.each([false, true])('an import, with item ids in its report: %s', (reportIds) => {
  beforeEach(() => open({ reportIds }));

  it('makes what mutations would make, and shows it', async () => {
    const anna = played.world.people.get('anna')?.mondayId ?? '';
    const all = (n: number): Record<string, Cell> => ({
      [c('text')]: text(`+49 30, "${n}"`),
      [c('numbers')]: number(String(n - 100.5)),
      [c('status')]: choice('Done'),
      [c('dropdown')]: choice('Gold', 'Silver'),
      [c('people')]: {
        kind: 'people',
        people: [{ id: n % 2 === 0 ? anna : 'team:51166', name: n % 2 === 0 ? 'Anna Ivanova' : 'Sales', email: null }],
      },
      [c('date')]: { kind: 'date', date: '2026-03-01', time: null },
      [c('timeline')]: { kind: 'range', from: '2026-03-01', to: '2026-03-05' },
      [c('long_text')]: text('one\ntwo'),
      [c('checkbox')]: { kind: 'bool', bool: false },
      [c('link')]: { kind: 'link', url: 'https://a.b/?x=1', text: 'A, b' },
      [c('email')]: text('a@b.example'),
      [c('phone')]: text('+4930123456'),
    });
    const writes = creates(200, all);
    const [group = []] = container.pack(writes);
    const run = new Run(intent(group));
    expect(await run.apply()).toMatchObject({ code: 'underway', next: { kind: 'retry-after', afterMs: 10_000 } });
    const settled = await run.settled();
    const { records } = await read();
    expect(records).toHaveLength(200);
    for (const [n, write] of writes.entries()) {
      const record = records.find((one) => one.key === `key-${n}`);
      expect(record?.cells).toEqual({ name: text(`Client ${n}`), ...all(n) });
      expect(settled.kind === 'happened' && settled.outcome.get(write.step)).toEqual({
        kind: 'applied',
        localId: record?.localId,
        position: null,
        version: null,
        shown: record?.cells,
        covered: { kind: 'none' },
      });
    }
  });

  it('takes what isn’t taken from a file to mutations, which say why', async () => {
    const writes = [
      ...creates(200),
      create('made', { [c('status')]: { kind: 'choice', labels: ['New'], create: true } }),
      create('mars', { [c('status')]: choice('Mars') }),
      create('ticked', { [c('checkbox')]: { kind: 'bool', bool: true } }),
    ];
    expect(await made(writes)).toEqual({ applied: 202, 'unknown-label': 1 });
    await expectOnce(202);
  });
});

const read = async () => {
  const reading = (await container.read(new Map([[replica, { kind: 'all' }]]))).get(replica);
  if (reading?.kind !== 'records') throw new Error(JSON.stringify(reading));
  return reading;
};

describe('calls', () => {
  it('to import 10,000 records: two to begin, one for each poll, five to read back', async () => {
    await open({ rowsPerSecond: 400 });
    const writes = creates(10_000, (n) => ({ [c('numbers')]: number(String(n)), [c('text')]: text(`t${n}`) }));
    expect(await made(writes)).toEqual({ applied: 10_000 });
    const polls = calls.filter((call) => call === 'fetch_job_status').length;
    expect(calls.filter((call) => call !== 'fetch_job_status')).toEqual([
      'boards',
      'ingest_items',
      'upload',
      ...Array(5).fill('items_page_by_column_values'),
    ]);
    expect(polls).toBeLessThanOrEqual(4);
    // Of a board that isn't known yet: description, key column (two), first reading, subscription; then the import.
    expect(5 + calls.filter((call) => call !== 'upload').length).toBeLessThanOrEqual(25);
    await expectOnce(10_000);
  });

  it('to read 10,000 records are 20, and 5 from API 2027-01 on', async () => {
    await made(creates(10_000));
    calls = [];
    const next = openBoard(deps, { ...options, apiVersion: '2027-01' }, board, new Map([[replica, locator]]));
    for (const [by, count] of [
      [container, 20],
      [next, 5],
    ] as const) {
      const reading = (await by.read(new Map([[replica, { kind: 'all' }]]))).get(replica);
      expect(reading?.kind === 'records' && [reading.complete, reading.records.length]).toEqual([true, 10_000]);
      expect(calls.splice(0)).toHaveLength(count);
    }
  });

  it('are none before their time, and progress moves', async () => {
    await open({ rowsPerSecond: 10 });
    const run = new Run(intent(creates(600)));
    await run.apply();
    calls = [];
    await played.time.pass(4 * SECOND);
    expect(await run.settle()).toMatchObject({ code: 'underway', next: { afterMs: 6 * SECOND } });
    expect(calls).toEqual([]);
    await played.time.pass(6 * SECOND);
    // A sixth is done in ten seconds: another fifty are wanted.
    expect(await run.settle()).toMatchObject({ code: 'underway', next: { afterMs: 52_500 } });
    await played.time.pass(52_500);
    expect(await run.settle()).toMatchObject({ kind: 'happened' });
    expect(run.percents).toEqual([0, 16]);
    expect(calls).toEqual(['fetch_job_status', 'fetch_job_status', 'items_page_by_column_values']);
  });
});

describe('whatever is lost', () => {
  const writes = creates(300);

  it.each([
    ['ingest_items', false],
    ['ingest_items', true],
  ])('%s (never arrived: %s): nothing has happened, and the next plan makes each once', async (field, before) => {
    lost.push({ field, before });
    expect(await made(writes)).toEqual({ applied: 300 });
    await expectOnce(300);
  });

  it.each([true, false])('the upload (never arrived: %s): what became of it is found out', async (before) => {
    lost.push({ field: 'upload', before });
    const run = new Run(intent(writes));
    expect(await run.apply()).toMatchObject({ code: 'unknown-outcome' });
    const settled = await run.settled();
    expect(settled.kind).toBe(before ? 'none' : 'happened');
    if (before) expect(await made(writes)).toEqual({ applied: 300 });
    await expectOnce(300);
  });

  it('an answer to a question after the job: it is asked again in its time', async () => {
    const run = new Run(intent(writes));
    await run.apply();
    await played.time.pass(10 * SECOND);
    lost.push({ field: 'fetch_job_status', before: false });
    expect(await run.settle()).toMatchObject({ code: 'underway', next: { afterMs: 10 * SECOND } });
    expect(await run.settled()).toMatchObject({ kind: 'happened' });
    await expectOnce(300);
  });

  it('the process, before the ticket was kept: nothing has happened', async () => {
    const run = new Run(intent(writes));
    const died = container.apply(run.intent, async () => {
      throw new Error('killed');
    });
    await expect(died).rejects.toThrow('killed');
    expect(calls).not.toContain('upload');
    expect(await run.settle(reopened())).toEqual({ kind: 'none' });
    expect(await made(writes, reopened())).toEqual({ applied: 300 });
    await expectOnce(300);
  });

  it('the process, after the upload: another settles it, with no twin, half an hour later too', async () => {
    const run = new Run(intent(writes));
    await run.apply();
    await played.time.pass(45 * MINUTE);
    const settled = await run.settle(reopened());
    expect(settled).toMatchObject({ kind: 'happened' });
    expect('outcome' in settled && [...settled.outcome.values()].filter((one) => one.kind === 'applied')).toHaveLength(300);
    // A file that is imported once more makes nothing twice.
    await run.apply(reopened());
    await played.time.pass(MINUTE);
    await run.settle(reopened());
    await expectOnce(300);
  });

  it('the process, between the ticket and the upload: after three minutes nothing has happened', async () => {
    lost.push({ field: 'upload', before: true });
    const run = new Run(intent(writes));
    await run.apply();
    const began = played.world.clock.now();
    expect(await run.settled(reopened())).toEqual({ kind: 'none' });
    expect(played.world.clock.now() - began).toBeGreaterThanOrEqual(3 * MINUTE);
  });
});

describe('jobs that fail', () => {
  it('in some rows: those go by mutations', async () => {
    played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'bulk_row' }, times: 7 });
    expect(await made(creates(300))).toEqual({ applied: 300 });
    expect(calls.filter((call) => call === 'ingest_items')).toHaveLength(1);
    expect(calls.filter((call) => call.startsWith('create_item'))).toHaveLength(1);
    await expectOnce(300);
  });

  it('in the middle: what was made is kept, the rest goes by mutations', async () => {
    await open({ rowsPerSecond: 20 });
    const run = new Run(intent(creates(300)));
    await run.apply();
    await played.time.pass(10 * SECOND);
    await run.settle();
    played.world.faults.add({ service: 'monday', kind: 'partial', match: { operation: 'bulk_job' }, times: 1 });
    const settled = await run.settled();
    const ends = settled.kind === 'happened' ? [...settled.outcome.values()].map((one) => one.kind) : [];
    expect([ends.filter((kind) => kind === 'applied').length, ends.filter((kind) => kind === 'missed').length]).toEqual([200, 100]);
    expect(container.pack(creates(300)).map((group) => group.length)).toEqual(Array(6).fill(50));
  });

  it('for want of room on the board: as many as fit are made, the others say that it is full', async () => {
    expect(await made(creates(9_900))).toEqual({ applied: 9_900 });
    calls = [];
    const more = Array.from({ length: 300 }, (_, n) => create(`more${n}`));
    expect(await made(more)).toEqual({ applied: 100, 'board-full': 200 });
    await expectOnce(10_000);
    // The second time it is known before a job is begun.
    expect(calls.filter((call) => call === 'ingest_items')).toHaveLength(1);
  });

  it('for want of the hour’s budget of items: the rest goes by mutations', async () => {
    played.world.setLimits('vendor');
    await made(creates(9_000));
    const { data } = await played.ask('mutation { create_board(board_name: "Two", board_kind: public, empty: true) { id } }', {
      as: 'boris',
    });
    locator = await prepareBoard(deps, options, { vendor: 'monday', board: data.create_board.id, keyColumn: null, columns: null }, []);
    board = data.create_board.id;
    container = reopened();
    const run = new Run(intent(creates(10_000)));
    played.world.clock.advance(60);
    await run.apply();
    expect(await run.settled()).toMatchObject({ kind: 'happened' });
    const third = await played.ask('mutation { create_board(board_name: "Three", board_kind: public, empty: true) { id } }', {
      as: 'boris',
    });
    board = third.data.create_board.id;
    locator = await prepareBoard(deps, options, { vendor: 'monday', board, keyColumn: null, columns: null }, []);
    container = reopened();
    const over = new Run(intent(creates(200)));
    await over.apply();
    expect(await over.settled()).toEqual({ kind: 'none' });
    expect(container.pack(creates(200)).map((group) => group.length)).toEqual(Array(4).fill(50));
    await played.time.pass(61 * MINUTE);
    expect(container.pack(creates(200)).map((group) => group.length)).toEqual([200]);
  });

  it('to begin, a hundred an hour: records go by mutations meanwhile', async () => {
    played.world.setLimits('vendor');
    const group = (await played.data(`{ boards(ids: [${board}]) { top_group { id } } }`)).boards[0].top_group.id;
    for (let start = 0; start < 100; start += 1)
      await played.data(`mutation { ingest_items(board_id: ${board}, group_id: "${group}") { job_id } }`);
    played.world.setLimits('vendor');
    const run = new Run(intent(creates(160)));
    const outcome = await run.apply();
    expect('code' in outcome ? outcome : [...outcome.values()].map((one) => one.kind)).toEqual(Array(160).fill('missed'));
    expect(container.pack(creates(160)).map((one) => one.length)).toEqual([50, 50, 50, 10]);
  });

  it('when the file isn’t taken: records go by mutations for a while', async () => {
    const run = new Run(intent(creates(160)));
    const { keep } = run;
    const outcome = await container.apply(run.intent, async (underway) => {
      await keep(underway);
      await played.time.pass(11 * MINUTE);
    });
    expect([...outcome.values()].map((one) => one.kind)).toEqual(Array(160).fill('missed'));
    expect(container.pack(creates(160))).toHaveLength(4);
  });
});
