/**
 * The product's HTTP API, as its callers see it: the board view, the demo page, other programs. One zod schema for each
 * thing that crosses the wire; the server answers what `satisfies` them, the board view parses with them.
 */
import { z } from 'zod';

const fieldTypes = [
  'text',
  'longText',
  'number',
  'money',
  'date',
  'dateRange',
  'choice',
  'choices',
  'person',
  'checkbox',
  'link',
  'relation',
] as const;
const direction = z.enum(['two-way', 'left-to-right', 'right-to-left']);
const policy = z.enum(['left', 'right', 'ask']);
const side = z.enum(['left', 'right']);

const PLACE =
  'name one place: {"monday": {"board"}}, {"sheet": {"spreadsheet", "tab"}}, {"page": {"space", "parent"}} or {"computed": "kpi" | "ledger"}; ids are texts';

/** One end of a pair. `tab` is a title or a sheet id. */
export const end = z.union(
  [
    z.strictObject({ monday: z.strictObject({ board: z.string().min(1) }) }),
    z.strictObject({ sheet: z.strictObject({ spreadsheet: z.string().min(1), tab: z.union([z.string().min(1), z.number().int()]) }) }),
    z.strictObject({ page: z.strictObject({ space: z.string().min(1), parent: z.string().min(1) }) }),
    z.strictObject({ register: z.strictObject({ page: z.string().min(1) }) }),
    z.strictObject({ computed: z.enum(['kpi', 'ledger', 'inbox']) }),
  ],
  PLACE,
);

/** Instead of a spreadsheet's id: one is made, the mapped columns as its header. Both titles are the board's name where none is given. */
const newSheet = z.strictObject({
  newSheet: z.strictObject({
    title: z.string().trim().min(1).max(200).optional(),
    tab: z.string().trim().min(1).max(100).optional(),
  }),
});

const currency = z.union(
  [z.strictObject({ left: z.string(), right: z.string() }), z.string().regex(/^[A-Z]{3}$/, 'a three-letter currency code')],
  'a three-letter currency code, or its column on each side: {"left", "right"}',
);

const field = z.strictObject({
  left: z.string().min(1),
  right: z.string().min(1),
  /** `people` is `person`: either holds several. */
  type: z.enum([...fieldTypes, 'people']).transform((one) => (one === 'people' ? 'person' : one)),
  direction: direction.default('two-way'),
  policy: policy.default('left'),
  /** Left label to right label, one to one. */
  map: z.record(z.string(), z.string()).optional(),
  /** Choices only: a label that the other side doesn't have is made there. */
  create: z.boolean().optional(),
  /** Money only: the currency's column on each side, or one code for all records. */
  currency: currency.optional(),
  /** Date ranges only: the column of the last day, on a side that has one for each end. */
  until: z.strictObject({ left: z.string().min(1).optional(), right: z.string().min(1).optional() }).optional(),
});

const threshold = z.strictObject({ count: z.number().int().nonnegative(), share: z.number().min(0).max(1) });
const guard = z.union(
  [z.literal('off'), z.strictObject({ deletes: threshold, changes: threshold })],
  '"off", or {"deletes": {"count", "share"}, "changes": {"count", "share"}}',
);
const deletePolicy = z.enum(['follow', 'ask', 'restore']);
const deletes = z.strictObject({ left: deletePolicy, right: deletePolicy });

const rule = z.strictObject({ field: z.string(), any: z.array(z.string()).min(1), not: z.boolean().default(false) });
/** Chooses records on each side: every rule must hold. */
const filter = z.strictObject({ left: z.array(rule).default([]), right: z.array(rule).default([]) });

export const createPair = z.strictObject({
  left: end,
  right: z.union([...end.options, newSheet], `${PLACE}; {"newSheet": {}} has a spreadsheet made`),
  fields: z.array(field).min(1),
  /** Natural key: left fields that tell one unpaired record from another. */
  key: z.union([z.string().transform((one) => [one]), z.array(z.string()).min(1)], 'a left column of the mapping, or a list of them'),
  filter: filter.optional(),
  deletes: deletes.optional(),
  guard: guard.optional(),
  start: z.enum(['preview', 'now']).default('preview'),
});

