/** What a source file says about itself, as far as the rules of the house are concerned; read with vite's own parser. */
import { parseSync, Visitor, type VisitorObject } from 'vite';

export interface Source {
  /** From the project's root, with forward slashes. */
  readonly path: string;
  readonly lines: number;
  /** Static, dynamic and type imports, re-exports and `require`, in the file's order. */
  readonly imports: readonly Import[];
  readonly defaultExports: readonly number[];
  /** `export * from`. */
  readonly starExports: readonly number[];
  /** It has exports, and all of them are other files'. */
  readonly onlyReexports: boolean;
  /** Lines that reach for the process's environment. */
  readonly environment: readonly number[];
  /** Lines that ask the machine for the time. */
  readonly clock: readonly number[];
}

export interface Import {
  readonly line: number;
  /** As written; null when it is computed. */
  readonly specifier: string | null;
}

/** What asks the machine for the time, beside `new Date()`. */
const TIMED: Readonly<Record<string, readonly string[]>> = {
  Date: ['now'],
  performance: ['now', 'timeOrigin'],
  process: ['hrtime', 'uptime'],
};

/** @throws Error when the file can't be parsed. */
export function readSource(path: string, text: string): Source {
  const parsed = parseSync(path, text);
  const [error] = parsed.errors;
  if (error !== undefined) throw new Error(`${path}: ${error.message}`);
  const lineOf = lineFinder(text);

  const { staticImports, staticExports } = parsed.module;
  const imports: Import[] = staticImports.map((one) => ({ line: lineOf(one.start), specifier: one.moduleRequest.value }));
  const exported = staticExports.flatMap((one) => one.entries);
  for (const entry of exported) {
    if (entry.moduleRequest !== null) imports.push({ line: lineOf(entry.start), specifier: entry.moduleRequest.value });
  }
  const environment: number[] = [];
  const clock: number[] = [];

  const importOf = (node: Located): void => void imports.push({ line: lineOf(node.start), specifier: literal(node.source) });
  const visitor: VisitorObject = {
    CallExpression(node) {
      const { callee } = node;
      if (isName(callee, 'require')) imports.push({ line: lineOf(node.start), specifier: literal(node.arguments[0]) });
      if (isName(callee, 'Date')) clock.push(lineOf(node.start));
    },
    NewExpression(node) {
      if (isName(node.callee, 'Date') && node.arguments.length === 0) clock.push(lineOf(node.start));
    },
    MemberExpression(node) {
      const member = node.computed ? literal(node.property) : nameOf(node.property);
      if (member === 'env' && isOf(node.object, 'process')) environment.push(lineOf(node.start));
      for (const [owner, members] of Object.entries(TIMED)) {
        if (member !== null && members.includes(member) && isOf(node.object, owner)) clock.push(lineOf(node.start));
      }
    },
    VariableDeclarator(node) {
      if (node.id.type !== 'ObjectPattern' || node.init === null || !isOf(node.init, 'process')) return;
      const taken = node.id.properties.map((one) => (one.type === 'Property' ? nameOf(one.key) : 'env'));
      if (taken.includes('env')) environment.push(lineOf(node.start));
    },
  };
  visitor.ImportExpression = importOf;
  visitor.TSImportType = importOf;
  new Visitor(visitor).visit(parsed.program);

  for (const one of staticImports) {
    const taken = one.entries.map((entry) => entry.importName.name);
    if (/^(node:)?process$/.test(one.moduleRequest.value) && taken.includes('env')) environment.push(lineOf(one.start));
  }
  return {
    path,
    lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0),
    imports: imports.sort((a, b) => a.line - b.line),
    defaultExports: exported
      .filter(({ exportName }) => exportName.kind === 'Default' || exportName.name === 'default')
      .map((entry) => lineOf(entry.start)),
    starExports: exported.filter((entry) => entry.importName.kind.startsWith('All')).map((entry) => lineOf(entry.start)),
    onlyReexports: exported.length > 0 && parsed.program.body.every(isPassedOn),
    environment,
    clock,
  };
}

function lineFinder(text: string): (offset: number) => number {
  const starts = [0, ...[...text.matchAll(/\n/g)].map((match) => match.index + 1)];
  return (offset) => starts.filter((start) => start <= offset).length;
}

interface Node {
  readonly type: string;
}

interface Located {
  readonly start: number;
  readonly source: unknown;
}

/** An import, or an export list that declares nothing. */
function isPassedOn(node: Node): boolean {
  if (node.type === 'ImportDeclaration' || node.type === 'ExportAllDeclaration') return true;
  return node.type === 'ExportNamedDeclaration' && 'declaration' in node && node.declaration === null;
}

/** `name`, or `globalThis.name`. */
function isOf(node: Node, name: string): boolean {
  if (isName(node, name)) return true;
  const isGlobal = node.type === 'MemberExpression' && 'object' in node && isName(node.object, 'globalThis');
  return isGlobal && 'property' in node && nameOf(node.property) === name;
}

function isName(node: unknown, name: string): boolean {
  return nameOf(node) === name;
}

function nameOf(node: unknown): string | null {
  if (typeof node !== 'object' || node === null || !('type' in node) || node.type !== 'Identifier') return null;
  return 'name' in node && typeof node.name === 'string' ? node.name : null;
}

function literal(node: unknown): string | null {
  if (typeof node !== 'object' || node === null || !('type' in node) || node.type !== 'Literal') return null;
  return 'value' in node && typeof node.value === 'string' ? node.value : null;
}
