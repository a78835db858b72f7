import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { figures } from '../../../app/use-cases/figures.ts';
import { whoIsNext } from '../../../app/use-cases/next-client.ts';
import * as wire from '../../../core/protocol/api.ts';
import { day, label, people, record } from '../../core/accounts/samples.ts';
import { testDatabase } from '../../helpers/postgres.ts';
import { fill } from './department.ts';
import type { Office } from './office.ts';
import { openOffice, SOURCES } from './office.ts';

const OWNER = { person: '1', owns: true };
const database = await testDatabase();
let office: Office;
beforeAll(async () => {
  office = await openOffice(database.url, 'figures');
  await fill(office);
});
afterAll(() => office.app.db.destroy());

const now = async () => wire.figures.parse(await figures(office.app, office.account, OWNER));

describe('figures', () => {
  it('are what the boards add up to, each week with its parts', async () => {
    const { asOf, load } = await now();
    expect(asOf).toBe('2026-11-23T12:00:00.000Z');
    const weeks = load.map(({ person, name, team, weeks: [first, second] }) => ({ person, name, team, first, second }));
    const lead = { kind: 'lead', id: '7', name: 'Anna Petrova', minutes: 120 };
    const northwind = { kind: 'client', id: '50', name: 'Northwind', minutes: 120 };
    const zarya = { kind: 'client', id: '51', name: 'Заря', minutes: 60 };
    const audit = { kind: 'task', id: '71', name: 'Audit', minutes: 90 };
    const capacityMinutes = 40 * 60 * 0.8;
    expect(weeks).toEqual([
      {
        person: '7',
        name: 'Anna Petrova',
        team: 'Retail',
        first: {
          start: '2026-11-23',
          minutes: 480,
          capacityMinutes,
          band: 'room',
          parts: [{ kind: 'task', id: '70', name: 'Media plan', minutes: 360 }, northwind],
        },
        second: { start: '2026-11-30', minutes: 210, capacityMinutes, band: 'room', parts: [audit, northwind] },
      },
      {
        person: '8',
        name: 'Ben Carter',
        team: 'Retail',
        first: {
          start: '2026-11-23',
          minutes: 300,
          capacityMinutes,
          band: 'room',
          // Nobody estimated the report: the usual two hours are assumed.
          parts: [{ kind: 'task', id: '73', name: 'Report', minutes: 120, assumed: true }, zarya, lead],
        },
        second: { start: '2026-11-30', minutes: 270, capacityMinutes, band: 'room', parts: [audit, zarya, lead] },
      },
    ]);
  });

  it('of a person are shown to them and to who leads them, the teams’ and the department’s to everybody', async () => {
    const seen = async (person: string) => (await figures(office.app, office.account, { person, owns: false })).kpi.map((one) => one.name);
    const shared = ['department', 'Retail'];
    expect((await now()).kpi.map((one) => one.name)).toEqual([...shared, 'Anna Petrova', 'Ben Carter']);
    expect(await seen('7')).toEqual([...shared, 'Anna Petrova']);
    // Ben leads Anna.
    expect(await seen('8')).toEqual([...shared, 'Anna Petrova', 'Ben Carter']);
    expect(await seen('999')).toEqual(shared);
    const other = await openOffice(database.url, 'figures in part');
    await fill(other, ['rates']);
    await other.put('plans', [record('row:2', '', { Person: 'Ben Carter', Quarter: '2026-Q4', 'Income plan': 6000, Currency: 'RUB' })]);
    const leftOut = async (viewer: typeof OWNER) =>
      (await figures(other.app, other.account, viewer)).kpi.find((one) => one.kind === 'team')?.leftOut?.map((one) => one.name) ?? [];
    expect(await leftOut(OWNER)).toContain('Ben Carter');
    expect(await leftOut({ person: '7', owns: false })).not.toContain('Ben Carter');
    await other.app.db.destroy();
  });

  it('are income planned and earned, in the reporting currency', async () => {
    const { kpi } = await now();
    const at = { quarter: '2026-Q4', currency: 'EUR' };
    // By now a whole month and 15 of 21 working days of 6,000 a quarter are expected: 3,428.57.
    // The closed months to go by, July with 777 and October with 1,000, make 888.50 for each month that has booked less.
    const plan = { plan: '6000.00', expected: '3428.57' };
    expect(kpi).toEqual([
      {
        of: 'department',
        kind: 'department',
        name: 'department',
        ...at,
        ...plan,
        fact: '2500.00',
        attainment: 0.4167,
        pace: 0.7292,
        forecast: '3388.50',
      },
      {
        of: 'Retail',
        kind: 'team',
        name: 'Retail',
        ...at,
        ...plan,
        fact: '2500.00',
        attainment: 0.4167,
        pace: 0.7292,
        forecast: '3388.50',
      },
      {
        of: '7',
        kind: 'person',
        name: 'Anna Petrova',
        ...at,
        ...plan,
        fact: '1500.00',
        attainment: 0.25,
        pace: 0.4375,
        forecast: '2777.00',
      },
      {
        of: '8',
        kind: 'person',
        name: 'Ben Carter',
        ...at,
        plan: null,
        fact: '1000.00',
        attainment: null,
        expected: null,
        pace: null,
        forecast: '1000.00',
      },
    ]);
  });

  it('say what they leave out', async () => {
    const { notes } = await now();
    expect(notes).toEqual([
      { code: 'month-missing', source: 'ledger', record: 'row:6', text: 'Ledger, Total: no month is given, so the row isn’t counted.' },
    ]);
  });

  it('name the work that is in no week', async () => {
    const other = await openOffice(database.url, 'apart');
    await fill(other);
    const mine = { owner: people('7=Anna'), status: label('To do'), effort: 2 };
    await other.put('tasks', [
      record('80', 'Overdue by fifteen days', { ...mine, due: day('2026-11-08') }),
      record('81', 'Some day', mine),
      record('82', 'Next year', { ...mine, start: day('2027-03-01'), due: day('2027-03-05') }),
      record('83', 'Their answer', { ...mine, status: label('Waiting'), due: day('2026-11-27') }),
    ]);
    // Courting a client of tier A takes an account manager an hour a week; one lead in ten signs.
    await other.put('clients', [record('90', 'Hopes', { stage: label('Lead'), tier: label('A'), manager: people('7=Anna') })]);
    const { load } = await figures(other.app, other.account, OWNER);
    const task = (id: string, name: string) => [{ kind: 'task', id, name, minutes: 120 }];
    expect(load[0]?.apart).toEqual([
      { reason: 'later', minutes: 120, parts: task('82', 'Next year') },
      { reason: 'stale', minutes: 120, parts: task('80', 'Overdue by fifteen days') },
      { reason: 'undated', minutes: 120, parts: task('81', 'Some day') },
      { reason: 'waiting', minutes: 120, parts: task('83', 'Their answer') },
      { reason: 'tentative', minutes: 6, parts: [{ kind: 'client', id: '90', name: 'Hopes', minutes: 6 }] },
    ]);
    expect(load[1]?.apart).toEqual([]);
    await other.app.db.destroy();
  });

  it('offer the board’s own labels', async () => {
    expect((await now()).choices).toEqual({ tiers: ['B', 'A', 'C'], stages: ['Lead', 'Onboarding', 'Running', 'Paused'] });
  });

  it('are worked out once for one state of things, and told as of the moment of asking', async () => {
    const first = await figures(office.app, office.account, OWNER);
    office.at('2026-11-23T22:59:30Z');
    const second = await figures(office.app, office.account, OWNER);
    expect(second.load).toBe(first.load);
    expect(second.asOf).toBe('2026-11-23T22:59:30.000Z');
    office.at('2026-11-23T12:00:00Z');
  });

  it('have the weeks of the account’s own time zone', async () => {
    const berlin = await openOffice(database.url, 'in Berlin', { ...SOURCES, timeZone: 'Europe/Berlin' });
    await fill(berlin);
    // Half past midnight on Tuesday there: this week has four days left, though it is still Monday in UTC.
    berlin.at('2026-11-23T23:30:00Z');
    const { asOf, load } = await figures(berlin.app, berlin.account, OWNER);
    expect(asOf).toBe('2026-11-23T23:30:00.000Z');
    expect(load[0]?.weeks[0]).toMatchObject({ start: '2026-11-23', capacityMinutes: 4 * 8 * 60 * 0.8 });
    await berlin.app.db.destroy();
  });

  it('are empty for an account without sources', async () => {
    const bare = await openOffice(database.url, 'bare', { tasks: [], reportingCurrency: 'EUR', country: 'DE' });
    expect(await figures(bare.app, bare.account, OWNER)).toEqual({
      asOf: '2026-11-23T12:00:00.000Z',
      load: [],
      kpi: [],
      choices: { tiers: [], stages: [] },
      notes: [],
    });
    await bare.app.db.destroy();
  });

  it('say what a total leaves out for want of a rate, and show no zero where that is all', async () => {
    const other = await openOffice(database.url, 'no rates', { ...SOURCES, timeZone: 'Europe/Berlin' });
    await fill(other);
    await other.put('rates', [], ['row:2', 'row:3']);
    const { kpi, notes = [] } = await figures(other.app, other.account, OWNER);
    const row = { id: 'row:4', name: 'Заря', amount: '100000.00', currency: 'RUB' };
    expect(kpi.map(({ of, fact, leftOut }) => [of, fact, leftOut])).toEqual([
      ['department', '1500.00', [row]],
      ['Retail', '1500.00', [row]],
      ['7', '1500.00', undefined],
      ['8', null, [row]],
    ]);
    expect(notes.map((note) => note.code)).toEqual(['month-missing', 'rateMissing']);
    expect(notes[1]?.text).toBe('No rate for RUB in 2026-11: 100000.00 RUB in 1 row are in no total. Type the rate.');
    await other.app.db.destroy();
  });

  it('say whose work is in nobody’s week, and which clients count with no hours', async () => {
    const other = await openOffice(database.url, 'nobody');
    await other.put('team', [record('900', 'Anna Petrova', { person: people('7=Anna'), hours: 40 })]);
    await other.put('clients', [record('50', 'Northwind', { stage: label('Pilot'), tier: label('B'), manager: people('7=Anna') })]);
    await other.put('tasks', [
      record('70', 'Orphan', { effort: 3, due: day('2026-11-27') }),
      record('71', 'Finished orphan', { effort: 3, status: label('Done'), due: day('2026-11-27') }),
      record('72', 'A team’s', { owner: people('team:4=Retail'), effort: 1.5, due: day('2026-11-27') }),
      record('73', 'Ben’s', { owner: people('8=Ben'), effort: 2, due: day('2026-11-27') }),
    ]);
    const { notes = [] } = await figures(other.app, other.account, OWNER);
    expect(notes.map(({ code, record: id }) => [code, id])).toEqual([
      ['unassigned', null],
      ['unassigned', null],
      ['owner-unknown', null],
      ['unrated', '50'],
    ]);
    expect(notes.map((note) => note.text)).toEqual([
      'Tasks: 3 h in 1 open task without an owner, so in nobody’s week. Give it to somebody.',
      'Tasks: 1.5 h in 1 open task owned by the team Retail, by nobody in person, so in nobody’s week. Give it to somebody.',
      'Team: Ben Carter isn’t on the board, so 2 h of work with 1 task or client is in nobody’s week. Add the person, or hand the work over.',
      'Clients, Northwind: no standing hours are set for stage “Pilot” and tier “B”, so it counts with none.',
    ]);
    await other.app.db.destroy();
  });
});

