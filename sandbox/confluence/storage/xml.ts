/** Confluence's storage format as a tree: XML without a single root, with HTML's named entities and CDATA. */

export interface Element {
  readonly kind: 'element';
  readonly name: string;
  /** Attribute values as written, entities and all. */
  readonly attributes: Readonly<Record<string, string>>;
  readonly children: readonly Node[];
}

export type Node =
  | Element
  | { readonly kind: 'text'; readonly raw: string }
  | { readonly kind: 'cdata'; readonly text: string }
  | { readonly kind: 'comment'; readonly text: string };

export class XmlError extends Error {
  readonly at: number;
  constructor(message: string, at: number) {
    super(message);
    this.at = at;
  }
}

const NAME = /[A-Za-z_][\w.:-]*/y;
const ATTRIBUTE = /\s+([A-Za-z_][\w.:-]*)\s*=\s*("([^"<]*)"|'([^'<]*)')/y;
const BAD_REFERENCE = /&(?!([A-Za-z][A-Za-z0-9]*|#\d+|#x[0-9A-Fa-f]+);)/;
// biome-ignore lint/suspicious/noControlCharactersInRegex: characters that XML has no place for.
const FORBIDDEN = /[\u0000-\u0008\u000b\u000c\u000e-\u001f]/;

/** Throws `XmlError` with the place when the source isn't well-formed. */
export function parseStorage(source: string): Node[] {
  const forbidden = FORBIDDEN.exec(source);
  if (forbidden) throw new XmlError(`Illegal character (code ${source.charCodeAt(forbidden.index)})`, forbidden.index);
  const root: Node[] = [];
  const open: { name: string; attributes: Record<string, string>; children: Node[] }[] = [];
  let at = 0;
  while (at < source.length) {
    const into = open.at(-1)?.children ?? root;
    if (source.startsWith('<![CDATA[', at)) {
      const end = until(source, ']]>', at + 9);
      into.push({ kind: 'cdata', text: source.slice(at + 9, end) });
      at = end + 3;
    } else if (source.startsWith('<!--', at)) {
      const end = until(source, '-->', at + 4);
      into.push({ kind: 'comment', text: source.slice(at + 4, end) });
      at = end + 3;
    } else if (source.startsWith('</', at)) {
      const end = until(source, '>', at);
      const element = open.pop();
      const name = source.slice(at + 2, end).trim();
      if (!element || element.name !== name) throw new XmlError(`Unexpected close tag </${name}>; expected </${element?.name ?? ''}>.`, at);
      (open.at(-1)?.children ?? root).push({ kind: 'element', ...element });
      at = end + 1;
    } else if (source[at] === '<') {
      const tag = readTag(source, at);
      if (tag.closed) into.push({ kind: 'element', name: tag.name, attributes: tag.attributes, children: [] });
      else open.push({ name: tag.name, attributes: tag.attributes, children: [] });
      at = tag.end;
    } else {
      const next = source.indexOf('<', at);
      const raw = source.slice(at, next < 0 ? source.length : next);
      checkReferences(raw, at);
      into.push({ kind: 'text', raw });
      at += raw.length;
    }
  }
  const left = open.at(-1);
  if (left) throw new XmlError(`Unexpected end of input; was expecting a close tag for element <${left.name}>`, at);
  return root;
}

function readTag(source: string, at: number): { name: string; attributes: Record<string, string>; closed: boolean; end: number } {
  NAME.lastIndex = at + 1;
  const name = NAME.exec(source)?.[0];
  if (!name) throw new XmlError(`Unexpected character in the start of a tag (code ${source.charCodeAt(at + 1)})`, at + 1);
  const attributes: Record<string, string> = {};
  let end = NAME.lastIndex;
  for (;;) {
    ATTRIBUTE.lastIndex = end;
    const found = ATTRIBUTE.exec(source);
    if (!found?.[1]) break;
    if (found[1] in attributes) throw new XmlError(`Duplicate attribute '${found[1]}'.`, end);
    const value = found[3] ?? found[4] ?? '';
    checkReferences(value, end);
    attributes[found[1]] = value;
    end = ATTRIBUTE.lastIndex;
  }
  const close = /^\s*(\/?)>/.exec(source.slice(end, end + 200));
  if (!close) throw new XmlError(`Unexpected character in element <${name}>; expected '>' or an attribute`, end);
  return { name, attributes, closed: close[1] === '/', end: end + close[0].length };
}

function checkReferences(raw: string, at: number): void {
  const bad = BAD_REFERENCE.exec(raw);
  if (bad) throw new XmlError('Unexpected character; expected a semi-colon after the reference for an entity', at + bad.index);
}

function until(source: string, mark: string, from: number): number {
  const end = source.indexOf(mark, from);
  if (end < 0) throw new XmlError(`Unexpected end of input; expected ${mark}`, from);
  return end;
}

export function serialise(nodes: readonly Node[]): string {
  return nodes.map(one).join('');
}

function one(node: Node): string {
  if (node.kind === 'text') return node.raw;
  if (node.kind === 'cdata') return `<![CDATA[${node.text}]]>`;
  if (node.kind === 'comment') return `<!--${node.text}-->`;
  const attributes = Object.entries(node.attributes)
    .map(([name, value]) => ` ${name}="${value.replaceAll('"', '&quot;')}"`)
    .join('');
  const inner = serialise(node.children);
  return inner === '' ? `<${node.name}${attributes} />` : `<${node.name}${attributes}>${inner}</${node.name}>`;
}

/** The words of a tree, entities decoded. */
export function textOf(nodes: readonly Node[]): string {
  return nodes
    .map((node) => {
      if (node.kind === 'text') return decode(node.raw);
      if (node.kind === 'cdata') return node.text;
      if (node.kind === 'comment') return '';
      const inner = textOf(node.children);
      return /^(p|h[1-6]|li|tr|td|th|div|br|ac:task|table)$/.test(node.name) ? `${inner} ` : inner;
    })
    .join('');
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  ndash: '–',
  mdash: '—',
  rsquo: '’',
  lsquo: '‘',
  rdquo: '”',
  ldquo: '“',
  hellip: '…',
  euro: '€',
  copy: '©',
};

export function decode(raw: string): string {
  return raw.replace(/&(#x[0-9a-f]+|#\d+|[a-z][a-z0-9]*);/gi, (whole, body: string) => {
    if (body.startsWith('#x') || body.startsWith('#X')) return String.fromCodePoint(Number.parseInt(body.slice(2), 16));
    if (body.startsWith('#')) return String.fromCodePoint(Number(body.slice(1)));
    return entities[body] ?? whole;
  });
}

export const encode = (text: string): string => text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** All elements of a name, in document order. */
export function findAll(nodes: readonly Node[], name: string): Element[] {
  return nodes.flatMap((node) => (node.kind === 'element' ? [...(node.name === name ? [node] : []), ...findAll(node.children, name)] : []));
}
