import { brandAs, type ColumnRef, type ReplicaId } from '../../../core/sync/ids.ts';
import type { Column, RawRecord } from '../../../core/sync/record.ts';
import { type Line, Sheet } from '../../simulation/vendors/sheet.ts';
import { openSheet } from '../../simulation/vendors/wire.ts';
import { replicaContract } from '../replica.ts';
import { modelLine } from './memory.ts';
import { type ReplicaHouse, text } from './replica-house.ts';

const name = brandAs<ColumnRef>('NAME');
const words = brandAs<ColumnRef>('WORDS');
const columns = [name, words].map((ref): Column => ({ ref, title: ref, kind: 'text', writable: true, labels: null }));

async function tab(): Promise<ReplicaHouse> {
  const line = modelLine();
  const vendor = new Sheet(
    columns,
    () => undefined,
    () => undefined,
  );
  const lineOf = (record: RawRecord): Line => {
    const found = vendor.lines.find((one) => one.cells[name]?.kind === 'text' && one.cells[name].text === record.name);
    if (!found) throw new Error(`no row ${record.name}`);
    return found;
  };
  return {
    replica: brandAs<ReplicaId>('tab'),
    name,
    words,
    traits: { reads: 'all', covers: 'at-once', late: 'refused', takenAway: 'stays', keeps: 'spaces' },
    open: () => line.open((way) => openSheet(way, vendor, () => undefined)),
    person: {
      add: async (called) => {
        vendor.lines.push({ cells: { [name]: text(called) }, key: null });
      },
      type: async (record, ref, typed) => {
        const row = lineOf(record);
        row.cells = { ...row.cells, [ref]: text(typed) };
      },
      remove: async (record) => {
        vendor.lines.splice(vendor.lines.indexOf(lineOf(record)), 1);
      },
      shuffle: async () => {
        vendor.lines.unshift({ cells: { [name]: text('Zed') }, key: null });
      },
    },
    pass: async () => undefined,
    wire: line,
    cut: null,
    destroy: null,
    unholdable: null,
    forbid: null,
    feed: null,
  };
}

replicaContract(tab, false);
