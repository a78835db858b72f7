import { describe, expect, it } from 'vitest';
import type { LoadInput } from '../../../core/team/load.ts';
import { load } from '../../../core/team/load.ts';
import type { Task } from '../../../core/team/records.ts';
import type { PersonLoad } from '../../../core/team/report.ts';
import { client, input, PLAIN, person, task } from './samples.ts';

// October 2026: the 5th, 12th, 19th and 26th are Mondays.

function of(own: Partial<LoadInput>, id = 'ann'): PersonLoad {
  const found = load(input(own)).people.find((one) => one.person === id);
  if (found === undefined) throw new Error(`no ${id}`);
  return found;
}

const minutes = (own: Partial<LoadInput>, id?: string) => of(own, id).weeks.map((week) => week.minutes);
const capacity = (own: Partial<LoadInput>, id?: string) => of(own, id).weeks.map((week) => week.capacityMinutes);
const oneTask = (own: Partial<Task>, rest: Partial<LoadInput> = {}) => minutes({ tasks: [task('t', own)], ...rest });

describe('weeks', () => {
  it('are ISO weeks from this one on, six unless told', () => {
    const { weeks: _, ...rest } = input({ asOf: '2026-10-11' }); // a Sunday
    expect(load(rest).people[0]?.weeks.map((week) => week.start)).toEqual([
      '2026-10-05',
      '2026-10-12',
      '2026-10-19',
      '2026-10-26',
      '2026-11-02',
      '2026-11-09',
    ]);
  });
});

describe('a task', () => {
  it('is spread evenly over the working days from today to due', () => {
    // Mon 5 to Tue 13: five days this week, two next: 1400 ÷ 7 = 200 a day.
    expect(oneTask({ effortMinutes: 1400, due: '2026-10-13' })).toEqual([1000, 400, 0, 0]);
  });

  it('starts at its start date when that is still ahead', () => {
    // Thu 8, Fri 9, Mon 12: 300 ÷ 3 = 100 a day.
    expect(oneTask({ effortMinutes: 300, start: '2026-10-08', due: '2026-10-12' })).toEqual([200, 100, 0, 0]);
  });

  it('counts from today when it has begun before: what is left is left for the days that are left', () => {
    // Wed 7 to Fri 9 this week, Mon 12 and Tue 13: five days, 500 ÷ 5 = 100.
    expect(oneTask({ effortMinutes: 500, start: '2026-09-01', due: '2026-10-13' }, { asOf: '2026-10-07' })).toEqual([300, 200, 0, 0]);
  });

  it('rounds by running total, so the weeks sum to the minute', () => {
    // 100 minutes over 3 days, Thu 8, Fri 9, Mon 12: 66.67 by Friday → 67, the rest 33.
    expect(oneTask({ effortMinutes: 100, start: '2026-10-08', due: '2026-10-12' })).toEqual([67, 33, 0, 0]);
  });

  it('doesn’t change its weeks when one looks further ahead, and what lies beyond stands apart', () => {
    // Mon 5 Oct to Fri 30 Oct: 20 days, 1000 ÷ 20 = 50 a day, 250 a week.
    const tasks = [task('t', { effortMinutes: 1000, due: '2026-10-30' })];
    expect(minutes({ tasks })).toEqual([250, 250, 250, 250]);
    const two = of({ tasks, weeks: 2 });
    expect(two.weeks.map((week) => week.minutes)).toEqual([250, 250]);
    expect(two.later).toMatchObject({ minutes: 500, parts: [{ id: 't', minutes: 500 }] });
  });

  it('counts what is left: estimate less logged time, never below zero', () => {
    expect(oneTask({ effortMinutes: 600, loggedMinutes: 240, due: '2026-10-09' })).toEqual([360, 0, 0, 0]);
    const used = of({ tasks: [task('t', { effortMinutes: 600, loggedMinutes: 700, due: '2026-10-09' })] });
    expect(used.weeks[0]?.minutes).toBe(0);
    expect(used.spent.parts).toEqual([expect.objectContaining({ id: 't', minutes: 0 })]);
  });

  it('without an estimate takes the default of its kind, marked assumed', () => {
    const tasks = [
      task('r', { effortMinutes: null, kind: ' Report', loggedMinutes: 30, due: '2026-10-09' }),
      task('o', { effortMinutes: null, due: '2026-10-09' }),
    ];
    const [week] = of({ tasks }).weeks;
    expect(week?.parts).toEqual([
      { kind: 'task', id: 'r', name: 'Task r', minutes: 60, clientId: null, assumed: true, overdueDays: 0 }, // 90 − 30
      { kind: 'task', id: 'o', name: 'Task o', minutes: 60, clientId: null, assumed: true, overdueDays: 0 },
    ]);
  });

  it('waiting or done carries nothing; what waits stands apart', () => {
    const tasks = [task('w', { status: 'WAITING', due: '2026-10-09' }), task('d', { status: 'Done', due: '2026-10-09' })];
    const ann = of({ tasks });
    expect(ann.weeks[0]).toMatchObject({ minutes: 0, parts: [] });
    expect(ann.waiting).toMatchObject({ minutes: 600, parts: [{ id: 'w' }] });
  });

  it('without a due date stands apart', () => {
    const ann = of({ tasks: [task('t', { due: null })] });
    expect(ann.weeks.map((week) => week.minutes)).toEqual([0, 0, 0, 0]);
    expect(ann.undated).toMatchObject({ minutes: 600, parts: [{ id: 't', minutes: 600 }] });
  });

  it('overdue up to 14 days is in this week, longer is stale', () => {
    const at = (due: string) => of({ tasks: [task('t', { due })] });
    expect(at('2026-10-04').weeks[0]?.parts).toMatchObject([{ minutes: 600, overdueDays: 1 }]);
    expect(at('2026-09-21').weeks[0]?.parts).toMatchObject([{ minutes: 600, overdueDays: 14 }]);
    const stale = at('2026-09-20');
    expect(stale.weeks[0]?.minutes).toBe(0);
    expect(stale.stale).toMatchObject({ minutes: 600, parts: [{ id: 't', overdueDays: 15 }] });
  });

  it('due today isn’t overdue', () => {
    expect(of({ tasks: [task('t', { due: '2026-10-05' })] }).weeks[0]?.parts).toMatchObject([{ minutes: 600, overdueDays: 0 }]);
  });

  it('whose owner has no working day in its span is in the week of its due date', () => {
    // Due on a Saturday, begun on it; and leave over the whole span.
    expect(oneTask({ start: '2026-10-17', due: '2026-10-17' })).toEqual([0, 600, 0, 0]);
    const people = [person('ann', { leave: [{ from: '2026-10-12', to: '2026-10-16' }] })];
    expect(oneTask({ start: '2026-10-12', due: '2026-10-16' }, { people })).toEqual([0, 600, 0, 0]);
    expect(of({ tasks: [task('t', { start: '2026-12-05', due: '2026-12-05' })] }).later.minutes).toBe(600);
  });

  it('with a start after its due date is in the week of its due date', () => {
    expect(oneTask({ start: '2026-10-20', due: '2026-10-14' })).toEqual([0, 600, 0, 0]);
  });
});

