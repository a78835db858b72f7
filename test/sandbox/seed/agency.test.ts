import { describe, expect, it } from 'vitest';
import { type Agency, describeAgency } from '../../../sandbox/seed/agency.ts';
import { stages } from '../../../sandbox/seed/data/clients.ts';

const today = '2026-11-23';
const agency = describeAgency(today);

const distinct = <T>(list: readonly T[]) => new Set(list).size;
const people = new Set(agency.people.map(({ id }) => id));
const isDay = (day: string | null) => day === null || new Date(`${day}T00:00:00Z`).toISOString().startsWith(day);

describe('the seeded agency', () => {
  it('is the same for the same day, and lies around its day', () => {
    expect(describeAgency(today)).toEqual(agency);
    const later = describeAgency('2027-03-01');
    expect(later.clients.map(({ name }) => name)).toEqual(agency.clients.map(({ name }) => name));
    expect(later.ledger.at(-1)?.month).toBe('2027-03');
  });

  it('has 15 people in 4 teams, in several grades and roles, each with a lead above', () => {
    expect(agency.people).toHaveLength(15);
    expect(distinct(agency.people.map(({ team }) => team).filter((team) => team !== null))).toBe(4);
    expect(distinct(agency.people.map(({ grade }) => grade))).toBeGreaterThanOrEqual(5);
    expect(distinct(agency.people.map(({ email }) => email))).toBe(15);
    for (const { id, lead } of agency.people) {
      expect(lead === null || (people.has(lead) && lead !== id)).toBe(true);
      if (lead === null) expect(id).toBe('irina');
    }
    expect(agency.people.filter(({ grade }) => grade === 'Intern')).toHaveLength(1);
    expect(agency.people.filter(({ startDate }) => startDate > '2026-10-23').map(({ id }) => id)).toEqual(['chloe']);
  });

  it('has leaves written as ranges of days, one of them now', () => {
    const ranges = agency.people.flatMap(({ leave }) => (leave === '' ? [] : leave.split(', ')));
    expect(ranges.length).toBeGreaterThanOrEqual(5);
    for (const range of ranges) {
      const [from = '', to = ''] = range.split('/');
      expect(isDay(from) && isDay(to) && from <= to).toBe(true);
    }
    expect(agency.people.find(({ id }) => id === 'alexey')?.leave).toBe('2026-11-21/2026-11-24');
  });

  it('has 60 clients of two alphabets, two currencies and three tiers in 7 stages, each with a name of its own', () => {
    const { clients } = agency;
    expect(clients).toHaveLength(60);
    expect(distinct(clients.map(({ name }) => name.toLowerCase()))).toBe(60);
    expect(clients.filter(({ name }) => /[а-яё]/i.test(name))).toHaveLength(30);
    for (const stage of stages) expect(clients.filter((client) => client.stage === stage).length).toBeGreaterThanOrEqual(5);
    for (const currency of ['EUR', 'RUB']) expect(clients.filter((client) => client.currency === currency)).toHaveLength(30);
    for (const tier of ['A', 'B', 'C']) expect(clients.filter((client) => client.tier === tier).length).toBeGreaterThan(8);
    expect(clients.some(({ notes }) => notes.includes('\n'))).toBe(true);
  });

  it('gives clients to people of the fitting role and grade', () => {
    const person = (id: string | null) => agency.people.find((one) => one.id === id);
    for (const { sales, bizdev, manager, support, stage, tier } of agency.clients) {
      expect(person(sales)?.role).toBe('Sales manager');
      if (bizdev) expect(person(bizdev)?.role).toBe('Business developer');
      if (support) expect(person(support)?.role).toBe('Support');
      if (manager) expect(person(manager)?.role).toBe('Account manager');
      if (tier !== 'C' && manager) expect(person(manager)?.grade).not.toBe('Junior');
      if (['Onboarding', 'Running', 'Growth'].includes(stage)) expect(manager).not.toBeNull();
      if (['Lead', 'Proposal'].includes(stage)) expect(manager).toBeNull();
    }
  });

  it('has signed clients that began, and courted ones that will', () => {
    for (const { stage, startDate } of agency.clients) {
      expect(isDay(startDate)).toBe(true);
      if (['Onboarding', 'Running', 'Growth', 'Paused'].includes(stage)) expect(startDate !== null && startDate <= today).toBe(true);
      else expect(startDate === null || startDate > today).toBe(true);
    }
  });

  it('has 400 tasks: done, open, late, forgotten, and half described', () => {
    const { tasks } = agency;
    expect(tasks).toHaveLength(400);
    expect(distinct(tasks.map(({ name, client }) => `${client} ${name}`))).toBe(400);
    const open = tasks.filter(({ status }) => status !== 'Done');
    expect(open.length).toBeGreaterThan(180);
    expect(open.filter(({ due }) => due !== null && due < today && due >= '2026-11-09').length).toBeGreaterThan(3);
    expect(open.filter(({ due }) => due !== null && due < '2026-11-09').length).toBeGreaterThan(2);
    expect(open.filter(({ due }) => due === null).length).toBeGreaterThan(2);
    expect(open.filter(({ effortHours }) => effortHours === null).length).toBeGreaterThan(5);
    expect(open.filter(({ owners }) => owners.length > 1).length).toBeGreaterThan(2);
    expect(open.filter(({ owners }) => owners.length === 0).length).toBeGreaterThan(1);
    expect(tasks.filter(({ client }) => client === null).length).toBe(8);
    for (const { owners, client, start, due, effortHours, loggedHours } of tasks) {
      expect(owners.every((owner) => people.has(owner))).toBe(true);
      expect(client === null || client < 60).toBe(true);
      expect(isDay(start) && isDay(due) && (start === null || due === null || start <= due)).toBe(true);
      expect((effortHours ?? 1) > 0 && loggedHours >= 0).toBe(true);
    }
  });
});

