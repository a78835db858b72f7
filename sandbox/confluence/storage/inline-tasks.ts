import { type Element, findAll, type Node, parseStorage, serialise, textOf } from './xml.ts';

/** A task as it stands in a page. */
export interface InlineTask {
  readonly localId: string;
  readonly status: 'complete' | 'incomplete';
  readonly body: string;
  readonly assignedTo: string | null;
  /** `YYYY-MM-DD`. */
  readonly due: string | null;
}

export function inlineTasks(source: string): InlineTask[] {
  if (!source.includes('<ac:task')) return [];
  return findAll(parseStorage(source), 'ac:task').flatMap((task) => {
    const body = childOf(task, 'ac:task-body');
    const localId = textOf(childOf(task, 'ac:task-id')?.children ?? []).trim();
    const status = textOf(childOf(task, 'ac:task-status')?.children ?? []).trim();
    if (!body || localId === '') return [];
    return [
      {
        localId,
        status: status === 'complete' ? 'complete' : 'incomplete',
        body: serialise(body.children),
        assignedTo: findAll(body.children, 'ri:user')[0]?.attributes['ri:account-id'] ?? null,
        due: findAll(body.children, 'time')[0]?.attributes.datetime ?? null,
      } satisfies InlineTask,
    ];
  });
}

/** Ticks or unticks a task where it stands; the rest keeps its bytes as far as a tree can. */
export function withTaskStatus(source: string, localId: string, status: InlineTask['status']): string {
  return serialise(parseStorage(source).map((node) => tick(node, localId, status)));
}

function tick(node: Node, localId: string, status: InlineTask['status']): Node {
  if (node.kind !== 'element') return node;
  if (node.name === 'ac:task' && textOf(childOf(node, 'ac:task-id')?.children ?? []).trim() === localId) {
    return {
      ...node,
      children: node.children.map((child) =>
        child.kind === 'element' && child.name === 'ac:task-status' ? { ...child, children: [{ kind: 'text', raw: status }] } : child,
      ),
    };
  }
  return { ...node, children: node.children.map((child) => tick(child, localId, status)) };
}

const childOf = (node: Element, name: string): Element | undefined =>
  node.children.find((child): child is Element => child.kind === 'element' && child.name === name);
