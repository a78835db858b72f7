import type { RawRecord } from '../../sync/record.ts';
import type { Task } from '../../team/records.ts';
import type { TasksSource } from '../sources.ts';
import { cellReader, personIds, teamNames } from './cell-reader.ts';
import type { FactReading } from './note.ts';

/** An item of a task board as a task. What can't be read of it counts as not typed, and is said. */
export function taskFact(record: RawRecord, { columns }: TasksSource): FactReading<Task> {
  const read = cellReader('tasks', record, null);
  const owners = read.people(columns.owner);
  const teams = teamNames(owners);
  const client = read.cell(columns.client);
  const clientIds = client.kind === 'relation' ? client.ids : [];
  if (clientIds.length > 1) read.note('several-clients', columns.client);
  const fact: Task = {
    id: record.localId,
    name: record.name,
    clientId: clientIds[0] ?? null,
    ownerIds: personIds(owners),
    ...(teams.length > 0 ? { ownerTeams: teams } : {}),
    status: read.label(columns.status) || null,
    kind: read.label(columns.kind) || null,
    effortMinutes: read.minutes(columns.effortHours),
    loggedMinutes: read.minutes(columns.loggedHours) ?? 0,
    start: read.day(columns.start, 'first'),
    due: read.day(columns.due, 'last'),
    parentId: null,
  };
  return { fact, notes: read.notes };
}
