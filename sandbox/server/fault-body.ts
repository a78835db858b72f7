import { type FaultSpec, faultKinds, faultServices } from '../world/fault-spec.ts';
import { BadControl, toObject } from './control-body.ts';
import { namedAnswers } from './named-answers.ts';

const faultFields = ['service', 'match', 'kind', 'name', 'retryS', 'status', 'body', 'headers', 'ms', 'after', 'times', 'p', 'seed'];

/** The fault that a body of `POST /faults` asks for. Throws `BadControl` that names the wrong field. */
export function toFault(body: Record<string, unknown>): FaultSpec {
  onlyKnown(body, faultFields, '');
  const spec = {
    service: oneOf(body.service, faultServices, 'service'),
    kind: oneOf(body.kind, faultKinds, 'kind'),
    match: body.match === undefined ? undefined : toMatch(body.match),
    name: nameOf(body),
    retryS: whole(body.retryS, 'retryS', 0),
    status: whole(body.status, 'status', 200, 599),
    body: body.body,
    headers: body.headers === undefined ? undefined : texts(body.headers, 'headers'),
    ms: whole(body.ms, 'ms', 0),
    after: whole(body.after, 'after', 0),
    times: whole(body.times, 'times', 1),
    p: share(body.p),
    seed: seedOf(body.seed),
  };
  return withoutUndefined(spec);
}

const SERVICES = ['monday', 'sheets', 'drive', 'confluence', 'oauth'] as const;

/** A `named` fault names an answer that its service gives. */
function nameOf({ kind, name, service }: Record<string, unknown>): string | undefined {
  if (kind !== 'named') {
    if (name !== undefined) throw new BadControl('name', 'only with kind "named"');
    return undefined;
  }
  const asked = service === 'all' ? SERVICES : service === 'google' ? SERVICES.slice(1, 3) : [service];
  const fitting = Object.keys(namedAnswers).filter((one) =>
    asked.every((speaker) => namedAnswers[one]?.service.some((known) => known === speaker)),
  );
  return oneOf(name, fitting, 'name');
}

function toMatch(value: unknown): Record<string, string> {
  const match = texts(value, 'match');
  onlyKnown(match, ['operation', 'path', 'caller', 'grantOf'], 'match.');
  return match;
}

function onlyKnown(body: Record<string, unknown>, known: readonly string[], prefix: string): void {
  const unknown = Object.keys(body).find((field) => !known.includes(field));
  if (unknown !== undefined) throw new BadControl(prefix + unknown, `unknown; known are ${known.join(', ')}`);
}

function oneOf<T extends string>(value: unknown, choices: readonly T[], field: string): T {
  const found = choices.find((choice) => choice === value);
  if (found === undefined) throw new BadControl(field, `one of ${choices.join(', ')}`);
  return found;
}

function whole(value: unknown, field: string, least: number, most = Number.MAX_SAFE_INTEGER): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !Number.isInteger(value) || value < least || value > most) {
    throw new BadControl(field, `a whole number, ${least} or more${most < Number.MAX_SAFE_INTEGER ? `, at most ${most}` : ''}`);
  }
  return value;
}

function share(value: unknown): number | undefined {
  if (value === undefined) return undefined;
  if (typeof value !== 'number' || !(value >= 0 && value <= 1)) throw new BadControl('p', 'a chance between 0 and 1');
  return value;
}

function seedOf(value: unknown): number | string | undefined {
  if (value === undefined || typeof value === 'number' || typeof value === 'string') return value;
  throw new BadControl('seed', 'a number or a text');
}

function texts(value: unknown, field: string): Record<string, string> {
  const found: Record<string, string> = {};
  for (const [name, text] of Object.entries(toObject(value, field))) {
    if (typeof text !== 'string') throw new BadControl(`${field}.${name}`, 'must be a text');
    found[name] = text;
  }
  return found;
}

type Defined<T> = { [K in keyof T as undefined extends T[K] ? never : K]: T[K] } & {
  [K in keyof T as undefined extends T[K] ? K : never]?: Exclude<T[K], undefined>;
};

function withoutUndefined<T extends Record<string, unknown>>(value: T): Defined<T> {
  return Object.fromEntries(Object.entries(value).filter(([, one]) => one !== undefined)) as Defined<T>;
}
