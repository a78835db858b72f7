import { describe, expect, it } from 'vitest';
import type { LoadInput } from '../../../core/team/load.ts';
import { load } from '../../../core/team/load.ts';
import type { ClientAsk } from '../../../core/team/next-client.ts';
import { nextClient, StartTooFar } from '../../../core/team/next-client.ts';
import type { Task } from '../../../core/team/records.ts';
import type { TeamSettings } from '../../../core/team/settings.ts';
import { client, input, PLAIN, person, task } from './samples.ts';

const ASK: ClientAsk = { tier: 'A', stage: 'Running', start: '2026-10-12' };

/** Busy by so many minutes in every week of the window, Monday 12 October to Friday 6 November. */
const busy = (id: string, weekly: number): Task =>
  task(`of ${id}`, { ownerIds: [id], effortMinutes: weekly * 4, start: '2026-10-12', due: '2026-11-06' });

function ask(own: Partial<LoadInput>, asked: Partial<ClientAsk> = {}) {
  const { weeks: _, ...rest } = input(own);
  return nextClient(rest, { ...ASK, ...asked });
}

const order = (result: ReturnType<typeof ask>) => result.candidates.map((candidate) => candidate.person);

describe('the window', () => {
  it('is four weeks from the week the client starts in', () => {
    expect(ask({}).window).toEqual({ first: '2026-10-12', last: '2026-11-02' });
    expect(ask({}, { start: '2026-10-16' }).window.first).toBe('2026-10-12');
    expect(ask({}, { start: '2026-10-17' }).window.first).toBe('2026-10-19'); // a Saturday: work starts on Monday
    expect(ask({}, { start: '2026-01-01' }).window.first).toBe('2026-10-05'); // past: from today
  });

  it('says so when the start is further than a year ahead', () => {
    expect(() => ask({}, { start: '2027-10-11' })).toThrow(StartTooFar);
    expect(ask({}, { start: '2027-10-10' }).window.first).toBe('2027-10-11'); // a Sunday: work starts on Monday
  });
});

describe('what the client brings', () => {
  it('its standing hours from its start on, beside the load as it stands', () => {
    const [ann] = ask({ tasks: [busy('ann', 500)] }, { start: '2026-10-14' }).candidates;
    // Wednesday: 300 × 3/5 = 180, then 300 a week; peak (500 + 300) ÷ 1920 = 41.67 %.
    expect(ann?.curve.map(({ start, before, added, after }) => [start, before, added, after])).toEqual([
      ['2026-10-12', 500, 180, 680],
      ['2026-10-19', 500, 300, 800],
      ['2026-10-26', 500, 300, 800],
      ['2026-11-02', 500, 300, 800],
    ]);
    expect(ann).toMatchObject({ peak: 0.4167, band: 'room' });
    expect(ann?.curve[1]).toMatchObject({ shareBefore: 0.2604, shareAfter: 0.4167, parts: [{ kind: 'standing', minutes: 300 }] });
    expect(ann?.reasons[0]).toEqual({ code: 'peak', share: 0.4167, week: '2026-10-19', band: 'room' });
  });

  it('its stage’s template tasks for the role, around each person’s own leave', () => {
    const running = PLAIN.stages.running;
    if (running === undefined) throw new Error('no stage');
    const kickOff = { name: 'Kick-off', kind: 'meeting', role: 'manager' as const, effortMinutes: 400, startDay: 0, dueDay: 9 };
    const settings: TeamSettings = { ...PLAIN, stages: { running: { ...running, templates: [kickOff, { ...kickOff, role: 'support' }] } } };
    const people = [person('ann'), person('bob', { leave: [{ from: '2026-10-12', to: '2026-10-16' }] })];
    const added = new Map(ask({ people, settings }).candidates.map((one) => [one.person, one.curve.map((week) => week.added)]));
    // Monday 12 to Wednesday 21: eight days, 50 a day: 250 and 150. Bob is away in the first week: 400 in three days of the second.
    expect(added.get('ann')).toEqual([550, 450, 300, 300]);
    expect(added.get('bob')).toEqual([300, 700, 300, 300]);
  });

  it('says when the settings know no hours for it', () => {
    expect(ask({}).unrated).toBe(false);
    expect(ask({}, { stage: 'Dreaming' }).unrated).toBe(true);
    expect(ask({}, { tier: 'C', role: 'support' }).unrated).toBe(true);
  });
});

