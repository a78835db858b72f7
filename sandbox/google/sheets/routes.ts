/** Which method of the Sheets API a path means. */

export type Method =
  | 'spreadsheets.create'
  | 'spreadsheets.get'
  | 'spreadsheets.batchUpdate'
  | 'spreadsheets.getByDataFilter'
  | 'values.get'
  | 'values.update'
  | 'values.append'
  | 'values.clear'
  | 'values.batchGet'
  | 'values.batchUpdate'
  | 'values.batchClear'
  | 'values.batchGetByDataFilter'
  | 'values.batchUpdateByDataFilter'
  | 'values.batchClearByDataFilter'
  | 'developerMetadata.get'
  | 'developerMetadata.search'
  | 'sheets.copyTo';

export interface Route {
  readonly method: Method;
  readonly spreadsheetId: string;
  /** Range, metadata id or sheet id, where the path has one. */
  readonly part: string;
}

export const ROOT = '/v4/spreadsheets';

const VALUE_BATCHES = new Set([
  'batchGet',
  'batchUpdate',
  'batchClear',
  'batchGetByDataFilter',
  'batchUpdateByDataFilter',
  'batchClearByDataFilter',
]);

/** The path as the API's own documents spell it: a slash before `:batchUpdate` or at the end of an id is let pass. */
export const spelled = (path: string): string => path.replace(/^(\/v4\/spreadsheets(?:\/[^/:]+)?)\/(?=:|$)/, '$1');

/** Undefined: no such method. `asked` is still encoded. */
export function findRoute(verb: string, asked: string): Route | undefined {
  const path = spelled(asked);
  if (path === ROOT) return verb === 'POST' ? { method: 'spreadsheets.create', spreadsheetId: '', part: '' } : undefined;
  const match = /^\/v4\/spreadsheets\/([^/:]+)(?::([A-Za-z]+)|\/(.+))?$/.exec(path);
  if (!match) return undefined;
  const [, id = '', action, rest] = match;
  const route = rest !== undefined ? findPart(verb, rest) : findWhole(verb, action);
  return route && { ...route, spreadsheetId: decode(id), part: decode(route.part) };
}

type Part = Pick<Route, 'method' | 'part'>;

function findWhole(verb: string, action: string | undefined): Part | undefined {
  if (action === undefined) return verb === 'GET' ? { method: 'spreadsheets.get', part: '' } : undefined;
  if (verb !== 'POST') return undefined;
  return action === 'batchUpdate' || action === 'getByDataFilter' ? { method: `spreadsheets.${action}`, part: '' } : undefined;
}

function findPart(verb: string, rest: string): Part | undefined {
  const batch = /^values(?::|%3A)([A-Za-z]+)$/i.exec(rest)?.[1];
  if (batch !== undefined) {
    const fits = VALUE_BATCHES.has(batch) && verb === (batch === 'batchGet' ? 'GET' : 'POST');
    return fits ? { method: `values.${batch}` as Method, part: '' } : undefined;
  }
  if (rest.startsWith('values/')) return findRange(verb, rest.slice('values/'.length));
  if (/^developerMetadata(?::|%3A)search$/i.test(rest))
    return verb === 'POST' ? { method: 'developerMetadata.search', part: '' } : undefined;
  const metadata = /^developerMetadata\/([^/]+)$/.exec(rest)?.[1];
  if (metadata !== undefined) return verb === 'GET' ? { method: 'developerMetadata.get', part: metadata } : undefined;
  const copy = /^sheets\/(\d+)(?::|%3A)copyTo$/i.exec(rest)?.[1];
  return copy !== undefined && verb === 'POST' ? { method: 'sheets.copyTo', part: copy } : undefined;
}

function findRange(verb: string, text: string): Part | undefined {
  const action = /^(.*)(?::|%3A)(append|clear)$/i.exec(text);
  if (verb === 'POST')
    return action ? { method: action[2]?.toLowerCase() === 'append' ? 'values.append' : 'values.clear', part: action[1] ?? '' } : undefined;
  if (verb === 'GET') return { method: 'values.get', part: text };
  return verb === 'PUT' ? { method: 'values.update', part: text } : undefined;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch (error) {
    if (error instanceof URIError) return text;
    throw error;
  }
}
