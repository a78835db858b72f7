/** Imports in bulk against the played monday.com: what is made, and by how many calls. */
import { beforeEach, describe, expect, it } from 'vitest';
import { brandAs } from '../../../../core/sync/ids.ts';
import type { Write } from '../../../../core/sync/ports.ts';
import type { Cell } from '../../../../core/sync/record.ts';
import { number, text } from '../scripted.ts';
import { choice, create, creates, intent, Run, SECOND, Stage } from './stage.ts';

/** Ten thousand records take their time on a busy machine. */
const LARGE = 120_000;

let s: Stage;
beforeEach(async () => {
  s = await Stage.open();
});

describe('packing', () => {
  it('imports many new records at once, and the others by mutations, first', () => {
    const few = creates(150);
    expect(s.container.pack(few).map((group) => group.length)).toEqual([50, 50, 50]);
    const update: Write = { ...create('u'), kind: 'remove', localId: brandAs('1'), position: null } as Write;
    const groups = s.container.pack([...creates(151), update]);
    expect(groups.map((group) => group.length)).toEqual([1, 151]);
    expect(s.container.pack(creates(10_001)).map((group) => group.length)).toEqual([1, 10_000]);
    expect(s.container.pack(creates(10_151)).map((group) => group.length)).toEqual([10_000, 151]);
  });

  it('leaves what a file can’t carry to mutations', () => {
    const odd: Record<string, Cell>[] = [
      { [s.c('checkbox')]: { kind: 'bool', bool: true } },
      { [s.c('status')]: choice('Mars') },
      { [s.c('status')]: { kind: 'choice', labels: ['New'], create: true } },
      { [s.c('dropdown')]: choice('Gold', 'Mars') },
      { [s.c('text')]: text(' x') },
      { [s.c('text')]: text('<NULL>') },
      { [s.c('long_text')]: text('a\r\nb') },
      { [s.c('date')]: { kind: 'date', date: '2026-03-01', time: '10:00:00' } },
      {
        [s.c('people')]: {
          kind: 'people',
          people: [
            { id: '1', name: null, email: null },
            { id: '2', name: null, email: null },
          ],
        },
      },
      { [s.c('link')]: { kind: 'link', url: 'https://a.b/(c)', text: 'c' } },
      { [s.c('phone')]: text('call me') },
      { name: text('  ') },
    ];
    const plain = creates(200);
    const groups = s.container.pack([...odd.map((more, n) => create(`odd${n}`, more)), ...plain]);
    expect(groups.map((group) => group.length)).toEqual([odd.length, 200]);
    expect(groups[1]).toEqual(plain);
  });
});

