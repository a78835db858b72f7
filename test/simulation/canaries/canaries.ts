/**
 * Ways to break the engine, one text of its code replaced at a time. Each breaks a promise in some history: a simulation
 * that lets one live can't fail. `canaries.test.ts` keeps the texts in step with the code.
 */
export interface Canary {
  readonly name: string;
  /** Every text stands exactly once in its file. */
  readonly edits: readonly Edit[];
  /** The promise that has to notice; any, where it isn't said. */
  readonly promise?: string;
}

export interface Edit {
  readonly file: string;
  readonly find: string;
  readonly replace: string;
}

const canary = (name: string, file: string, find: string, replace: string, more: Pick<Canary, 'promise'> = {}): Canary => ({
  name,
  edits: [{ file, find, replace }],
  ...more,
});

const DECIDE = 'core/sync/decide/reconcile-record.ts';
const ABSORB = 'core/sync/run/absorb.ts';
const RUN = 'core/sync/sync-pair.ts';
const STORE = 'test/simulation/memory-store.ts';

export const CANARIES: readonly Canary[] = [
  canary(
    'base moved before the write',
    DECIDE,
    '        this.dropOrWrite(id, decision.side, decision.value, decision.why, left, right);\n',
    `        this.adopt[id] = {
          agreed: decision.value,
          left: shownToken({ kind: 'value', value: decision.value }),
          right: shownToken({ kind: 'value', value: decision.value }),
        };
        this.dropOrWrite(id, decision.side, decision.value, decision.why, left, right);
`,
  ),
  canary(
    "base without the sides' forms",
    ABSORB,
    'const token = form ? shownToken(shown) : canonical(sent);',
    'const token = canonical(sent);',
  ),
  canary(
    "an automation's answer taken for a side's form",
    ABSORB,
    "const form = shown.kind === 'value' && (sameValue(shown.value, sent) || isFormOf(field, sent, shown.value));",
    "const form = shown.kind === 'value';",
  ),
  canary(
    'tombstone dropped',
    ABSORB,
    "state: step.why === 'undo' && working[otherSide(side)] !== null ? 'parked' : 'removed',",
    "state: step.why === 'undo' && working[otherSide(side)] !== null ? 'parked' : 'live',",
  ),
  canary(
    'echo not recognised',
    ABSORB,
    'const token = form ? shownToken(shown) : canonical(sent);',
    'const token = this.base[id]?.[side] ?? canonical(sent);',
  ),
  canary('guard off', 'core/sync/decide/guard.ts', "if (input.settings.guard !== 'off') {", "if (input.settings.guard === 'no') {", {
    promise: 'P5',
  }),
  canary('stale lease accepted', STORE, 'one.holder === lease.holder && one.token === lease.token;', 'one.token >= lease.token;'),
  canary(
    "a fenced-out worker's late write taken for a person's",
    RUN,
    "if (settled.kind === 'none') await this.close(intent);",
    'if (intent.steps !== null) await this.close(intent);',
  ),
  canary(
    'wrong row after a shift',
    'core/sync/run/write-steps.ts',
    'const identity = context.rows.has(first.key) && before !== null ? { identity: naturalKeyCells(side, before, context) } : {};',
    'const identity = {};',
  ),
  canary(
    'pre-image dropped',
    ABSORB,
    "  if (outcome.covered.kind !== 'value') return null;\n  const step",
    "  if (outcome.covered.kind !== 'none') return null;\n  const step",
  ),
  canary(
    'keys trusted after a sort without them',
    'core/sync/identity/rows.ts',
    'if (before?.fingerprint !== row.fingerprint) continue;',
    'if (before === undefined) continue;',
  ),
  canary(
    'conflict loser dropped',
    DECIDE,
    'if (decision.lost !== null) this.conflict(id, left, right, otherSide(decision.side), decision.lost.why);',
    '',
  ),
  {
    name: 'create not adopted after a lost reply',
    promise: 'P3',
    edits: [
      {
        file: RUN,
        find: "if (settled.kind === 'none') await this.close(intent);",
        replace: "if (settled.kind === 'none' || intent.writes.some((one) => one.kind === 'create')) await this.close(intent);",
      },
      {
        file: 'core/sync/assemble.ts',
        find: 'const settled = new Set(twins.flat());',
        replace: 'const settled = new Set();',
      },
      { file: 'core/sync/assemble.ts', find: 'for (const [left, right] of twins) join(left, right);', replace: '' },
    ],
  },
  canary(
    'undo over a newer edit',
    'core/sync/decide/wish.ts',
    '  if (base === undefined || !(sameValue(base.agreed, expect) || sameValue(base.agreed, value))) return false;\n',
    '  if (base !== undefined) return true;\n',
  ),
  canary(
    'undo of one side only',
    DECIDE,
    '    for (const [side, reading] of differs) this.update(id, side, set.value, set.why, set.run, reading);\n',
    '    for (const [side, reading] of differs.slice(0, 1)) this.update(id, side, set.value, set.why, set.run, reading);\n',
  ),
  canary(
    'undone create paired again',
    ABSORB,
    "state: step.why === 'undo' && working[otherSide(side)] !== null ? 'parked' : 'removed',",
    "state: 'removed',",
    { promise: 'P8' },
  ),
  canary('undone create over a newer edit', DECIDE, "      this.steps.splice(-1, 1, { ...step, why: 'undo-newer' });\n", '      return;\n'),
  canary(
    'hint cleared that came during the run',
    'core/sync/ingest.ts',
    'await engine.store.ingest(changes, { leases, container: opened.row.id, upTo: unread.upTo });',
    'const last = await engine.store.unread(opened.row.id);\n  await engine.store.ingest(changes, { leases, container: opened.row.id, upTo: last?.upTo ?? unread.upTo });',
  ),
  canary(
    'float money',
    'core/values/number.ts',
    'const plain = plainDecimal(cell.number);',
    'const plain = plainDecimal(String(Number(cell.number)));',
  ),
  canary(
    'an edit beaten by a delete',
    DECIDE,
    'const edited = this.state.open.size > 0 || isEdited(side, readings, entry);',
    'const edited = false;',
  ),
  canary(
    'a typed word under a removal dropped',
    ABSORB,
    "return edited ? [{ id: '', kind: 'recreate'",
    "return edited && side === null ? [{ id: '', kind: 'recreate'",
  ),
  canary(
    'what is no value overwritten',
    'core/sync/decide/reconcile-field.ts',
    "  if (left.kind === 'invalid' || right.kind === 'invalid') return { kind: 'nothing' };\n",
    "  if (right.kind === 'invalid' && left.kind === 'value')\n    return { kind: 'write', side: 'right', value: left.value, why: 'changed', lost: null };\n  if (left.kind === 'invalid' || right.kind === 'invalid') return { kind: 'nothing' };\n",
  ),
  canary(
    'absence concluded from half a reading',
    'core/sync/ingest.ts',
    'return again?.kind ===',
    "if (again !== undefined) return ids.map((localId) => ({ localId, how: 'deleted' as const }));\n  return again?.kind ===",
  ),
  canary(
    'a record marked again taken off the list',
    'test/simulation/memory-commit.ts',
    'if (one !== undefined && one.seq <= ref.seq) tables.dirty.delete(',
    'if (one !== undefined) tables.dirty.delete(',
  ),
];
