import { Redis } from 'ioredis';
import { z } from 'zod';
import type { Shelf } from './shelf.ts';

/** Versions are compared and texts put down in one go, all by one time. */
const SWAP = `
local answer = {}
for n, key in ipairs(KEYS) do
  local version, text, lasts = ARGV[3 * n - 2], ARGV[3 * n - 1], ARGV[3 * n]
  local known = redis.call('HMGET', key, 'version', 'text')
  local lies = known[1] or '0'
  if lies == version then
    local next = string.format('%d', tonumber(version) + 1)
    redis.call('HSET', key, 'version', next, 'text', text)
    redis.call('PEXPIRE', key, lasts)
    answer[n] = { 1, next, text }
  else
    answer[n] = { 0, lies, known[2] or '' }
  end
end
local time = redis.call('TIME')
return { time[1], time[2], answer }`;

const answered = z.tuple([z.coerce.number(), z.coerce.number(), z.array(z.tuple([z.number(), z.coerce.number(), z.string()]))]);

/** The shelf in Redis or Valkey. Fails fast while it is away. `now` takes the place of its clock, for tests. */
export function redisShelf(url: string, onError: (error: Error) => void, prefix = 'evenkeel-limits', now?: () => number): Shelf {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, connectionName: 'evenkeel limits', lazyConnect: true });
  redis.on('error', onError);
  return {
    async swap(swaps) {
      const keys = swaps.map(({ account, name }) => `${prefix}:${account}:${name}`);
      const values = swaps.flatMap(({ version, text, lastsMs }) => [String(version), text, String(Math.ceil(lastsMs))]);
      const [seconds, micros, lying] = answered.parse(await redis.eval(SWAP, keys.length, ...keys, ...values));
      return {
        at: now?.() ?? seconds * 1_000 + micros / 1_000,
        lying: lying.map(([swapped, version, text]) => ({ swapped: swapped === 1, version, text })),
      };
    },
    close: async () => void redis.disconnect(),
  };
}
