/**
 * Looks at both places after every call that may have changed them: what changed becomes hints; what our own calls
 * changed, net of what they took back, becomes effects for the oracle.
 */
import type { Intent } from '../../../core/sync/ports.ts';
import type { RowDocument } from '../../../sandbox/google/book/documents.ts';
import type { Violation } from '../seen.ts';
import { type Effect, EMPTY } from '../vendors/cells.ts';
import { isMeant, type Net, text, undoneBy, wordsOf } from './nets.ts';
import { BOARD_MAPPED, HEADERS, type Header, KEY, MAPPED, type Places, type SeenItem, shownIn } from './places.ts';

/** Our call, or somebody's. */
export type By = Intent | 'person';

export interface Watched {
  readonly hint: (place: 'board' | 'book', ids: readonly string[] | 'all') => void;
  readonly note: (line: string) => void;
  /** A write of ours made or changed an item. */
  readonly wrote: (item: string) => void;
  readonly keyColumn: string;
  /** A person has typed over what our call had put astray, and so over what was under it. */
  readonly typedOver: (covered: string) => void;
  /** Whether nobody knows yet what became of the intent. */
  readonly isOpen: (intent: Intent) => boolean;
}

export class Watcher {
  private items: ReadonlyMap<string, SeenItem>;
  private rows: ReadonlyMap<number, RowDocument>;
  /** What each intent did, net: by kind, key and column. */
  private readonly nets = new Map<string, Map<string, Net>>();
  /** Cells that aren't ours and that an intent changed, as they were. */
  private readonly disturbed = new Map<string, { readonly uid: number; readonly was: string; readonly where: string }>();
  /** What an intent put where it doesn't belong. */
  private readonly strewn = new Set<string>();
  /** Whole rows that an intent took out, by key. */
  private readonly taken = new Map<string, RowDocument>();
  /** Items that we made, and by which intent. */
  private readonly made = new Map<string, Intent>();

  constructor(
    private readonly places: Places,
    private readonly to: Watched,
  ) {
    this.items = this.itemsNow();
    this.rows = this.rowsNow();
  }

  board(by: By): void {
    const before = this.items;
    const after = this.itemsNow();
    this.items = after;
    const changed = [...after.values()].filter((one) => !isSame(before.get(one.id), one));
    if (changed.length === 0) return;
    for (const one of changed)
      if (by !== 'person') this.itemEffect(by, before.get(one.id), one);
      else if (one.state !== 'active') this.vanished(one);
    this.to.hint(
      'board',
      changed.map((one) => one.id),
    );
  }

  tab(by: By): void {
    const before = this.rows;
    const after = this.rowsNow();
    this.rows = after;
    const uids = new Set([...before.keys(), ...after.keys()]);
    const changed = [...uids].filter((uid) => before.get(uid) !== after.get(uid));
    if (by !== 'person') for (const uid of changed) this.rowEffect(by, uid, before.get(uid), after.get(uid));
    else {
      const touched = new Set(changed);
      for (const [id, one] of this.disturbed) if (touched.has(one.uid)) this.disturbed.delete(id);
      for (const uid of changed) this.typedOver(before.get(uid), after.get(uid));
    }
    // A tab says that something changed also when that was its order only.
    this.to.hint('book', 'all');
  }

  /** What stayed of all that our calls did. A row without a key is never written on purpose: what stayed there shows in another's row (P7). */
  effects(): readonly Effect[] {
    return [...this.nets.values()].flatMap((net) => [...net.values()].map((one) => one.effect)).filter((one) => one.key !== '');
  }

  /** Whether these words stand in a row that isn't theirs because a write of ours met it, of which nobody knows yet what became. */
  isAstray(header: Header, words: string): boolean {
    return [...this.nets.values()].some((net) =>
      [...net.values()].some(
        ({ intent, effect }) =>
          effect.column === header && wordsOf(effect.to) === words && !isMeant(intent, effect) && this.to.isOpen(intent),
      ),
    );
  }

  /** Cells of people's own that stayed changed (P6). */
  trampled(): readonly Violation[] {
    return [...this.disturbed.values()].map((one) => ({ promise: 'P6', what: `${one.where}, was ${one.was}` }));
  }

