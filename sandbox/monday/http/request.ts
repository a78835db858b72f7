import { isObject } from '../columns/kind.ts';
import { MondayError } from './errors.ts';
import type { GraphRequest } from './execute.ts';

/** The token of `Authorization`, raw or as Bearer. */
export function tokenOf(request: Request): string | null {
  const header = request.headers.get('authorization')?.trim() ?? '';
  const token = header.replace(/^Bearer\s+/i, '');
  return token === '' ? null : token;
}

/** `{query, variables?, operationName?}`; throws JsonParseException or a plain 400. */
export function readRequest(contentType: string | null, body: string): GraphRequest {
  const parsed = contentType?.startsWith('multipart/form-data') ? fromForm(body) : fromJson(body);
  const query = isObject(parsed) ? parsed.query : undefined;
  if (!isObject(parsed) || typeof query !== 'string')
    throw new MondayError('BadRequest', 'Bad request: no query was sent', { status: 400 });
  const given = parsed.variables;
  const variables = typeof given === 'string' && given !== '' ? fromJson(given) : given;
  return {
    query,
    variables: isObject(variables) ? variables : {},
    operationName: typeof parsed.operationName === 'string' && parsed.operationName !== '' ? parsed.operationName : null,
  };
}

function fromJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    if (!(error instanceof SyntaxError)) throw error;
    throw new MondayError('JsonParseException', 'Unable to parse the JSON body', { status: 400, errorData: { json: text.slice(0, 1000) } });
  }
}

/**
 * The parts of a multipart form. A file becomes its name and size, and stands in the variable that names it: as
 * `variables[file]`, or by the `map` of the GraphQL multipart requests.
 */
function fromForm(body: string): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  const files: Record<string, unknown> = {};
  for (const [, head = '', value = ''] of body.matchAll(/(?:^|\r?\n)--[^\r\n]+\r?\n([\s\S]*?)\r?\n\r?\n([\s\S]*?)(?=\r?\n--)/g)) {
    const name = /name="([^"]+)"/.exec(head)?.[1];
    const file = /filename="([^"]*)"/.exec(head)?.[1];
    if (name === undefined) continue;
    if (file === undefined) parts[name] = value;
    else files[name] = { name: file, size: Buffer.byteLength(value) };
  }
  const operations = typeof parts.operations === 'string' ? fromJson(parts.operations) : {};
  const whole: Record<string, unknown> = { ...(isObject(operations) ? operations : {}), ...parts };
  return Object.keys(files).length === 0 ? whole : { ...whole, variables: withFiles(whole, files) };
}

function withFiles(form: Record<string, unknown>, files: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const given = typeof form.variables === 'string' && form.variables !== '' ? fromJson(form.variables) : form.variables;
  const variables: Record<string, unknown> = isObject(given) ? { ...given } : {};
  const map = typeof form.map === 'string' ? fromJson(form.map) : form.map;
  for (const [part, file] of Object.entries(files)) {
    const mapped = isObject(map) ? map[part] : undefined;
    const path = Array.isArray(mapped) ? mapped[0] : typeof mapped === 'string' ? mapped : part;
    const name = /^variables(?:\[([^\]]+)\]|\.(.+))$/.exec(String(path));
    variables[name?.[1] ?? name?.[2] ?? String(path)] = file;
  }
  return variables;
}
