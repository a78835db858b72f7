/** What a process that runs everything on one machine needs of the platform: settings, a database, its schema. */
import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { systemClock } from '../platform/clock.ts';
import type { Settings } from '../platform/config.ts';
import { environment, readConfig, readSettings } from '../platform/config.ts';
import { startEmbedded } from '../platform/postgres/embedded.ts';
import { migrate } from '../platform/postgres/migrate.ts';
import { prepareQueue } from '../platform/queue/postgres-store.ts';
import { systemRandom } from '../platform/random.ts';
import { SetupError } from '../platform/setup-error.ts';
import type { Composed } from './compose.ts';
import { compose } from './compose.ts';

export type Variables = Readonly<Record<string, string | undefined>>;

export const localSettings = (): Settings => readSettings(environment());

/** Whether `npm run` is our parent, rather than a shell or a supervisor. */
export const startedByNpm = (): boolean => environment().npm_lifecycle_event !== undefined;

/** Today by the machine's clock, `YYYY-MM-DD` in UTC. */
export const today = (): string => new Date(systemClock.now()).toISOString().slice(0, 10);

/** For timing what the demo prints, ms. */
export const elapsed = (): number => systemClock.monotonic();

/** This process's environment with more in it, for a child. */
export const environmentWith = (more: Variables): Variables => ({ ...environment(), ...more });

export interface LocalDatabase {
  readonly url: string;
  readonly ended: Promise<void>;
  stop(): Promise<void>;
}

/** DATABASE_URL's database, else an embedded one in the home folder; migrated, with the queue's tables. */
export async function openLocalDatabase(settings: Settings, say: (line: string) => void): Promise<LocalDatabase> {
  const { database } = settings;
  if (database !== null) {
    await prepare(database.ownerUrl);
    return { url: database.url, ended: new Promise(() => undefined), stop: async () => undefined };
  }
  const embedded = await startEmbedded({ home: settings.home, clock: systemClock, survives: 'kill', log: say });
  await prepare(embedded.ownerUrl);
  return { url: embedded.url, ended: embedded.ended, stop: () => embedded.stop() };
}

async function prepare(ownerUrl: string): Promise<void> {
  await migrate(ownerUrl);
  await prepareQueue(ownerUrl);
}

const secretsFile = z.object({
  masterKey: z.string(),
  mondayClient: z.string(),
  mondaySigning: z.string(),
  googleClient: z.string(),
  atlassianClient: z.string(),
});
export type LocalSecrets = z.infer<typeof secretsFile>;

/** Secrets of this home, made once. @throws SetupError when the folder can't be written. */
export function localSecrets(home: string): LocalSecrets {
  return keptIn(join(home, 'secrets.json'), secretsFile, () => ({
    masterKey: `k1:${Buffer.from(systemRandom.secret(32), 'base64url').toString('base64')}`,
    mondayClient: systemRandom.secret(24),
    mondaySigning: systemRandom.secret(24),
    googleClient: systemRandom.secret(24),
    atlassianClient: systemRandom.secret(24),
  }));
}

/** The file's content, made first when there is none. Only its owner may read it. */
function keptIn<T>(file: string, shape: z.ZodType<T>, make: () => T): T {
  const known = readKept(file, shape);
  if (known !== null) return known;
  const made = make();
  writeWhole(file, `${JSON.stringify(made, null, 2)}\n`);
  return made;
}

/** The file's content; null when there is no such file. @throws SetupError when it isn't what it should be. */
export function readKept<T>(file: string, shape: z.ZodType<T>): T | null {
  try {
    return shape.parse(JSON.parse(readFileSync(file, 'utf8')));
  } catch (cause) {
    if (!(cause instanceof Error) || !('code' in cause))
      throw new SetupError(`${file} isn't what we wrote: remove it to begin anew`, { cause });
    if (cause.code === 'ENOENT') return null;
    throw new SetupError(`${file} can't be read: make it readable, or choose another folder with EVENKEEL_HOME`, { cause });
  }
}

/** Writes a file in one step: a reader sees the old one or the new one. @throws SetupError when it can't be written. */
export function writeWhole(file: string, content: string): void {
  try {
    mkdirSync(join(file, '..'), { recursive: true });
    writeFileSync(`${file}.new`, content, { mode: 0o600 });
    renameSync(`${file}.new`, file);
  } catch (cause) {
    throw new SetupError(`${file} can't be written: choose another folder with EVENKEEL_HOME`, { cause });
  }
}

/** The app with these variables instead of the environment's. */
export const composeLocal = (variables: Variables, databaseUrl: string, name: string): Composed =>
  compose({ config: readConfig(variables), databaseUrl, name });

export { SetupError };
