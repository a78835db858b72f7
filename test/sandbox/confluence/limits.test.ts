import { expect, it } from 'vitest';
import { api, house, space } from './set-up.ts';

const scopes = ['read:page:confluence', 'write:page:confluence'];

it('counts a point for the call and one for each page, of apps only', async () => {
  const one = house();
  const home = await space(one);
  for (const title of ['A', 'B', 'C']) await home.page(title);
  one.world.setLimits('vendor');
  const app = one.appToken('anna', scopes);
  const left = async (method: string, path: string, as: string, body?: unknown) =>
    (await one.ask(method, path, body, as)).headers.get('x-ratelimit-remaining');
  // Home page and three more: 1 + 4.
  expect(await left('GET', `${api}/pages`, app)).toBe(String(65_000 - 5));
  expect(
    await left('POST', `${api}/pages`, app, {
      spaceId: home.id,
      status: 'current',
      title: 'D',
      body: { representation: 'storage', value: '' },
    }),
  ).toBe(String(65_000 - 6));
  expect(await left('GET', `${api}/pages`, 'anna')).toBeNull();
});

it('walls an app until the top of the hour when its points are spent, over all its sites', async () => {
  const one = house();
  const home = await space(one);
  for (let n = 0; n < 249; n += 1) await home.page(`Page ${n}`);
  one.world.setLimits('vendor');
  const app = one.appToken('anna', scopes);
  // The clock stands at 09:00; 250 pages cost 251 points, and 100 calls a second go through.
  let status = 200;
  for (let calls = 0; calls < 258; calls += 1) {
    if (calls % 90 === 0) await one.time.pass(1000);
    ({ status } = await one.ask('GET', `${api}/pages?limit=250`, undefined, app));
  }
  expect(status).toBe(200);
  await one.ask('GET', `${api}/pages?limit=250`, undefined, app);
  const refused = await one.ask('GET', `${api}/pages?limit=1`, undefined, app);
  expect([refused.status, refused.headers.get('ratelimit-reason'), refused.headers.get('retry-after')]).toEqual([
    429,
    'confluence-quota-global-based',
    String(3600 - 3),
  ]);
  await one.time.pass(3_597_000);
  const renewed = one.appToken('anna', scopes);
  expect((await one.ask('GET', `${api}/pages?limit=1`, undefined, renewed)).status).toBe(200);
});

it('refuses a burst beyond the rate of a path', async () => {
  const one = house();
  await space(one);
  one.world.setLimits('vendor');
  const app = one.appToken('anna', scopes);
  const statuses: number[] = [];
  for (let calls = 0; calls < 101; calls += 1) statuses.push((await one.ask('GET', `${api}/pages`, undefined, app)).status);
  expect([statuses.filter((status) => status === 200).length, statuses.at(-1)]).toEqual([100, 429]);
});
