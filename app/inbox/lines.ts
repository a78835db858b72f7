/**
 * What waits for a person in a spreadsheet, as lines of its Inbox. A line is a thing together with what is offered of it:
 * when that moves, the line is over and another one stands for it, so that no choice ever counts for what nobody saw. Pure.
 */
import { findingActionsOf } from '../../core/protocol/api.ts';
import type { Held } from '../../core/sync/decide/guard.ts';
import type { LocalId, PairId, StepId } from '../../core/sync/ids.ts';
import { brandAs } from '../../core/sync/ids.ts';
import { fieldId } from '../../core/sync/mapping.ts';
import type { RawRecord } from '../../core/sync/record.ts';
import { EMPTY } from '../../core/sync/record.ts';
import type { Person, Value } from '../../core/values/value.ts';
import type { Choice } from '../../core/words/choices.ts';
import type { InboxWhat } from '../../core/words/sentences.ts';
import type { Language } from '../../core/words/words.ts';
import { choiceWords, conflictWords, findingWords, holdWords, inboxWords } from '../../core/words/words.ts';
import type { OpenPair, OpenThings } from '../../platform/postgres/inbox.ts';
import { hash } from '../engine.ts';
import { planIdOf, valueText } from '../use-cases/pair-views.ts';

/** What a line is about, with all that a choice counts for. */
export type Thing =
  | { readonly kind: 'conflict'; readonly id: string; readonly left: Value; readonly right: Value }
  | { readonly kind: 'step'; readonly pair: PairId; readonly step: StepId; readonly token: string; readonly why: string }
  /** Everything that a pair holds: its first run, or more steps than anybody reads one by one. */
  | { readonly kind: 'plan'; readonly pair: PairId; readonly planId: string }
  | { readonly kind: 'finding'; readonly id: string; readonly shown: string | null }
  | { readonly kind: 'more'; readonly count: number };

export interface Line {
  readonly id: LocalId;
  readonly thing: Thing;
  readonly choices: readonly Choice[];
  readonly record: RawRecord;
}

/** A pair that holds more is one line. */
const MOST_STEPS = 50;
/** What comes later is counted in a last line. */
const MOST_LINES = 300;

/** In the order in which things came up, so that a new one changes no line of another. */
export function linesOf(open: OpenThings, people: readonly Person[], language: Language): readonly Line[] {
  const pairs = new Map(open.pairs.map((one) => [one.id, one]));
  const say = { people, language };
  const all = [
    ...open.conflicts.flatMap((one) => dated(pairs.get(one.pair), one.at, (pair) => conflictLine(one, pair, say))),
    ...open.findings.flatMap((one) => dated(pairs.get(one.pair), one.at, (pair) => findingLine(one, pair, say))),
    ...open.pairs.flatMap((pair) =>
      heldLines(
        pair,
        open.held.filter((one) => one.pair === pair.id),
        say,
      ),
    ),
  ].sort((a, b) => a.at.getTime() - b.at.getTime());
  const lines = all.map((one) => one.line);
  if (lines.length <= MOST_LINES) return lines;
  const count = lines.length - MOST_LINES;
  return [
    ...lines.slice(0, MOST_LINES),
    line({ kind: 'more', count }, [], say, { what: 'more', todo: inboxWords('more', { count }, language) }),
  ];
}

interface Say {
  readonly people: readonly Person[];
  readonly language: Language;
}

interface Dated {
  readonly at: Date;
  readonly line: Line;
}

const dated = (pair: OpenPair | undefined, at: Date, make: (pair: OpenPair) => Line): readonly Dated[] =>
  pair === undefined ? [] : [{ at, line: make(pair) }];

function conflictLine(one: OpenThings['conflicts'][number], pair: OpenPair, say: Say): Line {
  const thing: Thing = { kind: 'conflict', id: one.id, left: one.left, right: one.right };
  return line(thing, ['left', 'right'], say, {
    what: 'conflict',
    record: one.name,
    field: titleOf(pair, one.field),
    left: valueText(one.left, say.people),
    right: valueText(one.right, say.people),
    todo: conflictWords(one.why, say.language) ?? inboxWords('conflict', {}, say.language),
  });
}

function findingLine(one: OpenThings['findings'][number], pair: OpenPair, say: Say): Line {
  return line({ kind: 'finding', id: one.id, shown: one.shown }, findingActionsOf(one.kind), say, {
    what: 'finding',
    record: one.name,
    field: titleOf(pair, one.field),
    [one.side]: one.shown,
    todo: findingWords(one.kind, one.shown, say.language),
  });
}

function heldLines(pair: OpenPair, held: OpenThings['held'], say: Say): readonly Dated[] {
  const [first] = held;
  if (first === undefined) return [];
  if (pair.started && held.length <= MOST_STEPS) return held.map((one) => ({ at: one.at, line: stepLine(one, pair, say) }));
  const removes = held.filter((one) => one.step.kind === 'remove').length;
  const count = inboxWords('many-held', { count: held.length, pair: pair.name, removes }, say.language);
  const todo = pair.started ? count : `${holdWords('preview', say.language)} ${count}`;
  const thing: Thing = { kind: 'plan', pair: pair.id, planId: planIdOf(held) };
  return [
    { at: first.at, line: line(thing, ['approve', 'drop'], say, { what: pair.started ? 'held' : 'preview', record: pair.name, todo }) },
  ];
}

function stepLine(one: OpenThings['held'][number], pair: OpenPair, say: Say): Line {
  const { step, token, why } = one;
  const thing: Thing = { kind: 'step', pair: pair.id, step: step.id, token, why };
  const shown = step.kind === 'update' ? sidesOf(step, say) : {};
  const field = step.kind === 'update' ? titleOf(pair, step.field) : '';
  return line(thing, ['approve', 'drop'], say, { what: 'held', record: step.name, field, ...shown, todo: holdWords(why, say.language) });
}

/** What stands on the side that would be written, and what would be: as the other side shows it. */
function sidesOf(step: Extract<Held['step'], { kind: 'update' }>, { people }: Say): Pick<Said, 'left' | 'right'> {
  const [before, after] = [valueText(step.before, people), valueText(step.after, people)];
  return step.side === 'right' ? { left: after, right: before } : { left: before, right: after };
}

/** A field as people of the sheet know it: by its header. */
const titleOf = (pair: OpenPair, field: string): string => pair.settings.fields.find((one) => fieldId(one) === field)?.right ?? field;

interface Said {
  readonly what: InboxWhat;
  readonly record?: string;
  readonly field?: string;
  readonly left?: string | null;
  readonly right?: string | null;
  readonly todo: string;
}

function line(thing: Thing, choices: readonly Choice[], { language }: Say, said: Said): Line {
  const id = brandAs<LocalId>(hash(JSON.stringify(thing)).slice(0, 10));
  const texts = {
    id,
    what: inboxWords(`what-${said.what}`, {}, language),
    record: said.record,
    field: said.field,
    left: said.left,
    right: said.right,
    todo: said.todo,
    choices: choices.map((one) => choiceWords(one, language)).join(', '),
  };
  const cells = Object.fromEntries(Object.entries(texts).map(([ref, text]) => [ref, text ? { kind: 'text' as const, text } : EMPTY]));
  return { id, thing, choices, record: { localId: id, key: null, name: said.record ?? '', cells, position: null, version: null } };
}
