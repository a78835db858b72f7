import { describe, expect, it } from 'vitest';
import { load } from '../../../core/team/load.ts';
import { minutes, of } from './one-load.ts';
import { client, input, PLAIN, person } from './samples.ts';

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
