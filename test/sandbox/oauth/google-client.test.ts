import { auth } from 'googleapis/build/src/apis/oauth2/index.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type AgencySandbox, createAgencySandbox } from '../../../sandbox/agency-sandbox.ts';
import { type Listening, listen } from '../../../sandbox/server/listen.ts';
import { memoryState } from '../../../sandbox/world/store/state.ts';
import type { Handler } from '../../../sandbox/world/world.ts';

const redirectUri = 'http://127.0.0.1:4300/oauth/google';
let listening: Listening;
let whole: AgencySandbox;

beforeAll(async () => {
  let handler: Handler = async () => new Response(null, { status: 503 });
  listening = await listen(
    (request) => handler(request),
    0,
    (error) => console.error(error),
  );
  const app = { clientId: 'client', clientSecret: 'secret', signingSecret: '', redirectUris: [redirectUri], boardViewUrl: null };
  whole = await createAgencySandbox({
    state: memoryState(),
    today: '2026-11-23',
    origin: listening.origin,
    apps: { monday: [], google: [app], atlassian: [] },
  });
  handler = whole.sandbox.fetch;
});
afterAll(async () => {
  whole.sandbox.close();
  await listening.close();
});

type Google = InstanceType<typeof auth.OAuth2>;

/** Google's own library, told where Google is and nothing else. */
function client(): Google {
  const { origin } = listening;
  return new auth.OAuth2({
    clientId: 'client',
    clientSecret: 'secret',
    redirectUri,
    forceRefreshOnFailure: true,
    endpoints: { oauth2AuthBaseUrl: `${origin}/o/oauth2/v2/auth`, oauth2TokenUrl: `${origin}/token`, oauth2RevokeUrl: `${origin}/revoke` },
  });
}

async function consent(google: Google): Promise<string> {
  const url = google.generateAuthUrl({
    access_type: 'offline',
    prompt: 'consent',
    scope: ['https://www.googleapis.com/auth/drive.file'],
    state: 's',
    login_hint: 'anna',
  });
  const response = await fetch(`${url}&auto=1`, { redirect: 'manual' });
  return new URL(response.headers.get('location') ?? '').searchParams.get('code') ?? '';
}

describe('google-auth-library against the sandbox', () => {
  it('reaches with drive.file what it made and, of what people made, what they pick for it', async () => {
    const google = client();
    google.setCredentials((await google.getToken(await consent(google))).tokens);
    const control = (method: string, path: string, body?: object) =>
      fetch(`${listening.origin}${path}`, { method, ...(body && { body: JSON.stringify(body) }) });
    const make = async (headers: Record<string, string>) => {
      const made = await fetch(`${listening.origin}/v4/spreadsheets`, { method: 'POST', headers, body: '{}' });
      return ((await made.json()) as { spreadsheetId: string }).spreadsheetId;
    };
    const statusOf = async (id: string) => {
      const answer = await google.request({ url: `${listening.origin}/v4/spreadsheets/${id}`, validateStatus: () => true });
      return answer.status;
    };
    await control('POST', '/picks', { mode: 'asked' });
    const own = await make({ authorization: `Bearer ${whole.agency().google.token}` });
    const made = await make({ authorization: `Bearer ${google.credentials.access_token}` });
    const seeded = whole.agency().google.spreadsheetId;
    expect([await statusOf(own), await statusOf(made), await statusOf(seeded)]).toEqual([404, 200, 200]);
    await control('POST', '/picks', { file: own, person: 'anna', app: 'client' });
    await control('DELETE', `/picks/${seeded}`);
    expect([await statusOf(own), await statusOf(made), await statusOf(seeded)]).toEqual([200, 200, 404]);
    await control('POST', '/reset');
    expect(await statusOf(seeded)).toBe(200);
  });

  it('exchanges the code, reads the sheet, refreshes when the token is over, and is refused after revoking', async () => {
    const google = client();
    const { tokens } = await google.getToken(await consent(google));
    google.setCredentials(tokens);
    const url = `${listening.origin}/v4/spreadsheets/${whole.agency().google.spreadsheetId}/values/Budgets!A1:B1`;
    const read = () => google.request<{ values: string[][] }>({ url });
    expect((await read()).data.values).toEqual([['Client', 'Account manager']]);

    await fetch(`${listening.origin}/clock`, { method: 'POST', body: '{"advanceS":3600}' });
    expect((await read()).data.values).toEqual([['Client', 'Account manager']]);
    expect(google.credentials.access_token).not.toBe(tokens.access_token);
    expect(google.credentials.refresh_token).toBe(tokens.refresh_token);

    await google.revokeToken(tokens.refresh_token ?? '');
    await expect(client().getToken('never given')).rejects.toThrow('invalid_grant');
    const again = client();
    again.setCredentials({ refresh_token: tokens.refresh_token ?? null });
    await expect(again.getAccessToken()).rejects.toThrow('invalid_grant');
  });
});
