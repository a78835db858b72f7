/** Spans of days, lists of labels and people, computed columns: in whole runs, over a board and a tab. */
import { describe, expect, test } from 'vitest';
import type { Cell } from '../../../core/sync/record.ts';
import { field, NAME, num, text } from './fixtures.ts';
import { writes } from './office.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

const day = (date: string): Cell => ({ kind: 'date', date, time: null });
const labels = (...all: string[]): Cell => ({ kind: 'choice', labels: all });
const item = (w: World, name: string) => w.board.named(name).cells;
const line = (w: World, name: string) => w.tab.named(name).cells;

async function quiet(w: World): Promise<void> {
  const before = [writes(w), w.store.journal.length];
  await w.settle();
  expect([writes(w), w.store.journal.length]).toEqual(before);
}

describe('a span of days, one column on the board and two in the tab', () => {
  const span = field({ left: 'plan', type: 'dateRange', right: 'FROM', until: { right: 'UNTIL' }, policy: 'ask' });
  const paired = async (): Promise<World> => {
    const w = world({ fields: [NAME, span] });
    w.board.add({ name: text('Acme'), plan: { kind: 'range', from: '2026-03-01', to: '2026-03-05' } });
    await w.settle();
    return w;
  };

  test('[V24] crosses both ways, and is quiet', async () => {
    const w = await paired();
    expect(line(w, 'Acme')).toMatchObject({ FROM: day('2026-03-01'), UNTIL: day('2026-03-05') });
    line(w, 'Acme').UNTIL = text('3/9/2026');
    w.tab.add({ NAME: text('Beta'), FROM: text('April 1, 2026'), UNTIL: text('2026-04-30') });
    await w.settle();
    expect(item(w, 'Acme').plan).toEqual({ kind: 'range', from: '2026-03-01', to: '2026-03-09' });
    expect(item(w, 'Beta').plan).toEqual({ kind: 'range', from: '2026-04-01', to: '2026-04-30' });
    expect(line(w, 'Acme').UNTIL).toEqual(text('3/9/2026'));
    await quiet(w);
  });

  test('[V24] [R8] while one end is missing nothing travels; the end that is typed then makes it whole', async () => {
    const w = await paired();
    line(w, 'Acme').UNTIL = { kind: 'empty' };
    await w.settle();
    expect(item(w, 'Acme').plan).toEqual({ kind: 'range', from: '2026-03-01', to: '2026-03-05' });
    expect(w.store.openFindings()).toEqual(['half-range 2026-03-01 –']);
    line(w, 'Acme').UNTIL = day('2026-03-02');
    await w.settle();
    expect(item(w, 'Acme').plan).toEqual({ kind: 'range', from: '2026-03-01', to: '2026-03-02' });
    expect(w.store.openFindings()).toEqual([]);
    // Both ends cleared is an edit.
    Object.assign(line(w, 'Acme'), { FROM: { kind: 'empty' }, UNTIL: { kind: 'empty' } });
    await w.settle();
    expect(item(w, 'Acme').plan).toEqual({ kind: 'empty' });
    await quiet(w);
  });

  test('[R5] [V24] changed on both sides is one conflict, of the span as a whole', async () => {
    const w = await paired();
    line(w, 'Acme').UNTIL = day('2026-03-09');
    item(w, 'Acme').plan = { kind: 'range', from: '2026-02-01', to: '2026-03-05' };
    await w.settle();
    expect(w.store.conflicts.filter((one) => one.state === 'open')).toMatchObject([
      { left: '2026-02-01/2026-03-05', right: '2026-03-01/2026-03-09' },
    ]);
  });
});

