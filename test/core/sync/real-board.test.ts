/**
 * A real board, as one page of it was answered, beside an empty tab: people in one column, labels with an emoji, dates, texts
 * that are null or empty. It isn't part of this repository; without the folder, no test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { z } from 'zod';
import type { FieldMapping } from '../../../core/sync/mapping.ts';
import type { Cell } from '../../../core/sync/record.ts';
import type { Person } from '../../../core/values/value.ts';
import { field, text } from './fixtures.ts';
import { writes } from './office.ts';
import type { World } from './world.ts';
import { world } from './world.ts';

const FILE = fileURLToPath(new URL('../../../../shared/data/monday_items_page_anonymised.json', import.meta.url));
const there = existsSync(FILE);
if (!there) console.warn(`A real board is not tested: there is no ${FILE}`);

const item = z.object({
  name: z.string(),
  column_values: z.array(z.object({ column: z.object({ id: z.string() }), text: z.string().nullable() })),
});
const page = z.object({ data: z.object({ boards: z.array(z.object({ items_page: z.object({ items: z.array(item) }) })) }) });
type Item = z.infer<typeof item>;
const items = there ? page.parse(JSON.parse(readFileSync(FILE, 'utf8'))).data.boards.flatMap((one) => one.items_page.items) : [];

const shown = (one: Item, column: string): string => one.column_values.find((value) => value.column.id === column)?.text ?? '';
const [PEOPLE, STATUS, DONE] = ['multiple_person_mkr4pbc8', 'status', 'date_mkt3a60q'];
const fieldOf = (left: string, type: FieldMapping['type']): FieldMapping => field({ left, right: `${left}!`, type });
const FIELDS = [
  fieldOf('name', 'text'),
  fieldOf(PEOPLE, 'person'),
  fieldOf(STATUS, 'choice'),
  fieldOf('color_mktjp2gz', 'choice'),
  fieldOf(DONE, 'date'),
];
const names = [...new Set(items.flatMap((one) => shown(one, PEOPLE).split(', ')))].filter((one) => one !== '').sort();
const known = names.map((name, n): Person => ({ id: String(100 + n), name, email: `${n}@agency.example` }));

async function paired(people: readonly Person[]): Promise<World> {
  const w = world({ fields: FIELDS, key: ['name'] }, { people });
  const cell = (typed: string, kind: FieldMapping['type']): Cell => {
    if (typed === '') return { kind: 'empty' };
    if (kind === 'person') return { kind: 'people', people: typed.split(', ').map((name) => ({ id: null, name, email: null })) };
    if (kind === 'choice') return { kind: 'choice', labels: [typed] };
    return kind === 'date' ? { kind: 'date', date: typed, time: null } : text(typed);
  };
  for (const one of items) {
    w.board.add(
      Object.fromEntries(FIELDS.map(({ left, type }) => [left, left === 'name' ? text(one.name) : cell(shown(one, left), type)])),
    );
  }
  await w.settle();
  return w;
}

const inTab = (w: World): string[][] =>
  w.tab.lines.map((line) =>
    FIELDS.map(({ right }): string => {
      const cell = line.cells[right] ?? { kind: 'empty' };
      if (cell.kind === 'people')
        return cell.people
          .map((one) => one.name ?? '')
          .sort()
          .join(', ');
      if (cell.kind === 'choice') return cell.labels.join(', ');
      return cell.kind === 'date' ? cell.date : cell.kind === 'text' ? cell.text : '';
    }),
  );

/** As the page's own texts say it; people by name, in order. */
const asAnswered = items.map((one) => [
  one.name,
  shown(one, PEOPLE).split(', ').sort().join(', '),
  ...FIELDS.slice(2).map(({ left }) => shown(one, left)),
]);

test.skipIf(!there)('[P3] [P4] a real board’s items stand in the tab once each, then it is quiet', async () => {
  const w = await paired(known);
  expect(asAnswered).toHaveLength(27);
  expect(inTab(w).sort()).toEqual([...asAnswered].sort());
  expect(w.store.openFindings()).toEqual([]);
  const before = writes(w);
  await w.settle();
  expect(writes(w)).toBe(before);
});

test.skipIf(!there)('[V12] where two people bear one name nobody is guessed, and the rest of each item goes on', async () => {
  const [first] = known;
  if (first === undefined) throw new Error('nobody');
  const w = await paired([...known, { ...first, id: '999' }]);
  const doubtful = items.filter((one) => shown(one, PEOPLE).split(', ').includes(first.name));
  expect(doubtful.length).toBeGreaterThan(0);
  expect(w.store.openFindings().every((one) => one.startsWith('ambiguous-person '))).toBe(true);
  expect(w.store.openFindings()).toHaveLength(doubtful.length);
  const expected = asAnswered.map((cells) => (cells[1]?.split(', ').includes(first.name) ? [cells[0], '', ...cells.slice(2)] : cells));
  expect(inTab(w).sort()).toEqual([...expected].sort());
});

test.skipIf(!there)('[R2] edits on both sides of it cross', async () => {
  const w = await paired(known);
  const [one] = w.board.live();
  const [row] = w.tab.lines.slice(-1);
  const [first, second] = known;
  if (one === undefined || row === undefined || first === undefined || second === undefined) throw new Error('nothing');
  one.cells[STATUS] = { kind: 'choice', labels: ['Looked at 👀'] };
  row.cells[`${PEOPLE}!`] = text(`${second.email}; ${first.name}`);
  row.cells[`${DONE}!`] = text('3/31/2026');
  await w.settle();
  const name = row.cells['name!'];
  const changed = w.board.live().find((other) => JSON.stringify(other.cells.name) === JSON.stringify(name));
  const people = changed?.cells[PEOPLE];
  expect(people?.kind === 'people' && people.people.map((person) => person.id)).toEqual([first.id, second.id]);
  expect(changed?.cells[DONE]).toEqual({ kind: 'date', date: '2026-03-31', time: null });
  expect(inTab(w).filter((cells) => cells[2] === 'Looked at 👀')).toHaveLength(1);
  expect(w.store.openFindings()).toEqual([]);
});
