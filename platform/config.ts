/**
 * The one place that reads the environment. `readSettings` is what any process needs to start; `readConfig` adds the
 * secrets and addresses of the vendors, which the server and the workers need. Both are pure and name every wrong
 * variable at once. Production is the default: only NODE_ENV=development or test lets plain http and loopback through.
 */
import { resolve } from 'node:path';
import { z } from 'zod';
import { SetupError } from './setup-error.ts';
import { publicAddress, vendorAddress } from './vendor-address.ts';

export type Environment = Readonly<Record<string, string | undefined>>;

export interface Settings {
  readonly production: boolean;
  /** State folder, absolute. */
  readonly home: string;
  /** First of the ports that the demo takes. */
  readonly portBase: number;
  /** Where the server listens: PORT, else PORT_BASE. */
  readonly port: number;
  readonly logLevel: LogLevel;
  /** Null: the embedded Postgres. `url` is what server and workers use; `ownerUrl` runs migrations. */
  readonly database: { readonly url: string; readonly ownerUrl: string } | null;
  /** Where this process tells Prometheus its figures, on loopback; null: nowhere. */
  readonly metricsPort: number | null;
  /** Null: the queue stands in Postgres. */
  readonly redisUrl: string | null;
  /** Null: the product's own pace (60 s after activity, doubling); else every poll at this pace, ms. */
  readonly pollMs: number | null;
  /** The longest a vendor call may take, ms. A dead worker's work is taken over this long after its last call began. */
  readonly callTimeoutMs: number;
  /** `vendor`: we keep within the vendors' published limits by ourselves; `off`: the vendor's answers alone hold us back. */
  readonly limits: 'vendor' | 'off';
  /** What an account may call monday in a day: by its plan; `none` for an app of the marketplace, which is exempt. */
  readonly mondayDailyCalls: 'by-plan' | 'none' | number;
  /** What Google allows the whole project in a minute, of reads, and of writes: 300 until a raise is granted. */
  readonly googleCallsPerMinute: number;
  /** Between two sweeps for work whose wake-up was lost, ms. */
  readonly sweepMs: number;
  /** File name inside the home; null: no wire log. */
  readonly wireLog: string | null;
}

export interface Config extends Settings {
  /** Where browsers and vendors reach us: no slash at the end. */
  readonly publicUrl: string;
  /** For sealing tokens. The first seals, all open: so a key can be rotated. */
  readonly masterKeys: readonly MasterKey[];
  readonly monday: OAuthApp & {
    readonly apiUrl: string;
    /** Sent with every call, so that monday's next version changes nothing by itself. */
    readonly apiVersion: string;
    readonly authUrl: string;
    /** The flow of new consents; tokens that are there already go on as they are. */
    readonly oauthFlow: 'oauth-2.1' | 'legacy';
    /** Accepted for board webhooks; more than one while it is rotated. */
    readonly signingSecrets: readonly string[];
  };
  readonly google: OAuthApp & {
    readonly sheetsUrl: string;
    readonly driveUrl: string;
    /** Token and revocation endpoints. */
    readonly oauthUrl: string;
    /** Where a person consents. */
    readonly accountsUrl: string;
  };
  readonly atlassian: OAuthApp & { readonly apiUrl: string; readonly authUrl: string };
}

export interface OAuthApp {
  readonly clientId: string;
  /** The first is used, all are accepted: so a secret can be rotated. */
  readonly clientSecrets: readonly [string, ...string[]];
}

export interface MasterKey {
  readonly id: string;
  /** 32 bytes. */
  readonly key: Uint8Array;
}

export type LogLevel = (typeof LOG_LEVELS)[number];

const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;

/** This process's own environment; what a child is to inherit, too. */
export function environment(): Environment {
  return process.env;
}

