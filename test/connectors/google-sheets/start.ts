import { book, HEADERS, house, keyed, open } from './house.ts';

/** Three clients below the headers. */
export const rows = [HEADERS, ['Acme', 'Olga', 1200.5, '2025-03-01'], ['Beta', 'Ivan', 300, ''], ['Gamma', 'Olga', 50, '']];

/** A spreadsheet with these rows, keyed and read, and no calls counted yet. */
export async function start(values = rows) {
  const at = house();
  const sheet = await book(at, values);
  const { container, locator } = await open(at, sheet);
  const records = await keyed(container);
  at.calls.length = 0;
  return { at, sheet, container, locator, records };
}
