/** CSV as RFC 4180 has it: commas, quotes doubled inside quotes, lines that end in CRLF or LF. */

/** Rows of cells; null when a quote stays open or stands in the middle of a bare cell. */
export function parseCsv(text: string): string[][] | null {
  const rows: string[][] = [];
  let row: string[] = [];
  let at = text.startsWith('\ufeff') ? 1 : 0;
  while (at < text.length) {
    const cell = text[at] === '"' ? quoted(text, at) : bare(text, at);
    if (cell === null) return null;
    row.push(cell.value);
    at = cell.end;
    const next = text[at];
    if (next === ',') {
      at += 1;
      if (at < text.length) continue;
      row.push('');
    } else if (next !== undefined) at += next === '\r' && text[at + 1] === '\n' ? 2 : 1;
    rows.push(row);
    row = [];
  }
  return rows;
}

/** Lines end in LF; cells are quoted where they have to be. */
export const csvLine = (cells: readonly string[]): string =>
  cells.map((cell) => (/[",\r\n]/.test(cell) ? `"${cell.replaceAll('"', '""')}"` : cell)).join(',');

interface Found {
  readonly value: string;
  readonly end: number;
}

function quoted(text: string, start: number): Found | null {
  let value = '';
  let at = start + 1;
  for (;;) {
    const quote = text.indexOf('"', at);
    if (quote < 0) return null;
    value += text.slice(at, quote);
    if (text[quote + 1] !== '"') return isEnd(text[quote + 1]) ? { value, end: quote + 1 } : null;
    value += '"';
    at = quote + 2;
  }
}

function bare(text: string, start: number): Found | null {
  let end = start;
  while (!isEnd(text[end])) {
    if (text[end] === '"') return null;
    end += 1;
  }
  return { value: text.slice(start, end), end };
}

const isEnd = (char: string | undefined): boolean => char === undefined || char === ',' || char === '\r' || char === '\n';
