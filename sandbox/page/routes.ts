/**
 * The demo page's own small API, `/page/*`. It hands the page the people with their tokens, plays monday's part for the
 * embedded board view (a session token signed with the app's secret, and the context), and passes the strip's actions on
 * to the process that runs the demo, so that the page never leaves its origin.
 */
import type { Handler } from '../world/world.ts';
import type { Bootstrap, DemoStatus, PagePerson, PageSession, PageSessionAsked } from './contract.ts';

export interface PageRoutesOptions {
  /** Everyone whom a visitor can be. */
  readonly people: () => readonly PagePerson[];
  readonly places: () => { readonly board: string | null; readonly spreadsheet: string | null };
  /** The registered board view's address, or null. */
  readonly viewUrl: () => string | null;
  /** A fresh session token and the board view's context; null when the person or the board is unknown. */
  readonly session: (asked: PageSessionAsked) => Promise<PageSession | null>;
  /** Where the demo takes `POST kill-worker | undo-last-run | reset` and `GET status`; null: nobody does. */
  readonly actionsUrl: () => string | null;
  /** Empties and fills the world again, for when nobody stands behind the actions. */
  readonly reset: () => Promise<void>;
  readonly fetch?: typeof fetch;
}

const ACTIONS = new Set(['kill-worker', 'undo-last-run', 'reset']);
const NO_STATUS: DemoStatus = { reachable: false, pairs: [], workers: [] };

/** Answers `/page/*`; anything else is a 404. */
export function createPageRoutes(options: PageRoutesOptions): Handler {
  const call = options.fetch ?? fetch;

  async function act(name: string): Promise<Response> {
    const base = options.actionsUrl();
    if (base === null) {
      if (name !== 'reset') return json({ error: 'Nobody runs the product beside this sandbox, so there is nothing to act on.' }, 503);
      await options.reset();
      return json({});
    }
    try {
      const answer = await call(new Request(`${base}/${name}`, { method: 'POST' }));
      return new Response(await answer.text(), { status: answer.status, headers: JSON_HEADERS });
    } catch (error) {
      return json({ error: `The demo does not answer: ${String(error)}` }, 502);
    }
  }

  async function status(): Promise<DemoStatus> {
    const base = options.actionsUrl();
    if (base === null) return NO_STATUS;
    try {
      const answer = await call(new Request(`${base}/status`));
      return answer.ok ? { ...NO_STATUS, reachable: true, ...((await answer.json()) as Partial<DemoStatus>) } : NO_STATUS;
    } catch (error) {
      // Not reachable is what this route is asked to find out.
      if (!(error instanceof TypeError || error instanceof SyntaxError)) throw error;
      return NO_STATUS;
    }
  }

  return async (request) => {
    const { pathname } = new URL(request.url);
    const route = `${request.method} ${pathname}`;
    if (route === 'GET /page/bootstrap') {
      const answer: Bootstrap = {
        people: options.people(),
        ...options.places(),
        viewUrl: options.viewUrl(),
        actions: options.actionsUrl() !== null,
      };
      return json(answer);
    }
    if (route === 'POST /page/session') {
      const asked = await readAsked(request);
      const session = asked && (await options.session(asked));
      return session ? json(session) : json({ error: 'No such person or board.' }, 404);
    }
    if (route === 'GET /page/actions/status') return json(await status());
    const action = /^POST \/page\/actions\/([a-z-]+)$/.exec(route)?.[1];
    if (action !== undefined && ACTIONS.has(action)) return act(action);
    return json({ error: `Nothing at ${pathname}` }, 404);
  };
}

const JSON_HEADERS = { 'content-type': 'application/json', 'cache-control': 'no-store' };

function json(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status, headers: JSON_HEADERS });
}

async function readAsked(request: Request): Promise<PageSessionAsked | null> {
  const text = await request.text();
  try {
    const { person, board, theme, language } = JSON.parse(text) as Record<string, unknown>;
    if (typeof person !== 'string' || typeof board !== 'string') return null;
    return { person, board, theme: typeof theme === 'string' ? theme : 'light', language: language === 'ru' ? 'ru' : 'en' };
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    return null;
  }
}
