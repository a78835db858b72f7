/** A process that stood still under a lapsed lease wakes up: what it still sends of an intent that others have settled is refused. */
import { describe, expect, it } from 'vitest';
import { openSpreadsheet } from '../../../connectors/google-sheets/replica.ts';
import type { Settled } from '../../../core/sync/ports.ts';
import { byKey, create, intent, isWrite, number, operations, remove, type SeenCall, tabId, text, update, urls } from './house.ts';
import { rows, start } from './start.ts';

async function sleeper(values = rows) {
  const played = await start(values);
  const { at, sheet, locator } = played;
  const successor = () => openSpreadsheet(at.deps, urls, sheet.id, new Map([[tabId, locator]]));
  /** Before the nth write call from now reaches Google, `happens`. */
  const beforeWrite = (nth: number, happens: () => Promise<unknown>): void => {
    let seen = 0;
    const on = (call: SeenCall): boolean => isWrite(call) && ++seen === nth;
    at.traps.push({ on, before: happens });
  };
  return { ...played, successor, beforeWrite };
}

const kinds = (settled: Settled): string[] =>
  settled.kind === 'happened' ? [...settled.outcome.values()].map((one) => one.kind) : ['none'];

describe('[L6] a call that comes after its intent was settled', () => {
  it('is refused whole when nothing of the intent had happened', async () => {
    const { sheet, container, records, successor, beforeWrite } = await sleeper();
    const sent = intent('i1', [update(byKey(records, 'k3'), { Budget: number('201') }), create('n1', { Client: text('New') })]);
    beforeWrite(1, async () => {
      expect(await successor().settle(sent)).toEqual({ kind: 'none' });
      expect(await successor().settle(sent)).toEqual({ kind: 'none' });
    });
    await expect(container.apply(sent)).rejects.toMatchObject({ code: 'lease-lost', next: { kind: 'replan' } });
    expect(await sheet.values('Budgets!A3:E6')).toEqual([
      ['Beta', 'Ivan', 300, '', 'k3'],
      ['Gamma', 'Olga', 50, '', 'k4'],
    ]);
  });

  it('is refused as well when it is the second batch of an intent whose first had gone through', async () => {
    const { at, sheet, container, records, successor, beforeWrite } = await sleeper();
    const sent = intent('i1', [update(byKey(records, 'k2'), { Budget: number('201') }), remove(byKey(records, 'k3'))]);
    beforeWrite(2, async () => {
      expect(kinds(await successor().settle(sent))).toEqual(['applied', 'missed']);
    });
    expect([...(await container.apply(sent)).values()].map((one) => one.kind)).toEqual(['applied', 'missed']);
    expect(await sheet.values('Budgets!A2:E4')).toEqual([
      ['Acme', 'Olga', 201, 45717, 'k2'],
      ['Beta', 'Ivan', 300, '', 'k3'],
      ['Gamma', 'Olga', 50, '', 'k4'],
    ]);
    expect(await sheet.values('Removed!A1:E1')).toHaveLength(1);
    // Settled again, nothing is written any more.
    at.calls.length = 0;
    expect(kinds(await successor().settle(sent))).toEqual(['applied', 'missed']);
    expect(operations(at)).toEqual(['getByDataFilter']);
  });

  it('is refused when it is a half of a batch that had been refused for one of its rows', async () => {
    const { sheet, container, records, successor, beforeWrite } = await sleeper([...rows, ['Delta', '', 1, ''], ['Eps', '', 2, '']]);
    await sheet.batch({
      addProtectedRange: {
        protectedRange: {
          range: { sheetId: sheet.sheetId, startRowIndex: 3, endRowIndex: 4 },
          editors: { users: ['boris@polyus.example'] },
        },
      },
    });
    const sent = intent(
      'i1',
      records.map((record) => update(record, { Budget: number('9') })),
    );
    /** Budgets at the moment of settling. */
    let then: unknown;
    const settled: Settled[] = [];
    // 1: all, refused for k4; 2: those beside it in the way of halving; the third stalls.
    beforeWrite(3, async () => {
      settled.push(await successor().settle(sent));
      then = await sheet.values('Budgets!C2:C6');
    });
    const outcome = await container.apply(sent);
    const budgets = await sheet.values('Budgets!C2:C6');
    expect(budgets).toEqual(then);
    const written = budgets.map(([value]) => (value === 9 ? 'applied' : 'missed'));
    expect(settled.map(kinds)).toEqual([written]);
    expect([...outcome.values()].map((one) => one.kind)).toEqual(written);
    expect(new Set(written).size).toBe(2);
  });

  it('costs a settler one call more only where something may still come', async () => {
    const { at, container, records, successor } = await sleeper();
    const whole = intent('i1', [update(byKey(records, 'k2'), { Budget: number('1') })]);
    at.traps.push({ on: isWrite, lose: true });
    await container.apply(whole);
    at.calls.length = 0;
    expect(kinds(await successor().settle(whole))).toEqual(['applied']);
    expect(operations(at)).toEqual(['getByDataFilter']);
    const part = intent('i2', [update(byKey(records, 'k2'), { Budget: number('2') }), remove(byKey(records, 'k3'))]);
    at.traps.push({ on: isWrite, lose: true });
    await container.apply(part);
    at.calls.length = 0;
    expect(kinds(await successor().settle(part))).toEqual(['applied', 'missed']);
    expect(operations(at)).toEqual(['getByDataFilter', 'batchUpdate']);
  });
});