describe.each([false, true])('an import, with item ids in its report: %s', (reportIds) => {
  beforeEach(async () => {
    s = await Stage.open({ reportIds });
  });

  it('makes what mutations would make, and shows it', async () => {
    const anna = s.played.world.people.get('anna')?.mondayId ?? '';
    const all = (n: number): Record<string, Cell> => ({
      [s.c('text')]: text(`+49 30, "${n}"`),
      [s.c('numbers')]: number(String(n - 100.5)),
      [s.c('status')]: choice('Done'),
      [s.c('dropdown')]: choice('Gold', 'Silver'),
      [s.c('people')]: {
        kind: 'people',
        people: [{ id: n % 2 === 0 ? anna : 'team:51166', name: n % 2 === 0 ? 'Anna Ivanova' : 'Sales', email: null }],
      },
      [s.c('date')]: { kind: 'date', date: '2026-03-01', time: null },
      [s.c('timeline')]: { kind: 'range', from: '2026-03-01', to: '2026-03-05' },
      [s.c('long_text')]: text('one\ntwo'),
      [s.c('checkbox')]: { kind: 'bool', bool: false },
      [s.c('link')]: { kind: 'link', url: 'https://a.b/?x=1', text: 'A, b' },
      [s.c('email')]: text('a@b.example'),
      [s.c('phone')]: text('+4930123456'),
    });
    const writes = creates(200, all);
    const [group = []] = s.container.pack(writes);
    const run = new Run(s, intent(group));
    expect(await run.apply()).toMatchObject({ code: 'underway', next: { kind: 'retry-after', afterMs: 10_000 } });
    const settled = await run.settled();
    const { records } = await s.read();
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

  it('shows a column that a person adds while monday works, where all columns are read', async () => {
    const by = s.reopened('2026-10', { columns: null });
    await s.read(by);
    const run = new Run(s, intent(creates(200)));
    await run.apply(by);
    const { data } = await s.played.ask('mutation ($b: ID!) { create_column(board_id: $b, title: "New", column_type: text) { id } }', {
      as: 'anna',
      variables: { b: s.board },
    });
    const settled = await run.settled(by);
    const [first] = settled.kind === 'happened' ? settled.outcome.values() : [];
    expect(first).toMatchObject({ kind: 'applied', shown: { [data.create_column.id]: { kind: 'empty' } } });
  });

  it('takes what isn’t taken from a file to mutations, which say why', async () => {
    const writes = [
      ...creates(200),
      create('made', { [s.c('status')]: { kind: 'choice', labels: ['New'], create: true } }),
      create('mars', { [s.c('status')]: choice('Mars') }),
      create('ticked', { [s.c('checkbox')]: { kind: 'bool', bool: true } }),
    ];
    expect(await s.made(writes)).toEqual({ applied: 202, 'unknown-label': 1 });
    await s.expectOnce(202);
  });
});

describe('calls', () => {
  it(
    'to import 10,000 records: two to begin, one for each poll, five to read back',
    async () => {
      s = await Stage.open({ rowsPerSecond: 400 });
      const writes = creates(10_000, (n) => ({ [s.c('numbers')]: number(String(n)), [s.c('text')]: text(`t${n}`) }));
      expect(await s.made(writes)).toEqual({ applied: 10_000 });
      const polls = s.calls.filter((call) => call === 'fetch_job_status').length;
      expect(s.calls.filter((call) => call !== 'fetch_job_status')).toEqual([
        'boards',
        'ingest_items',
        'upload',
        ...Array(5).fill('items_page_by_column_values'),
      ]);
      expect(polls).toBeLessThanOrEqual(4);
      // Of a board that isn't known yet: description, key column (two), first reading, subscription; then the import.
      expect(5 + s.calls.filter((call) => call !== 'upload').length).toBeLessThanOrEqual(25);
      await s.expectOnce(10_000);
    },
    LARGE,
  );

  it(
    'to read 10,000 records are 20, and 5 from API 2027-01 on',
    async () => {
      await s.made(creates(10_000));
      s.calls = [];
      for (const [by, count] of [
        [s.container, 20],
        [s.reopened('2027-01'), 5],
      ] as const) {
        const { complete, records } = await s.read(by);
        expect([complete, records.length]).toEqual([true, 10_000]);
        expect(s.calls.splice(0)).toHaveLength(count);
      }
    },
    LARGE,
  );

  it('are none before their time, and progress moves', async () => {
    s = await Stage.open({ rowsPerSecond: 10 });
    const run = new Run(s, intent(creates(600)));
    await run.apply();
    s.calls = [];
    await s.played.time.pass(4 * SECOND);
    expect(await run.settle()).toMatchObject({ code: 'underway', next: { afterMs: 6 * SECOND } });
    expect(s.calls).toEqual([]);
    await s.played.time.pass(6 * SECOND);
    // A sixth is done in ten seconds: another fifty are wanted.
    expect(await run.settle()).toMatchObject({ code: 'underway', next: { afterMs: 52_500 } });
    await s.played.time.pass(52_500);
    expect(await run.settle()).toMatchObject({ kind: 'happened' });
    expect(run.percents).toEqual([0, 16]);
    expect(s.calls).toEqual(['fetch_job_status', 'fetch_job_status', 'items_page_by_column_values']);
  });

  it('are known by their tickets, too, where a version before imported fewer; without one nothing of these was sent', async () => {
    s = await Stage.open({ rowsPerSecond: 10 });
    const run = new Run(s, intent(creates(200)));
    await run.apply();
    s.calls = [];
    await s.played.time.pass(10 * SECOND);
    const fewer = { ...run.intent, writes: run.intent.writes.slice(0, 60) };
    await expect(s.container.settle({ ...fewer, ticket: run.ticket }, run.keep)).rejects.toMatchObject({ code: 'underway' });
    expect(s.calls.splice(0)).toEqual(['fetch_job_status']);
    expect(await s.container.settle({ ...intent(creates(10_100).slice(10_000)), ticket: null })).toEqual({ kind: 'none' });
  });

  it('are none of a call with as many mutations as one can have', async () => {
    const most = intent(creates(150));
    s.lost.push({ field: 'create_item', before: false });
    expect([...(await s.container.apply(most)).values()].every((one) => one.kind === 'unknown')).toBe(true);
    const settled = await s.container.settle({ ...most, ticket: null });
    expect(settled.kind === 'happened' && [...settled.outcome.values()].filter((one) => one.kind === 'applied')).toHaveLength(150);
    await s.expectOnce(150);
  });
});
