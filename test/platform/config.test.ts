import { describe, expect, it } from 'vitest';
import { readConfig, readSettings } from '../../platform/config.ts';
import { SetupError } from '../../platform/setup-error.ts';

const key = Buffer.alloc(32, 7).toString('base64');
const env = {
  NODE_ENV: 'production',
  EVENKEEL_PUBLIC_URL: 'https://keel.example.com/',
  EVENKEEL_MASTER_KEY: `k2:${key},k1:${key}`,
  MONDAY_CLIENT_ID: 'mc',
  MONDAY_CLIENT_SECRET: 'new, old',
  MONDAY_SIGNING_SECRET: 'ms',
  GOOGLE_CLIENT_ID: 'gc',
  GOOGLE_CLIENT_SECRET: 'gs',
  ATLASSIAN_CLIENT_ID: 'ac',
  ATLASSIAN_CLIENT_SECRET: 'as',
};

function problemOf(read: () => unknown): string {
  try {
    read();
  } catch (error) {
    expect(error).toBeInstanceOf(SetupError);
    return error instanceof Error ? error.message : '';
  }
  return 'nothing';
}

describe('readSettings', () => {
  it('needs nothing, and is production unless told otherwise', () => {
    expect(readSettings({})).toEqual({
      production: true,
      home: `${process.cwd()}/.evenkeel`,
      portBase: 4300,
      port: 4300,
      logLevel: 'info',
      database: null,
      metricsPort: null,
      redisUrl: null,
      pollMs: null,
      callTimeoutMs: 60_000,
      limits: 'vendor',
      mondayDailyCalls: 'by-plan',
      googleCallsPerMinute: 300,
      sweepMs: 60_000,
      wireLog: null,
    });
    expect([readSettings({ NODE_ENV: 'development' }), readSettings({ NODE_ENV: 'staging' })].map((s) => s.production)).toEqual([
      false,
      true,
    ]);
  });

  it('takes what is set; an empty variable counts as not set', () => {
    const settings = readSettings({
      EVENKEEL_HOME: '/var/keel',
      PORT_BASE: '5000',
      PORT: '',
      EVENKEEL_POLL_S: '0.2',
      EVENKEEL_SWEEP_S: '1.5',
      LOG_LEVEL: 'debug',
      WIRE_LOG: 'wire.jsonl',
    });
    expect(settings).toMatchObject({
      home: '/var/keel',
      portBase: 5000,
      port: 5000,
      pollMs: 200,
      sweepMs: 1500,
      logLevel: 'debug',
      wireLog: 'wire.jsonl',
    });
  });

  it('lets the owner of the database be another login than the one everything runs as', () => {
    const url = 'postgres://app:x@db.example.com/keel';
    expect(readSettings({ DATABASE_URL: url }).database).toEqual({ url, ownerUrl: url });
    expect(readSettings({ DATABASE_URL: url, DATABASE_OWNER_URL: 'postgres://owner@db/keel' }).database).toEqual({
      url,
      ownerUrl: 'postgres://owner@db/keel',
    });
  });

  it.each([
    [{ PORT_BASE: 'http' }, /^PORT_BASE is not a number: set it/],
    [{ PORT_BASE: '70000' }, /^PORT_BASE is above 65500/],
    [{ LOG_LEVEL: 'loud' }, /^LOG_LEVEL is not one of trace, debug/],
    [{ DATABASE_URL: 'mysql://x/y' }, /^DATABASE_URL is not of the form postgres:/],
    [{ DATABASE_URL: 'postgres://host' }, /^DATABASE_URL is not of the form/],
    [{ REDIS_URL: 'localhost:6379' }, /^REDIS_URL is not of the form/],
    [{ EVENKEEL_POLL_S: '0' }, /^EVENKEEL_POLL_S must be above 0/],
    [{ WIRE_LOG: '../x' }, /^WIRE_LOG is not a plain file name/],
    [{ PORT_BASE: 'x', LOG_LEVEL: 'y' }, /^PORT_BASE is not a number; LOG_LEVEL is not one of/],
  ])('names the variable that is wrong: %j', (wrong, message) => {
    expect(problemOf(() => readSettings(wrong))).toMatch(message);
  });
});

