/**
 * Saw every edit of a person and every effect on a vendor, and says in the end whether the promises were kept. Shares no
 * code with the engine: what a record is, people's own words tell. Every name begins with its record's stamp (`R7`), and
 * every typed value bears the stamp of the record that it was typed into.
 */
import type { Cell } from '../../core/sync/record.ts';
import { Asked } from './asked.ts';
import { norm, type OracleSide, type Seen, SIDES, stampIn, stampOf, textsIn, type Violation } from './seen.ts';
import type { Effect } from './vendors/cells.ts';

/** What people are told of the end: everything that may name a difference. */
export interface Told {
  readonly conflicts: readonly {
    readonly name: string;
    readonly field: string;
    readonly values: readonly unknown[];
    readonly open: boolean;
    readonly why: string;
  }[];
  readonly held: readonly { readonly name: string; readonly all: unknown }[];
  readonly findings: readonly { readonly name: string; readonly shown: string }[];
  readonly journal: readonly {
    readonly side: string;
    readonly kind: string;
    readonly key: string;
    readonly field: string | null;
    readonly after: unknown;
  }[];
  readonly openIntents: number;
}

interface Typed {
  readonly side: OracleSide;
  readonly stamp: string;
  readonly field: string;
  /** How often we had looked at the tab by then. */
  readonly look: number;
  /** A person has replaced it, or taken away a record that showed it. */
  superseded: boolean;
}

export class Oracle {
  readonly effects: Effect[] = [];
  private readonly typedValues = new Map<string, Typed>();
  /** How often people brought a record of a stamp about. */
  private readonly births = new Map<string, number>();
  private readonly firstLook = new Map<string, number>();
  private looks = 0;
  private readonly deletes = new Set<string>();
  /** What people asked of the engine itself. */
  readonly asked = new Asked();
  /** Stamps of copies and what they were copied from: they bear each other's words. */
  private readonly kin = new Map<string, Set<string>>();

  /** `watch`: of a pair with a guard, how much may go from a side unasked within a quarter of an hour. */
  constructor(private readonly watch: { readonly now: () => number; readonly guarded: boolean } = { now: () => 0, guarded: false }) {}

  effect(effect: Effect): void {
    this.effects.push(effect);
    const stamp = stampOf(effect.name);
    this.early.push(...this.asked.effect(effect.side, effect.kind, stamp));
    if (effect.kind !== 'remove') return;
    this.frightens(effect.side, stamp);
    const across = effect.side === 'left' ? 'right' : 'left';
    // A renamed copy may stand for the row that it was copied from, which somebody deleted.
    if (!this.familyOf(stamp).some((one) => this.deletes.has(`${across} ${one}`)))
      this.early.push({ promise: 'P5', what: `${effect.name} removed from ${effect.side}, and nobody had deleted it` });
  }

  /** A person typed `text` where `covered` stood. */
  typed(side: OracleSide, stamp: string, field: string, text: string, covered: string): void {
    this.gone([covered]);
    this.asked.typed(side, stamp);
    if (text !== '') this.typedValues.set(norm(text), { side, stamp, field, look: this.looks, superseded: false });
  }

  /** A person took values away that they could see. */
  gone(texts: readonly string[]): void {
    for (const text of texts) {
      const known = this.typedValues.get(norm(text));
      if (known === undefined) continue;
      known.superseded = true;
      this.asked.touch(known.stamp);
    }
  }

  /** A person emptied a field, which is an edit as well. */
  cleared(side: OracleSide, stamp: string, covered: string): void {
    this.gone([covered]);
    this.asked.typed(side, stamp);
  }

  /** We looked at the tab. */
  looked(): void {
    this.looks += 1;
  }

  born(stamp: string): void {
    this.asked.lift(stamp);
    if (!this.births.has(stamp)) this.firstLook.set(stamp, this.looks);
    this.births.set(stamp, (this.births.get(stamp) ?? 0) + 1);
  }

  /** `shown`: what was copied along, also what we had just put into the wrong row. */
  copied(from: string, to: string, shown: readonly string[] = []): void {
    const owners = shown.flatMap((text) => this.typedValues.get(norm(text))?.stamp ?? []);
    const all = new Set([from, to, ...owners].flatMap((one) => [...(this.kin.get(one) ?? [one])]));
    for (const one of all) {
      this.kin.set(one, all);
      this.asked.lift(one);
    }
  }

  private familyOf(stamp: string): readonly string[] {
    return [...(this.kin.get(stamp) ?? [stamp])];
  }

  deleted(side: OracleSide, stamp: string): void {
    this.asked.touch(stamp);
    this.deletes.add(`${side} ${stamp}`);
  }

