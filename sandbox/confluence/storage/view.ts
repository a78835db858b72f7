import { type Element, type Node, parseStorage, serialise, textOf } from './xml.ts';

/** Storage format as a reader's browser gets it: macros and links rendered, the rest as it stands. */
export function view(source: string): string {
  return serialise(parseStorage(source).flatMap(render));
}

function render(node: Node): Node[] {
  if (node.kind !== 'element') return [node];
  switch (node.name) {
    case 'ac:structured-macro':
      return macro(node);
    case 'time':
      return [
        element('time', { datetime: node.attributes.datetime ?? '', class: 'date-past' }, [
          { kind: 'text', raw: node.attributes.datetime ?? '' },
        ]),
      ];
    case 'ac:link':
      return [element('a', { href: '#' }, [{ kind: 'text', raw: linkText(node) }])];
    case 'ac:task-list':
      return [element('ul', { class: 'inline-task-list' }, node.children.flatMap(render))];
    case 'ac:task':
      return [
        element(
          'li',
          {},
          node.children
            .filter((child) => child.kind === 'element' && child.name === 'ac:task-body')
            .flatMap((child) => (child.kind === 'element' ? child.children.flatMap(render) : [])),
        ),
      ];
    default: {
      const attributes = Object.fromEntries(Object.entries(node.attributes).filter(([name]) => !name.includes(':')));
      return [element(node.name, attributes, node.children.flatMap(render))];
    }
  }
}

function macro(node: Element): Node[] {
  const body = node.children.find((child) => child.kind === 'element' && child.name === 'ac:rich-text-body');
  const inner = body?.kind === 'element' ? body.children.flatMap(render) : [];
  const name = node.attributes['ac:name'] ?? '';
  if (name === 'status') return [element('span', { class: 'status-macro aui-lozenge' }, [{ kind: 'text', raw: parameter(node, 'title') }])];
  if (name === 'details') return [element('div', { class: 'plugin-tabmeta-details' }, inner)];
  return [element('div', { class: `macro-${name}` }, inner)];
}

function parameter(node: Element, name: string): string {
  const found = node.children.find(
    (child) => child.kind === 'element' && child.name === 'ac:parameter' && child.attributes['ac:name'] === name,
  );
  return found?.kind === 'element' ? serialise(found.children) : '';
}

function linkText(node: Element): string {
  const target = node.children.find((child) => child.kind === 'element' && child.name.startsWith('ri:'));
  const title = target?.kind === 'element' ? (target.attributes['ri:content-title'] ?? target.attributes['ri:account-id'] ?? '') : '';
  return serialise([{ kind: 'text', raw: textOf(node.children).trim() || title }]);
}

const element = (name: string, attributes: Readonly<Record<string, string>>, children: readonly Node[]): Element => ({
  kind: 'element',
  name,
  attributes,
  children,
});
