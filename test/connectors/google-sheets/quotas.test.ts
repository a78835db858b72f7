/** Whose quota each call spends and how much of it, and whose refused it. */
import { expect, it } from 'vitest';
import { googleFeed } from '../../../connectors/google-sheets/changes.ts';
import { batchUpdate, getTabs } from '../../../connectors/google-sheets/client.ts';
import type { LimitNews } from '../../../core/sync/limit-news.ts';
import type { ConnectorDeps } from '../../../core/sync/ports.ts';
import { urls } from './house.ts';

type Call = Parameters<ConnectorDeps['limit']>[0];

/** Answers all with the same; what the limiter was asked and told. */
function answering(status: number, body: unknown) {
  const asked: Call[] = [];
  const told: (LimitNews | undefined)[] = [];
  const deps: ConnectorDeps = {
    fetch: async () => Response.json(body, { status }),
    now: () => 0,
    sleep: async () => undefined,
    token: async () => 'token',
    limit: async (call, run, hear) => {
      asked.push(call);
      const answer = await run();
      told.push(hear?.(answer));
      return answer;
    },
    uuid: () => '00000000-0000-4000-8000-000000000000',
  };
  return { deps, asked, told };
}

it('Sheets’ calls are requests of its own quota, Drive’s are units of another, by the method', async () => {
  const file = { spreadsheetId: 'file', startPageToken: '7', newStartPageToken: '8', id: 'channel', resourceId: 'r' };
  const { deps, asked } = answering(200, file);
  await getTabs(deps, urls, 'file');
  await batchUpdate(deps, urls, 'file', { requests: [], show: null });
  const feed = googleFeed(deps, urls);
  await feed.poll({ containers: ['file'], cursor: null });
  await feed.poll({ containers: ['file'], cursor: '7' });
  await feed.subscribe({ container: null, url: 'https://app.example/webhooks/drive', secret: 's', cursor: '7' });
  await feed.unsubscribe([{ id: 'channel', resource: 'r', expiresAt: null }]);
  expect(asked).toEqual([
    { api: 'sheets', cost: 1, write: false },
    { api: 'sheets', cost: 1, write: true },
    { api: 'drive', cost: 5, write: false },
    { api: 'drive', cost: 100, write: false },
    { api: 'drive', cost: 5, write: true },
    { api: 'drive', cost: 5, write: true },
  ]);
});

const sheets = (limit: string) => ({
  message: `Quota exceeded for quota metric 'Write requests' and limit '${limit}' of service 'sheets.googleapis.com' for consumer 'project_number:1'.`,
  status: 'RESOURCE_EXHAUSTED',
  details: [{ reason: 'RATE_LIMIT_EXCEEDED' }],
});
const drive = (message: string, reason: string) => ({ message, errors: [{ message, domain: 'usageLimits', reason }] });
const byService = (limit: string) =>
  drive(`Quota exceeded for quota metric 'Queries' and limit '${limit}' of service 'drive.googleapis.com'`, 'rateLimitExceeded');

it.each([
  ['Sheets’, of the user', 429, sheets('Write requests per minute per user'), 'connection'],
  ['Sheets’, of the project', 429, sheets('Write requests per minute'), 'everybody'],
  ['Drive’s, of the user', 403, drive('User Rate Limit Exceeded', 'userRateLimitExceeded'), 'connection'],
  ['Drive’s, of the project', 429, drive('Rate Limit Exceeded', 'rateLimitExceeded'), 'everybody'],
  ['Drive’s, of the project, as 403', 403, drive('Rate Limit Exceeded', 'rateLimitExceeded'), 'everybody'],
  ['Drive’s by the quota service, of the user', 403, byService('Queries per minute per user'), 'connection'],
  ['Drive’s by the quota service, of the project', 403, byService('Queries per minute'), 'everybody'],
  ['one that says nothing', 429, { message: '' }, 'connection'],
] as const)('a refusal: %s', async (_name, status, error, of) => {
  const { deps, told } = answering(status, { error: { code: status, ...error } });
  const limit = of === 'everybody' ? 'project' : 'user';
  await expect(googleFeed(deps, urls).poll({ containers: [], cursor: '7' })).rejects.toMatchObject({
    code: 'rate-limited',
    data: { limit },
  });
  expect(told).toEqual([{ refused: { of, afterMs: null } }]);
});

it('no permission is no quota', async () => {
  const { deps, told } = answering(403, { error: { code: 403, ...drive('The caller does not have permission', 'forbidden') } });
  await expect(googleFeed(deps, urls).poll({ containers: [], cursor: '7' })).rejects.toMatchObject({ code: 'vendor-refused' });
  expect(told).toEqual([{ failed: false }]);
});