export const patchPair = z.strictObject({
  fields: z.array(field).min(1).optional(),
  filter: filter.optional(),
  deletes: deletes.optional(),
  guard: guard.optional(),
  preview: z.boolean().default(false),
});

const recordName = z.object({ key: z.string(), name: z.string() });
/** A value as people read it; null is empty. */
const shown = z.string().nullable();

const pairState = z.enum(['preview', 'live', 'held', 'paused', 'reconnect']);
export const pair = z.object({
  id: z.string(),
  name: z.string(),
  state: pairState,
  /** True when nothing of the pair is dirty, open or running. */
  settled: z.boolean(),
  left: end,
  right: end,
  fields: z.array(field),
  key: z.array(z.string()),
  /** Which records take part. */
  filter: filter.optional(),
  deletes,
  guard,
  counts: z.object({ records: z.number(), conflicts: z.number(), findings: z.number(), held: z.number() }),
  /** Writes of what is under way, and how many of them are done; null: nothing is. */
  progress: z.object({ done: z.number(), total: z.number() }).nullable().optional(),
  /** A vendor asked to be left alone: everything goes on by itself at `until`. */
  waits: z.object({ vendor: z.string(), until: z.string().nullable(), code: z.string(), message: z.string() }).nullable().optional(),
  lastRun: z
    .object({
      id: z.string(),
      at: z.string(),
      kind: z.string(),
      creates: z.number(),
      updates: z.number(),
      removes: z.number(),
      error: z.string().nullable(),
    })
    .nullable(),
});

const planStep = z.object({
  id: z.string(),
  side,
  kind: z.enum(['create', 'update', 'remove']),
  record: recordName,
  field: z.string().optional(),
  before: shown.optional(),
  after: shown.optional(),
});
export const plan = z.object({
  planId: z.string().nullable(),
  state: z.enum(['held', 'preview']).optional(),
  why: z.array(z.string()).optional(),
  counts: z.object({ creates: z.number(), updates: z.number(), removes: z.number() }).optional(),
  steps: z.array(planStep),
});
export const planDecision = z.strictObject({ planId: z.string(), steps: z.array(z.string()).optional() });

export const conflict = z.object({
  id: z.string(),
  state: z.enum(['open', 'settled']),
  record: recordName,
  field: z.string(),
  left: shown,
  right: shown,
  kept: side.nullable(),
  /** What to do before one is chosen, where there is something: an automation fights us. */
  message: z.string().optional(),
  at: z.string(),
});
export const takeConflict = z.strictObject({ take: z.union([side, z.string()]) });

export const finding = z.object({
  id: z.string(),
  state: z.enum(['open', 'settled']),
  kind: z.string(),
  side,
  record: recordName.optional(),
  field: z.string().optional(),
  value: shown.optional(),
  message: z.string(),
  at: z.string(),
});
const findingActionName = z.enum(['retry', 'dismiss', 'prepare']);
export const findingAction = z.strictObject({ action: findingActionName });
export type FindingAction = z.infer<typeof findingActionName>;

/** What can be done about a finding; `prepare`: its place is made ready anew. */
export const findingActionsOf = (kind: string): readonly FindingAction[] =>
  kind === 'key-column-missing' ? ['prepare', 'retry', 'dismiss'] : ['retry', 'dismiss'];

export const journalEntry = z.object({
  id: z.string(),
  run: z.string(),
  at: z.string(),
  who: z.string(),
  why: z.string(),
  side,
  kind: z.enum(['create', 'update', 'remove']),
  record: recordName,
  field: z.string().optional(),
  before: shown.optional(),
  after: shown.optional(),
  /** What couldn't be brought back with a record that was made again. */
  note: z.string().optional(),
});

export const page = <T extends z.ZodType>(item: T) => z.object({ items: z.array(item), cursor: z.string().nullable() });

/** Exactly one scope: a run, a record, a record's field (`record` and `field` together, or an object), or all since a moment. */
export const undo = z.strictObject({
  run: z.string().optional(),
  /** A record key; `pair` where the record stands in several pairs. */
  record: z.string().optional(),
  field: z.union([z.string(), z.strictObject({ record: z.string(), field: z.string(), pair: z.string().optional() })]).optional(),
  since: z.iso.datetime({ offset: true }).optional(),
  pair: z.string().optional(),
  dryRun: z.boolean().default(false),
});
export const undone = z.object({
  run: z.string(),
  planId: z.string().optional(),
  plan: plan.optional(),
  /** What can't be brought back, in words. */
  notes: z.array(z.string()).optional(),
});

