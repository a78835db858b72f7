/** Drive's quota units: 325,000 a minute for each user and 1,000,000 for the project, while limits are on. */
import { expect, it } from 'vitest';
import type { DriveMethod } from '../../../../sandbox/google/drive/calls.ts';
import type { GoogleError } from '../../../../sandbox/google/wire/errors.ts';
import { DriveUnits } from '../../../../sandbox/google/wire/units.ts';
import { createTestWorld, TestGoogle } from '../world.ts';

it('over HTTP: 3,250 lists a minute, then 403 for this user until the minute is over', async () => {
  const google = new TestGoogle();
  google.world.setLimits('vendor');
  const list = (token = 'app-anna') => google.call('GET', '/drive/v3/files', undefined, token);
  for (let n = 0; n < 3250; n += 1) await list();
  expect(google.exchanges.filter(({ status }) => status !== 200)).toEqual([]);
  const message = 'User Rate Limit Exceeded';
  expect(await list()).toEqual({
    status: 403,
    body: { error: { code: 403, message, errors: [{ message, domain: 'usageLimits', reason: 'userRateLimitExceeded' }] } },
  });
  // Not another user's, nor Sheets'; nor the next minute's.
  expect((await list('app-boris')).status).toBe(200);
  await google.ok('POST', '/v4/spreadsheets', {}, 'app-anna');
  google.world.setLimits('off');
  expect((await list()).status).toBe(200);
  google.world.setLimits('vendor');
  expect((await list()).status).toBe(403);
  google.world.advance(60_000);
  expect((await list()).status).toBe(200);
});

/** How many calls pass for a person before one is refused, and with what. */
function spend(units: DriveUnits, method: DriveMethod, id: string): { readonly passed: number; readonly refusal: GoogleError } {
  const person = { id, name: id, email: `${id}@a.test`, mondayId: '', atlassianId: '', admin: false, viewOnly: false, accountId: 'a' };
  for (let passed = 0; ; passed += 1) {
    try {
      units.take(method, { person, app: 'client-1', label: 'app', scopes: [] });
    } catch (error) {
      return { passed, refusal: error as GoogleError };
    }
  }
}

it.each<[DriveMethod, number]>([
  ['files.get', 65_000],
  ['files.list', 3250],
  ['changes.list', 3250],
  ['files.export', 1625],
  ['files.update', 6500],
  ['files.watch', 65_000],
  ['channels.stop', 65_000],
])('%s: %i a minute for a user', (method, most) => {
  const world = createTestWorld();
  world.setLimits('vendor');
  expect(spend(new DriveUnits(world), method, 'anna').passed).toBe(most);
});

it('the project’s are shared by all of its users: 429', () => {
  const world = createTestWorld();
  world.setLimits('vendor');
  const units = new DriveUnits(world);
  const spent = ['a', 'b', 'c', 'd', 'e'].map((id) => spend(units, 'files.list', id));
  expect(spent.map(({ passed }) => passed)).toEqual([3250, 3250, 3250, 250, 0]);
  expect(spent.map(({ refusal }) => [refusal.status, refusal.reason])).toEqual([
    [403, 'userRateLimitExceeded'],
    [403, 'userRateLimitExceeded'],
    [403, 'userRateLimitExceeded'],
    [429, 'rateLimitExceeded'],
    [429, 'rateLimitExceeded'],
  ]);
});