describe('readConfig', () => {
  it('points at the vendors themselves and takes rotating secrets newest first', () => {
    const config = readConfig(env);
    expect(config.publicUrl).toBe('https://keel.example.com');
    expect(config.masterKeys.map(({ id, key }) => [id, key.length])).toEqual([
      ['k2', 32],
      ['k1', 32],
    ]);
    expect(config.monday).toEqual({
      clientId: 'mc',
      clientSecrets: ['new', 'old'],
      signingSecrets: ['ms'],
      apiUrl: 'https://api.monday.com/v2',
      apiVersion: '2026-10',
      authUrl: 'https://auth.monday.com',
      oauthFlow: 'oauth-2.1',
    });
    expect(config.google).toMatchObject({
      sheetsUrl: 'https://sheets.googleapis.com',
      driveUrl: 'https://www.googleapis.com',
      oauthUrl: 'https://oauth2.googleapis.com',
    });
    expect(config.atlassian).toMatchObject({ apiUrl: 'https://api.atlassian.com', authUrl: 'https://auth.atlassian.com' });
  });

  it('takes the OAuth flow that the monday app has, and no other word', () => {
    expect(readConfig({ ...env, MONDAY_OAUTH_FLOW: 'legacy' }).monday.oauthFlow).toBe('legacy');
    expect(problemOf(() => readConfig({ ...env, MONDAY_OAUTH_FLOW: 'oauth2' }))).toMatch(
      /^MONDAY_OAUTH_FLOW is neither oauth-2\.1 nor legacy: set it in the environment/,
    );
  });

  it('names every missing variable at once, in one line, and quotes no value', () => {
    const message = problemOf(() =>
      readConfig({ ...env, MONDAY_CLIENT_SECRET: undefined, EVENKEEL_MASTER_KEY: 'hunter2', GOOGLE_CLIENT_ID: '' }),
    );
    expect(message).toMatch(
      /^EVENKEEL_MASTER_KEY is not of the form .*; MONDAY_CLIENT_SECRET is not set; GOOGLE_CLIENT_ID is not set: set it in the environment/,
    );
    expect(message).not.toContain('hunter2');
    expect(message).not.toContain('\n');
  });

  it.each([
    'http://api.monday.com/v2',
    'https://localhost/v2',
    'https://LOCALHOST./v2',
    'https://127.0.0.1:4301/v2',
    'https://127.1/v2',
    'https://2130706433/',
    'https://0x7f.0.0.1/',
    'https://[::1]:4301/',
    'https://[::ffff:127.0.0.1]/',
    'https://[fe80::1]/',
    'https://[fd00::1]/',
    'https://0.0.0.0/',
    'https://10.1.2.3/',
    'https://172.31.0.1/',
    'https://192.168.1.1/',
    'https://169.254.169.254/',
    'https://100.64.0.1/',
    'https://metadata.google.internal/',
    'https://db/',
    'https://user:pass@api.monday.com/v2',
    'https://api.monday.com/v2?x=1',
    'ftp://api.monday.com',
    'api.monday.com',
  ])('refuses %s as a vendor in production', (url) => {
    expect(problemOf(() => readConfig({ ...env, MONDAY_API_URL: url }))).toMatch(/^MONDAY_API_URL (must be|is not|is on)/);
  });

  it('lets the open internet pass in production, and loopback outside it', () => {
    for (const url of ['https://172.32.0.1/v2', 'https://8.8.8.8/v2', 'https://[2606:4700::1]/v2', 'https://eu.monday.com/v2/']) {
      expect(readConfig({ ...env, MONDAY_API_URL: url }).monday.apiUrl).toBe(url.replace(/\/$/, ''));
    }
    const played = readConfig({
      ...env,
      NODE_ENV: 'development',
      MONDAY_API_URL: 'http://127.0.0.1:4301/v2',
      EVENKEEL_PUBLIC_URL: 'http://127.0.0.1:4300',
    });
    expect([played.monday.apiUrl, played.publicUrl]).toEqual(['http://127.0.0.1:4301/v2', 'http://127.0.0.1:4300']);
  });

  it.each(['k1', `:${key}`, `k 1:${key}`, 'k1:c2hvcnQ=', `k1:${key},k1:${key}`])('refuses the master key %j', (wrong) => {
    expect(problemOf(() => readConfig({ ...env, EVENKEEL_MASTER_KEY: wrong }))).toMatch(/^EVENKEEL_MASTER_KEY is not of the form/);
  });
});
