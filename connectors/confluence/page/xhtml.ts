/**
 * Storage format with places: a tree whose nodes know where they stand in the source, so that a cell can be replaced
 * and everything else keeps its bytes. It reads what Confluence stores; it builds nothing.
 */

export interface Element {
  readonly kind: 'element';
  readonly name: string;
  /** Decoded values. */
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: readonly Node[];
  /** Of the whole element. */
  readonly start: number;
  readonly end: number;
  /** Of what stands between its tags; null for `<x />`. */
  readonly inner: { readonly start: number; readonly end: number } | null;
}

/** Words, decoded; CDATA among them. */
export interface Text {
  readonly kind: 'text';
  readonly text: string;
}

export type Node = Element | Text;

interface Open {
  readonly name: string;
  readonly attributes: ReadonlyMap<string, string>;
  readonly children: Node[];
  readonly start: number;
  readonly innerStart: number;
}

const TAG = /<([A-Za-z_][\w.:-]*)((?:\s+[A-Za-z_][\w.:-]*\s*=\s*(?:"[^"]*"|'[^']*'))*)\s*(\/?)>/y;
const CLOSE = /<\/([A-Za-z_][\w.:-]*)\s*>/y;
const ATTRIBUTE = /([A-Za-z_][\w.:-]*)\s*=\s*(?:"([^"]*)"|'([^']*)')/g;

/** Null when the source isn't well-formed: nothing is said about it, and nothing of it is changed. */
export function parse(source: string): readonly Node[] | null {
  const root: Node[] = [];
  const open: Open[] = [];
  for (let at = 0; at < source.length; ) {
    const into = open.at(-1)?.children ?? root;
    if (source[at] !== '<') {
      const next = source.indexOf('<', at);
      const end = next < 0 ? source.length : next;
      into.push({ kind: 'text', text: decode(source.slice(at, end)) });
      at = end;
      continue;
    }
    const raw = skipped(source, at);
    if (raw === null) return null;
    if (raw !== undefined) {
      if (raw.text !== '') into.push({ kind: 'text', text: raw.text });
      at = raw.end;
      continue;
    }
    CLOSE.lastIndex = at;
    const close = CLOSE.exec(source);
    if (close) {
      const element = open.pop();
      if (!element || element.name !== close[1]) return null;
      const { name, attributes, children, start, innerStart } = element;
      (open.at(-1)?.children ?? root).push({
        kind: 'element',
        name,
        attributes,
        children,
        start,
        end: CLOSE.lastIndex,
        inner: { start: innerStart, end: at },
      });
      at = CLOSE.lastIndex;
      continue;
    }
    TAG.lastIndex = at;
    const tag = TAG.exec(source);
    if (!tag?.[1]) return null;
    const attributes = attributesOf(tag[2] ?? '');
    if (tag[3] === '/') into.push({ kind: 'element', name: tag[1], attributes, children: [], start: at, end: TAG.lastIndex, inner: null });
    else open.push({ name: tag[1], attributes, children: [], start: at, innerStart: TAG.lastIndex });
    at = TAG.lastIndex;
  }
  return open.length === 0 ? root : null;
}

/** CDATA and comments: their words and end; undefined when none begins here, null when it never ends. */
function skipped(source: string, at: number): { readonly text: string; readonly end: number } | null | undefined {
  for (const [begin, finish, spoken] of [
    ['<![CDATA[', ']]>', true],
    ['<!--', '-->', false],
    ['<?', '?>', false],
  ] as const) {
    if (!source.startsWith(begin, at)) continue;
    const end = source.indexOf(finish, at + begin.length);
    return end < 0 ? null : { text: spoken ? source.slice(at + begin.length, end) : '', end: end + finish.length };
  }
  return undefined;
}

function attributesOf(text: string): ReadonlyMap<string, string> {
  const found = new Map<string, string>();
  for (const [, name, double, single] of text.matchAll(ATTRIBUTE)) if (name) found.set(name, decode(double ?? single ?? ''));
  return found;
}

/** The named entities that HTML editors make; others stay as they are written. */
const named: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
  nbsp: '\u00a0',
  shy: '\u00ad',
  ensp: '\u2002',
  emsp: '\u2003',
  thinsp: '\u2009',
  ndash: '–',
  mdash: '—',
  hellip: '…',
  bull: '•',
  middot: '·',
  lsquo: '‘',
  rsquo: '’',
  sbquo: '‚',
  ldquo: '“',
  rdquo: '”',
  bdquo: '„',
  laquo: '«',
  raquo: '»',
  lsaquo: '‹',
  rsaquo: '›',
  euro: '€',
  pound: '£',
  yen: '¥',
  cent: '¢',
  sect: '§',
  copy: '©',
  reg: '®',
  trade: '™',
  deg: '°',
  plusmn: '±',
  times: '×',
  divide: '÷',
  frac12: '½',
  frac14: '¼',
  frac34: '¾',
  sup2: '²',
  sup3: '³',
  micro: 'µ',
  para: '¶',
  larr: '←',
  rarr: '→',
  uarr: '↑',
  darr: '↓',
  harr: '↔',
  le: '≤',
  ge: '≥',
  ne: '≠',
  infin: '∞',
  szlig: 'ß',
  auml: 'ä',
  ouml: 'ö',
  uuml: 'ü',
  Auml: 'Ä',
  Ouml: 'Ö',
  Uuml: 'Ü',
  eacute: 'é',
  Eacute: 'É',
  egrave: 'è',
  ecirc: 'ê',
  agrave: 'à',
  acirc: 'â',
  aacute: 'á',
  iacute: 'í',
  oacute: 'ó',
  uacute: 'ú',
  ntilde: 'ñ',
  Ntilde: 'Ñ',
  ccedil: 'ç',
  Ccedil: 'Ç',
  aring: 'å',
  Aring: 'Å',
  oslash: 'ø',
  Oslash: 'Ø',
  aelig: 'æ',
  AElig: 'Æ',
  ocirc: 'ô',
  icirc: 'î',
  ucirc: 'û',
  euml: 'ë',
  iuml: 'ï',
  atilde: 'ã',
  otilde: 'õ',
  iexcl: '¡',
  iquest: '¿',
};

