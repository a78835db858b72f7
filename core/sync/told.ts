/**
 * What an event says beside where to look. It is never taken for the truth, and moves no mirror. But where a mirror already shows
 * just that, whoever wrote it, the event brings no news: what became of the record later has an event of its own. So the
 * echo of a write costs no reading.
 */
import { cellText } from '../values/value.ts';
import type { Engine, Opened } from './engine.ts';
import type { ColumnRef, LocalId } from './ids.ts';
import type { Told } from './ports.ts';
import type { Cell, RawRecord } from './record.ts';
import type { ReplicaRow } from './store.ts';

/** Of the hinted records those that have to be read: the mirrors don't show yet all that was told of them. */
export async function unknownOf(
  engine: Pick<Engine, 'store'>,
  { replicas }: Pick<Opened, 'replicas'>,
  ids: readonly LocalId[],
  told: ReadonlyMap<LocalId, readonly Told[]>,
): Promise<readonly LocalId[]> {
  let open = ids.filter((id) => told.has(id));
  for (const replica of replicas.values()) {
    if (open.length === 0 || replica.state !== 'ready') return ids;
    const [prints, shown] = await Promise.all([engine.store.fingerprints(replica.id, open), shownOf(engine, replica, open, told)]);
    open = open.filter((id) => (told.get(id) ?? []).every((one) => isKnown(one, replica, prints.get(id), shown.get(id))));
  }
  const known = new Set(open);
  return ids.filter((id) => !known.has(id));
}

/** The same, whoever carries it: people and linked items have names in one place and only ids in another. */
export function sameShown(a: Cell, b: Cell): boolean {
  const ids = [idsOf(a), idsOf(b)];
  return ids.includes(null) ? cellText(a) === cellText(b) : ids[0] === ids[1];
}

function idsOf(cell: Cell): string | null {
  if (cell.kind === 'people') return JSON.stringify(cell.people.map((one) => one.id).sort());
  return cell.kind === 'relation' ? JSON.stringify(cell.ids.toSorted()) : null;
}

async function shownOf(
  engine: Pick<Engine, 'store'>,
  replica: ReplicaRow,
  ids: readonly LocalId[],
  told: ReadonlyMap<LocalId, readonly Told[]>,
): Promise<ReadonlyMap<LocalId, RawRecord>> {
  const asked = ids.filter((id) => told.get(id)?.some((one) => one.kind !== 'gone' && one.kind !== 'column'));
  const records = asked.length === 0 ? [] : await engine.store.mirror(replica.id, asked);
  return new Map(records.map((one) => [one.localId, one]));
}

function isKnown(told: Told, replica: ReplicaRow, print: string | undefined, shown: RawRecord | undefined): boolean {
  const there = print !== undefined && !print.startsWith('gone ');
  switch (told.kind) {
    case 'made':
      // What was made without a word about a column has whatever the vendor puts there: a default, its number.
      return there && shown !== undefined && replica.columns.every(({ ref }) => ref in shown.cells);
    case 'gone':
      return print === `gone ${told.how}`;
    case 'version':
      return there && shown?.version === told.version;
    case 'column':
      return isOurKey(replica, told.column) || replica.columns.some((one) => one.ref === told.column);
    case 'shows': {
      // What the vendor works out from other columns has no event of its own: then the record is read.
      if (!there || replica.columns.some((one) => !one.writable)) return false;
      if (isOurKey(replica, told.column)) return sameShown(told.cell, shown?.key ? { kind: 'text', text: shown.key } : { kind: 'empty' });
      const cell = shown?.cells[told.column];
      return cell !== undefined && sameShown(told.cell, cell);
    }
  }
}

const isOurKey = ({ locator }: ReplicaRow, column: ColumnRef): boolean => locator.vendor === 'monday' && locator.keyColumn === column;
