/**
 * Shows Confluence storage format: the plain elements as themselves, page properties as a framed table, lozenges, days,
 * mentions and tasks as Confluence draws them, macros it doesn't know by their name. Built element by element from an
 * allow-list; nothing of the text becomes HTML by itself.
 */
import { createElement, type ReactNode } from 'react';
import { Day, Lozenge, Reference } from './inline.tsx';

const PLAIN = new Set(
  'p h1 h2 h3 h4 h5 h6 ul ol li strong em u s code pre blockquote table tbody thead tr th td hr br span div sub sup'.split(' '),
);
const NAMESPACES = 'xmlns:ac="ac" xmlns:ri="ri"';
const VOID = new Set(['br', 'hr']);
/** What a macro or a task is told by, and no reader sees. */
const SILENT = new Set(['ac:parameter', 'ac:task-id', 'ac:task-uuid', 'ac:task-status']);

/** The page's body for reading. Broken XML is shown as it stands. */
export function Storage({ text }: { readonly text: string }) {
  const parsed = new DOMParser().parseFromString(`<body ${NAMESPACES}>${decoded(text)}</body>`, 'application/xml');
  if (parsed.querySelector('parsererror') !== null) return <pre className="storage">{text}</pre>;
  return <div className="storage">{children(parsed.documentElement)}</div>;
}

function children(element: Element): ReactNode[] {
  return [...element.childNodes].map((node, index) => shown(node, index));
}

function shown(node: ChildNode, key: number): ReactNode {
  if (node.nodeType === Node.TEXT_NODE || node.nodeType === Node.CDATA_SECTION_NODE) return node.textContent;
  if (!(node instanceof Element)) return null;
  const name = node.nodeName.toLowerCase();
  if (VOID.has(name)) return createElement(name, { key });
  if (PLAIN.has(name)) return createElement(name, { key, ...spans(node) }, ...children(node));
  if (name === 'a') return <Link key={key} element={node} />;
  if (name === 'time') return <Day key={key} day={node.getAttribute('datetime') ?? ''} />;
  if (name === 'ac:structured-macro' && node.getAttribute('ac:name') === 'status') {
    return <Lozenge key={key} title={parameter(node, 'title')} colour={parameter(node, 'colour')} />;
  }
  if (name === 'ac:structured-macro') return <Macro key={key} element={node} />;
  if (name === 'ac:link') return <Reference key={key} element={node} />;
  if (name === 'ac:task') return <Task key={key} element={node} />;
  if (SILENT.has(name)) return null;
  return <span key={key}>{children(node)}</span>;
}

function spans(element: Element): Record<string, number> {
  const found: Record<string, number> = {};
  for (const [attribute, property] of [
    ['colspan', 'colSpan'],
    ['rowspan', 'rowSpan'],
  ] as const) {
    const value = Number(element.getAttribute(attribute));
    if (value > 1) found[property] = value;
  }
  return found;
}

function Link({ element }: { readonly element: Element }) {
  const address = element.getAttribute('href') ?? '';
  const safe = URL.canParse(address) && /^(https?|mailto):$/.test(new URL(address).protocol);
  if (!safe) return <span>{children(element)}</span>;
  return (
    <a href={address} target="_blank" rel="noreferrer">
      {children(element)}
    </a>
  );
}

function Macro({ element }: { readonly element: Element }) {
  const name = element.getAttribute('ac:name') ?? 'macro';
  const body = [...element.children].find((child) => child.nodeName === 'ac:rich-text-body');
  return (
    <div className="macro" data-macro={name}>
      <span className="macro-name">{name === 'details' ? 'Page properties' : name}</span>
      {body === undefined ? null : children(body)}
    </div>
  );
}

function Task({ element }: { readonly element: Element }) {
  const of = (name: string) => [...element.children].find((child) => child.nodeName === name);
  const body = of('ac:task-body');
  return (
    <div className="task">
      <input type="checkbox" disabled checked={of('ac:task-status')?.textContent === 'complete'} />
      <span>{body === undefined ? null : children(body)}</span>
    </div>
  );
}

function parameter(macro: Element, name: string): string {
  return [...macro.children].find((child) => child.getAttribute('ac:name') === name)?.textContent ?? '';
}

/** HTML's named characters (`&nbsp;`), which XML doesn't know, as the characters that they mean. */
function decoded(text: string): string {
  return text.replace(/&(?!(?:amp|lt|gt|quot|apos);)([a-z0-9]+);/gi, (entity) => {
    const character = new DOMParser().parseFromString(entity, 'text/html').body.textContent;
    return character === '<' || character === '&' ? entity : (character ?? entity);
  });
}
