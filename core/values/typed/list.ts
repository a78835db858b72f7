/**
 * Several labels in one text: `Design, Print`. A label that holds a separator or begins with a quote stands in quotes, and
 * quotes in it are doubled, as in CSV: what is joined here is parted here into the same labels.
 */
export const joinList = (labels: readonly string[]): string => labels.map(quoted).join(', ');

/** null: a quote that nobody closed, or something between a closed one and the next separator. */
export function splitList(text: string): readonly string[] | null {
  const labels: string[] = [];
  let at = 0;
  while (at < text.length) {
    while (at < text.length && isBetween(text[at])) at += 1;
    if (at >= text.length) break;
    const [label, next] = text[at] === '"' ? closed(text, at + 1) : open(text, at);
    if (label === null) return null;
    if (label !== '') labels.push(label);
    at = next;
  }
  return labels;
}

const quoted = (label: string): string =>
  /[,;\n\r]/.test(label) || label.startsWith('"') || label.trim() !== label ? `"${label.replaceAll('"', '""')}"` : label;

const isSeparator = (sign: string | undefined): boolean => sign === ',' || sign === ';' || sign === '\n' || sign === '\r';
const isBetween = (sign: string | undefined): boolean => isSeparator(sign) || (sign ?? '').trim() === '';

function open(text: string, from: number): [string, number] {
  let at = from;
  while (at < text.length && !isSeparator(text[at])) at += 1;
  return [text.slice(from, at).trim(), at + 1];
}

function closed(text: string, from: number): [string | null, number] {
  let label = '';
  let at = from;
  for (;;) {
    const end = text.indexOf('"', at);
    if (end < 0) return [null, at];
    label += text.slice(at, end);
    at = end + 1;
    if (text[at] !== '"') break;
    label += '"';
    at += 1;
  }
  while (at < text.length && !isSeparator(text[at])) {
    if ((text[at] ?? '').trim() !== '') return [null, at];
    at += 1;
  }
  return [label, at + 1];
}
