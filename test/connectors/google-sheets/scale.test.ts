import { expect, it } from 'vitest';
import { brandAs, type IntentId } from '../../../core/sync/ids.ts';
import type { Write } from '../../../core/sync/ports.ts';
import { book, create, house, intent, keyWrite, number, open, operations, readAll, tabId, text, update } from './house.ts';

const HEADERS = ['Client', 'Manager', 'Stage', 'Tier', 'Budget', 'Currency', 'Start', 'Notes'];
const N = 10_000;

it('writes 10,000 records to an empty tab in two calls, changes 500 in one, and reads in one', async () => {
  const at = house();
  const sheet = await book(at, []);
  const { container } = await open(at, sheet, HEADERS);
  at.calls.length = 0;
  const writes = Array.from({ length: N }, (_, n) =>
    create(`00000000-0000-4000-8000-${String(n).padStart(12, '0')}`, {
      Client: text(`Client ${n} and Partners GmbH`),
      Manager: text('Olga Petrova'),
      Stage: text('Active'),
      Tier: text('A'),
      Budget: number(String(n * 10.5)),
      Currency: text('EUR'),
      Start: { kind: 'date', date: '2026-01-02', time: null },
      Notes: n % 3 === 0 ? { kind: 'empty' } : text('prefers calls before noon'),
    }),
  );
  const groups = container.pack(writes);
  expect(groups.map((group) => group.length)).toEqual([5000, 5000]);
  expect(groups.flat()).toEqual(writes);
  for (const [n, group] of groups.entries()) {
    const outcome = await container.apply({ id: brandAs<IntentId>(`create-${n}`), replica: tabId, writes: group });
    expect([...outcome.values()].every((one) => one.kind === 'applied')).toBe(true);
  }
  // One read for the layout, two writes.
  expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate', 'batchUpdate']);
  expect(at.calls.every((call) => call.operation !== 'batchUpdate' || call.body.requests.length < 40)).toBe(true);

  const { records } = await readAll(container);
  expect(records).toHaveLength(N);
  expect(records[9999]).toMatchObject({
    position: 10_001,
    cells: { Budget: { number: '104989.5' }, Start: { kind: 'date', date: '2026-01-02' } },
  });

  at.calls.length = 0;
  const scattered = Array.from({ length: 500 }, (_, n): Write => update(records[(n * 37) % N] ?? fail(), { Budget: number(String(n)) }));
  expect(container.pack(scattered)).toHaveLength(1);
  const outcome = await container.apply(intent('many', scattered));
  expect([...outcome.values()].filter((one) => one.kind === 'applied')).toHaveLength(500);
  expect(operations(at)).toEqual(['batchUpdate']);
}, 60_000);

it('gives 10,000 rows their keys in one call', async () => {
  const at = house();
  const sheet = await book(at, [['Client', 'Budget'], ...Array.from({ length: N }, (_, n) => [`Client ${n}`, n])], N + 10);
  const { container } = await open(at, sheet, ['Client', 'Budget']);
  const { records } = await readAll(container);
  at.calls.length = 0;
  const groups = container.pack(
    records.map((record) => keyWrite(record, `00000000-0000-4000-8000-${String(record.position).padStart(12, '0')}`)),
  );
  expect(groups).toHaveLength(1);
  for (const [n, writes] of groups.entries()) {
    const outcome = await container.apply({ id: brandAs<IntentId>(`keys-${n}`), replica: tabId, writes });
    expect([...outcome.values()].every((one) => one.kind === 'applied')).toBe(true);
  }
  expect(operations(at)).toEqual(['batchUpdate']);
  expect(
    (await readAll(container)).records.every(
      (record) => record.key === `00000000-0000-4000-8000-${String(record.position).padStart(12, '0')}`,
    ),
  ).toBe(true);
}, 60_000);

function fail(): never {
  throw new Error('no such record');
}