const figurePart = z.object({
  kind: z.enum(['task', 'client', 'lead']),
  id: z.string(),
  name: z.string(),
  minutes: z.number(),
  /** True where the effort is the default of the task's kind, since nobody estimated it. */
  assumed: z.boolean().optional(),
});
const band = z.enum(['room', 'healthy', 'tight', 'overloaded']);
const loadWeek = z.object({
  /** Monday, `YYYY-MM-DD`. */
  start: z.string(),
  minutes: z.number(),
  capacityMinutes: z.number(),
  band,
  parts: z.array(figurePart),
});
const kpiFigure = z.object({
  /** Whose: a person's id, a team's name, or `department`; `kind` says which, `name` is for people. */
  of: z.string(),
  kind: z.enum(['person', 'team', 'department']),
  name: z.string(),
  quarter: z.string(),
  currency: z.string(),
  plan: z.string().nullable(),
  /** Null when there is income, but all of it had to be left out for want of a rate. */
  fact: z.string().nullable(),
  /** Fact ÷ plan: 0.87 is 87 %; null without one of them. */
  attainment: z.number().nullable(),
  /** What should have come by now, of the plan; null without a plan. */
  expected: z.string().nullable().optional(),
  /** Fact ÷ expected: 1 is on pace; null while nothing is expected. */
  pace: z.number().nullable(),
  forecast: z.string().nullable(),
  /** What the total doesn't hold for want of a rate, in its own currency. */
  leftOut: z.array(z.object({ id: z.string(), name: z.string(), amount: z.string(), currency: z.string().nullable() })).optional(),
});
/** Work of a person that is in no week's figure, and why. */
const apartReason = z.enum(['later', 'stale', 'undated', 'waiting', 'tentative']);
export const figures = z.object({
  /** The moment of the answer, an ISO instant; weeks and months are those of the account's own time zone. */
  asOf: z.iso.datetime({ offset: true }),
  load: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      /** The person's team by name, where the Team board says. */
      team: z.string().optional(),
      weeks: z.array(loadWeek),
      /** What stands apart from the weeks, so that nothing is silently zero; reasons without work are left out. */
      apart: z.array(z.object({ reason: apartReason, minutes: z.number(), parts: z.array(figurePart) })).optional(),
    }),
  ),
  kpi: z.array(kpiFigure),
  /** What `GET /next-client` may be asked for, in the boards' own words and order. */
  choices: z.object({ tiers: z.array(z.string()), stages: z.array(z.string()) }).optional(),
  /** What couldn't be read, or is in no total: where it stands and what to do. */
  notes: z.array(z.object({ code: z.string(), source: z.string(), record: z.string().nullable(), text: z.string() })).optional(),
});

export const nextClient = z.object({
  asOf: z.iso.datetime({ offset: true }),
  nobodyHasRoom: z.boolean(),
  candidates: z.array(
    z.object({
      person: z.string(),
      name: z.string(),
      /** Highest load share in the window with the client taken: 0.93; null when work meets a week without capacity. */
      peak: z.number().nullable(),
      reasons: z.array(z.object({ code: z.string(), text: z.string() })),
      /** Load shares by week, without and with the client; null in a week without capacity. */
      curve: z.array(z.object({ start: z.string(), before: z.number().nullable(), after: z.number().nullable() })),
    }),
  ),
});

export const failure = z.object({ error: z.object({ code: z.string(), message: z.string(), field: z.string().optional() }) });

export type End = z.infer<typeof end>;
export type NewSheet = z.infer<typeof newSheet>;
export type CreatePair = z.infer<typeof createPair>;
export type PatchPair = z.infer<typeof patchPair>;
export type PairView = z.infer<typeof pair>;
export type PlanView = z.infer<typeof plan>;
export type ConflictView = z.infer<typeof conflict>;
export type FindingView = z.infer<typeof finding>;
export type JournalView = z.infer<typeof journalEntry>;
export type UndoRequest = z.infer<typeof undo>;
export type Figures = z.infer<typeof figures>;
export type Undone = z.infer<typeof undone>;
export type NextClient = z.infer<typeof nextClient>;