function decode(raw: string): string {
  if (!raw.includes('&')) return raw;
  return raw.replace(/&(#x[0-9a-f]{1,6}|#\d{1,7}|[a-z][a-z0-9]*);/gi, (whole, body: string) => {
    if (!body.startsWith('#')) return named[body] ?? whole;
    const code = /^#x/i.test(body) ? Number.parseInt(body.slice(2), 16) : Number(body.slice(1));
    return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
  });
}

/** What XML has no place for: control characters, lone surrogates, non-characters. */
const FORBIDDEN = /[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu;

/** Text for XHTML, in content or in an attribute: nothing of it is markup; characters that XML has no place for are dropped. */
export function escapeXml(text: string): string {
  return text
    .replace(FORBIDDEN, '')
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;')
    .replaceAll("'", '&#39;');
}

export const elements = (nodes: readonly Node[], name?: string): Element[] =>
  nodes.filter((node): node is Element => node.kind === 'element' && (name === undefined || node.name === name));

/** All words, without breaks. */
export const words = (nodes: readonly Node[]): string =>
  nodes.map((node) => (node.kind === 'text' ? node.text : words(node.children))).join('');

/** A macro's parameter; null when it has none of the name. */
export function parameter(macro: Element, name: string): string | null {
  const found = elements(macro.children, 'ac:parameter').find((one) => one.attributes.get('ac:name') === name);
  return found ? words(found.children) : null;
}

export const isMacro = (node: Node, name: string): boolean =>
  node.kind === 'element' && node.name === 'ac:structured-macro' && node.attributes.get('ac:name') === name;
