/** Figures follow what people type on boards and tabs, and are what the rules say they are, worked out by hand. */
import { afterAll, expect, test } from 'vitest';
import type { Figures } from '../../core/protocol/api.ts';
import type { Agency } from './by-hand/agency.ts';
import { readAgency } from './by-hand/agency.ts';
import { addDays, daysFrom, isWorkday, mondayOf } from './by-hand/days.ts';
import { colleague, loadByHand } from './by-hand/load.ts';
import { kpiByHand, quarterOf } from './by-hand/money.ts';
import { letter } from './clients.ts';
import { testStage } from './set-up.ts';

/** Today where the agency is, as its figures count it. */
const today = new Intl.DateTimeFormat('en-CA', { timeZone: 'Europe/Berlin' }).format(new Date());
const stage = await testStage({ day: today });
const { people, product, watch, agency } = stage;
const { tasks, team } = agency.monday.boards;
const columns = agency.monday.columns;
const WITHIN = 5_000;
const [monday1, monday2] = [addDays(mondayOf(today), 7), addDays(mondayOf(today), 14)];
const measured: string[] = [];
afterAll(() => console.log(measured.join('\n')));

const figures = (): Promise<Figures> => product.get<Figures>('/figures');

/** Differences between the figures and the calculation by hand. */
function differences(told: Figures, by: Agency): readonly string[] {
  const load = told.load.flatMap(({ name, weeks }) =>
    weeks.map((week, index) => {
      const hand = loadByHand(by, name, today, index);
      const parts = week.parts.reduce((sum, one) => sum + one.minutes, 0);
      return [
        `${name} ${week.start}`,
        `${week.minutes} (${parts}) of ${week.capacityMinutes}`,
        `${hand.minutes} (${hand.minutes}) of ${hand.capacity}`,
      ];
    }),
  );
  const kpi = told.kpi.map((row) => {
    const hand = kpiByHand(by, today, countsFor(by, row.kind, row.name));
    const { plan, fact, attainment, pace, forecast } = row;
    return [`${row.kind} ${row.name}`, JSON.stringify({ plan, fact, attainment, pace, forecast }), JSON.stringify(hand)];
  });
  return [...load, ...kpi].filter(([, shown, hand]) => shown !== hand).map(([who, shown, hand]) => `${who}: ${shown}, by hand ${hand}`);
}

const countsFor =
  (by: Agency, kind: string, name: string) =>
  (leader: string): boolean => {
    if (kind === 'department') return true;
    return kind === 'person' ? leader === name : leader !== '' && colleague(by, leader).team === name;
  };

/** Lines of the KPI tab as `kind name: plan, fact, attainment`. */
async function tab(): Promise<ReadonlyMap<string, readonly unknown[]>> {
  const [headers = [], ...rows] = await people.rows(agency.google.tabs.kpi);
  const of = (row: readonly unknown[], header: string): unknown => row[headers.indexOf(header)] ?? '';
  return new Map(
    rows
      .filter((row) => of(row, 'Quarter') === quarterOf(today))
      .map((row) => [
        `${of(row, 'Kind')} ${of(row, 'Name')}`,
        ['Plan', 'Fact', 'Attainment', 'Pace', 'Forecast'].map((header) => of(row, header)),
      ]),
  );
}

function tabByHand(by: Agency): ReadonlyMap<string, readonly unknown[]> {
  const line = (kind: string, name: string): [string, readonly unknown[]] => {
    const { plan, fact, attainment, pace, forecast } = kpiByHand(by, today, countsFor(by, kind, name));
    const cell = (value: string | number | null): unknown => (value === null ? '' : Number(value));
    return [`${kind} ${name}`, [plan, fact, attainment, pace, forecast].map(cell)];
  };
  const leaders = by.team.filter(({ name }) => {
    const led = by.clients.filter((one) => one.holders.manager === name).map((one) => one.name);
    const inQuarter = by.ledger.some((one) => led.includes(one.client) && quarterOf(`${one.month}-01`) === quarterOf(today));
    return inQuarter || by.plans.some((one) => one.person === name && one.quarter === quarterOf(today));
  });
  const teams = [...new Set(by.team.map((one) => one.team))].filter((name) => name !== '');
  return new Map([
    line('department', 'Department'),
    ...teams.map((name) => line('team', name)),
    ...leaders.map((one) => line('person', one.name)),
  ]);
}

