import { randomBytes, randomInt, randomUUID } from 'node:crypto';

/** Where ids and chance come from; passed in, so that a simulation can seed it. */
export interface Random {
  /** A fresh uuid, version 4. */
  uuid(): string;
  /** A secret of `bytes` random bytes in base64url: tokens, passwords, OAuth state. */
  secret(bytes?: number): string;
  /** Uniform in [0, 1): jitter. */
  fraction(): number;
}

/** The machine's cryptographic source. */
export const systemRandom: Random = {
  uuid: () => randomUUID(),
  secret: (bytes = 32) => randomBytes(bytes).toString('base64url'),
  fraction: () => randomInt(2 ** 32) / 2 ** 32,
};
