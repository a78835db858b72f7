import { type Answer, type Call, iso, ok } from '../core.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { bodyOf, choice, idIn, ids, list as listIn } from '../http/input.ts';
import { paged } from '../http/paging.ts';
import type { Route } from '../http/router.ts';
import type { PageDoc, TaskDoc } from '../state/model.ts';
import { sees, storePage } from '../state/pages.ts';
import { pick } from '../state/tables.ts';
import { withTaskStatus } from '../storage/inline-tasks.ts';
import { bulkFormat, showBody } from './page-shape.ts';

export const taskRoutes: readonly Route[] = [
  { method: 'GET', template: '/wiki/api/v2/tasks', operation: 'getTasks', scopes: ['read:task:confluence'], run: list },
  { method: 'GET', template: '/wiki/api/v2/tasks/{id}', operation: 'getTaskById', scopes: ['read:task:confluence'], run: get },
  { method: 'PUT', template: '/wiki/api/v2/tasks/{id}', operation: 'updateTask', scopes: ['write:task:confluence'], run: update },
];

function pageOf(call: Call, task: TaskDoc): PageDoc | null {
  const page = call.core.tables.pages.get(task.pageId);
  return page && sees(call, page) && page.status === 'current' ? page : null;
}

function show(call: Call, task: TaskDoc) {
  return {
    id: task.id,
    localId: task.localId,
    spaceId: call.core.tables.pages.get(task.pageId)?.spaceId ?? '',
    pageId: task.pageId,
    status: task.status,
    body: showBody(task.body, bulkFormat(call)),
    createdBy: task.createdBy,
    assignedTo: task.assignedTo,
    completedBy: task.completedBy,
    createdAt: iso(task.createdAt),
    updatedAt: iso(task.updatedAt),
    dueAt: task.dueAt === null ? null : iso(task.dueAt),
    completedAt: task.completedAt === null ? null : iso(task.completedAt),
  };
}

function list(call: Call): Answer {
  const pages = ids(call, 'page-id');
  const spaces = ids(call, 'space-id');
  const only = ids(call, 'task-id');
  const status = choice(call, 'status', ['complete', 'incomplete']);
  const people = {
    createdBy: listIn(call, 'created-by'),
    assignedTo: listIn(call, 'assigned-to'),
    completedBy: listIn(call, 'completed-by'),
  };
  const found = pick(call.core.tables.tasks, (task) => {
    const page = pageOf(call, task);
    if (!page || (pages && !pages.includes(page.id)) || (spaces && !spaces.includes(page.spaceId)) || (only && !only.includes(task.id)))
      return false;
    if (status && task.status !== status) return false;
    const by = (wanted: string[] | undefined, id: string | null) => !wanted || (id !== null && wanted.includes(id));
    if (!by(people.createdBy, task.createdBy) || !by(people.assignedTo, task.assignedTo) || !by(people.completedBy, task.completedBy))
      return false;
    return (
      within(call, 'created-at', task.createdAt) && within(call, 'due-at', task.dueAt) && within(call, 'completed-at', task.completedAt)
    );
  });
  return paged(call, found, { key: (one) => Number(one.id), id: (one) => one.id }, (task) => show(call, task));
}

function within(call: Call, name: string, at: number | null): boolean {
  const from = call.query.get(`${name}-from`);
  const to = call.query.get(`${name}-to`);
  if (from === null && to === null) return true;
  return at !== null && at >= Number(from ?? 0) && at <= Number(to ?? Number.POSITIVE_INFINITY);
}

function task(call: Call): { task: TaskDoc; page: PageDoc } {
  const found = call.core.tables.tasks.get(idIn(call));
  const page = found && pageOf(call, found);
  if (!found || !page) throw notFound();
  return { task: found, page };
}

function get(call: Call): Answer {
  return ok(show(call, task(call).task));
}

/** Ticks the task where it stands. The page keeps its version: nobody's open editor is disturbed. */
function update(call: Call): Answer {
  const { task: known, page } = task(call);
  const { status } = bodyOf(call);
  if (status !== 'complete' && status !== 'incomplete')
    throw badRequest(`Provided value {${String(status)}} for 'status' is not valid. Valid values are: [complete, incomplete]`);
  storePage(call, { ...page, body: withTaskStatus(page.body, known.localId, status) });
  return ok(show(call, task(call).task));
}
