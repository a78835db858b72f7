/**
 * A product and a monday for the board view alone: the built view under `/view/` with the policy it must live with, an API
 * that answers fixtures, and a page that embeds the view and speaks monday's messages. Tests change `stub` as they go.
 */

import { readFile } from 'node:fs/promises';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import path from 'node:path';
import type { Figures, NextClient, PairView, PlanView } from '../../core/protocol/api.ts';
import type { UsageView } from '../../core/protocol/usage.ts';
import { clientsPair, conflicts, figures, findings, heldPlan, journal, nextClient, pagesPair, usage } from './fixtures.ts';

/** What the product's server sends with the view; the view must work under it. */
const VIEW_POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; connect-src 'self'; base-uri 'none'; form-action 'none'; object-src 'none'";

export interface Posted {
  readonly path: string;
  readonly body: unknown;
}

export interface Stub {
  readonly origin: string;
  figures: Figures;
  pairs: PairView[];
  plan: PlanView;
  next: NextClient;
  usage: UsageView;
  /** Tokens the API takes; others are answered with 401. */
  tokens: Set<string>;
  /** Decides instead of `tokens` when set. */
  accepts: ((token: string) => boolean) | null;
  /** Answered to everything when set. */
  failure: { status: number; body: unknown } | null;
  /** Answers wait for it. */
  gate: Promise<void> | null;
  readonly posted: Posted[];
  /** Paths asked by GET, in order. */
  readonly asked: string[];
  close(): Promise<void>;
}

/** Serves the view built into `dist` on a free port of loopback. */
export async function startStub(dist: string): Promise<Stub> {
  const server = createServer((request, response) => {
    answer(stub, dist, request, response).catch((error: unknown) => {
      response.statusCode = 500;
      response.end(String(error));
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const stub: Stub = {
    origin: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    figures,
    pairs: [clientsPair, pagesPair],
    plan: heldPlan,
    next: nextClient,
    usage,
    tokens: new Set(['token-1']),
    accepts: null,
    failure: null,
    gate: null,
    posted: [],
    asked: [],
    close: () =>
      new Promise((resolve, reject) => {
        server.close((error) => (error === undefined ? resolve() : reject(error)));
        server.closeAllConnections();
      }),
  };
  return stub;
}

const TYPES: Record<string, string> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript',
  '.css': 'text/css',
  '.svg': 'image/svg+xml',
};

async function answer(stub: Stub, dist: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const { pathname, searchParams } = new URL(request.url ?? '/', stub.origin);
  if (pathname === '/host') {
    response.setHeader('content-type', TYPES['.html'] ?? '');
    response.end(hostPage(searchParams));
    return;
  }
  if (pathname.startsWith('/view/')) {
    const name = pathname === '/view/' ? 'index.html' : pathname.slice('/view/'.length);
    const file = path.join(dist, name);
    response.setHeader('content-type', TYPES[path.extname(file)] ?? 'application/octet-stream');
    response.setHeader('content-security-policy', VIEW_POLICY);
    response.end(await readFile(file));
    return;
  }
  if (pathname.startsWith('/api/')) return api(stub, pathname.slice('/api'.length), request, response);
  response.statusCode = 404;
  response.end();
}

async function api(stub: Stub, route: string, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part);
  await stub.gate;
  const send = (status: number, body: unknown) => {
    response.statusCode = status;
    response.setHeader('content-type', 'application/json');
    response.end(JSON.stringify(body));
  };
  const token = request.headers.authorization?.replace('Bearer ', '') ?? '';
  if (!(stub.accepts?.(token) ?? stub.tokens.has(token)))
    return send(401, { error: { code: 'unauthorized', message: 'The session has ended' } });
  if (stub.failure !== null) return send(stub.failure.status, stub.failure.body);
  if (request.method === 'POST') {
    stub.posted.push({ path: route, body: JSON.parse(Buffer.concat(parts).toString()) });
    return send(200, route === '/undo' ? { run: 'r-10' } : {});
  }
  stub.asked.push(route);
  const found = answers(stub, route);
  return found === undefined ? send(404, { error: { code: 'not-found', message: `Nothing at ${route}` } }) : send(200, found);
}

function answers(stub: Stub, route: string): unknown {
  const list = (items: readonly unknown[]) => ({ items, cursor: null });
  if (route === '/figures') return stub.figures;
  if (route === '/next-client') return stub.next;
  if (route === '/usage') return stub.usage;
  if (route === '/pairs') return list(stub.pairs);
  const [, id, what] = /^\/pairs\/([^/]+)\/(\w+)$/.exec(route) ?? [];
  const rich = id === clientsPair.id;
  if (what === 'conflicts') return list(rich ? conflicts : []);
  if (what === 'findings') return list(rich ? findings : []);
  if (what === 'journal') return list(rich ? journal : []);
  return what === 'plan' ? (rich ? stub.plan : { planId: null, steps: [] }) : undefined;
}

/** monday around the view: answers its messages from `window.monday`, which a test may change, and notes what it hears. */
function hostPage(query: URLSearchParams): string {
  const context = {
    boardId: 5091000001,
    theme: query.get('theme') ?? 'light',
    account: { id: '9' },
    user: { id: '4616001', isAdmin: true, isGuest: false, isViewOnly: query.has('viewer'), currentLanguage: query.get('language') ?? 'en' },
  };
  const script = `
    window.monday = { context: ${JSON.stringify(context)}, token: 'token-1', heard: [] };
    const frame = document.querySelector('iframe');
    const tell = (message) => frame.contentWindow.postMessage(message, '*');
    window.push = (context) => { Object.assign(monday.context, context); tell({ type: 'context', data: monday.context }); };
    addEventListener('message', ({ data: { method, args, requestId } }) => {
      monday.heard.push({ method, args });
      if (method === 'get') tell({ method, requestId, type: args.type, data: { context: monday.context, sessionToken: monday.token }[args.type] });
      else tell({ method, requestId, data: { success: true } });
    });`;
  return `<!doctype html><title>monday</title><style>html,body{margin:0;height:100%}iframe{border:0;width:100%;height:100%;display:block}</style>
    <iframe title="Evenkeel"></iframe><script>${script}; frame.src = '/view/?sessionToken=ignored&boardId=5091000001&theme=${context.theme}';</script>`;
}
