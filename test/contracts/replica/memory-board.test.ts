import { brandAs, type ColumnRef, type ReplicaId } from '../../../core/sync/ids.ts';
import type { Column } from '../../../core/sync/record.ts';
import { Board, type Item } from '../../simulation/vendors/board.ts';
import { openBoard } from '../../simulation/vendors/wire.ts';
import { replicaContract } from '../replica.ts';
import { modelLine } from './memory.ts';
import { type ReplicaHouse, text } from './replica-house.ts';

const name = brandAs<ColumnRef>('name');
const words = brandAs<ColumnRef>('words');
const columns = [name, words].map((ref): Column => ({ ref, title: ref, kind: 'text', writable: true, labels: null }));

async function board(): Promise<ReplicaHouse> {
  const line = modelLine();
  const vendor = new Board(
    columns,
    () => undefined,
    () => undefined,
  );
  const itemOf = (id: string): Item => {
    const item = vendor.items.get(id);
    if (!item) throw new Error(`no item ${id}`);
    return item;
  };
  return {
    replica: brandAs<ReplicaId>('board'),
    name,
    words,
    traits: { reads: 'named', covers: 'later', late: 'known', takenAway: 'stays', keeps: 'words' },
    open: () => line.open((way) => openBoard(way, vendor, () => undefined)),
    person: {
      add: async (called) => {
        vendor.add({ [name]: text(called) });
      },
      type: async (record, ref, typed) => vendor.edit(itemOf(record.localId), { [ref]: text(typed) }),
      remove: async (record) => vendor.move(itemOf(record.localId), 'archived'),
      shuffle: async () => {
        vendor.add({ [name]: text('Zed') });
      },
    },
    pass: async () => undefined,
    wire: line,
    cut: line.cut,
    destroy: null,
    unholdable: { kind: 'empty' },
    forbid: null,
    feed: null,
  };
}

replicaContract(board, false);
