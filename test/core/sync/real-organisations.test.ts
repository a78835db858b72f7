/**
 * Real organisations, 3,337 rows of 1,162 of them in ten people's spellings, dealt over a board and a sheet: what the first
 * sync pairs is held against who they truly are. They aren't part of this repository; without the folder, no test.
 */
import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { readFields } from '../../../core/sync/decide/reconcile-record.ts';
import { match, type Unpaired } from '../../../core/sync/identity/match.ts';
import { parseCsv } from './csv.ts';
import { contextOf, fid, field, rec, settingsOf } from './fixtures.ts';

const FILE = fileURLToPath(new URL('../../../../shared/data/us_chicago_orgs_true_ids.csv', import.meta.url));
const there = existsSync(FILE);
if (!there) console.warn(`Matching of real organisations is not tested: there is no ${FILE}`);

const FIELDS = ['Site name', 'Address', 'Zip', 'Phone'];
const KEY = ['Site name', 'Address'];
type Row = Readonly<Record<string, string>>;

const rows = there ? table(readFileSync(FILE, 'utf8')).sort((a, b) => Number(a.Id) - Number(b.Id)) : [];
const [lefts, rights] = dealt(rows);
/** As many pairs as rows of one organisation stand opposite each other. */
const possible = [...counts(lefts)].reduce((sum, [id, n]) => sum + Math.min(n, counts(rights).get(id) ?? 0), 0);

test.skipIf(!there)(
  '[M8] real organisations: what is paired is one and the same: more of it than keys equal as typed find, no less than keys equal by letters',
  () => {
    const settings = settingsOf({ fields: FIELDS.map((left) => field({ left, type: 'text' })), key: KEY });
    const context = contextOf(settings);
    const unpaired = (row: Row, side: 'left' | 'right'): Unpaired => {
      const record = rec(
        row.Id ?? '',
        Object.fromEntries(FIELDS.map((name) => [side === 'left' ? name : name.toUpperCase(), row[name] ?? ''])),
      );
      return { localId: record.localId, readings: readFields(record, side, context) };
    };
    const found = match(
      lefts.map((row) => unpaired(row, 'left')),
      rights.map((row) => unpaired(row, 'right')),
      KEY.map(fid),
    );
    const whose = new Map(rows.map((row) => [row.Id ?? '', row['True Id'] ?? '']));
    const right = found.pairs.filter(([a, b]) => whose.get(a.localId) === whose.get(b.localId)).length;
    const ours = { precision: right / found.pairs.length, recall: right / possible };
    const [typed, folded] = [baseline((part) => part), baseline(letters)];
    const all =
      found.pairs.length * 2 +
      found.surplus.left.length +
      found.surplus.right.length +
      found.ambiguous.left.length +
      found.ambiguous.right.length;
    const findings = found.ambiguous.left.length + found.ambiguous.right.length;
    console.log(
      `first sync: ${figures(ours)}, ${found.pairs.length} pairs, ${findings} findings; keys equal as typed: ${figures(typed)}; by letters: ${figures(folded)}`,
    );
    expect(all).toBe(3337);
    expect(ours.precision).toBeGreaterThanOrEqual(0.995);
    expect(ours.recall).toBeGreaterThan(typed.recall);
    expect(ours.recall).toBeGreaterThanOrEqual(folded.recall);
    expect(ours.precision).toBeGreaterThanOrEqual(folded.precision);
  },
);

/** After trimming, case folding and punctuation folding. */
const letters = (part: string): string =>
  part
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim();

/** Keys whose parts say the same pair off in order, whatever else the rows say. */
function baseline(said: (part: string) => string): { readonly precision: number; readonly recall: number } {
  const keyOf = (row: Row): string | null => {
    const parts = KEY.map((name) => said(row[name] ?? ''));
    return parts.includes('') ? null : parts.join('|');
  };
  const waiting = new Map<string, Row[]>();
  for (const row of rights) {
    const key = keyOf(row);
    if (key !== null) waiting.set(key, [...(waiting.get(key) ?? []), row]);
  }
  let [pairs, right] = [0, 0];
  for (const row of lefts) {
    const other = waiting.get(keyOf(row) ?? '')?.shift();
    if (other === undefined) continue;
    pairs += 1;
    if (other['True Id'] === row['True Id']) right += 1;
  }
  return { precision: right / pairs, recall: right / possible };
}

/** Each organisation's rows go left and right in turn. */
function dealt(all: readonly Row[]): [left: Row[], right: Row[]] {
  const sides: [Row[], Row[]] = [[], []];
  const seen = new Map<string, number>();
  for (const row of all) {
    const id = row['True Id'] ?? '';
    const n = seen.get(id) ?? 0;
    seen.set(id, n + 1);
    (n % 2 === 0 ? sides[0] : sides[1]).push(row);
  }
  return sides;
}

function counts(all: readonly Row[]): ReadonlyMap<string, number> {
  const found = new Map<string, number>();
  for (const row of all) found.set(row['True Id'] ?? '', (found.get(row['True Id'] ?? '') ?? 0) + 1);
  return found;
}

function table(csv: string): Row[] {
  const [header = [], ...lines] = parseCsv(csv, ',');
  return lines.map((cells) => Object.fromEntries(header.map((name, at) => [name, cells[at] ?? ''])));
}

const figures = (one: { readonly precision: number; readonly recall: number }): string =>
  `precision ${(one.precision * 100).toFixed(2)} %, recall ${(one.recall * 100).toFixed(2)} %`;