describe('the order', () => {
  it('is by peak, in groups of five points from the best', () => {
    // With the client: Ann 300, Bob 396, Cid 397, Dan 493 of 1920: 15.63 %, 20.63 %, 20.68 %, 25.68 %.
    const people = ['ann', 'bob', 'cid', 'dan'].map((id) => person(id));
    const tasks = [busy('bob', 96), busy('cid', 97), busy('dan', 193)];
    // Bob is 5.00 points above Ann: equal, and wins by his skill. Cid is 5.05 above her: next group, with Dan exactly 5.00 above him.
    const skilled = [person('ann'), person('bob', { skills: ['SEO'] }), person('cid'), person('dan', { skills: ['seo'] })];
    expect(order(ask({ people, tasks }))).toEqual(['ann', 'bob', 'cid', 'dan']);
    const result = ask({ people: skilled, tasks }, { skills: ['seo'] });
    expect(order(result)).toEqual(['bob', 'ann', 'dan', 'cid']);
    expect(result.candidates.map((one) => one.peak)).toEqual([0.2063, 0.1563, 0.2568, 0.2068]);
    expect(result.candidates[0]?.reasons).toContainEqual({ code: 'equalPeaks', people: 2, points: 5 });
    expect(result.candidates[0]?.reasons).toContainEqual({ code: 'skills', matched: ['seo'], missing: [] });
  });

  it('among equal peaks: less present load, then fewer signed clients, then the name', () => {
    const one = { effortMinutes: 96, start: '2026-11-02', due: '2026-11-06' };
    const people = [person('ann'), person('bob', { name: 'Zoe' }), person('cid', { name: 'Eve' }), person('dan')];
    const clients = [
      client('won', { tier: 'C', roles: { support: ['dan'] } }), // no hours for support in tier C, but a client
      client('open', { stage: 'Proposal', roles: { bizdev: ['bob', 'cid'] } }), // not signed: doesn't count
      client('lost', { stage: 'Lost', roles: { manager: ['bob', 'cid'] } }),
    ];
    // Ann alone has something to do: 96 minutes in one week.
    const result = ask({ people, clients, tasks: [task('t', { ownerIds: ['ann'], ...one })] });
    expect(order(result)).toEqual(['cid', 'bob', 'dan', 'ann']);
    expect(result.candidates.at(-1)?.reasons).toContainEqual({ code: 'presentLoad', share: 0.0125 }); // 96 ÷ 7680
    expect(result.candidates[2]?.reasons).toContainEqual({ code: 'clients', count: 1 });
  });

  it('puts whoever has work in a week without capacity last, and says which week', () => {
    const people = [person('ann', { leave: [{ from: '2026-10-19', to: '2026-10-23' }] }), person('bob')];
    const result = ask({ people, tasks: [busy('bob', 3000)] });
    expect(order(result)).toEqual(['bob', 'ann']);
    expect(result.candidates[1]).toMatchObject({ peak: null, band: 'overloaded' });
    expect(result.candidates[1]?.reasons).toContainEqual({ code: 'noCapacity', weeks: ['2026-10-19'] });
  });

  it('doesn’t put someone who is never there first when the client brings nothing', () => {
    const people = [person('ann', { startDate: '2027-03-01' }), person('bob')];
    expect(order(ask({ people }, { stage: 'Dreaming' }))).toEqual(['bob', 'ann']);
  });

  it('shows tentative hours apart', () => {
    const clients = [client('c', { stage: 'Proposal', roles: { sales: ['ann'] } })];
    const [ann] = ask({ clients }).candidates;
    expect(ann?.curve[0]?.before).toBe(0);
    expect(ann?.reasons).toContainEqual({ code: 'tentative', minutes: 120 });
  });
});

describe('who may take it', () => {
  it('by role, tier of the grade, language and not leaving, each told', () => {
    const people = [
      person('ann', { languages: ['DE', 'EN'] }),
      person('sal', { role: 'Sales', languages: ['de'] }),
      person('jun', { grade: 'junior', languages: ['de'] }),
      person('own', { grade: 'junior', tiers: ['a'], languages: ['de'] }),
      person('bye', { leavingDate: '2027-01-31', languages: ['de'] }),
      person('mute'),
    ];
    const result = ask({ people }, { languages: ['de'] });
    expect(order(result).sort()).toEqual(['ann', 'own']);
    expect(result.excluded).toEqual([
      { person: 'sal', name: 'Name of sal', reasons: [{ code: 'role', role: 'Sales' }] },
      { person: 'jun', name: 'Name of jun', reasons: [{ code: 'tier', tier: 'A', grade: 'junior' }] },
      { person: 'bye', name: 'Name of bye', reasons: [{ code: 'leaving', on: '2027-01-31' }] },
      { person: 'mute', name: 'Name of mute', reasons: [{ code: 'language', missing: ['de'] }] },
    ]);
    expect(order(ask({ people }, { tier: 'C' })).sort()).toEqual(['ann', 'jun', 'mute', 'own'].filter((id) => id !== 'own'));
  });

  it('nobody has room when everyone would be overloaded, or nobody may', () => {
    const people = [person('ann'), person('bob')];
    // 110 % of 1920 is 2112: with 300 more, 1812 is the most that is not overloaded.
    expect(ask({ people, tasks: [busy('ann', 1813), busy('bob', 1813)] }).nobodyHasRoom).toBe(true);
    expect(ask({ people, tasks: [busy('ann', 1813), busy('bob', 1812)] }).nobodyHasRoom).toBe(false);
    expect(ask({ people: [person('sal', { role: 'Sales' })] })).toMatchObject({ candidates: [], nobodyHasRoom: true });
  });
});

describe('figures at hand', () => {
  it('are used when they reach to the window’s end, and change nothing', () => {
    const own = {
      people: [person('ann'), person('bob')],
      tasks: [busy('ann', 700), busy('bob', 300)],
      clients: [client('c', { roles: { manager: ['bob'] } })],
    };
    const { weeks: _, ...rest } = input(own);
    const fresh = nextClient(rest, ASK);
    expect(nextClient(rest, ASK, load({ ...rest, weeks: 8 }))).toEqual(fresh);
    expect(nextClient(rest, ASK, load({ ...rest, weeks: 2 }))).toEqual(fresh);
  });
});
