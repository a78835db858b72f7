/** Our writes in a page as it stands: only cells that would say something else change, everything else keeps its bytes. */
import type { PagesLocator } from '../../../core/accounts/locator.ts';
import type { Write } from '../../../core/sync/ports.ts';
import type { CellContent, Cells } from '../../../core/sync/record.ts';
import { encode, toCell } from '../codec.ts';
import { isTitle, type KnownPage, type Pages, propertiesOf } from '../pages.ts';
import { type Block, build, type Edited, edit, findBlock, rowOf } from './block.ts';
import { hadBlock } from './lost-block.ts';
import { parse } from './xhtml.ts';

export type Merged =
  | { readonly ok: true; readonly title: string; readonly body: string }
  | { readonly ok: false; readonly why: string; readonly detail: string };

const TITLE_LENGTH = 255;

/** Asks Confluence one thing at most: whether a page without our block once had it (then it is not put back). */
export async function merge(
  pages: Pages,
  locator: PagesLocator,
  id: string,
  page: KnownPage,
  edits: readonly Extract<Write, { kind: 'update' | 'key' }>[],
): Promise<Merged> {
  let key: string | null | undefined;
  const cells: Record<string, CellContent> = {};
  for (const write of edits) {
    if (write.kind === 'key') key = write.key;
    else Object.assign(cells, write.cells);
  }
  const title = titleIn(cells, page.title);
  if (!title.ok) return title;
  const values = valuesIn(cells);
  if (values.size === 0 && key === undefined) return { ok: true, title: title.title, body: page.body };
  const found = findBlock(page.body);
  if (found.kind === 'block') {
    const changed = new Map([...values].filter(([property, value]) => !says(pages, found, property, value)));
    return finished(title.title, edit(page.body, found, changed, key), (source) => source);
  }
  if (found.kind !== 'missing')
    return { ok: false, why: found.kind === 'duplicated' ? 'block-duplicated' : 'page-unreadable', detail: page.title };
  if (await hadBlock(pages, { id, version: { number: page.number } })) return { ok: false, why: 'block-missing', detail: page.title };
  if (values.size === 0 && key === null) return { ok: true, title: title.title, body: page.body };
  const properties = [...new Set([...propertiesOf(locator), ...values.keys()])];
  return finished(title.title, build(properties, values, key ?? null), (block) => block + page.body);
}

function finished(title: string, edited: Edited, into: (source: string) => string): Merged {
  return edited.ok ? { ok: true, title, body: into(edited.source) } : { ok: false, why: edited.why, detail: edited.property };
}

/** Whether a property's cell says this already, in whatever form: an editor's rewriting is no difference. */
function says(pages: Pages, block: Block, property: string, value: CellContent): boolean {
  const row = rowOf(block, property);
  const encoded = encode(value);
  if (!row || !encoded.ok) return false;
  const sent = parse(encoded.xhtml);
  return sent !== null && plain(toCell(sent, pages.people)) === plain(toCell(row.cell.children, pages.people));
}

/** What a cell says, apart from whether it is a lozenge, a mention or a word. */
function plain(cell: CellContent): string {
  switch (cell.kind) {
    case 'choice':
      return cell.labels.join(', ');
    case 'people':
      return cell.people.map((one) => one.name ?? '').join(', ');
    case 'date':
      return cell.date;
    case 'link':
      return cell.url;
    case 'text':
      return cell.text.trim();
    default:
      return '';
  }
}

/** The title that the cells ask for, or `otherwise`; refused when a new page has none or it is too long. */
export function titleIn(
  cells: Cells | Readonly<Record<string, CellContent>>,
  otherwise: string | null,
): { readonly ok: true; readonly title: string } | { readonly ok: false; readonly why: string; readonly detail: string } {
  const asked = Object.entries(cells).find(([ref]) => isTitle(ref))?.[1];
  if (asked === undefined) return otherwise === null ? { ok: false, why: 'name-missing', detail: '' } : { ok: true, title: otherwise };
  const title = asked.kind === 'text' ? asked.text.trim() : '';
  if (title === '') return { ok: false, why: 'name-missing', detail: '' };
  return title.length > TITLE_LENGTH ? { ok: false, why: 'name-too-long', detail: title } : { ok: true, title };
}

/** Properties and their values, the title left out. */
export const valuesIn = (cells: Readonly<Record<string, CellContent>>): ReadonlyMap<string, CellContent> =>
  new Map(Object.entries(cells).filter(([ref]) => !isTitle(ref)));