/** @throws SetupError naming each wrong variable and what to do. */
export function readSettings(env: Environment): Settings {
  const { PORT, PORT_BASE, ...read } = check(settingsSchema, env);
  const ownerUrl = read.DATABASE_OWNER_URL ?? read.DATABASE_URL;
  return {
    production: isProduction(env),
    home: resolve(read.EVENKEEL_HOME),
    portBase: PORT_BASE,
    port: PORT ?? PORT_BASE,
    logLevel: read.LOG_LEVEL,
    database: read.DATABASE_URL === undefined || ownerUrl === undefined ? null : { url: read.DATABASE_URL, ownerUrl },
    metricsPort: read.METRICS_PORT ?? null,
    redisUrl: read.REDIS_URL ?? null,
    pollMs: read.EVENKEEL_POLL_S === undefined ? null : Math.round(read.EVENKEEL_POLL_S * 1000),
    limits: read.EVENKEEL_LIMITS,
    mondayDailyCalls: read.MONDAY_DAILY_CALLS,
    googleCallsPerMinute: read.GOOGLE_CALLS_PER_MINUTE,
    callTimeoutMs: Math.round(read.EVENKEEL_CALL_TIMEOUT_S * 1000),
    sweepMs: Math.round(read.EVENKEEL_SWEEP_S * 1000),
    wireLog: read.WIRE_LOG ?? null,
  };
}

/** @throws SetupError naming each wrong or missing variable and what to do. */
export function readConfig(env: Environment): Config {
  const production = isProduction(env);
  const settings = readSettings(env);
  const read = check(configSchema(production), env);
  return {
    ...settings,
    publicUrl: read.EVENKEEL_PUBLIC_URL,
    masterKeys: read.EVENKEEL_MASTER_KEY,
    monday: {
      clientId: read.MONDAY_CLIENT_ID,
      clientSecrets: read.MONDAY_CLIENT_SECRET,
      signingSecrets: read.MONDAY_SIGNING_SECRET,
      apiUrl: read.MONDAY_API_URL,
      apiVersion: read.MONDAY_API_VERSION,
      authUrl: read.MONDAY_AUTH_URL,
      oauthFlow: read.MONDAY_OAUTH_FLOW,
    },
    google: {
      clientId: read.GOOGLE_CLIENT_ID,
      clientSecrets: read.GOOGLE_CLIENT_SECRET,
      sheetsUrl: read.GOOGLE_SHEETS_URL,
      driveUrl: read.GOOGLE_DRIVE_URL,
      oauthUrl: read.GOOGLE_OAUTH_URL,
      accountsUrl: read.GOOGLE_ACCOUNTS_URL,
    },
    atlassian: {
      clientId: read.ATLASSIAN_CLIENT_ID,
      clientSecrets: read.ATLASSIAN_CLIENT_SECRET,
      apiUrl: read.ATLASSIAN_API_URL,
      authUrl: read.ATLASSIAN_AUTH_URL,
    },
  };
}

function isProduction(env: Environment): boolean {
  return env.NODE_ENV !== 'development' && env.NODE_ENV !== 'test';
}

const port = z.coerce.number('is not a number').int('is not a whole number').min(1, 'is below 1').max(65_500, 'is above 65500');
const seconds = z.coerce.number('is not a number of seconds').positive('must be above 0').max(86_400, 'is more than a day (86400)');

const databaseUrl = z
  .string()
  .refine(
    (text) => /^postgres(ql)?:\/\/[^/]*\/./.test(text) && URL.canParse(text),
    'is not of the form postgres://user:password@host:5432/database',
  );

const settingsSchema = z.object({
  EVENKEEL_HOME: z.string().default('.evenkeel'),
  PORT_BASE: port.default(4300),
  PORT: port.optional(),
  METRICS_PORT: port.optional(),
  LOG_LEVEL: z.enum(LOG_LEVELS, `is not one of ${LOG_LEVELS.join(', ')}`).default('info'),
  DATABASE_URL: databaseUrl.optional(),
  DATABASE_OWNER_URL: databaseUrl.optional(),
  REDIS_URL: z
    .string()
    .refine((text) => /^rediss?:\/\/./.test(text) && URL.canParse(text), 'is not of the form redis://host:6379')
    .optional(),
  EVENKEEL_POLL_S: seconds.optional(),
  EVENKEEL_CALL_TIMEOUT_S: seconds.default(60),
  EVENKEEL_SWEEP_S: seconds.default(60),
  EVENKEEL_LIMITS: z.enum(['vendor', 'off'], 'is neither vendor nor off').default('vendor'),
  MONDAY_DAILY_CALLS: z
    .union([z.enum(['by-plan', 'none']), z.coerce.number().int().min(1)], 'is neither by-plan nor none nor a number of calls')
    .default('by-plan'),
  GOOGLE_CALLS_PER_MINUTE: z.coerce.number('is not a number').int('is not a whole number').min(60, 'is below 60').default(300),
  WIRE_LOG: z
    .string()
    .regex(/^[\w.-]+$/, 'is not a plain file name')
    .optional(),
});