  /** monday finds no item by its key that is archived or deleted: one that went before anybody knew it was made, nobody can tell of. */
  private vanished(item: SeenItem): void {
    const intent = this.made.get(item.id);
    if (intent !== undefined && this.to.isOpen(intent)) this.nets.get(intent.id)?.delete(`there ${item.cells[this.to.keyColumn]}`);
  }

  /**
   * What a person typed over before anybody knew whose row it was stays theirs: nobody takes back or tells of what was under
   * it. What they only moved, with its key or without, is taken back where it stands now.
   */
  private typedOver(before: RowDocument | undefined, row: RowDocument | undefined): void {
    const keys = [before, row].map((one) => shownIn(one, this.places.indexOf(KEY))).filter((key) => key !== '');
    for (const [key, net] of keys.flatMap((key) => [...this.nets.values()].map((net) => [key, net] as const))) {
      for (const header of MAPPED) {
        const known = net.get(`update ${key} ${header}`);
        if (known === undefined || !this.to.isOpen(known.intent)) continue;
        if (this.stands(header, known.effect)) continue;
        net.delete(`update ${key} ${header}`);
        this.to.typedOver(wordsOf(known.effect.from));
      }
    }
  }

  /** Words tell where they are; an emptied cell is known by its row, by its key or by its name. */
  private stands(header: Header, { to, key, name }: Effect): boolean {
    const at = (row: RowDocument, one: Header | typeof KEY): string => shownIn(row, this.places.indexOf(one));
    const isIts = (row: RowDocument): boolean => at(row, KEY) === key || (name !== '' && at(row, 'NAME') === name);
    const words = wordsOf(to);
    return [...this.rows.values()].some((row) => at(row, header) === words && (words !== '' || isIts(row)));
  }

  private itemEffect(intent: Intent, before: SeenItem | undefined, after: SeenItem): void {
    if (after.state === 'active') this.to.wrote(after.id);
    const wrote = intent.writes.find((write) => write.kind !== 'create' && write.localId === after.id);
    const created = before === undefined ? (after.cells[this.to.keyColumn] ?? null) : null;
    const key = created ?? wrote?.key ?? null;
    const base = { side: 'left', key, name: after.cells.name ?? '' } as const;
    if (before === undefined) this.made.set(after.id, intent);
    if (before === undefined) this.net(intent, { ...base, kind: 'create', column: null, from: EMPTY, to: EMPTY });
    else if (before.state === 'active' && after.state !== 'active')
      this.net(intent, { ...base, kind: 'remove', column: null, from: EMPTY, to: EMPTY });
    else {
      for (const column of BOARD_MAPPED) {
        const [from, to] = [before.cells[column] ?? '', after.cells[column] ?? ''];
        if (from !== to) this.net(intent, { ...base, kind: 'update', column, from: text(from), to: text(to) });
      }
      for (const column of ['own', 'uid'])
        if (before.cells[column] !== after.cells[column]) this.disturb(intent, 0, `${after.id} ${column}`, before.cells[column]);
    }
  }

