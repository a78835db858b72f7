import type { PersonRef } from '../sync/record.ts';
import type { Person, ValueContext, ValueType } from './value.ts';
import { cellText, invalid, isList, valid } from './value.ts';

const BETWEEN = /[,;\n]/;

/** People, by the hub's ids. What is typed is matched by e-mail, then by name; two people of one name are nobody's guess. */
export const person: ValueType = {
  read(cell, context) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    const refs = cell.kind === 'people' ? cell.people : typedPeople(cellText(cell), context.people);
    const ids = new Set<string>();
    for (const ref of refs) {
      const found = match(ref, context.people);
      if (found.length === 0) return invalid('unknown-person', cell);
      if (found.length > 1) return invalid('ambiguous-person', cell);
      for (const one of found) ids.add(one.id);
    }
    return valid(ids.size === 0 ? null : [...ids].sort());
  },
  write(value, context) {
    if (!isList(value) || value.length === 0) return { kind: 'empty' };
    const people: PersonRef[] = [];
    for (const id of value) {
      const [one] = indexOf(context.people).ids.get(id) ?? [];
      if (one === undefined) return { kind: 'unholdable', why: 'unknown-person' };
      people.push({ id: one.id, name: tellingName(one, context.people), email: one.email });
    }
    return { kind: 'people', people };
  },
  isFormOf: (sent, shown) => JSON.stringify(sent) === JSON.stringify(shown),
};

/** A name that a reader takes for this person; null where it would be taken for nobody, somebody else, or two people. */
function tellingName(one: Person, people: ValueContext['people']): string | null {
  const alone = indexOf(people).names.get(fold(one.name))?.length === 1;
  return alone && !BETWEEN.test(one.name) && !one.name.includes('@') ? one.name : null;
}

/** A whole text that is somebody's name is that person, commas and all. */
function typedPeople(typed: string, people: ValueContext['people']): readonly PersonRef[] {
  const whole = indexOf(people).names.has(fold(typed)) ? [typed] : typed.split(BETWEEN);
  return whole
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => (one.includes('@') ? { id: null, name: null, email: addressIn(one) } : { id: null, name: one, email: null }));
}

/** `Anna Petrova <anna@agency.example>`, as mail programs copy it: the address tells. */
function addressIn(typed: string): string {
  const start = typed.indexOf('<');
  return start >= 0 && typed.endsWith('>') ? typed.slice(start + 1, -1) : typed;
}

/** A typed name may also be an id: what we write where a name tells nobody and there is no e-mail. */
function match(ref: PersonRef, people: ValueContext['people']): readonly Person[] {
  const { ids, emails, names } = indexOf(people);
  if (ref.id !== null) return ids.get(ref.id) ?? [];
  if (ref.email !== null) return emails.get(fold(ref.email)) ?? [];
  return names.get(fold(ref.name ?? '')) ?? ids.get(ref.name ?? '') ?? [];
}

interface Index {
  readonly ids: ReadonlyMap<string, readonly Person[]>;
  readonly emails: ReadonlyMap<string, readonly Person[]>;
  readonly names: ReadonlyMap<string, readonly Person[]>;
}

/** One list of people serves a whole run. */
const indexes = new WeakMap<ValueContext['people'], Index>();

function indexOf(people: ValueContext['people']): Index {
  const known = indexes.get(people);
  if (known !== undefined) return known;
  const index = {
    ids: grouped(people, (one) => one.id),
    emails: grouped(
      people.filter((one) => one.email !== null),
      (one) => fold(one.email ?? ''),
    ),
    names: grouped(people, (one) => fold(one.name)),
  };
  indexes.set(people, index);
  return index;
}

function grouped(people: readonly Person[], by: (one: Person) => string): ReadonlyMap<string, readonly Person[]> {
  const groups = new Map<string, Person[]>();
  for (const one of people) groups.set(by(one), [...(groups.get(by(one)) ?? []), one]);
  return groups;
}

const fold = (name: string): string => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
