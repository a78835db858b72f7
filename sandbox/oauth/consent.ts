/**
 * Consent pages. A browser that brings `auto=1` and `login_hint=<person's id or e-mail>` has consented already, which is
 * what the page's own Allow button sends; so the page needs no session, and a program can consent as a person.
 * With `granular=1` only those scopes are granted that have no box, or whose box is `ticked`.
 */

import type { SandboxWorld } from '../world/create-world.ts';
import type { AppVendor, RegisteredApp } from '../world/people/apps.ts';
import type { Person } from '../world/world.ts';

export interface ConsentRules {
  readonly vendor: AppVendor;
  /** The vendor's name as people know it. */
  readonly name: string;
  readonly apps: readonly RegisteredApp[];
  /** The scopes in the request, as the vendor separates them. */
  readonly scopes: (query: URLSearchParams) => readonly string[];
  /** Whether the tokens will come with a refresh token. */
  readonly offline: (query: URLSearchParams, knownPerson: boolean) => boolean;
  /** Whether the page has a box for a scope, so that people can leave it out. */
  readonly hasBox?: (scope: string) => boolean;
  /** What the vendor adds to the way back beside code and state, of the scopes that were granted. */
  readonly extra?: (granted: readonly string[]) => Record<string, string>;
}

/** Answers `GET` of an authorize address: the consent page, the way back with a code, or what is wrong with the request. */
export function authorize(world: SandboxWorld, rules: ConsentRules, url: URL): Response {
  const query = url.searchParams;
  const app = rules.apps.find(({ clientId }) => clientId === query.get('client_id'));
  if (!app) return mistake(rules, `There is no app with client_id ${query.get('client_id') ?? '(none)'}.`);
  const redirectUri = query.get('redirect_uri') ?? '';
  if (!app.redirectUris.includes(redirectUri))
    return mistake(rules, `redirect_uri ${redirectUri || '(none)'} isn't one that the app registered.`);
  if (query.get('denied') === '1') return back(redirectUri, query, { error: 'access_denied' });
  const responseType = query.get('response_type') ?? 'code';
  if (responseType !== 'code') return back(redirectUri, query, { error: 'unsupported_response_type' });
  const challenge = query.get('code_challenge');
  if (challenge !== null && query.get('code_challenge_method') !== 'S256') return back(redirectUri, query, { error: 'invalid_request' });

  const hint = query.get('login_hint');
  const person = world.people.all().find(({ id, email }) => id === hint || email === hint);
  if (!person || query.get('auto') !== '1') return page(rules, url, world.people.all(), person);

  const known = world.grants.knows(rules.vendor, app.clientId, person.id);
  const scopes = granted(rules, query);
  const offline = rules.offline(query, known);
  const code = world.grants.consent({
    vendor: rules.vendor,
    clientId: app.clientId,
    personId: person.id,
    scopes,
    redirectUri,
    challenge,
    offline,
  });
  world.store.commit();
  return back(redirectUri, query, { code, ...rules.extra?.(scopes) });
}

/** Without `granular`, all boxes count as ticked. */
function granted(rules: ConsentRules, query: URLSearchParams): readonly string[] {
  const ticked = query.getAll('ticked');
  return rules.scopes(query).filter((scope) => query.get('granular') !== '1' || !rules.hasBox?.(scope) || ticked.includes(scope));
}

/** Parameters of the page's own. */
const OWN = ['login_hint', 'auto', 'granular', 'ticked'];

function back(redirectUri: string, query: URLSearchParams, parameters: Record<string, string>): Response {
  const target = new URL(redirectUri);
  const state = query.get('state');
  for (const [name, value] of Object.entries({ ...parameters, ...(state === null ? {} : { state }) })) target.searchParams.set(name, value);
  return new Response(null, { status: 302, headers: { location: target.href, 'cache-control': 'no-store' } });
}

function mistake(rules: ConsentRules, message: string): Response {
  return html(400, `${rules.name}: sign-in error`, `<h1>${escaped(rules.name)}</h1><p role="alert">${escaped(message)}</p>`);
}

function page(rules: ConsentRules, url: URL, people: readonly Person[], chosen: Person | undefined): Response {
  const carried = [...url.searchParams].filter(([name]) => !OWN.includes(name));
  const hidden = carried.map(([name, value]) => `<input type="hidden" name="${escaped(name)}" value="${escaped(value)}">`).join('');
  const choices = people.map(({ id, name, email }, index) => {
    const checked = chosen ? chosen.id === id : index === 0;
    return `<label><input type="radio" name="login_hint" value="${escaped(id)}"${checked ? ' checked' : ''}> ${escaped(name)} <small>${escaped(email)}</small></label>`;
  });
  const scopes = rules.scopes(url.searchParams).map((scope) => {
    const text = `<code>${escaped(scope)}</code>`;
    if (!rules.hasBox?.(scope)) return `<li>${text}</li>`;
    return `<li><label><input type="checkbox" name="ticked" value="${escaped(scope)}" checked> ${text}</label></li>`;
  });
  return html(
    200,
    `Allow access to ${rules.name}`,
    `<h1>${escaped(rules.name)}</h1><p>An app asks for access. Who are you?</p>
<form method="get" action="${escaped(url.pathname)}">${hidden}<fieldset><legend>Account</legend>${choices.join('')}</fieldset>
<input type="hidden" name="granular" value="1"><details open><summary>What it may do</summary><ul>${scopes.join('')}</ul></details>
<button name="auto" value="1">Allow</button> <button name="denied" value="1">Deny</button></form>`,
  );
}

function html(status: number, title: string, body: string): Response {
  const style = 'body{font:16px system-ui;max-width:32rem;margin:3rem auto}label{display:block;padding:.25rem 0}fieldset{margin:1rem 0}';
  const text = `<!doctype html><html lang="en"><meta charset="utf-8"><title>${escaped(title)}</title><style>${style}</style><body>${body}</body></html>`;
  return new Response(text, { status, headers: { 'content-type': 'text/html; charset=utf-8', 'cache-control': 'no-store' } });
}

function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
}
