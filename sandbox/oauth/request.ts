import type { RegisteredApp } from '../world/people/apps.ts';

/** The texts of a token request, sent as a form or as JSON; anything that is no text is left out. */
export async function parametersOf(request: Request): Promise<ReadonlyMap<string, string>> {
  const body = await request.text();
  if (!request.headers.get('content-type')?.includes('json')) return new Map(new URLSearchParams(body));
  try {
    const parsed: unknown = JSON.parse(body);
    if (typeof parsed !== 'object' || parsed === null) return new Map();
    return new Map(Object.entries(parsed).filter((entry): entry is [string, string] => typeof entry[1] === 'string'));
  } catch {
    // What can't be read asks for nothing: the endpoint answers that its parameters are missing.
    return new Map();
  }
}

/** The app that a token request authenticates as, by body or by a Basic header; undefined when its secret isn't right. */
export function clientOf(
  request: Request,
  parameters: ReadonlyMap<string, string>,
  apps: readonly RegisteredApp[],
): RegisteredApp | undefined {
  const basic = /^basic (.+)$/i.exec(request.headers.get('authorization') ?? '')?.[1];
  const [basicId, basicSecret] = basic ? Buffer.from(basic, 'base64').toString().split(':') : [];
  const id = parameters.get('client_id') ?? basicId;
  const secret = parameters.get('client_secret') ?? basicSecret;
  return apps.find((app) => app.clientId === id && app.clientSecret === secret);
}

/** An OAuth error as RFC 6749 spells it. */
export function oauthError(status: number, error: string, description?: string): Response {
  return Response.json({ error, ...(description === undefined ? {} : { error_description: description }) }, { status });
}

/** An answer with tokens, which no cache may keep. */
export function tokenAnswer(body: Record<string, unknown>): Response {
  return Response.json(body, { headers: { 'cache-control': 'no-store', pragma: 'no-cache' } });
}