describe('the next client', () => {
  // Onboarding of tier C brings its manager 90 minutes a week, a kick-off call (120, days 0 to 4) and a media plan (480,
  // days 3 to 13): of its seven working days two lie in the first week, so 137 and 343 minutes.
  const ask = { tier: 'C', stage: 'Onboarding', start: '2026-12-07' };

  it('goes to whoever has the lower peak, with words and the curve', async () => {
    const answer = wire.nextClient.parse(await whoIsNext(office.app, office.account, ask));
    expect([answer.asOf, answer.nobodyHasRoom]).toEqual(['2026-11-23T12:00:00.000Z', false]);
    expect(answer.candidates.map(({ name, peak }) => [name, peak])).toEqual([
      ['Anna Petrova', 0.288],
      ['Ben Carter', 0.3193],
    ]);
    const [first] = answer.candidates;
    expect(first?.curve.slice(0, 2)).toEqual([
      { start: '2026-12-07', before: 0.0625, after: 0.2432 },
      { start: '2026-12-14', before: 0.0625, after: 0.288 },
    ]);
    expect(first?.reasons.map((reason) => reason.code)).toEqual(['peak', 'equalPeaks', 'presentLoad', 'clients']);
    expect(first?.reasons.map((reason) => reason.text)).toEqual([
      'Would be at 29 % at most, in the week of 2026-12-14: has room',
      '2 people would be within 5 points of each other; the order among them is by what follows',
      // 120 minutes in each of four weeks; two of them have a holiday: 480 of 2 × 1,920 + 2 × 1,536.
      'Is at 7 % over these weeks as it stands',
      'Has 1 signed client',
    ]);
  });

  it('is one of the first stage that brings tasks, from today, unless told', async () => {
    const usual = await whoIsNext(office.app, office.account, {});
    expect(usual).toEqual(await whoIsNext(office.app, office.account, { tier: 'B', stage: 'Onboarding', start: '2026-11-23' }));
    expect(usual.candidates[0]?.curve[0]?.start).toBe('2026-11-23');
    expect(await whoIsNext(office.app, office.account, { tier: '', stage: '', start: '2026-11-23' })).toEqual(usual);
  });

  it('is asked for in the board’s own words, however they are written', async () => {
    const shouted = { ...ask, tier: 'c', stage: ' ONBOARDING' };
    expect(await whoIsNext(office.app, office.account, shouted)).toEqual(await whoIsNext(office.app, office.account, ask));
    for (const field of ['tier', 'stage'] as const)
      await expect(whoIsNext(office.app, office.account, { ...ask, [field]: 'Z' })).rejects.toMatchObject({
        code: 'unknown-choice',
        field,
      });
  });

  it('can’t start further ahead than load is known', async () => {
    await expect(whoIsNext(office.app, office.account, { start: '2029-01-01' })).rejects.toMatchObject({
      code: 'start-too-far',
      status: 422,
      field: 'start',
    });
  });
});
