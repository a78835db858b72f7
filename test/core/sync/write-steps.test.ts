/** Steps that may go, as writes of a connector. */
import { describe, expect, test } from 'vitest';
import type { KnownRow } from '../../../core/sync/identity/rows.ts';
import type { RecordKey } from '../../../core/sync/ids.ts';
import { brandAs } from '../../../core/sync/ids.ts';
import type { Step } from '../../../core/sync/plan.ts';
import type { RawRecord } from '../../../core/sync/record.ts';
import { clearKeyWrites, keyWrites, type WriteContext, without, writesFor } from '../../../core/sync/run/write-steps.ts';
import type { Value } from '../../../core/values/value.ts';
import { BUDGET, contextOf, eur, fid, field, key, local, NAME, NOTES, num, rec, settingsOf, sid, text } from './fixtures.ts';

const FEE = field({ left: 'fee', type: 'money', currency: 'EUR' });
const COUNT = field({ left: 'n', type: 'number' });
const SETTINGS = settingsOf({ fields: [NAME, NOTES, BUDGET, FEE, COUNT] });
const ACME = rec('R1', { NAME: 'Acme', NOTES: 'old', BUDGET: 5, CUR: 'EUR' }, { version: '7' });
const EMPTY = { kind: 'empty' };

const row = (of: string, position: number): [RecordKey, KnownRow] => [key(of), { key: key(of), position, fingerprint: 'f', written: true }];

const context = (records: Readonly<Record<string, RawRecord>>, rows: readonly [RecordKey, KnownRow][] = []): WriteContext => ({
  ...contextOf(SETTINGS),
  record: (_, of) => records[of] ?? null,
  localId: (_, of) => records[of]?.localId ?? null,
  rows: new Map(rows),
});

const step = (of: string, over: Partial<Step>): Step =>
  ({ id: sid(`${of}/step`), side: 'right', key: key(of), name: 'Acme', why: 'changed', run: null, ...over }) as Step;
const update = (of: string, to: string, after: Value): Step =>
  step(of, { kind: 'update', field: fid(to), after, before: null, beforeToken: 'null' });

describe('updates', () => {
  test('[W1] all fields of a record are one write, with what stood there, its version and its place', () => {
    const steps = [update('k1', 'notes', 'new'), update('k2', 'notes', 'other'), update('k1', 'budget', eur('6'))];
    const made = writesFor('right', steps, context({ k1: ACME, k2: rec('R2', {}) }, [row('k1', 3)]));
    expect(made.writes).toEqual([
      {
        kind: 'update',
        step: 'k1/right/update',
        key: 'k1',
        localId: 'R1',
        position: 3,
        cells: { NOTES: text('new'), BUDGET: num('6'), CUR: text('EUR') },
        before: { NOTES: text('old'), BUDGET: num('5'), CUR: text('EUR') },
        version: '7',
        identity: { NAME: text('Acme') },
      },
      {
        kind: 'update',
        step: 'k2/right/update',
        key: 'k2',
        localId: 'R2',
        position: null,
        cells: { NOTES: text('other') },
        before: { NOTES: EMPTY },
        version: null,
      },
    ]);
    expect(made.steps).toEqual({ 'k1/right/update': [steps[0], steps[2]], 'k2/right/update': [steps[1]] });
    expect(made.unholdable).toEqual([]);
  });

  test('[W1] of a record that isn’t there, and of a field that isn’t mapped any more, nothing is written', () => {
    expect(writesFor('right', [update('k9', 'notes', 'new')], context({}))).toEqual({ writes: [], steps: {}, unholdable: [] });
    const made = writesFor('right', [update('k1', 'notes', 'new'), update('k1', 'former', 'x')], context({ k1: ACME }));
    expect(made.writes).toMatchObject([{ cells: { NOTES: text('new') } }]);
  });

  test.each([
    ['fee', { amount: '5', currency: 'USD' }, 'not-a-currency', '5 USD'],
    ['fee', { amount: null, currency: 'USD' }, 'not-a-currency', 'USD'],
    ['n', 'five', 'wrong-kind', 'five'],
    ['n', true, 'wrong-kind', 'true'],
    ['n', ['a', 'b'], 'wrong-kind', 'a, b'],
  ] as const)(
    '[W2] what the side can’t show of `%s` is a finding as a person reads it (%j), and the other fields go',
    (of, value, why, shown) => {
      const made = writesFor('right', [update('k1', of, value), update('k1', 'notes', 'new')], context({ k1: ACME }));
      expect(made.unholdable).toEqual([{ key: 'k1', finding: { kind: why, side: 'right', field: of, shown } }]);
      expect(made.writes).toMatchObject([{ cells: { NOTES: text('new') } }]);
      expect(made.steps['k1/right/update' as Step['id']]).toHaveLength(1);
    },
  );

  test('[W2] where nothing is left there is no write', () => {
    const made = writesFor('right', [update('k1', 'n', 'five')], context({ k1: ACME }));
    expect([made.writes, made.steps]).toEqual([[], {}]);
  });
});

