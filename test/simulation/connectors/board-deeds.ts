/** What people do on the board, through monday's own API. */
import { stampOf } from '../seen.ts';
import type { Deed, Field, Worksite } from './people.ts';
import { BOARD_MAPPED, CREATE_ITEM, type Human, type SeenItem } from './places.ts';

export function boardDeeds({ site, words }: Worksite): readonly Deed[] {
  const { places, random, oracle, watcher } = site;
  const pick = (): SeenItem | undefined => random.pick(places.active());
  const stamp = (item: SeenItem): string => stampOf(item.cells.name ?? '');
  const seen = (): boolean => {
    watcher.board('person');
    return true;
  };
  const change = async (who: Human, id: string, values: Readonly<Record<string, string>>): Promise<boolean> => {
    await places.onBoard(who, CHANGE, { board: places.board, item: id, values: JSON.stringify(values) });
    return seen();
  };
  const lose = (item: SeenItem): void => {
    oracle.gone(BOARD_MAPPED.map((column) => item.cells[column] ?? ''));
    oracle.deleted('left', stamp(item));
  };
  const retire = (mutation: string) => async (who: Human) => {
    const item = pick();
    if (item === undefined) return false;
    lose(item);
    await places.onBoard(who, mutation, { item: item.id });
    return seen();
  };
  return [
    {
      weight: 60,
      name: 'edits an item',
      act: async (who) => {
        const item = pick();
        if (item === undefined) return false;
        const fields = random.chance(0.2) ? [words.field(), words.field()] : [words.field()];
        const values: Partial<Record<Field, string>> = {};
        for (const field of fields) values[field] = words.type('left', stamp(item), field, values[field] ?? item.cells[field] ?? '');
        return change(who, item.id, values);
      },
    },
    {
      weight: 6,
      name: 'clears a field of an item',
      act: async (who) => {
        const [item, field] = [pick(), words.field()];
        if (item === undefined || field === 'name') return false;
        oracle.gone([item.cells[field] ?? '']);
        return change(who, item.id, { [field]: '' });
      },
    },
    {
      weight: 8,
      name: 'makes an item',
      act: async (who) => {
        const mark = words.stamp();
        const { name, ...values } = words.item(mark, words.values(mark));
        await places.onBoard(who, CREATE_ITEM, { board: places.board, name, values: JSON.stringify(values) });
        return seen();
      },
    },
    { weight: 6, name: 'archives an item', act: retire(ARCHIVE) },
    { weight: 2, name: 'deletes an item', act: retire(DELETE) },
    {
      weight: 4,
      name: 'restores an item',
      act: async (who) => {
        const item = random.pick(places.items().filter((one) => one.state !== 'active'));
        if (item === undefined) return false;
        oracle.born(stamp(item));
        await places.unarchive(who, item.id);
        return seen();
      },
    },
    {
      weight: 3,
      name: 'duplicates an item',
      act: async (who) => {
        const item = pick();
        if (item === undefined || stamp(item) === '') return false;
        const { duplicate_item: copy } = await places.onBoard<{ duplicate_item: { id: string } }>(who, DUPLICATE, {
          board: places.board,
          item: item.id,
        });
        if (!random.chance(0.6)) {
          oracle.born(stamp(item));
          return seen();
        }
        // The copy's name is typed over before anybody looks.
        const mark = words.stamp();
        oracle.copied(stamp(item), mark);
        oracle.born(mark);
        return change(who, copy.id, { name: words.type('left', mark, 'name', '') });
      },
    },
    {
      weight: 3,
      name: 'moves an item',
      act: async (who) => {
        const [item, beside] = [pick(), pick()];
        if (item === undefined || beside === undefined || item.id === beside.id) return false;
        await places.onBoard(who, MOVE, { item: item.id, beside: beside.id });
        return seen();
      },
    },
  ];
}

/** Something that the board's owner set up: it answers a write of ours with one of its own, now and then. */
export function automation({ site, words }: Worksite): (item: string) => void {
  const { places, random, oracle, scheduler, watcher, line } = site;
  return (id) => {
    if (!line.faults.on || !random.chance(0.15)) return;
    scheduler.after(random.between(20, 3_000), 'an automation answers', async () => {
      const item = places.active().find((one) => one.id === id);
      const mark = stampOf(item?.cells.name ?? '');
      if (item === undefined || mark === '') return;
      const tag = words.value(mark, 'tag');
      oracle.typed('left', mark, 'tag', tag, item.cells.tag ?? '');
      await places.onBoard('anna', CHANGE, { board: places.board, item: id, values: JSON.stringify({ tag }) });
      watcher.board('person');
    });
  };
}

const CHANGE =
  'mutation($board: ID!, $item: ID!, $values: JSON!) { change_multiple_column_values(board_id: $board, item_id: $item, column_values: $values) { id } }';
const ARCHIVE = 'mutation($item: ID!) { archive_item(item_id: $item) { id } }';
const DELETE = 'mutation($item: ID!) { delete_item(item_id: $item) { id } }';
const DUPLICATE = 'mutation($board: ID!, $item: ID!) { duplicate_item(board_id: $board, item_id: $item) { id } }';
const MOVE =
  'mutation($item: ID!, $beside: ID!) { change_item_position(item_id: $item, relative_to: $beside, position_relative_method: after_at) { id } }';
