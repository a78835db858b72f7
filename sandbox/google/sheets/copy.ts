/** A whole spreadsheet copied, as Drive's files.copy does. */
import type { Caller, World } from '../../world/world.ts';
import type { Book } from '../book/book.ts';
import { copyTab } from '../book/tabs.ts';
import type { Library, Workbook } from './library.ts';

/** Tabs keep their ids; names and metadata come along. */
export function copyBook(
  world: World,
  library: Library,
  caller: Caller,
  source: Book,
  title: string,
  parents: readonly string[],
): Workbook {
  const copy = library.create({ ...source.doc, id: world.ids.opaque(44), title, tabs: [] }, caller, parents);
  source.tabs().forEach((tab, index) => {
    copyTab(source, tab.sheetId, { book: copy.book, sheetId: tab.sheetId, title: tab.title, index }, world);
    copy.book.changeTab(tab.sheetId, { tables: tab.tables });
  });
  if (source.names.length > 0) copy.book.changeNames([...source.names]);
  library.add(copy);
  return copy;
}
