import { describe, expect, it } from 'vitest';
import { clientFact } from '../../../core/accounts/facts/client.ts';
import { taskFact } from '../../../core/accounts/facts/task.ts';
import type { ClientsSource, TasksSource } from '../../../core/accounts/sources.ts';
import { day, label, link, people, range, record } from './samples.ts';

const clients: ClientsSource = {
  board: '1',
  columns: {
    stage: 'stage',
    tier: 'tier',
    budget: 'b',
    currency: 'c',
    startDate: 's',
    sales: 'sl',
    bizdev: 'bd',
    manager: 'm',
    support: 'sp',
  },
};
const tasks: TasksSource = {
  board: '2',
  columns: { client: 'c', owner: 'o', status: 'st', kind: 'k', effortHours: 'e', loggedHours: 'l', start: 'f', due: 't' },
};
const whys = (notes: readonly { why: string; column: string | null }[]) => notes.map(({ why, column }) => `${why} ${column}`);

describe('an item of the Clients board', () => {
  it('is a client with its roles, budget to the cent', () => {
    const item = record('50', 'ООО «Ромашка»', {
      stage: label('Running'),
      tier: label('C'),
      b: '350 000,50',
      c: label('RUB'),
      s: day('2025-04-01'),
      m: people('7=Anna', '8=Ben'),
      sl: people('2=Alexey'),
    });
    expect(clientFact(item, clients, 'EUR')).toEqual({
      notes: [],
      fact: {
        id: '50',
        name: 'ООО «Ромашка»',
        stage: 'Running',
        tier: 'C',
        budget: { amount: '350000.5', currency: 'RUB' },
        startDate: '2025-04-01',
        roles: { manager: ['7', '8'], sales: ['2'] },
      },
    });
  });

  it('has no budget where the currency is missing or none, and says it once', () => {
    const without = clientFact(record('51', 'A', { b: 100 }), clients, 'EUR');
    expect([without.fact?.budget, whys(without.notes)]).toEqual([null, ['currency-missing c']]);
    const wrong = clientFact(record('52', 'B', { b: 100, c: 'roubles' }), clients, 'EUR');
    expect([wrong.fact?.budget, whys(wrong.notes)]).toEqual([null, ['not-a-currency c']]);
  });

  it('counts in the reporting currency on a board without a currency column', () => {
    const source = { ...clients, columns: { ...clients.columns, currency: '' } };
    expect(clientFact(record('53', 'C', { b: 100 }), source, 'EUR').fact?.budget).toEqual({ amount: '100', currency: 'EUR' });
  });
});

describe('an item of a task board', () => {
  it('is a task; hours are whole minutes', () => {
    const item = record('70', 'Media plan', {
      c: link('50'),
      o: people('7=Anna', 'team:4=Retail'),
      st: label('Working on it'),
      k: label('Plan'),
      e: 2.55,
      l: 0.5,
      f: day('2026-11-20'),
      t: day('2026-12-04'),
    });
    expect(taskFact(item, tasks)).toEqual({
      notes: [],
      fact: {
        id: '70',
        name: 'Media plan',
        clientId: '50',
        ownerIds: ['7'],
        ownerTeams: ['Retail'],
        status: 'Working on it',
        kind: 'Plan',
        effortMinutes: 153,
        loggedMinutes: 30,
        start: '2026-11-20',
        due: '2026-12-04',
        parentId: null,
      },
    });
  });

  it('takes both days from one timeline', () => {
    const { fact } = taskFact(record('71', 'Audit', { f: range('2026-11-20', '2026-12-04'), t: range('2026-11-20', '2026-12-04') }), tasks);
    expect([fact?.start, fact?.due]).toEqual(['2026-11-20', '2026-12-04']);
  });

  it('counts what can’t be read as not typed, and says it', () => {
    const { fact, notes } = taskFact(record('72', 'Mess', { e: '~3h', l: -2, t: 'soon', c: link('50', '51') }), tasks);
    expect([fact?.effortMinutes, fact?.loggedMinutes, fact?.due, fact?.clientId, fact?.status]).toEqual([null, 0, null, '50', null]);
    expect(whys(notes).sort()).toEqual(['negative l', 'not-a-date t', 'not-a-number e', 'several-clients c']);
  });

  it('takes no estimate of a million hours', () => {
    const { fact, notes } = taskFact(record('73', 'Typo', { e: 1_000_000 }), tasks);
    expect([fact?.effortMinutes, whys(notes)]).toEqual([null, ['too-large e']]);
  });
});