describe('owners', () => {
  it('share equally, odd minutes to the first by id, whatever the order on the board', () => {
    const people = [person('ann'), person('bob'), person('cid')];
    for (const ownerIds of [
      ['ann', 'bob', 'cid'],
      ['cid', 'bob', 'ann', 'bob'],
    ]) {
      const tasks = [task('t', { ownerIds, effortMinutes: 101, due: '2026-10-09' })];
      expect(['ann', 'bob', 'cid'].map((id) => minutes({ people, tasks }, id)[0])).toEqual([34, 34, 33]);
    }
  });

  it('share by weight where shares are set', () => {
    const people = [person('ann'), person('bob'), person('cid')];
    // 100 by 2 : 1 : 0 → 66.67, 33.33, 0: the minute left over goes to the larger rest.
    const tasks = [task('t', { ownerIds: ['ann', 'bob', 'cid'], shares: { ann: 2, bob: 1 }, effortMinutes: 100, due: '2026-10-09' })];
    expect(['ann', 'bob', 'cid'].map((id) => minutes({ people, tasks }, id)[0])).toEqual([67, 33, 0]);
  });

  it('a team’s share, and what nobody owns, stands apart as unassigned work', () => {
    const tasks = [
      task('t', { ownerIds: ['ann'], ownerTeams: ['North'], effortMinutes: 101, due: '2026-10-09' }),
      task('u', { ownerIds: [], due: '2026-10-09' }),
      task('w', { ownerIds: [], ownerTeams: ['North'], status: 'Waiting' }),
    ];
    const report = load(input({ tasks }));
    expect(report.people[0]?.weeks[0]?.minutes).toBe(51);
    expect(report.unassigned).toMatchObject([
      { team: 'North', minutes: 50, parts: [{ id: 't', minutes: 50 }], waiting: { minutes: 600, parts: [{ id: 'w' }] } },
      { team: null, minutes: 600, parts: [{ id: 'u' }] },
    ]);
  });

  it('who aren’t among the people are named, not dropped', () => {
    const tasks = [task('t', { ownerIds: ['gone'], due: '2026-10-09' })];
    const clients = [client('c', { roles: { manager: ['gone'] } })];
    expect(load(input({ tasks, clients })).unknownOwners).toMatchObject([
      {
        owner: 'gone',
        minutes: 900,
        parts: [
          { id: 't', minutes: 600 },
          { id: 'c', minutes: 300 },
        ],
      },
    ]);
  });
});

