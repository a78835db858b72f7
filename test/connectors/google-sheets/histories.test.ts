/**
 * Histories from seeds: a person acts before any of our calls, answers get lost, calls fail. Each row wears an id in a
 * column of the person's own, so that afterwards every cell can be asked: is what the person typed last still there, or
 * did we say that we covered exactly that?
 */
import { expect, it } from 'vitest';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import { brandAs, type ColumnRef } from '../../../core/sync/ids.ts';
import type { Outcome, Write } from '../../../core/sync/ports.ts';
import type { Cell, RawRecord } from '../../../core/sync/record.ts';
import { createChance } from '../../../sandbox/world/chance.ts';
import {
  book,
  create,
  house,
  intent,
  isWrite,
  keyed,
  keyWrite,
  number,
  open,
  outcomeOf,
  readAll,
  remove,
  tabId,
  text,
  update,
  urls,
  type Value,
} from './house.ts';

const HEADERS = ['Client', 'Budget', 'Manager'];
/** Client, the person's own column, Budget, Manager. */
const COLUMNS = { Client: 'A', Budget: 'C', Manager: 'D' } as const;
type Column = keyof typeof COLUMNS;
const MANY = 60;

interface Typed {
  readonly cells: Record<Column, Value>;
  gone: boolean;
}

