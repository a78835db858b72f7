/** What may not stand in a log, found by the name of its field or by its look. Too much hidden is the safe side. */

const HIDDEN = '[hidden]';
const MAX_DEPTH = 8;

/** Secret is what ends so, whatever stands before it: accessToken, client_secret, X-Goog-Channel-Token. */
const SECRET_NAME =
  /(token|secret|password|passwd|authorization|cookie|signature|jwt|apikey|privatekey|masterkey|masterkeys|datakey|sealed|credentials?|codeverifier)$/;

/** Fields that hold what people typed; a number in one of the plural ones is a count. */
const CONTENT_NAME =
  /^(value|values|cell|cells|text|body|before|after|left|right|shown|field|fields|record|records|row|rows|content|email|displayname|params|parameters|query|sql)$/;

/** After `Bearer`; JWTs; Google's tokens; a password in an address; secret parameters of one. Quotes end them: the line stays JSON. */
const SECRET_LOOK =
  /(Bearer\s+)[\w.~+/=-]+|\beyJ[\w-]+\.[\w-]+\.[\w-]*|\bya29\.[\w.-]+|\b1\/\/[\w-]{20,}|(\b[a-z][a-z0-9+.-]*:\/\/[^\s/:@"\\]+:)[^\s/@"\\]+(?=@)|([?&](?:code|state|token|access_token|refresh_token|client_secret|sessionToken)=)[^&\s"\\]+/gi;

/** Secrets that a finished line shows by their look, replaced. */
export function hideByLook(line: string): string {
  return line.replace(
    SECRET_LOOK,
    (_, bearer?: string, address?: string, parameter?: string) => `${bearer ?? address ?? parameter ?? ''}${HIDDEN}`,
  );
}

/** A copy of `part` of a line without secrets and, unless `content`, without what people typed. Plain data in, plain data out. */
export function hide<Part>(part: Part, options: { content: boolean }): Part;
export function hide(part: unknown, options: { content: boolean }): unknown {
  return copy(part, options.content, 0);
}

function copy(part: unknown, content: boolean, depth: number): unknown {
  if (typeof part === 'bigint') return String(part);
  if (typeof part !== 'object' || part === null || part instanceof Date || part instanceof URL) return part;
  if (part instanceof Uint8Array || part instanceof ArrayBuffer) return `[${part.byteLength} bytes]`;
  if (depth === MAX_DEPTH) return '[deeper]';
  if (part instanceof Error) return errorFields(part, content, depth);
  if (Array.isArray(part)) return part.map((item) => copy(item, content, depth + 1));
  const entries = part instanceof Map ? [...part].map(([key, value]) => [String(key), value] as const) : Object.entries(part);
  return Object.fromEntries(entries.map(([name, value]) => [name, field(name, value, content, depth)]));
}

function field(name: string, value: unknown, content: boolean, depth: number): unknown {
  if (value === null || value === undefined) return value;
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  if (SECRET_NAME.test(plain)) return HIDDEN;
  if (!content && CONTENT_NAME.test(plain) && !(plain.endsWith('s') && typeof value === 'number')) return HIDDEN;
  return copy(value, content, depth + 1);
}

/** Fields of Postgres' errors that quote rows: https://www.postgresql.org/docs/18/protocol-error-fields.html */
const QUOTING = new Set(['detail', 'where', 'internalQuery', 'hint']);

function errorFields(error: Error, content: boolean, depth: number): Record<string, unknown> {
  const code = 'code' in error ? String(error.code) : undefined;
  // Class 22 (data exception) puts the value itself into its message.
  const quotes = !content && code !== undefined && /^22...$/.test(code);
  const message = quotes ? `SQLSTATE ${code}` : error.message;
  const own = Object.entries(error).filter(([name]) => content || !QUOTING.has(name));
  return {
    type: error.name,
    message,
    ...(Object.fromEntries(own.map(([name, value]) => [name, field(name, value, content, depth)])) as Record<string, unknown>),
    ...(error.cause === undefined ? {} : { cause: copy(error.cause, content, depth + 1) }),
    stack: error.stack?.replace(error.message, message),
  };
}
