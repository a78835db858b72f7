import { createCipheriv } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { createSeal, type SealContext, SealError } from '../../platform/seal.ts';

const k1 = { id: 'k1', key: new Uint8Array(32).fill(1) };
const k2 = { id: 'k2', key: new Uint8Array(32).fill(2) };
const here: SealContext = { accountId: '17', provider: 'google', column: 'refresh_token' };
const seal = createSeal([k1]);

const reasonOf = (open: () => unknown) => {
  try {
    open();
  } catch (error) {
    return error instanceof SealError ? error.reason : String(error);
  }
  return 'opened';
};

it('opens what it sealed, whatever the text', () => {
  for (const text of ['', 'ya29.token', 'ключ 🔑', 'x'.repeat(10_000)]) expect(seal.open(seal.seal(text, here), here)).toBe(text);
});

it('never gives the same text the same form, nor shows it', () => {
  const sealed = Array.from({ length: 1000 }, () => seal.seal('secret-token', here));
  expect(new Set(sealed).size).toBe(1000);
  expect(sealed.some((one) => one.includes('secret') || Buffer.from(one.split('.')[3] ?? '', 'base64url').includes('secret'))).toBe(false);
});

it('takes a fresh nonce and a fresh data key for each record', () => {
  const parts = Array.from({ length: 20_000 }, () => seal.seal('t', here).split('.'));
  const nonces = parts.flatMap(([, , key = '', body = '']) => [key.slice(0, 16), body.slice(0, 16)]);
  expect(new Set(nonces).size).toBe(40_000);
});

it('opens in no other account, vendor or column', () => {
  const sealed = seal.seal('t', here);
  for (const elsewhere of [{ accountId: '18' }, { provider: 'monday' }, { column: 'access_token' }]) {
    expect(reasonOf(() => seal.open(sealed, { ...here, ...elsewhere }))).toBe('does-not-open');
  }
  // Parts may not run together: 1|7google is not 17|google.
  expect(
    reasonOf(() =>
      seal.open(seal.seal('t', { accountId: '1', provider: '7google', column: 'c' }), { accountId: '17', provider: 'google', column: 'c' }),
    ),
  ).toBe('does-not-open');
});

it('opens no longer when any one bit is flipped', () => {
  const sealed = seal.seal('t', here);
  const [version = '', id = '', ...encoded] = sealed.split('.');
  let flips = 0;
  for (const [index, part] of encoded.entries()) {
    const bytes = Buffer.from(part, 'base64url');
    for (let bit = 0; bit < bytes.length * 8; bit++) {
      const changed = Buffer.from(bytes);
      changed[bit >> 3] = (changed[bit >> 3] ?? 0) ^ (1 << (bit & 7));
      const parts = encoded.with(index, changed.toString('base64url'));
      expect(reasonOf(() => seal.open([version, id, ...parts].join('.'), here))).toBe('does-not-open');
      flips++;
    }
  }
  // Nonce 12 + data key 32 + tag 16, nonce 12 + text 1 + tag 16.
  expect(flips).toBe((60 + 29) * 8);
});

it("does not open with one record's data key and another's text", () => {
  const [a = '', b = '', c = ''] = seal.seal('one', here).split('.');
  const other = seal.seal('two', here).split('.')[3] ?? '';
  expect(reasonOf(() => seal.open([a, b, c, other].join('.'), here))).toBe('does-not-open');
});

it('refuses what is no sealed value', () => {
  const sealed = seal.seal('t', here);
  for (const wrong of ['', 'plain-token', 'v1.k1..', `${sealed}.x`, sealed.replace('v1', 'v2'), `${sealed}=`, sealed.slice(0, -20)]) {
    expect(reasonOf(() => seal.open(wrong, here))).not.toBe('opened');
  }
  expect(reasonOf(() => seal.open('v1.k9.AAAA.AAAA', here))).toBe('unknown-key');
});

describe('rotation of the master key', () => {
  const both = createSeal([k2, k1]);
  const old = seal.seal('t', here);

  it('opens old records with the old key and seals new ones with the new', () => {
    expect(both.open(old, here)).toBe('t');
    expect(both.seal('t', here).split('.')[1]).toBe('k2');
  });

  it('wraps an old record anew without touching its text, and leaves a new one', () => {
    const renewed = both.reseal(old, here) ?? '';
    expect(renewed.split('.')[3]).toBe(old.split('.')[3]);
    expect(createSeal([k2]).open(renewed, here)).toBe('t');
    expect(both.reseal(renewed, here)).toBeNull();
    expect(reasonOf(() => both.reseal(old, { ...here, accountId: '18' }))).toBe('does-not-open');
  });

  it('says so when the key of a record is gone', () => {
    expect(reasonOf(() => createSeal([k2]).open(old, here))).toBe('unknown-key');
  });

  it('does not take another key of the same name', () => {
    expect(reasonOf(() => createSeal([{ id: 'k1', key: k2.key }]).open(old, here))).toBe('does-not-open');
  });
});

it('opens a record written by hand from the described form', () => {
  const bind = (what: string) => Buffer.from(JSON.stringify(['evenkeel', what, '17', 'google', 'refresh_token']));
  const box = (key: Uint8Array, text: Uint8Array, what: string, nonce: Uint8Array) => {
    const cipher = createCipheriv('aes-256-gcm', key, nonce).setAAD(bind(what));
    return Buffer.concat([nonce, cipher.update(text), cipher.final(), cipher.getAuthTag()]).toString('base64url');
  };
  const dataKey = Buffer.alloc(32, 9);
  const record = `v1.k1.${box(k1.key, dataKey, 'key:k1', Buffer.alloc(12, 3))}.${box(dataKey, Buffer.from('by hand'), 'text', Buffer.alloc(12, 4))}`;
  expect(seal.open(record, here)).toBe('by hand');
});
