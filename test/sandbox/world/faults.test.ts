import { describe, expect, it } from 'vitest';
import type { FaultSpec } from '../../../sandbox/world/fault-spec.ts';
import { createFaults, type Struck } from '../../../sandbox/world/faults.ts';
import { manualTime, settle } from './manual-time.ts';

const read: Struck = {
  service: 'sheets',
  operations: ['spreadsheets.values.get'],
  path: '/v4/spreadsheets/abc/values/Budgets!A1:B2?x=1',
  caller: 'app',
  grantOf: 'irina',
};

async function struck(spec: FaultSpec, exchanges: readonly Struck[]): Promise<boolean[]> {
  const faults = createFaults(manualTime().timers);
  faults.add(spec);
  const outcome: boolean[] = [];
  for (const exchange of exchanges) outcome.push((await faults.before(exchange)).end === 'status');
  return outcome;
}

describe('what a fault matches', () => {
  const status = { kind: 'status', status: 503 } as const;
  it.each<[string, FaultSpec, boolean]>([
    ['its service', { ...status, service: 'sheets' }, true],
    ['google, for sheets', { ...status, service: 'google' }, true],
    ['not another service', { ...status, service: 'drive' }, false],
    ['a whole operation', { ...status, service: 'sheets', match: { operation: 'spreadsheets.values.get' } }, true],
    ['the last parts of an operation', { ...status, service: 'sheets', match: { operation: 'values.get' } }, true],
    ['more parts than the vendor says', { ...status, service: 'sheets', match: { operation: 'sheets.spreadsheets.values.get' } }, true],
    ['not another method of the same name', { ...status, service: 'sheets', match: { operation: 'spreadsheets.get' } }, false],
    ['not a part of a word', { ...status, service: 'sheets', match: { operation: 'es.get' } }, false],
    ['a part of path and query', { ...status, service: 'sheets', match: { path: 'Budgets!A1:B2?x' } }, true],
    ['not another path', { ...status, service: 'sheets', match: { path: 'Ledger' } }, false],
    ['the caller', { ...status, service: 'sheets', match: { caller: 'app' } }, true],
    ['not another caller', { ...status, service: 'sheets', match: { caller: 'anna' } }, false],
    ['the person whose grant the app has', { ...status, service: 'sheets', match: { caller: 'app', grantOf: 'irina' } }, true],
    ['not another person’s grant', { ...status, service: 'sheets', match: { grantOf: 'anna' } }, false],
    ['not when one part of several fails', { ...status, service: 'sheets', match: { operation: 'values.get', caller: 'anna' } }, false],
  ])('%s', async (_, spec, expected) => {
    expect(await struck(spec, [read])).toEqual([expected]);
  });
});

describe('how often a fault strikes', () => {
  const five = Array.from({ length: 5 }, () => read);
  it('after the first two, twice', async () => {
    expect(await struck({ service: 'sheets', kind: 'status', after: 2, times: 2 }, five)).toEqual([false, false, true, true, false]);
  });

  it('by chance, the same chance for the same seed', async () => {
    const hundred = Array.from({ length: 100 }, () => read);
    const outcome = await struck({ service: 'sheets', kind: 'status', p: 0.3, seed: 7 }, hundred);
    const hits = outcome.filter(Boolean).length;
    expect(hits).toBeGreaterThan(15);
    expect(hits).toBeLessThan(45);
    expect(await struck({ service: 'sheets', kind: 'status', p: 0.3, seed: 7 }, hundred)).toEqual(outcome);
    expect(await struck({ service: 'sheets', kind: 'status', p: 0.3, seed: 8 }, hundred)).not.toEqual(outcome);
  });

  it('counts its hits', async () => {
    const faults = createFaults(manualTime().timers);
    const id = faults.add({ service: 'sheets', kind: 'lost-reply', times: 1 });
    expect(await faults.before(read)).toEqual({ end: null, reply: 'lost-reply' });
    expect(await faults.before(read)).toEqual({ end: null, reply: null });
    expect(faults.list()).toEqual([{ id, kind: 'lost-reply', hits: 1, held: 0 }]);
    expect(faults.remove(id)).toBe(true);
    expect(faults.list()).toEqual([]);
    expect(faults.remove(id)).toBe(false);
  });
});

describe('faults that wait', () => {
  it('latency and timeout take their time', async () => {
    const time = manualTime();
    const faults = createFaults(time.timers);
    faults.add({ service: 'sheets', kind: 'latency', ms: 150 });
    faults.add({ service: 'sheets', kind: 'timeout', ms: 1000 });
    let verdict: unknown;
    const waiting = faults.before(read).then((one) => {
      verdict = one;
    });
    await time.pass(1149);
    expect(verdict).toBeUndefined();
    await time.pass(1);
    await waiting;
    expect(verdict).toEqual({ end: 'lost' });
  });

  it('hold lets a request go when it is released, or when the fault goes away', async () => {
    const faults = createFaults(manualTime().timers);
    const id = faults.add({ service: 'sheets', kind: 'hold' });
    const order: string[] = [];
    const first = faults.before(read).then(() => order.push('went on'));
    await settle();
    expect(faults.list()[0]?.held).toBe(1);
    order.push('a person acted');
    expect(faults.release(id)).toBe(1);
    await first;
    expect(order).toEqual(['a person acted', 'went on']);

    const second = faults.before(read);
    await settle();
    faults.remove(id);
    expect(await second).toEqual({ end: null, reply: null });
    expect(faults.release(id)).toBeUndefined();
  });
});

describe('faults of parts and pushes', () => {
  it('partial fails the operations it matches, one by one', () => {
    const faults = createFaults(manualTime().timers);
    faults.add({ service: 'monday', kind: 'partial', match: { operation: 'create_item', caller: 'app' }, after: 1, times: 1 });
    const ask = (operation: string, caller = 'app') => faults.failsPartially('monday', operation, caller);
    expect([ask('create_item'), ask('change_column_value'), ask('create_item', 'anna'), ask('create_item'), ask('create_item')]).toEqual([
      false,
      false,
      false,
      true,
      false,
    ]);
  });

  it('drops, repeats and delays pushes', () => {
    const push: Struck = { service: 'drive', operations: ['changes.watch'], path: '/hooks/drive', caller: null };
    const outcome = (spec: Omit<FaultSpec, 'service'>) => {
      const faults = createFaults(manualTime().timers);
      faults.add({ service: 'google', times: 1, ...spec });
      return [faults.onPush(push), faults.onPush(push)];
    };
    expect(outcome({ kind: 'drop-push' })).toEqual([[], [0]]);
    expect(outcome({ kind: 'repeat-push' })).toEqual([[0, 0], [0]]);
    expect(outcome({ kind: 'repeat-push', ms: 70 })).toEqual([[0, 70], [0]]);
    expect(outcome({ kind: 'delay-push', ms: 9000 })).toEqual([[9000], [0]]);
    expect(outcome({ kind: 'drop-push', match: { path: 'monday' } })).toEqual([[0], [0]]);
  });
});
