/** Pure: what stands in a cell of our block's table to cells, and back. */
import { type Cell, type CellContent, EMPTY, type PersonRef } from '../../core/sync/record.ts';
import { decimalText } from '../../core/values/parse-number.ts';
import { elements, escapeXml, isMacro, type Node, parameter, words } from './page/xhtml.ts';

/** Elements that begin a new line. */
const BLOCKS = /^(p|div|h[1-6]|ul|ol|li|table|tbody|thead|tr|td|th|blockquote|pre|ac:task-list|ac:task|ac:rich-text-body|ac:layout.*)$/;

/** People's names by their Atlassian account id, as far as they are known. */
export type Names = ReadonlyMap<string, PersonRef>;

/**
 * What a cell says: a lone date, lozenges, mentions or a lone link are read as what they are, everything else as its
 * words, a line for each paragraph. Attributes, local ids and paragraphs around the words say nothing.
 */
export function toCell(nodes: readonly Node[], people: Names = new Map()): Cell {
  const atoms = significant(nodes);
  const rest = atoms.filter((node) => node.kind === 'element');
  const between = atoms.filter((node) => node.kind === 'text').map((node) => (node.kind === 'text' ? node.text : ''));
  const bare = between.every((text) => /^[\s\u00a0,;]*$/.test(text));
  if (bare && rest.length > 0) {
    const special = toSpecial(rest, people);
    if (special) return special;
  }
  const text = lines(nodes).replace(/^\n+|\n+$/g, '');
  return text.trim() === '' ? EMPTY : { kind: 'text', text };
}

/** Mentioned account ids, to ask for their names. */
export function mentions(nodes: readonly Node[]): string[] {
  return elements(nodes).flatMap((node) => {
    const id = node.name === 'ri:user' ? node.attributes.get('ri:account-id') : undefined;
    return id === undefined ? mentions(node.children) : [id];
  });
}

function toSpecial(atoms: readonly Node[], people: Names): Cell | null {
  const [first] = elements(atoms);
  if (!first) return null;
  const day = first.name === 'time' ? first.attributes.get('datetime') : undefined;
  if (atoms.length === 1 && day && /^\d{4}-\d{2}-\d{2}$/.test(day)) return { kind: 'date', date: day, time: null };
  if (atoms.every((node) => isMacro(node, 'status'))) {
    const labels = elements(atoms)
      .map((node) => parameter(node, 'title') ?? '')
      .filter((label) => label !== '');
    return labels.length > 0 ? { kind: 'choice', labels } : EMPTY;
  }
  const ids = mentions(atoms);
  if (ids.length > 0 && atoms.every((node) => node.kind === 'element' && node.name === 'ac:link' && mentions([node]).length === 1)) {
    return { kind: 'people', people: ids.map((id) => people.get(id) ?? { id: null, name: id, email: null }) };
  }
  const url = first.name === 'a' ? first.attributes.get('href') : undefined;
  return atoms.length === 1 && url ? { kind: 'link', url, text: words(first.children).trim() || url } : null;
}

/** Words and things of a cell, paragraphs opened, empty text left out. */
function significant(nodes: readonly Node[]): Node[] {
  return nodes.flatMap((node): Node[] => {
    if (node.kind === 'text') return node.text.trim() === '' ? [] : [node];
    if (node.name === 'p' || node.name === 'div' || node.name === 'span') return significant(node.children);
    return [node];
  });
}

function lines(nodes: readonly Node[]): string {
  const blocks = nodes.some((node) => node.kind === 'element' && BLOCKS.test(node.name));
  if (!blocks) return nodes.map(inline).join('');
  const found: string[] = [];
  let loose = '';
  const close = () => {
    if (loose.trim() !== '') found.push(loose);
    loose = '';
  };
  for (const node of nodes) {
    if (node.kind !== 'element' || !BLOCKS.test(node.name)) loose += inline(node);
    else {
      close();
      found.push(lines(node.children));
    }
  }
  close();
  return found.join('\n');
}

function inline(node: Node): string {
  // A line end in the source is a space to a reader.
  if (node.kind === 'text') return node.text.replace(/[\r\n]+/g, ' ');
  if (node.name === 'br') return '\n';
  if (node.name === 'time') return node.attributes.get('datetime') ?? '';
  if (isMacro(node, 'status')) return parameter(node, 'title') ?? '';
  if (node.name === 'ac:parameter') return '';
  if (node.name === 'ri:page') return words(node.children) || (node.attributes.get('ri:content-title') ?? '');
  return BLOCKS.test(node.name) ? lines(node.children) : node.children.map(inline).join('');
}

export type Encoded = { readonly ok: true; readonly xhtml: string } | { readonly ok: false; readonly why: string };

/** XHTML for a cell's inside. Data is only ever text, a day, a lozenge's title or a link to http, https or mailto. */
export function encode(cell: CellContent): Encoded {
  switch (cell.kind) {
    case 'empty':
      return accepted('<p />');
    case 'text':
      return accepted(paragraphs(cell.text));
    case 'number':
      return accepted(paragraphs(decimalText(cell.number)));
    case 'bool':
      return accepted(paragraphs(cell.bool ? 'Yes' : 'No'));
    case 'date':
      if (!/^\d{4}-\d{2}-\d{2}$/.test(cell.date)) return refusal('invalid-value');
      return accepted(cell.time === null ? `<p><time datetime="${cell.date}" /></p>` : paragraphs(`${cell.date} ${cell.time}`));
    case 'range':
      return accepted(paragraphs(`${cell.from} – ${cell.to}`));
    case 'choice':
      return accepted(cell.labels.length === 0 ? '<p />' : `<p>${cell.labels.map(lozenge).join(' ')}</p>`);
    case 'people':
      return accepted(paragraphs(cell.people.map((one) => one.name ?? one.email ?? one.id ?? '').join(', ')));
    case 'relation':
      return accepted(paragraphs(cell.names.join(', ')));
    case 'link':
      if (!/^(https?:\/\/|mailto:)\S+$/i.test(cell.url)) return refusal('not-a-link');
      return accepted(`<p><a href="${escapeXml(cell.url)}">${escapeXml(cell.text || cell.url)}</a></p>`);
    case 'error':
      return refusal('invalid-value');
  }
}

const lozenge = (label: string): string =>
  `<ac:structured-macro ac:name="status" ac:schema-version="1"><ac:parameter ac:name="title">${escapeXml(label)}</ac:parameter></ac:structured-macro>`;

const paragraphs = (text: string): string =>
  text
    .split(/\r\n|\r|\n/)
    .map((line) => (line === '' ? '<p />' : `<p>${escapeXml(line)}</p>`))
    .join('');

const accepted = (xhtml: string): Encoded => ({ ok: true, xhtml });
const refusal = (why: string): Encoded => ({ ok: false, why });
