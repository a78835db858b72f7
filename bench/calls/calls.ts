/** Where each call went and why, told from the wire alone: the service, its operation, and what the product wanted with it. */
import type { WireEntry } from '../../sandbox/server/wire-log.ts';

export interface Call {
  readonly service: 'monday' | 'sheets' | 'drive' | 'confluence' | 'oauth';
  readonly operation: string;
  readonly why: string;
  readonly write: boolean;
}

type Told = Omit<Call, 'service'>;

/** The product names its GraphQL, so its reason stands on the wire. */
const MONDAY: Readonly<Record<string, readonly [operation: string, why: string]>> = {
  EvenkeelBoard: ['boards.items_page', 'schema and page 1'],
  EvenkeelNext: ['next_items_page', 'page k'],
  EvenkeelItems: ['items', 'hinted items'],
  EvenkeelSchema: ['boards', 'schema'],
  EvenkeelAccount: ['account', 'whose grant it is'],
  EvenkeelPeople: ['users', 'people'],
  EvenkeelLogs: ['boards.activity_logs', 'poll'],
  EvenkeelLog: ['boards.activity_logs', 'what a write covered'],
  EvenkeelFate: ['items', 'what became of a write'],
  EvenkeelKeyColumn: ['create_column', 'key column'],
  EvenkeelSubscribe: ['create_webhook', 'subscribe'],
  EvenkeelUnsubscribe: ['delete_webhook', 'unsubscribe'],
  EvenkeelWrite: ['mutations', 'write items'],
  EvenkeelRoom: ['boards', 'bulk: is there room'],
  EvenkeelIngest: ['ingest_items', 'bulk: the job'],
  EvenkeelJob: ['job status', 'bulk: how far it is'],
  EvenkeelKeys: ['items_page', 'bulk: ids by key, page k'],
};

function callOf(entry: Pick<WireEntry, 'service' | 'method' | 'path' | 'requestBody'>): Call {
  const { service } = entry;
  const told = { monday, sheets, drive, confluence, oauth: () => ({ operation: 'token', why: 'token', write: false }) }[service](entry);
  return { service, ...told };
}

/** Calls that count against a vendor's limit: neither token refreshes nor the upload of a file. */
export const counted = (entries: readonly WireEntry[]): readonly Call[] =>
  entries.filter((one) => one.service !== 'oauth' && !(one.service === 'monday' && one.method === 'PUT')).map(callOf);

/** One line for each kind of call, the most frequent first. */
export function report(calls: readonly Call[]): string {
  const lines = new Map<string, number>();
  for (const { service, operation, why } of calls) {
    const line = `${service.padEnd(11)}${operation.padEnd(30)}${why}`;
    lines.set(line, (lines.get(line) ?? 0) + 1);
  }
  return [...lines]
    .sort((a, b) => b[1] - a[1])
    .map(([line, count]) => `  ${String(count).padStart(5)}  ${line}`)
    .join('\n');
}

/** One line for each call: its second from the first, how long it took, what it was for. */
export function timeline(entries: readonly WireEntry[]): string {
  const first = entries[0]?.at ?? 0;
  return entries
    .map((one) => {
      const { service, operation, why } = callOf(one);
      const times = [(one.at - first) / 1_000, one.ms / 1_000].map((s) => `${s.toFixed(1)} s`.padStart(9)).join('');
      return `${times}  ${service.padEnd(11)}${operation.padEnd(30)}${why} ${one.status}`;
    })
    .join('\n');
}

type Said = Pick<WireEntry, 'method' | 'path' | 'requestBody'>;

function monday({ requestBody }: Said): Told {
  const write = /"query":"\s*mutation/.test(requestBody);
  const name = /"query":"\s*(?:query|mutation) (\w+)/.exec(requestBody)?.[1] ?? '';
  const known = MONDAY[name];
  if (known !== undefined) return { operation: known[0], why: known[1], write };
  return { operation: name || 'an unnamed query', why: 'unknown to this report', write };
}

function sheets({ method, path, requestBody }: Said): Told {
  if (path.includes(':batchUpdate')) return { operation: 'batchUpdate', why: batchWhy(requestBody), write: true };
  if (method === 'GET') return { operation: 'spreadsheets.get', why: 'titles of the tabs', write: false };
  const fields = decodeURIComponent(path);
  const why = fields.includes('namedRanges(')
    ? 'read the mapped tabs'
    : fields.includes('basicFilter')
      ? 'prepare: what is there'
      : 'describe: headers and rows';
  return { operation: 'getByDataFilter', why, write: false };
}

function batchWhy(body: string): string {
  if (!body.includes('"addNamedRange"')) return body.includes('evenkeel:') ? 'prepare: marks, key column, our tabs' : 'our own tab';
  if (body.includes('"note"') && !body.includes('"userEnteredValue,note"')) return 'notes';
  return body.includes('"insertDimension"') ? 'write new rows' : 'write cells or keys';
}

function drive({ method, path }: Said): Told {
  if (path.includes('startPageToken')) return { operation: 'changes.getStartPageToken', why: 'where now is', write: false };
  if (path.includes('/watch')) return { operation: 'changes.watch', why: 'subscribe', write: true };
  if (path.includes('channels/stop')) return { operation: 'channels.stop', why: 'unsubscribe', write: true };
  return { operation: 'changes.list', why: 'which files changed', write: method !== 'GET' };
}

function confluence({ method, path }: Said): Told {
  const operation = `${method} ${path
    .replace(/^.*\/api\/v2/, '')
    .replace(/\?.*/, '')
    .replaceAll(/\d+/g, ':id')}`;
  const write = method !== 'GET' && !path.includes('users-bulk');
  if (write) return { operation, why: 'write a page', write };
  if (path.includes('/spaces/')) return { operation, why: 'poll: newest pages', write };
  if (path.includes('/children')) return { operation, why: 'ids under the parent', write };
  if (path.includes('/versions')) return { operation, why: 'whether a page had our block', write };
  return { operation, why: path.includes('body-format') ? 'read pages' : 'spaces of the parents', write };
}
