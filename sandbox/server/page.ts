/** The demo page on the sandbox's own address: its built files, and its API with what the world knows. */

import type { MondayOptions } from '../monday/options.ts';
import { boardViewContext, mintSessionToken } from '../monday/session.ts';
import type { PagePerson, PageSession, PageSessionAsked } from '../page/contract.ts';
import { createPageRoutes } from '../page/routes.ts';
import type { AgencyIds } from '../seed/agency-ids.ts';
import type { Handler, Person } from '../world/world.ts';
import type { Sandbox } from './sandbox.ts';
import { serveFolder } from './static.ts';

export interface PageOptions {
  /** The built page; null: only its API. */
  readonly folder: string | null;
  readonly actionsUrl: string | null;
  readonly agency: () => AgencyIds;
  readonly monday: MondayOptions;
}

/** Stands for the view's id, of which a board has one here. */
const VIEW_ID = '60001';

/** `/page/*` is the page's API, `/agency` says where the agency is (`AgencyIds`), all else are its files. */
export function createPage(sandbox: Sandbox, options: PageOptions): Handler {
  const { people, clock } = sandbox.world;
  const files = options.folder === null ? null : serveFolder(options.folder);
  const routes = createPageRoutes({
    people: () => people.all().map(pagePerson),
    places: () => {
      const { monday, google } = options.agency();
      return { board: monday.boards.clients, spreadsheet: google.spreadsheetId };
    },
    viewUrl: () => sandbox.apps.monday[0]?.boardViewUrl ?? null,
    session,
    actionsUrl: () => options.actionsUrl,
    reset: () => sandbox.reset(),
  });

  function pagePerson({ id, name, email, mondayId, atlassianId, admin, viewOnly }: Person): PagePerson {
    const token = (service: 'monday' | 'google' | 'confluence'): string => people.tokenOf(service, id) ?? '';
    return {
      id,
      name,
      email,
      mondayId,
      atlassianId,
      admin,
      viewOnly,
      tokens: { monday: token('monday'), google: token('google'), confluence: token('confluence') },
    };
  }

  async function session(asked: PageSessionAsked): Promise<PageSession | null> {
    const person = people.get(asked.person);
    // Without a registered app there is no secret to sign with.
    if (!person || !sandbox.apps.monday[0] || !/^\d+$/.test(asked.board)) return null;
    const theme = asked.theme === 'dark' || asked.theme === 'black' ? asked.theme : 'light';
    const token = await mintSessionToken(options.monday, person, clock.now());
    return {
      token,
      context: boardViewContext(options.monday, person, {
        boardId: asked.board,
        viewId: VIEW_ID,
        workspaceId: null,
        theme,
        language: asked.language,
      }),
    };
  }

  return async (request) => {
    const { pathname } = new URL(request.url);
    if (pathname === '/agency') return Response.json(options.agency(), { headers: { 'cache-control': 'no-store' } });
    if (pathname.startsWith('/page/')) return routes(request);
    return files ? files(request) : new Response('Nothing is here.\n', { status: 404 });
  };
}
