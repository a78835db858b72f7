/** Opens spreadsheets for a caller and puts them back: access, recalculation kept between requests, saving as one change. */
import type { Caller, World } from '../../world/world.ts';
import { Book } from '../book/book.ts';
import { type BookDocument, openTables } from '../book/documents.ts';
import type { RowCache } from '../book/rows.ts';
import { serialOf, yearOf } from '../cells/serial.ts';
import { addFile, type FileDocument, fileTable, findFile, mayWrite, newFile, roleOn, SPREADSHEET, touchFile } from '../drive/files.ts';
import { Recalculation } from '../formulas/recalculate.ts';
import { forbidden, notFound } from '../wire/errors.ts';

/** A spreadsheet in somebody's hands. */
export interface Workbook {
  readonly book: Book;
  readonly calc: Recalculation;
  readonly caller: Caller;
  readonly file: FileDocument;
  /** For dates typed without a year. */
  readonly year: number;
  readonly world: World;
}

interface Kept {
  /** The file as this library last saw it: another object means that somebody else put it there (a reset). */
  file: FileDocument;
  calc: Recalculation;
  readonly rows: RowCache;
}

export class Library {
  readonly #world: World;
  readonly #kept = new Map<string, Kept>();

  constructor(world: World) {
    this.#world = world;
  }

  /** Throws 404 for what the caller may not see, 403 where `write` is asked of someone who only views. */
  open(id: string, caller: Caller, intent: 'read' | 'write'): Workbook {
    const file = findFile(this.#world, caller, id);
    const doc = file && openTables(this.#world.store).books.get(id);
    // A key tells of a private file that it is there; another account's token doesn't.
    if (!file && caller.person.accountId === 'nobody' && openTables(this.#world.store).books.get(id)) throw forbidden();
    if (!file || !doc || file.mimeType !== SPREADSHEET) throw notFound();
    if (intent === 'write' && (caller.person.viewOnly || !mayWrite(roleOn(file, caller)))) throw forbidden();
    const { calc, rows } = this.#keep(file, doc);
    calc.tick();
    return this.#workbook(new Book(openTables(this.#world.store), doc, rows), calc, file, caller);
  }

  /** A spreadsheet that isn't stored yet: `add` stores it. */
  create(doc: BookDocument, caller: Caller, parents?: readonly string[]): Workbook {
    if (caller.person.viewOnly) throw forbidden();
    const file = newFile(this.#world, caller, { id: doc.id, name: doc.title, mimeType: SPREADSHEET, ...(parents && { parents }) });
    return this.#workbook(new Book(openTables(this.#world.store), doc), this.#recalculation(doc), file, caller);
  }

  /** Stores a spreadsheet made by `create`. */
  add({ book, calc, file, caller }: Workbook): void {
    book.changeDoc({});
    book.save();
    this.#kept.set(book.id, { file: addFile(this.#world, caller, file), calc, rows: new Map() });
    this.#world.store.commit();
    this.#world.announce({ service: 'sheets', container: book.id });
  }

  /** Stores what changed, as one new version, and tells the world. Nothing changed: nothing happens. */
  save(workbook: Workbook): void {
    const { book, caller } = workbook;
    if (!book.changed) return;
    book.save();
    const current = fileTable(this.#world.store).get(book.id) ?? workbook.file;
    const patch = current.name === book.doc.title ? {} : { name: book.doc.title };
    const file = touchFile(this.#world, caller, current, { patch });
    const kept = this.#kept.get(book.id);
    if (kept) kept.file = file;
    this.#world.store.commit();
    this.#world.announce({ service: 'sheets', container: book.id });
  }

  /** Runs a change and saves it; when it is refused, nothing of it stays. */
  change<T>(workbook: Workbook, act: () => T): T {
    try {
      const result = act();
      this.save(workbook);
      return result;
    } catch (error) {
      // What was worked out along the way may rest on cells that never came to be.
      const kept = this.#kept.get(workbook.book.id);
      if (kept) kept.calc = this.#recalculation(workbook.book.doc);
      throw error;
    }
  }

  #workbook(book: Book, calc: Recalculation, file: FileDocument, caller: Caller): Workbook {
    book.listener = calc;
    return { book, calc, caller, file, year: yearOf(this.#world.clock.now(), book.doc.timeZone), world: this.#world };
  }

  #keep(file: FileDocument, doc: BookDocument): Kept {
    const known = this.#kept.get(file.id);
    if (known?.file === file) return known;
    const kept = { file, calc: this.#recalculation(doc), rows: new Map() };
    this.#kept.set(file.id, kept);
    return kept;
  }

  #recalculation(doc: BookDocument): Recalculation {
    const zone = () => openTables(this.#world.store).books.get(doc.id)?.timeZone ?? doc.timeZone;
    return new Recalculation({ now: () => serialOf(this.#world.clock.now(), zone()), random: this.#world.random });
  }
}
