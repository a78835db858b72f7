/**
 * Encryption of what may not be read from a copy of the database: vendors' tokens. An envelope: each record has a data
 * key of its own, which seals the text, and is itself sealed by a master key, whose name stands in the record. Both
 * seals are bound to where the record belongs, so a row copied to another tenant, vendor or column doesn't open. A new
 * master key is put first in the list; `reseal` wraps old records' data keys anew without opening the text.
 *
 * Form: `v1.<master key name>.<wrapped data key>.<sealed text>`, the last two base64url of nonce | ciphertext | tag.
 */
import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto';
import type { MasterKey } from './config.ts';

/** What a sealed value belongs to. */
export interface SealContext {
  readonly accountId: string;
  /** `monday`, `google`, `confluence`, … */
  readonly provider: string;
  readonly column: string;
}

export interface Seal {
  seal(text: string, context: SealContext): string;
  /** @throws SealError when it was changed, belongs elsewhere, or its master key is unknown. */
  open(sealed: string, context: SealContext): string;
  /** The same text under the current master key; null when it is under it already. @throws SealError as `open`. */
  reseal(sealed: string, context: SealContext): string | null;
}

export class SealError extends Error {
  override readonly name = 'SealError';
  readonly reason: 'malformed' | 'unknown-key' | 'does-not-open';

  constructor(reason: SealError['reason']) {
    super(`A sealed value can't be opened: ${reason}`);
    this.reason = reason;
  }
}

const CIPHER = 'aes-256-gcm';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

/** `keys`: the first seals, all open. @throws TypeError without keys. */
export function createSeal(keys: readonly MasterKey[]): Seal {
  const [current] = keys;
  if (current === undefined) throw new TypeError('createSeal needs a master key');
  const byId = new Map(keys.map(({ id, key }) => [id, key]));

  const unwrap = (sealed: string, context: SealContext) => {
    const [version, keyId = '', wrapped = '', body = '', ...more] = sealed.split('.');
    if (version !== 'v1' || body === '' || more.length > 0) throw new SealError('malformed');
    const master = byId.get(keyId);
    if (master === undefined) throw new SealError('unknown-key');
    return { keyId, body, dataKey: decrypt(master, wrapped, bound(context, `key:${keyId}`)) };
  };
  const wrap = (dataKey: Uint8Array, body: string, context: SealContext) =>
    `v1.${current.id}.${encrypt(current.key, dataKey, bound(context, `key:${current.id}`))}.${body}`;

  return {
    seal(text, context) {
      const dataKey = randomBytes(32);
      return wrap(dataKey, encrypt(dataKey, Buffer.from(text, 'utf8'), bound(context, 'text')), context);
    },
    open(sealed, context) {
      const { dataKey, body } = unwrap(sealed, context);
      return decrypt(dataKey, body, bound(context, 'text')).toString('utf8');
    },
    reseal(sealed, context) {
      const { keyId, dataKey, body } = unwrap(sealed, context);
      return keyId === current.id ? null : wrap(dataKey, body, context);
    },
  };
}

/** JSON keeps the parts apart whatever they hold. */
function bound({ accountId, provider, column }: SealContext, what: string): Buffer {
  return Buffer.from(JSON.stringify(['evenkeel', what, accountId, provider, column]), 'utf8');
}

function encrypt(key: Uint8Array, plain: Uint8Array, context: Uint8Array): string {
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv(CIPHER, key, nonce).setAAD(context);
  return Buffer.concat([nonce, cipher.update(plain), cipher.final(), cipher.getAuthTag()]).toString('base64url');
}

function decrypt(key: Uint8Array, sealed: string, context: Uint8Array): Buffer {
  const bytes = Buffer.from(sealed, 'base64url');
  // Another spelling of the same bytes is no sealed value of ours.
  if (bytes.length < NONCE_BYTES + TAG_BYTES || bytes.toString('base64url') !== sealed) throw new SealError('malformed');
  const decipher = createDecipheriv(CIPHER, key, bytes.subarray(0, NONCE_BYTES), { authTagLength: TAG_BYTES });
  decipher.setAAD(context).setAuthTag(bytes.subarray(-TAG_BYTES));
  try {
    return Buffer.concat([decipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), decipher.final()]);
  } catch {
    throw new SealError('does-not-open');
  }
}