  /** One thing of this stamp was ever brought about, and nothing was copied from it or to it. */
  isSingle(stamp: string): boolean {
    return this.births.get(stamp) === 1 && !this.kin.has(stamp);
  }

  /** What is wrong in the end. */
  judge(seen: Readonly<Record<OracleSide, readonly Seen[]>>, told: Told): readonly Violation[] {
    return [
      ...this.early,
      ...this.nothingLost(seen, told),
      ...this.agree(seen, told),
      ...this.once(seen),
      ...this.untouched(seen),
      ...this.rightRow(seen),
      ...this.explained(told),
      ...this.echoes(told),
      ...this.asked.judge(seen, this.namedIn(told)),
      ...(told.openIntents > 0 ? [{ promise: 'P8', what: `${told.openIntents} intents never settled` }] : []),
    ];
  }

  private readonly early: Violation[] = [];
  private readonly removals: { readonly side: OracleSide; readonly at: number }[] = [];

  /** More than five records and more than a tenth of them don't go from a side unasked. */
  private frightens(side: OracleSide, stamp: string): void {
    if (!this.watch.guarded || this.asked.agreedTo(side, stamp)) return;
    const now = this.watch.now();
    this.removals.push({ side, at: now });
    const recent = this.removals.filter((one) => one.side === side && one.at > now - GUARDED_MS).length;
    if (recent > Math.max(5, this.births.size / 10))
      this.early.push({
        promise: 'P5',
        what: `${stamp} is the ${recent}th removed from ${side} in a quarter of an hour, and nobody was asked`,
      });
  }

  /** Of two values that met in a field neither was typed on the other side: that would be our own write, taken for an edit. */
  private echoes(told: Told): readonly Violation[] {
    return told.conflicts.flatMap(({ name, field, values, why }) => {
      const stamp = stampOf(name);
      if (why !== 'both-changed' || !this.isSingle(stamp) || this.asked.wasAsked(stamp)) return [];
      return SIDES.flatMap((side, n) => {
        const [text = ''] = textsIn(values[n]);
        const typed = this.typedValues.get(norm(text));
        return typed === undefined || typed.side === side
          ? []
          : [{ promise: 'P4', what: `${stamp} ${field}: “${text}” was typed on ${typed.side}, and met there as an edit on ${side}` }];
      });
    });
  }

  private namedIn(told: Told): ReadonlySet<string> {
    return new Set([
      ...told.conflicts.map((one) => stampOf(one.name)),
      ...told.held.flatMap((one) => [stampOf(one.name), ...textsIn(one.all).map(stampOf)]),
      ...told.findings.flatMap((one) => [stampOf(one.name), stampIn(one.shown)]),
    ]);
  }

  private nothingLost(seen: Readonly<Record<OracleSide, readonly Seen[]>>, told: Told): readonly Violation[] {
    const kept = new Set(SIDES.flatMap((side) => seen[side].flatMap((one) => Object.values(one.fields).map(norm))));
    for (const one of told.conflicts) for (const value of one.values) for (const text of textsIn(value)) kept.add(norm(text));
    for (const one of told.held) for (const text of textsIn(one.all)) kept.add(norm(text));
    for (const one of told.findings) kept.add(norm(one.shown));
    return [...this.typedValues]
      .filter(([text, one]) => !one.superseded && !kept.has(text))
      .map(([text, one]) => ({ promise: 'P1', what: `“${text}”, typed on ${one.side} into ${one.field} of ${one.stamp}, is nowhere` }));
  }

  private agree(seen: Readonly<Record<OracleSide, readonly Seen[]>>, told: Told): readonly Violation[] {
    const named = new Set([
      ...told.held.flatMap((one) => [stampOf(one.name), ...textsIn(one.all).map(stampOf)]),
      ...told.findings.flatMap((one) => [stampOf(one.name), stampIn(one.shown)]),
    ]);
    const frozen = new Set(told.conflicts.filter((one) => one.open).map((one) => `${stampOf(one.name)} ${one.field}`));
    const groups = { left: byStamp(seen.left), right: byStamp(seen.right) };
    const out: Violation[] = [];
    for (const stamp of new Set([...groups.left.keys(), ...groups.right.keys()])) {
      const [lefts, rights] = [groups.left.get(stamp) ?? [], groups.right.get(stamp) ?? []];
      if (stamp === '' || named.has(stamp)) continue;
      // A parked record's row may have been given another name, or be a copy.
      const family = this.familyOf(stamp);
      const mayDiffer = (field: string): boolean => family.some((one) => this.asked.mayDiffer(one, field));
      if (lefts.length !== rights.length) {
        if (mayDiffer('')) continue;
        out.push({ promise: 'P2', what: `${stamp}: ${lefts.length} items, ${rights.length} rows, and nothing says why` });
        continue;
      }
      for (const field of Object.keys(lefts[0]?.fields ?? {})) {
        // What a person wished stands beside a formula that says otherwise.
        if (this.asked.wasAsked(stamp) && rights.some((one) => one.formulas?.includes(field))) continue;
        const texts = (all: readonly Seen[]): string =>
          all
            .map((one) => norm(one.fields[field] ?? ''))
            .sort()
            .join(' | ');
        if (texts(lefts) !== texts(rights) && !frozen.has(`${stamp} ${field}`) && !mayDiffer(field))
          out.push({ promise: 'P2', what: `${stamp} ${field}: “${texts(lefts)}” against “${texts(rights)}”, and nothing says why` });
      }
    }
    return out;
  }

