/** What both people have in common, whichever side they work on: their words, and what the oracle is told of them. */
import type { OracleSide } from '../seen.ts';
import type { Human } from './places.ts';
import type { Beginning, Site } from './site.ts';

export type Field = 'name' | 'notes' | 'tag' | 'budget' | 'due';
export const FIELD_NAMES: readonly Field[] = ['name', 'notes', 'tag', 'budget', 'due'];

export class Words {
  /** What each row's or item's own column was first given, by the mark that goes with its content. */
  readonly owns = new Map<string, string>();
  private stamps = 0;
  private serial = 0;

  constructor(private readonly site: Pick<Site, 'oracle' | 'random'>) {}

  /** How it all stood when the pair was made: a part on one side only, a part on both. */
  begin(records: number): Beginning {
    const items: Record<string, string>[] = [];
    const rows: (string | number)[][] = [];
    for (let n = 0; n < records; n += 1) {
      const stamp = this.stamp();
      const where = this.site.random.pick(['left', 'right', 'both'] as const);
      const values = this.values(stamp);
      if (where !== 'right') items.push(this.item(stamp, values));
      if (where !== 'left') rows.push(this.row(stamp, values));
    }
    return { items, rows };
  }

  values(stamp: string): Record<Field, string> {
    const of = (field: Field): string => this.value(stamp, field);
    return { name: of('name'), notes: of('notes'), tag: of('tag'), budget: of('budget'), due: of('due') };
  }

  /** A new item's columns, told to the oracle as typed. */
  item(stamp: string, values: Readonly<Record<Field, string>>): Record<string, string> {
    this.tell('left', stamp, values);
    return { ...values, ...this.own(stamp) };
  }

  /** A new row's cells in the order of the headers, told to the oracle as typed. */
  row(stamp: string, values: Readonly<Record<Field, string>>): (string | number)[] {
    this.tell('right', stamp, values);
    const { own, uid } = this.own(stamp);
    return [values.name, values.notes, own, values.tag, Number(values.budget), values.due, uid];
  }

  type(side: OracleSide, stamp: string, field: Field, covered: string): string {
    const text = this.value(stamp, field);
    this.site.oracle.typed(side, stamp, field, text, covered);
    return text;
  }

  /** A new word, or a new amount, that says where it was typed. */
  value(stamp: string, field: Field): string {
    this.serial += 1;
    if (field === 'budget') return String(Number(stamp.slice(1)) * 10_000 + this.serial);
    return `${stamp} ${field}${this.serial}`;
  }

  stamp(): string {
    this.stamps += 1;
    return `R${this.stamps}`;
  }

  field(): Field {
    return this.site.random.pick<Field>(['name', 'notes', 'notes', 'tag', 'tag', 'budget', 'budget', 'due']) ?? 'notes';
  }

  private own(stamp: string): { readonly own: string; readonly uid: string } {
    this.serial += 1;
    const made = { own: `=own of ${stamp}`, uid: `${stamp}#${this.serial}` };
    this.owns.set(made.uid, made.own);
    return made;
  }

  private tell(side: OracleSide, stamp: string, values: Readonly<Record<Field, string>>): void {
    for (const field of FIELD_NAMES) this.site.oracle.typed(side, stamp, field, values[field], '');
    this.site.oracle.born(stamp);
  }
}

/** Somebody at work: one deed at a time. */
export interface Worksite {
  readonly site: Site;
  readonly words: Words;
}

export interface Deed {
  readonly weight: number;
  readonly name: string;
  /** False when there was nothing to do it to. */
  readonly act: (who: Human) => Promise<boolean>;
}

/** Does one of these, by weight. */
export async function actOut(site: Site, who: Human, deeds: readonly Deed[]): Promise<boolean> {
  let roll = site.random.next() * deeds.reduce((sum, one) => sum + one.weight, 0);
  for (const one of deeds) {
    roll -= one.weight;
    if (roll > 0) continue;
    site.scheduler.note(`${who} ${one.name}`);
    return one.act(who);
  }
  return false;
}