async function history(seed: string): Promise<void> {
  const chance = createChance(seed);
  const below = (n: number): number => Math.floor(chance() * n);
  const at = house();
  const said = new Map<string, Typed>();
  let serial = 0;
  const fresh = (): [string, Typed] => {
    serial += 1;
    const cells = { Client: `c${serial}`, Budget: chance() < 0.2 ? `=${serial}*10` : serial, Manager: `m${serial}` };
    const id = `id${serial}`;
    said.set(id, { cells, gone: false });
    return [id, { cells, gone: false }];
  };
  const rowOf = ([id, { cells }]: [string, Typed]): Value[] => [cells.Client, id, cells.Budget, cells.Manager];
  const size = 3 + below(6);
  const sheet = await book(at, [['Client', 'Own', 'Budget', 'Manager'], ...Array.from({ length: size }, () => rowOf(fresh()))], 40);
  const { container, locator } = await open(at, sheet, HEADERS);
  const all = await keyed(container);
  if (chance() < 0.6) await sheet.type(`Budgets!A${all.length + 2}`, [rowOf(fresh())]);

  /** Ids by row now, from row 2. */
  const ids = async (): Promise<string[]> => (await sheet.values('Budgets!B2:B60')).map((row) => String(row[0] ?? ''));

  async function personActs(): Promise<void> {
    const rows = await ids();
    const known = rows.flatMap((id, n) => (said.has(id) ? [{ id, row: n + 2 }] : []));
    const [picked] = known.length > 0 ? [known[below(known.length)]] : [];
    switch (below(6)) {
      case 0: {
        const row = 2 + below(rows.length + 1);
        await sheet.insertRow(row);
        await sheet.type(`Budgets!A${row}`, [rowOf(fresh())]);
        return;
      }
      case 1:
      case 2: {
        const typed = picked && said.get(picked.id);
        if (!picked || !typed) return;
        const column = (['Client', 'Budget', 'Manager'] as const)[below(3)] ?? 'Client';
        serial += 1;
        typed.cells[column] = column === 'Budget' ? (chance() < 0.3 ? `=${serial}*10` : serial) : `p${serial}`;
        await sheet.type(`Budgets!${COLUMNS[column]}${picked.row}`, [[typed.cells[column]]]);
        return;
      }
      case 3: {
        const typed = picked && said.get(picked.id);
        if (!picked || !typed || known.length < 3) return;
        typed.gone = true;
        await sheet.batch({
          deleteDimension: { range: { sheetId: sheet.sheetId, dimension: 'ROWS', startIndex: picked.row - 1, endIndex: picked.row } },
        });
        return;
      }
      case 4: {
        const range = { sheetId: sheet.sheetId, startRowIndex: 1, endRowIndex: rows.length + 1, startColumnIndex: 0, endColumnIndex: 6 };
        await sheet.batch({
          sortRange: { range, sortSpecs: [{ dimensionIndex: 1, sortOrder: chance() < 0.5 ? 'ASCENDING' : 'DESCENDING' }] },
        });
        return;
      }
      default:
        return;
    }
  }

  function arm(): void {
    for (let n = 0; n < 3; n += 1) {
      const roll = chance();
      const trouble = roll < 0.12 ? { lose: true } : roll < 0.2 ? { instead: () => new Response('{}', { status: 500 }) } : {};
      at.traps.push({ on: isWrite, ...(chance() < 0.6 ? { before: personActs } : {}), ...trouble });
    }
  }

  const { records } = await readAll(container);
  /** Which id our write means, by the step. */
  const meant = new Map<string, { id: string; write: Write }>();
  const idAt = await ids();
  const idFor = (record: RawRecord): string => idAt[(record.position ?? 0) - 2] ?? '';
  const writes: Write[] = [];
  const removing = chance() < 0.3;
  for (const record of records) {
    const keyless = record.key === null;
    const named: RawRecord = keyless ? { ...record, key: `new${record.position}` } : record;
    if (removing) {
      if (!keyless && chance() < 0.5) writes.push(remove(record));
      continue;
    }
    if (keyless) writes.push(keyWrite(record, named.key));
    if (chance() < 0.6) {
      serial += 1;
      const values: Record<string, Cell> = { Manager: text(`w${serial}`) };
      const budget = record.cells[brandAs<ColumnRef>('Budget')];
      if (!budget?.formula && chance() < 0.6) values.Budget = number(String(serial + 5000));
      writes.push(update(named, values));
      meant.set(`update ${named.key}`, { id: idFor(record), write: writes.at(-1) as Write });
    }
  }
  if (!removing && chance() < 0.5) writes.push(create('born', { Client: text('Born'), Budget: number('7') }));
  if (writes.length === 0) return;
  const sent = intent('i1', writes);
  arm();
  let outcome: Outcome = await container.apply(sent);
  const successor = openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]]));
  for (let tries = 0; [...outcome.values()].some((one) => one.kind === 'unknown') && tries < 9; tries += 1) {
    if (chance() < 0.5) await personActs();
    if (tries > 3) at.traps.length = 0;
    const settled = await successor.settle(sent).catch(() => null);
    if (settled?.kind === 'none') outcome = new Map(writes.map((write) => [write.step, { kind: 'missed' as const }]));
    if (settled?.kind === 'happened') outcome = settled.outcome;
  }
  at.traps.length = 0;
  expect([...outcome.values()].map((one) => one.kind)).not.toContain('unknown');

  const rows = await sheet.values('Budgets!A2:F60');
  const removed = new Set((await sheet.values('Removed!B:B')).map((row) => String(row[0] ?? '')));
  const took = new Set(
    writes.flatMap((write) => (write.kind === 'remove' && outcomeOf(outcome, write.step).kind === 'applied' ? [write.key] : [])),
  );
  const keys = rows.map((row) => row[4]).filter((key) => key !== '' && key !== undefined);
  expect(new Set(keys).size).toBe(keys.length);
  for (const [id, typed] of said) {
    const row = rows.find((one) => one[1] === id);
    if (typed.gone) expect(row, `${id} was deleted by the person`).toBeUndefined();
    else if (!row) expect([removed.has(id), took.size > 0], `${id} is gone`).toEqual([true, true]);
    else {
      for (const [column, at0] of [
        ['Client', 0],
        ['Budget', 2],
        ['Manager', 3],
      ] as const) {
        const stands = row[at0] ?? '';
        if (stands === typed.cells[column]) continue;
        // Not what the person typed last: then it is ours, applied, and we said that we covered what they had typed.
        const ours = [...meant].find(([, one]) => one.id === id);
        const done = ours && outcomeOf(outcome, ours[0]);
        const write = ours?.[1].write;
        expect(done?.kind, `${seed}: ${id} ${column} shows ${stands}, the person typed ${typed.cells[column]}`).toBe('applied');
        if (done?.kind !== 'applied' || write?.kind !== 'update' || done.covered.kind !== 'value') continue;
        const ref = brandAs<ColumnRef>(column);
        expect(String(stands)).toBe(plain(write.cells[ref]));
        expect(plain(done.covered.cells[ref])).toBe(String(typed.cells[column]));
      }
    }
  }
  // What is applied stands with its key, unless the person deleted or removed the row.
  for (const [step, { id, write }] of meant) {
    const done = outcomeOf(outcome, step);
    const row = rows.find((one) => one[1] === id);
    if (done.kind === 'applied' && row && write.kind === 'update') expect(row[4]).toBe(write.key);
  }
  const born = rows.filter((row) => row[4] === 'born');
  if (writes.some((write) => write.kind === 'create'))
    expect(born.length).toBe(outcomeOf(outcome, 'create born').kind === 'applied' ? 1 : 0);
}

const plain = (cell: Cell | undefined): string => (cell?.kind === 'number' ? cell.number : cell?.kind === 'text' ? cell.text : '');

it(`holds what a person typed through ${MANY} histories`, async () => {
  for (let n = 0; n < MANY; n += 1) {
    try {
      await history(`history ${n}`);
    } catch (error) {
      throw new Error(`history ${n}`, { cause: error });
    }
  }
}, 120_000);
