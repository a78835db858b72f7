import type { PersonRef } from '../sync/record.ts';
import type { Person, ValueContext, ValueType } from './value.ts';
import { cellText, invalid, isList, valid } from './value.ts';

/** People, by the hub's ids. What is typed is matched by e-mail, then by name; two people of one name are nobody's guess. */
export const person: ValueType = {
  read(cell, context) {
    if (cell.kind === 'error') return invalid('error-value', cell);
    const refs = cell.kind === 'people' ? cell.people : typedPeople(cellText(cell));
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
    const people = value.map((id) => context.people.find((one) => one.id === id));
    if (people.some((one) => one === undefined)) return { kind: 'unholdable', why: 'unknown-person' };
    return {
      kind: 'people',
      people: people.flatMap((one) => (one === undefined ? [] : [{ id: one.id, name: one.name, email: one.email }])),
    };
  },
  isFormOf: (sent, shown) => JSON.stringify(sent) === JSON.stringify(shown),
};

const typedPeople = (typed: string): readonly PersonRef[] =>
  typed
    .split(/[,;\n]/)
    .map((one) => one.trim())
    .filter((one) => one !== '')
    .map((one) => (one.includes('@') ? { id: null, name: null, email: one } : { id: null, name: one, email: null }));

function match(ref: PersonRef, people: ValueContext['people']): readonly Person[] {
  if (ref.id !== null) return people.filter((one) => one.id === ref.id).slice(0, 1);
  if (ref.email !== null) return people.filter((one) => one.email !== null && fold(one.email) === fold(ref.email ?? ''));
  return people.filter((one) => fold(one.name) === fold(ref.name ?? ''));
}

const fold = (name: string): string => name.normalize('NFC').trim().replace(/\s+/g, ' ').toLowerCase();
