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
