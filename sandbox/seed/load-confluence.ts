import type { Agency } from './agency.ts';
import { type Caller, pick } from './call.ts';
import { type Article, clientsPage } from './data/articles.ts';

/** Creates the agency's space with its articles and the page that clients' pages go under. `root`: `/ex/confluence/{cloudId}`. */
export async function loadConfluence(caller: Caller, agency: Agency, root: string): Promise<{ spaceId: string; parentId: string }> {
  const api = `${root}/wiki/api/v2`;
  const spaceId = pick(await caller.json('POST', `${api}/spaces`, { key: 'NL', name: 'Northlight handbook' }), 'id');
  const create = async ({ title, body }: Article) =>
    pick(
      await caller.json('POST', `${api}/pages`, { spaceId, status: 'current', title, body: { representation: 'storage', value: body } }),
      'id',
    );
  const parentId = await create(clientsPage);
  for (const article of agency.articles) await create(article);
  return { spaceId, parentId };
}
