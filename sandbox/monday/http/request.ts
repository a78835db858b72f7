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

/** The text parts of a multipart form; files aren't kept here. */
function fromForm(body: string): Record<string, unknown> {
  const parts: Record<string, unknown> = {};
  for (const [, name, value] of body.matchAll(/name="([^"]+)"(?![^\r\n]*filename)[^\r\n]*\r?\n\r?\n([\s\S]*?)\r?\n--/g)) {
    if (name !== undefined) parts[name] = value;
  }
  return parts;
}
