/**
 * Which addresses the product may be pointed at. Tokens are sent there, so in production only https and only names or
 * addresses of the open internet: a played vendor on loopback, or a service of the private network, is refused.
 */
import { isIP } from 'node:net';
import type { z } from 'zod';

/** For a vendor's base URL; answers it without a slash at the end. */
export function vendorAddress(production: boolean): Check {
  return (value, context) => address(value, context, production);
}

/** For our own public address; the same rules, as vendors and browsers have to reach it from outside. */
export function publicAddress(production: boolean): Check {
  return (value, context) => address(value, context, production);
}

type Check = (value: string, context: z.RefinementCtx<string>) => string;

function address(value: string, context: z.RefinementCtx<string>, production: boolean): string {
  const wrong = problem(value, production);
  if (wrong !== undefined) context.addIssue(wrong);
  return value.replace(/\/+$/, '');
}

function problem(value: string, production: boolean): string | undefined {
  if (!URL.canParse(value)) return 'is not an address like https://example.com';
  const url = new URL(value);
  if (url.protocol !== 'https:' && url.protocol !== 'http:') return 'is not an http address';
  if (url.username !== '' || url.password !== '' || url.search !== '' || url.hash !== '')
    return 'must be an address without user, query or fragment';
  if (!production) return undefined;
  if (url.protocol !== 'https:') return 'must be https in production';
  return isPrivate(url.hostname)
    ? 'is on loopback or a private network, which production refuses (NODE_ENV=development allows it)'
    : undefined;
}

/** `host` as URL gives it: lower case, IPv4 in four decimal parts whatever was written, IPv6 in brackets. */
function isPrivate(host: string): boolean {
  const name = host.replace(/\.$/, '');
  if (isIP(name) === 4) return isPrivateV4(name);
  if (name.startsWith('[')) return isPrivateV6(name.slice(1, -1));
  return (
    name === 'localhost' || name.endsWith('.localhost') || name.endsWith('.internal') || name.endsWith('.local') || !name.includes('.')
  );
}

function isPrivateV4(ip: string): boolean {
  const [a = 0, b = 0] = ip.split('.').map(Number);
  const carrierGrade = a === 100 && b >= 64 && b < 128;
  return (
    a === 0 ||
    a === 10 ||
    a === 127 ||
    a >= 224 ||
    carrierGrade ||
    (a === 169 && b === 254) ||
    (a === 172 && b >= 16 && b < 32) ||
    (a === 192 && b === 168)
  );
}

/** Only global unicast (2000::/3) is open; that leaves out ::1, fc00::/7, fe80::/10 and IPv4 in disguise (::ffff:127.0.0.1). */
function isPrivateV6(ip: string): boolean {
  return !/^[23][0-9a-f]{3}:/.test(ip);
}
