/**
 * The terms of a query over files, each with the operators and values that it takes. Views aren't recorded: a file counts
 * as viewed when it last changed. Content isn't indexed: the full text of a file is its name and description.
 */
import type { Caller, World } from '../../world/world.ts';
import { GoogleError } from '../wire/errors.ts';
import { type FileDocument, mayWrite, roleOn } from './files.ts';

export type Predicate = (file: FileDocument) => boolean;

/** Who asks: `me`, and the people that a query names by their addresses. */
export interface Asker {
  readonly world: World;
  readonly caller: Caller;
}

export interface Token {
  readonly kind: 'word' | 'sign' | 'text';
  readonly text: string;
}

/** `field operator value`. Throws Drive's 400 for a term, an operator or a value that it doesn't take. */
export function comparison({ caller }: Asker, field: string, operator: string, value: Token): Predicate {
  switch (field) {
    case 'name':
    case 'mimeType':
      return text((file) => file[field], operator, textOf(value));
    case 'fullText':
      if (operator !== 'contains') throw badQuery();
      return text((file) => `${file.name} ${file.description ?? ''}`, operator, textOf(value));
    case 'trashed':
      return equality((file) => String(file.trashed), operator, truthOf(value));
    case 'starred':
      return equality((file) => String(file.starred ?? false), operator, truthOf(value));
    case 'sharedWithMe':
      return equality((file) => String(file.ownerId !== caller.person.id), operator, truthOf(value));
    case 'visibility':
      if (!VISIBILITIES.includes(textOf(value))) throw badQuery();
      return equality(visibilityOf, operator, value.text);
    // Nobody here has shortcuts.
    case 'shortcutDetails.targetId':
      return equality(() => '', operator, textOf(value));
    case 'createdTime':
      return moment((file) => file.createdTime, operator, textOf(value));
    case 'modifiedTime':
    case 'viewedByMeTime':
      return moment((file) => file.modifiedTime, operator, textOf(value));
    default:
      throw badQuery();
  }
}

/** `value in field`. */
export function membership({ world, caller }: Asker, value: string, field: string): Predicate {
  if (field === 'parents') {
    return (file) => file.parents.some((parent) => parent === value || (value === 'root' && parent.startsWith('root-')));
  }
  const address = value === 'me' ? caller.person.email : value;
  const person = world.people.all().find(({ email }) => email === address);
  const role = (file: FileDocument) => {
    if (person) return roleOn(file, { ...caller, person });
    return (file.permissions ?? []).find(({ emailAddress }) => emailAddress === address)?.role;
  };
  if (field === 'owners') return (file) => role(file) === 'owner';
  if (field === 'writers') return (file) => mayWrite(role(file));
  if (field === 'readers') return (file) => role(file) !== undefined;
  throw badQuery();
}

/** `properties has { key='…' and value='…' }`. */
export function having(field: string, key: string, value: string): Predicate {
  if (field !== 'properties' && field !== 'appProperties') throw badQuery();
  return (file) => file[field]?.[key] === value;
}

export const badQuery = (): GoogleError =>
  new GoogleError(400, 'Invalid Value', { reason: 'invalid', location: { name: 'q', type: 'parameter' } });

const VISIBILITIES: readonly string[] = ['anyoneCanFind', 'anyoneWithLink', 'domainCanFind', 'domainWithLink', 'limited'];

/** The widest of what was granted. */
function visibilityOf({ permissions = [] }: FileDocument): string {
  for (const type of ['anyone', 'domain'] as const) {
    const granted = permissions.filter((one) => one.type === type);
    if (granted.length > 0) return `${type}${granted.some((one) => one.allowFileDiscovery) ? 'CanFind' : 'WithLink'}`;
  }
  return 'limited';
}

function textOf({ kind, text: value }: Token): string {
  if (kind !== 'text') throw badQuery();
  return value;
}

function truthOf({ text: value }: Token): string {
  const truth = value.toLowerCase();
  if (truth !== 'true' && truth !== 'false') throw badQuery();
  return truth;
}

function equality(of: (file: FileDocument) => string, operator: string, wanted: string): Predicate {
  if (operator !== '=' && operator !== '!=') throw badQuery();
  return (file) => (of(file) === wanted) === (operator === '=');
}

/** Names are compared without regard to case; what is contained is looked for at the beginnings of words. */
function text(of: (file: FileDocument) => string, operator: string, value: string): Predicate {
  const wanted = value.toLowerCase();
  if (operator !== 'contains') return equality((file) => of(file).toLowerCase(), operator, wanted);
  return (file) => ` ${of(file).toLowerCase().replace(/\s+/g, ' ')}`.includes(` ${wanted}`);
}

function moment(of: (file: FileDocument) => number, operator: string, value: string): Predicate {
  const zoned = /(?:Z|[+-]\d\d:\d\d)$/i.test(value) || !value.includes('T');
  const wanted = Date.parse(zoned ? value : `${value}Z`);
  if (Number.isNaN(wanted) || !/^\d{4}-/.test(value)) throw badQuery();
  const tests: Readonly<Record<string, Predicate>> = {
    '=': (file) => of(file) === wanted,
    '!=': (file) => of(file) !== wanted,
    '<': (file) => of(file) < wanted,
    '<=': (file) => of(file) <= wanted,
    '>': (file) => of(file) > wanted,
    '>=': (file) => of(file) >= wanted,
  };
  const test = tests[operator];
  if (!test) throw badQuery();
  return test;
}