  private once(seen: Readonly<Record<OracleSide, readonly Seen[]>>): readonly Violation[] {
    // A copy may have taken the place of the row whose create was undone: its item waits, or is parked, under the old name.
    const waits = (stamp: string): number => (this.kin.has(stamp) && this.asked.mayDiffer(stamp, '') ? 1 : 0);
    const rows = byStamp(seen.right);
    const made = (stamp: string): number =>
      (this.births.get(stamp) ?? 0) + (rows.get(stamp) ?? []).filter((row) => this.isAnew(stamp, row)).length;
    return SIDES.flatMap((side) =>
      [...byStamp(seen[side])]
        .filter(([stamp, all]) => stamp !== '' && all.length > made(stamp) + waits(stamp))
        .map(([stamp, all]) => ({
          promise: 'P3',
          what: `${stamp} stands ${all.length} times on ${side}, people made ${this.births.get(stamp) ?? 0}`,
        })),
    );
  }

  /**
   * Between two looks of ours people typed every cell anew that the row shows: off its key, nothing tells whose it was,
   * and it is a new one.
   */
  private isAnew(stamp: string, row: Seen): boolean {
    const texts = Object.values(row.fields).filter((text) => norm(text) !== '');
    const looks = new Set(texts.map((text) => this.typedValues.get(norm(text))).map((one) => (one?.side === 'right' ? one.look : null)));
    const [look = null] = looks;
    return looks.size === 1 && look !== null && look > (this.firstLook.get(stamp) ?? 0);
  }

  private untouched(seen: Readonly<Record<OracleSide, readonly Seen[]>>): readonly Violation[] {
    return SIDES.flatMap((side) =>
      seen[side]
        .filter((one) => one.own !== one.ownTyped)
        .map((one) => ({ promise: 'P6', what: `own column on ${side}: “${one.ownTyped}” became “${one.own}”` })),
    );
  }

  private rightRow(seen: Readonly<Record<OracleSide, readonly Seen[]>>): readonly Violation[] {
    return SIDES.flatMap((side) =>
      seen[side].flatMap((one) => {
        const stamp = stampOf(one.fields.name ?? '');
        if (stamp === '') return [];
        const family = this.kin.get(stamp) ?? new Set([stamp]);
        return Object.entries(one.fields).flatMap(([field, text]) => {
          const owner = this.typedValues.get(norm(text))?.stamp;
          return owner === undefined || family.has(owner)
            ? []
            : [{ promise: 'P7', what: `${stamp} on ${side} shows “${text}” in ${field}, typed into ${owner}` }];
        });
      }),
    );
  }

  private explained(told: Told): readonly Violation[] {
    const lines = new Set(
      told.journal.flatMap((one) => [
        `${one.side} ${one.kind} ${one.key} ${one.field ?? ''} ${one.kind === 'update' ? norm(textsIn(one.after)[0] ?? '') : ''}`,
      ]),
    );
    return this.effects
      .map(
        (one) =>
          `${one.side} ${one.kind} ${one.key} ${one.column?.toLowerCase() ?? ''} ${one.kind === 'update' ? norm(shown(one.to)) : ''}`,
      )
      .filter((one) => !lines.has(one))
      .map((one) => ({ promise: 'P8', what: `no journal line for: ${one}` }));
  }
}

/** Less than the guard's quarter of an hour: what a call did is in our memory a little later. */
const GUARDED_MS = 14 * 60_000;

const shown = (cell: Cell): string => (cell.kind === 'text' ? cell.text : cell.kind === 'number' ? cell.number : '');

function byStamp(all: readonly Seen[]): ReadonlyMap<string, readonly Seen[]> {
  const groups = new Map<string, Seen[]>();
  for (const one of all) {
    const stamp = stampOf(one.fields.name ?? '');
    groups.set(stamp, [...(groups.get(stamp) ?? []), one]);
  }
  return groups;
}
