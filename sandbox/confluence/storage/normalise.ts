import { decode, type Element, encode, type Node, parseStorage, serialise } from './xml.ts';

/** What stands in a paragraph, not beside one. */
const inline = /^(a|strong|em|b|i|u|s|del|sub|sup|code|span|br|time|ac:link|ac:emoticon|ac:image|ac:inline-comment-marker|ac:placeholder)$/;

/**
 * Rewrites a body as the editor does when it saves: local ids on macros, tables and rows, layout attributes, a
 * paragraph in each cell, empty cells with an empty one, entities that needn't be ones as characters, no space between
 * blocks. What it did once it leaves alone the next time.
 */
export function normalise(source: string, uuid: () => string): string {
  return serialise(nodes(parseStorage(source), uuid));
}

function nodes(all: readonly Node[], uuid: () => string): Node[] {
  const blocks = all.some((node) => node.kind === 'element' && !isInline(node));
  return all
    .filter((node) => !(blocks && node.kind === 'text' && node.raw.trim() === ''))
    .map((node) => {
      if (node.kind === 'text') return { kind: 'text', raw: encode(decode(node.raw)) };
      return node.kind === 'element' ? element(node, uuid) : node;
    });
}

function element(node: Element, uuid: () => string): Element {
  // A macro's parameters and plain text are its own: they stay as they are.
  if (node.name === 'ac:parameter' || node.name === 'ac:plain-text-body') return node;
  const children = nodes(node.children, uuid);
  const { attributes } = node;
  switch (node.name) {
    case 'ac:structured-macro':
      return {
        ...node,
        attributes: {
          ...attributes,
          'ac:schema-version': attributes['ac:schema-version'] ?? '1',
          'data-layout': attributes['data-layout'] ?? 'default',
          ...local(attributes, uuid),
          'ac:macro-id': attributes['ac:macro-id'] ?? uuid(),
        },
        children,
      };
    case 'table':
      return {
        ...node,
        attributes: { 'data-table-width': '760', 'data-layout': 'default', ...attributes, ...local(attributes, uuid) },
        children,
      };
    case 'tr':
      return { ...node, attributes: { ...attributes, ...local(attributes, uuid) }, children };
    case 'td':
    case 'th':
      return { ...node, attributes: { ...attributes, ...local(attributes, uuid) }, children: paragraphs(children, uuid) };
    case 'p':
    case 'h1':
    case 'h2':
    case 'h3':
      return { ...node, attributes: { ...attributes, ...local(attributes, uuid) }, children };
    default:
      return { ...node, children };
  }
}

function local(attributes: Readonly<Record<string, string>>, uuid: () => string): Record<string, string> {
  const known = attributes['ac:local-id'] ?? attributes['local-id'];
  return known === undefined ? { 'ac:local-id': uuid() } : {};
}

/** A cell's loose words in a paragraph. */
function paragraphs(children: readonly Node[], uuid: () => string): Node[] {
  const wrapped: Node[] = [];
  let words: Node[] = [];
  const paragraph = (of: Node[]): Element => ({ kind: 'element', name: 'p', attributes: { 'ac:local-id': uuid() }, children: of });
  const close = () => {
    if (words.length > 0) wrapped.push(paragraph(words));
    words = [];
  };
  for (const child of children) {
    if (child.kind !== 'element' || isInline(child)) words.push(child);
    else {
      close();
      wrapped.push(child);
    }
  }
  close();
  return wrapped.length > 0 ? wrapped : [paragraph([])];
}

const isInline = (node: Element): boolean =>
  inline.test(node.name) || (node.name === 'ac:structured-macro' && node.attributes['ac:name'] === 'status');
