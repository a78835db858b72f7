import { describe, expect, it } from 'vitest';
import { load } from '../../../core/team/load.ts';
import type { Task } from '../../../core/team/records.ts';
import { minutes, of, oneTask } from './one-load.ts';
import { client, input, person, task } from './samples.ts';

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
