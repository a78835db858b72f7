/** The vendors' own public APIs, called on the page's origin as the chosen person. */
import type { PagePerson } from '../contract.ts';

/** The vendor refused, in its own words. */
class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.name = 'Refused';
    this.status = status;
  }
}

/** monday's GraphQL; answers `data`, throws `Refused` with its errors. */
export async function monday<T>(person: PagePerson, query: string, variables: Record<string, unknown>): Promise<T> {
  const headers = { 'content-type': 'application/json', authorization: person.tokens.monday, 'api-version': '2026-10' };
  const response = await fetch('/v2', { method: 'POST', headers, body: JSON.stringify({ query, variables }) });
  const body = (await response.json()) as { data?: T; errors?: { message: string }[]; error_message?: string };
  const wrong = body.errors?.[0]?.message ?? body.error_message;
  if (wrong !== undefined || body.data === undefined || body.data === null)
    throw new Refused(response.status, wrong ?? response.statusText);
  return body.data;
}

/** Google Sheets and Drive. */
export function google<T>(person: PagePerson, path: string, method = 'GET', body?: unknown): Promise<T> {
  return rest(path, method, `Bearer ${person.tokens.google}`, body);
}

/** Confluence under the site's own address, with the person's API token. */
export function confluence<T>(person: PagePerson, path: string, method = 'GET', body?: unknown): Promise<T> {
  const login = new TextEncoder().encode(`${person.email}:${person.tokens.confluence}`);
  return rest(path, method, `Basic ${btoa(String.fromCharCode(...login))}`, body);
}

async function rest<T>(path: string, method: string, authorization: string, body: unknown): Promise<T> {
  const init: RequestInit = { method, headers: { 'content-type': 'application/json', authorization } };
  if (body !== undefined) init.body = JSON.stringify(body);
  const response = await fetch(path, init);
  const text = await response.text();
  const answer = (text === '' ? null : JSON.parse(text)) as T & Wrong;
  if (response.ok) return answer;
  throw new Refused(response.status, answer?.error?.message ?? answer?.errors?.[0]?.title ?? response.statusText);
}

interface Wrong {
  readonly error?: { readonly message: string };
  readonly errors?: readonly { readonly title: string }[];
}
