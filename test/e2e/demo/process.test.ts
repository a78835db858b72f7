/** The demo as a program that others start, kill and start again. */
import { chownSync, existsSync, mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { buildPages } from '../../browser/build-room.ts';
import { asked, bothWays, budgetOf, cellsOf, graphql, inSheet, typeCell } from './outsider.ts';
import type { DemoPlace, Ready } from './run.ts';
import { DemoRun, isAlive, isOpen, threePorts, until } from './run.ts';

const LONG = 180_000;
const place: DemoPlace & { variables: Record<string, string> } = {
  home: mkdtempSync(join(tmpdir(), 'evenkeel-demo-')),
  portBase: await threePorts(),
  variables: { WIRE_LOG: 'wire.jsonl' },
};
const measured: string[] = [];
const measure = (what: string, ms: number): void => void measured.push(`${what}: ${Math.round(ms)} ms`);
let demo: DemoRun;
let first: Ready;

afterAll(async () => {
  // Whatever a failed test has left running in our home.
  const holder = join(place.home, 'demo.pid');
  const left = existsSync(holder) ? Number(readFileSync(holder, 'utf8')) : 0;
  if (left > 0 && isAlive(left)) process.kill(left, 'SIGKILL');
  await until('nothing left', () => !existsSync(join(place.home, 'postgres/data/postmaster.pid')), 15_000);
  rmSync(place.home, { recursive: true, force: true });
  console.log(measured.join('\n'));
}, LONG);

async function nothingIsLeft(pids: readonly number[], ms: number): Promise<void> {
  measure('nothing left after the end', await until(`the end of ${pids.filter(isAlive)}`, () => !pids.some(isAlive), ms));
  for (const port of [0, 1, 2]) expect(await isOpen(place.portBase + port)).toBe(false);
}

test('starts, says when it is ready, and tells where everything is', { timeout: LONG }, async () => {
  await buildPages();
  demo = new DemoRun(place);
  measure('first start', await demo.ready());
  const lines = demo.out.trim().split('\n');
  expect(lines.at(-1)).toBe(`ready http://127.0.0.1:${place.portBase + 1}/`);
  first = demo.file();
  expect(first.page).toBe(`http://127.0.0.1:${place.portBase + 1}/`);
  expect(first.app).toBe(`http://127.0.0.1:${place.portBase}`);
  expect(first.wireLog).toBe('wire.jsonl');
  expect(demo.pids()).toHaveLength(6);
  expect(demo.pids().filter(isAlive)).toHaveLength(6);
  // Nobody else on the machine may read tokens.
  expect(statSync(join(place.home, 'ready.json')).mode & 0o077).toBe(0);
});

test('its addresses and tokens work', async () => {
  expect((await fetch(first.page)).headers.get('content-type')).toMatch('text/html');
  expect((await fetch(`${first.app}/view/`)).status).toBe(200);
  const { data } = await graphql<{ me: { name: string }; boards: { id: string; columns: { id: string }[] }[] }>(
    first,
    'query ($b: [ID!]) { me { name } boards(ids: $b) { id columns { id } } }',
    { b: Object.values(first.monday.boards) },
  );
  expect(data.me.name).toBe('Ирина Соколова');
  for (const board of ['clients', 'tasks', 'team'] as const) {
    const columns = data.boards.find((one) => one.id === first.monday.boards[board])?.columns.map((one) => one.id);
    expect(columns).toEqual(expect.arrayContaining(Object.values(first.monday.columns[board])));
  }
  const headers = (await cellsOf(first, 'Budgets!A1:I1'))[0];
  expect(headers?.slice(0, 8)).toEqual(['Client', 'Account manager', 'Stage', 'Tier', 'Monthly budget', 'Currency', 'Start date', 'Notes']);
  expect(headers?.[8]).toBeTruthy();
  const { results } = await asked<{ results: unknown[] }>(
    `${first.confluence.root}ex/confluence/${first.confluence.cloudId}/wiki/api/v2/spaces/${first.confluence.spaceId}/pages?limit=250`,
    first.confluence.token,
  );
  expect(results.length).toBeGreaterThan(60);
  expect((await asked<{ results: unknown[] }>(`${first.confluence.root}wiki/api/v2/spaces`, first.confluence.token)).results).toHaveLength(
    1,
  );
  expect(await asked(`${first.sandbox.root}faults`, '')).toEqual([]);
  const { items } = await asked<{ items: { id: string; state: string; settled: boolean }[] }>(`${first.api.root}/pairs`, first.api.token);
  expect(items).toHaveLength(3);
  expect(items.map((one) => [one.state, one.settled])).toEqual(items.map(() => ['live', true]));
  expect(items.map((one) => one.id)).toContain(first.pair);
  expect((await asked<{ load: unknown[] }>(`${first.api.root}/figures`, first.api.token)).load).toHaveLength(15);
  expect((await fetch(`${first.api.root}/pairs`)).status).toBe(401);
});

test('writes every exchange to the wire log', async () => {
  await bothWays(first, 'Beacon Outdoor', 18_600, measure);
  const log = readFileSync(join(place.home, 'wire.jsonl'), 'utf8').trim().split('\n');
  const lines = log.map((line) => JSON.parse(line) as Record<string, unknown>);
  const names = ['service', 'method', 'path', 'requestBody', 'status', 'responseBody', 'at', 'ms', 'caller'];
  for (const line of lines) expect(Object.keys(line)).toEqual(expect.arrayContaining(names));
  expect([...new Set(lines.map((line) => line.service))].sort()).toEqual(['confluence', 'drive', 'monday', 'oauth', 'sheets']);
  expect(lines.some((line) => line.caller === 'app')).toBe(true);
  expect(lines.some((line) => line.caller === 'irina')).toBe(true);
});

test('a killed worker is there again within a second, and an edit made meanwhile travels', { timeout: LONG }, async () => {
  const isIdle = async (): Promise<boolean> =>
    (await asked<{ items: { settled: boolean }[] }>(`${first.api.root}/pairs`, first.api.token)).items.every((one) => one.settled);
  for (const round of ['idle', 'at work']) {
    // One that is killed at work holds its leases until they end; nobody writes beside a call that may still arrive.
    if (round === 'idle') await until('an idle worker', isIdle, 5_000);
    const [worker = 0] = demo.file().pids.workers;
    const { row } = await inSheet(first, 'Kestrel Airways');
    process.kill(worker, 'SIGKILL');
    const amount = 42_000 + Math.floor(Math.random() * 1_000);
    await typeCell(first, `Budgets!E${row}`, amount);
    const isNew = (): boolean => demo.file().pids.workers[0] !== worker && isAlive(demo.file().pids.workers[0] ?? 0);
    measure(`worker there again (${round})`, await until('another worker', isNew, 1_000));
    const travelled = async (): Promise<boolean> => (await budgetOf(first, 'Kestrel Airways')) === String(amount);
    measure(`an edit beside the kill (${round})`, await until('the edit on the board', travelled, 25_000));
  }
  expect(demo.out.match(/the worker was gone/g)).toHaveLength(2);
});

describe('says in one line what is in its way, and ends with 1:', () => {
  const refused = async (other: DemoPlace): Promise<string> => {
    const run = new DemoRun(other);
    expect(await run.ended).toBe(1);
    const lines = run.err.trim().split('\n');
    expect(lines).toHaveLength(1);
    return lines[0] ?? '';
  };

  test('a taken port', { timeout: LONG }, async () => {
    const base = await threePorts();
    const taken = createServer().listen(base + 1, '127.0.0.1');
    const home = mkdtempSync(join(tmpdir(), 'evenkeel-taken-'));
    expect(await refused({ home, portBase: base })).toMatch(new RegExp(`^Port ${base + 1} is taken: .*PORT_BASE`));
    taken.close();
    rmSync(home, { recursive: true });
  });

  test('a folder that can’t be written', { timeout: LONG }, async () => {
    const file = join(tmpdir(), `evenkeel-no-folder-${process.pid}`);
    writeFileSync(file, '');
    expect(await refused({ home: join(file, 'home'), portBase: await threePorts() })).toMatch(
      /^The folder .* can't be written: .*EVENKEEL_HOME/,
    );
    rmSync(file);
  });

  test('a home in which a demo runs already', { timeout: LONG }, async () => {
    expect(await refused({ home: place.home, portBase: await threePorts() })).toMatch(
      /^A demo runs in .* already \(process \d+\): .*EVENKEEL_HOME/,
    );
    expect(demo.file()).toEqual(expect.objectContaining({ page: first.page, pair: first.pair }));
    expect((await fetch(first.page)).status).toBe(200);
  });
});

test('killed, it leaves nothing behind, and goes on where it was', { timeout: LONG }, async () => {
  await typeCell(first, `Budgets!H${(await inSheet(first, 'Kestrel Airways')).row}`, 'Typed before the end');
  const pids = demo.pids();
  expect(await demo.kill('SIGKILL')).toBe('SIGKILL');
  await nothingIsLeft(pids, 15_000);
  demo = new DemoRun(place);
  measure('second start', await demo.ready());
  const again = demo.file();
  const { pids: _now, ...places } = again;
  const { pids: _before, ...before } = first;
  expect(places).toEqual(before);
  expect((await cellsOf(again, `Budgets!H${(await inSheet(again, 'Kestrel Airways')).row}`))[0]?.[0]).toBe('Typed before the end');
  expect(await budgetOf(again, 'Beacon Outdoor')).toBe('18601');
  await bothWays(again, 'Cobalt Cycles', 7_777, measure);
});

test('reset, the agency is the seeded one again, under the same ids and in step', { timeout: LONG }, async () => {
  const from = performance.now();
  const answer = await fetch(`${first.sandbox.root}reset`, { method: 'POST' });
  expect(answer.ok).toBe(true);
  measure('reset', performance.now() - from);
  const now = demo.file();
  expect(now).toEqual({ ...first, pids: now.pids });
  expect([await budgetOf(now, 'Beacon Outdoor'), (await inSheet(now, 'Beacon Outdoor')).budget]).toEqual(['18500', 18_500]);
  const { items } = await asked<{ items: { id: string; state: string; settled: boolean; counts: { records: number } }[] }>(
    `${now.api.root}/pairs`,
    now.api.token,
  );
  expect(items.map((one) => [one.state, one.settled])).toEqual([
    ['live', true],
    ['live', true],
    ['live', true],
  ]);
  expect(items.find((one) => one.id === now.pair)?.counts.records).toBe(60);
  await bothWays(now, 'Driftwood Surf', 2_300, measure);
});

test('Ctrl-C ends everything with 0', { timeout: LONG }, async () => {
  const pids = demo.pids();
  const from = performance.now();
  expect(await demo.kill('SIGINT')).toBe(0);
  measure('Ctrl-C', performance.now() - from);
  await nothingIsLeft(pids, 2_000);
});

test('ends with the npm that ran it, also when that is killed', { timeout: LONG }, async () => {
  demo = new DemoRun({ ...place, npm: true });
  measure('start by npm', await demo.ready());
  const pids = demo.pids();
  await demo.kill('SIGKILL');
  await nothingIsLeft(pids, 15_000);
});

test('runs as an ordinary user', { timeout: LONG }, async (context) => {
  const nobody = ordinaryUser();
  if (typeof nobody === 'string') {
    console.log(`runs as an ordinary user: skipped, ${nobody}`);
    return context.skip();
  }
  // Nobody can't build them here.
  await buildPages();
  const home = mkdtempSync(join(tmpdir(), 'evenkeel-nobody-'));
  chownSync(home, nobody.uid, nobody.gid);
  const run = new DemoRun({ home, portBase: await threePorts(), user: nobody, variables: { HOME: home } });
  measure('first start as an ordinary user', await run.ready());
  const at = run.file();
  expect(statSync(join(home, 'ready.json')).uid).toBe(nobody.uid);
  await bothWays(at, 'Beacon Outdoor', 18_700, measure);
  const pids = run.pids();
  expect(await run.kill('SIGINT')).toBe(0);
  await until('nothing left', () => !pids.some(isAlive), 2_000);
  rmSync(home, { recursive: true });
});

/** Us when we aren't root; else nobody, if nobody may read this tree and the programs in it. */
function ordinaryUser(): { uid: number; gid: number } | string {
  const [uid, gid] = [process.getuid?.() ?? 0, process.getgid?.() ?? 0];
  if (uid !== 0) return { uid, gid };
  for (let folder = fileURLToPath(new URL('../../../node_modules', import.meta.url)); ; folder = dirname(folder)) {
    if ((statSync(folder).mode & 0o005) !== 0o005) return `nobody may not read ${folder}`;
    if (folder === dirname(folder)) break;
  }
  return { uid: 65_534, gid: 65_534 };
}