describe('several labels, a dropdown on the board and a text in the tab', () => {
  const tags = field({ left: 'tags', type: 'choices' });

  test('[V25] cross both ways, with commas in them, and are quiet', async () => {
    const w = world({ fields: [NAME, tags] });
    w.board.add({ name: text('Acme'), tags: labels('Print', 'Design, web') });
    w.tab.add({ NAME: text('Beta'), TAGS: text('radio;"Design, web"\nPrint') });
    await w.settle();
    // The tab's model keeps the cell; a sheet's codec writes what it shows.
    expect(line(w, 'Acme').TAGS).toEqual({ kind: 'choice', labels: ['Design, web', 'Print'], asShown: '"Design, web", Print' });
    expect(item(w, 'Beta').tags).toMatchObject({ labels: ['Design, web', 'Print', 'radio'] });
    line(w, 'Acme').TAGS = text('PRINT');
    await w.settle();
    expect(item(w, 'Acme').tags).toEqual(labels('PRINT'));
    await quiet(w);
  });

  test('[R11] [V25] lists that differ by case or order agree, and neither cell is rewritten', async () => {
    const w = world({ fields: [NAME, tags] });
    w.board.add({ name: text('Acme'), tags: labels('Print', 'Design') });
    w.tab.add({ NAME: text('acme'), TAGS: text('design, print') });
    await w.settle();
    expect(item(w, 'Acme').tags).toEqual(labels('Print', 'Design'));
    const [only] = w.tab.lines;
    expect(only?.cells.TAGS).toEqual(text('design, print'));
    await quiet(w);
  });

  test.each([
    ['[V26] unknown ones are made where the mapping says so', true],
    ['[V26] [V13] unknown ones stay a finding where it doesn’t', false],
  ])('%s', async (_name, create) => {
    const w = world({ fields: [NAME, { ...tags, create }] });
    const column = w.board.columns.find((one) => one.ref === 'tags');
    if (column === undefined) throw new Error('no column');
    Object.assign(column, { labels: ['Design', 'Print'] });
    w.tab.add({ NAME: text('Acme'), TAGS: text('Print, Radio') });
    await w.settle();
    expect(item(w, 'Acme').tags ?? null).toEqual(create ? { kind: 'choice', labels: ['Print', 'Radio'], create: true } : null);
    expect(w.store.openFindings()).toEqual(create ? [] : ['unknown-label Print, Radio']);
    expect(line(w, 'Acme').TAGS).toEqual(text('Print, Radio'));
    await quiet(w);
  });
});

describe('people in one column', () => {
  const people = field({ left: 'who', type: 'person' });

  test('[V12] several, by e-mail and by name; one of two namesakes stays a finding', async () => {
    const w = world({ fields: [NAME, people] });
    w.tab.add({ NAME: text('Acme'), WHO: text('boris@agency.example, Anna Petrova') });
    w.tab.add({ NAME: text('Beta'), WHO: text('Anna Petrova; Chris Lee') });
    await w.settle();
    const who = item(w, 'Acme').who;
    expect(who?.kind === 'people' && who.people.map((one) => one.id)).toEqual(['11', '12']);
    expect(item(w, 'Beta').who).toBeUndefined();
    expect(w.store.openFindings()).toEqual(['ambiguous-person Anna Petrova; Chris Lee']);
    await quiet(w);
  });
});

describe('fault F55: a column that computes itself', () => {
  const score = field({ left: 'score', type: 'number' });

  test('[V27] [R7] is shown in the tab, never written, and holds no record back', async () => {
    const w = world({ fields: [NAME, score] });
    const column = w.board.columns.find((one) => one.ref === 'score');
    if (column === undefined) throw new Error('no column');
    Object.assign(column, { kind: 'other', writable: false });
    w.board.add({ name: text('Acme'), score: { ...num('1.5'), formula: true } });
    w.tab.add({ NAME: text('Beta'), SCORE: num('7') });
    await w.settle();
    expect(line(w, 'Acme').SCORE).toEqual(num('1.5'));
    expect(item(w, 'Beta').score).toBeUndefined();
    expect(w.store.openFindings()).toEqual(['read-only-column 7']);
    // The board has computed it by now; and somebody types over the other one.
    item(w, 'Beta').score = { ...num('2'), formula: true };
    line(w, 'Acme').SCORE = num('99');
    await w.settle();
    expect(line(w, 'Beta').SCORE).toEqual(num('2'));
    expect(line(w, 'Acme').SCORE).toEqual(num('1.5'));
    expect(item(w, 'Acme').score).toEqual({ ...num('1.5'), formula: true });
    expect(w.store.openFindings()).toEqual([]);
    await quiet(w);
  });
});