/** Waits for `seen` and says how long it took. */
async function follows<T>(what: string, seen: () => Promise<T | null | false>): Promise<T> {
  const from = performance.now();
  const found = await watch.until(what, seen, WITHIN);
  measured.push(`${what}: ${Math.round(performance.now() - from)} ms`);
  return found as T;
}

const weekOf = async (name: string, index: number) => {
  const found = (await figures()).load.find((one) => one.name === name)?.weeks[index];
  if (found === undefined) throw new Error(`No week ${index} of ${name}`);
  return found;
};

async function expectByHand(): Promise<void> {
  await watch.rest();
  const by = await readAgency(people);
  expect(differences(await figures(), by)).toEqual([]);
  expect(Object.fromEntries(await tab())).toEqual(Object.fromEntries(tabByHand(by)));
}

test('all figures of the seeded agency are those worked out by hand', async () => {
  const told = await figures();
  expect(told.load).toHaveLength(15);
  expect(told.load[0]?.weeks).toHaveLength(6);
  // The department, four teams, and whoever leads clients.
  expect(told.kpi.length).toBeGreaterThan(10);
  expect(Math.abs(Date.parse(told.asOf) - Date.now())).toBeLessThan(5_000);
  await expectByHand();
});

test('an effort raised from 4 to 20 hours is in the load within 5 s', async () => {
  const owner = people.agency.monday.columns.tasks.owner ?? '';
  const ben = await idOf('Ben Carter');
  const [before1, before2] = [await weekOf('Ben Carter', 1), await weekOf('Ben Carter', 2)];
  const id = await people.create(tasks, 'Raised from 4 to 20', {
    [owner]: { personsAndTeams: [{ id: ben, kind: 'person' }] },
    [columns.tasks.status ?? '']: { label: 'To do' },
    [columns.tasks.effortHours ?? '']: '4',
    [columns.tasks.start ?? '']: { date: monday1 },
    [columns.tasks.due ?? '']: { date: addDays(monday1, 4) },
  });
  const four = await follows('a new task of 4 hours in the load', async () => {
    const week = await weekOf('Ben Carter', 1);
    return week.parts.some((part) => part.id === id) && week;
  });
  // Monday to Friday of next week: all of it in that week.
  expect(four.minutes).toBe(before1.minutes + 4 * 60);
  await people.change(tasks, id, { [columns.tasks.effortHours ?? '']: '20' });
  const twenty = await follows('effort raised from 4 to 20 hours', async () => {
    const week = await weekOf('Ben Carter', 1);
    return week.minutes !== four.minutes && week;
  });
  expect(twenty.minutes).toBe(before1.minutes + 20 * 60);
  expect(twenty.parts.filter((part) => part.id === id)).toEqual([{ kind: 'task', id, name: 'Raised from 4 to 20', minutes: 1_200 }]);

  // Due a week later it is spread over the working days of both weeks.
  await people.change(tasks, id, { [columns.tasks.due ?? '']: { date: addDays(monday2, 4) } });
  const spread = await follows('a due date moved by a week', async () => {
    const week = await weekOf('Ben Carter', 1);
    return week.minutes !== twenty.minutes && week;
  });
  const days = (monday: string): number => daysFrom(monday, addDays(monday, 4)).filter(isWorkday).length;
  const first = Math.round((1_200 * days(monday1)) / (days(monday1) + days(monday2)));
  expect(spread.minutes).toBe(before1.minutes + first);
  expect((await weekOf('Ben Carter', 2)).minutes).toBe(before2.minutes + 1_200 - first);
  await expectByHand();
});

