import { describe, expect, it } from 'vitest';
import { capacity, of, oneTask } from './one-load.ts';
import { client, PLAIN, person, task } from './samples.ts';

describe('capacity', () => {
  it('is contract × availability, and this week only what is left of it, today counting whole', () => {
    expect(capacity({})).toEqual([1920, 1920, 1920, 1920]); // 2400 × 80 %
    expect(capacity({ asOf: '2026-10-07' })[0]).toBe(1152); // Wed, Thu, Fri: 3/5
    expect(capacity({ asOf: '2026-10-09' })[0]).toBe(384); // Friday: 1/5
    expect(capacity({ asOf: '2026-10-10' })[0]).toBe(0); // Saturday
  });

  it('loses holidays of the person’s country, and leave, each day once', () => {
    const holidays = { XX: ['2026-10-14'], YY: ['2026-10-20', '2026-10-21'] };
    const leave = [
      { from: '2026-10-14', to: '2026-10-15' },
      { from: '2026-10-24', to: '2026-11-01' },
    ];
    // Week 2: Wed is a holiday and leave, Thu leave: 3/5. Week 4: away.
    expect(capacity({ holidays, people: [person('ann', { leave })] })).toEqual([1920, 1152, 1920, 0]);
    expect(capacity({ holidays, people: [person('ann', { country: 'YY' })] })).toEqual([1920, 1920, 1152, 1920]);
  });

  it('a dated exception overrides weekday, holiday and leave', () => {
    const exceptions = [
      { from: '2026-10-14', to: '2026-10-14', percent: 100 }, // works on a holiday
      { from: '2026-10-24', to: '2026-10-24', percent: 100 }, // and a Saturday
      { from: '2026-10-26', to: '2026-10-30', percent: 50 },
    ];
    // Week 3 has six days: 1920 × 6/5 = 2304. Week 4 half: 960.
    expect(capacity({ holidays: { XX: ['2026-10-14'] }, people: [person('ann', { exceptions })] })).toEqual([1920, 1920, 2304, 960]);
  });

  it('begins with the first day and ends with the last', () => {
    const people = [person('ann', { startDate: '2026-10-08', leavingDate: '2026-10-20' })];
    // Thu, Fri; all; Mon, Tue; none.
    expect(capacity({ people })).toEqual([768, 1920, 768, 0]);
  });

  it('starts low for newcomers and lower for interns, day by day', () => {
    const settings = {
      ...PLAIN,
      ramp: [
        { day: 7, percent: 50 },
        { day: 10, percent: 75 },
      ],
      gradeRamp: { intern: [{ day: 14, percent: 25 }] },
    };
    const people = [person('ann', { startDate: '2026-10-05' }), person('ivy', { startDate: '2026-10-05', grade: 'Intern' })];
    // Ann: days 0–6 at 50 % → 960; days 7–9 (Mon–Wed) at 75 %, Thu and Fri whole: (3 × 75 + 200) ÷ 5 = 85 % → 1632.
    expect(capacity({ people, settings })).toEqual([960, 1632, 1920, 1920]);
    expect(capacity({ people, settings }, 'ivy')).toEqual([480, 480, 1920, 1920]);
  });

  it('keeps to a person’s own hours, weekdays and availability', () => {
    const people = [person('ann', { hoursPerWeek: 22.5, workdays: [1, 2, 3], availabilityPercent: 90 })];
    // 1350 × 90 % = 1215; on Wednesday one of three days is left: 405.
    expect(capacity({ people })).toEqual([1215, 1215, 1215, 1215]);
    expect(capacity({ people, asOf: '2026-10-07' })[0]).toBe(405);
  });

  it('steps over the clock change of 25 October without gaining or losing a day', () => {
    expect(capacity({ asOf: '2026-10-24', weeks: 2 })).toEqual([0, 1920]);
    expect(oneTask({ effortMinutes: 600, start: '2026-10-22', due: '2026-10-27' }, { asOf: '2026-10-22', weeks: 2 })).toEqual([300, 300]);
  });
});

describe('bands', () => {
  const bandAt = (effortMinutes: number, people = [person('ann')]) =>
    of({ people, tasks: [task('t', { effortMinutes, due: '2026-10-09' })] }).weeks[0];

  it('under 70 % has room, to 95 % healthy, to 110 % tight, above overloaded', () => {
    // of 1,920: 70 % = 1344, 95 % = 1824, 110 % = 2112
    expect([1343, 1344, 1824, 1825, 2112, 2113].map((minutes) => bandAt(minutes)?.band)).toEqual([
      'room',
      'healthy',
      'healthy',
      'tight',
      'tight',
      'overloaded',
    ]);
    expect(bandAt(1344)?.share).toBe(0.7);
  });

  it('without capacity nobody has room', () => {
    const away = [person('ann', { leave: [{ from: '2026-10-05', to: '2026-10-09' }] })];
    expect(bandAt(0, away)).toMatchObject({ capacityMinutes: 0, share: null, band: 'healthy' });
    expect(bandAt(1, away)).toMatchObject({ capacityMinutes: 0, share: null, band: 'overloaded' });
  });
});

it('a whole week of one person, worked out by hand', () => {
  // Wednesday 7 October. Ann leads Bob; manages a running A client; a day off on Friday.
  const people = [person('ann', { leave: [{ from: '2026-10-09', to: '2026-10-09' }] }), person('bob', { leadId: 'ann' })];
  const clients = [client('c', { roles: { manager: ['ann'] } })];
  const tasks = [
    task('spread', { effortMinutes: 400, due: '2026-10-13' }), // Wed, Thu, Mon, Tue: 100 a day, 200 now
    task('late', { effortMinutes: 90, loggedMinutes: 30, due: '2026-10-01' }), // 60, all now
  ];
  const [week] = of({ asOf: '2026-10-07', people, clients, tasks }).weeks;
  expect(week).toMatchObject({
    start: '2026-10-05',
    minutes: 512, // 200 + 60 + 180 + 72
    capacityMinutes: 768, // two days of five: 1920 × 2/5
    share: 0.6667,
    band: 'room',
    parts: [
      { kind: 'task', id: 'spread', minutes: 200 },
      { kind: 'task', id: 'late', minutes: 60, overdueDays: 6 },
      { kind: 'client', id: 'c', minutes: 180 }, // 300 × 3/5: her day off doesn't count against the client
      { kind: 'lead', id: 'bob', minutes: 72 }, // 120 × 3/5
    ],
  });
});