describe('a parent and its subitems', () => {
  const parent = (own: Partial<Task> = {}) => task('p', { due: '2026-10-09', ...own });
  const sub = (id: string, own: Partial<Task> = {}) => task(id, { parentId: 'p', due: '2026-10-09', ...own });
  const counted = (...tasks: Task[]) => of({ tasks }).weeks[0]?.parts.map((part) => `${part.id}:${part.minutes}`);

  it('the parent isn’t counted when a subitem has an effort', () => {
    expect(counted(parent({ effortMinutes: 600 }), sub('a', { effortMinutes: 60 }), sub('b', { effortMinutes: null }))).toEqual([
      'a:60',
      'b:60',
    ]);
    expect(counted(parent({ effortMinutes: 600 }), sub('a', { effortMinutes: 60, status: 'Done' }))).toEqual([]);
  });

  it('the parent’s own effort covers subitems nobody estimated', () => {
    expect(counted(parent({ effortMinutes: 600 }), sub('a', { effortMinutes: null }), sub('b', { effortMinutes: null }))).toEqual([
      'p:600',
    ]);
  });

  it('a parent that is done or waits covers nothing', () => {
    expect(counted(parent({ status: 'Done' }), sub('a', { effortMinutes: null }))).toEqual(['a:60']);
  });

  it('where nobody estimated anything the unfinished subitems count, once', () => {
    expect(counted(parent({ effortMinutes: null }), sub('a', { effortMinutes: null }), sub('b', { effortMinutes: null }))).toEqual([
      'a:60',
      'b:60',
    ]);
    expect(counted(parent({ effortMinutes: null }), sub('a', { effortMinutes: null, status: 'Done' }))).toEqual(['p:60']);
  });

  it('holds over several levels', () => {
    const deep = task('x', { parentId: 'a', effortMinutes: 45, due: '2026-10-09' });
    expect(counted(parent({ effortMinutes: 600 }), sub('a', { effortMinutes: 120 }), deep)).toEqual(['x:45']);
  });

  it('a parent that isn’t among the tasks, or a circle, hides nothing', () => {
    expect(counted(task('a', { parentId: 'elsewhere', due: '2026-10-09' }))).toEqual(['a:600']);
    const circle = [task('a', { parentId: 'b', due: '2026-10-09' }), task('b', { parentId: 'a', due: '2026-10-09' })];
    expect(counted(...circle)).toEqual(['a:600', 'b:600']);
  });
});

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

describe('leave, holidays and tasks', () => {
  it('a task flows around the days its owner is away', () => {
    const people = [person('ann', { leave: [{ from: '2026-10-07', to: '2026-10-12' }] })];
    // Working days to Wed 14: Mon 5, Tue 6, Tue 13, Wed 14. 600 ÷ 4 = 150.
    expect(oneTask({ due: '2026-10-14' }, { people, holidays: { XX: [] } })).toEqual([300, 300, 0, 0]);
    // and a holiday on the 6th: three days, 200 each.
    expect(oneTask({ due: '2026-10-14' }, { people, holidays: { XX: ['2026-10-06'] } })).toEqual([200, 400, 0, 0]);
  });

  it('each owner has their own working days', () => {
    const people = [person('ann'), person('bob', { leave: [{ from: '2026-10-05', to: '2026-10-09' }] })];
    const tasks = [task('t', { ownerIds: ['ann', 'bob'], effortMinutes: 2000, due: '2026-10-16' })];
    expect(minutes({ people, tasks }, 'ann')).toEqual([500, 500, 0, 0]);
    expect(minutes({ people, tasks }, 'bob')).toEqual([0, 1000, 0, 0]);
  });
});

