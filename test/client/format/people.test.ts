import { describe, expect, it } from 'vitest';
import { bandCounts, type LoadRow, peopleByTeam, type Week } from '../../../client/format/people.ts';

function row(name: string, team: string | undefined, minutes: number, capacityMinutes: number, band: Week['band'] = 'healthy'): LoadRow {
  const week = { start: '2026-11-23', minutes, capacityMinutes, band, parts: [] };
  return { person: name, name, ...(team === undefined ? {} : { team }), weeks: [week] };
}

const load = [
  row('Ann', 'B', 100, 200),
  row('Bob', undefined, 10, 100, 'room'),
  row('Cid', 'A', 90, 100, 'tight'),
  row('Dora', 'A', 0, 0, 'room'),
  row('Ева', 'A', 30, 0, 'overloaded'),
  row('Abe', 'A', 90, 100, 'tight'),
];

describe('peopleByTeam', () => {
  it('orders teams by name and puts people without one last', () => {
    expect(peopleByTeam(load, 'name', 'en-GB').map(({ team }) => team)).toEqual(['A', 'B', null]);
  });

  it('orders by load: work without capacity first, then the fullest, equals by name, absence last', () => {
    expect(peopleByTeam(load, 'load', 'en-GB')[0]?.rows.map(({ name }) => name)).toEqual(['Ева', 'Abe', 'Cid', 'Dora']);
  });

  it('orders by name', () => {
    expect(peopleByTeam(load, 'name', 'en-GB')[0]?.rows.map(({ name }) => name)).toEqual(['Abe', 'Cid', 'Dora', 'Ева']);
  });

  it('leaves what it was given as it was', () => {
    const before = load.map(({ name }) => name);
    peopleByTeam(load, 'load', 'en-GB');
    expect(load.map(({ name }) => name)).toEqual(before);
  });
});

it('counts people by this week’s band', () => {
  expect(bandCounts([...load, { person: 'x', name: 'x', weeks: [] }])).toEqual({ room: 2, healthy: 1, tight: 2, overloaded: 1 });
});
