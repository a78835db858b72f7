import { describe, expect, it } from 'vitest';
import { readLeave } from '../../../core/accounts/facts/leave.ts';
import { personFact } from '../../../core/accounts/facts/person.ts';
import type { TeamSource } from '../../../core/accounts/sources.ts';
import { day, error, label, people, range, record } from './samples.ts';

const source: TeamSource = {
  board: '1',
  columns: { person: 'p', role: 'r', grade: 'g', team: 't', lead: 'l', hoursPerWeek: 'h', startDate: 's', leave: 'a' },
};
const text = (typed: string) => ({ kind: 'text' as const, text: typed });

describe('a row of the Team board', () => {
  it('is a person under the hub’s id, named as the row is', () => {
    const row = record('900', 'Anna Petrova', {
      p: people('7=A. Petrova'),
      r: label('Account manager'),
      g: label('Senior'),
      t: label('Retail'),
      l: people('3=Marina'),
      h: 37.5,
      s: day('2023-08-01'),
      a: '2026-12-01/2026-12-12, 2027-01-04',
    });
    expect(personFact(row, source, null)).toEqual({
      notes: [],
      fact: {
        id: '7',
        name: 'Anna Petrova',
        role: 'Account manager',
        grade: 'Senior',
        team: 'Retail',
        leadId: '3',
        hoursPerWeek: 37.5,
        startDate: '2023-08-01',
        leavingDate: null,
        leave: [
          { from: '2026-12-01', to: '2026-12-12' },
          { from: '2027-01-04', to: '2027-01-04' },
        ],
        country: null,
      },
    });
  });

  it('is nobody’s without a person, and that is said', () => {
    const { fact, notes } = personFact(record('901', 'Newcomer', { h: 40 }), source, null);
    expect(fact).toBeNull();
    expect(notes.map(({ why, column, name }) => ({ why, column, name }))).toEqual([
      { why: 'person-missing', column: 'p', name: 'Newcomer' },
    ]);
  });

  it('counts the first of several people and leads; a team is neither', () => {
    const row = record('902', 'Ben', { p: people('team:4=Retail', '8=Ben', '9=Chloe'), l: people('3=Marina', '2=Irina'), h: 40 });
    const { fact, notes } = personFact(row, source, null);
    expect([fact?.id, fact?.leadId]).toEqual(['8', '3']);
    expect(notes.map((note) => note.why)).toEqual(['several-people', 'several-people']);
  });

  it.each([
    [null, 40, ['hours-missing']],
    ['a lot', 40, ['not-a-number']],
    [-8, 40, ['negative']],
    [400, 40, ['too-large']],
    [0, 0, []],
  ])('takes hours of %s as %d', (shown, hours, why) => {
    const { fact, notes } = personFact(record('903', 'Daria', { p: people('5=Daria'), h: shown }), source, null);
    expect(fact?.hoursPerWeek).toBe(hours);
    expect(notes.map((note) => note.why)).toEqual(why);
  });

  it('takes an error and a day that is none as empty, and says both', () => {
    const { fact, notes } = personFact(
      record('904', 'Igor', { p: people('6=Igor'), h: 40, g: error('#REF!'), s: day('2026-02-30') }),
      source,
      null,
    );
    expect([fact?.grade, fact?.startDate]).toEqual(['', null]);
    expect(notes.map(({ why, shown }) => [why, shown])).toEqual([
      ['error-value', '#REF!'],
      ['not-a-date', '2026-02-30'],
    ]);
  });
});

describe('leave', () => {
  const away = (from: string, to = from) => ({ from, to });

  it.each([
    ['2026-12-01/2026-12-12', [away('2026-12-01', '2026-12-12')]],
    ['2026-12-01 / 2026-12-12;2027-01-04', [away('2026-12-01', '2026-12-12'), away('2027-01-04')]],
    ['2026-12-01 - 2026-12-12\n2027-01-04', [away('2026-12-01', '2026-12-12'), away('2027-01-04')]],
    ['01.12.2026–12.12.2026', [away('2026-12-01', '2026-12-12')]],
    ['01.12.2026 по 12.12.2026', [away('2026-12-01', '2026-12-12')]],
    ['2026-12-01..2026-12-12', [away('2026-12-01', '2026-12-12')]],
    ['2026-12-01 to 2026-12-12', [away('2026-12-01', '2026-12-12')]],
    ['31/12/2026', [away('2026-12-31')]],
    [' , ', []],
  ])('reads %j', (typed, leave) => {
    expect(readLeave(text(typed), null)).toEqual({ leave, unread: [] });
  });

  it('reads date and range cells', () => {
    expect(readLeave(day('2026-12-24'), null).leave).toEqual([away('2026-12-24')]);
    expect(readLeave(range('2026-12-24', '2027-01-02'), null).leave).toEqual([away('2026-12-24', '2027-01-02')]);
    expect(readLeave({ kind: 'empty' }, null)).toEqual({ leave: [], unread: [] });
  });

  it('keeps what it can and tells what it can’t', () => {
    expect(readLeave(text('2026-12-01/2026-12-12, all of August, 2027-02-10/2027-02-01, 03/04/2027'), null)).toEqual({
      leave: [away('2026-12-01', '2026-12-12')],
      unread: ['all of August', '2027-02-10/2027-02-01', '03/04/2027'],
    });
  });
});
