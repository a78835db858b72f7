import { createHmac } from 'node:crypto';

/** A JSON web token of `claims`, signed HS256 with `secret`. */
export function signJwt(claims: Record<string, unknown>, secret: string): string {
  const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode(claims)}`;
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`;
}

function encode(part: Record<string, unknown>): string {
  return Buffer.from(JSON.stringify(part)).toString('base64url');
}
