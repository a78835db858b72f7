/** All facts of an account together: who is meant by a name, what is there twice, and what isn't there at all. */
import type { LedgerRow, Plan, Rate } from '../../money/records.ts';
import type { Client, Person, Task } from '../../team/records.ts';
import type { Person as HubPerson } from '../../values/value.ts';
import { foldName } from './cell-reader.ts';
import type { LedgerLineFact, PlanFact } from './money.ts';
import type { FactNote, FactReading, FactSource } from './note.ts';

/** What the records of each source read as, in the order of the mirrors. */
export interface FactReadings {
  readonly clients: readonly FactReading<Client>[];
  readonly tasks: readonly FactReading<Task>[];
  readonly team: readonly FactReading<Person>[];
  readonly ledger: readonly FactReading<LedgerLineFact>[];
  readonly plans: readonly FactReading<PlanFact>[];
  readonly rates: readonly FactReading<Rate>[];
}

/** The records that the business rules take. */
export interface FigureFacts {
  readonly people: readonly Person[];
  readonly clients: readonly Client[];
  readonly tasks: readonly Task[];
  readonly ledger: readonly LedgerRow[];
  readonly plans: readonly Plan[];
  readonly rates: readonly Rate[];
  readonly notes: readonly FactNote[];
}

/** `hub`: the account's people as the hub knows them; plans may name someone who isn't on the Team board. */
export function assembleFacts(readings: FactReadings, hub: readonly HubPerson[]): FigureFacts {
  const notes: FactNote[] = [];
  const keep = <Fact>(list: readonly FactReading<Fact>[]): Fact[] => {
    const facts: Fact[] = [];
    for (const { fact, notes: own } of list) {
      if (fact !== null) facts.push(fact);
      if (own.length > 0) notes.push(...own);
    }
    return facts;
  };
  const people = firstOfEach(keep(readings.team), notes);
  const clients = keep(readings.clients);
  const tasks = keep(readings.tasks);
  const clientOf = byName(clients);
  const ledger = keep(readings.ledger).map((line): LedgerRow => ({ ...line, clientId: clientOf(line.clientName) }));
  notes.push(...clientNamesTwice(clients, ledger));
  const personOf = personByText(people, hub);
  const plans = keep(readings.plans).map(({ person, ...plan }): Plan => {
    const found = personOf(person);
    if (found === 'several') notes.push(note('plans', 'person-name-twice', plan.id, person));
    return { ...plan, personId: found === null || found === 'several' ? person : found };
  });
  return { people, clients, tasks, ledger, plans, rates: keep(readings.rates), notes };
}

function firstOfEach(people: readonly Person[], notes: FactNote[]): Person[] {
  const seen = new Set<string>();
  return people.filter((person) => {
    if (!seen.has(person.id)) return seen.add(person.id);
    notes.push(note('team', 'person-twice', null, person.name));
    return false;
  });
}

/** The id of the one client of that name. */
function byName(clients: readonly Client[]): (name: string) => string | null {
  const ids = new Map<string, string | null>();
  for (const { id, name } of clients) ids.set(foldName(name), ids.has(foldName(name)) ? null : id);
  return (name) => ids.get(foldName(name)) ?? null;
}

/** One note for each name that several clients share and the ledger has money under. */
function clientNamesTwice(clients: readonly Client[], ledger: readonly LedgerRow[]): FactNote[] {
  const counts = new Map<string, number>();
  for (const { name } of clients) counts.set(foldName(name), (counts.get(foldName(name)) ?? 0) + 1);
  const names = new Map<string, string>();
  for (const { clientName } of ledger) if ((counts.get(foldName(clientName)) ?? 0) > 1) names.set(foldName(clientName), clientName);
  return [...names.values()].map((name) => note('ledger', 'client-name-twice', null, name));
}

/** Whom a typed name, an e-mail or an id means: those on the team first, then anyone of the account. */
function personByText(people: readonly Person[], hub: readonly HubPerson[]): (typed: string) => string | 'several' | null {
  const ids = new Set([...people, ...hub].map((one) => one.id));
  const byEmail = new Map(hub.flatMap(({ id, email }) => (email === null ? [] : [[foldName(email), id] as const])));
  const onTeam = idsByName(people);
  const inAccount = idsByName(hub);
  return (typed) => {
    if (ids.has(typed)) return typed;
    const name = foldName(typed);
    const email = byEmail.get(name);
    if (email !== undefined) return email;
    const found = onTeam.get(name) ?? inAccount.get(name) ?? new Set<string>();
    const [first = null] = found;
    return found.size > 1 ? 'several' : first;
  };
}

function idsByName(people: readonly { readonly id: string; readonly name: string }[]): Map<string, Set<string>> {
  const ids = new Map<string, Set<string>>();
  for (const { id, name } of people) ids.set(foldName(name), (ids.get(foldName(name)) ?? new Set()).add(id));
  return ids;
}

const note = (source: FactSource, why: FactNote['why'], record: string | null, name: string): FactNote => ({
  source,
  why,
  record,
  name,
  column: null,
  shown: name,
});
