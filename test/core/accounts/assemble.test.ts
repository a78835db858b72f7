import { expect, it } from 'vitest';
import type { FactReadings } from '../../../core/accounts/facts/assemble.ts';
import { assembleFacts } from '../../../core/accounts/facts/assemble.ts';
import type { Client, Person } from '../../../core/team/records.ts';

const person = (id: string, name: string): Person => ({
  id,
  name,
  role: '',
  grade: '',
  team: '',
  leadId: null,
  hoursPerWeek: 40,
  startDate: null,
  leavingDate: null,
  leave: [],
  country: null,
});
const client = (id: string, name: string): Client => ({ id, name, stage: '', tier: '', budget: null, startDate: null, roles: {} });
const line = (id: string, clientName: string) => ({
  id,
  clientName,
  month: '2026-10',
  budget: null,
  spend: null,
  income: '1',
  currency: 'EUR',
  closed: false,
});
const plan = (id: string, who: string) => ({ id, person: who, quarter: '2026-Q4', amount: '1', currency: 'EUR' });
const read = <T>(...facts: T[]) => facts.map((fact) => ({ fact, notes: [] }));
const NONE: FactReadings = { clients: [], tasks: [], team: [], ledger: [], plans: [], rates: [] };
const hub = [
  { id: '7', name: 'Anna Petrova', email: 'anna@northlight.example' },
  { id: '90', name: 'Olga Left', email: 'olga@northlight.example' },
  { id: '91', name: 'Anna Petrova', email: null },
];

it('finds the clients of ledger rows by name, whatever its case and blanks', () => {
  const facts = assembleFacts(
    { ...NONE, clients: read(client('50', 'Аврора  Текстиль')), ledger: read(line('1', ' аврора текстиль '), line('2', 'Aurora')) },
    [],
  );
  expect(facts.ledger.map((row) => row.clientId)).toEqual(['50', null]);
  expect(facts.notes).toEqual([]);
});

it('gives money to nobody where several clients have the name, and says it once', () => {
  const twins = read(client('50', 'Zarya'), client('51', 'zarya'), client('52', 'Orchard'));
  const facts = assembleFacts({ ...NONE, clients: twins, ledger: read(line('1', 'Zarya'), line('2', 'ZARYA'), line('3', 'Orchard')) }, []);
  expect(facts.ledger.map((row) => row.clientId)).toEqual([null, null, '52']);
  expect(facts.notes.map(({ source, why }) => [source, why])).toEqual([['ledger', 'client-name-twice']]);
});

it('finds whom a plan means by e-mail, by id, on the team, then among everyone of the account', () => {
  const plans = read(
    plan('1', 'ANNA@northlight.example'),
    plan('2', 'anna petrova'),
    plan('3', 'Olga Left'),
    plan('4', '90'),
    plan('5', 'Nobody'),
  );
  const facts = assembleFacts({ ...NONE, team: read(person('7', 'Anna Petrova')), plans }, hub);
  expect(facts.plans.map((one) => one.personId)).toEqual(['7', '7', '90', '90', 'Nobody']);
  expect(facts.notes).toEqual([]);
});

it('says when a plan’s name is that of several people', () => {
  const facts = assembleFacts({ ...NONE, plans: read(plan('1', 'Anna Petrova')) }, hub);
  expect(facts.plans.map((one) => one.personId)).toEqual(['Anna Petrova']);
  expect(facts.notes.map((note) => note.why)).toEqual(['person-name-twice']);
});

it('counts a person who stands twice on the Team board once, by the first row', () => {
  const facts = assembleFacts({ ...NONE, team: read(person('7', 'Anna'), person('8', 'Ben'), person('7', 'Anna P.')) }, []);
  expect(facts.people.map((one) => one.name)).toEqual(['Anna', 'Ben']);
  expect(facts.notes.map(({ why, name }) => [why, name])).toEqual([['person-twice', 'Anna P.']]);
});

it('leaves out what is no fact and keeps its notes', () => {
  const note = { source: 'tasks' as const, why: 'not-a-date' as const, record: '1', name: 'T', column: 'due', shown: 'soon' };
  const facts = assembleFacts({ ...NONE, team: [{ fact: null, notes: [note] }] }, []);
  expect([facts.people, facts.notes]).toEqual([[], [note]]);
});
