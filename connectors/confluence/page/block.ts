/**
 * Our block in a page: a page-properties macro whose `id` is ours, with a row for each property. Everything outside of
 * it is a person's, and so is what people add inside: a row that isn't ours, a width, a local id. A change replaces the
 * inside of the cells that it means, and nothing else changes a byte.
 *
 * The record's key, for pages that we made, is a parameter of the macro. A copied page carries a copy of it (the engine
 * clears it); an editor that drops it costs nothing but the recognition of a page whose creation's answer was lost.
 */
import type { CellContent } from '../../../core/sync/record.ts';
import { type Encoded, encode } from '../codec.ts';
import { type Element, elements, escapeXml, isMacro, type Node, parameter, parse, words } from './xhtml.ts';

const MARKER = 'evenkeel';
const KEY = 'evenkeel-key';

/** A property's row: the cell with its value. */
interface Row {
  readonly name: string;
  readonly cell: Element;
}

/** Our block as it stands. */
export interface Block {
  readonly kind: 'block';
  readonly macro: Element;
  readonly rows: readonly Row[];
  readonly key: string | null;
  /** Where further rows go. */
  readonly end: number | null;
}

/** `missing`: the page has none. `unclear`: it stands there twice, or the page or the block can't be read. */
export type Found = Block | { readonly kind: 'missing' } | { readonly kind: 'duplicated' } | { readonly kind: 'unreadable' };

export function findBlock(source: string): Found {
  const tree = parse(source);
  if (tree === null) return { kind: 'unreadable' };
  const blocks = ours(tree);
  const [macro] = blocks;
  if (!macro) return { kind: 'missing' };
  if (blocks.length > 1) return { kind: 'duplicated' };
  const trs = rowsOf(macro.children);
  const rows = trs.flatMap((tr): Row[] => {
    const [head] = elements(tr.children, 'th');
    const [cell] = elements(tr.children, 'td');
    return head && cell ? [{ name: words(head.children).trim(), cell }] : [];
  });
  return { kind: 'block', macro, rows, key: parameter(macro, KEY) || null, end: trs.at(-1)?.end ?? null };
}

/** Whether a body has, or once had, our mark; without parsing. */
export const isMarked = (source: string): boolean => source.includes(`<ac:parameter ac:name="id">${MARKER}</ac:parameter>`);

function ours(nodes: readonly Node[]): Element[] {
  return elements(nodes).flatMap((node) => (isMacro(node, 'details') && parameter(node, 'id') === MARKER ? [node] : ours(node.children)));
}

/** The rows of the block's own table, not of tables inside its cells. */
function rowsOf(nodes: readonly Node[]): Element[] {
  return elements(nodes).flatMap((node) => {
    if (node.name === 'tr') return [node];
    return node.name === 'td' || node.name === 'th' || node.name === 'ac:parameter' ? [] : rowsOf(node.children);
  });
}

/** The row of a property; the first one where people repeated it. Names are compared without spaces around them. */
export const rowOf = (block: Block, property: string): Row | undefined => block.rows.find((row) => row.name === property.trim());

export type Edited =
  | { readonly ok: true; readonly source: string }
  | { readonly ok: false; readonly why: string; readonly property: string };

/** The source with these properties set; rows that aren't there yet come last. `key` undefined leaves the key as it is. */
export function edit(source: string, block: Block, values: ReadonlyMap<string, CellContent>, key?: string | null): Edited {
  const splices: Splice[] = [];
  let added = '';
  for (const [property, value] of values) {
    const encoded = encode(value);
    if (!encoded.ok) return { ok: false, why: encoded.why, property };
    const row = rowOf(block, property);
    if (row) splices.push(intoCell(source, row.cell, encoded.xhtml));
    else added += rowXhtml(property, encoded.xhtml);
  }
  if (added !== '') {
    const place = placeForRows(block);
    if (place === null) return { ok: false, why: 'block-missing', property: '' };
    splices.push({ ...place, text: place.table ? `<table><tbody>${added}</tbody></table>` : added });
  }
  if (key !== undefined && key !== block.key) splices.push(keySplice(block, key));
  return { ok: true, source: spliced(source, splices) };
}

/** A new block, for a page of ours or in front of a person's. */
export function build(properties: readonly string[], values: ReadonlyMap<string, CellContent>, key: string | null): Edited {
  let rows = '';
  for (const property of properties) {
    const encoded: Encoded = encode(values.get(property) ?? { kind: 'empty' });
    if (!encoded.ok) return { ok: false, why: encoded.why, property };
    rows += rowXhtml(property, encoded.xhtml);
  }
  const parameters = `<ac:parameter ac:name="id">${MARKER}</ac:parameter>${key === null ? '' : keyXhtml(key)}`;
  const body = `<ac:rich-text-body><table><tbody>${rows}</tbody></table></ac:rich-text-body>`;
  return { ok: true, source: `<ac:structured-macro ac:name="details" ac:schema-version="1">${parameters}${body}</ac:structured-macro>` };
}

const rowXhtml = (property: string, inner: string): string => `<tr><th><p>${escapeXml(property)}</p></th><td>${inner}</td></tr>`;
const keyXhtml = (key: string): string => `<ac:parameter ac:name="${KEY}">${escapeXml(key)}</ac:parameter>`;

interface Splice {
  readonly start: number;
  readonly end: number;
  readonly text: string;
}

function intoCell(source: string, cell: Element, xhtml: string): Splice {
  if (cell.inner) return { ...cell.inner, text: xhtml };
  // `<td class="x" />` opens up, its attributes as they are.
  const tag = source.slice(cell.start, cell.end).replace(/\s*\/>$/, '>');
  return { start: cell.start, end: cell.end, text: `${tag}${xhtml}</td>` };
}

/** After the last row; in a block that lost its table, at the end of its body. */
function placeForRows(block: Block): { readonly start: number; readonly end: number; readonly table: boolean } | null {
  if (block.end !== null) return { start: block.end, end: block.end, table: false };
  const [body] = elements(block.macro.children, 'ac:rich-text-body');
  return body?.inner ? { start: body.inner.end, end: body.inner.end, table: true } : null;
}

function keySplice(block: Block, key: string | null): Splice {
  const parameters = elements(block.macro.children, 'ac:parameter');
  const known = parameters.find((one) => one.attributes.get('ac:name') === KEY);
  const mark = parameters.find((one) => one.attributes.get('ac:name') === 'id');
  const place = known ?? { start: mark?.end ?? block.macro.start, end: mark?.end ?? block.macro.start };
  return { start: place.start, end: place.end, text: key === null ? '' : keyXhtml(key) };
}

function spliced(source: string, splices: readonly Splice[]): string {
  return [...splices]
    .sort((a, b) => b.start - a.start)
    .reduce((text, { start, end, text: by }) => text.slice(0, start) + by + text.slice(end), source);
}
