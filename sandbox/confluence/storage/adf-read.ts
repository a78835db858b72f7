/** An Atlassian document as storage format: the way back of `adf-write`. */

import { badRequest } from '../http/errors.ts';
import { isRecord } from '../http/input.ts';
import { encode } from './xml.ts';

/** Throws a 400 when the text isn't a document. */
export function storageOfAdf(value: string): string {
  const doc = parse(value);
  if (!isRecord(doc) || doc.type !== 'doc' || !Array.isArray(doc.content))
    throw badRequest('Invalid document: expected a root node of type doc');
  return inside(doc);
}

function parse(value: string): unknown {
  try {
    return JSON.parse(value);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw badRequest('Invalid document: the body is not valid JSON');
  }
}

const inside = (node: Readonly<Record<string, unknown>>): string => (Array.isArray(node.content) ? node.content.map(one).join('') : '');

const wrappers: Readonly<Record<string, string>> = {
  paragraph: 'p',
  bulletList: 'ul',
  orderedList: 'ol',
  listItem: 'li',
  blockquote: 'blockquote',
  tableRow: 'tr',
  tableCell: 'td',
  tableHeader: 'th',
  taskList: 'ac:task-list',
};

function one(node: unknown): string {
  if (!isRecord(node) || typeof node.type !== 'string') throw badRequest('Invalid document: a node has no type');
  const attrs = isRecord(node.attrs) ? node.attrs : {};
  const wrapper = wrappers[node.type];
  if (wrapper) return wrap(wrapper, inside(node));
  switch (node.type) {
    case 'text':
      return marked(encode(String(node.text ?? '')), node.marks);
    case 'hardBreak':
      return '<br />';
    case 'rule':
      return '<hr />';
    case 'heading':
      return wrap(`h${Number(attrs.level) || 1}`, inside(node));
    case 'table':
      return `<table><tbody>${inside(node)}</tbody></table>`;
    case 'taskItem':
      return `<ac:task><ac:task-id>${attribute(attrs.localId)}</ac:task-id><ac:task-status>${attrs.state === 'DONE' ? 'complete' : 'incomplete'}</ac:task-status><ac:task-body>${inside(node)}</ac:task-body></ac:task>`;
    case 'date':
      return `<time datetime="${new Date(Number(attrs.timestamp) || 0).toISOString().slice(0, 10)}" />`;
    case 'mention':
      return `<ac:link><ri:user ri:account-id="${attribute(attrs.id)}" /></ac:link>`;
    case 'status':
      return macro('status', { title: attrs.text, colour: attrs.color }, null);
    case 'extension':
    case 'bodiedExtension':
      return macro(String(attrs.extensionKey ?? ''), parameters(attrs), node.type === 'bodiedExtension' ? inside(node) : null);
    default:
      return inside(node);
  }
}

const wrap = (name: string, inner: string): string => (inner === '' ? `<${name} />` : `<${name}>${inner}</${name}>`);
const attribute = (value: unknown): string => encode(String(value ?? '')).replaceAll('"', '&quot;');

function parameters(attrs: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const of = isRecord(attrs.parameters) && isRecord(attrs.parameters.macroParams) ? attrs.parameters.macroParams : {};
  return Object.fromEntries(Object.entries(of).map(([name, value]) => [name, isRecord(value) ? value.value : value]));
}

function macro(name: string, params: Readonly<Record<string, unknown>>, body: string | null): string {
  const inner = Object.entries(params).map(
    ([key, value]) => `<ac:parameter ac:name="${attribute(key)}">${attribute(value)}</ac:parameter>`,
  );
  if (body !== null) inner.push(`<ac:rich-text-body>${body}</ac:rich-text-body>`);
  return `<ac:structured-macro ac:name="${attribute(name)}" ac:schema-version="1">${inner.join('')}</ac:structured-macro>`;
}

function marked(text: string, marks: unknown): string {
  if (!Array.isArray(marks)) return text;
  return marks.reduce((inner: string, mark: unknown) => {
    if (!isRecord(mark)) return inner;
    if (mark.type === 'link' && isRecord(mark.attrs)) return `<a href="${attribute(mark.attrs.href)}">${inner}</a>`;
    const name = { strong: 'strong', em: 'em', code: 'code', underline: 'u', strike: 'del' }[String(mark.type)];
    return name ? `<${name}>${inner}</${name}>` : inner;
  }, text);
}
