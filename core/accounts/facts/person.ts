import type { RawRecord } from '../../sync/record.ts';
import type { Person } from '../../team/records.ts';
import type { TeamSource } from '../sources.ts';
import { cellReader, personIds } from './cell-reader.ts';
import { readLeave } from './leave.ts';
import type { FactReading } from './note.ts';

/** Contract hours of someone for whom none are given. */
const USUAL_HOURS = 40;
/** A week has no more. */
const WEEK_HOURS = 168;

/** A row of the Team board as a person, under the hub's user id. Without a person it is nobody's row, and said. */
export function personFact(record: RawRecord, { columns }: TeamSource, locale: string | null): FactReading<Person> {
  const read = cellReader('team', record, locale);
  const people = read.people(columns.person);
  const [id, ...others] = personIds(people);
  if (id === undefined) {
    read.note('person-missing', columns.person);
    return { fact: null, notes: read.notes };
  }
  if (others.length > 0) read.note('several-people', columns.person);
  const [lead, ...otherLeads] = personIds(read.people(columns.lead));
  if (otherLeads.length > 0) read.note('several-people', columns.lead);
  const { leave, unread } = readLeave(read.cell(columns.leave), locale);
  for (const piece of unread) read.note('not-a-period', columns.leave, piece);
  const named = people.find((one) => one.id === id)?.name;
  const fact: Person = {
    id,
    name: record.name.trim() || (named ?? id),
    role: read.label(columns.role),
    grade: read.label(columns.grade),
    team: read.label(columns.team),
    leadId: lead ?? null,
    hoursPerWeek: hoursOf(read, columns.hoursPerWeek),
    startDate: read.day(columns.startDate, 'first'),
    leavingDate: null,
    leave,
    country: null,
  };
  return { fact, notes: read.notes };
}

/** Unset for the whole board, the usual hours are meant; unset for one person, they are assumed and said. */
function hoursOf(read: ReturnType<typeof cellReader>, column: string): number {
  if (column === '') return USUAL_HOURS;
  const before = read.notes.length;
  const hours = read.decimal(column);
  if (hours === null) {
    if (read.notes.length === before) read.note('hours-missing', column);
    return USUAL_HOURS;
  }
  const value = Number(hours);
  if (value >= 0 && value <= WEEK_HOURS) return value;
  read.note(value < 0 ? 'negative' : 'too-large', column);
  return USUAL_HOURS;
}