const MISSING = 'is not set';
const text = z.string(MISSING);

/** Comma-separated, newest first. */
const secrets = text.transform((value, context): [string, ...string[]] => {
  const [first, ...rest] = value.split(',').map((part) => part.trim());
  if (first === undefined || first === '' || rest.includes('')) {
    context.addIssue('has an empty part');
    return z.NEVER;
  }
  return [first, ...rest];
});

/** `id:base64[,id:base64 …]`: the first seals. */
const masterKeys = text.transform((value, context): MasterKey[] => {
  const keys = value.split(',').map((part) => {
    const [id = '', encoded = ''] = part.trim().split(':');
    return { id, key: Uint8Array.from(Buffer.from(encoded, 'base64')) };
  });
  const wellFormed =
    keys.every(({ id, key }) => /^[\w-]{1,32}$/.test(id) && key.length === 32) && new Set(keys.map(({ id }) => id)).size === keys.length;
  if (!wellFormed) {
    context.addIssue('is not of the form name:base64-of-32-bytes (make one with: echo "k1:$(openssl rand -base64 32)")');
    return z.NEVER;
  }
  return keys;
});

function configSchema(production: boolean) {
  const vendor = (standard: string) => z.string().default(standard).transform(vendorAddress(production));
  return z.object({
    EVENKEEL_PUBLIC_URL: text.transform(publicAddress(production)),
    EVENKEEL_MASTER_KEY: masterKeys,
    MONDAY_CLIENT_ID: text,
    MONDAY_CLIENT_SECRET: secrets,
    MONDAY_SIGNING_SECRET: secrets,
    MONDAY_API_URL: vendor('https://api.monday.com/v2'),
    MONDAY_API_VERSION: z.enum(['2026-07', '2026-10', '2027-01']).default('2026-10'),
    MONDAY_OAUTH_FLOW: z.enum(['oauth-2.1', 'legacy'], 'is neither oauth-2.1 nor legacy').default('oauth-2.1'),
    MONDAY_AUTH_URL: vendor('https://auth.monday.com'),
    GOOGLE_CLIENT_ID: text,
    GOOGLE_CLIENT_SECRET: secrets,
    GOOGLE_SHEETS_URL: vendor('https://sheets.googleapis.com'),
    GOOGLE_DRIVE_URL: vendor('https://www.googleapis.com'),
    GOOGLE_OAUTH_URL: vendor('https://oauth2.googleapis.com'),
    GOOGLE_ACCOUNTS_URL: vendor('https://accounts.google.com'),
    ATLASSIAN_CLIENT_ID: text,
    ATLASSIAN_CLIENT_SECRET: secrets,
    ATLASSIAN_API_URL: vendor('https://api.atlassian.com'),
    ATLASSIAN_AUTH_URL: vendor('https://auth.atlassian.com'),
  });
}

/** An empty variable counts as not set: that is what `NAME=` in an .env file means. No value is ever quoted: it may be a secret. */
function check<Schema extends z.ZodType>(schema: Schema, env: Environment): z.output<Schema> {
  const result = schema.safeParse(Object.fromEntries(Object.entries(env).filter(([, value]) => value !== undefined && value !== '')));
  if (result.success) return result.data;
  const problems = result.error.issues.map(({ path, message }) => `${path.join('.')} ${message}`);
  throw new SetupError(`${problems.join('; ')}: set it in the environment (docs/setup.md explains each)`);
}
