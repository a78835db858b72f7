import { readFile } from 'node:fs/promises';
import path from 'node:path';
import type { Handler } from '../world/world.ts';

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.json': 'application/json; charset=utf-8',
  '.woff2': 'font/woff2',
};

/** Serves the files of `folder`; `/` is its `index.html`. 404 for all else, also while the folder isn't there. */
export function serveFolder(folder: string): Handler {
  const root = path.resolve(folder);
  return async (request) => {
    const { pathname } = new URL(request.url);
    if (request.method !== 'GET' && request.method !== 'HEAD') return new Response('GET only\n', { status: 405 });
    const file = path.join(root, pathname === '/' ? 'index.html' : decodeURIComponent(pathname));
    if (!file.startsWith(root + path.sep)) return notFound();
    try {
      const headers = { 'content-type': types[path.extname(file)] ?? 'application/octet-stream', 'cache-control': 'no-cache' };
      return new Response(await readFile(file), { headers });
    } catch (error) {
      if (!(error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'EISDIR' || error.code === 'ENOTDIR')))
        throw error;
      return notFound();
    }
  };
}

function notFound(): Response {
  return new Response('Nothing is here.\n', { status: 404 });
}