  private rowEffect(intent: Intent, uid: number, before: RowDocument | undefined, after: RowDocument | undefined): void {
    const at = (doc: RowDocument | undefined, header: Parameters<Places['indexOf']>[0]): string =>
      shownIn(doc, this.places.indexOf(header));
    const isRecord = (doc: RowDocument | undefined): boolean => MAPPED.some((header) => at(doc, header) !== '');
    const [was, is] = [isRecord(before), isRecord(after)];
    const [oldKey, newKey] = [at(before, KEY), at(after, KEY)];
    const whole = { side: 'right', column: null, from: EMPTY, to: EMPTY } as const;
    if (!was && is && newKey !== '') {
      const back = this.taken.get(`${intent.id} ${newKey}`);
      if (back !== undefined && after !== undefined && cellsOf(back) !== cellsOf(after))
        this.disturb(intent, uid, `row of ${newKey} came back as ${cellsOf(after)}`, cellsOf(back));
      this.net(intent, { ...whole, kind: 'create', key: newKey, name: at(after, 'NAME') });
    } else if (was && !is && oldKey !== '') {
      if (before !== undefined) this.taken.set(`${intent.id} ${oldKey}`, before);
      this.net(intent, { ...whole, kind: 'remove', key: oldKey, name: at(before, 'NAME') });
    } else if (was || is) {
      for (const header of MAPPED) {
        const column = this.places.indexOf(header);
        const [from, to] = [before?.cells[column], after?.cells[column]];
        if (at(before, header) !== at(after, header)) {
          const shown = { from: text(at(before, header)), to: text(at(after, header)) };
          const effect = { side: 'right', kind: 'update', key: newKey, name: at(after, 'NAME'), column: header, ...shown } as const;
          this.net(intent, effect, newKey === '' ? `#${uid}` : newKey);
        }
        const [formed, forms] = [from, to].map((cell) => [cell?.format, cell?.f]);
        this.compare(intent, uid, `${header} format and formula`, formed, forms);
        if (!was) this.cameBack(intent, `${header} format and formula`, JSON.stringify(forms));
      }
      for (const header of HEADERS) {
        if ((MAPPED as readonly string[]).includes(header)) continue;
        const column = this.places.indexOf(header);
        const [from, to] = [before?.cells[column] ?? null, after?.cells[column] ?? null];
        this.compare(intent, uid, header, from, to);
        if (!was) this.cameBack(intent, header, JSON.stringify(to));
      }
    }
  }

  private compare(intent: Intent, uid: number, what: string, from: unknown, to: unknown): void {
    const [was, is] = [JSON.stringify(from), JSON.stringify(to)];
    if (was === is) return;
    const id = `${intent.id} ${uid} ${what}`;
    const known = this.disturbed.get(id);
    if (known?.was === is) this.disturbed.delete(id);
    // What we had put there ourselves goes back, wherever people have moved it.
    else if (known === undefined && !this.strewn.has(`${intent.id} ${was}`)) this.disturb(intent, uid, what, was);
    this.strewn.add(`${intent.id} ${is}`);
  }

  /** A whole row that an intent took out stands somewhere else when it is put back. */
  private cameBack(intent: Intent, what: string, is: string): void {
    for (const [id, one] of this.disturbed) if (one.was === is && id === `${intent.id} ${one.uid} ${what}`) this.disturbed.delete(id);
  }

  private disturb(intent: Intent, uid: number, what: string, was: string | undefined): void {
    this.disturbed.set(`${intent.id} ${uid} ${what}`, { uid, was: was ?? '', where: `${intent.id} changed ${what} in row ${uid}` });
  }

  private net(intent: Intent, effect: Effect, row = effect.key): void {
    const { side, kind, name, column } = effect;
    this.to.note(`effect ${side} ${kind} ${name} ${column ?? ''} “${wordsOf(effect.from)}” -> “${wordsOf(effect.to)}” ${effect.key}`);
    const nets = this.nets.get(intent.id) ?? new Map<string, Net>();
    this.nets.set(intent.id, nets);
    const id = kind === 'update' ? `update ${row} ${column}` : `there ${row}`;
    const known = nets.get(id);
    const undone = kind === 'update' ? undoneBy(nets, effect) : null;
    if (undone !== null) nets.delete(undone);
    else if (known === undefined) nets.set(id, { intent, effect });
    else if (kind !== 'update' && known.effect.kind !== kind) nets.delete(id);
    else if (kind !== 'update' || wordsOf(known.effect.to) === wordsOf(effect.from)) known.effect = { ...effect, from: known.effect.from };
    // A sort has put another row under the key meanwhile.
    else nets.set(`${id} ${effect.name}`, { intent, effect });
  }

  private itemsNow(): ReadonlyMap<string, SeenItem> {
    return new Map(this.places.items().map((one) => [one.id, one]));
  }

  private rowsNow(): ReadonlyMap<number, RowDocument> {
    return new Map(this.places.rows().map((one) => [one.uid, one.doc]));
  }
}

const cellsOf = (doc: RowDocument): string => JSON.stringify(doc.cells);

function isSame(a: SeenItem | undefined, b: SeenItem): boolean {
  if (a === undefined || a.state !== b.state) return false;
  const keys = Object.keys(b.cells);
  return keys.length === Object.keys(a.cells).length && keys.every((key) => a.cells[key] === b.cells[key]);
}