describe('standing hours', () => {
  it('each role on a client by stage and tier, this week by the weekdays left', () => {
    const clients = [client('c', { roles: { manager: ['ann'], support: ['bob'] } })];
    const people = [person('ann'), person('bob')];
    expect(minutes({ clients, people, asOf: '2026-10-07' })).toEqual([180, 300, 300, 300]); // 300 × 3/5
    expect(minutes({ clients, people, asOf: '2026-10-07' }, 'bob')).toEqual([120, 200, 200, 200]);
  });

  it('of several roles on one client are one part; holders of one role share it', () => {
    const clients = [client('c', { roles: { manager: ['bob', 'ann'], sales: ['ann'], support: ['cid', 'ann', 'bob'] } })];
    const people = [person('ann'), person('bob'), person('cid')];
    // Ann: 60 + 150 + 67; Bob: 150 + 67; Cid: 66 (200 = 67 + 67 + 66).
    expect(of({ clients, people }).weeks[1]?.parts).toEqual([
      { kind: 'client', id: 'c', name: 'Client c', minutes: 277, roles: ['sales', 'manager', 'support'] },
    ]);
    expect(minutes({ clients, people }, 'bob')[1]).toBe(217);
    expect(minutes({ clients, people }, 'cid')[1]).toBe(66);
  });

  it('begin with the client’s start date', () => {
    const clients = [client('c', { startDate: '2026-10-15', roles: { manager: ['ann'] } })]; // a Thursday: 2/5
    expect(minutes({ clients })).toEqual([0, 120, 300, 300]);
  });

  it('don’t shrink with leave or holidays: the clients call all the same', () => {
    const clients = [client('c', { roles: { manager: ['ann'] } })];
    const people = [person('ann', { leave: [{ from: '2026-10-12', to: '2026-10-16' }] })];
    const [, away] = of({ clients, people }).weeks;
    expect(away).toMatchObject({ minutes: 300, capacityMinutes: 0, share: null, band: 'overloaded' });
  });

  it('of tentative clients carry hours × probability and stand apart', () => {
    const clients = [client('c', { stage: 'Proposal', roles: { sales: ['ann'] } })];
    const [now, next] = of({ clients, asOf: '2026-10-08' }).weeks; // Thu and Fri: 240 × 2/5 × 50 % = 48
    expect(now).toMatchObject({ minutes: 0, parts: [], tentative: { minutes: 48, parts: [{ id: 'c', minutes: 48 }] } });
    expect(next).toMatchObject({ minutes: 0, tentative: { minutes: 120 } });
  });

  it('of stages that share their numbers differ by probability', () => {
    const { proposal } = PLAIN.stages;
    if (proposal === undefined) throw new Error('no stage');
    const settings = { ...PLAIN, stages: { proposal, talk: { ...proposal, probabilityPercent: 10 } } };
    const clients = [
      client('p', { stage: 'Proposal', roles: { sales: ['ann'] } }),
      client('t', { stage: 'Talk', roles: { sales: ['ann'] } }),
    ];
    expect(of({ clients, settings }).weeks[0]?.tentative.parts.map((part) => part.minutes)).toEqual([120, 24]); // 240 at 50 and 10 %
  });

  it('of ended clients are none, and clients without a rate are named', () => {
    const clients = [
      client('lost', { stage: 'Lost', roles: { manager: ['ann'] } }),
      client('odd', { stage: 'Dreaming', roles: { manager: ['ann'] } }),
      client('tierless', { tier: '', roles: { manager: ['ann'] } }),
      client('roleless', { tier: 'C', roles: { support: ['ann'] } }), // tier C sets only the manager
    ];
    const report = load(input({ clients }));
    expect(report.people[0]?.weeks[0]?.minutes).toBe(0);
    expect(report.unrated.map((one) => one.clientId)).toEqual(['odd', 'tierless', 'roleless']);
  });

  it('a lead carries two hours a week for each report who is with us', () => {
    const people = [
      person('ann'),
      person('bob', { leadId: 'ann' }),
      person('cid', { leadId: 'ann', startDate: '2026-10-21' }),
      person('dan', { leadId: 'ann', leavingDate: '2026-10-13' }),
    ];
    // Bob always; Cid from the third week; Dan in the first two. On Thursday 2/5 of 120 = 48 each.
    expect(minutes({ people, asOf: '2026-10-08' })).toEqual([96, 240, 240, 240]);
    expect(of({ people }).weeks[0]?.parts[0]).toEqual({ kind: 'lead', id: 'bob', name: 'Name of bob', minutes: 120 });
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
