/** What the documents name is there: files, words, variables, scopes, commands. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { authorizeUrl as atlassian } from '../../connectors/confluence/auth.ts';
import { authorizeUrl as google } from '../../connectors/google-sheets/auth.ts';
import { authorizeUrl as monday } from '../../connectors/monday/auth.ts';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const read = (path: string): string => readFileSync(at(path), 'utf8');
const DOCUMENTS = [
  'README.md',
  'core/terms.md',
  ...readdirSync(at('docs')).flatMap((name) => (name.endsWith('.md') ? [`docs/${name}`] : [])),
];
const ROOMS = /^(core|connectors|platform|app|server|workers|cli|demo|client|sandbox|bench|docs|test|\.ci)\//;

/** Texts between backticks. */
const quoted = (text: string): string[] => [...text.matchAll(/`([^`\n]+)`/g)].map((match) => match[1] ?? '');

describe.each(DOCUMENTS)('%s', (path) => {
  const text = read(path);

  it('names only files that are there', () => {
    const named = quoted(text).filter((word) => ROOMS.test(word) && !/[\s*{<]/.test(word));
    expect(named.filter((file) => !existsSync(at(file)))).toEqual([]);
  });

  it('links only to files that are there', () => {
    const folder = path.includes('/') ? `${path.slice(0, path.lastIndexOf('/'))}/` : '';
    const links = [...text.matchAll(/\]\((?!https?:|#)([^)#]+)/g)].map((match) => match[1] ?? '');
    expect(links.filter((file) => !existsSync(at(folder + file)))).toEqual([]);
  });

  it('names only commands that are there', () => {
    const { scripts } = JSON.parse(read('package.json')) as { scripts: Record<string, string> };
    const commands = [...text.matchAll(/npm (?:run )?([a-z]+)/g)].map((match) => match[1] ?? '');
    const known = [...Object.keys(scripts), 'ci', 'install', 'cache'];
    expect(commands.filter((command) => !known.includes(command) && text.includes(`npm run ${command}`))).toEqual([]);
  });
});

describe('core/terms.md', () => {
  it('says where each word lives, by names that stand there', () => {
    const rows = read('core/terms.md')
      .split('\n')
      .filter((line) => line.startsWith('| ') && !line.startsWith('| word'));
    expect(rows.length).toBeGreaterThan(30);
    const lost = rows.flatMap((row) =>
      [...(row.split('|')[3] ?? '').matchAll(/`(\w+)(?:\.\w+)?`((?:, `\w+`)*) in `([^`]+)`/g)].flatMap((match) => {
        const names = [match[1] ?? '', ...quoted(match[2] ?? '')];
        const source = read(match[3] ?? '');
        return names.filter((name) => !new RegExp(`export (interface|type|const|function|class) ${name}\\b`).test(source));
      }),
    );
    expect(lost).toEqual([]);
  });
});

const SPEC = 'core/SPEC.md';

describe.skipIf(!existsSync(at(SPEC)))(SPEC, () => {
  const tests = readdirSync(at('test'), { recursive: true, encoding: 'utf8' }).filter((name) => /\.test\.tsx?$/.test(name));
  // Of `test('…`, and of `test.each([ … ])('…`.
  const NAME = /(?:\b(?:test|it|describe)\b[^\n]*|\]\)|\}\))\(\s*['"`]([^\n]*)/g;
  const names = tests.flatMap((name) => [...read(`test/${name}`).matchAll(NAME)].map((match) => match[1] ?? ''));
  const quotes = new Set(names.flatMap((name) => [...name.matchAll(/\[([A-Z]\d+)\]/g)].map((match) => match[1] ?? '')));
  const rules = [...read(SPEC).matchAll(/\*\*([A-Z]\d+)\*\*/g)].map((match) => match[1] ?? '');

  it('numbers every rule that a test quotes', () => {
    expect(quotes.size).toBeGreaterThan(100);
    expect([...quotes].filter((rule) => !rules.includes(rule))).toEqual([]);
  });

  it('has every rule once, and quoted by the name of a test that holds it', () => {
    expect(rules.filter((rule, at) => rules.indexOf(rule) !== at)).toEqual([]);
    expect(rules.filter((rule) => !quotes.has(rule))).toEqual([]);
  });
});

describe('docs/setup.md', () => {
  const setup = read('docs/setup.md');

  it('explains each variable that the product reads', () => {
    const variables = [...read('platform/config.ts').matchAll(/^ {2,4}([A-Z][A-Z_]+): /gm)].map((match) => match[1] ?? '');
    expect(variables.length).toBeGreaterThan(15);
    expect(variables.filter((name) => !setup.includes(`\`${name}\``))).toEqual([]);
  });

  it('lists the scopes that are asked for, and no others', () => {
    const app = { clientId: 'c', clientSecret: 's', redirectUri: 'https://evenkeel.example/callback', flow: 'oauth-2.1' } as const;
    const asked = { state: 's', challenge: 'c' };
    const urls = [
      monday({ ...app, authUrl: 'https://auth.monday.com' }, asked),
      google({ ...app, accountsUrl: 'https://accounts.google.com', tokenUrl: 'https://oauth2.googleapis.com' }, asked),
      atlassian({ ...app, authUrl: 'https://auth.atlassian.com' }, asked),
    ];
    const scopes = urls.flatMap((url) => (new URL(url).searchParams.get('scope') ?? '').split(' '));
    const listed = quoted(setup).filter((word) =>
      /^[a-z-]+:[a-z]+(:confluence)?$|^offline_access$|^openid$|^email$|auth\/drive/.test(word),
    );
    expect([...new Set(listed)].sort()).toEqual([...new Set(scopes)].sort());
  });
});
