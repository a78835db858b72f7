import { type Answer, type Call, ok } from '../core.ts';
import { badRequest, notFound } from '../http/errors.ts';
import { isRecord } from '../http/input.ts';
import type { Route } from '../http/router.ts';
import type { LabelDoc, PageDoc } from '../state/model.ts';
import { pageById } from '../state/pages.ts';
import { pick } from '../state/tables.ts';
import { labelsOf } from '../v2/labels.ts';
import { showLabels } from './shape.ts';

const PATH = '/wiki/rest/api/content/{id}/label';
const write = ['write:label:confluence', 'write:confluence-content'];

export const labelWriteRoutes: readonly Route[] = [
  {
    method: 'GET',
    template: PATH,
    operation: 'getLabelsForContent',
    scopes: ['read:label:confluence', 'read:confluence-content.summary'],
    run: (call) => ok(showLabels(call, page(call))),
  },
  { method: 'POST', template: PATH, operation: 'addLabelsToContent', scopes: write, run: add },
  {
    method: 'DELETE',
    template: PATH,
    operation: 'removeLabelFromContentUsingQueryParameter',
    scopes: write,
    run: (call) => remove(call, call.query.get('name') ?? ''),
  },
  {
    method: 'DELETE',
    template: `${PATH}/{label}`,
    operation: 'removeLabelFromContent',
    scopes: write,
    run: (call) => remove(call, call.params.label ?? ''),
  },
];

const page = (call: Call): PageDoc => pageById(call, call.params.id ?? '');

function add(call: Call): Answer {
  const known = page(call);
  const sent = Array.isArray(call.body) ? call.body : [call.body];
  const labels = sent.map((one: unknown) => {
    if (!isRecord(one) || typeof one.name !== 'string' || one.name === '') throw badRequest('A label needs a name');
    if (/[\s:;,.?&[\]()#^*@!<>]/.test(one.name)) throw badRequest(`The label '${one.name}' contains invalid characters`);
    return labelNamed(call, typeof one.prefix === 'string' ? one.prefix : 'global', one.name.toLowerCase());
  });
  const next = { ...known, labels: [...new Set([...known.labels, ...labels.map((label) => label.id)])] };
  call.core.tables.pages.set(known.id, next);
  call.core.world.announce({ service: 'confluence', container: known.spaceId });
  return ok(showLabels(call, next));
}

function remove(call: Call, name: string): Answer {
  const known = page(call);
  const found = labelsOf(call, known.labels).find((label) => label.name === name);
  if (!found) throw notFound();
  call.core.tables.pages.set(known.id, { ...known, labels: known.labels.filter((id) => id !== found.id) });
  return { status: 204, body: null };
}

function labelNamed(call: Call, prefix: string, name: string): LabelDoc {
  const { labels } = call.core.tables;
  const [known] = pick(labels, (one) => one.cloudId === call.site.cloudId && one.prefix === prefix && one.name === name);
  if (known) return known;
  const made: LabelDoc = { id: String(call.core.world.ids.next('confluence.label', 5001)), cloudId: call.site.cloudId, prefix, name };
  labels.set(made.id, made);
  return made;
}
