/** Storage format as an Atlassian document: what the editor's own nodes are for each element. */
import { type Element, type Node, parseStorage, textOf } from './xml.ts';

export interface AdfNode {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
  readonly content?: readonly AdfNode[];
  readonly text?: string;
  readonly marks?: readonly AdfMark[];
}

export interface AdfMark {
  readonly type: string;
  readonly attrs?: Readonly<Record<string, unknown>>;
}

export function adfOf(source: string): { readonly type: 'doc'; readonly version: 1; readonly content: readonly AdfNode[] } {
  return { type: 'doc', version: 1, content: blocks(parseStorage(source)) };
}

const inlineNames = /^(a|strong|em|b|i|u|s|del|sub|sup|code|span|br|time|ac:link|ac:emoticon)$/;
const isInline = (node: Node): boolean =>
  node.kind !== 'element' ||
  inlineNames.test(node.name) ||
  (node.name === 'ac:structured-macro' && node.attributes['ac:name'] === 'status');

/** Loose words between blocks become a paragraph. */
function blocks(nodes: readonly Node[]): AdfNode[] {
  const out: AdfNode[] = [];
  let loose: Node[] = [];
  const close = () => {
    if (textOf(loose).trim() !== '' || loose.some((node) => node.kind === 'element'))
      out.push({ type: 'paragraph', content: inlines(loose, []) });
    loose = [];
  };
  for (const node of nodes) {
    if (isInline(node)) loose.push(node);
    else {
      close();
      if (node.kind === 'element') out.push(...block(node));
    }
  }
  close();
  return out;
}

function block(node: Element): AdfNode[] {
  const heading = /^h([1-6])$/.exec(node.name);
  if (heading) return [{ type: 'heading', attrs: { level: Number(heading[1]) }, content: inlines(node.children, []) }];
  switch (node.name) {
    case 'p':
      return [{ type: 'paragraph', content: inlines(node.children, []) }];
    case 'ul':
      return [{ type: 'bulletList', content: blocks(node.children) }];
    case 'ol':
      return [{ type: 'orderedList', content: blocks(node.children) }];
    case 'li':
      return [{ type: 'listItem', content: filled(blocks(node.children)) }];
    case 'hr':
      return [{ type: 'rule' }];
    case 'blockquote':
      return [{ type: 'blockquote', content: blocks(node.children) }];
    case 'table':
      return [
        {
          type: 'table',
          attrs: { layout: node.attributes['data-layout'] ?? 'default', localId: node.attributes['ac:local-id'] ?? null },
          content: rows(node),
        },
      ];
    case 'ac:task-list':
      return [{ type: 'taskList', attrs: { localId: '' }, content: node.children.flatMap(task) }];
    case 'ac:structured-macro':
      return [macro(node)];
    default:
      return blocks(node.children);
  }
}

function rows(node: Element): AdfNode[] {
  return node.children.flatMap((child) => {
    if (child.kind !== 'element') return [];
    if (child.name !== 'tr') return rows(child);
    const cells = child.children.flatMap((cell) =>
      cell.kind === 'element' && (cell.name === 'td' || cell.name === 'th')
        ? [{ type: cell.name === 'th' ? 'tableHeader' : 'tableCell', attrs: {}, content: filled(blocks(cell.children)) }]
        : [],
    );
    return [{ type: 'tableRow', content: cells }];
  });
}

function task(node: Node): AdfNode[] {
  if (node.kind !== 'element' || node.name !== 'ac:task') return [];
  const part = (name: string): readonly Node[] =>
    node.children.flatMap((child) => (child.kind === 'element' && child.name === name ? child.children : []));
  const done = textOf(part('ac:task-status')).trim() === 'complete';
  return [
    {
      type: 'taskItem',
      attrs: { localId: textOf(part('ac:task-id')).trim(), state: done ? 'DONE' : 'TODO' },
      content: inlines(part('ac:task-body'), []),
    },
  ];
}

function macro(node: Element): AdfNode {
  const name = node.attributes['ac:name'] ?? '';
  const macroParams = Object.fromEntries(
    node.children.flatMap((child) =>
      child.kind === 'element' && child.name === 'ac:parameter'
        ? [[child.attributes['ac:name'] ?? '', { value: textOf(child.children) }]]
        : [],
    ),
  );
  const attrs = {
    layout: 'default',
    extensionType: 'com.atlassian.confluence.macro.core',
    extensionKey: name,
    localId: node.attributes['ac:local-id'] ?? null,
    parameters: { macroParams, macroMetadata: { macroId: { value: node.attributes['ac:macro-id'] ?? '' } } },
  };
  const body = node.children.find((child) => child.kind === 'element' && child.name === 'ac:rich-text-body');
  return body?.kind === 'element'
    ? { type: 'bodiedExtension', attrs, content: filled(blocks(body.children)) }
    : { type: 'extension', attrs };
}

const marks: Readonly<Record<string, string>> = {
  strong: 'strong',
  b: 'strong',
  em: 'em',
  i: 'em',
  u: 'underline',
  s: 'strike',
  del: 'strike',
  code: 'code',
};

function inlines(nodes: readonly Node[], on: readonly AdfMark[]): AdfNode[] {
  return nodes.flatMap((node): AdfNode[] => {
    if (node.kind !== 'element') {
      const text = textOf([node]);
      return text === '' ? [] : [{ type: 'text', text, ...(on.length > 0 ? { marks: on } : {}) }];
    }
    if (node.name === 'br') return [{ type: 'hardBreak' }];
    if (node.name === 'time') return [{ type: 'date', attrs: { timestamp: String(Date.parse(node.attributes.datetime ?? '') || 0) } }];
    if (node.name === 'ac:structured-macro') {
      const of = macro(node).attrs?.parameters as { macroParams: Record<string, { value: string } | undefined> };
      return [
        {
          type: 'status',
          attrs: { text: of.macroParams.title?.value ?? '', color: (of.macroParams.colour?.value ?? 'neutral').toLowerCase() },
        },
      ];
    }
    if (node.name === 'ac:link') {
      const user = node.children.find((child) => child.kind === 'element' && child.name === 'ri:user');
      return user?.kind === 'element'
        ? [{ type: 'mention', attrs: { id: user.attributes['ri:account-id'] ?? '', text: '' } }]
        : inlines(node.children, on);
    }
    const mark = marks[node.name];
    if (node.name === 'a') return inlines(node.children, [...on, { type: 'link', attrs: { href: node.attributes.href ?? '' } }]);
    return inlines(node.children, mark === undefined ? on : [...on, { type: mark }]);
  });
}

const filled = (content: readonly AdfNode[]): readonly AdfNode[] => (content.length > 0 ? content : [{ type: 'paragraph', content: [] }]);
