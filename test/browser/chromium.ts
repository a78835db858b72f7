/**
 * A real Chromium for tests, out of npm: nothing is installed on the machine. The packed browser is unpacked once per user
 * into the temporary folder, in one move, so that test files that start together never meet a half-written file.
 */
import { execFile, execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir, userInfo } from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { type Browser, chromium as playwright } from 'playwright-core';

/** No sandbox: tests run as root too. The rest stops every call that a browser makes by itself. */
const FLAGS = [
  '--headless',
  '--no-sandbox',
  '--no-zygote',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--font-render-hinting=none',
  '--hide-scrollbars',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-default-apps',
  '--disable-domain-reliability',
  '--disable-sync',
  '--disable-breakpad',
  '--metrics-recording-only',
  '--no-pings',
  '--no-first-run',
  '--no-default-browser-check',
  '--disable-features=OptimizationHints,MediaRouter,Translate,AutofillServerCommunication,CertificateTransparencyComponentUpdater',
  // Only loopback is reached, whatever a page asks for.
  '--host-resolver-rules=MAP * ~NOTFOUND, EXCLUDE 127.0.0.1, EXCLUDE localhost',
];

/** Starts the browser; `close()` ends it and removes its profile. */
export async function launchChromium(): Promise<Browser> {
  const home = await unpacked();
  const executable = path.join(home, 'chromium');
  return playwright.launch({
    executablePath: executable,
    args: FLAGS,
    ignoreDefaultArgs: ['--enable-automation'],
    env: { ...definedEnv(), ...libraries(home, executable), FONTCONFIG_PATH: path.join(home, 'fonts') },
  });
}

/** The folder with the unpacked browser, its fonts and its libraries. */
async function unpacked(): Promise<string> {
  const home = path.join(tmpdir(), `evenkeel-chromium-${version()}-${userInfo().uid}`);
  if (existsSync(path.join(home, 'complete'))) return home;
  const place = mkdtempSync(`${home}-`);
  await unpackInto(place);
  // The package's fonts, so that a page looks the same everywhere; the system's for the signs that they lack.
  const fonts = path.join(home, 'fonts');
  writeFileSync(
    path.join(place, 'fonts', 'fonts.conf'),
    `<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig><dir>${fonts}</dir><dir>/usr/share/fonts</dir><cachedir>${path.join(home, 'font-cache')}</cachedir></fontconfig>`,
  );
  writeFileSync(path.join(place, 'complete'), '');
  try {
    renameSync(place, home);
  } catch (error) {
    // Another test file was faster, and its copy is as good.
    if (!existsSync(path.join(home, 'complete'))) throw error;
    rmSync(place, { recursive: true });
  }
  return home;
}

/**
 * The package unpacks into `tmpdir()` only, and its libraries only where it believes to be on Amazon's system. In a process
 * of its own: whoever asks for a temporary folder meanwhile must not get one inside `place`.
 */
async function unpackInto(place: string): Promise<void> {
  const script = "import chromium from '@sparticuz/chromium'; await chromium.executablePath();";
  const env = { ...process.env, TMPDIR: place, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs20.x' };
  await promisify(execFile)(process.execPath, ['--input-type=module', '--eval', script], { cwd: import.meta.dirname, env });
  mkdirSync(path.join(place, 'fonts'), { recursive: true });
}

/** Chromium's libraries from the package, where the system lacks some of them. */
function libraries(home: string, executable: string): { LD_LIBRARY_PATH?: string } {
  const wanted = execFileSync('ldd', [executable], { encoding: 'utf8' });
  return wanted.includes('not found') ? { LD_LIBRARY_PATH: path.join(home, 'al2023', 'lib') } : {};
}

function version(): string {
  const file = path.join(path.dirname(fileURLToPath(import.meta.resolve('@sparticuz/chromium'))), '../../package.json');
  const { version } = JSON.parse(readFileSync(file, 'utf8')) as { version: string };
  return version;
}

function definedEnv(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).filter((entry): entry is [string, string] => entry[1] !== undefined));
}