describe('its money', () => {
  it('has 18 months of ledger in two currencies, a line for each client and month, the last month open', () => {
    const { ledger } = agency;
    expect([...new Set(ledger.map(({ month }) => month))].sort()).toEqual([
      '2025-06',
      '2025-07',
      '2025-08',
      '2025-09',
      '2025-10',
      '2025-11',
      '2025-12',
      '2026-01',
      '2026-02',
      '2026-03',
      '2026-04',
      '2026-05',
      '2026-06',
      '2026-07',
      '2026-08',
      '2026-09',
      '2026-10',
      '2026-11',
    ]);
    expect(distinct(ledger.map(({ client, month }) => `${client} ${month}`))).toBe(ledger.length);
    expect(ledger.every(({ month, closed }) => closed === (month !== '2026-11'))).toBe(true);
    expect(distinct(ledger.map(({ currency }) => currency))).toBe(2);
    expect(ledger.some(({ income }) => income < 0)).toBe(true);
  });

  it('has in the open month what the board says as budget', () => {
    const open = agency.ledger.filter(({ month }) => month === '2026-11');
    expect(open.length).toBeGreaterThan(30);
    for (const { client, budget, currency } of open) {
      expect(agency.clients.find(({ name }) => name === client)).toMatchObject({ budget, currency });
    }
  });

  it('plans quarters that lie whole in the ledger, for people who lead clients, near what they bring', () => {
    const quarters = [...new Set(agency.plans.map(({ quarter }) => quarter))].sort();
    expect(quarters).toEqual(['2025-Q3', '2025-Q4', '2026-Q1', '2026-Q2', '2026-Q3', '2026-Q4']);
    expect(distinct(agency.plans.map(({ person, quarter, currency }) => `${person} ${quarter} ${currency}`))).toBe(agency.plans.length);
    const attained = income(agency, 'anna', ['2026-07', '2026-08', '2026-09'], 'EUR') / plan(agency, 'anna', '2026-Q3', 'EUR');
    expect(attained).toBeGreaterThan(0.7);
    expect(attained).toBeLessThan(1.3);
  });

  it('has a rate for each month and currency, the rouble near a hundredth of a euro', () => {
    expect(agency.rates).toHaveLength(36);
    for (const { currency, rate } of agency.rates) {
      if (currency === 'EUR') expect(rate).toBe(1);
      else expect(Math.abs(1 / rate - 96)).toBeLessThan(6);
    }
  });
});

function income({ ledger, clients }: Agency, person: string, months: readonly string[], currency: string): number {
  const led = new Set(clients.filter(({ manager }) => manager === person).map(({ name }) => name));
  const lines = ledger.filter((line) => led.has(line.client) && months.includes(line.month) && line.currency === currency);
  return lines.reduce((sum, line) => sum + line.income, 0);
}

function plan({ plans }: Agency, person: string, quarter: string, currency: string): number {
  return plans.find((one) => one.person === person && one.quarter === quarter && one.currency === currency)?.income ?? 0;
}
