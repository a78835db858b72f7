import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { appendFileSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openLogFile } from '../../../sandbox/world/store/log-file.ts';
import { createStore } from '../../../sandbox/world/store/store.ts';

let folder: string;
let file: string;

beforeEach(() => {
  folder = mkdtempSync(path.join(tmpdir(), 'store-'));
  file = path.join(folder, 'documents.jsonl');
});
afterEach(() => rmSync(folder, { recursive: true }));

function open() {
  const { log, held } = openLogFile(file);
  return createStore(log, held);
}

describe('a store in a folder', () => {
  it('gives back after reopening what was committed, and nothing else', () => {
    const store = open();
    const items = store.table<{ name: string }>('items');
    items.set('1', { name: 'Ромашка' });
    items.set('2', { name: 'Gone soon' });
    store.commit();
    items.delete('2');
    items.set('3', { name: 'Third' });
    store.commit();
    items.set('4', { name: 'never committed' });

    const again = open().table<{ name: string }>('items');
    expect([...again.ids()]).toEqual(['1', '3']);
    expect(again.get('1')).toEqual({ name: 'Ромашка' });
  });

  it('keeps a mutation in place only when the document was set again', () => {
    const store = open();
    const items = store.table<{ cells: string[] }>('items');
    const item = { cells: ['a'] };
    items.set('1', item);
    store.commit();
    item.cells.push('b');
    store.commit();
    expect(open().table<typeof item>('items').get('1')).toEqual({ cells: ['a'] });
    items.set('1', item);
    store.commit();
    expect(open().table<typeof item>('items').get('1')).toEqual({ cells: ['a', 'b'] });
  });

  it('writes a commit as one line that holds only what changed', () => {
    const store = open();
    const items = store.table<{ n: number }>('items');
    for (let n = 0; n < 1000; n += 1) items.set(String(n), { n });
    store.commit();
    const before = statSync(file).size;
    items.set('7', { n: 70 });
    store.commit();
    expect(readFileSync(file, 'utf8').slice(before)).toBe('{"items":[["7",{"n":70}]]}\n');
    store.commit();
    expect(statSync(file).size).toBe(before + '{"items":[["7",{"n":70}]]}\n'.length);
  });

  it('cuts off a torn last line and goes on after the last whole one', () => {
    const store = open();
    store.table('items').set('1', 'first');
    store.commit();
    appendFileSync(file, '{"items":[["2","tor');

    const again = open();
    expect([...again.table('items').ids()]).toEqual(['1']);
    again.table('items').set('3', 'third');
    again.commit();
    expect([...open().table('items').ids()]).toEqual(['1', '3']);
  });

  it('refuses a file that was broken in the middle, and says what to do', () => {
    writeFileSync(file, '{"items":[["1","a"]]}\nnot json\n{"items":[["2","b"]]}\n');
    expect(() => open()).toThrow(/at byte 22.*Delete it to start afresh/);
  });

  it('rewrites a log that is mostly history when it opens', () => {
    const store = open();
    const items = store.table<{ n: number }>('items');
    for (let n = 0; n < 3000; n += 1) {
      items.set('the one', { n });
      store.commit();
    }
    const before = statSync(file).size;
    expect(open().table('items').get('the one')).toEqual({ n: 2999 });
    expect(statSync(file).size).toBeLessThan(before / 100);
    expect(open().table('items').get('the one')).toEqual({ n: 2999 });
  });

  it('keeps the order in which documents came', () => {
    const store = open();
    for (const id of ['9', '10', '1', 'b', 'a', '__proto__']) store.table('items').set(id, id);
    store.commit();
    expect([...open().table('items').ids()]).toEqual(['9', '10', '1', 'b', 'a', '__proto__']);
  });

  it('clears all tables but the kept ones', () => {
    const store = open();
    store.table('items').set('1', 'x');
    store.table('tokens').set('t', 'y');
    store.commit();
    store.clear(new Set(['tokens']));
    store.commit();
    const again = open();
    expect(again.table('items').size).toBe(0);
    expect(again.table('tokens').get('t')).toBe('y');
  });

  it('has each commit that returned when the process is killed, and nothing of what wasn’t committed', async () => {
    const script = `
      import { openLogFile } from ${JSON.stringify(path.resolve('sandbox/world/store/log-file.ts'))};
      import { createStore } from ${JSON.stringify(path.resolve('sandbox/world/store/store.ts'))};
      const { log, held } = openLogFile(process.argv[2]);
      const store = createStore(log, held);
      for (let n = 1; n <= 400; n += 1) {
        store.table('items').set(String(n), { n, text: 'x'.repeat(2000) });
        store.commit();
      }
      store.table('items').set('401', { n: 401 });
      process.kill(process.pid, 'SIGKILL');`;
    const scriptFile = path.join(folder, 'write.ts');
    writeFileSync(scriptFile, script);
    const child = spawn(process.execPath, ['--import', 'tsx', scriptFile, file], { stdio: 'ignore' });
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGKILL');
    expect([...open().table('items').ids()]).toEqual(Array.from({ length: 400 }, (_, index) => String(index + 1)));
  });
});