test('a leave added on the Team board is in the capacity within 5 s', async () => {
  const row = (await people.items(team)).find((item) => item.name === 'Anna Petrova');
  const [before, next] = [await weekOf('Anna Petrova', 1), await weekOf('Anna Petrova', 2)];
  // Wednesday to Friday of next week.
  const away = daysFrom(addDays(monday1, 2), addDays(monday1, 4)).filter(isWorkday).length;
  await people.change(team, row?.id ?? '', { [columns.team.leave ?? '']: { text: `${addDays(monday1, 2)}/${addDays(monday1, 4)}` } });
  const after = await follows('a leave of three days', async () => {
    const week = await weekOf('Anna Petrova', 1);
    return week.capacityMinutes !== before.capacityMinutes && week;
  });
  // 40 hours over five days, four fifths of them for work: 384 minutes a day.
  expect(before.capacityMinutes - after.capacityMinutes).toBe(away * 384);
  expect((await weekOf('Anna Petrova', 2)).capacityMinutes).toBe(next.capacityMinutes);
  await expectByHand();
});

test('income typed in the ledger is in the figures and in the KPI tab within 5 s', async () => {
  const [headers = [], ...rows] = await people.rows(agency.google.tabs.ledger);
  const by = await readAgency(people);
  const at = (header: string): number => headers.indexOf(header);
  // A line of this month in euros, of a client that somebody with a plan leads.
  const found = by.ledger.findIndex(
    (line) => line.month === today.slice(0, 7) && line.currency === 'EUR' && Number(line.income) > 0 && leads(by, line.client) !== '',
  );
  const [line, row] = [by.ledger[found], rows[found]];
  if (line === undefined || row === undefined) throw new Error('The ledger has no line of this month in euros');
  const leader = leads(by, line.client);
  const fact = async (name: string) => Number((await figures()).kpi.find((one) => one.name === name)?.fact);
  const before = { mine: await fact(leader), all: await fact('department'), tab: await tab() };
  expect(row[at('Client')]).toBe(line.client);
  const typed = Math.round(Number(line.income) * 100 + 1_234_56) / 100;
  await people.type(`'${agency.google.tabs.ledger}'!${letter(at('Income'))}${found + 2}`, [[typed]]);
  const from = performance.now();
  await follows('income typed in the ledger, in the figures', async () => (await fact(leader)) !== before.mine);
  // 1,234.56 more for whoever leads the client, and once for the department.
  expect([await fact(leader), await fact('department')].map((one) => one.toFixed(2))).toEqual(
    [before.mine + 1_234.56, before.all + 1_234.56].map((one) => one.toFixed(2)),
  );
  const shown = async (): Promise<unknown> => (await tab()).get('department Department')?.[1];
  await watch.until('income in the KPI tab', async () => (await shown()) !== before.tab.get('department Department')?.[1], WITHIN);
  measured.push(`income typed in the ledger, in the KPI tab: ${Math.round(performance.now() - from)} ms`);
  expect(Number(await shown()).toFixed(2)).toBe((before.all + 1_234.56).toFixed(2));
  expect(Number((await tab()).get(`person ${leader}`)?.[1]).toFixed(2)).toBe((before.mine + 1_234.56).toFixed(2));
  await expectByHand();
});

test('a plan typed for a person changes attainment everywhere', async () => {
  const rows = await people.rows(agency.google.tabs.plans);
  const index = rows.findIndex((row) => row[1] === quarterOf(today) && row[3] === 'EUR');
  const before = await figures();
  await people.type(`'${agency.google.tabs.plans}'!C${index + 1}`, [[Number(rows[index]?.[2]) + 10_000]]);
  await follows('a plan raised by 10,000', async () => {
    const plan = (told: Figures) => Number(told.kpi.find((one) => one.kind === 'department')?.plan);
    return Math.round((plan(await figures()) - plan(before)) * 100) === 10_000_00;
  });
  await expectByHand();
});

const leads = (by: Agency, client: string): string => by.clients.find((one) => one.name === client)?.holders.manager ?? '';

async function idOf(name: string): Promise<number> {
  const { users } = await people.monday<{ users: { id: string; name: string }[] }>('{ users(limit: 100) { id name } }');
  return Number(users.find((one) => one.name === name)?.id);
}
