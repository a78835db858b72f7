/** The connectors have the same files, with the same functions in the same order: who knows one knows all three. */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

interface Connector {
  readonly folder: string;
  /** The opened container: its file, its type, what opens, describes and prepares it. */
  readonly file: string;
  readonly opened: string;
  readonly unit: string;
  readonly vendor: string;
}

const CONNECTORS: readonly Connector[] = [
  { folder: 'monday', file: 'board', opened: 'Board', unit: 'Board', vendor: 'Monday' },
  { folder: 'google-sheets', file: 'spreadsheet', opened: 'Spreadsheet', unit: 'Tab', vendor: 'Google' },
  { folder: 'confluence', file: 'pages', opened: 'Pages', unit: 'Pages', vendor: 'Confluence' },
];

/** In reading order; the opened container's own file stands before `replica`. */
const FILES = ['wire', 'auth', 'client', 'codec', 'prepare', 'replica', 'write', 'settle', 'changes'];

const root = fileURLToPath(new URL('../../connectors', import.meta.url));

/** The code of a file, its blank space as single blanks. */
const codeOf = ({ folder }: Connector, file: string): string => readFileSync(`${root}/${folder}/${file}.ts`, 'utf8').replace(/\s+/g, ' ');

/** Names that a file exports, in its order. */
const exportsOf = (connector: Connector, file: string): string[] =>
  [...codeOf(connector, file).matchAll(/export (?:async )?(?:function|const|interface|type) (\w+)/g)].flatMap(([, name]) => name ?? []);

/** The names of a function's parameters. */
function parametersOf(connector: Connector, file: string, name: string): string[] {
  const list = new RegExp(`export (?:async )?function ${name}(?:<[^(]*>)?\\((.*?)\\):`).exec(codeOf(connector, file))?.[1] ?? '';
  return list
    .replace(/\{[^{}]*\}|<[^<>]*>/g, '')
    .replace(/<[^<>]*>/g, '')
    .split(',')
    .map((one) => one.split(':')[0]?.trim() ?? '')
    .filter((one) => one !== '');
}

/** Those of these names that are exported, in the file's order. */
const ordered = (connector: Connector, file: string, names: readonly string[]): string[] =>
  exportsOf(connector, file).filter((name) => names.includes(name));

describe.each(CONNECTORS)('connectors/$folder', (connector) => {
  const { folder, file, opened, unit, vendor } = connector;

  test('has the common files', () => {
    expect([...FILES, file].filter((name) => !existsSync(`${root}/${folder}/${name}.ts`))).toEqual([]);
  });

  test('auth: consent, code, refresh, tokens', () => {
    const names = ['Tokens', 'authorizeUrl', 'codeRequest', 'refreshRequest', 'readTokens', 'lackingScopes'];
    expect(ordered(connector, 'auth', names)).toEqual(names);
    expect(parametersOf(connector, 'auth', 'authorizeUrl')).toEqual(['app', 'asked']);
    expect(parametersOf(connector, 'auth', 'readTokens')).toEqual(['response', 'now']);
  });

  test('client: where the vendor is', () => {
    expect(exportsOf(connector, 'client')).toContain(`${vendor}Options`);
  });

  test('codec: there and back', () => {
    expect(ordered(connector, 'codec', ['Encoded', 'toCell', 'encode'])).toHaveLength(3);
    expect(ordered(connector, 'codec', ['toCell', 'encode'])).toEqual(['toCell', 'encode']);
    expect(codeOf(connector, 'codec')).toMatch(/\{ readonly ok: false; readonly why: string \}/);
  });

  test('what is opened knows its id and what it was given', () => {
    expect(codeOf(connector, file)).toMatch(
      new RegExp(`export interface ${opened} \\{ readonly deps: ConnectorDeps;.* readonly id: string;`),
    );
  });

  test('prepare: described, then prepared', () => {
    const names = [`describe${unit}`, `prepare${unit}`];
    expect(ordered(connector, 'prepare', names)).toEqual(names);
    expect(parametersOf(connector, 'prepare', `describe${unit}`).slice(0, 2)).toEqual(['deps', 'options']);
    expect(parametersOf(connector, 'prepare', `prepare${unit}`)).toEqual(['deps', 'options', 'locator', 'wanted']);
  });

  test('replica: opened with its id and the replicas of it', () => {
    const [deps, options, id, replicas, ...rest] = parametersOf(connector, 'replica', `open${opened}`);
    expect([deps, options, replicas, rest]).toEqual(['deps', 'options', 'replicas', []]);
    expect(id).toBeTruthy();
  });

  test('write and settle take what is opened, and an intent', () => {
    const packs = ['write', 'writing/pack', 'bulk/pack'].filter(
      (name) => existsSync(`${root}/${folder}/${name}.ts`) && exportsOf(connector, name).includes('pack'),
    );
    expect(packs).toHaveLength(1);
    expect(parametersOf(connector, packs[0] ?? '', 'pack').at(-1)).toBe('writes');
    for (const [of, name] of [
      ['write', 'apply'],
      ['settle', 'settle'],
    ] as const)
      expect(parametersOf(connector, of, name).slice(0, 2)).toEqual([file, 'intent']);
  });

  test('changes: one feed', () => {
    expect(parametersOf(connector, 'changes', `${vendor.toLowerCase()}Feed`)).toEqual(['deps', 'options']);
  });
});
