import { expect, test } from 'vitest';
import { fingerprintOf } from '../../../core/sync/fingerprint.ts';
import { num, rec, text } from './fixtures.ts';

const print = (...of: Parameters<typeof rec>): string => fingerprintOf({ hash: (shown) => shown }, rec(...of));
const ACME = { B: text('b'), A: num('1') };

test('[P4] a record’s hash is what it shows: its name, its version and its cells, not its place, its key or their order', () => {
  expect(print('L1', ACME, { name: 'Acme', version: '7' })).toBe(
    '["Acme","7","A",{"kind":"number","number":"1"},"B",{"kind":"text","text":"b"}]',
  );
  const same = print('L2', { A: num('1'), B: text('b') }, { name: 'Acme', version: '7', key: 'ek', position: 9 });
  expect(same).toBe(print('L1', ACME, { name: 'Acme', version: '7' }));
});

test('[P4] an empty cell is the same as none, but for one that a formula left empty', () => {
  const bare = print('L1', ACME);
  expect(print('L1', { ...ACME, C: { kind: 'empty' } })).toBe(bare);
  expect(print('L1', { ...ACME, C: { kind: 'empty', formula: false } })).toBe(bare);
  expect(print('L1', { ...ACME, C: { kind: 'empty', formula: true } })).not.toBe(bare);
  expect(print('L1', { ...ACME, C: { kind: 'text', text: '' } })).not.toBe(bare);
  expect(fingerprintOf({ hash: (shown) => `<${shown}>` }, rec('L1', {}))).toBe('<["",null]>');
});
