/** The operators' commands as processes, on a database of their own. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { testDatabase } from '../helpers/postgres.ts';

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const database = await testDatabase();
const apps = Object.fromEntries(
  ['MONDAY_CLIENT_ID', 'MONDAY_CLIENT_SECRET', 'MONDAY_SIGNING_SECRET', 'GOOGLE_CLIENT_ID', 'GOOGLE_CLIENT_SECRET'].map((name) => [
    name,
    'x',
  ]),
);
const environment = {
  PATH: process.env.PATH,
  NODE_ENV: 'test',
  DATABASE_URL: database.url,
  DATABASE_OWNER_URL: database.ownerUrl,
  EVENKEEL_PUBLIC_URL: 'http://127.0.0.1:4300',
  EVENKEEL_MASTER_KEY: `k1:${Buffer.alloc(32, 7).toString('base64')}`,
  LOG_LEVEL: 'silent',
  ...apps,
  ATLASSIAN_CLIENT_ID: 'x',
  ATLASSIAN_CLIENT_SECRET: 'x',
};

async function command(file: string, args: readonly string[], more: Record<string, string | undefined> = {}) {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], { cwd: ROOT, env: { ...environment, ...more } });
  const [out, problem, [status]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);
  return { status, out: out.trim(), problem: problem.trim() };
}

describe('migrate', () => {
  it('brings the database up to date, and does so again', async () => {
    expect(await command('cli/migrate.ts', [])).toEqual({ status: 0, out: 'The database is up to date', problem: '' });
    expect((await command('cli/migrate.ts', [])).status).toBe(0);
  });

  it('says in one line what is missing', async () => {
    const told = await command('cli/migrate.ts', [], { DATABASE_URL: undefined, DATABASE_OWNER_URL: undefined });
    expect(told).toEqual({ status: 1, out: '', problem: 'DATABASE_URL is missing: set it to postgres://user:password@host:5432/database' });
  });
});

describe('account', () => {
  it('makes an account once, and a token each time', async () => {
    const first = await command('cli/account.ts', ['1234567', 'Our agency', '7654321']);
    const second = await command('cli/account.ts', ['1234567', 'Our agency', '7654321']);
    expect([first.status, first.problem]).toEqual([0, '']);
    expect(first.out).toMatch(/^evk_\S{20,}$/);
    expect(second.out).toMatch(/^evk_\S{20,}$/);
    expect(second.out).not.toBe(first.out);
  });

  it.each([[['1234567', 'Our agency']], [['our-agency', 'Our agency', '1']], [['1', 'a', '2', 'b']]])('refuses %j', async (args) => {
    const told = await command('cli/account.ts', args);
    expect([told.status, told.out, told.problem]).toEqual([1, '', 'Usage: npm run account -- <monday account id> <name> <person id>']);
  });
});
