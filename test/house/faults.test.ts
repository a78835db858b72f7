/** Every fault of the kinds A (crash), B (loops, order), C (deletes, identity), D (concurrency, time), E (limits, vendor errors) and F (sheets) has a test that bears its name. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const root = fileURLToPath(new URL('..', import.meta.url));
const numbers = (from: number, to: number): string[] =>
  Array.from({ length: to - from + 1 }, (_, n) => `F${String(from + n).padStart(2, '0')}`);

it('names each of them as `fault F07: …`', () => {
  const files = readdirSync(root, { recursive: true, encoding: 'utf8' }).filter(
    (name) => name.endsWith('.ts') && !name.startsWith('house'),
  );
  const named = new Set(
    files.flatMap((name) => [...readFileSync(`${root}/${name}`, 'utf8').matchAll(/['"`\] ]fault (F\d\d)[:,]/g)].map((match) => match[1])),
  );
  expect(numbers(1, 61).filter((fault) => !named.has(fault))).toEqual([]);
});