describe('creates and removals', () => {
  test('[W2] a create goes without what its side can’t show, and never counts it as sent', () => {
    const fields = { name: 'Beta', n: 'five' } as unknown as Extract<Step, { kind: 'create' }>['fields'];
    const create = step('k3', { kind: 'create', fields, from: local('L3') });
    const made = writesFor('right', [create], context({}));
    expect(made.writes).toEqual([{ kind: 'create', step: 'k3/right/create', key: 'k3', cells: { NAME: text('Beta') } }]);
    expect(made.steps).toEqual({ 'k3/right/create': [{ ...create, fields: { name: 'Beta' } }] });
  });

  test('[W1] a removal names the record and its place; a row is told by its natural key, too', () => {
    const remove = step('k1', { kind: 'remove', fields: {} });
    expect(writesFor('right', [remove], context({ k1: ACME }, [row('k1', 3)])).writes).toEqual([
      { kind: 'remove', step: 'k1/right/remove', key: 'k1', localId: 'R1', position: 3, identity: { NAME: text('Acme') } },
    ]);
    const [bare] = writesFor('right', [remove], context({ k1: ACME })).writes;
    expect(bare).toEqual({ kind: 'remove', step: 'k1/right/remove', key: 'k1', localId: 'R1', position: null });
    expect(writesFor('right', [remove], context({})).writes).toEqual([]);
  });

  test('[W2] fields that are left out leave other steps alone', () => {
    const remove = step('k1', { kind: 'remove', fields: { [fid('notes')]: 'old' } });
    const notes = update('k1', 'notes', 'new');
    const create = step('k1', { kind: 'create', fields: { [fid('notes')]: 'n', [fid('name')]: 'Acme' }, from: null });
    expect(without(new Set([fid('notes')]), remove)).toEqual([remove]);
    expect(without(new Set([fid('notes')]), notes)).toEqual([]);
    expect(without(new Set([fid('name')]), notes)).toEqual([notes]);
    expect(without(new Set([fid('notes')]), create)).toEqual([{ ...create, fields: { name: 'Acme' } }]);
    expect(without(new Set(), create)).toEqual([create]);
  });
});

describe('keys', () => {
  const ROW = brandAs<RecordKey>('ekacme');
  const record = rec(ROW, { NAME: 'Acme', BUDGET: 5 });

  test('[L4] a row’s key goes with all its mapped cells, so that a shifted row is noticed', () => {
    const rows = new Map([[ROW, { key: ROW, position: 4, fingerprint: 'f', written: false }]]);
    const shown = { NAME: text('Acme'), NOTES: EMPTY, BUDGET: num('5'), CUR: EMPTY, FEE: EMPTY, N: EMPTY };
    const write = { kind: 'key', step: 'ekacme/right/key', key: 'ekacme', localId: 'ekacme', before: shown };
    expect(keyWrites([record], { settings: SETTINGS, rows }, 'right')).toEqual([{ ...write, position: 4 }]);
    expect(keyWrites([record], { settings: SETTINGS, rows: new Map() }, 'right')).toEqual([{ ...write, position: null }]);
  });

  test('[S7] a copied key is taken off its item', () => {
    expect(clearKeyWrites([rec('L7', { name: 'Copy' })])).toEqual([
      { kind: 'key', step: 'L7/left/key', key: null, localId: 'L7', position: null, before: {} },
    ]);
  });
});
