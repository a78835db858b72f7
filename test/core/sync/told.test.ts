/** Which hints have to be read: never one that brings news, and none of those that a mirror knows (P4, N3). */
import { describe, expect, test } from 'vitest';
import type { Locator } from '../../../core/accounts/locator.ts';
import type { Engine } from '../../../core/sync/engine.ts';
import type { ColumnRef, ContainerId, LocalId, ReplicaId } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Told } from '../../../core/sync/ports.ts';
import type { Cell, Cells, Column } from '../../../core/sync/record.ts';
import type { ReplicaRow } from '../../../core/sync/store.ts';
import { unknownOf } from '../../../core/sync/told.ts';

const id = brandAs<LocalId>;
const ref = brandAs<ColumnRef>;
const text = (words: string): Cell => ({ kind: 'text', text: words });
const shows = (column: string, cell: Cell): Told => ({ kind: 'shows', column: ref(column), cell });
const column = (name: string, writable = true): Column => ({ ref: ref(name), title: name, kind: 'text', writable, labels: null });
const LOCATOR: Locator = { vendor: 'monday', board: '1', keyColumn: 'key', columns: null };

const replica = (name: string, more: Partial<ReplicaRow> = {}): ReplicaRow => ({
  id: brandAs<ReplicaId>(name),
  container: brandAs<ContainerId>('board'),
  name,
  locator: LOCATOR,
  columns: [column('name'), column('notes')],
  locale: null,
  state: 'ready',
  ...more,
});

/** Item 1 is there with its cells; item 2 is archived; nobody has heard of item 3. */
const mirror = (cells: Record<string, Cell>, key: string | null = null) => ({ cells: cells as Cells, key });
const unknown = async (
  told: readonly (readonly [string, readonly Told[]])[],
  replicas: readonly ReplicaRow[] = [replica('a')],
  mirrors: Record<string, ReturnType<typeof mirror>> = {},
): Promise<readonly string[]> => {
  const shown = (name: string) => mirrors[name] ?? mirror({ name: text('Acme'), notes: text('old') });
  const store: Partial<Engine['store']> = {
    fingerprints: async (_, ids) =>
      new Map(
        [['1', 'print'] as const, ['2', 'gone archived'] as const].flatMap(([one, print]) =>
          ids !== 'all' && ids.includes(id(one)) ? [[id(one), print] as const] : [],
        ),
      ),
    mirror: async (name, ids) =>
      ids === 'all'
        ? []
        : ids.filter((one) => one !== '3').map((one) => ({ localId: one, name: '', position: null, version: '7', ...shown(name) })),
  };
  const opened = { replicas: new Map(replicas.map((one) => [one.id, one])) };
  const tellings = new Map(told.filter(([, all]) => all.length > 0).map(([one, all]) => [id(one), all]));
  return unknownOf(
    { store: store as Engine['store'] },
    opened,
    told.map(([one]) => id(one)),
    tellings,
  );
};

describe('is read', () => {
  test('the birth of an item that was made without a word about one of its columns', async () => {
    expect(await unknown([['1', [{ kind: 'made' }]]], undefined, { a: mirror({ name: text('Acme') }) })).toEqual(['1']);
  });

  test.each<[string, readonly [string, readonly Told[]]]>([
    ['a hint without a telling', ['1', []]],
    ['another value', ['1', [shows('notes', text('new'))]]],
    ['a known value and another one, in whatever order they came', ['1', [shows('notes', text('old')), shows('notes', text('new'))]]],
    ['a column that the mirror has no cell of', ['1', [shows('other', text('old'))]]],
    ['a value of an item that is gone', ['2', [shows('notes', text('old'))]]],
    ['a value of an item that nobody knows', ['3', [shows('notes', text('old'))]]],
    ['the birth of an item that nobody knows', ['3', [{ kind: 'made' }]]],
    ['the birth of an item that is gone', ['2', [{ kind: 'made' }]]],
    ['another end', ['2', [{ kind: 'gone', how: 'deleted' }]]],
    ['the end of an item that is there', ['1', [{ kind: 'gone', how: 'archived' }]]],
    ['a column that is new', ['board', [{ kind: 'column', column: ref('new') }]]],
    ['another version', ['1', [{ kind: 'version', version: '8' }]]],
    ['a key where the mirror shows none', ['1', [shows('key', text('ek1'))]]],
  ])('%s', async (_, hint) => {
    expect(await unknown([hint])).toEqual([hint[0]]);
  });

  test('what one of two replicas doesn’t show yet', async () => {
    const told = [['1', [shows('notes', text('old'))]]] as const;
    const two = [replica('a'), replica('b')];
    expect(await unknown(told, two)).toEqual([]);
    expect(await unknown(told, two, { b: mirror({ notes: text('older') }) })).toEqual(['1']);
  });

  test('everything while a replica was never read, or couldn’t be', async () => {
    for (const state of ['new', 'broken'] as const) {
      expect(await unknown([['1', [shows('notes', text('old'))]]], [replica('a'), replica('b', { state })])).toEqual(['1']);
    }
  });

  test('a value on a board with a formula: what follows from it has no event', async () => {
    const formula = replica('a', { columns: [column('name'), column('notes'), column('total', false)] });
    expect(await unknown([['1', [shows('notes', text('old'))]]], [formula])).toEqual(['1']);
  });
});

describe('is known', () => {
  const people = (...all: readonly (readonly [string, string | null])[]): Cell => ({
    kind: 'people',
    people: all.map(([one, name]) => ({ id: one, name, email: null })),
  });
  test.each<[string, readonly [string, readonly Told[]], Record<string, Cell>]>([
    [
      'a value that the mirror shows, told often',
      ['1', [shows('notes', text('old')), shows('notes', text('old'))]],
      { notes: text('old') },
    ],
    ['an emptied cell', ['1', [shows('notes', { kind: 'empty' })]], { notes: { kind: 'empty' } }],
    [
      'people by their ids, whatever they are called',
      ['1', [shows('notes', people(['2', null], ['1', null]))]],
      { notes: people(['1', 'Anna'], ['2', 'Ben']) },
    ],
    [
      'linked items by their ids',
      ['1', [shows('notes', { kind: 'relation', ids: ['8', '7'], names: [] })]],
      { notes: { kind: 'relation', ids: ['7', '8'], names: ['Task', 'Other'] } },
    ],
    ['a birth', ['1', [{ kind: 'made' }]], { name: text('Acme'), notes: { kind: 'empty' } }],
    ['the version that was read or written', ['1', [{ kind: 'version', version: '7' }]], {}],
    ['an end', ['2', [{ kind: 'gone', how: 'archived' }]], {}],
    ['a column', ['board', [{ kind: 'column', column: ref('notes') }]], {}],
    ['our key column', ['board', [{ kind: 'column', column: ref('key') }]], {}],
  ])('%s', async (_, hint, cells) => {
    expect(await unknown([hint], undefined, { a: mirror(cells) })).toEqual([]);
  });

  test('a key that the mirror shows', async () => {
    expect(await unknown([['1', [shows('key', text('ek1'))]]], undefined, { a: mirror({}, 'ek1') })).toEqual([]);
  });

  test('one of several, the others are read', async () => {
    expect(
      await unknown([
        ['1', [{ kind: 'made' }]],
        ['3', [{ kind: 'made' }]],
        ['2', []],
      ]),
    ).toEqual(['3', '2']);
  });
});
