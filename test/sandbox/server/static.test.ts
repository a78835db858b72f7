import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { serveFolder } from '../../../sandbox/server/static.ts';
import { setUp } from './set-up.ts';

let outside: string;
let folder: string;
beforeAll(() => {
  outside = mkdtempSync(path.join(tmpdir(), 'page-'));
  folder = path.join(outside, 'dist');
  mkdirSync(path.join(folder, 'assets'), { recursive: true });
  writeFileSync(path.join(folder, 'index.html'), '<h1>Demo</h1>');
  writeFileSync(path.join(folder, 'assets', 'app.js'), 'go()');
  writeFileSync(path.join(outside, 'secret.txt'), 'secret');
});
afterAll(() => rmSync(outside, { recursive: true }));

async function get(pathname: string) {
  const response = await serveFolder(folder)(new Request(`http://127.0.0.1:4301${pathname}`));
  return [response.status, response.headers.get('content-type'), await response.text()];
}

describe('the page’s files', () => {
  it('are served with their types, / as index.html', async () => {
    expect(await get('/')).toEqual([200, 'text/html; charset=utf-8', '<h1>Demo</h1>']);
    expect(await get('/assets/app.js')).toEqual([200, 'text/javascript; charset=utf-8', 'go()']);
  });

  it.each(['/missing.js', '/assets', '/..%2fsecret.txt', '/%2e%2e/secret.txt', '/assets/..%2f..%2fsecret.txt'])(
    '%s is not there',
    async (pathname) => {
      expect((await get(pathname))[0]).toBe(404);
    },
  );

  it('an address that can’t be decoded is the caller’s mistake', async () => {
    const { ask, bugs } = await setUp({ page: () => serveFolder(folder) });
    expect((await ask('GET', '/%zz')).status).toBe(400);
    expect(bugs).toEqual([]);
  });
});
