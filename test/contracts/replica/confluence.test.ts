import { confluenceFeed } from '../../../connectors/confluence/changes.ts';
import { openPages } from '../../../connectors/confluence/replica.ts';
import type { PagesLocator } from '../../../core/accounts/locator.ts';
import { brandAs, type ColumnRef, type ReplicaId } from '../../../core/sync/ids.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import { api, CLOUD, house, space, storage } from '../../sandbox/confluence/set-up.ts';
import { replicaContract } from '../replica.ts';
import { door } from './door.ts';
import { type ReplicaHouse, text } from './replica-house.ts';

const replica = brandAs<ReplicaId>('pages');
const apiUrl = 'http://confluence.test';

async function pages(): Promise<ReplicaHouse> {
  const at = house();
  const home = await space(at);
  const parent: string = (await home.page('Clients')).id;
  /** Pages that the connection's owner may see and not edit. */
  const forbidden = new Set<string>();
  const noAccess = { errors: [{ status: 403, code: 'FORBIDDEN', title: 'User does not have permission to edit this page', detail: null }] };
  const wire = door(
    async (request) => {
      const refused = request.method === 'PUT' && forbidden.has(new URL(request.url).pathname.split('/').at(-1) ?? '');
      return refused ? new Response(JSON.stringify(noAccess), { status: 403 }) : at.confluence.handle(request);
    },
    (request) => request.method !== 'GET' && !request.url.includes('users-bulk'),
  );
  const token = at.world.people.tokenOf('confluence', 'boris') ?? '';
  const deps: ConnectorDeps = {
    now: () => at.world.clock.now(),
    sleep: async () => undefined,
    uuid: () => at.world.ids.uuid(),
    token: async () => token,
    limit: (_call, run) => run(),
    fetch: wire.fetch,
  };
  const locator: PagesLocator = { vendor: 'confluence', cloudId: CLOUD, space: home.id, parent, properties: ['Words'] };
  /** A person saves a page with another title, or another body. */
  async function save(record: RawRecord, next: { title?: string; body?: (body: string) => string }): Promise<void> {
    const { body: page } = await at.ask('GET', `${api}/pages/${record.localId}?body-format=storage`);
    const value = page.body.storage.value as string;
    const sent = {
      id: record.localId,
      status: 'current',
      title: next.title ?? page.title,
      body: storage(next.body?.(value) ?? value),
      version: { number: page.version.number + 1 },
    };
    const answer = await at.ask('PUT', `${api}/pages/${record.localId}`, sent);
    if (answer.status !== 200) throw new Error(JSON.stringify(answer.body));
  }
  return {
    replica,
    name: brandAs<ColumnRef>('title'),
    words: brandAs<ColumnRef>('Words'),
    traits: { reads: 'named', covers: 'at-once', late: 'known', takenAway: 'returns', keeps: 'spaces' },
    open: () => openPages(deps, { apiUrl }, parent, new Map([[replica, locator]])),
    person: {
      add: async (name) => {
        await home.page(name, '<p>Prose</p>', { parentId: parent });
      },
      type: (record, ref, typed) =>
        ref === 'title'
          ? save(record, { title: typed })
          : save(record, { body: (body) => body.replace(/(<th><p>Words<\/p><\/th><td>).*?(<\/td>)/, `$1<p>${typed}</p>$2`) }),
      remove: async (record) => {
        await at.ask('DELETE', `${api}/pages/${record.localId}`);
      },
      shuffle: async () => {
        await home.page('Zed', '<p>Prose</p>', { parentId: parent });
      },
    },
    pass: (ms) => at.time.pass(ms),
    wire,
    cut: () =>
      wire.alter((body) => {
        const answer = JSON.parse(body);
        const listed = Array.isArray(answer.results) && answer.results[0]?.body !== undefined;
        return listed ? JSON.stringify({ ...answer, results: answer.results.slice(1) }) : body;
      }),
    destroy: async () => {
      await at.ask('DELETE', `${api}/pages/${parent}`);
    },
    unholdable: text('x'.repeat(256)),
    forbid: async (record) => {
      forbidden.add(record.localId);
    },
    feed: {
      of: confluenceFeed(deps, { apiUrl, cloudId: CLOUD }),
      container: parent,
      other: (await home.page('Others')).id,
      pushes: 'never',
    },
  };
}

replicaContract(pages, true);
