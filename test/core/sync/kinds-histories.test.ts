/** People type what they like into spans, labels, people, numbers and days on both sides; the sides agree, or it is said why not. */
import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { FieldMapping, FieldReading } from '../../../core/sync/mapping.ts';
import { columnsOf, fieldId, isFormOf, readField } from '../../../core/sync/mapping.ts';
import type { Cell, Cells } from '../../../core/sync/record.ts';
import type { Value } from '../../../core/values/value.ts';
import { sameValue } from '../../../core/values/value.ts';
import { field, NAME, num, text, valueContext } from './fixtures.ts';
import { writes } from './office.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

const day = (date: string): Cell => ({ kind: 'date', date, time: null });
const labels = (...all: string[]): Cell => ({ kind: 'choice', labels: all });
const who = (...ids: string[]): Cell => ({ kind: 'people', people: ids.map((id) => ({ id, name: null, email: null })) });
const EMPTY: Cell = { kind: 'empty' };

const FIELDS: readonly FieldMapping[] = [
  NAME,
  field({ left: 'plan', type: 'dateRange', right: 'FROM', until: { right: 'UNTIL' }, policy: 'left' }),
  field({ left: 'tags', type: 'choices', policy: 'ask', map: { Print: 'Druck', Web: 'Netz' }, create: true }),
  field({ left: 'stage', type: 'choice', policy: 'right', create: true }),
  field({ left: 'team', type: 'person', policy: 'left' }),
  field({ left: 'hours', type: 'number', policy: 'right' }),
  field({ left: 'due', type: 'date', policy: 'ask' }),
];

/** What people put into a column: on the board typed cells, in the tab whatever a cell takes. */
const TYPED: Readonly<Record<string, readonly Cell[]>> = {
  plan: [EMPTY, { kind: 'range', from: '2026-03-01', to: '2026-03-05' }, { kind: 'range', from: '2026-04-01', to: '2026-04-01' }],
  tags: [EMPTY, labels('Print'), labels('Web', 'Print'), labels('A, B', 'Print'), labels('Druck'), labels('"x')],
  stage: [EMPTY, labels('Lead'), labels('lead'), labels('Won, twice')],
  team: [EMPTY, who('11'), who('12', '11'), who('13'), who('99')],
  hours: [EMPTY, num('1.234'), num('-5'), num('1000')],
  due: [EMPTY, day('2026-03-01'), day('2026-12-31')],
  FROM: [EMPTY, day('2026-03-01'), text('4/1/2026'), text('soon'), text('2026-05-01 - 2026-05-09')],
  UNTIL: [EMPTY, day('2026-03-05'), text('1 April 2026'), text('2026-01-01')],
  TAGS: [EMPTY, text('Druck'), text('netz; DRUCK'), text('"A, B", Druck'), text('Print'), text('"open'), text('Neu')],
  STAGE: [EMPTY, text('LEAD'), text('Lost'), text('Won, twice')],
  TEAM: [EMPTY, text('Anna Petrova'), text('boris@agency.example, Anna Petrova'), text('Chris Lee'), text('Nobody')],
  HOURS: [EMPTY, text('1,234'), text('(5)'), text('1,2 тыс'), text('tbd'), num('7'), { ...num('8'), formula: true }],
  DUE: [EMPTY, text('3/1/2026'), text('31.12.2026'), text('29.02.2026'), day('2026-06-01')],
};

const edit = fc
  .constantFrom(...Object.keys(TYPED))
  .chain((column) => fc.record({ column: fc.constant(column), cell: fc.constantFrom(...(TYPED[column] ?? [])), at: fc.nat(2) }));
const days = fc.array(fc.array(edit, { minLength: 1, maxLength: 6 }), { minLength: 1, maxLength: 5 });

test('[P2] [P4] the sides agree in every kind of field, or a conflict or a finding says why not', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(days, async (all) => {
      const w = world({ fields: [...FIELDS], key: ['name'] });
      for (const name of ['Acme', 'Beta']) w.board.add({ name: text(name) });
      w.tab.add({ NAME: text('Corp') });
      await w.settle();
      const typed: Typed = new Map(FIELDS.map((one) => [one.left, [null]]));
      for (const edits of all) {
        for (const { column, cell, at } of edits) {
          const name = ['Acme', 'Beta', 'Corp'][at] ?? '';
          const side = column === column.toLowerCase() ? w.board : w.tab;
          side.named(name).cells[column] = cell;
          remember(w, name, column, typed);
        }
        await w.settle();
      }
      judge(w, typed);
      const before = [writes(w), w.store.journal.length];
      await w.settle();
      expect([writes(w), w.store.journal.length]).toEqual(before);
    }),
    { numRuns: Number(process.env.HISTORIES ?? 100) },
  );
});

/** Values that stood there by a person's hand, by field. */
type Typed = ReadonlyMap<string, Value[]>;

const readings = (w: World, name: string, one: FieldMapping): readonly FieldReading[] => [
  readField(one, 'left', w.board.named(name).cells as Cells, valueContext()),
  readField(one, 'right', w.tab.named(name).cells as Cells, valueContext({ locale: 'en-US' })),
];

/** What the column's field says by now, on the side where somebody has typed. */
function remember(w: World, name: string, column: string, typed: Typed): void {
  const one = FIELDS.find((each) => [...columnsOf(each, 'left'), ...columnsOf(each, 'right')].some((ref) => ref === column));
  if (one === undefined) throw new Error(column);
  const [left, right] = readings(w, name, one);
  const reading = column === column.toLowerCase() ? left : right;
  if (reading?.kind === 'value') typed.get(one.left)?.push(reading.value);
}

const alike = (one: FieldMapping, a: Value, b: Value): boolean => sameValue(a, b) || isFormOf(one, a, b);

function judge(w: World, typed: Typed): void {
  const live = [...w.store.archive.values()].filter((one) => one.state === 'live');
  expect(live.map((one) => one.name).sort()).toEqual(['Acme', 'Beta', 'Corp']);
  for (const { key, name } of live) {
    for (const one of FIELDS) {
      const told = [...w.store.conflicts, ...w.store.findings].some(
        (note) => note.state === 'open' && note.key === key && note.field === fieldId(one),
      );
      const [left, right] = readings(w, name, one);
      if (left === undefined || right === undefined) throw new Error(name);
      const agree = left.kind === 'value' && right.kind === 'value' && alike(one, left.value, right.value);
      // Nothing stands on a side that nobody typed.
      const known = [left, right].every(
        (now) => one === NAME || now.kind !== 'value' || typed.get(one.left)?.some((value) => alike(one, value, now.value)),
      );
      expect({ name, field: one.left, left, right, ok: agree || told, known }).toMatchObject({ ok: true, known: true });
    }
  }
}
